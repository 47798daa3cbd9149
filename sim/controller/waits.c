#include "controller/waits.h"

#include "controller/controller.h"

#include <string.h>

enum { LEAST_CAPACITY = 64 };

void waits_open(struct controller *c)
{
    c->waits.is_kept = c->sim.scenario.keeps_waits;
    if (c->waits.is_kept)
        c->waits.heads = AIF_NEW(&c->sim.arena, struct wait_heads, c->machine->partition_count);
}

void waits_note(struct controller *c, uint32_t job)
{
    struct waits *w = &c->waits;
    if (!w->is_kept)
        return;
    if (w->count == w->capacity) {
        w->capacity = w->capacity ? 2 * w->capacity : LEAST_CAPACITY;
        struct wait_change *grown = AIF_NEW(&c->sim.arena, struct wait_change, w->capacity);
        if (w->count)
            memcpy(grown, w->changes, w->count * sizeof *grown);
        w->changes = grown;
    }
    const struct job_state *j = &c->jobs[job];
    const struct limit_verdict *v = &c->verdicts[job];
    bool has_limit = j->reason == AIF_WAIT_LIMIT;
    w->changes[w->count++] = (struct wait_change){
        .t_s = controller_now_s(c),
        .job = job,
        .blocker = j->blocker,
        .reason = j->reason,
        .limit_kind = has_limit ? v->kind : 0,
        .limit_tres = has_limit ? v->tres : 0,
        .is_of_qos = has_limit && v->is_of_qos,
    };
}

void waits_note_head(struct controller *c, uint32_t partition)
{
    if (!c->waits.is_kept)
        return;
    struct wait_heads *h = &c->waits.heads[partition];
    if (h->count == h->capacity) {
        h->capacity = h->capacity ? 2 * h->capacity : LEAST_CAPACITY;
        struct wait_head *grown = AIF_NEW(&c->sim.arena, struct wait_head, h->capacity);
        if (h->count)
            memcpy(grown, h->items, h->count * sizeof *grown);
        h->items = grown;
    }
    h->items[h->count++] = (struct wait_head){controller_now_s(c), c->heads[partition]};
}

/* The first job, but for this one, that was head of the partition at from_s or after, before to_s.
 */
static uint32_t head_in(const struct controller *c, const struct aif_wait_span *span)
{
    const struct wait_heads *h = &c->waits.heads[c->sim.rows[span->job].partition];
    uint32_t low = 0, high = h->count;
    while (low < high) { /* the first that is later than from_s */
        uint32_t middle = low + (high - low) / 2;
        if (h->items[middle].t_s <= span->from_s)
            low = middle + 1;
        else
            high = middle;
    }
    for (uint32_t i = low ? low - 1 : 0; i < h->count && h->items[i].t_s < span->to_s; i++)
        if (h->items[i].job != AIF_NONE && h->items[i].job != span->job)
            return h->items[i].job;
    return AIF_NONE;
}

static struct aif_blocker blocker_of(const struct wait_change *w)
{
    static const uint8_t kinds[AIF_WAIT_COUNT] = {
        [AIF_WAIT_PRIORITY] = AIF_BLOCKER_JOB,
        [AIF_WAIT_RESOURCES] = AIF_BLOCKER_JOB,
        [AIF_WAIT_DEPENDENCY] = AIF_BLOCKER_JOB,
        [AIF_WAIT_DEPENDENCY_NEVER] = AIF_BLOCKER_JOB,
        [AIF_WAIT_RESERVATION] = AIF_BLOCKER_RESERVATION,
        [AIF_WAIT_RESERVATION_GONE] = AIF_BLOCKER_RESERVATION,
        [AIF_WAIT_RESERVED] = AIF_BLOCKER_RESERVATION,
        [AIF_WAIT_NODES_DOWN] = AIF_BLOCKER_JOB,
        [AIF_WAIT_PARTITION_DOWN] = AIF_BLOCKER_PARTITION,
        [AIF_WAIT_LIMIT] = AIF_BLOCKER_ASSOC,
    };
    uint8_t kind = w->is_of_qos ? AIF_BLOCKER_QOS : kinds[w->reason];
    if (w->blocker == AIF_NONE)
        kind = AIF_BLOCKER_NONE;
    return (struct aif_blocker){w->blocker, kind};
}

static const char *text_of(const struct controller *c, const struct wait_change *w)
{
    struct limit_verdict v = {
        .kind = w->limit_kind, .tres = w->limit_tres, .is_of_qos = w->is_of_qos};
    if (w->reason == AIF_WAIT_LIMIT)
        return limit_reason(&v);
    bool is_maintenance = w->blocker != AIF_NONE && w->reason == AIF_WAIT_RESERVED &&
                          (c->centre.reservations[w->blocker].flags & AIF_RESERVATION_MAINT);
    if (w->reason == AIF_WAIT_RESERVED && !is_maintenance)
        return "ReqNodeNotAvail, May be reserved for other job";
    return aif_wait_name(w->reason);
}

static struct wait_change present(const struct controller *c, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    const struct limit_verdict *v = &c->verdicts[job];
    struct wait_change w = {.job = job, .reason = j->reason, .blocker = j->blocker};
    if (j->reason == AIF_WAIT_PRIORITY && j->blocker == AIF_NONE) {
        uint32_t head = c->heads[c->sim.rows[job].partition];
        w.blocker = head == job ? AIF_NONE : head;
    }
    if (j->reason == AIF_WAIT_LIMIT) {
        w.limit_kind = v->kind;
        w.limit_tres = v->tres;
        w.is_of_qos = v->is_of_qos;
    }
    return w;
}

const char *waits_text(const struct controller *c, uint32_t job)
{
    struct wait_change w = present(c, job);
    return text_of(c, &w);
}

struct aif_blocker waits_blocker(const struct controller *c, uint32_t job)
{
    struct wait_change w = present(c, job);
    return blocker_of(&w);
}

/* Indices of the changes by job, each job's in the order of time. */
static uint32_t *sort_by_job(const struct controller *c, struct aif_arena *arena)
{
    const struct waits *w = &c->waits;
    uint32_t *first = AIF_NEW(arena, uint32_t, c->sim.job_count + 1);
    uint32_t *sorted = AIF_NEW(arena, uint32_t, w->count + 1);
    for (uint32_t i = 0; i < w->count; i++)
        first[w->changes[i].job + 1]++;
    for (uint32_t job = 0; job < c->sim.job_count; job++)
        first[job + 1] += first[job];
    for (uint32_t i = 0; i < w->count; i++)
        sorted[first[w->changes[i].job]++] = i;
    return sorted;
}

static bool continues(const struct aif_wait_span *a, const struct aif_wait_span *b)
{
    return a->job == b->job && a->to_s == b->from_s && a->reason == b->reason &&
           a->text == b->text && a->blocker.kind == b->blocker.kind &&
           (a->blocker.kind == AIF_BLOCKER_NONE || a->blocker.index == b->blocker.index);
}

/* What a change began, up to the job's next one. */
static struct aif_wait_span span_of(const struct controller *c, const struct wait_change *w,
                                    const struct wait_change *next)
{
    bool waits_for_good = c->jobs[w->job].phase == PHASE_ENDED;
    struct aif_wait_span span = {
        .job = w->job,
        .from_s = w->t_s,
        .to_s = next             ? next->t_s
                : waits_for_good ? AIF_NEVER_S
                                 : controller_now_s(c),
        .reason = w->reason,
        .text = text_of(c, w),
        .blocker = blocker_of(w),
    };
    if (w->reason == AIF_WAIT_PRIORITY && w->blocker == AIF_NONE) {
        span.blocker.index = head_in(c, &span);
        span.blocker.kind = span.blocker.index == AIF_NONE ? AIF_BLOCKER_NONE : AIF_BLOCKER_JOB;
    }
    return span;
}

struct aif_wait_span *waits_list(const struct controller *c, struct aif_arena *arena,
                                 uint32_t *count)
{
    const struct waits *w = &c->waits;
    const uint32_t *sorted = sort_by_job(c, arena);
    struct aif_wait_span *spans = AIF_NEW(arena, struct aif_wait_span, w->count + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        const struct wait_change *here = &w->changes[sorted[i]], *next = NULL;
        if (i + 1 < w->count && w->changes[sorted[i + 1]].job == here->job)
            next = &w->changes[sorted[i + 1]];
        if (here->reason == AIF_WAIT_NONE || (next && next->t_s == here->t_s))
            continue;
        struct aif_wait_span span = span_of(c, here, next);
        if (span.from_s == span.to_s)
            continue;
        if (n > 0 && continues(&spans[n - 1], &span))
            spans[n - 1].to_s = span.to_s;
        else
            spans[n++] = span;
    }
    *count = n;
    return spans;
}
