/* Cores that jobs share in turns, row by row: what Slurm's select/cons_tres keeps for partitions
 * with OverSubscribe=FORCE. */
#include "controller/rows_internal.h"

#include <string.h>

struct rows *rows_open(struct cluster *c, const struct rows_rules *rules, uint32_t job_count)
{
    struct rows *r = AIF_NEW(c->arena, struct rows, 1);
    uint32_t cores = 1;
    for (uint32_t n = 0; n < c->node_count; n++)
        cores = c->nodes[n].capacity.cores > cores ? c->nodes[n].capacity.cores : cores;
    *r = (struct rows){
        .cluster = c,
        .arena = c->arena,
        .words = (cores + 63) / 64,
        .sets = AIF_NEW(c->arena, struct row_set, rules->partition_count + 1),
        .set_count = rules->partition_count,
        .are_apart = rules->are_apart,
        .counts_jobs = rules->counts_jobs,
        .holds = AIF_NEW(c->arena, struct hold, job_count + 1),
        .others = AIF_NEW(c->arena, uint32_t, c->node_count + 1),
        .wanted = AIF_NEW(c->arena, uint32_t, c->node_count + 1),
    };
    r->scratch = AIF_NEW(c->arena, uint64_t, r->words);
    for (uint32_t p = 0; p < r->set_count; p++) {
        AIF_CHECK(rules->most[p] > 0);
        r->sets[p].most = rules->most[p];
        r->sets[p].all = AIF_NEW(c->arena, uint64_t, (size_t)c->node_count * r->words + 1);
        r->sets[p].used = AIF_NEW(c->arena, uint32_t, c->node_count + 1);
    }
    c->has_rows = true;
    return r;
}

uint32_t rows_words(const struct rows *r)
{
    return r->words;
}

const uint64_t *rows_cores(const struct rows *r, uint32_t job, uint32_t i)
{
    AIF_CHECK(r->holds[job].is_placed);
    return r->holds[job].cores + (size_t)i * r->words;
}

uint32_t rows_count_bits(const uint64_t *words, uint32_t count)
{
    uint32_t bits = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint64_t w = words[i]; w; w &= w - 1)
            bits++;
    return bits;
}

bool rows_has(const struct rows *r, uint32_t partition, uint32_t row)
{
    const struct row_set *set = &r->sets[partition];
    return row <= set->count && row < set->most;
}

bool rows_keeps_off(const struct rows *r, uint32_t partition, uint32_t other)
{
    return rows_is_off(r, partition, other);
}

bool rows_is_full(const struct rows *r, uint32_t partition, uint32_t job_count)
{
    return r->counts_jobs && job_count >= r->sets[partition].most;
}

static void add_cores(const struct rows *r, uint64_t *to, const uint64_t *cores)
{
    for (uint32_t w = 0; w < r->words; w++)
        to[w] |= cores[w];
}

void rows_find_off(struct rows *r, uint32_t partition, uint32_t node)
{
    memset(r->scratch, 0, r->words * sizeof *r->scratch);
    for (uint32_t p = 0; p < r->set_count; p++)
        if (r->sets[p].used[node] && rows_is_off(r, partition, p))
            add_cores(r, r->scratch, set_cores(r, &r->sets[p], node));
}

uint32_t rows_room(struct rows *r, uint32_t partition, uint32_t node)
{
    rows_find_off(r, partition, node);
    return r->cluster->nodes[node].capacity.cores - rows_count_bits(r->scratch, r->words);
}

/* The cores of a node that a job may not be given, into r->scratch: those that its partition keeps
 * off and those of a row, or those of everybody (row AIF_NONE). */
static void find_taken(struct rows *r, uint32_t partition, uint32_t row, uint32_t node)
{
    rows_find_off(r, partition, node);
    if (row < r->sets[partition].count)
        add_cores(r, r->scratch, row_cores(r, &r->sets[partition].rows[row], node));
    for (uint32_t p = 0; row == AIF_NONE && p < r->set_count; p++)
        add_cores(r, r->scratch, set_cores(r, &r->sets[p], node));
}

uint32_t rows_left(struct rows *r, uint32_t partition, uint32_t row, uint32_t node)
{
    find_taken(r, partition, row, node);
    return r->cluster->nodes[node].capacity.cores - rows_count_bits(r->scratch, r->words);
}

static bool is_idle(const struct rows *r, const struct grant_part *parts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (r->cluster->nodes[parts[i].node].free.cores < parts[i].has.cores)
            return false;
    return true;
}

static bool fits_in_row(struct rows *r, uint32_t partition, uint32_t row,
                        const struct grant_part *parts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (rows_left(r, partition, row, parts[i].node) < parts[i].has.cores)
            return false;
    return true;
}

/* The first row in which the parts fit, or AIF_NONE. */
static uint32_t find_row(struct rows *r, uint32_t partition, const struct grant_part *parts,
                         uint32_t count)
{
    for (uint32_t row = 0; rows_has(r, partition, row); row++)
        if (fits_in_row(r, partition, row, parts, count))
            return row;
    return AIF_NONE;
}

static struct row *need_row(struct rows *r, struct row_set *set, uint32_t row)
{
    if (row >= set->made) {
        uint32_t made = set->made ? 2 * set->made : 1;
        struct row *rows = AIF_NEW(r->arena, struct row, made);
        if (set->made)
            memcpy(rows, set->rows, set->made * sizeof *rows);
        for (uint32_t i = set->made; i < made; i++) {
            size_t nodes = r->cluster->node_count;
            rows[i].cores = AIF_NEW(r->arena, uint64_t, nodes * r->words + 1);
            rows[i].count = AIF_NEW(r->arena, uint32_t, nodes + 1);
        }
        set->rows = rows;
        set->made = made;
    }
    if (row >= set->count)
        set->count = row + 1;
    return &set->rows[row];
}

/* The first cores of a node that are not taken. */
static void choose_cores(struct rows *r, const struct grant_part *part, uint64_t *cores)
{
    uint32_t wanted = part->has.cores, capacity = r->cluster->nodes[part->node].capacity.cores;
    memset(cores, 0, r->words * sizeof *cores);
    for (uint32_t k = 0; wanted && k < capacity; k++)
        if (!(r->scratch[k / 64] >> (k % 64) & 1)) {
            cores[k / 64] |= UINT64_C(1) << (k % 64);
            wanted--;
        }
    AIF_CHECK(wanted == 0);
}

static bool meets_row(const struct rows *r, uint32_t job, const struct row *row)
{
    const struct grant *g = cluster_find(r->cluster, job);
    for (uint32_t i = 0; i < g->part_count; i++) {
        const uint64_t *mine = rows_cores(r, job, i);
        const uint64_t *its = row_cores(r, row, g->parts[i].node);
        for (uint32_t w = 0; w < r->words; w++)
            if (mine[w] & its[w])
                return true;
    }
    return false;
}

/* Into the first row that has none of its cores. */
static void put_in_row(struct rows *r, struct row_set *set, uint32_t job)
{
    const struct grant *g = cluster_find(r->cluster, job);
    uint32_t k = 0;
    while (k < set->count && meets_row(r, job, &set->rows[k]))
        k++;
    AIF_CHECK(k < set->most);
    struct row *row = need_row(r, set, k);
    r->holds[job].row = k;
    for (uint32_t i = 0; i < g->part_count; i++) {
        add_cores(r, row_cores(r, row, g->parts[i].node), rows_cores(r, job, i));
        row->count[g->parts[i].node] += g->parts[i].has.cores;
    }
}

/* See anew which cores of these nodes the partition has, and which nobody has. */
static void recount(struct rows *r, struct row_set *set, const struct grant *g)
{
    for (uint32_t i = 0; i < g->part_count; i++) {
        uint32_t node = g->parts[i].node;
        uint64_t *all = set_cores(r, set, node);
        memset(all, 0, r->words * sizeof *all);
        for (uint32_t k = 0; k < set->count; k++)
            add_cores(r, all, row_cores(r, &set->rows[k], node));
        set->used[node] = rows_count_bits(all, r->words);
        memset(r->scratch, 0, r->words * sizeof *r->scratch);
        for (uint32_t p = 0; p < r->set_count; p++)
            if (r->sets[p].used[node])
                add_cores(r, r->scratch, set_cores(r, &r->sets[p], node));
        struct cluster_node *n = &r->cluster->nodes[node];
        n->free.cores = n->capacity.cores - rows_count_bits(r->scratch, r->words);
    }
}

static void add_job(struct rows *r, struct row_set *set, uint32_t job)
{
    if (set->job_count == set->capacity) {
        set->capacity = set->capacity ? 2 * set->capacity : 64;
        uint32_t *jobs = AIF_NEW(r->arena, uint32_t, set->capacity);
        if (set->job_count)
            memcpy(jobs, set->jobs, set->job_count * sizeof *jobs);
        set->jobs = jobs;
    }
    set->jobs[set->job_count++] = job;
}

void rows_place(struct rows *r, uint32_t job, uint32_t partition)
{
    const struct grant *g = cluster_find(r->cluster, job);
    struct row_set *set = &r->sets[partition];
    struct hold *h = &r->holds[job];
    uint32_t row = AIF_NONE;
    AIF_CHECK(g && !h->is_placed);
    if (h->room < g->part_count) {
        h->cores = AIF_NEW(r->arena, uint64_t, (size_t)g->part_count * r->words);
        h->room = g->part_count;
    }
    if (!is_idle(r, g->parts, g->part_count)) {
        row = find_row(r, partition, g->parts, g->part_count);
        AIF_CHECK(row != AIF_NONE);
    }
    for (uint32_t i = 0; i < g->part_count; i++) {
        find_taken(r, partition, row, g->parts[i].node);
        choose_cores(r, &g->parts[i], h->cores + (size_t)i * r->words);
    }
    h->partition = partition;
    h->is_placed = true;
    put_in_row(r, set, job);
    add_job(r, set, job);
    recount(r, set, g);
}

static void clear_job(struct rows *r, struct row_set *set, uint32_t job)
{
    const struct grant *g = cluster_find(r->cluster, job);
    struct row *row = &set->rows[r->holds[job].row];
    for (uint32_t i = 0; i < g->part_count; i++) {
        const uint64_t *mine = rows_cores(r, job, i);
        uint64_t *its = row_cores(r, row, g->parts[i].node);
        for (uint32_t w = 0; w < r->words; w++)
            its[w] &= ~mine[w];
        row->count[g->parts[i].node] -= g->parts[i].has.cores;
    }
}

/* Jobs of the first rows come first, so that nobody needs a row beyond its own. */
static void close_up(struct rows *r, struct row_set *set)
{
    uint32_t count = set->count;
    for (uint32_t k = 1; k < count; k++)
        for (uint32_t i = 0; i < set->job_count; i++)
            if (r->holds[set->jobs[i]].row == k) {
                clear_job(r, set, set->jobs[i]);
                put_in_row(r, set, set->jobs[i]);
            }
    set->count = 0;
    for (uint32_t i = 0; i < set->job_count; i++)
        if (r->holds[set->jobs[i]].row >= set->count)
            set->count = r->holds[set->jobs[i]].row + 1;
}

void rows_remove(struct rows *r, uint32_t job, uint32_t partition)
{
    struct row_set *set = &r->sets[partition];
    const struct grant *g = cluster_find(r->cluster, job);
    uint32_t i = 0;
    AIF_CHECK(g && r->holds[job].is_placed && r->holds[job].partition == partition);
    clear_job(r, set, job);
    r->holds[job].is_placed = false;
    while (set->jobs[i] != job)
        i++;
    set->job_count--;
    memmove(set->jobs + i, set->jobs + i + 1, (set->job_count - i) * sizeof *set->jobs);
    recount(r, set, g);
    close_up(r, set);
}
