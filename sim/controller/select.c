/* Which nodes a job gets now. */
#include "controller/select_internal.h"

#include <string.h>

static void note_nodes(struct select *s)
{
    const struct cluster *c = s->cluster;
    s->has_like_cores = true;
    for (uint32_t i = 0; i < c->node_count; i++) {
        s->capacity[i] = c->nodes[i].capacity;
        s->capacity_cores[i] = c->nodes[i].capacity.cores;
        s->has_like_cores &= s->capacity_cores[i] == s->capacity_cores[0];
    }
}

struct select *select_open(struct cluster *c, const struct aif_centre *centre, int64_t unix_start_s)
{
    struct aif_arena *arena = c->arena;
    struct select *s = AIF_NEW(arena, struct select, 1);
    size_t n = c->node_count + 1;
    *s = (struct select){
        .cluster = c,
        .arena = arena,
        .kill_wait_s = centre->kill_wait_s,
        .over_time_limit_s = centre->over_time_limit_s,
        .window_linear_s = centre->slurm.bf_window_linear_s,
        .unix_start_s = unix_start_s,
        .plans_exactly = centre->slurm.plans_exactly,
        .prefers_busy = centre->slurm.bf_busy_nodes,
        .packs_serial = centre->slurm.packs_serial_at_end,
        .selects_memory = centre->selects_memory,
        .usable = bitset_new(arena, c->node_count),
        .room = bitset_new(arena, c->node_count),
        .left = bitset_new(arena, c->node_count),
        .picked = bitset_new(arena, c->node_count),
        .capacity = AIF_NEW(arena, struct aif_shape, n),
        .capacity_cores = AIF_NEW(arena, uint32_t, n),
        .cores = AIF_NEW(arena, uint32_t, n),
        .taken = AIF_NEW(arena, uint32_t, n),
        .free = AIF_NEW(arena, struct aif_shape, n),
        .job_count = AIF_NEW(arena, uint32_t, n),
        .asked_cores = AIF_NEW(arena, uint32_t, n),
        .runs = AIF_NEW(arena, struct node_run, n),
        .parts = AIF_NEW(arena, struct grant_part, n),
        .line = {.last_position = AIF_NEW(arena, uint32_t, n)},
    };
    note_nodes(s);
    return s;
}

void select_set_victims(struct select *s, struct victims v)
{
    s->victims = v;
}

void select_set_rows(struct select *s, struct rows *rows)
{
    s->rows = rows;
}

/* Cores a job without stated tasks has on each node. */
static uint32_t plain_cores(const struct ask *a)
{
    return a->per_node.cores ? a->per_node.cores : 1;
}

static uint32_t task_cores(const struct ask *a)
{
    return a->cores_per_task ? a->cores_per_task : 1;
}

uint32_t select_least_cores(const struct ask *a)
{
    uint32_t floor = plain_cores(a);
    uint32_t tasks = a->tasks ? (a->tasks_per_node ? a->tasks_per_node : 1) : 0;
    return tasks * task_cores(a) > floor ? tasks * task_cores(a) : floor;
}

void select_drop_small(const struct cluster *c, const struct ask *a, struct bitset *allowed)
{
    for (uint32_t i = bitset_next(allowed, 0); i != AIF_NONE; i = bitset_next(allowed, i + 1)) {
        const struct aif_shape *has = &c->nodes[i].capacity;
        if (has->cores < select_least_cores(a) || has->gpus < a->per_node.gpus ||
            has->mem_mib < a->per_node.mem_mib)
            bitset_drop(allowed, i);
    }
}

struct pick ask_pick(const struct ask *a)
{
    struct pick p = {
        .min_nodes = a->min_nodes,
        .wanted_nodes = a->wanted_nodes > a->min_nodes ? a->wanted_nodes : a->min_nodes,
        .max_nodes = a->max_nodes,
        .min_cores =
            a->tasks ? (uint64_t)a->tasks * task_cores(a) : (uint64_t)a->min_nodes * plain_cores(a),
        .core_floor = select_least_cores(a),
        .min_gpus = a->gpus,
        .takes_all = a->is_whole,
    };
    if (a->tasks && a->tasks_per_node) {
        uint32_t nodes = (a->tasks + a->tasks_per_node - 1) / a->tasks_per_node;
        p.min_nodes = nodes > p.min_nodes ? nodes : p.min_nodes;
    }
    if (a->tasks && a->tasks < p.max_nodes)
        p.max_nodes = a->tasks > p.min_nodes ? a->tasks : p.min_nodes;
    return p;
}

/* Memory that the job takes of a node on which it has that many cores. */
static uint32_t ask_memory(const struct select *s, const struct ask *a, uint32_t node,
                           uint32_t cores)
{
    if (!s->selects_memory)
        return 0;
    if (a->mem_per_core_mib) {
        uint64_t want = (uint64_t)a->mem_per_core_mib * cores;
        return want < UINT32_MAX ? (uint32_t)want : UINT32_MAX;
    }
    return a->per_node.mem_mib ? a->per_node.mem_mib : s->capacity[node].mem_mib;
}

uint32_t ask_cores(const struct select *s, const struct ask *a, uint32_t node,
                   const struct aif_shape *free, uint32_t job_count)
{
    if (a->is_whole)
        return job_count ? 0 : s->capacity_cores[node];
    if (free->gpus < a->per_node.gpus || (a->gpus && !free->gpus))
        return 0;
    if (!a->mem_per_core_mib && ask_memory(s, a, node, 0) > free->mem_mib)
        return 0;
    uint32_t cores = free->cores;
    if (a->mem_per_core_mib && s->selects_memory && free->mem_mib / a->mem_per_core_mib < cores)
        cores = free->mem_mib / a->mem_per_core_mib;
    if (!a->tasks)
        return cores >= plain_cores(a) ? plain_cores(a) : 0;
    uint32_t tasks = cores / task_cores(a);
    if (tasks < a->tasks_per_node || cores < a->per_node.cores)
        return 0;
    if (a->tasks_per_node && a->tasks_per_node > 1)
        tasks = a->tasks_per_node;
    return tasks * task_cores(a);
}

/* What the job has of each picked node. */
static void write_parts(struct select *s, const struct ask *a)
{
    uint32_t count = 0, gpus = a->gpus;
    const struct bitset *picked = &s->picked;
    for (uint32_t i = bitset_next(picked, 0); i != AIF_NONE; i = bitset_next(picked, i + 1)) {
        struct aif_shape has = s->capacity[i];
        if (!a->is_whole || a->is_shared) {
            const struct aif_shape *free = &s->cluster->nodes[i].free;
            uint32_t more = gpus < free->gpus ? gpus : free->gpus;
            gpus -= more;
            uint32_t cores = a->tasks_per_node ? a->tasks_per_node * task_cores(a) : s->taken[i];
            cores = a->is_whole ? has.cores : cores;
            has = (struct aif_shape){.cores = cores,
                                     .gpus = a->gpus ? more : a->per_node.gpus,
                                     .mem_mib = ask_memory(s, a, i, cores)};
        }
        s->parts[count++] = (struct grant_part){i, has};
    }
}

/* Candidates on what is free now, into s->room.  s->usable is set. */
static void room_now(struct select *s, const struct ask *a, struct pick *p)
{
    const struct cluster *c = s->cluster;
    p->room = &s->room;
    p->free = s->capacity;
    p->cores = s->capacity_cores;
    if (a->is_whole) {
        bitset_set_and(&s->room, &s->usable, &c->idle);
        return;
    }
    bitset_copy(&s->room, &s->usable);
    p->cores = s->cores;
    p->free = s->free;
    for (uint32_t i = bitset_next(&s->room, 0); i != AIF_NONE; i = bitset_next(&s->room, i + 1)) {
        const struct cluster_node *n = &c->nodes[i];
        s->free[i] = n->free;
        s->cores[i] = n->is_taken ? 0 : ask_cores(s, a, i, &n->free, n->job_count);
        if (!s->cores[i])
            bitset_drop(&s->room, i);
    }
}

void select_set_usable(struct select *s, const struct ask *a, const struct bitset *usable)
{
    bitset_set_and(&s->usable, usable, a->allowed);
    bitset_and(&s->usable, &s->cluster->up);
}

bool select_now(struct select *s, const struct ask *a, const struct bitset *usable,
                struct choice *out)
{
    select_set_usable(s, a, usable);
    struct pick p = ask_pick(a);
    if (!a->is_whole && bitset_count(&s->usable) < p.min_nodes)
        return false;
    room_now(s, a, &p);
    if (!pick_nodes(s, a, &p, false) && !(a->is_shared && s->rows && pick_in_rows(s, a, &p)))
        return false;
    write_parts(s, a);
    *out = (struct choice){
        .nodes = &s->picked, .parts = s->parts, .node_count = bitset_count(&s->picked)};
    return true;
}
