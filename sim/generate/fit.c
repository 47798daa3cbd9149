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

/* Sees to it that a request that suits f->node suits every node counted. */
static uint32_t count_gpu_nodes(struct fit *f, const struct aif_machine *m,
                                const struct aif_partition *p)
{
    uint32_t nodes = 0;
    f->node = (struct aif_shape){UINT32_MAX, UINT32_MAX, UINT32_MAX};
    for (uint32_t i = 0; i < m->class_count; i++) {
        const struct aif_class *c = &m->classes[i];
        if (!(p->class_mask >> i & 1) || c->shape.gpus == 0)
            continue;
        f->class_mask |= UINT64_C(1) << i;
        f->node.cores = least(f->node.cores, c->shape.cores);
        f->node.gpus = least(f->node.gpus, c->shape.gpus);
        f->node.mem_mib = least(f->node.mem_mib, c->shape.mem_mib);
        nodes += c->node_count;
    }
    return nodes;
}

static uint32_t largest(const struct fit *f, uint64_t units, uint32_t max_nodes)
{
    double share = f->kind->size.max_share > 0.0 ? f->kind->size.max_share : 1.0;
    uint64_t max = (uint64_t)floor((double)units * share);
    if (f->node.gpus && max_nodes && max > (uint64_t)max_nodes * f->node.gpus)
        max = (uint64_t)max_nodes * f->node.gpus;
    if (f->node.gpus && max > f->node.gpus)
        max -= max % f->node.gpus;
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
        uint32_t nodes = count_gpu_nodes(f, m, p);
        if (nodes == 0)
            return aif_err_set(err, "kind %s: partition %s of %s has no GPUs", f->kind->name,
                               p->name, m->name);
        f->partition = is_named ? p->name : "";
        f->max_units = largest(f, (uint64_t)nodes * f->node.gpus, p->max_nodes);
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
    uint64_t gpus = f->node.gpus;
    return gpus && units > gpus ? (units + gpus - 1) / gpus * gpus : units;
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

/* So much for each GPU, but never more than the GPU's part of the node: otherwise the node would
 * be full with GPUs to spare. */
static uint32_t part(uint32_t of_node, uint32_t gpus, uint32_t node_gpus, uint32_t wanted)
{
    uint64_t fair = (uint64_t)of_node * gpus / node_gpus;
    uint64_t want = (uint64_t)wanted * gpus;
    return (uint32_t)(wanted && want < fair ? want : fair);
}

struct aif_request fit_request(const struct fit *f, uint32_t units)
{
    if (f->node.gpus == 0)
        return (struct aif_request){.procs = units};
    uint32_t gpus = units < f->node.gpus ? units : f->node.gpus;
    return (struct aif_request){
        .nodes = units / gpus,
        .per_node = {.cores = part(f->node.cores, gpus, f->node.gpus, f->kind->cores_per_gpu),
                     .gpus = gpus,
                     .mem_mib =
                         part(f->node.mem_mib, gpus, f->node.gpus, f->kind->mem_mib_per_gpu)},
        .is_exclusive = units >= f->node.gpus,
    };
}
