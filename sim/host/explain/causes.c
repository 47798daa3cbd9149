/* Who stood in the way of a job.  Those whom it was seen to wait for are the first suspects; each
 * is taken out of the trace and the run made again, because schedules have anomalies: without a job
 * others may start sooner and be in the way instead.  If no single suspect helps, all that were
 * there before its start are taken out together, and as many as possible put back. */
#include "host/explain/explain.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SEEN = 12, MOST_SINGLE = 24 };

struct suspect {
    uint32_t job;
    int64_t weight; /* of its part in the wait */
};

/* Cut to 34 years, so that sums and products stay in range. */
static int64_t length_s(int64_t from_s, int64_t to_s)
{
    const int64_t most_s = INT64_C(1) << 30;
    return to_s - from_s < most_s ? to_s - from_s : most_s;
}

static int by_weight(const void *a, const void *b)
{
    const struct suspect *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return x->job < y->job ? -1 : x->job > y->job;
}

static int by_job(const void *a, const void *b)
{
    const struct suspect *x = a, *y = b;
    return x->job < y->job ? -1 : x->job > y->job;
}

/* Seconds that the job was seen to wait for each; a wait for good is longer than all others. */
static uint32_t list_seen(const struct explanation *e, struct suspect **out, struct aif_arena *a)
{
    const struct explain_story *s = &e->story;
    struct suspect *seen = AIF_NEW(a, struct suspect, s->span_count + 1);
    uint32_t count = 0, kept = 0;
    for (uint32_t i = 0; i < s->span_count; i++) {
        const struct explain_span *span = &s->spans[i];
        if (span->blocker.kind == AIF_BLOCKER_JOB && span->from_s < e->story.start_s)
            seen[count++] =
                (struct suspect){span->blocker.index, length_s(span->from_s, span->to_s)};
    }
    qsort(seen, count, sizeof *seen, by_job);
    for (uint32_t i = 0; i < count; i++) {
        if (kept && seen[kept - 1].job == seen[i].job)
            seen[kept - 1].weight += seen[i].weight;
        else
            seen[kept++] = seen[i];
    }
    qsort(seen, kept, sizeof *seen, by_weight);
    *out = seen;
    return kept;
}

/* All others that were there while it waited: submitted before it started, not over when it was
 * submitted.  By what they took of the machine meanwhile. */
static uint32_t list_there(const struct explanation *e, struct suspect **out, struct aif_arena *a)
{
    const struct aif_job *jobs = e->scenario.workload->jobs;
    const struct aif_row *rows = aif_sim_rows(e->sim);
    int64_t from_s = jobs[e->job].submit_s, to_s = e->story.start_s;
    uint32_t count = 0;
    struct suspect *there = AIF_NEW(a, struct suspect, aif_sim_job_count(e->sim));
    for (uint32_t i = 0; i < aif_sim_job_count(e->sim); i++) {
        bool has_run = rows[i].start_s != AIF_UNKNOWN_S;
        if (i == e->job || jobs[i].submit_s > to_s || (has_run && rows[i].end_s <= from_s))
            continue;
        int64_t start_s = has_run && rows[i].start_s > from_s ? rows[i].start_s : from_s;
        int64_t end_s = has_run && rows[i].end_s < to_s ? rows[i].end_s : to_s;
        bool is_beside = has_run && end_s > start_s;
        there[count++] =
            (struct suspect){i, is_beside ? length_s(start_s, end_s) * rows[i].units : 0};
    }
    qsort(there, count, sizeof *there, by_weight);
    *out = there;
    return count;
}

static bool has_cause(const struct explanation *e, uint32_t job)
{
    for (uint32_t i = 0; i < e->cause_count; i++)
        if (e->causes[i].count == 1 && e->causes[i].jobs[0] == job)
            return true;
    return false;
}

static void add_cause(struct explanation *e, const uint32_t *jobs, uint32_t count, int64_t start_s)
{
    AIF_CHECK(e->cause_count < EXPLAIN_CAUSES);
    struct explain_cause *c = &e->causes[e->cause_count++];
    c->jobs = AIF_NEW(&e->arena, uint32_t, count);
    memcpy(c->jobs, jobs, count * sizeof *jobs);
    c->count = count;
    c->start_s = start_s;
}

/* One at a time; the first `most` of them, until `wanted` have been found. */
static void try_each(struct explanation *e, const struct suspect *s, uint32_t most, uint32_t wanted)
{
    bool *is_out = AIF_NEW(&e->arena, bool, e->scenario.workload->count + (size_t)1);
    for (uint32_t i = 0; i < most && e->cause_count < wanted && e->runs < e->most_runs; i++) {
        if (has_cause(e, s[i].job))
            continue;
        is_out[s[i].job] = true;
        int64_t start_s = explain_without(e, is_out);
        is_out[s[i].job] = false;
        if (start_s < e->story.start_s)
            add_cause(e, &s[i].job, 1, start_s);
    }
}

/* Put back what is not needed, in pieces that become smaller. */
static void shrink(struct explanation *e, struct suspect *s, uint32_t count, int64_t start_s)
{
    bool *is_out = AIF_NEW(&e->arena, bool, e->scenario.workload->count + (size_t)1);
    for (uint32_t i = 0; i < count; i++)
        is_out[s[i].job] = true;
    for (uint32_t piece = (count + 1) / 2; piece > 0 && count > 1;
         piece = piece > 1 ? (piece + 1) / 2 : 0) {
        for (uint32_t at = count; at > 0 && e->runs < e->most_runs;) {
            uint32_t first = at > piece ? at - piece : 0;
            for (uint32_t i = first; i < at; i++)
                is_out[s[i].job] = false;
            int64_t t_s = at - first < count ? explain_without(e, is_out) : AIF_NEVER_S;
            if (t_s < e->story.start_s) {
                start_s = t_s;
                memmove(s + first, s + at, (count - at) * sizeof *s);
                count -= at - first;
            } else {
                for (uint32_t i = first; i < at; i++)
                    is_out[s[i].job] = true;
            }
            at = first;
        }
    }
    uint32_t *jobs = AIF_NEW(&e->arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++)
        jobs[i] = s[i].job;
    add_cause(e, jobs, count, start_s);
}

/* No single suspect has been found yet. */
static void try_all(struct explanation *e, struct suspect *there, uint32_t count)
{
    bool *is_out = AIF_NEW(&e->arena, bool, e->scenario.workload->count + (size_t)1);
    for (uint32_t i = 0; i < count; i++)
        is_out[there[i].job] = true;
    int64_t start_s = count ? explain_without(e, is_out) : AIF_NEVER_S;
    e->is_blocked_by_jobs = start_s < e->story.start_s;
    if (!e->is_blocked_by_jobs)
        return;
    try_each(e, there, count < MOST_SINGLE ? count : MOST_SINGLE, 1);
    if (e->cause_count == 0)
        shrink(e, there, count, start_s);
}

void explain_causes(struct explanation *e)
{
    struct suspect *seen, *there;
    const struct aif_row *row = &aif_sim_rows(e->sim)[e->job];
    if (row->outcome == AIF_OUTCOME_REJECTED && !e->story.span_count)
        return;
    if (e->story.start_s == e->scenario.workload->jobs[e->job].submit_s)
        return;
    uint32_t count = list_seen(e, &seen, &e->arena);
    try_each(e, seen, count < MOST_SEEN ? count : MOST_SEEN, EXPLAIN_CAUSES);
    for (uint32_t i = 0; i < e->cause_count; i++)
        e->causes[i].is_seen = true;
    e->is_blocked_by_jobs = e->cause_count > 0;
    if (e->cause_count > 0)
        return;
    count = list_there(e, &there, &e->arena);
    try_all(e, there, count);
}
