#ifndef SIM_TRACE_CSV_WRITE_H
#define SIM_TRACE_CSV_WRITE_H

#include "aif/sink.h"
#include "aif/workload.h"

/* The columns of struct aif_extra that some job states, as bits by enum csv_column. */
uint64_t csv_used_extras(const struct aif_workload *w);

/* Those cells of a job, each with a comma before it. */
void csv_put_extra(struct aif_sink *out, const struct aif_workload *w, uint32_t job, uint64_t used);

/* The same of struct aif_traits. */
uint64_t csv_used_traits(const struct aif_workload *w);
void csv_put_traits(struct aif_sink *out, const struct aif_workload *w, uint32_t job,
                    uint64_t used);

/* The table of actions. */
void csv_put_actions(struct aif_sink *out, const struct aif_workload *w);

#endif
