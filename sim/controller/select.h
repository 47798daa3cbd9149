#ifndef SIM_CONTROLLER_SELECT_H
#define SIM_CONTROLLER_SELECT_H

#include "aif/centre.h"
#include "controller/rows.h"

/* Which nodes a job gets, now or at the earliest time at which the jobs that run now let it, as
 * Slurm's select/cons_tres decides it (22.05). */

/* What a job asks for, in one of its partitions.  Constant while it waits but for the priority. */
struct ask {
    uint32_t job;
    const struct bitset *allowed; /* nodes of its partition that have the features it wants and are
                                     large enough: select_drop_small() */
    uint32_t min_nodes;           /* at least 1 */
    uint32_t max_nodes;           /* UINT32_MAX: no limit */
    uint32_t wanted_nodes;        /* takes as many as it can get up to this; usually min_nodes */
    struct aif_shape per_node; /* on each node.  cores: exactly that many where no tasks are stated,
                                  else at least; mem_mib 0: all of the node's where memory counts */
    uint32_t tasks;            /* in all; 0: per_node.cores says all */
    uint32_t tasks_per_node;   /* 0: any number */
    uint32_t cores_per_task;   /* 0: 1 */
    uint32_t gpus;             /* in all, beside per_node.gpus; 0: not stated */
    uint32_t mem_per_core_mib; /* instead of per_node.mem_mib; 0: not stated */
    bool is_whole;             /* nodes are the job's alone */
    bool is_shared;   /* but for others of its partition that may have the same cores in turns */
    bool may_preempt; /* victims are asked about for it */
    bool is_least_loaded; /* LLN of the partition or the centre */
    int64_t limit_s;
    int64_t min_limit_s; /* --time-min; 0: none */

    /* For the counts and thresholds of backfill.  Indices, or AIF_NONE. */
    uint32_t user, assoc, partition, array;
    bool has_no_reserve; /* QOS flag: gets no place in the plan */
    int64_t eligible_s;  /* since when it may start */
    int64_t priority;
    double score; /* both kept by the queue */
};

/* Nodes for a job.  Memory belongs to the struct select and lasts until its next call. */
struct choice {
    const struct bitset *nodes;
    const struct grant_part *parts; /* ascending nodes; NULL after select_future() */
    uint32_t node_count;
    int64_t start_s; /* select_future() */
};

/* Jobs that may be taken away for another; may_take NULL: none.  may_take_any: false if it says so
 * of no running job; NULL: not known. */
struct victims {
    bool (*may_take)(void *context, const struct ask *a, uint32_t running_job);
    bool (*may_take_any)(void *context, const struct ask *a);
    void *context;
};

struct select;

/* Everything select needs, made once a run in the cluster's arena, after the nodes are known.
 * Borrows both.  unix_start_s: what to add to times to get Unix time, which some windows are
 * aligned to. */
struct select *select_open(struct cluster *c, const struct aif_centre *centre,
                           int64_t unix_start_s);

void select_set_victims(struct select *s, struct victims v);

/* Jobs may have the same cores in turns, kept there. */
void select_set_rows(struct select *s, struct rows *rows);

/* The least cores that the job takes of any node. */
uint32_t select_least_cores(const struct ask *a);

/* Take the nodes that can never hold what is asked for on each node out of *allowed. */
void select_drop_small(const struct cluster *c, const struct ask *a, struct bitset *allowed);

/* Whether the job fits now on nodes that are usable, up and allowed, and where. */
bool select_now(struct select *s, const struct ask *a, const struct bitset *usable,
                struct choice *out);

/* Like select_future(), but looks no further than at now. */
bool select_at_once(struct select *s, const struct ask *a, const struct bitset *usable,
                    int64_t now_s, struct choice *out);

/* All nodes that are idle at last_s if running jobs use their whole limits, and maybe more: the job
 * starts on such nodes alone by then.  NULL if it needs no idle ones.  Lasts until the next call.
 */
const struct bitset *select_idle_by(struct select *s, const struct ask *a, int64_t last_s);

/* Whether each node that can hold the job gives it the same: then it fits wherever enough can, and
 * where it does not nothing that asks for more does. */
bool select_takes_any(const struct ask *a);

/* A trial: what if some of the jobs that run were gone.  It is begun for one ask and lasts until
 * any other call to select; each running job may be taken away and put back again, at a cost of
 * what it has.  Beginning costs a look at each node, but not for whole nodes while no job shares
 * its. */
void select_trial_begin(struct select *s, const struct ask *a, const struct bitset *usable);
void select_trial_take(struct select *s, uint32_t running_job);
void select_trial_put_back(struct select *s, uint32_t running_job);
bool select_trial_fits(struct select *s);

/* When and where it fits at the earliest, if running jobs use their whole limits and nothing else
 * starts.  False if never.  now_s: whole seconds.  A job that fits now, or does when its victims
 * are gone, has start_s == now_s. */
bool select_future(struct select *s, const struct ask *a, const struct bitset *usable,
                   int64_t now_s, struct choice *out);

/* Like select_future(), for those to whom a start after last_s is of no use: false then, which is
 * known sooner. */
struct select_times {
    int64_t now_s, last_s;
};

bool select_future_by(struct select *s, const struct ask *a, const struct bitset *usable,
                      const struct select_times *times, struct choice *out);

#endif
