/* Jobs whose partition lets them have cores in turns: the rows of the partition, one by one. */
#include "controller/select_internal.h"

/* What the job could have of a node of which a row leaves so many cores. */
static uint32_t row_cores(const struct select *s, const struct ask *a, uint32_t node, uint32_t left)
{
    struct aif_shape free = s->free[node];
    if (a->is_whole) {
        struct ask all = *a;
        all.is_whole = false;
        bool has_all = left == s->capacity_cores[node];
        return has_all && ask_cores(s, &all, node, &free, 0) ? left : 0;
    }
    free.cores = left;
    return ask_cores(s, a, node, &free, 0);
}

static void offer(struct select *s, const struct ask *a, uint32_t node, uint32_t left)
{
    s->cores[node] = row_cores(s, a, node, left);
    if (s->cores[node])
        bitset_add(&s->room, node);
}

bool pick_in_rows(struct select *s, const struct ask *a, struct pick *p)
{
    const struct cluster *c = s->cluster;
    p->room = &s->room;
    p->free = s->free;
    p->cores = s->cores;
    for (uint32_t row = 0; rows_has(s->rows, a->partition, row); row++) {
        bitset_clear(&s->room);
        for (uint32_t i = bitset_next(&s->usable, 0); i != AIF_NONE;
             i = bitset_next(&s->usable, i + 1)) {
            s->free[i] = c->nodes[i].free;
            s->free[i].cores = c->nodes[i].capacity.cores;
            if (!c->nodes[i].is_taken)
                offer(s, a, i, rows_left(s->rows, a->partition, row, i));
        }
        if (pick_nodes(s, a, p, false))
            return true;
    }
    return false;
}

/* One row at one time of the future. */
static bool pick_in_future_row(struct select *s, const struct ask *a, struct pick *p, uint32_t row)
{
    bitset_clear(&s->room);
    for (uint32_t i = bitset_next(&s->usable, 0); i != AIF_NONE; i = bitset_next(&s->usable, i + 1))
        if (!(s->cluster->nodes[i].is_taken && s->job_count[i]))
            offer(s, a, i, rows_left_in_future(s->rows, row, i));
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
