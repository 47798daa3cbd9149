#ifndef SIM_GENERATE_EMIT_H
#define SIM_GENERATE_EMIT_H

#include "generate/stream.h"

/* Turns drafts into jobs of a workload, with names for communities, users, accounts and kinds. */
struct emitter {
    const struct plan *plan;
    struct aif_workload *to;
    struct base *bases; /* one a community */
    uint32_t emitted;
};

/* The workload has no jobs yet and gets all tables of names; memory comes from its arena.  to->jobs
 * is set by the caller. */
void emit_open(struct emitter *e, const struct plan *plan, struct aif_workload *to);

/* Append the job. */
void emit_job(struct emitter *e, const struct streamed *job);

/* Append a job for each account that has one: what headers of traces look at. */
void emit_sample(struct emitter *e);

#endif
