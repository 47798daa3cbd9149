/* From requests for nodes to processors. */
#include "trace/width.h"

enum trace_unit trace_unit_of(const struct aif_workload *w)
{
    bool has_nodes = false;
    for (uint32_t i = 0; i < w->count; i++) {
        if (w->jobs[i].request.per_node.gpus)
            return TRACE_UNIT_GPU;
        has_nodes |= w->jobs[i].request.nodes > 0;
    }
    return has_nodes ? TRACE_UNIT_CORE : TRACE_UNIT_PROCESSOR;
}

const char *trace_unit_name(enum trace_unit unit)
{
    static const char *const names[] = {"processor of the pool", "GPU", "core"};
    return names[unit];
}

int64_t trace_width_of(const struct aif_request *r, enum trace_unit unit)
{
    if (r->procs)
        return r->procs;
    return (int64_t)r->nodes * (unit == TRACE_UNIT_GPU ? r->per_node.gpus : r->per_node.cores);
}
