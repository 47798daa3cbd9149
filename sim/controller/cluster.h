#ifndef SIM_CONTROLLER_CLUSTER_H
#define SIM_CONTROLLER_CLUSTER_H

#include "aif/job.h"
#include "controller/bitset.h"

/* The nodes of a machine and which running job has what of them. */

struct cluster_node {
    struct aif_shape capacity, free;
    uint32_t weight;        /* lower first */
    uint32_t job_count;     /* running on it */
    uint32_t stopped_count; /* of these: stand still; see cluster_set_stopped() */
    uint32_t asked_cores;   /* the sum of what they have, where there are rows */
    bool is_taken;          /* by one job as a whole, whatever the job uses of it */
};

struct spare_parts; /* in cluster.c */

/* What a job has on a node. */
struct grant_part {
    uint32_t node;
    struct aif_shape has;
};

/* What a running job has. */
struct grant {
    uint32_t job;
    bool is_whole;                  /* the nodes are its alone */
    bool is_shared;                 /* but for other jobs that have them in turns (rows.h) */
    int64_t start_s;                /* whole seconds */
    int64_t due_s;                  /* when it ends if it uses its whole limit */
    const struct grant_part *parts; /* ascending nodes */
    uint32_t part_count;
};

struct cluster_due {
    int64_t due_s;
    uint32_t job; /* breaks ties */
};

/* Zeroed but for arena before cluster_open(); everything lives in the arena. */
struct cluster {
    struct aif_arena *arena;
    struct cluster_node *nodes;
    uint32_t node_count;
    struct bitset up;         /* neither down nor drained */
    struct bitset idle;       /* no job on it; may be down */
    struct grant *grants;     /* by job; part_count 0: not running */
    struct cluster_due *dues; /* of running jobs, ascending */
    uint32_t running_count, running_capacity;
    uint64_t change_count;         /* grows with every change of what is below or above */
    bool has_rows;                 /* free cores are kept by rows.h, not here */
    uint32_t stopped_count;        /* running jobs that stand still */
    bool has_weights;              /* not all nodes have the same weight */
    uint32_t shared_count;         /* running jobs that share their nodes, at once or in turns */
    struct spare_parts *spare[33]; /* arrays given back, by the logarithm of their room */
};

/* Set up nodes 0 to node_count - 1, all up, idle, without capacity and of weight 1, for jobs 0 to
 * job_count - 1. */
void cluster_open(struct cluster *c, uint32_t node_count, uint32_t job_count);

/* State what these nodes are; before any job is on them. */
void cluster_set_nodes(struct cluster *c, uint32_t first, uint32_t count, struct aif_shape capacity,
                       uint32_t weight);

/* Take a node out of use, or back into it.  Jobs on it stay until given back. */
void cluster_set_up(struct cluster *c, uint32_t node, bool is_up);

/* A job starts: its grant is copied.  The parts must be free.  O(parts + running jobs / 100). */
void cluster_take(struct cluster *c, const struct grant *g);

/* A running job ends or is requeued.  As cluster_take(). */
void cluster_give(struct cluster *c, uint32_t job);

/* A running job's limit has changed. */
void cluster_set_due(struct cluster *c, uint32_t job, int64_t due_s);

/* A running job stands still, or does so no longer.  Given back it must not. */
void cluster_set_stopped(struct cluster *c, uint32_t job, bool is_stopped);

/* The grant of a running job, or NULL. */
static inline const struct grant *cluster_find(const struct cluster *c, uint32_t job)
{
    return c->grants[job].part_count ? &c->grants[job] : NULL;
}

#endif
