/* Sizes of jobs and machines in the unit of a description. */
#include "report/description_parts.h"

#include <string.h>

static const struct aif_extra *extra_of(const struct aif_workload *w, uint32_t i)
{
    return w->extras ? &w->extras[i] : NULL;
}

static int64_t gpus_of(const struct aif_workload *w, uint32_t i)
{
    const struct aif_request *r = &w->jobs[i].request;
    const struct aif_extra *x = extra_of(w, i);
    return r->per_node.gpus ? (int64_t)r->per_node.gpus * (r->nodes ? r->nodes : 1)
           : x              ? x->gpus
                            : 0;
}

static int64_t cores_of(const struct aif_workload *w, uint32_t i)
{
    const struct aif_request *r = &w->jobs[i].request;
    const struct aif_extra *x = extra_of(w, i);
    if (r->procs)
        return r->procs;
    if (r->nodes && r->per_node.cores)
        return (int64_t)r->nodes * r->per_node.cores;
    return x && x->tasks ? (int64_t)x->tasks * (x->cpus_per_task ? x->cpus_per_task : 1) : 0;
}

enum aif_describe_unit description_unit(const struct aif_workload *w)
{
    bool has_procs = false, has_cores = false;
    for (uint32_t i = 0; i < w->count; i++) {
        if (gpus_of(w, i))
            return AIF_DESCRIBE_GPU;
        has_procs |= w->jobs[i].request.procs > 0;
        has_cores |= cores_of(w, i) > 0;
    }
    return has_procs || !w->count ? AIF_DESCRIBE_PROCESSOR
           : has_cores            ? AIF_DESCRIBE_CORE
                                  : AIF_DESCRIBE_NODE;
}

int64_t description_units(const struct aif_workload *w, uint32_t i, enum aif_describe_unit unit)
{
    switch (unit) {
    case AIF_DESCRIBE_GPU:
        return gpus_of(w, i);
    case AIF_DESCRIBE_PROCESSOR:
    case AIF_DESCRIBE_CORE:
        return cores_of(w, i);
    case AIF_DESCRIBE_NODE:
        return w->jobs[i].request.nodes;
    }
    AIF_CHECK(false);
    return 0;
}

static uint64_t mask_named(const struct aif_machine *m, const char *name)
{
    for (uint32_t p = 0; p < m->partition_count; p++)
        if (strcmp(m->partitions[p].name, name) == 0)
            return m->partitions[p].class_mask;
    return 0;
}

/* Classes of nodes that some job may use.  Jobs that name no partition go to the first; so do all
 * where the site has none of those that are named. */
static uint64_t mask_used(const struct aif_workload *w, const struct aif_machine *m)
{
    uint64_t mask = 0;
    bool is_default_used = false;
    for (uint32_t i = 0; i < w->count && !is_default_used; i++)
        is_default_used = w->jobs[i].partition >= w->partitions.count;
    if (is_default_used && m->partition_count)
        mask = m->partitions[0].class_mask;
    /* The table also has partitions that only lists of alternatives name. */
    for (uint32_t p = 0; p < w->partitions.count; p++)
        mask |= mask_named(m, w->partitions.texts[p]);
    return mask || !m->partition_count ? mask : m->partitions[0].class_mask;
}

uint64_t description_capacity(const struct aif_workload *w, const struct aif_machine *m,
                              enum aif_describe_unit unit)
{
    if (m->procs)
        return m->procs;
    uint64_t mask = mask_used(w, m), units = 0;
    enum aif_unit one = m->partition_count ? m->partitions[0].unit : AIF_UNIT_CORE;
    bool in_gpus =
        unit == AIF_DESCRIBE_GPU || (unit == AIF_DESCRIBE_PROCESSOR && one == AIF_UNIT_GPU);
    bool in_nodes =
        unit == AIF_DESCRIBE_NODE || (unit == AIF_DESCRIBE_PROCESSOR && one == AIF_UNIT_NODE);
    for (uint32_t c = 0; c < m->class_count; c++) {
        const struct aif_class *k = &m->classes[c];
        if (mask >> c & 1)
            units += (uint64_t)k->node_count * (in_gpus    ? k->shape.gpus
                                                : in_nodes ? 1
                                                           : k->shape.cores);
    }
    return units;
}

uint32_t description_accounts(const struct aif_workload *w, struct aif_arena *scratch)
{
    bool *is_seen = AIF_NEW(scratch, bool, (size_t)w->accounts.count + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        uint32_t account = w->jobs[i].account;
        if (account >= w->accounts.count)
            continue;
        n += !is_seen[account];
        is_seen[account] = true;
    }
    return n;
}

uint32_t description_following(const struct aif_workload *w)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        const struct aif_extra *x = extra_of(w, i);
        n += w->jobs[i].after != AIF_NONE || (x && x->depend_count > 0);
    }
    return n;
}
