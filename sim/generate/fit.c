/* A kind of job meets a machine: partition, largest size, longest limit, and the request that a
 * number of GPUs becomes. */
#include "generate/fit.h"

#include "aif/exactmath.h"
#include "generate/sample.h"

#include <math.h>
#include <string.h>

enum { LONGEST_S = 10 * 366 * 86400 };

static const struct aif_partition *choose_partition(const struct aif_job_kind *kind,
                                                    const struct aif_machine *m, bool *is_named)
{
    for (uint32_t i = 0; i < kind->partition_count; i++)
        for (uint32_t j = 0; j < m->partition_count; j++)
            if (strcmp(kind->partitions[i], m->partitions[j].name) == 0) {
                *is_named = true;
                return &m->partitions[j];
            }
    *is_named = false;
    return &m->partitions[0];
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t units_of(const struct aif_job_kind *kind, const struct aif_shape *shape)
{
    return kind->needs_cores ? shape->cores : shape->gpus;
}

/* Sees to it that a request that suits f->node suits every node counted. */
static uint32_t count_nodes(struct fit *f, const struct aif_machine *m,
                            const struct aif_partition *p)
{
    uint32_t nodes = 0;
    f->node = (struct aif_shape){UINT32_MAX, UINT32_MAX, UINT32_MAX};
    for (uint32_t i = 0; i < m->class_count; i++) {
        const struct aif_class *c = &m->classes[i];
        if (!(p->class_mask >> i & 1) || units_of(f->kind, &c->shape) == 0)
            continue;
        f->class_mask |= UINT64_C(1) << i;
        f->node.cores = least(f->node.cores, c->shape.cores);
        f->node.gpus = least(f->node.gpus, c->shape.gpus);
        f->node.mem_mib = least(f->node.mem_mib, c->shape.mem_mib);
        nodes += c->node_count;
    }
    f->node_units = units_of(f->kind, &f->node);
    return nodes;
}

static uint32_t largest(const struct fit *f, uint64_t units, uint32_t max_nodes)
{
    double share = f->kind->size.max_share > 0.0 ? f->kind->size.max_share : 1.0;
    uint64_t max = (uint64_t)floor((double)units * share);
    if (f->node_units && max_nodes && max > (uint64_t)max_nodes * f->node_units)
        max = (uint64_t)max_nodes * f->node_units;
    if (f->node_units && max > f->node_units)
        max -= max % f->node_units;
    return max ? (uint32_t)(max < UINT32_MAX ? max : UINT32_MAX - 1) : 1;
}

static bool place(struct fit *f, const struct aif_machine *m, struct aif_err *err)
{
    int64_t partition_limit_s = 0;
    if (m->procs) {
        f->max_units = largest(f, m->procs, 0);
    } else {
        bool is_named;
        const struct aif_partition *p = choose_partition(f->kind, m, &is_named);
        uint32_t nodes = count_nodes(f, m, p);
        if (nodes == 0)
            return aif_err_set(err, "kind %s: partition %s of %s has no %s", f->kind->name, p->name,
                               m->name, f->kind->needs_cores ? "cores" : "GPUs");
        f->partition = is_named ? p->name : "";
        f->max_units = largest(f, (uint64_t)nodes * f->node_units, p->max_nodes);
        f->most_nodes = p->max_nodes && p->max_nodes < nodes ? p->max_nodes : nodes;
        partition_limit_s = p->max_limit_s;
    }
    const struct aif_limit_model *l = &f->kind->limit;
    f->longest_s = l->longest_s ? l->longest_s : partition_limit_s;
    if (f->longest_s == 0)
        f->longest_s = l->popular_s[l->popular_count - 1];
    if (partition_limit_s && f->longest_s > partition_limit_s)
        f->longest_s = partition_limit_s;
    if (f->longest_s > LONGEST_S)
        f->longest_s = LONGEST_S;
    return true;
}

/* Whole nodes above one; the size that is really asked for. */
static uint64_t rounded(const struct fit *f, uint64_t units)
{
    uint64_t each = f->node_units;
    return each && units > each ? (units + each - 1) / each * each : units;
}

/* Sizes that do not fit here have no weight; if none does, the kind asks for the most it may. */
static void weigh_sizes(struct fit *f, struct aif_arena *arena)
{
    const struct aif_size_model *s = &f->kind->size;
    if (s->weight_count == 0) {
        double top = aif_log2(f->max_units);
        f->log2_high = s->log2_high > 0.0 && s->log2_high < top ? s->log2_high : top;
        f->log2_mid = s->log2_mid > 0.0 ? s->log2_mid : f->log2_high - 2.5;
        return;
    }
    double *sums = AIF_NEW(arena, double, s->weight_count);
    double total = 0.0;
    for (uint32_t i = 0; i < s->weight_count; i++) {
        bool fits = rounded(f, s->weights[i].units) <= f->max_units;
        sums[i] = total += fits ? s->weights[i].weight : 0.0;
    }
    f->size_sums = total > 0.0 ? sums : NULL;
}

bool fit_init(struct fit *f, const struct aif_job_kind *kind, const struct aif_machine *machine,
              struct aif_arena *arena, struct aif_err *err)
{
    *f = (struct fit){.kind = kind, .partition = ""};
    if (!place(f, machine, err))
        return false;
    weigh_sizes(f, arena);
    return true;
}

static double between(struct aif_rng *r, double low, double high)
{
    return high > low ? low + (high - low) * aif_rng_unit(r) : low;
}

static uint32_t two_stage(const struct fit *f, struct aif_rng *r)
{
    const struct aif_size_model *s = &f->kind->size;
    double u = aif_rng_unit(r);
    if (u < s->serial_share)
        return 1;
    bool is_low = aif_rng_unit(r) < s->low_share;
    double x =
        is_low ? between(r, s->log2_low, f->log2_mid) : between(r, f->log2_mid, f->log2_high);
    if (u < s->serial_share + s->power_of_two_share)
        x = floor(x + 0.5);
    if (x < 0.0)
        x = 0.0;
    return x < 31.0 ? (uint32_t)floor(aif_exp2(x) + 0.5) : UINT32_MAX / 2;
}

uint32_t fit_units(const struct fit *f, struct aif_rng *r)
{
    const struct aif_size_model *s = &f->kind->size;
    uint64_t units = f->max_units;
    if (s->weight_count == 0)
        units = two_stage(f, r);
    else if (f->size_sums)
        units = s->weights[sample_index(r, f->size_sums, s->weight_count)].units;
    units = rounded(f, units ? units : 1);
    return units < f->max_units ? (uint32_t)units : f->max_units;
}

/* So much for each unit, but never more than the unit's part of the node: otherwise the node would
 * be full with units to spare. */
static uint32_t part(uint32_t of_node, uint32_t units, uint32_t node_units, uint32_t wanted)
{
    uint64_t fair = (uint64_t)of_node * units / node_units;
    uint64_t want = (uint64_t)wanted * units;
    return (uint32_t)(wanted && want < fair ? want : fair);
}

struct aif_request fit_request(const struct fit *f, uint32_t units)
{
    const struct aif_job_kind *k = f->kind;
    uint32_t all = f->node_units, each = units < all ? units : all;
    if (all == 0)
        return (struct aif_request){.procs = units};
    struct aif_request ask = {.nodes = units / each, .is_exclusive = units >= all};
    uint32_t mem_mib = k->needs_cores ? k->mem_mib_per_core : k->mem_mib_per_gpu;
    ask.per_node.mem_mib = part(f->node.mem_mib, each, all, mem_mib);
    ask.per_node.gpus = k->needs_cores ? 0 : each;
    ask.per_node.cores = k->needs_cores ? each : part(f->node.cores, each, all, k->cores_per_gpu);
    return ask;
}

uint32_t fit_most_nodes(const struct fit *f, uint32_t units)
{
    uint32_t nodes = f->kind->most_nodes > 1.0 ? fit_request(f, units).nodes : 0;
    double most = floor(nodes * f->kind->most_nodes);
    if (most > f->most_nodes)
        most = f->most_nodes;
    return nodes > 1 && most > nodes ? (uint32_t)most : 0;
}
