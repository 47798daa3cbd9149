#ifndef SIM_CONTROLLER_SELECT_INTERNAL_H
#define SIM_CONTROLLER_SELECT_INTERNAL_H

#include "controller/select.h"

/* Shared by the files of select. */

/* Candidates with consecutive numbers and the same weight. */
struct node_run {
    uint32_t first, end; /* they lie in [first, end) */
    uint32_t nodes;      /* 0: used up */
    uint32_t weight;
    uint64_t cores, gpus; /* that the job could have here */
};

/* When nodes get idle: positions are those in cluster->dues. */
struct release_line {
    uint64_t change_count; /* of the cluster when this was made */
    bool is_made;
    uint32_t *last_position; /* by node: of the last job on it */
    struct bitset *idle;     /* [k]: after the first k * step jobs have ended */
    struct bitset *had;      /* [k]: nodes of the jobs between idle[k] and idle[k + 1] */
    uint32_t step;
    uint32_t *idle_count; /* of idle */
    uint32_t step_count, step_capacity;
};

/* A choice to make among nodes that are free at some time. */
struct pick {
    const struct bitset *room;    /* candidates: each can hold what is asked for on a node */
    const uint32_t *cores;        /* by node: the job could have that many there; above 0 in room */
    const struct aif_shape *free; /* by node */
    uint32_t min_nodes, wanted_nodes, max_nodes;
    uint64_t min_cores;  /* in all */
    uint32_t core_floor; /* it takes at least that many from a node */
    uint32_t min_gpus;   /* in all; 0: not stated */
    bool takes_all;      /* all cores of each node */
};

/* A trial under way. */
struct trial {
    const struct ask *ask;
    struct pick pick;
    bool is_plain;       /* nodes are idle or they are not: the rest of s does not count */
    bool is_counted;     /* any nodes of s->room will do, if they are enough */
    uint32_t room_count; /* where it is plain */
};

struct select {
    struct cluster *cluster;
    struct aif_arena *arena;
    int64_t kill_wait_s, over_time_limit_s, window_linear_s, unix_start_s;
    bool plans_exactly; /* a group is what ends in the same second */
    bool prefers_busy, packs_serial, selects_memory;
    bool has_like_cores; /* all nodes have as many */
    struct victims victims;
    struct rows *rows; /* NULL: no cores are shared */
    int64_t now_s;     /* of the call under way ... */
    int64_t last_s;    /* ... which no later start is of use to */
    struct trial trial;
    struct release_line line;

    struct bitset usable, room, left, picked;
    struct aif_shape *capacity; /* by node */
    uint32_t *capacity_cores;   /* by node */
    uint32_t *cores;            /* by node: what the job could have there */
    uint32_t *taken;            /* by picked node: what it takes of these */
    struct aif_shape *free;     /* by node: now, or at some time in the future */
    uint32_t *job_count;        /* by node: then */
    uint32_t *asked_cores;      /* by node: then */
    struct node_run *runs;
    struct grant_part *parts;
};

/* What a choice still lacks. */
struct tally {
    int64_t cores, nodes, gpus;
    int64_t min_nodes; /* nodes it cannot do without */
    int64_t max_nodes; /* that it may still take */
};

struct tally tally_start(const struct pick *p);
bool tally_is_done(const struct tally *t);
bool tally_is_enough(const struct tally *t); /* less than wanted, but no less than needed */

/* Add the node to s->picked. */
void tally_take(struct select *s, const struct pick *p, struct tally *t, uint32_t node);

/* Choose nodes into s->picked and s->taken; false if there are not enough. */
bool pick_nodes(struct select *s, const struct ask *a, struct pick *p, bool prefers_busy);
bool pick_best_fit(struct select *s, const struct pick *p);
bool pick_least_loaded(struct select *s, const struct pick *p);
bool pick_busy_first(struct select *s, const struct pick *p);
bool pick_from_last(struct select *s, const struct pick *p);

/* s->usable = those of the nodes that the ask may use and that are up. */
void select_set_usable(struct select *s, const struct ask *a, const struct bitset *usable);

/* A pick for this ask, without candidates. */
struct pick ask_pick(const struct ask *a);

/* How many cores of a node with this much free, and so many jobs on it, the job could have; 0: it
 * does not fit. */
uint32_t ask_cores(const struct select *s, const struct ask *a, uint32_t node,
                   const struct aif_shape *free, uint32_t job_count);

/* Whether the job fits into a row of its partition now, and where: as pick_nodes(). */
bool pick_in_rows(struct select *s, const struct ask *a, struct pick *p);

/* The same when running jobs have ended, one after the other. */
bool pick_in_future_rows(struct select *s, const struct ask *a, struct pick *p);

/* Bring s->line up to date. */
void release_refresh(struct select *s);

/* s->room = nodes of s->usable that are idle when the jobs up to `position` have ended. */
void release_room(struct select *s, uint32_t position);

/* The nodes that are idle at t_s, and maybe more. */
const struct bitset *release_idle_by(const struct select *s, int64_t t_s);

/* The first position after which that many nodes of s->usable are idle, or AIF_NONE. */
uint32_t release_position(const struct select *s, uint32_t nodes);

/* Slurm's walk through the ends of running jobs: a test after each group of ends. */
struct window_walk {
    const struct select *select;
    int64_t base_s, width_s;
    uint32_t last; /* position of the last job of the group */
    bool has_begun, has_ended;
};

/* Go to the next group; false if there is none.  Jobs that have none of s->usable are not in it. */
bool window_next(struct window_walk *w);

/* When the job at this position ends: its due time, or a guess if that has passed. */
int64_t window_end_s(const struct select *s, uint32_t position, int64_t now_s);

#endif
