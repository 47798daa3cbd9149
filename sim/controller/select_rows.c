/* Jobs whose partition lets them have cores in turns: the rows of the partition, one by one. */
#include "controller/select_internal.h"

/* What a row leaves of a node. */
struct offer {
    uint32_t node, cores, job_count; /* jobs on it then */
};

/* What the job could have of it. */
static uint32_t row_cores(const struct select *s, const struct ask *a, const struct offer *o)
{
    struct aif_shape free = s->free[o->node];
    if (a->is_whole) {
        struct ask all = *a;
        all.is_whole = false;
        bool has_all = o->cores == s->capacity_cores[o->node] &&
                       !rows_is_full(s->rows, a->partition, o->job_count);
        return has_all && ask_cores(s, &all, o->node, &free, 0) ? o->cores : 0;
    }
    free.cores = o->cores;
    return ask_cores(s, a, o->node, &free, 0);
}

static void offer(struct select *s, const struct ask *a, const struct offer *o)
{
    s->cores[o->node] = row_cores(s, a, o);
    if (s->cores[o->node])
        bitset_add(&s->room, o->node);
}

/* One row now, of all usable nodes or of those on which no job runs. */
static bool pick_in_row(struct select *s, const struct ask *a, struct pick *p, uint32_t row,
                        bool is_still_only)
{
    const struct cluster_node *nodes = s->cluster->nodes;
    bitset_clear(&s->room);
    for (uint32_t i = bitset_next(&s->usable, 0); i != AIF_NONE;
         i = bitset_next(&s->usable, i + 1)) {
        if (nodes[i].is_taken || (is_still_only && nodes[i].job_count > nodes[i].stopped_count))
            continue;
        s->free[i] = nodes[i].free;
        s->free[i].cores = nodes[i].capacity.cores;
        uint32_t left = rows_left(s->rows, a->partition, row, i);
        offer(s, a, &(struct offer){i, left, nodes[i].job_count});
    }
    return pick_nodes(s, a, p, false);
}

/* Where jobs may be suspended, nodes on which all jobs are come first: there nobody else is. */
bool pick_in_rows(struct select *s, const struct ask *a, struct pick *p)
{
    p->room = &s->room;
    p->free = s->free;
    p->cores = s->cores;
    for (int stage = a->may_preempt && s->cluster->stopped_count ? 0 : 1; stage < 2; stage++)
        for (uint32_t row = 0; rows_has(s->rows, a->partition, row); row++)
            if (pick_in_row(s, a, p, row, stage == 0))
                return true;
    return false;
}

/* One row at one time of the future. */
static bool pick_in_future_row(struct select *s, const struct ask *a, struct pick *p, uint32_t row)
{
    bitset_clear(&s->room);
    for (uint32_t i = bitset_next(&s->usable, 0); i != AIF_NONE; i = bitset_next(&s->usable, i + 1))
        if (!(s->cluster->nodes[i].is_taken && s->job_count[i]))
            offer(s, a, &(struct offer){i, rows_left_in_future(s->rows, row, i), s->job_count[i]});
    return pick_nodes(s, a, p, s->prefers_busy);
}

bool pick_in_future_rows(struct select *s, const struct ask *a, struct pick *p)
{
    if (pick_in_future_row(s, a, p, ROWS_IDLE))
        return true;
    for (uint32_t row = 0; rows_has(s->rows, a->partition, row); row++)
        if (pick_in_future_row(s, a, p, row))
            return true;
    return false;
}
