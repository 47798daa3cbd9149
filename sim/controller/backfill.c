/* One cycle of Slurm's backfill: conservative, planned anew each time, for as many jobs and as far
 * ahead as its parameters say (slurm.conf(5), SchedulerParameters). */
#include "controller/backfill_internal.h"

struct backfill *backfill_open(struct select *s, struct cluster *c, const struct aif_centre *centre,
                               int64_t unix_start_s)
{
    struct backfill *b = AIF_NEW(c->arena, struct backfill, 1);
    *b = (struct backfill){
        .select = s,
        .cluster = c,
        .centre = centre,
        .settings = centre->slurm,
        .unix_start_s = unix_start_s,
        .table = {.arena = c->arena, .length = c->node_count},
        .quota = {.arena = c->arena},
        .usable = bitset_new(c->arena, c->node_count),
        .chosen = bitset_new(c->arena, c->node_count),
        .idle = bitset_new(c->arena, c->node_count),
    };
    if (!b->settings.bf_node_space_size)
        b->settings.bf_node_space_size = b->settings.bf_max_job_test;
    if (b->settings.bf_resolution_s < 1)
        b->settings.bf_resolution_s = 1;
    return b;
}

/* Rounded down to bf_resolution, of Unix time. */
static int64_t slot_time(const struct backfill *b, int64_t t_s)
{
    int64_t past_s = (t_s + b->unix_start_s) % b->settings.bf_resolution_s;
    return t_s - (past_s < 0 ? past_s + b->settings.bf_resolution_s : past_s);
}

/* A whole-node job that runs stands in the plan until it is due; others only in the cluster. */
static void take_running(struct backfill *b, uint32_t job)
{
    const struct grant *g = cluster_find(b->cluster, job);
    if (!g || !g->is_whole || g->is_shared || b->table.records >= b->settings.bf_node_space_size)
        return;
    bitset_clear(&b->chosen);
    for (uint32_t i = 0; i < g->part_count; i++)
        bitset_add(&b->chosen, g->parts[i].node);
    int64_t begin_s = b->table.slots[0].begin_s;
    int64_t end_s = slot_time(b, g->due_s);
    int64_t least_s = begin_s + b->settings.bf_resolution_s;
    slots_take(&b->table, begin_s, end_s > least_s ? end_s : least_s, &b->chosen);
}

static void begin_cycle(struct backfill *b, const struct backfill_input *in,
                        const struct backfill_calls *calls)
{
    b->input = in;
    b->calls = calls;
    b->counts = (struct backfill_counts){0};
    b->quota.cycle++;
    b->window_end_s = in->now_s + b->settings.bf_window_s;
    slots_reset(&b->table, slot_time(b, in->now_s), slot_time(b, b->window_end_s), &b->cluster->up);
    for (uint32_t i = 0; b->settings.bf_running_job_reserve && i < b->cluster->running_count; i++)
        take_running(b, b->cluster->dues[i].job);
}

/* The limit that is planned with. */
static int64_t planning_limit_s(const struct backfill *b, const struct ask *a)
{
    bool is_short = a->min_limit_s > 0 && a->min_limit_s < a->limit_s;
    if (a->has_no_reserve && b->centre->preempt_type != AIF_PREEMPT_NONE)
        return 60;
    return is_short ? a->min_limit_s : a->limit_s;
}

/* A job that may be cut short is started with its shortest limit, whatever is free: Slurm 22.05
 * does that.  Later versions mean to give it as much of its real one as the plan leaves, in whole
 * minutes. */
static int64_t start_limit_s(const struct backfill *b, const struct ask *a,
                             const struct bitset *nodes)
{
    int64_t now_s = b->input->now_s;
    int64_t limit_s = a->limit_s;
    if (a->min_limit_s <= 0 || a->min_limit_s >= limit_s)
        return limit_s;
    if (!b->settings.raises_time_min)
        return a->min_limit_s;
    for (uint32_t i = 0; i < b->table.count; i++) {
        const struct slot *slot = &b->table.slots[i];
        if (slot->begin_s == now_s || slot->begin_s >= now_s + limit_s ||
            bitset_covers(&slot->left, nodes))
            continue;
        int64_t until_s = (slot->begin_s - now_s) / 60 * 60;
        limit_s = until_s < limit_s ? until_s : limit_s;
    }
    return limit_s > a->min_limit_s ? limit_s : a->min_limit_s;
}

/* Nodes of other people's windows are out while the job would run; returns the first end of a
 * window that is not over at from_s, if any stood in the way, else 0. */
static int64_t leave_windows(struct backfill *b, const struct ask *a, int64_t from_s,
                             int64_t until_s)
{
    const struct backfill_calls *calls = b->calls;
    int64_t first_end_s = AIF_NEVER_S;
    bool is_in_the_way = false;
    for (uint32_t i = 0; i < b->input->window_count; i++) {
        const struct backfill_window *w = &b->input->windows[i];
        if (w->end_s >= from_s && w->end_s < first_end_s)
            first_end_s = w->end_s;
        if (w->start_s >= until_s || w->end_s <= from_s)
            continue;
        if (calls->may_use && calls->may_use(calls->context, a, w->id))
            continue;
        bitset_subtract(&b->usable, w->nodes);
        is_in_the_way = true;
    }
    return is_in_the_way ? first_end_s + 1 : 0;
}

static struct slot_span open_span(struct backfill *b, const struct ask *a, int64_t from_s)
{
    struct slot_span span = {
        .from_s = from_s,
        .until_s = from_s + planning_limit_s(b, a) - b->settings.plans_exactly,
        .needed = a->min_nodes,
        .end_word = bitset_words(a->allowed),
        .first_slot = slots_at(&b->table, from_s),
    };
    bitset_set_and(&b->usable, a->allowed, &b->cluster->up);
    while (span.end_word && !a->allowed->words[span.end_word - 1])
        span.end_word--;
    while (span.first_word < span.end_word && !a->allowed->words[span.first_word])
        span.first_word++;
    return span;
}

bool backfill_could_use(struct backfill *b, const struct ask *a)
{
    struct slot_span span = open_span(b, a, b->input->now_s);
    leave_windows(b, a, span.from_s, span.until_s);
    return slots_narrow(&b->table, &span, span.first_slot, &b->usable);
}

/* Whether too few of the usable nodes are idle before later_s and left by the plan for as long as
 * the job would run: then a later look is all there is to do. */
static bool is_too_early(struct backfill *b, const struct ask *a, const struct slot_span *span,
                         int64_t later_s)
{
    const struct bitset *idle = select_idle_by(b->select, a, later_s);
    if (!idle)
        return false;
    bitset_set_and(&b->idle, &b->usable, idle);
    return slots_rule_out(&b->table, span, &b->idle, &b->full_slot);
}

/* What the job may use from from_s on, into b->usable; false if that is too few nodes.  *later_s is
 * when it is worth another look, or 0.  is_test: or if they do not suffice before that look. */
static bool find_usable(struct backfill *b, const struct ask *a, int64_t from_s, bool is_test,
                        int64_t *later_s)
{
    struct slot_span span = open_span(b, a, from_s);
    int64_t window_s = leave_windows(b, a, from_s, span.until_s);
    uint32_t next = slots_find_later(&b->table, &span, &b->usable, later_s);
    if (window_s && window_s < b->window_end_s && (!*later_s || window_s < *later_s))
        *later_s = window_s;
    if (*later_s && *later_s <= from_s)
        *later_s = from_s + b->settings.bf_resolution_s;
    if (is_test && *later_s && is_too_early(b, a, &span, *later_s))
        return false;
    return slots_narrow(&b->table, &span, next, &b->usable) &&
           bitset_count(&b->usable) >= a->min_nodes;
}

static enum attempt start_job(struct backfill *b, const struct ask *a)
{
    const struct backfill_calls *calls = b->calls;
    struct choice now;
    if (!select_now(b->select, a, &b->usable, &now)) {
        uint64_t before = b->cluster->change_count;
        if (calls->preempt)
            calls->preempt(calls->context, a, &b->usable);
        if (b->cluster->change_count != before)
            tail_give_up(b);
        return ATTEMPT_PREEMPTS;
    }
    now.start_s = b->input->now_s;
    if (!calls->start(calls->context, a, &now, start_limit_s(b, a, now.nodes)))
        return ATTEMPT_FAILED;
    b->counts.started++;
    quota_note_task(&b->quota, a, true, false);
    take_running(b, a->job);
    return ATTEMPT_STARTED;
}

/* Whether the job only gets a look at whether it can start now. */
static bool looks_at_now_only(struct backfill *b, const struct ask *a)
{
    const struct aif_slurm *p = &b->settings;
    if (p->bf_min_prio_reserve && a->priority < p->bf_min_prio_reserve)
        return true;
    if (p->bf_min_age_reserve_s && b->input->now_s - a->eligible_s < p->bf_min_age_reserve_s)
        return true;
    if (p->bf_one_resv_per_job && quota_has_planned(&b->quota, a))
        return true;
    return quota_has_reserved_all(&b->quota, a, p->bf_job_part_count_reserve);
}

/* Tell the plan, and keep the chosen nodes.  False: the table is full. */
static bool plan_job(struct backfill *b, const struct ask *a, const struct choice *c)
{
    const struct backfill_calls *calls = b->calls;
    int64_t begin_s = slot_time(b, c->start_s);
    int64_t end_s = slot_time(b, c->start_s + planning_limit_s(b, a));
    bool is_kept = c->start_s <= b->window_end_s && !a->has_no_reserve;
    if (calls->planned)
        calls->planned(calls->context, a, c, is_kept ? begin_s : 0, is_kept ? end_s : 0);
    b->counts.planned++;
    if (!is_kept || quota_has_reserved_all(&b->quota, a, b->settings.bf_job_part_count_reserve))
        return true;
    quota_note_reserved(&b->quota, a);
    if (b->settings.bf_one_resv_per_job)
        quota_note_planned(&b->quota, a);
    quota_note_task(&b->quota, a, true, true);
    if (b->table.records >= b->settings.bf_node_space_size)
        return false;
    int64_t least_s = begin_s + b->settings.bf_resolution_s;
    slots_take(&b->table, begin_s, end_s > least_s ? end_s : least_s, c->nodes);
    return true;
}

/* Whether the plan has these nodes for as long as the job would run; a start beyond the window
 * needs no place in it. */
static bool has_place(const struct backfill *b, const struct ask *a, const struct choice *c)
{
    if (c->start_s > b->window_end_s)
        return true;
    return slots_cover(&b->table, slot_time(b, c->start_s),
                       slot_time(b, c->start_s + planning_limit_s(b, a)), c->nodes);
}

/* The earliest start on nodes usable from some time on, or false; that is enough to know of one
 * after later_s, when more nodes are usable, if that is not 0.  It counts as a test. */
static bool test_job(struct backfill *b, const struct ask *a, int64_t from_s, int64_t later_s,
                     struct choice *c)
{
    struct select_times times = {b->input->now_s, later_s ? later_s : AIF_NEVER_S};
    bool fits = select_future_by(b->select, a, &b->usable, &times, c);
    if (fits && c->start_s < from_s)
        c->start_s = from_s;
    return fits;
}

/* Find a start for the job: now, or a place in the plan.  False: the cycle is over. */
static bool place_job(struct backfill *b, const struct ask *a)
{
    int64_t now_s = b->input->now_s;
    bool is_now_only = looks_at_now_only(b, a), is_counted = false;
    for (int64_t from_s = now_s, later_s = 0;; from_s = later_s) {
        struct choice c;
        bool fits = find_usable(b, a, from_s, is_counted && !is_now_only, &later_s);
        if (fits) {
            b->counts.tested += !is_counted;
            is_counted = true;
            fits = is_now_only ? select_at_once(b->select, a, &b->usable, now_s, &c)
                               : test_job(b, a, from_s, later_s, &c);
        }
        if (!fits && later_s && !is_now_only)
            continue;
        if (!fits)
            return true;
        if (c.start_s <= now_s) {
            enum attempt done = start_job(b, a);
            if (done == ATTEMPT_STARTED)
                return !b->settings.bf_max_job_start ||
                       b->counts.started < b->settings.bf_max_job_start;
            if (done == ATTEMPT_FAILED)
                return true;
            later_s = 0;
        }
        if (is_now_only && c.start_s > now_s)
            return true;
        if (later_s && c.start_s > later_s)
            continue;
        if (c.start_s <= now_s || has_place(b, a, &c))
            return plan_job(b, a, &c);
        later_s = c.start_s;
    }
}

/* Why jobs wait that are not looked at because they cannot start: each counts as a test. */
static void note_rest(struct backfill *b, uint32_t from)
{
    const struct backfill_input *in = b->input;
    uint32_t tested = b->counts.tested;
    for (uint32_t i = from; i < in->count && tested < b->settings.bf_max_job_test; i++)
        if (!cluster_find(b->cluster, in->queue[i]->job))
            tested += b->calls->may_run(b->calls->context, in->queue[i]);
}

struct backfill_counts backfill_run(struct backfill *b, const struct backfill_input *in,
                                    const struct backfill_calls *calls)
{
    begin_cycle(b, in, calls);
    tail_open(b);
    uint32_t i = 0;
    for (; i < tail_end(b) && b->counts.tested < b->settings.bf_max_job_test; i++) {
        const struct ask *a = in->queue[i];
        if (cluster_find(b->cluster, a->job)) /* started in another partition */
            continue;
        if (!calls->may_run(calls->context, a))
            continue;
        if (!quota_allows_task(&b->quota, &b->settings, a) ||
            quota_look(&b->quota, &b->settings, a))
            continue;
        quota_note_task(&b->quota, a, false, false);
        if (!place_job(b, a))
            return b->counts;
        tail_shrink(b);
    }
    if (calls->preempt)
        note_rest(b, i);
    return b->counts;
}
