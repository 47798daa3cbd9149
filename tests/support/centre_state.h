/* A machine with running jobs, written as literals: what tests of the controller's planning share.
 */
#ifndef TESTS_CENTRE_STATE_H
#define TESTS_CENTRE_STATE_H

#include "controller/backfill.h"

enum { STATE_JOBS = 200 };

struct state {
    struct aif_arena arena;
    struct cluster cluster;
    struct aif_centre centre;
    struct select *select;
    struct bitset all;
};

/* Nodes of this shape; settings may be changed before state_ready(). */
static inline void state_open(struct state *s, uint32_t nodes, struct aif_shape shape)
{
    *s = (struct state){.centre = aif_centre_default()};
    s->cluster.arena = &s->arena;
    cluster_open(&s->cluster, nodes, STATE_JOBS);
    cluster_set_nodes(&s->cluster, 0, nodes, shape, 1);
    s->all = bitset_new(&s->arena, nodes);
    bitset_fill(&s->all);
}

static inline void state_ready(struct state *s)
{
    s->select = select_open(&s->cluster, &s->centre, 0);
}

/* A whole-node job runs on nodes first to last. */
static inline void state_run(struct state *s, uint32_t job, uint32_t first, uint32_t last,
                             int64_t due_s)
{
    struct grant_part *parts = AIF_NEW(&s->arena, struct grant_part, last - first + 1);
    for (uint32_t i = first; i <= last; i++)
        parts[i - first] = (struct grant_part){i, s->cluster.nodes[i].capacity};
    cluster_take(&s->cluster, &(struct grant){.job = job,
                                              .is_whole = true,
                                              .due_s = due_s,
                                              .parts = parts,
                                              .part_count = last - first + 1});
}

/* A job that asks for whole nodes. */
static inline struct ask whole_ask(const struct state *s, uint32_t job, uint32_t nodes,
                                   int64_t limit_s)
{
    return (struct ask){.job = job,
                        .allowed = &s->all,
                        .min_nodes = nodes,
                        .max_nodes = nodes,
                        .is_whole = true,
                        .limit_s = limit_s,
                        .user = AIF_NONE,
                        .assoc = AIF_NONE,
                        .array = AIF_NONE};
}

/* The nodes as a number: bit i for node i. */
static inline uint64_t node_bits(const struct choice *c)
{
    return c->nodes->words[0];
}

#endif
