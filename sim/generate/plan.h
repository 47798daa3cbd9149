#ifndef SIM_GENERATE_PLAN_H
#define SIM_GENERATE_PLAN_H

#include "generate/author.h"

enum { MOST_LEFT_OUT = 10000 };

/* What a community is to write, found by writing it once and keeping nothing but sums: the same
 * items come again from a rewound author. */
struct quota {
    uint32_t items;     /* to be written, those left out included */
    uint32_t *left_out; /* which of them, ascending; NULL: none yet */
    uint32_t left_out_count;
    uint32_t last_jobs; /* of the last item, so many; 0: all */
    uint32_t jobs, sessions, users;
    int64_t unit_s;
    int64_t latest_s; /* largest offset of a job from the begin of its visit */
    double gap_sum;   /* of all visits, and one more */
    bool *has_user;   /* users that have a job */
    bool has_gpus;    /* some job asks for some */

    /* Of what only some workloads have: how many at most, and what some job states. */
    uint32_t depends, arrays, array_jobs;
    struct aif_traits traits;
    bool has_array_limit, has_most_nodes;
    uint32_t last_visit, last_array; /* that was counted */
};

/* Everything of one workload to be. */
struct plan {
    const struct aif_generate_spec *spec;
    const struct aif_machine *machine;
    struct aif_generate_size size; /* span_s is decided in the end */
    struct author *authors;        /* one a community */
    struct quota *quotas;          /* likewise */
    uint32_t author_count;
    uint32_t jobs;
    uint64_t capacity_units;
    double load; /* of all communities, as wanted */
    struct aif_arena arena;
};

/* spec, machine and size are set by the caller, who frees the arena also on failure.  Decides the
 * third of jobs, span and load, and how much each community writes. */
bool plan_make(struct plan *p, uint64_t seed, struct aif_err *err);

/* No more than capacity_units; spec and machine are set. */
bool plan_capacity(struct plan *p, struct aif_err *err);

/* The communities' totals come from the arena given. */
struct aif_generate_report plan_report(const struct plan *p, struct aif_arena *arena);

/* Add to `all` what x states. */
void plan_join(struct aif_traits *all, const struct aif_traits *x);

#endif
