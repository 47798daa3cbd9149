#include "engine/look.h"

#include "engine/state.h"
#include "engine/whom.h"

static enum aif_job_state state_of(const struct aif_sim *sim, uint32_t job)
{
    const struct aif_row *row = &sim->rows[job];
    if (row->outcome != AIF_OUTCOME_WAITING)
        return AIF_JOB_ENDED;
    if (row->start_s != AIF_UNKNOWN_S)
        return AIF_JOB_RUNNING;
    return job < sim->next_submit ? AIF_JOB_PENDING : AIF_JOB_FUTURE;
}

static uint32_t head_of(const struct aif_sim *sim, uint32_t job)
{
    struct queue_cursor cursor = {0};
    struct queue_entry head;
    return queue_peek(&state_domain(sim, job)->waiting, &cursor, &head) ? head.job : AIF_NONE;
}

/* When a job with a reservation is promised its start.  The first blocked one of EASY and its kin
 * has its place when the last of those that it needs is due, also after passes that need not know
 * when that is. */
static int64_t planned_s(const struct aif_sim *sim, uint32_t job)
{
    const struct domain *d = state_domain(sim, job);
    if (sim->promises)
        return sim->promises[job].start_s;
    if (sim->scenario.policy.depth == 0)
        return AIF_UNKNOWN_S;
    uint32_t whom = head_of(sim, job) == job ? whom_now(sim, job) : AIF_NONE;
    if (whom != AIF_NONE)
        return state_due_s(sim, whom);
    const struct planned *p = &sim->planned[job];
    bool is_current = p->pass && p->pass == d->planned_pass && p->start_s > sim->now_s;
    return is_current ? p->start_s : AIF_UNKNOWN_S;
}

/* With reasons kept: what does not fit waits for resources, the rest stands behind the first of the
 * queue.  Else as Slurm has it: the first waits for resources, all others for their turn. */
static void look_pending(const struct aif_sim *sim, uint32_t job, struct aif_job_view *v)
{
    uint32_t blocker = head_of(sim, job);
    bool is_short = sim->trail ? !whom_fits(sim, job) : blocker == job || blocker == AIF_NONE;
    v->wait = is_short ? AIF_WAIT_RESOURCES : AIF_WAIT_PRIORITY;
    if (is_short)
        blocker = sim->trail ? whom_now(sim, job) : AIF_NONE;
    if (blocker != AIF_NONE && blocker != job)
        v->blocker = (struct aif_blocker){blocker, AIF_BLOCKER_JOB};
    if (sim->planned)
        v->planned_s = planned_s(sim, job);
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
