/* Who has what of which node. */
#include "controller/cluster.h"

#include "engine/line.h"

#include <string.h>

void cluster_open(struct cluster *c, uint32_t node_count, uint32_t job_count)
{
    c->node_count = node_count;
    c->nodes = AIF_NEW(c->arena, struct cluster_node, node_count + 1);
    c->grants = AIF_NEW(c->arena, struct grant, job_count + 1);
    c->up = bitset_new(c->arena, node_count);
    c->idle = bitset_new(c->arena, node_count);
    bitset_fill(&c->up);
    bitset_fill(&c->idle);
    for (uint32_t i = 0; i < node_count; i++)
        c->nodes[i].weight = 1;
}

void cluster_set_nodes(struct cluster *c, uint32_t first, uint32_t count, struct aif_shape capacity,
                       uint32_t weight)
{
    AIF_CHECK(first + count <= c->node_count);
    for (uint32_t i = first; i < first + count; i++) {
        AIF_CHECK(c->nodes[i].job_count == 0);
        c->nodes[i].capacity = c->nodes[i].free = capacity;
        c->nodes[i].weight = weight;
    }
    c->has_weights = false;
    for (uint32_t i = 1; i < c->node_count; i++)
        c->has_weights |= c->nodes[i].weight != c->nodes[0].weight;
    c->change_count++;
}

void cluster_set_up(struct cluster *c, uint32_t node, bool is_up)
{
    if (is_up)
        bitset_add(&c->up, node);
    else
        bitset_drop(&c->up, node);
    c->change_count++;
}

/* The position of the first due entry that is not before (due_s, job). */
static uint32_t due_position(const struct cluster *c, int64_t due_s, uint32_t job)
{
    uint32_t low = 0, high = c->running_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct cluster_due *d = &c->dues[middle];
        if (d->due_s < due_s || (d->due_s == due_s && d->job < job))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void insert_due(struct cluster *c, int64_t due_s, uint32_t job)
{
    if (c->running_count == c->running_capacity) {
        uint32_t capacity = c->running_capacity ? 2 * c->running_capacity : 64;
        struct cluster_due *dues = AIF_NEW(c->arena, struct cluster_due, capacity);
        if (c->running_count)
            memcpy(dues, c->dues, c->running_count * sizeof *dues);
        c->dues = dues;
        c->running_capacity = capacity;
    }
    uint32_t at = due_position(c, due_s, job);
    memmove(&c->dues[at + 1], &c->dues[at], (c->running_count - at) * sizeof *c->dues);
    c->dues[at] = (struct cluster_due){due_s, job};
    c->running_count++;
}

static void remove_due(struct cluster *c, int64_t due_s, uint32_t job)
{
    uint32_t at = due_position(c, due_s, job);
    AIF_CHECK(at < c->running_count && c->dues[at].job == job);
    c->running_count--;
    memmove(&c->dues[at], &c->dues[at + 1], (c->running_count - at) * sizeof *c->dues);
}

/* Arrays of parts come in powers of two and are used again. */
static uint32_t room_log(uint32_t count)
{
    uint32_t log = 0;
    while ((UINT32_C(1) << log) < count)
        log++;
    return log;
}

/* A spare array keeps the address of the next one in its own memory. */
struct spare_parts {
    struct spare_parts *next;
};

static struct grant_part *parts_new(struct cluster *c, uint32_t count)
{
    uint32_t log = room_log(count);
    struct spare_parts *spare = c->spare[log];
    if (!spare)
        return AIF_NEW(c->arena, struct grant_part, (size_t)1 << log);
    c->spare[log] = spare->next;
    return (void *)spare;
}

static void parts_drop(struct cluster *c, struct grant_part *parts, uint32_t count)
{
    uint32_t log = room_log(count);
    struct spare_parts *spare = (void *)parts;
    spare->next = c->spare[log];
    c->spare[log] = spare;
}

/* Cores of nodes that jobs may share in turns are given out elsewhere. */
static void take_cores(const struct cluster *c, const struct grant_part *p)
{
    struct cluster_node *n = &c->nodes[p->node];
    if (c->has_rows) {
        n->asked_cores += p->has.cores;
        return;
    }
    AIF_CHECK(p->has.cores <= n->free.cores);
    n->free.cores -= p->has.cores;
}

static void give_cores(const struct cluster *c, const struct grant_part *p)
{
    struct cluster_node *n = &c->nodes[p->node];
    if (c->has_rows)
        n->asked_cores -= p->has.cores;
    else
        n->free.cores += p->has.cores;
}

static void take_part(struct cluster *c, const struct grant_part *p, bool is_whole)
{
    struct cluster_node *n = &c->nodes[p->node];
    AIF_CHECK(!n->is_taken && !(is_whole && n->job_count));
    AIF_CHECK(p->has.gpus <= n->free.gpus && p->has.mem_mib <= n->free.mem_mib);
    take_cores(c, p);
    n->free.gpus -= p->has.gpus;
    n->free.mem_mib -= p->has.mem_mib;
    n->job_count++;
    n->is_taken = is_whole;
    bitset_drop(&c->idle, p->node);
}

void cluster_take(struct cluster *c, const struct grant *g)
{
    struct grant *mine = &c->grants[g->job];
    AIF_CHECK(g->part_count > 0 && mine->part_count == 0);
    struct grant_part *parts = parts_new(c, g->part_count);
    memcpy(parts, g->parts, g->part_count * sizeof *parts);
    *mine = *g;
    mine->parts = parts;
    for (uint32_t i = 0; i < g->part_count; i++)
        take_part(c, &parts[i], g->is_whole && !g->is_shared);
    c->shared_count += !g->is_whole || g->is_shared;
    insert_due(c, g->due_s, g->job);
    c->change_count++;
}

static void give_part(struct cluster *c, const struct grant_part *p)
{
    struct cluster_node *n = &c->nodes[p->node];
    give_cores(c, p);
    n->free.gpus += p->has.gpus;
    n->free.mem_mib += p->has.mem_mib;
    n->job_count--;
    n->is_taken = false;
    if (n->job_count == 0)
        bitset_add(&c->idle, p->node);
}

void cluster_give(struct cluster *c, uint32_t job)
{
    struct grant *g = &c->grants[job];
    AIF_CHECK(g->part_count > 0);
    for (uint32_t i = 0; i < g->part_count; i++)
        give_part(c, &g->parts[i]);
    c->shared_count -= !g->is_whole || g->is_shared;
    remove_due(c, g->due_s, job);
    parts_drop(c, (struct grant_part *)g->parts, g->part_count);
    *g = (struct grant){0};
    c->change_count++;
}

void cluster_set_due(struct cluster *c, uint32_t job, int64_t due_s)
{
    struct grant *g = &c->grants[job];
    AIF_CHECK(g->part_count > 0);
    remove_due(c, g->due_s, job);
    g->due_s = due_s;
    insert_due(c, due_s, job);
    c->change_count++;
}

void cluster_set_stopped(struct cluster *c, uint32_t job, bool is_stopped)
{
    const struct grant *g = &c->grants[job];
    uint32_t more = is_stopped ? 1 : UINT32_MAX;
    AIF_CHECK(g->part_count > 0);
    for (uint32_t i = 0; i < g->part_count; i++)
        c->nodes[g->parts[i].node].stopped_count += more;
    c->stopped_count += more;
}
