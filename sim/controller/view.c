#include "controller/view.h"

#include "controller/life.h"

static const struct controller *controller_in(const struct aif_sim *sim)
{
    return (const struct controller *)sim;
}

/* A controller that has not begun stands long before anything. */
static int64_t seconds_of(int64_t t_ms)
{
    return t_ms < 0 ? AIF_UNKNOWN_S : t_ms / 1000;
}

static void view_pending(const struct controller *c, uint32_t job, struct aif_job_view *v)
{
    const struct job_state *j = &c->jobs[job];
    const struct ask *first = &j->asks[0];
    v->partition = first->partition;
    v->record_count = j->record_count;
    v->priority = j->is_held        ? 0
                  : first->priority ? (uint32_t)first->priority
                                    : 1; /* or never computed */
    v->eligible_s = seconds_of(j->eligible_ms);
    v->start_s = v->end_s = AIF_UNKNOWN_S;
    v->planned_s = c->planned_s ? c->planned_s[job] : AIF_UNKNOWN_S;
    v->amount = life_amount(c, first);
    v->amount.of[AIF_TRES_CPU] =
        first->tasks
            ? (int64_t)first->tasks * first->cores_per_task
            : (int64_t)first->min_nodes * (first->per_node.cores ? first->per_node.cores : 1);
    v->node_count = first->min_nodes;
    v->nodes = NULL;
    v->wait = (enum aif_wait)j->reason;
    v->reason = waits_text(c, job);
    v->blocker = waits_blocker(c, job);
}

static enum aif_job_state state_of(const struct job_state *j)
{
    switch ((enum phase)j->phase) {
    case PHASE_FUTURE:
        return AIF_JOB_FUTURE;
    case PHASE_PENDING:
        return AIF_JOB_PENDING;
    case PHASE_RUNNING:
        return j->is_stopped ? AIF_JOB_SUSPENDED : AIF_JOB_RUNNING;
    case PHASE_ENDED:
        break;
    }
    return AIF_JOB_ENDED;
}

/* How long a job has stood still in its run, but for the stretch that is not over. */
static int64_t suspended_s(const struct controller *c, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    int64_t start_s = c->sim.rows[job].start_s;
    if (start_s == AIF_UNKNOWN_S)
        return 0;
    int64_t end_s = j->start_ms / 1000;
    return end_s > start_s ? end_s - start_s : 0;
}

struct aif_job_view view_job(const struct aif_sim *sim, uint32_t job)
{
    const struct controller *c = controller_in(sim);
    const struct job_state *j = &c->jobs[job];
    const struct aif_row *row = &sim->rows[job];
    struct aif_job_view v = {
        .state = state_of(j),
        .submit_s = j->submit_ms / 1000,
        .eligible_s = seconds_of(j->eligible_ms),
        .start_s = row->start_s,
        .end_s = row->end_s,
        .over_s = state_of(j) == AIF_JOB_ENDED ? seconds_of(j->end_ms) : AIF_UNKNOWN_S,
        .planned_s = AIF_UNKNOWN_S,
        .limit_s = j->limit_s,
        .suspended_s = suspended_s(c, job),
        .suspended_since_s =
            state_of(j) == AIF_JOB_SUSPENDED ? c->held[job].suspended_s : AIF_UNKNOWN_S,
        .record_count = 1,
        .partition = row->partition,
        .priority = j->priority,
        .assoc = j->assoc,
        .qos = j->qos == AIF_NONE16 ? AIF_NONE : j->qos,
        .restarts = j->restarts,
        .node_count = row->node_count,
        .nodes = row->nodes,
        .amount = c->held[job].amount,
        .reason = aif_wait_name(AIF_WAIT_NONE),
        .blocker = {AIF_NONE, AIF_BLOCKER_NONE},
    };
    if (v.state == AIF_JOB_PENDING)
        view_pending(c, job, &v);
    else if (v.state == AIF_JOB_RUNNING)
        v.end_s = cluster_find(&c->cluster, job)->due_s;
    else if (v.state == AIF_JOB_ENDED && row->outcome == AIF_OUTCOME_BLOCKED)
        v.wait = (enum aif_wait)j->reason;
    return v;
}

struct aif_holding view_holding(const struct aif_sim *sim, uint32_t job)
{
    const struct held *h = &controller_in(sim)->held[job];
    return (struct aif_holding){h->amount, h->billing};
}

bool view_priority(const struct aif_sim *sim, uint32_t job, uint32_t i, uint32_t *partition,
                   struct aif_priority_sum *out)
{
    const struct controller *c = controller_in(sim);
    const struct job_state *j = &c->jobs[job];
    if (j->phase != PHASE_PENDING || !j->is_queued || i >= j->record_count ||
        !c->fairshare.has_priorities)
        return false;
    *partition = j->asks[i].partition;
    *out = fairshare_look(c, &j->asks[i]);
    return true;
}

int64_t view_cycle_ms(const struct aif_sim *sim)
{
    return controller_in(sim)->cycle_ms;
}

const struct aif_share_view *view_share(const struct aif_sim *sim)
{
    return &controller_in(sim)->fairshare.view;
}

const struct aif_machine *view_machine(const struct aif_sim *sim)
{
    return controller_in(sim)->machine;
}

const struct aif_centre *view_centre(const struct aif_sim *sim)
{
    return &controller_in(sim)->centre;
}
