#include "engine/look.h"

#include "engine/state.h"

static enum aif_job_state state_of(const struct aif_sim *sim, uint32_t job)
{
    const struct aif_row *row = &sim->rows[job];
    if (row->outcome != AIF_OUTCOME_WAITING)
        return AIF_JOB_ENDED;
    if (row->start_s != AIF_UNKNOWN_S)
        return AIF_JOB_RUNNING;
    return job < sim->next_submit ? AIF_JOB_PENDING : AIF_JOB_FUTURE;
}

/* The first job of the queue waits for resources, all others for their turn. */
static void look_pending(const struct aif_sim *sim, uint32_t job, struct aif_job_view *v)
{
    const struct domain *d = sim->domain_of_partition ? state_domain(sim, job) : &sim->domains[0];
    struct queue_cursor cursor = {0};
    struct queue_entry head;
    v->wait = AIF_WAIT_RESOURCES;
    if (queue_peek(&d->waiting, &cursor, &head) && head.job != job) {
        v->wait = AIF_WAIT_PRIORITY;
        v->blocker = (struct aif_blocker){head.job, AIF_BLOCKER_JOB};
    }
    v->start_s = v->end_s = AIF_UNKNOWN_S;
    v->nodes = NULL;
    v->reason = aif_wait_name(v->wait);
}

struct aif_job_view look_job(const struct aif_sim *sim, uint32_t job)
{
    const struct aif_row *row = &sim->rows[job];
    const struct aif_job *j = &sim->scenario.workload->jobs[job];
    struct aif_job_view v = {
        .state = state_of(sim, job),
        .submit_s = j->submit_s,
        .eligible_s = j->submit_s,
        .start_s = row->start_s,
        .end_s = row->end_s,
        .over_s = row->outcome == AIF_OUTCOME_WAITING ? AIF_UNKNOWN_S : row->end_s,
        .planned_s = AIF_UNKNOWN_S,
        .limit_s = row->limit_s,
        .record_count = 1,
        .partition = row->partition,
        .assoc = AIF_NONE,
        .qos = AIF_NONE,
        .node_count = row->node_count,
        .nodes = row->nodes,
        .reason = aif_wait_name(AIF_WAIT_NONE),
        .blocker = {AIF_NONE, AIF_BLOCKER_NONE},
    };
    v.amount.of[AIF_TRES_NODE] = row->node_count;
    if (v.state == AIF_JOB_PENDING)
        look_pending(sim, job, &v);
    else if (v.state == AIF_JOB_RUNNING)
        v.end_s = row->start_s + row->limit_s;
    return v;
}

struct aif_tres_set look_amount(const struct aif_sim *sim, uint32_t job)
{
    struct aif_tres_set s = {{0}};
    if (!sim->nodes) {
        s.of[AIF_TRES_CPU] = s.of[AIF_TRES_NODE] = sim->rows[job].units;
        return s;
    }
    const struct kind *k = &sim->kinds.kinds[sim->needs[job].kind];
    const struct aif_class *classes = sim->scenario.machine->classes;
    int64_t nodes = sim->needs[job].nodes;
    uint32_t class = 0;
    while (!(k->class_mask >> class & 1))
        class ++;
    const struct aif_shape *each = k->is_whole ? &classes[class].shape : &k->shape;
    s.of[AIF_TRES_NODE] = nodes;
    s.of[AIF_TRES_CPU] = nodes * each->cores;
    s.of[AIF_TRES_GPU] = nodes * each->gpus;
    s.of[AIF_TRES_MEM] = nodes * each->mem_mib;
    return s;
}

struct aif_holding look_holding(const struct aif_sim *sim, uint32_t job)
{
    static const struct aif_billing by_cpus;
    const struct aif_row *row = &sim->rows[job];
    const struct aif_centre *centre = sim->scenario.centre;
    struct aif_holding h = {{{0}}, 0};
    for (uint32_t i = 0; i < row->node_count; i++) {
        const struct aif_shape *s = state_taken(sim, job, row->nodes[i]);
        h.amount.of[AIF_TRES_CPU] += s->cores;
        h.amount.of[AIF_TRES_GPU] += s->gpus;
        h.amount.of[AIF_TRES_MEM] += s->mem_mib;
    }
    h.amount.of[AIF_TRES_NODE] = row->node_count;
    if (!sim->nodes)
        h.amount.of[AIF_TRES_CPU] = h.amount.of[AIF_TRES_NODE] = row->units;
    bool has_weights = sim->nodes && centre && centre->partitions;
    h.billing = aif_billing_of(has_weights ? &centre->partitions[row->partition].billing : &by_cpus,
                               &h.amount);
    h.amount.of[AIF_TRES_BILLING] = (int64_t)h.billing;
    return h;
}

const struct aif_machine *look_machine(const struct aif_sim *sim)
{
    return sim->scenario.machine;
}

const struct aif_centre *look_centre(const struct aif_sim *sim)
{
    return sim->scenario.centre;
}
