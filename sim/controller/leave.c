/* The ends of a job's runs: by itself, at its limit, for another job, by somebody's hand. */
#include "controller/account.h"
#include "controller/life.h"
#include "controller/open.h"
#include "controller/rule.h"
#include "controller/timers.h"

const struct ask *life_running_ask(const struct controller *c, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    for (uint32_t i = 0; i < j->record_count; i++)
        if (j->asks[i].partition == j->partition)
            return &j->asks[i];
    return &j->asks[0];
}

static void close_row(struct controller *c, uint32_t job, enum aif_outcome outcome)
{
    struct job_state *j = &c->jobs[job];
    struct aif_row *row = &c->sim.rows[job];
    row->outcome = (uint8_t)outcome;
    if (row->start_s == AIF_UNKNOWN_S)
        row->node_count = 0;
    j->phase = PHASE_ENDED;
    j->end_ms = c->now_ms;
    j->has_failed |= outcome != AIF_OUTCOME_COMPLETED;
    if (c->rule && c->rule->ended)
        c->rule->ended(c, job);
    open_drop_asks(c, job);
    if (c->sim.scenario.machine->procs) {
        row->nodes = NULL; /* processors of a pool have no names */
        row->node_count = 0;
    }
}

/* The job for which this one was told to go has one victim less to wait for. */
static void let_heir_know(struct controller *c, uint32_t job)
{
    uint32_t heir = c->jobs[job].heir;
    if (heir == AIF_NONE)
        return;
    AIF_CHECK(c->jobs[heir].victims > 0);
    c->jobs[heir].victims--;
    c->jobs[job].heir = AIF_NONE;
}

/* The job leaves its nodes, for whatever reason. */
static void vacate(struct controller *c, uint32_t job)
{
    const struct aif_row *row = &c->sim.rows[job];
    struct limit_job limit = life_limit_job(c, life_running_ask(c, job));
    limit.amount = c->held[job].amount;
    fairshare_charge(c, job);
    limit_note_end(&c->limits, &limit, &c->held[job].limits, row->nodes,
                   cluster_find(&c->cluster, job)->part_count);
    account_end(c, job);
    cluster_give(&c->cluster, job);
    account_delist(c, job);
    c->sim.running_count--;
    life_count_array(c, job, false);
    let_heir_know(c, job);
}

/* Whoever may have waited for the job. */
static void tell_others(struct controller *c, uint32_t job)
{
    depend_tell(c, job, life_consider);
    life_consider_siblings(c, job);
    timers_note_change(c);
}

void life_end(struct controller *c, uint32_t job, enum aif_outcome outcome)
{
    AIF_CHECK(c->jobs[job].phase == PHASE_RUNNING);
    vacate(c, job);
    close_row(c, job, outcome);
    tell_others(c, job);
}

/* What is left to run after a run that was cut short: checkpoints keep what was done up to the last
 * of them. */
static int64_t left_ms(const struct controller *c, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    int64_t ran_ms = c->now_ms - j->start_ms, step_ms = c->centre.checkpoint_s * 1000;
    int64_t kept_ms = step_ms > 0 ? ran_ms / step_ms * step_ms : 0;
    return kept_ms < j->run_ms ? j->run_ms - kept_ms : 0;
}

/* Back into the queue, with this much left to run. */
static void put_back(struct controller *c, uint32_t job, int64_t left, int64_t begin_ms)
{
    struct job_state *j = &c->jobs[job];
    struct aif_row *row = &c->sim.rows[job];
    vacate(c, job);
    account_cut(c, job, j->run_ms - left);
    j->run_ms = left;
    j->phase = PHASE_PENDING;
    j->restarts++;
    j->begin_ms = begin_ms;
    j->eligible_ms = -1;
    row->start_s = row->end_s = AIF_UNKNOWN_S;
    row->nodes = NULL;
    c->sim.waiting_count++;
    struct limit_job limit = life_limit_job(c, &j->asks[0]);
    limit_note_submit(&c->limits, &limit, 1);
    life_consider(c, job);
    tell_others(c, job);
}

static void requeue(struct controller *c, uint32_t job)
{
    put_back(c, job, left_ms(c, job), (controller_now_s(c) + c->centre.requeue_delay_s) * 1000);
}

void life_park(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    AIF_CHECK(j->phase == PHASE_RUNNING);
    int64_t kept_ms = c->now_ms - j->start_ms - c->centre.restart_s * 1000;
    kept_ms = kept_ms > 0 ? kept_ms : 0;
    j->parked_ms += kept_ms;
    c->sim.totals.preempt_count++;
    put_back(c, job, j->run_ms - kept_ms, j->begin_ms);
}

static bool may_requeue(const struct controller *c, uint32_t job)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    return c->centre.requeues && !(w->extras && w->extras[job].must_not_requeue);
}

/* The job's nodes are free for others; it waits until it has them again. */
static void suspend(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    fairshare_charge(c, job);
    c->idle_units += c->held[job].units;
    cluster_give(&c->cluster, job);
    account_delist(c, job);
    j->run_ms -= c->now_ms - j->start_ms;
    j->ran_ms += c->now_ms - j->start_ms;
    j->phase = PHASE_SUSPENDED;
    c->suspended[c->suspended_count++] = job;
    let_heir_know(c, job);
    c->held[job].suspended_s = controller_now_s(c);
    timers_note_change(c);
}

static bool are_nodes_free(const struct controller *c, uint32_t job)
{
    const struct held *h = &c->held[job];
    for (uint32_t i = 0; i < h->part_count; i++) {
        const struct cluster_node *n = &c->cluster.nodes[h->parts[i].node];
        if (n->is_taken || !bitset_has(&c->cluster.up, h->parts[i].node) ||
            !shape_fits(&h->parts[i].has, &n->free) || (h->is_whole && n->job_count > 0))
            return false;
    }
    return true;
}

static void resume(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    const struct held *h = &c->held[job];
    int64_t left_s = j->limit_s - j->ran_ms / 1000;
    struct grant g = {
        .job = job,
        .is_whole = h->is_whole,
        .start_s = controller_now_s(c),
        .due_s = controller_now_s(c) + (left_s > 0 ? left_s : 0),
        .parts = h->parts,
        .part_count = h->part_count,
    };
    cluster_take(&c->cluster, &g);
    account_enlist(c, job);
    c->idle_units -= h->units;
    j->phase = PHASE_RUNNING;
    j->start_ms = c->now_ms;
    j->charged_s = controller_now_s(c);
    int64_t limit_ms = left_s > 0 ? left_s * 1000 : 0;
    j->end_ms = c->now_ms + (j->run_ms < limit_ms ? j->run_ms : limit_ms);
    controller_push(c, j->end_ms, EV_END, job);
    account_suspension(c, job);
}

void life_resume_all(struct controller *c)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->suspended_count; i++) {
        uint32_t job = c->suspended[i];
        if (are_nodes_free(c, job))
            resume(c, job);
        else
            c->suspended[kept++] = job;
    }
    c->suspended_count = kept;
}

void life_preempt(struct controller *c, uint32_t job, enum aif_preempt_mode mode)
{
    c->sim.totals.preempt_count++;
    if (mode == AIF_PREEMPT_SUSPEND)
        suspend(c, job);
    else if (mode == AIF_PREEMPT_REQUEUE && may_requeue(c, job))
        requeue(c, job);
    else
        life_end(c, job, AIF_OUTCOME_PREEMPTED);
}

void life_cancel(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    if (j->phase == PHASE_RUNNING)
        life_end(c, job, AIF_OUTCOME_CANCELLED);
    if (j->phase != PHASE_PENDING)
        return;
    struct limit_job limit = life_limit_job(c, &j->asks[0]);
    life_dequeue(c, job);
    life_end_accrual(c, job);
    limit_note_cancel(&c->limits, &limit, 1);
    c->sim.waiting_count--;
    life_note_reason(c, job, AIF_WAIT_NONE, AIF_NONE);
    close_row(c, job, AIF_OUTCOME_CANCELLED);
    tell_others(c, job);
}

void life_block(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    AIF_CHECK(j->phase == PHASE_PENDING);
    life_dequeue(c, job);
    c->sim.waiting_count--;
    close_row(c, job, AIF_OUTCOME_BLOCKED);
}
