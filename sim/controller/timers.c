#include "controller/timers.h"

/* The background loop looks around at every whole second. */
enum { TICK_MS = 1000 };

/* How long a job that only fading usage can release is waited for. */
enum { HALF_LIVES = 20 };

/* When the loop next looks around, at t_ms or later. */
static int64_t next_tick(const struct controller *c, int64_t t_ms)
{
    const struct aif_recording *r = c->sim.scenario.recording;
    uint32_t low = 0, high = r ? r->tick_count : 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->tick_ms[middle] < t_ms)
            low = middle + 1;
        else
            high = middle;
    }
    if (r && low < r->tick_count)
        return r->tick_ms[low];
    int64_t rest = ((t_ms % TICK_MS) + TICK_MS) % TICK_MS;
    return rest ? t_ms + TICK_MS - rest : t_ms;
}

/* Whether recorded times of this kind are still to come. */
static bool is_recorded(const struct controller *c, const int64_t *times_ms, uint32_t count)
{
    return count > 0 && times_ms[count - 1] > c->now_ms;
}

static bool has_recorded_passes(const struct controller *c)
{
    const struct aif_recording *r = c->sim.scenario.recording;
    return r && is_recorded(c, r->pass_ms, r->pass_count);
}

static bool has_recorded_cycles(const struct controller *c)
{
    const struct aif_recording *r = c->sim.scenario.recording;
    return r && is_recorded(c, r->backfill_ms, r->backfill_count);
}

static bool has_recorded_priorities(const struct controller *c)
{
    const struct aif_recording *r = c->sim.scenario.recording;
    return r && is_recorded(c, r->priority_ms, r->priority_count);
}

void timers_open(struct controller *c)
{
    c->timers = (struct timers){
        .pass_ms = AIF_NEVER_S,
        .backfill_ms = AIF_NEVER_S,
        .priority_ms = AIF_NEVER_S,
        .enforce_ms = AIF_NEVER_S,
        .turn_ms = AIF_NEVER_S,
        .last_pass_s = CONTROLLER_LONG_AGO,
        .last_full_pass_s = CONTROLLER_LONG_AGO,
        .backfill_end_ms = CONTROLLER_LONG_AGO,
        .changes = 1,
    };
}

/* Keep the earliest of the times asked for; an event that is no longer the one kept is ignored. */
static void push_at(struct controller *c, int64_t *kept_ms, int64_t t_ms,
                    enum controller_event kind)
{
    if (t_ms >= *kept_ms)
        return;
    *kept_ms = t_ms;
    controller_push(c, t_ms, kind, 0);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* A quick pass soon after something has changed; a full one when its interval is over, if the quick
 * ones did not look at all that waits. */
static void plan_pass(struct controller *c)
{
    struct timers *t = &c->timers;
    const struct aif_slurm *s = &c->centre.slurm;
    if (has_recorded_passes(c) || c->pending.count == 0)
        return;
    if (c->rule) {
        push_at(c, &t->pass_ms, c->now_ms, EV_PASS);
        return;
    }
    int64_t quick_ms = (t->last_pass_s + s->batch_sched_delay_s) * 1000;
    int64_t full_ms = (t->last_full_pass_s + s->sched_interval_s) * 1000;
    if (t->is_pass_wanted)
        push_at(c, &t->pass_ms, next_tick(c, later(c->now_ms, quick_ms)), EV_PASS);
    if (t->looks > t->looks_at_full_pass)
        push_at(c, &t->pass_ms, next_tick(c, later(c->now_ms, full_ms)), EV_PASS);
}

/* A sleep of bf_interval after each cycle; where nothing waits and nothing has changed, a look once
 * a second whether something has. */
static void plan_backfill(struct controller *c)
{
    struct timers *t = &c->timers;
    const struct aif_slurm *s = &c->centre.slurm;
    if (c->rule || s->is_builtin || has_recorded_cycles(c) || t->is_polling)
        return;
    int64_t due_ms = t->backfill_end_ms + s->bf_interval_s * 1000;
    push_at(c, &t->backfill_ms, due_ms > c->now_ms ? due_ms : next_tick(c, c->now_ms), EV_BACKFILL);
}

/* The last multiple of the period at or before now; periods count from the first recorded one. */
static int64_t period_start_s(const struct controller *c, int64_t period_s)
{
    const struct aif_recording *r = c->sim.scenario.recording;
    int64_t first_ms = r && r->priority_count > 0 ? r->priority_ms[0] : 0;
    int64_t phase_s = (first_ms - (first_ms < 0 ? 999 : 0)) / 1000;
    int64_t rest_s = (controller_now_s(c) - phase_s) % period_s;
    return controller_now_s(c) - (rest_s < 0 ? rest_s + period_s : rest_s);
}

static void plan_priority(struct controller *c)
{
    struct timers *t = &c->timers;
    int64_t period_s = c->centre.priority.calc_period_s;
    bool is_idle = c->sim.waiting_count == 0 && c->sim.running_count == 0;
    if (!c->fairshare.is_wanted || has_recorded_priorities(c) || is_idle || timers_is_stuck(c))
        return;
    int64_t next_s = period_start_s(c, period_s) + period_s;
    push_at(c, &t->priority_ms, next_s * 1000, EV_PRIORITY);
}

/* Whether usage that fades may yet let a job start that a limit holds. */
static bool may_fade(const struct controller *c)
{
    int64_t half_life_s = c->centre.priority.decay_half_life_s;
    return (c->centre.enforce & AIF_ENFORCE_LIMITS) && half_life_s > 0 &&
           controller_now_s(c) < c->timers.last_change_s + HALF_LIVES * half_life_s;
}

bool timers_is_stuck(const struct controller *c)
{
    const struct timers *t = &c->timers;
    bool has_tried = c->pending.count == 0 ||
                     (t->tried_by_pass == t->changes && (c->rule || c->centre.slurm.is_builtin ||
                                                         t->tried_by_backfill == t->changes));
    return has_tried && c->sim.running_count == 0 && c->outside_event_count == 0 &&
           (c->submits_by_event || c->sim.next_submit >= c->sim.job_count) && !may_fade(c);
}

void timers_note_order(struct controller *c)
{
    c->timers.looks++;
    c->timers.is_pass_wanted = true;
    plan_pass(c);
}

void timers_note_change(struct controller *c)
{
    c->timers.chances++;
    c->timers.changes++;
    c->timers.looks++;
    c->timers.last_change_s = controller_now_s(c);
    c->timers.is_pass_wanted = true;
    c->timers.is_polling = false;
    timers_plan_enforce(c);
    plan_pass(c);
    plan_backfill(c);
    plan_priority(c);
}

bool timers_is_full_pass_due(const struct controller *c)
{
    return controller_now_s(c) >= c->timers.last_full_pass_s + c->centre.slurm.sched_interval_s;
}

void timers_note_pass(struct controller *c, bool is_full, bool has_changed)
{
    struct timers *t = &c->timers;
    t->pass_ms = AIF_NEVER_S;
    t->last_pass_s = controller_now_s(c);
    t->is_pass_wanted = has_changed;
    if (is_full)
        t->last_full_pass_s = t->last_pass_s;
    if (is_full && !has_changed) {
        t->looks_at_full_pass = t->looks;
        t->tried_by_pass = t->changes;
    }
    plan_pass(c);
}

void timers_note_rule_pass(struct controller *c, int64_t wake_ms)
{
    struct timers *t = &c->timers;
    t->pass_ms = AIF_NEVER_S;
    t->last_pass_s = controller_now_s(c);
    t->tried_by_pass = t->changes;
    push_at(c, &t->pass_ms, wake_ms, EV_PASS);
}

bool timers_is_backfill_needed(const struct controller *c)
{
    return c->pending.count > 0 && c->timers.looks != c->timers.looks_at_backfill;
}

void timers_note_backfill(struct controller *c)
{
    struct timers *t = &c->timers;
    bool has_changed = t->tried_by_backfill != t->changes;
    t->backfill_ms = AIF_NEVER_S;
    t->backfill_end_ms = c->now_ms;
    t->looks_at_backfill = t->looks;
    t->tried_by_backfill = t->changes;
    t->is_polling = (!has_changed && c->pending.count == 0) || timers_is_stuck(c);
    plan_backfill(c);
}

/* Slurm looks every half a minute whether a running job has to end. */
enum { ENFORCE_S = 30 };

void timers_plan_enforce(struct controller *c)
{
    if (c->ends_jobs && c->sim.running_count > 0)
        push_at(c, &c->timers.enforce_ms, (controller_now_s(c) / ENFORCE_S + 1) * ENFORCE_S * 1000,
                EV_ENFORCE);
}

void timers_note_priority(struct controller *c)
{
    c->timers.priority_ms = AIF_NEVER_S;
    plan_priority(c);
}
