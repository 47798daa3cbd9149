/* Stepping through a run with an eye on one job. */
#include "host/explain/explain.h"

#include <string.h>

void explain_prepare(struct aif_scenario *scenario, uint32_t job)
{
    scenario->keeps_waits = true;
    scenario->keeps_plan = true;
    scenario->plan_from_ms = scenario->workload->jobs[job].submit_s * 1000;
}

static bool is_same(const struct explain_span *a, const struct aif_job_view *v)
{
    return a->reason == v->wait && strcmp(a->text, v->reason) == 0 &&
           a->blocker.kind == v->blocker.kind &&
           (v->blocker.kind == AIF_BLOCKER_NONE || a->blocker.index == v->blocker.index);
}

/* What was the last span ends; one that lasted no second is forgotten. */
static void close_span(struct explain_story *s, int64_t now_s)
{
    if (!s->span_count || s->spans[s->span_count - 1].to_s != AIF_NEVER_S)
        return;
    s->spans[s->span_count - 1].to_s = now_s;
    if (s->spans[s->span_count - 1].from_s == now_s)
        s->span_count--;
}

static void add_span(struct explanation *e, int64_t now_s, const struct aif_job_view *v)
{
    struct explain_story *s = &e->story;
    struct explain_span *last = s->span_count ? &s->spans[s->span_count - 1] : NULL;
    if (last && last->to_s == AIF_NEVER_S && is_same(last, v))
        return;
    close_span(s, now_s);
    last = s->span_count ? &s->spans[s->span_count - 1] : NULL;
    if (last && last->to_s == now_s && is_same(last, v)) {
        last->to_s = AIF_NEVER_S;
        return;
    }
    if (s->span_count == s->span_capacity) {
        s->span_capacity = s->span_capacity ? 2 * s->span_capacity : 16;
        struct explain_span *grown = AIF_NEW(&e->arena, struct explain_span, s->span_capacity);
        if (s->span_count)
            memcpy(grown, s->spans, s->span_count * sizeof *grown);
        s->spans = grown;
    }
    s->spans[s->span_count++] = (struct explain_span){.from_s = now_s,
                                                      .to_s = AIF_NEVER_S,
                                                      .reason = v->wait,
                                                      .text = v->reason,
                                                      .blocker = v->blocker};
}

static void add_plan(struct explanation *e, int64_t now_s, int64_t planned_s)
{
    struct explain_story *s = &e->story;
    int64_t last_s = s->plan_count ? s->plans[s->plan_count - 1].planned_s : AIF_UNKNOWN_S;
    if (planned_s == last_s)
        return;
    if (s->plan_count == s->plan_capacity) {
        s->plan_capacity = s->plan_capacity ? 2 * s->plan_capacity : 16;
        struct explain_plan *grown = AIF_NEW(&e->arena, struct explain_plan, s->plan_capacity);
        if (s->plan_count)
            memcpy(grown, s->plans, s->plan_count * sizeof *grown);
        s->plans = grown;
    }
    s->plans[s->plan_count++] = (struct explain_plan){now_s, planned_s};
}

/* Whether a part of a controller alone started jobs in this step. */
static const char *who_started(const struct aif_totals *before, const struct aif_totals *after)
{
    uint64_t starts = after->start_count - before->start_count;
    uint64_t backfilled = after->backfill_count - before->backfill_count;
    if (backfilled == starts)
        return "backfill";
    return backfilled ? NULL : "main";
}

static void note_start(struct explanation *e, struct aif_sim *sim, int64_t start_s,
                       const struct aif_totals *before)
{
    e->story.start_s = start_s;
    e->story.how = aif_view_start(sim, e->job);
    if (sim && e->scenario.policy.backfill->controls)
        e->story.scheduler = who_started(before, aif_sim_totals(sim));
}

/* A job that nothing can start any more waits for good: its last span has no end. */
void explain_watch(struct explanation *e, struct aif_sim *sim)
{
    int64_t submit_s = e->scenario.workload->jobs[e->job].submit_s, t_ms;
    bool is_over = false;
    e->sim = sim;
    e->story.start_s = AIF_NEVER_S;
    while (!is_over && (t_ms = aif_sim_next_ms(sim)) != AIF_NEVER_S) {
        struct aif_totals before = *aif_sim_totals(sim);
        is_over = !aif_sim_step(sim);
        if (t_ms / 1000 < submit_s)
            continue;
        struct aif_job_view v = aif_view_job(sim, e->job);
        if (v.state == AIF_JOB_PENDING) {
            add_span(e, t_ms / 1000, &v);
            add_plan(e, t_ms / 1000, v.planned_s);
            continue;
        }
        const struct aif_row *row = &aif_sim_rows(sim)[e->job];
        if (row->outcome != AIF_OUTCOME_BLOCKED)
            close_span(&e->story, t_ms / 1000);
        if (e->story.start_s != row->start_s && row->start_s != AIF_UNKNOWN_S)
            note_start(e, sim, row->start_s, &before);
        is_over |= v.state == AIF_JOB_ENDED;
    }
    aif_sim_step(sim); /* gives up what can never start */
}
