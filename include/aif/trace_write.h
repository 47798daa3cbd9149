#ifndef AIF_TRACE_WRITE_H
#define AIF_TRACE_WRITE_H

#include "aif/sink.h"
#include "aif/workload.h"

/* Writing a workload as a trace that the readers give back.  What is not a schedule: no job has
 * started. */

/* Lines for the header of the file: how the trace came to be. */
struct aif_trace_notes {
    const char *const *lines;
    size_t count;
};

/* Standard Workload Format 2.2.  A processor is what a job asks for most: a processor of a pool, a
 * GPU where jobs ask for GPUs, else a core; the header says which.  The shape of nodes, memory and
 * exclusiveness have no field and are lost.  Users, accounts and applications are numbered from 1;
 * the header names partitions, queues and the community of each account ("; Community: GROUP
 * NAME"); if accounts do not decide the community, a note says that it is left out. */
void aif_trace_swf_write(const struct aif_workload *w, const struct aif_trace_notes *notes,
                         struct aif_sink *out);

/* Whether that keeps the communities: all jobs of an account are of one. */
bool aif_trace_swf_keeps_communities(const struct aif_workload *w);

/* Our own format (sim/trace/csv.c describes it), which keeps everything: what is read back is
 * equal, except for the line numbers. */
void aif_trace_csv_write(const struct aif_workload *w, const struct aif_trace_notes *notes,
                         struct aif_sink *out);

/* A trace piece by piece: first its head, for which all that the pieces state is stated by some job
 * of `sample`, then the rows of each piece.  Zeroed by the caller, then not his to change. */
struct aif_trace_pen {
    uint64_t columns; /* of our own format, that are in use */
    uint32_t unit;    /* of the Standard Workload Format */
    uint32_t written; /* jobs */
};

/* `count`: jobs of all pieces. */
void aif_trace_csv_begin(struct aif_trace_pen *p, const struct aif_workload *sample, uint32_t count,
                         const struct aif_trace_notes *notes, struct aif_sink *out);
void aif_trace_csv_rows(struct aif_trace_pen *p, const struct aif_workload *piece,
                        struct aif_sink *out);
void aif_trace_swf_begin(struct aif_trace_pen *p, const struct aif_workload *sample, uint32_t count,
                         const struct aif_trace_notes *notes, struct aif_sink *out);
void aif_trace_swf_rows(struct aif_trace_pen *p, const struct aif_workload *piece,
                        struct aif_sink *out);

/* A workload for Batsim (JSON): types of profiles as up to version 4 ("delay"), or as in version 5
 * ("DelayProfile").  Resources are processors as above.  Names, and the wall-clock time of second
 * 0, stand in fields of our own, which Batsim passes on.  Jobs keep their numbers if these are
 * unique and not negative, else they are numbered from 1. */
void aif_trace_batsim_write(const struct aif_workload *w, const struct aif_trace_notes *notes,
                            struct aif_sink *out);
void aif_trace_batsim5_write(const struct aif_workload *w, const struct aif_trace_notes *notes,
                             struct aif_sink *out);

/* Whether each job has another number, and none is negative. */
bool aif_trace_has_unique_ids(const struct aif_workload *w);

#endif
