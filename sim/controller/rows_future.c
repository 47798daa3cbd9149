/* What rows will leave when running jobs have ended, and the check of what is kept. */
#include "controller/rows_internal.h"

#include <string.h>

void rows_begin_future(struct rows *r, uint32_t partition)
{
    const struct row_set *set = &r->sets[partition];
    uint32_t nodes = r->cluster->node_count;
    r->partition = partition;
    r->future_rows = set->count < set->most ? set->count + 1 : set->count;
    if (r->future_rows > r->future_capacity) {
        r->future_capacity = r->future_rows;
        r->counts = AIF_NEW(r->arena, uint32_t, (size_t)r->future_rows * nodes + 1);
    }
    for (uint32_t n = 0; n < nodes; n++) {
        r->others[n] = r->cluster->nodes[n].capacity.cores - rows_room(r, partition, n);
        r->wanted[n] = 0;
        for (uint32_t p = 0; p < r->set_count; p++)
            for (uint32_t k = 0; rows_is_off(r, partition, p) && k < r->sets[p].count; k++)
                r->wanted[n] += r->sets[p].rows[k].count[n];
        for (uint32_t k = 0; k < r->future_rows; k++)
            r->counts[(size_t)k * nodes + n] = k < set->count ? set->rows[k].count[n] : 0;
    }
}

void rows_end_in_future(struct rows *r, uint32_t job)
{
    const struct grant *g = cluster_find(r->cluster, job);
    const struct hold *h = &r->holds[job];
    size_t nodes = r->cluster->node_count;
    uint32_t *counts = h->partition == r->partition ? r->counts + h->row * nodes : NULL;
    if (!counts && !rows_is_off(r, r->partition, h->partition))
        return;
    for (uint32_t i = 0; i < g->part_count; i++) {
        uint32_t node = g->parts[i].node, cores = g->parts[i].has.cores;
        if (counts) {
            counts[node] -= cores;
            continue;
        }
        r->wanted[node] -= cores;
        if (r->others[node] > r->wanted[node])
            r->others[node] = r->wanted[node];
    }
}

uint32_t rows_left_in_future(const struct rows *r, uint32_t row, uint32_t node)
{
    uint32_t taken = r->others[node];
    size_t nodes = r->cluster->node_count;
    for (uint32_t k = 0; k < r->future_rows; k++)
        if (k == row || row == ROWS_IDLE)
            taken += r->counts[k * nodes + node];
    uint32_t capacity = r->cluster->nodes[node].capacity.cores;
    return taken < capacity ? capacity - taken : 0;
}

static void check_job(const struct rows *r, uint32_t job, uint32_t *sums)
{
    const struct grant *g = cluster_find(r->cluster, job);
    const struct hold *h = &r->holds[job];
    const struct row *row = &r->sets[h->partition].rows[h->row];
    AIF_CHECK(g && h->is_placed);
    for (uint32_t i = 0; i < g->part_count; i++) {
        uint32_t node = g->parts[i].node;
        AIF_CHECK(rows_count_bits(rows_cores(r, job, i), r->words) == g->parts[i].has.cores);
        for (uint32_t w = 0; w < r->words; w++)
            AIF_CHECK(!(rows_cores(r, job, i)[w] & ~row_cores(r, row, node)[w]));
        sums[(size_t)h->row * r->cluster->node_count + node] += g->parts[i].has.cores;
    }
}

/* Jobs of a row have as many cores as the row: none twice. */
static void check_set(const struct rows *r, const struct row_set *set, struct aif_arena *arena)
{
    uint32_t nodes = r->cluster->node_count;
    uint32_t *sums = AIF_NEW(arena, uint32_t, (size_t)set->count * nodes + 1);
    for (uint32_t i = 0; i < set->job_count; i++)
        check_job(r, set->jobs[i], sums);
    AIF_CHECK(set->count <= set->most);
    for (uint32_t k = 0; k < set->count; k++)
        for (uint32_t n = 0; n < nodes; n++) {
            AIF_CHECK(sums[(size_t)k * nodes + n] == set->rows[k].count[n]);
            AIF_CHECK(rows_count_bits(row_cores(r, &set->rows[k], n), r->words) ==
                      set->rows[k].count[n]);
        }
}

/* A node's free cores are those that nobody has.  Partitions that keep off each other's cores have
 * none in common. */
static void check_node(struct rows *r, uint32_t n)
{
    const struct cluster_node *node = &r->cluster->nodes[n];
    memset(r->scratch, 0, r->words * sizeof *r->scratch);
    for (uint32_t p = 0; p < r->set_count; p++) {
        const uint64_t *mine = set_cores(r, &r->sets[p], n);
        AIF_CHECK(rows_count_bits(mine, r->words) == r->sets[p].used[n]);
        for (uint32_t w = 0; w < r->words; w++)
            r->scratch[w] |= mine[w];
        for (uint32_t q = 0; q < p; q++)
            for (uint32_t w = 0; rows_is_off(r, p, q) && rows_is_off(r, q, p) && w < r->words; w++)
                AIF_CHECK(!(mine[w] & set_cores(r, &r->sets[q], n)[w]));
    }
    AIF_CHECK(node->free.cores == node->capacity.cores - rows_count_bits(r->scratch, r->words));
}

void rows_check(struct rows *r)
{
    struct aif_arena arena = {0};
    for (uint32_t p = 0; p < r->set_count; p++)
        check_set(r, &r->sets[p], &arena);
    for (uint32_t n = 0; n < r->cluster->node_count; n++)
        check_node(r, n);
    aif_arena_free(&arena);
}
