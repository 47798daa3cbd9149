/* Requests of a trace in terms of a partition's nodes: rules in docs/swf.md. */
#include "engine/wish.h"

#include "engine/line.h"

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The share of a node that goes with `part` of its `whole` GPUs or cores. */
static uint32_t share(uint32_t amount, uint32_t part, uint32_t whole)
{
    return (uint32_t)((uint64_t)amount * part / whole);
}

/* Processors to nodes: up to one node's worth stays on one node, more takes whole nodes' worths. */
static struct wish spread_procs(uint32_t procs, const struct aif_partition *p,
                                const struct aif_shape *node, bool *is_rounded)
{
    struct wish need = {0};
    uint32_t per_node = p->unit == AIF_UNIT_GPU ? node->gpus : node->cores;
    if (p->unit == AIF_UNIT_NODE || per_node == 0)
        return (struct wish){.nodes = procs, .is_whole = true};
    uint32_t here = least(procs, per_node);
    need.nodes = (uint32_t)(((uint64_t)procs + per_node - 1) / per_node);
    need.shape.mem_mib = share(node->mem_mib, here, per_node);
    if (p->unit == AIF_UNIT_GPU) {
        need.shape.gpus = here;
        need.shape.cores = share(node->cores, here, per_node);
        need.shape.cores += need.shape.cores == 0;
    } else {
        need.shape.cores = here;
    }
    *is_rounded = procs > per_node && procs % per_node;
    return need;
}

struct wish wish_of(const struct aif_request *r, const struct aif_partition *p,
                    const struct aif_shape *node, bool *is_rounded)
{
    struct wish wish = {.shape = r->per_node, .nodes = r->nodes};
    *is_rounded = false;
    if (r->procs)
        wish = spread_procs(r->procs, p, node, is_rounded);
    wish.is_whole |= r->is_exclusive || p->is_exclusive;
    return wish;
}

uint64_t wish_count_able(const struct aif_machine *m, const struct aif_partition *p,
                         const struct wish *wish, uint32_t *first_class)
{
    uint64_t able = 0;
    for (uint32_t c = m->class_count; c-- > 0;)
        if ((p->class_mask >> c & 1) && shape_fits(&wish->shape, &m->classes[c].shape)) {
            able += m->classes[c].node_count;
            *first_class = c;
        }
    return able;
}

static uint32_t ceil_share(uint32_t units, uint32_t part, uint32_t whole)
{
    return whole ? (uint32_t)(((uint64_t)units * part + whole - 1) / whole) : 0;
}

uint64_t wish_width(const struct wish *wish, const struct aif_shape *node)
{
    uint32_t full = node->gpus ? node->gpus : node->cores;
    uint32_t each = node->gpus ? wish->shape.gpus : wish->shape.cores;
    if (wish->is_whole)
        each = full;
    if (each == 0) {
        uint32_t by_cores = ceil_share(full, wish->shape.cores, node->cores);
        uint32_t by_memory = ceil_share(full, wish->shape.mem_mib, node->mem_mib);
        each = by_cores > by_memory ? by_cores : by_memory;
    }
    return (uint64_t)wish->nodes * (each ? each : 1);
}

uint64_t wish_classes(const struct aif_machine *m, const struct aif_partition *p,
                      const struct wish *wish)
{
    uint64_t mask = 0;
    for (uint32_t c = 0; c < m->class_count; c++)
        if ((p->class_mask >> c & 1) && shape_fits(&wish->shape, &m->classes[c].shape))
            mask |= UINT64_C(1) << c;
    return mask;
}

uint32_t wish_first_class(uint64_t mask)
{
    uint32_t c = 0;
    while (!(mask >> c & 1))
        c++;
    return c;
}
