/* The ends of a job's runs: by itself, at its limit, for another job, by somebody's hand. */
#include "controller/account.h"
#include "controller/array.h"
#include "controller/gang.h"
#include "controller/life.h"
#include "controller/open.h"
#include "controller/ration.h"
#include "controller/rule.h"
#include "controller/runtime.h"
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

static void let_heir_know(struct controller *c, uint32_t job)
{
    uint32_t heir = c->jobs[job].heir;
    c->jobs[job].grace_ms = -1;
    if (heir == AIF_NONE)
        return;
    AIF_CHECK(c->jobs[heir].victims > 0);
    c->jobs[heir].victims--;
    c->jobs[job].heir = AIF_NONE;
}

static void leave_nodes(struct controller *c, uint32_t job)
{
    gang_leave(c, job);
    account_release(c, job);
    cluster_give(&c->cluster, job);
    account_delist(c, job);
    c->idle_units += c->held[job].units;
}

/* The present run is over, for whatever reason: the job leaves its nodes.  If it stood still it
 * ended when it began to, as Slurm records it. */
static void vacate(struct controller *c, uint32_t job)
{
    struct aif_row *row = &c->sim.rows[job];
    struct limit_job limit = life_limit_job(c, life_running_ask(c, job));
    limit.amount = c->held[job].amount;
    row->end_s = c->jobs[job].is_stopped ? c->held[job].suspended_s : controller_now_s(c);
    fairshare_charge(c, job);
    if (!c->jobs[job].is_stopped)
        ration_stop(c, job);
    leave_nodes(c, job);
    limit_note_end(&c->limits, &limit, &c->held[job].limits, row->nodes, row->node_count);
    c->jobs[job].used_ms = runtime_used_ms(c, job);
    c->sim.running_count--;
    account_publish(c);
    array_note_end(c, job);
    let_heir_know(c, job);
}

/* Whoever may have waited for the job. */
static void tell_others(struct controller *c, uint32_t job)
{
    depend_tell(c, job, life_consider);
    array_admit(c, job);
    timers_note_change(c);
}

void life_end(struct controller *c, uint32_t job, enum aif_outcome outcome)
{
    AIF_CHECK(life_is_started(c, job));
    vacate(c, job);
    close_row(c, job, outcome);
    tell_others(c, job);
}

/* Back into the queue, with so much of the present run's work kept. */
static void put_back(struct controller *c, uint32_t job, int64_t kept_ms, int64_t begin_ms)
{
    struct job_state *j = &c->jobs[job];
    struct aif_row *row = &c->sim.rows[job];
    int64_t ran_ms = runtime_ran_ms(c, job);
    int64_t left_ms = j->run_ms - kept_ms;
    AIF_CHECK(kept_ms >= 0 && kept_ms <= ran_ms && left_ms >= 0);
    vacate(c, job);
    account_cut(c, job, ran_ms, kept_ms);
    j->run_ms = left_ms;
    j->phase = PHASE_PENDING;
    j->restarts++;
    j->begin_ms = begin_ms;
    j->eligible_ms = -1;
    for (uint32_t i = 0; i < j->record_count; i++)
        j->asks[i].limit_s = j->limit_s; /* what --time-min or an action made of it stays */
    row->start_s = row->end_s = AIF_UNKNOWN_S;
    row->nodes = NULL;
    c->sim.waiting_count++;
    struct limit_job limit = life_limit_job(c, &j->asks[0]);
    limit_note_submit(&c->limits, &limit, 1);
    enum aif_reject reason = ration_admit(c, job);
    if (reason != AIF_REJECT_NONE) {
        life_refuse(c, job, reason);
        return;
    }
    life_consider(c, job);
    tell_others(c, job);
}

/* Checkpoints keep what was done up to the last of them. */
static void requeue(struct controller *c, uint32_t job)
{
    int64_t step_ms = c->centre.checkpoint_s * 1000;
    int64_t kept_ms = step_ms > 0 ? runtime_ran_ms(c, job) / step_ms * step_ms : 0;
    put_back(c, job, kept_ms, (controller_now_s(c) + c->centre.requeue_delay_s) * 1000);
}

void life_park(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    AIF_CHECK(j->phase == PHASE_RUNNING);
    int64_t kept_ms = runtime_ran_ms(c, job) - c->centre.restart_s * 1000;
    kept_ms = kept_ms > 0 ? kept_ms : 0;
    j->parked_ms += kept_ms;
    c->sim.totals.preempt_count++;
    put_back(c, job, kept_ms, j->begin_ms);
}

static bool may_requeue(const struct controller *c, uint32_t job)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    return c->centre.requeues && !(w->extras && w->extras[job].must_not_requeue);
}

void life_preempt(struct controller *c, uint32_t job, enum aif_preempt_mode mode)
{
    c->sim.totals.preempt_count++;
    if (mode == AIF_PREEMPT_REQUEUE && may_requeue(c, job))
        requeue(c, job);
    else
        life_end(c, job, AIF_OUTCOME_PREEMPTED);
}

void life_lose_node(struct controller *c, uint32_t job)
{
    c->sim.totals.node_fail_count++;
    if (may_requeue(c, job))
        requeue(c, job);
    else
        life_end(c, job, AIF_OUTCOME_NODE_FAIL);
}

/* A pending job will not run any more. */
static void give_up(struct controller *c, uint32_t job, enum aif_outcome outcome)
{
    struct limit_job limit = life_limit_job(c, &c->jobs[job].asks[0]);
    life_dequeue(c, job);
    life_end_accrual(c, job);
    limit_note_cancel(&c->limits, &limit, 1);
    c->sim.waiting_count--;
    life_note_reason(c, job, AIF_WAIT_NONE, AIF_NONE);
    close_row(c, job, outcome);
    tell_others(c, job);
}

void life_refuse(struct controller *c, uint32_t job, enum aif_reject reason)
{
    AIF_CHECK(c->jobs[job].phase == PHASE_PENDING);
    c->sim.rows[job].reason = (uint8_t)reason;
    c->sim.totals.rejects[reason]++;
    give_up(c, job, AIF_OUTCOME_REJECTED);
}

void life_cancel(struct controller *c, uint32_t job)
{
    if (life_is_started(c, job))
        life_end(c, job, AIF_OUTCOME_CANCELLED);
    if (c->jobs[job].phase != PHASE_PENDING)
        return;
    ration_leave(c, job);
    give_up(c, job, AIF_OUTCOME_CANCELLED);
}

void life_block(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    AIF_CHECK(j->phase == PHASE_PENDING);
    life_dequeue(c, job);
    ration_leave(c, job);
    c->sim.waiting_count--;
    close_row(c, job, AIF_OUTCOME_BLOCKED);
}
