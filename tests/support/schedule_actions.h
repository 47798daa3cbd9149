/* What must hold of a schedule after what people did, and what became of each job: see
 * schedule_check.h. */
#ifndef TESTS_SCHEDULE_ACTIONS_H
#define TESTS_SCHEDULE_ACTIONS_H

#include "schedule_rules.h"

/* Where milliseconds count, what is done within the second of a start may be before or after it. */
static inline bool is_clear(const struct schedule *s, const struct aif_action *a, int64_t t_s)
{
    return !s->r->has_ms || a->t_s != t_s;
}

/* Whether a node is up, or a job held, at this time: what the last action on it says. */
static inline bool is_node_up(const struct schedule *s, uint32_t node, int64_t t_s)
{
    const struct aif_workload *w = &s->r->workload;
    bool is_up = true;
    for (uint32_t i = 0; i < w->action_count; i++) {
        const struct aif_action *a = &w->actions[i];
        bool is_here = false;
        for (uint32_t k = 0; k < a->node_count; k++)
            is_here |= w->action_nodes[a->first_node + k] == node;
        if (!is_here || a->t_s > t_s)
            continue;
        if (!is_clear(s, a, t_s))
            return true;
        is_up = a->kind == AIF_ACTION_RESUME;
    }
    return is_up;
}

static inline bool is_held(const struct schedule *s, uint32_t job, int64_t t_s)
{
    const struct aif_workload *w = &s->r->workload;
    bool is_held = w->extras[job].is_held;
    for (uint32_t i = 0; i < w->action_count; i++) {
        const struct aif_action *a = &w->actions[i];
        if (a->job != job || a->t_s > t_s ||
            (a->kind != AIF_ACTION_HOLD && a->kind != AIF_ACTION_RELEASE))
            continue;
        if (!is_clear(s, a, t_s))
            return false;
        is_held = a->kind == AIF_ACTION_HOLD;
    }
    return is_held;
}

static inline void check_starts(const struct schedule *s)
{
    for (uint32_t i = 0; i < s->runs.count; i++) {
        const struct stretch *run = &s->runs.items[i];
        require(!is_held(s, run->job, run->start_s), run->job, run->start_s, "starts while held");
        for (uint32_t k = 0; k < run->node_count; k++)
            require(is_node_up(s, run->nodes[k], run->start_s), run->job, run->start_s,
                    "starts on a node that is down or drained");
    }
}

/* Nobody outlives a node that goes down, and a job that is cancelled after it came is over. */
static inline void check_ends(const struct schedule *s)
{
    const struct aif_workload *w = &s->r->workload;
    for (uint32_t i = 0; i < w->action_count; i++) {
        const struct aif_action *a = &w->actions[i];
        for (uint32_t k = 0; k < s->runs.count; k++) {
            const struct stretch *run = &s->runs.items[k];
            bool is_lost = false;
            for (uint32_t n = 0; a->kind == AIF_ACTION_DOWN && n < a->node_count; n++)
                is_lost |= has_node(run, w->action_nodes[a->first_node + n]);
            require(!is_lost || run->start_s >= a->t_s || run->end_s <= a->t_s, run->job, a->t_s,
                    "goes on on a node that is down");
            require(a->kind != AIF_ACTION_CANCEL || a->job != run->job ||
                        w->jobs[run->job].submit_s >= a->t_s || run->end_s <= a->t_s,
                    run->job, a->t_s, "goes on after it was cancelled");
        }
    }
}

static inline bool has_lost_a_node(const struct schedule *s, const struct stretch *run)
{
    const struct aif_workload *w = &s->r->workload;
    for (uint32_t i = 0; i < w->action_count; i++)
        for (uint32_t n = 0; n < w->actions[i].node_count; n++)
            if (w->actions[i].kind == AIF_ACTION_DOWN && w->actions[i].t_s == run->end_s &&
                has_node(run, w->action_nodes[w->actions[i].first_node + n]))
                return true;
    return false;
}

/* Nobody is taken off its nodes before its exempt time, and then its grace, are over. */
static inline void check_warnings(const struct schedule *s)
{
    const struct random_run *r = s->r;
    for (uint32_t i = 0; i < s->runs.count && !run_parks(r); i++) {
        const struct stretch *run = &s->runs.items[i];
        const struct aif_row *row = &s->rows[run->job];
        if ((run->is_last && row->outcome != AIF_OUTCOME_PREEMPTED) || has_lost_a_node(s, run))
            continue;
        int64_t least_s = r->centre.preempt_exempt_s;
        if (r->centre.preempt_type == AIF_PREEMPT_QOS)
            least_s += r->qos[0].grace_s;
        else if (run->is_last)
            least_s += r->partition_rules[row->partition].grace_s;
        require(run->end_s - run->start_s >= least_s - r->has_ms, run->job, run->end_s,
                "is preempted too early");
    }
}

/* The start of the window of a reservation that is open at this time or opens next. */
static inline int64_t window_s(const struct aif_reservation *v, int64_t t_s)
{
    int64_t period_s = v->flags & AIF_RESERVATION_DAILY    ? 86400
                       : v->flags & AIF_RESERVATION_WEEKLY ? 7 * 86400
                                                           : 0;
    int64_t start_s = v->start_s;
    while (period_s && start_s + (v->end_s - v->start_s) <= t_s)
        start_s += period_s;
    return start_s;
}

/* Jobs of a reservation run inside it only, unless it is flexible; others do not start there. */
static inline void check_reservations(const struct schedule *s)
{
    const struct random_run *r = s->r;
    for (uint32_t i = 0; i < s->runs.count * r->centre.reservation_count; i++) {
        const struct stretch *run = &s->runs.items[i / r->centre.reservation_count];
        const struct aif_reservation *v = &r->reservations[i % r->centre.reservation_count];
        uint32_t named = r->workload.extras[run->job].reservation;
        bool is_own =
            named != AIF_NONE && strcmp(r->workload.reservations.texts[named], v->name) == 0;
        int64_t from_s = window_s(v, run->start_s), to_s = from_s + v->end_s - v->start_s;
        for (uint32_t k = 0; k < run->node_count; k++) {
            bool is_inside = false;
            for (uint32_t n = 0; n < v->node_count; n++)
                is_inside |= v->nodes[n] == run->nodes[k];
            if (is_own && !(v->flags & AIF_RESERVATION_FLEX))
                require(is_inside && run->start_s >= from_s && run->end_s <= to_s, run->job,
                        run->start_s, "runs outside its reservation");
            else if (!is_own)
                require(!is_inside || run->start_s < from_s || run->start_s >= to_s, run->job,
                        run->start_s, "starts in a reservation of others");
        }
    }
}

/* A job may only wait for good if something stands in its way. */
static inline bool may_be_blocked(const struct schedule *s, uint32_t job)
{
    const struct random_run *r = s->r;
    const struct aif_extra *x = &r->workload.extras[job];
    bool is_any_down = false;
    for (uint32_t n = 0; n < r->machine.node_count; n++)
        is_any_down |= !is_node_up(s, n, AIF_NEVER_S);
    for (uint32_t i = 0; i < r->centre.reservation_count; i++)
        if (r->reservations[i].flags & (AIF_RESERVATION_DAILY | AIF_RESERVATION_WEEKLY))
            return true; /* its next time stays ahead of those that wait */
    return is_any_down || is_held(s, job, AIF_NEVER_S) || x->depend_count > 0 ||
           x->reservation != AIF_NONE || r->has_assoc_limits || r->has_qos_limits;
}

static inline void check_cancelled(const struct schedule *s, uint32_t job)
{
    const struct aif_workload *w = &s->r->workload;
    bool is_then = false;
    for (uint32_t i = 0; i < w->action_count; i++)
        is_then |=
            w->actions[i].kind == AIF_ACTION_CANCEL && w->actions[i].job == job &&
            (s->rows[job].start_s == AIF_UNKNOWN_S || s->rows[job].end_s == w->actions[i].t_s);
    require(is_then, job, s->rows[job].end_s, "was cancelled by nobody");
}

static inline const struct stretch *last_run(const struct schedule *s, uint32_t job)
{
    for (uint32_t i = s->runs.count; i-- > 0;)
        if (s->runs.items[i].job == job)
            return &s->runs.items[i];
    ck_abort_msg("job_id %u has no run", job + 1);
    return NULL;
}

static inline void check_outcome(const struct schedule *s, uint32_t job)
{
    const struct random_run *r = s->r;
    const struct aif_row *row = &s->rows[job];
    bool has_run = row->start_s != AIF_UNKNOWN_S;
    bool is_bad = r->workload.extras[job].has_failed;
    require((row->end_s != AIF_UNKNOWN_S) == has_run, job, row->end_s, "has run and has not ended");
    require((row->reason != AIF_REJECT_NONE) == (row->outcome == AIF_OUTCOME_REJECTED), job, 0,
            "is refused without a reason, or the other way round");
    switch ((enum aif_outcome)row->outcome) {
    case AIF_OUTCOME_COMPLETED:
    case AIF_OUTCOME_FAILED:
        require(has_run && is_bad == (row->outcome == AIF_OUTCOME_FAILED), job, row->end_s,
                "completed or failed wrongly");
        break;
    case AIF_OUTCOME_TIMED_OUT:
        require(has_run, job, 0, "timed out without a run");
        break;
    case AIF_OUTCOME_PREEMPTED:
        require(has_run && r->centre.preempt_type != AIF_PREEMPT_NONE, job, 0,
                "was preempted without a run, or where nobody preempts");
        break;
    case AIF_OUTCOME_NODE_FAIL:
        require(has_run && has_lost_a_node(s, last_run(s, job)), job, row->end_s,
                "ends for a node that it has not lost");
        break;
    case AIF_OUTCOME_CANCELLED:
        check_cancelled(s, job);
        break;
    case AIF_OUTCOME_BLOCKED:
        require(!has_run && may_be_blocked(s, job), job, 0, "waits for good, and for nothing");
        break;
    case AIF_OUTCOME_REJECTED:
        require(first_start_s(s, job) == AIF_UNKNOWN_S, job, 0, "was refused and has run");
        break;
    case AIF_OUTCOME_WAITING:
    case AIF_OUTCOME_COUNT:
        require(false, job, 0, "has no outcome");
    }
}

/* Totals against a recount. */
static inline void check_totals(const struct schedule *s)
{
    const struct aif_totals *t = aif_sim_totals(s->r->sim);
    uint64_t rejects[AIF_REJECT_COUNT] = {0}, preempted = s->episode_count, lost = 0;
    int64_t lost_unit_s = 0, parts = 0;
    for (uint32_t job = 0; job < RUN_JOBS; job++) {
        rejects[s->rows[job].reason] += s->rows[job].outcome == AIF_OUTCOME_REJECTED;
        preempted += s->rows[job].outcome == AIF_OUTCOME_PREEMPTED;
    }
    for (int i = 0; i < AIF_REJECT_COUNT; i++)
        require(t->rejects[i] == rejects[i], AIF_NONE, i, "refused jobs are miscounted");
    for (uint32_t i = 0, run = 0; i < s->episode_count; i++) {
        const struct aif_episode *e = &s->episodes[i];
        if (e->is_suspension)
            continue;
        const struct stretch *own = &s->runs.items[run++];
        lost += has_lost_a_node(s, own);
        lost_unit_s += (e->end_s - e->start_s - stood_s(s, own) - e->kept_s) * e->units;
        parts += (2 + 2 * stands_in(s, own)) * e->units;
    }
    require(t->start_count == s->runs.count, AIF_NONE, 0, "starts are miscounted");
    /* Whoever loses a node is not preempted, but may have been just before. */
    require(t->preempt_count <= preempted && t->preempt_count >= preempted - lost, AIF_NONE, 0,
            "preempted jobs are miscounted");
    require(is_near(s, t->lost_work_unit_s, lost_unit_s, parts), AIF_NONE, 0, "lost work is wrong");
    require(t->backfill_count <= t->start_count, AIF_NONE, 0, "more backfilled than started");
}

static inline void schedule_check(struct schedule *s, const struct random_run *r)
{
    schedule_read(s, r);
    check_places(s);
    check_nodes(s);
    check_dependencies(s);
    check_counts(s);
    check_starts(s);
    check_ends(s);
    check_warnings(s);
    check_reservations(s);
    for (uint32_t job = 0; job < RUN_JOBS; job++) {
        check_work(s, job);
        check_outcome(s, job);
    }
    check_totals(s);
}

#endif
