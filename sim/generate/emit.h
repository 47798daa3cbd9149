#ifndef SIM_GENERATE_EMIT_H
#define SIM_GENERATE_EMIT_H

#include "generate/stream.h"

/* Turns drafts into jobs of a workload, with names for communities, organisations, users, accounts
 * and kinds. */
struct emitter {
    const struct plan *plan;
    struct aif_workload *to;
    struct base *bases;    /* one a community */
    uint32_t room;         /* for jobs */
    bool forgets;          /* the workload is a piece: jobs before it are not there */
    uint32_t remembered;   /* behind the room: jobs of earlier pieces that this one names */
    struct quota together; /* of all communities: what some job states, and how many do */
};

/* The workload has no jobs yet and gets all tables of names, and room for so many jobs; memory
 * comes from its arena.  If it forgets, as many more lie behind them. */
void emit_open(struct emitter *e, const struct plan *plan, struct aif_workload *to, uint32_t room,
               bool forgets);

/* Append the job. */
void emit_job(struct emitter *e, const struct streamed *job);

/* Forget all jobs, for the next piece. */
void emit_clear(struct emitter *e);

/* Append a job for each account that has one, of which the first states what any job of the
 * workload states: what headers of traces look at. */
void emit_sample(struct emitter *e);

#endif
