#ifndef SIM_ENGINE_PASS_H
#define SIM_ENGINE_PASS_H

#include "engine/plan.h"

/* One scheduling pass: what backfill policies see of the run and may do with it. */
struct aif_pass {
    struct aif_sim *sim;
    struct domain *domain;
    uint32_t *nodes;         /* scratch: room for the widest job's nodes */
    uint32_t *hold_nodes;    /* nodes of the holds made by pass_hold(), one after the other */
    struct pass_hold *holds; /* promises that end with the pass */
    uint32_t hold_count, hold_capacity;
    size_t hold_node_count, hold_node_capacity;
    bool has_ended; /* a job of the domain has ended at this instant */
    bool is_woken;  /* a reservation may be due */
};

/* A promise to a blocked job: these nodes, from its start for its limit. */
struct pass_hold {
    uint32_t job;
    int64_t start_s;
    size_t first_node; /* in hold_nodes */
};

/* Run the policy over a domain. */
void pass_run(struct aif_pass *pass, struct domain *d);

/* Between passes: take a job that waits out of the queues.  Orders whose scores change by the
 * second must have been keyed at this instant. */
void pass_withdraw(struct aif_sim *sim, struct domain *d, uint32_t job);

/* The same: put the queues of a domain in order anew, as scores and bands are now. */
void pass_rekey(struct aif_sim *sim, struct domain *d);

/* Whether jobs are tried for backfilling in another order than they wait in. */
bool pass_has_candidate_order(const struct aif_pass *pass);

/* Start the job at the cursor of this queue of the domain, if it fits now without disturbing a
 * promise; it leaves both queues, and the cursor stands on the next.  Else false. */
bool pass_try_start(struct aif_pass *pass, struct queue *q, struct queue_cursor *c,
                    const struct queue_entry *e);

/* The same on these nodes, where it is known to fit. */
void pass_start(struct aif_pass *pass, struct queue *q, struct queue_cursor *c,
                const struct queue_entry *e, const uint32_t *nodes);

/* Start a job wherever it stands in the queue; it has a reservation that is due, on these nodes. */
void pass_start_promised(struct aif_pass *pass, uint32_t job, const uint32_t *nodes);

/* Start a job that has just arrived and is not in the queue, if it fits now without disturbing a
 * promise. */
bool pass_start_newcomer(struct aif_pass *pass, uint32_t job);

/* Promise a blocked job its earliest start, until the end of the pass; returns that start. */
int64_t pass_hold(struct aif_pass *pass, uint32_t job);
/* Leave word of the start promised to the first blocked job, so that the checker can hold the rest
 * of the pass to it. */
void pass_note_promise(struct aif_pass *pass, uint32_t job, int64_t start_s);

bool pass_is_held(const struct aif_pass *pass, uint32_t job);
void pass_drop_holds(struct aif_pass *pass);

/* The jobs that are narrow enough to start now: a filter to search the queue with.  On a domain
 * planned by nodes it may let jobs through for which there is no node. */
struct queue_filter pass_filter(const struct aif_pass *pass);

#endif
