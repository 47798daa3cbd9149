#ifndef SIM_CONTROLLER_SELECT_H
#define SIM_CONTROLLER_SELECT_H

#include "aif/centre.h"
#include "controller/cluster.h"

/* Which nodes a job gets, now or at the earliest time at which the jobs that run now let it, as
 * Slurm's select/cons_tres decides it (22.05). */

/* What a job asks for, in one of its partitions.  Constant while it waits; made once. */
struct ask {
    uint32_t job;
    const struct bitset *allowed;   /* nodes of the partition with the features it wants */
    uint32_t min_nodes, max_nodes;  /* at least 1; max_nodes >= min_nodes, UINT32_MAX: no limit */
    uint32_t wanted_nodes;          /* takes as many as there are up to this; usually min_nodes */
    struct aif_shape per_node;      /* on each node; cores: at least that many */
    uint32_t tasks, cores_per_task; /* in all; tasks 0: one a node, or as many as per_node says */
    uint32_t gpus;                  /* in all, beside per_node.gpus; 0: not stated */
    uint32_t mem_per_core_mib;      /* instead of per_node.mem_mib; 0: not stated */
    bool is_whole;                  /* nodes are the job's alone */
    bool is_least_loaded;           /* LLN of the partition or the centre */
    int64_t limit_s;
    int64_t min_limit_s; /* --time-min; 0: none */

    /* Whose it is, for the counts of backfill; indices or AIF_NONE. */
    uint32_t user, assoc, partition;
    bool has_no_reserve; /* QOS flag: gets no place in the plan */
    int64_t begin_s;     /* not before; 0: any time */
};

/* Nodes for a job.  Memory belongs to the struct select and lasts until its next call. */
struct choice {
    const struct bitset *nodes;
    const struct grant_part *parts; /* ascending nodes; NULL after select_future() */
    uint32_t node_count;
    int64_t start_s; /* select_future() */
};

/* Jobs that may be taken away for another: may be NULL. */
struct victims {
    bool (*may_take)(void *context, const struct ask *a, uint32_t running_job);
    void *context;
};

struct select;

/* Everything select needs, made once a run in the cluster's arena.  Borrows both. */
struct select *select_open(struct cluster *c, const struct aif_centre *centre);

/* Whether the job fits now on nodes that are usable, up and allowed, and where.  *usable is not
 * changed. */
bool select_now(struct select *s, const struct ask *a, const struct bitset *usable,
                struct choice *out);

/* When and where it fits at the earliest, if running jobs keep their limits and nothing else
 * starts.  False if never.  now_s: whole seconds.  A job that fits now has start_s == now_s. */
bool select_future(struct select *s, const struct ask *a, const struct bitset *usable,
                   int64_t now_s, struct choice *out);

/* Before calls at a new time or after the cluster changed there is nothing to do: both are noticed.
 * Victims count as gone at once where the job does not fit now. */
void select_set_victims(struct select *s, struct victims v);

#endif
