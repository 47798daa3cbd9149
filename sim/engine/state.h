#ifndef SIM_ENGINE_STATE_H
#define SIM_ENGINE_STATE_H

#include "aif/sim.h"
#include "engine/event.h"
#include "engine/line.h"
#include "engine/profile.h"
#include "engine/queue.h"
#include "engine/release.h"

/* All that a run changes.  Written only by the functions of this folder; policies go through
 * pass.h. */

/* What a job takes on each of its nodes; only on machines with nodes. */
struct need {
    struct aif_shape shape; /* the least a node must have; all of it is taken where is_whole */
    uint32_t nodes;
    bool is_whole; /* the node must be idle, and the job takes all of it */
};

/* Where and when a waiting job is promised to start (conservative backfilling). */
struct promise {
    int64_t start_s; /* AIF_UNKNOWN_S: none yet */
    uint32_t *nodes; /* on a domain planned by nodes */
};

/* What of the future a run keeps for a domain: as little as the policy asks for. */
enum plan_kind {
    PLAN_NOTHING,  /* no reservations are made */
    PLAN_RELEASES, /* one reservation on interchangeable units: when running jobs are due */
    PLAN_PROFILE,  /* several of them: free units over time */
    PLAN_LINES,    /* units are not interchangeable: what each node has free over time */
};

/* What EASY knows about the first blocked job, valid while the domain is settled. */
struct blocked {
    uint32_t job;
    int64_t shadow_s;
    uint32_t extra_units; /* left at the shadow time when it has started */
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
    struct release_list releases; /* PLAN_RELEASES */
    struct profile profile; /* PLAN_PROFILE: running jobs to their requested ends, and holds */
    struct blocked blocked; /* PLAN_RELEASES */
    bool is_touched, has_ended;
    bool is_settled; /* the policy has looked at all that wait, and nothing has ended since */
    int64_t counted_until_s; /* losses are integrated up to here */
    int64_t wake_s;          /* earliest wake pushed and not yet popped; AIF_NEVER_S: none */
    int64_t slack_from_s, slack_until_s; /* where plans have become looser; see conservative.c */
    uint32_t promised_job;               /* the first reservation of the last pass that made one: */
    int64_t promised_at_s, promised_s;   /* when it was made, and the start promised; for check.c */
    uint32_t *fresh;                     /* jobs submitted at this instant, not yet in the queue */
    uint32_t fresh_count, fresh_capacity;
};

struct node {
    struct aif_shape capacity, free; /* free now */
    struct line line; /* free in the planned future; only in domains planned by nodes */
    uint32_t domain;
};

struct aif_sim {
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
    struct pick *picks; /* scratch of plan.c: nodes to choose from */
    struct edge *edges; /* scratch of plan.c: where nodes begin and cease to fit */
    uint32_t edge_capacity;
};

/* The domain in which a job runs. */
struct domain *state_domain(const struct aif_sim *sim, uint32_t job);

/* What an order sees of a job. */
struct aif_ask state_ask(const struct aif_sim *sim, uint32_t job);

/* When the job gives its resources back if it keeps its request. */
int64_t state_due_s(const struct aif_sim *sim, uint32_t job);

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

/* Bring the loss integrals of a domain up to now. */
void state_integrate(struct aif_sim *sim, struct domain *d);

#endif
