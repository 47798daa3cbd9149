#include "controller/life.h"

#include "controller/account.h"
#include "controller/actions.h"
#include "controller/array.h"
#include "controller/gang.h"
#include "controller/open.h"
#include "controller/ration.h"
#include "controller/runtime.h"
#include "controller/timers.h"

void life_reject(struct controller *c, uint32_t job, enum aif_reject reason)
{
    struct aif_row *row = &c->sim.rows[job];
    row->reason = (uint8_t)reason;
    row->node_count = 0;
    row->outcome = AIF_OUTCOME_REJECTED;
    c->jobs[job].phase = PHASE_ENDED;
    c->jobs[job].end_ms = c->jobs[job].submit_ms;
    c->jobs[job].has_failed = true;
    c->sim.totals.rejects[reason]++;
}

void life_note_reason(struct controller *c, uint32_t job, enum aif_wait reason, uint32_t blocker)
{
    struct job_state *j = &c->jobs[job];
    if (j->reason == reason && j->blocker == blocker)
        return;
    j->reason = (uint8_t)reason;
    j->blocker = blocker;
    waits_note(c, job);
}

void life_note_limit(struct controller *c, uint32_t job, const struct limit_verdict *v)
{
    struct limit_verdict *old = &c->verdicts[job];
    bool is_same = old->kind == v->kind && old->tres == v->tres && old->is_of_qos == v->is_of_qos;
    *old = *v;
    if (!is_same)
        c->jobs[job].blocker = AIF_NONE; /* the reason has changed, though its kind has not */
    life_note_reason(c, job, AIF_WAIT_LIMIT, v->entity);
}

struct aif_tres_set life_amount(const struct controller *c, const struct ask *a)
{
    const struct aif_partition *p = &c->machine->partitions[a->partition];
    const struct aif_shape *node = &c->machine->classes[wish_first_class(p->class_mask)].shape;
    const struct aif_shape *each = a->is_whole ? node : &a->per_node;
    int64_t cores = a->tasks && !a->is_whole ? (int64_t)a->tasks * a->cores_per_task
                                             : (int64_t)a->min_nodes * each->cores;
    struct aif_tres_set s = {{0}};
    s.of[AIF_TRES_CPU] = cores;
    s.of[AIF_TRES_GPU] = (int64_t)a->min_nodes * each->gpus;
    if (a->gpus && !a->is_whole)
        s.of[AIF_TRES_GPU] = a->gpus;
    s.of[AIF_TRES_MEM] = a->mem_per_core_mib && !a->is_whole
                             ? cores * a->mem_per_core_mib
                             : (int64_t)a->min_nodes * each->mem_mib;
    s.of[AIF_TRES_NODE] = a->min_nodes;
    if (c->centre.partitions)
        s.of[AIF_TRES_BILLING] =
            (int64_t)aif_billing_of(&c->centre.partitions[a->partition].billing, &s);
    else
        s.of[AIF_TRES_BILLING] = s.of[AIF_TRES_CPU];
    return s;
}

struct limit_job life_limit_job(struct controller *c, const struct ask *a)
{
    const struct job_state *j = &c->jobs[a->job];
    bool has_several = j->record_count > 1 && c->centre.partitions;
    for (uint32_t i = 0; has_several && i < j->record_count; i++)
        c->partition_qos[i] = c->centre.partitions[j->asks[i].partition].qos;
    return (struct limit_job){
        .other_qos = has_several ? c->partition_qos : NULL,
        .other_count = has_several ? j->record_count : 0,
        .assoc = j->assoc,
        .qos = j->qos == AIF_NONE16 ? AIF_NONE : j->qos,
        .partition_qos = c->centre.partitions ? c->centre.partitions[a->partition].qos : AIF_NONE,
        .amount = life_amount(c, a),
        .limit_s = j->limit_s,
        .fairshare = j->assoc == AIF_NONE ? 0 : aif_share_factor(&c->fairshare.view, j->assoc),
        .has_reservation = open_reservation(c, a->job) != AIF_NONE,
    };
}

static struct pending_key key_of(const struct controller *c, const struct ask *a)
{
    return (struct pending_key){
        .has_reservation = open_reservation(c, a->job) != AIF_NONE,
        .tier = c->centre.partitions ? c->centre.partitions[a->partition].priority_tier : 1,
        .band = ration_band(c, a->job),
        .score = a->score,
        .priority = (uint32_t)a->priority,
        .job = a->job,
        .partition = a->partition,
    };
}

void life_try_accrue(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    if (j->is_accruing || j->eligible_ms < 0)
        return;
    if (c->bounds_accrual) {
        struct limit_job limit = life_limit_job(c, &j->asks[0]);
        if (!limit_may_accrue(&c->limits, &limit))
            return;
        limit_note_accrue(&c->limits, &limit);
    }
    j->is_accruing = true;
    j->accrue_ms = c->now_ms;
}

void life_end_accrual(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    if (!j->is_accruing)
        return;
    j->is_accruing = false;
    if (!c->bounds_accrual)
        return;
    struct limit_job limit = life_limit_job(c, &j->asks[0]);
    limit_note_accrue_end(&c->limits, &limit);
}

static void enqueue(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    if (j->is_queued)
        return;
    j->is_queued = true;
    if (j->eligible_ms < 0)
        j->eligible_ms = c->now_ms;
    life_try_accrue(c, job);
    for (uint32_t i = 0; i < j->record_count; i++) {
        struct ask *a = &j->asks[i];
        struct pending_key key = key_of(c, a);
        a->eligible_s = j->eligible_ms / 1000;
        fairshare_rank(c, a, &key);
        pending_add(&c->pending, &key, a);
    }
    array_note_queued(c, job, true);
    account_enter(c, job);
    life_note_reason(c, job, AIF_WAIT_PRIORITY, AIF_NONE);
    timers_note_change(c);
}

void life_dequeue(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    if (!j->is_queued)
        return;
    array_note_queued(c, job, false);
    account_leave(c, job);
    j->is_queued = false;
    for (uint32_t i = 0; i < j->record_count; i++) {
        struct pending_key key = key_of(c, &j->asks[i]);
        pending_drop(&c->pending, &key);
        if (c->heads[key.partition] == job) {
            c->heads[key.partition] = AIF_NONE;
            waits_note_head(c, key.partition);
        }
    }
}

void life_throttle(struct controller *c, uint32_t job)
{
    life_dequeue(c, job);
    AIF_CHECK(!array_has_room(c, job)); /* which also notes that it waits */
    life_note_reason(c, job, AIF_WAIT_ARRAY, AIF_NONE);
}

/* Look again at that time, once. */
static void wake_at(struct controller *c, uint32_t job, int64_t t_ms)
{
    if (c->jobs[job].wake_ms == t_ms)
        return;
    c->jobs[job].wake_ms = t_ms;
    controller_push(c, t_ms, EV_BEGIN, job);
}

/* What keeps a pending job out of the queue; false: nothing. */
static bool is_kept_out(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    if (j->is_held) {
        life_note_reason(c, job, AIF_WAIT_HELD, AIF_NONE);
        return true;
    }
    struct depend_answer d = depend_judge(c, job);
    if (d.verdict != DEPEND_MET) {
        life_note_reason(
            c, job, d.verdict == DEPEND_NEVER ? AIF_WAIT_DEPENDENCY_NEVER : AIF_WAIT_DEPENDENCY,
            d.by);
        if (d.until_ms < AIF_NEVER_S)
            wake_at(c, job, d.until_ms);
        return true;
    }
    if (j->begin_ms > c->now_ms) {
        life_note_reason(c, job, AIF_WAIT_BEGIN, AIF_NONE);
        wake_at(c, job, j->begin_ms);
        return true;
    }
    if (j->is_queued || array_has_room(c, job))
        return false;
    if (j->eligible_ms < 0)
        j->eligible_ms = c->now_ms;
    life_note_reason(c, job, AIF_WAIT_ARRAY, AIF_NONE);
    return true;
}

void life_consider(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    if (j->phase != PHASE_PENDING)
        return;
    if (is_kept_out(c, job)) {
        bool has_left = j->is_queued;
        life_dequeue(c, job);
        if (has_left)
            array_admit(c, job); /* its place is for another task */
        if (j->reason != AIF_WAIT_ARRAY) {
            life_end_accrual(c, job);
            j->eligible_ms = -1;
        }
    } else {
        enqueue(c, job);
    }
}

void life_submit(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    j->phase = PHASE_PENDING;
    open_asks(c, job);
    struct limit_job limit = life_limit_job(c, &j->asks[0]);
    struct limit_verdict v = limit_check_submit(&c->limits, &limit, 1);
    enum aif_reject reason = v.kind != LIMIT_NONE ? AIF_REJECT_LIMIT : ration_admit(c, job);
    if (reason != AIF_REJECT_NONE) {
        open_drop_asks(c, job);
        life_reject(c, job, reason);
        depend_tell(c, job, life_consider);
        return;
    }
    limit_note_submit(&c->limits, &limit, 1);
    if (++c->sim.waiting_count > c->sim.totals.max_waiting)
        c->sim.totals.max_waiting = c->sim.waiting_count;
    life_consider(c, job);
}

void life_charge(struct controller *c, uint32_t job)
{
    int64_t ran_s = controller_now_s(c) - c->jobs[job].charged_s;
    fairshare_charge(c, job);
    if (!(c->centre.enforce & AIF_ENFORCE_LIMITS))
        return;
    struct limit_job limit = life_limit_job(c, life_running_ask(c, job));
    limit.amount = c->held[job].amount;
    limit_note_ran(&c->limits, &limit, &c->held[job].limits, ran_s);
}

void life_start(struct controller *c, const struct ask *a, const struct choice *nodes,
                int64_t limit_s)
{
    uint32_t job = a->job;
    struct job_state *j = &c->jobs[job];
    struct aif_row *row = &c->sim.rows[job];
    AIF_CHECK(j->phase == PHASE_PENDING && j->is_queued && nodes->parts);
    struct limit_job limit = life_limit_job(c, a);
    life_dequeue(c, job);
    life_end_accrual(c, job);
    j->partition = row->partition = (uint16_t)a->partition;
    j->phase = PHASE_RUNNING;
    j->limit_s = limit.limit_s = row->limit_s = limit_s;
    j->priority = (uint32_t)a->priority;
    j->start_ms = c->now_ms;
    if (j->begun_ms < 0)
        j->begun_ms = c->now_ms;
    j->charged_s = row->start_s = controller_now_s(c);
    struct grant g = {
        .job = job,
        .is_whole = a->is_whole,
        .is_shared = a->is_shared,
        .start_s = controller_now_s(c),
        .due_s = runtime_due_s(c, job),
        .parts = nodes->parts,
        .part_count = nodes->node_count,
    };
    cluster_take(&c->cluster, &g);
    account_enlist(c, job);
    life_note_reason(c, job, AIF_WAIT_NONE, AIF_NONE);
    account_start(c, job);
    limit.amount = c->held[job].amount;
    limit_note_start(&c->limits, &limit, &c->held[job].limits, row->nodes, nodes->node_count);
    ration_start(c, job);
    runtime_plan_end(c, job);
    gang_enter(c, job);
    c->sim.waiting_count--;
    if (++c->sim.running_count > c->sim.totals.max_running)
        c->sim.totals.max_running = c->sim.running_count;
    c->sim.totals.start_count++;
    c->timers.changes++;
    c->timers.looks++;
    action_note_event(c);
    array_note_start(c, job);
    depend_tell(c, job, life_consider);
}
