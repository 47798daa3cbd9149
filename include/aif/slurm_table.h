#ifndef AIF_SLURM_TABLE_H
#define AIF_SLURM_TABLE_H

#include "aif/sink.h"
#include "aif/view.h"

/* Tables of a run at one instant as Slurm's commands print them: same columns, widths and formats;
 * docs/slurm.md says what differs. */
enum aif_slurm_table { AIF_SLURM_SSHARE, AIF_SLURM_SPRIO, AIF_SLURM_SQUEUE, AIF_SLURM_SACCT };

struct aif_slurm_request {
    enum aif_slurm_table table;
    /* Comma-separated names, in any case, ours or those of Slurm's fields, each with its width if
     * that is to be another: "USER:10", right-aligned "USER:.10", "USER:0" as it is.  NULL: the
     * command's own. */
    const char *columns;
    int64_t now_s; /* the instant, on the trace's clock; the run stands there */
    /* Only rows of these, names with commas between them; NULL: all.  sprio has no accounts, states
     * and QOS, sshare users and accounts alone. */
    const char *users, *accounts, *partitions, *qos;
    const char *states; /* "PENDING,R", in any case */
    const char *jobs;   /* numbers, or tasks of arrays: "7,8_2" */
    bool is_long;       /* -l */
    bool is_start;      /* squeue --start: what waits, by planned start; the scenario keeps_plan */
    bool is_normalised; /* sprio -n */
    bool is_weights;    /* sprio -w */
    bool is_parsable;   /* columns separated by |, not padded */
    bool has_no_header;
};

/* Whether the table shows planned starts, so that the scenario must have kept the plan. */
bool aif_slurm_table_shows_plan(const struct aif_slurm_request *request);

/* Write the table.  False if a column is unknown, or the run does not know what the table shows
 * (shares and priorities are the controller's); err says which columns or runs there are. */
bool aif_slurm_table_write(const struct aif_sim *sim, const struct aif_scenario *scenario,
                           const struct aif_slurm_request *request, struct aif_sink *out,
                           struct aif_err *err);

#endif
