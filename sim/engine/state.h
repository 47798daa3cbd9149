#ifndef SIM_ENGINE_STATE_H
#define SIM_ENGINE_STATE_H

#include "aif/sim.h"
#include "engine/band.h"
#include "engine/event.h"
#include "engine/grants.h"
#include "engine/kind.h"
#include "engine/line.h"
#include "engine/profile.h"
#include "engine/queue.h"
#include "engine/release.h"
#include "engine/run.h"
#include "engine/slack.h"
#include "engine/standings.h"
#include "engine/trail.h"

/* All that a run changes.  Written only by the functions of this folder; policies go through
 * pass.h. */

/* The nodes a job takes; only on machines with nodes. */
struct need {
    uint32_t kind; /* what it takes on each of them, see kind.h */
    uint32_t nodes;
};

/* Where and when a waiting job is promised to start (conservative backfilling). */
struct promise {
    int64_t start_s; /* AIF_UNKNOWN_S: none yet */
    uint32_t *nodes; /* on a domain planned by nodes */
};

/* The start that a pass planned for a blocked job, until the next that plans; for those who look.
 */
struct planned {
    int64_t start_s;
    uint64_t pass; /* totals.pass_count then */
};

/* What of the future a run keeps for a domain: as little as the policy asks for. */
enum plan_kind {
    PLAN_NOTHING,  /* no reservations are made */
    PLAN_RELEASES, /* one reservation: when running jobs are due */
    PLAN_PROFILE,  /* several, on interchangeable units: free units over time */
    PLAN_LINES, /* several, where units are not interchangeable: what each node has free over time
                 */
};

/* Some nodes, in no order; membership is kept with the node. */
struct node_set {
    uint32_t *nodes;
    uint32_t count;
};

/* What EASY knows about the first blocked job, valid while the domain is settled. */
struct blocked {
    uint32_t job;
    int64_t shadow_s;
    uint32_t extra_units; /* left at the shadow time when it has started; on a counted domain */
    uint32_t stamp;       /* marks the nodes promised to it, where units are not interchangeable */
};

/* Partitions that share nodes, and those nodes: what competes is planned together, what does not
 * never meets.  A plain pool is one domain. */
struct domain {
    uint64_t class_mask;
    enum plan_kind plan;
    bool is_counted; /* units are interchangeable: plan by counting */
    bool has_gpus;   /* units are GPUs, else cores (processors of a pool) */
    bool is_primary; /* its units count towards the capacity of the machine */
    uint32_t capacity_units, free_units;
    uint32_t running_count;
    struct queue waiting;
    struct queue candidates;      /* the same jobs in candidate order, if that differs */
    struct release_list releases; /* PLAN_RELEASES, PLAN_LINES */
    struct profile profile; /* PLAN_PROFILE: running jobs to their requested ends, and holds */
    struct blocked blocked; /* PLAN_RELEASES */
    bool is_touched, has_ended, is_woken;
    bool is_settled; /* the policy has looked at all that wait, and nothing has ended since */
    int64_t counted_until_s;     /* losses are integrated up to here */
    int64_t wake_s;              /* earliest wake pushed and not yet popped; AIF_NEVER_S: none */
    struct slack loose;          /* when plans have become looser; see conservative.c */
    struct node_set slack, left; /* and on which nodes, if the domain is planned by nodes */
    struct node_set held;        /* PLAN_LINES: nodes with promises */
    uint32_t *kinds;             /* of its jobs, if it is planned by nodes; see kind.h */
    uint32_t kind_count, kind_capacity;
    uint32_t first_word, end_word;     /* of its nodes in bit sets */
    uint32_t promised_job;             /* the first reservation of the last pass that made one: */
    int64_t promised_at_s, promised_s; /* when it was made, and the start promised; for check.c */
    uint64_t planned_pass;             /* the last pass that planned starts; see struct planned */
    int64_t keyed_s; /* recalculation that the keys of its queues are of; of orders by standing */
    uint32_t *fresh; /* jobs submitted at this instant, not yet in the queue */
    uint32_t fresh_count, fresh_capacity;
};

struct node {
    struct aif_shape capacity, free; /* free now */
    uint32_t domain, class;
    struct line line;       /* PLAN_LINES: free in the planned future */
    struct aif_shape spare; /* what backfilled jobs may use past the shadow time ... */
    uint32_t
        spare_stamp; /* ... if this is the stamp of blocked: the node is promised to that job */
    struct aif_shape then;  /* scratch of earliest.c: free at the time looked at ... */
    uint32_t then_stamp;    /* ... if this is the stamp of the search */
    bool is_slack, is_left; /* member of the domain's sets */
    uint32_t hold_count;    /* promises for times to come ... */
    uint32_t held_at;       /* ... and, if there are any, its place in the held set of the domain */
};

struct aif_sim {
    const struct engine *engine;
    struct aif_arena arena;
    struct aif_scenario scenario;
    struct aif_row *rows;
    uint32_t job_count;
    struct need *needs;       /* per job; NULL on a plain pool */
    struct promise *promises; /* per job; NULL where no reservations are kept */
    struct domain *domains;
    uint32_t domain_count;
    uint32_t *domain_of_partition; /* NULL on a plain pool */
    struct node *nodes;            /* NULL on a plain pool */
    struct event_queue events;
    uint32_t next_submit; /* jobs before this one have been submitted or rejected */
    uint32_t waiting_count, running_count;
    int64_t now_s;
    struct aif_totals totals;
    struct kind_table kinds;
    struct pick *picks; /* scratch of pick.c: nodes to choose from */
    uint32_t pick_count;
    struct window *windows;      /* scratch of earliest.c */
    uint32_t stamp;              /* the last one given out */
    struct standings *standings; /* NULL where no order sees them */
    struct grants *grants;       /* NULL without access layer */
    struct trail *trail;         /* NULL unless reasons are kept */
    bool is_trail_lost;          /* it has been given up */
    struct planned *planned;     /* by job; NULL unless plans are kept */
    bool has_dynamic_order;
    bool is_restless; /* a formula changes between recalculations */
};

/* The domain in which a job runs. */
struct domain *state_domain(const struct aif_sim *sim, uint32_t job);

/* What an order sees of a job. */
struct aif_ask state_ask(const struct aif_sim *sim, uint32_t job);

/* Score of a job now by an order.  Inline because it
 * runs for every job that has to wait. */
static inline double state_score(const struct aif_sim *sim, const struct aif_order *order,
                                 uint32_t job)
{
    if (order->score_standing)
        return standings_score(sim->standings, order, job);
    struct aif_ask ask = state_ask(sim, job);
    return order->score(&ask, sim->now_s);
}

/* The key of a job with this score in a queue. */
static inline double state_banded(const struct aif_sim *sim, double score, uint32_t job)
{
    return sim->grants ? band_key(score, grants_band(sim->grants, job)) : score;
}

static inline double state_key(const struct aif_sim *sim, const struct aif_order *order,
                               uint32_t job)
{
    return state_banded(sim, state_score(sim, order, job), job);
}

/* Units by which the job's queue entry is found: its width where units are counted, else what it
 * takes of the GPUs, or cores, at the least. */
uint32_t state_queue_units(const struct aif_sim *sim, uint32_t job);

/* When the job gives its resources back if it keeps its request. */
int64_t state_due_s(const struct aif_sim *sim, uint32_t job);

/* A job will never run. */
void state_reject(struct aif_sim *sim, uint32_t job, enum aif_reject reason);

/* A job arrives; it enters the queue with the next pass over its domain, unless it starts at once.
 */
void state_submit(struct aif_sim *sim, uint32_t job);

/* Put a job that has arrived into the queue. */
void state_enqueue(struct aif_sim *sim, struct domain *d, uint32_t job);

/* Start a job that has left the queue, now.  nodes: the node numbers chosen (copied), NULL on a
 * plain pool.  Where reservations are kept, its interval is already taken in the plan. */
void state_start(struct aif_sim *sim, uint32_t job, const uint32_t *nodes);

/* End a running job, now: its resources and the rest of its requested time come back. */
void state_finish(struct aif_sim *sim, uint32_t job);

/* What the job takes on this node. */
const struct aif_shape *state_taken(const struct aif_sim *sim, uint32_t job, uint32_t node);

/* Add nodes to the slack or left set of their domain. */
void state_note_nodes(struct aif_sim *sim, struct node_set *set, const uint32_t *nodes,
                      uint32_t count);

/* A promise on this node has been made, or has been taken back or has come true. */
void state_add_hold(struct aif_sim *sim, uint32_t node);
void state_drop_hold(struct aif_sim *sim, uint32_t node);

/* Bring the loss integrals of a domain up to now. */
void state_integrate(struct aif_sim *sim, struct domain *d);

#endif
