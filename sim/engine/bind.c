/* Binding rules (docs/swf.md): time limits come from the request, else the partition's default,
 * else the run time; processors become nodes by the partition's unit; widths and limits are
 * checked. */
#include "engine/bind.h"

#include "engine/wish.h"

#include <string.h>

struct binder {
    struct aif_sim *sim;
    struct wish wish;       /* of the job being bound */
    uint32_t *partition_of; /* machine partition for each partition name of the workload */
    uint32_t *qos_of;
    struct aif_err *err;
    bool has_failed;
};

static void repair(struct binder *b, uint32_t job, enum aif_repair r)
{
    b->sim->totals.repairs[r]++;
    if (!b->sim->scenario.is_strict || b->has_failed)
        return;
    const struct aif_workload *w = b->sim->scenario.workload;
    b->has_failed = true;
    aif_err_set(b->err, "%s:%u: job %lld: %s; strict mode accepts no repairs", w->name,
                w->jobs[job].line, (long long)w->jobs[job].id, aif_repair_summary(r));
}

static int64_t limit_of(struct binder *b, uint32_t job, int64_t default_limit_s)
{
    const struct aif_job *j = &b->sim->scenario.workload->jobs[job];
    int64_t limit_s = j->limit_s;
    if (limit_s <= 0) {
        repair(b, job, AIF_REPAIR_LIMIT_UNKNOWN);
        limit_s = default_limit_s > 0 ? default_limit_s : j->runtime_s;
    }
    if (limit_s < 1)
        limit_s = 1;
    if (j->runtime_s > limit_s)
        repair(b, job, AIF_REPAIR_RUN_OVER_LIMIT);
    return limit_s;
}

/* On a pool a job that asks for nodes takes their GPUs, else their cores, as processors. */
static uint64_t pool_units(const struct aif_request *r)
{
    if (r->procs)
        return r->procs;
    uint64_t each = r->per_node.gpus ? r->per_node.gpus : r->per_node.cores;
    return (uint64_t)r->nodes * (each ? each : 1);
}

static enum aif_reject bind_to_pool(struct binder *b, uint32_t job)
{
    struct aif_sim *sim = b->sim;
    struct aif_row *row = &sim->rows[job];
    uint64_t units = pool_units(&sim->scenario.workload->jobs[job].request);
    row->limit_s = limit_of(b, job, 0);
    row->units = units < UINT32_MAX ? (uint32_t)units : UINT32_MAX;
    return units > sim->scenario.machine->procs ? AIF_REJECT_TOO_WIDE : AIF_REJECT_NONE;
}

static bool is_within(uint64_t value, uint64_t limit)
{
    return limit == 0 || value <= limit;
}

/* `node` is what a node has that can hold the job. */
static enum aif_reject check_limits(struct binder *b, uint32_t job, const struct aif_partition *p,
                                    const struct aif_shape *node)
{
    const struct aif_sim *sim = b->sim;
    const struct wish *need = &b->wish;
    int64_t limit_s = sim->rows[job].limit_s;
    if (!is_within((uint64_t)limit_s, (uint64_t)p->max_limit_s))
        return AIF_REJECT_LIMIT_TOO_LONG;
    if (!is_within(need->nodes, p->max_nodes))
        return AIF_REJECT_TOO_MANY_NODES;
    uint16_t name = sim->scenario.workload->jobs[job].qos;
    if (name == AIF_NONE16 || b->qos_of[name] == AIF_NONE)
        return AIF_REJECT_NONE;
    const struct aif_qos *q = &sim->scenario.machine->qos[b->qos_of[name]];
    if (!is_within((uint64_t)limit_s, (uint64_t)q->max_limit_s))
        return AIF_REJECT_LIMIT_TOO_LONG;
    uint32_t cores = need->is_whole ? node->cores : need->shape.cores;
    if (!is_within(need->nodes, q->max_nodes) ||
        !is_within((uint64_t)need->nodes * cores, q->max_cores))
        return AIF_REJECT_TOO_MANY_NODES;
    return AIF_REJECT_NONE;
}

static void fix_need(struct binder *b, uint32_t job)
{
    struct aif_sim *sim = b->sim;
    uint32_t partition = sim->rows[job].partition;
    const struct aif_machine *m = sim->scenario.machine;
    struct kind k = {
        .shape = b->wish.shape,
        .is_whole = b->wish.is_whole,
        .class_mask = wish_classes(m, &m->partitions[partition], &b->wish),
        .domain = sim->domain_of_partition[partition],
    };
    sim->needs[job] = (struct need){kind_intern(sim, &k), b->wish.nodes};
}

static enum aif_reject bind_to_partition(struct binder *b, uint32_t job)
{
    struct aif_sim *sim = b->sim;
    const struct aif_machine *m = sim->scenario.machine;
    struct aif_row *row = &sim->rows[job];
    uint16_t name = sim->scenario.workload->jobs[job].partition;
    uint32_t partition = name == AIF_NONE16 ? 0 : b->partition_of[name];
    if (partition == AIF_NONE) {
        row->limit_s = limit_of(b, job, 0);
        return AIF_REJECT_UNKNOWN_PARTITION;
    }
    const struct aif_partition *p = &m->partitions[partition];
    row->partition = (uint16_t)partition;
    row->limit_s = limit_of(b, job, p->default_limit_s);
    uint32_t first = wish_first_class(p->class_mask);
    bool is_rounded;
    b->wish = wish_of(&sim->scenario.workload->jobs[job].request, p, &m->classes[first].shape,
                      &is_rounded);
    if (is_rounded)
        repair(b, job, AIF_REPAIR_ROUNDED_TO_NODES);
    const struct wish *need = &b->wish;
    uint64_t able = wish_count_able(m, p, need, &first);
    uint64_t units = wish_width(need, &m->classes[first].shape);
    row->units = units < UINT32_MAX ? (uint32_t)units : UINT32_MAX;
    row->node_count = need->nodes;
    if (able == 0)
        return AIF_REJECT_NODE_TOO_SMALL;
    if (able < need->nodes)
        return AIF_REJECT_TOO_WIDE;
    return check_limits(b, job, p, &m->classes[first].shape);
}

static void map_names(struct binder *b)
{
    struct aif_sim *sim = b->sim;
    const struct aif_workload *w = sim->scenario.workload;
    const struct aif_machine *m = sim->scenario.machine;
    b->partition_of = AIF_NEW(&sim->arena, uint32_t, w->partitions.count + 1);
    b->qos_of = AIF_NEW(&sim->arena, uint32_t, w->qos.count + 1);
    for (uint32_t i = 0; i < w->partitions.count; i++) {
        b->partition_of[i] = AIF_NONE;
        for (uint32_t k = 0; k < m->partition_count; k++)
            if (strcmp(m->partitions[k].name, w->partitions.texts[i]) == 0)
                b->partition_of[i] = k;
    }
    for (uint32_t i = 0; i < w->qos.count; i++) {
        b->qos_of[i] = AIF_NONE;
        for (uint32_t k = 0; k < m->qos_count; k++)
            if (strcmp(m->qos[k].name, w->qos.texts[i]) == 0)
                b->qos_of[i] = k;
    }
}

/* What only engines that model a batch system follow. */
static bool waits_for_more(const struct aif_workload *w, uint32_t job)
{
    const struct aif_extra *x = &w->extras[job];
    return x->depend_count || x->is_held || x->begin_s > w->jobs[job].submit_s ||
           x->reservation != AIF_NONE || x->partition_count > 1 ||
           (x->array != AIF_NONE && w->arrays[x->array].max_running);
}

static void count_not_followed(struct binder *b)
{
    const struct aif_workload *w = b->sim->scenario.workload;
    for (uint32_t i = 0; w->extras && i < b->sim->job_count && !b->has_failed; i++)
        if (waits_for_more(w, i))
            repair(b, i, AIF_REPAIR_NOT_FOLLOWED);
    for (uint32_t i = 0; i < w->action_count && !b->has_failed; i++)
        if (w->actions[i].job == AIF_NONE)
            b->sim->totals.repairs[AIF_REPAIR_NOT_FOLLOWED]++;
        else if (w->actions[i].job < b->sim->job_count)
            repair(b, w->actions[i].job, AIF_REPAIR_NOT_FOLLOWED);
}

bool bind_jobs(struct aif_sim *sim, struct aif_err *err)
{
    struct binder b = {.sim = sim, .err = err};
    sim->rows = AIF_NEW(&sim->arena, struct aif_row, sim->job_count);
    if (!sim->scenario.machine->procs) {
        sim->needs = AIF_NEW(&sim->arena, struct need, sim->job_count);
        map_names(&b);
    }
    for (uint32_t i = 0; i < sim->job_count && !b.has_failed; i++) {
        sim->rows[i].start_s = sim->rows[i].end_s = AIF_UNKNOWN_S;
        enum aif_reject reason = sim->needs ? bind_to_partition(&b, i) : bind_to_pool(&b, i);
        if (reason != AIF_REJECT_NONE)
            state_reject(sim, i, reason);
        else if (sim->needs)
            fix_need(&b, i);
    }
    count_not_followed(&b);
    return !b.has_failed;
}
