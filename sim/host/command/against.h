#ifndef SIM_HOST_COMMAND_AGAINST_H
#define SIM_HOST_COMMAND_AGAINST_H

#include "host/command/command.h"

#include "aif/sim.h"
#include "aif/sink.h"

/* A replayed schedule next to a recorded one, job by job. */

struct against_record {
    int64_t job_id, start_s; /* of its first run, on the trace's clock */
};

struct against {
    struct aif_arena arena; /* owns the records */
    const char *path;
    struct against_record *records; /* by job_id */
    uint32_t count;
};

/* Read a recorded.csv of `aifsim import slurm`, or any CSV file with columns job_id and start_s;
 * rows without a start are left out.  *out is zeroed; close it also on failure. */
bool against_read(const char *path, struct against *out, enum exit_status *status,
                  struct aif_err *err);
void against_close(struct against *a);

/* Waits of both and differences of starts of the jobs that ran in both: all, by account, by
 * partition. */
void against_write_text(const struct against *a, const struct aif_scenario *scenario,
                        const struct aif_sim *sim, struct aif_sink *s);
void against_write_json(const struct against *a, const struct aif_scenario *scenario,
                        const struct aif_sim *sim, struct aif_sink *s);

#endif
