/* What happens to those that wait by the clock: a grant ends, is used up, or a month begins. */
#include "engine/grants.h"

#include <string.h>

bool grants_next_event(struct grants *g, int64_t now_s, uint32_t *grant, int64_t *t_s)
{
    while (g->noted_count > 0) {
        uint32_t i = g->noted[--g->noted_count];
        struct grant_state *s = &g->states[i];
        s->is_noted = false;
        if (s->waiting_count == 0)
            continue;
        grant_book_judge(&s->book, g->access, now_s);
        AIF_CHECK(grant_verdict_is(&s->book.verdict, &s->applied));
        int64_t next_s = grant_book_next_s(&s->book);
        AIF_CHECK(next_s > now_s);
        if (next_s >= s->event_s)
            continue; /* an event that comes too early looks again */
        s->event_s = *t_s = next_s;
        *grant = i;
        return true;
    }
    return false;
}

static void grow(struct grants *g)
{
    uint32_t capacity = g->refused_capacity ? 2 * g->refused_capacity : 64;
    uint32_t *refused = AIF_NEW(g->arena, uint32_t, capacity);
    enum aif_reject *reasons = AIF_NEW(g->arena, enum aif_reject, capacity);
    if (g->refused_count) {
        memcpy(refused, g->refused, g->refused_count * sizeof *refused);
        memcpy(reasons, g->reasons, g->refused_count * sizeof *reasons);
    }
    g->refused = refused;
    g->reasons = reasons;
    g->refused_capacity = capacity;
}

static void list_refused(struct grants *g, uint32_t job, enum aif_reject reason)
{
    if (g->refused_count == g->refused_capacity)
        grow(g);
    g->refused[g->refused_count] = job;
    g->reasons[g->refused_count++] = reason;
}

static void note_new_band(struct grants *g, uint32_t grant)
{
    g->states[grant].has_new_band = g->has_new_bands = true;
}

/* The grant is over: those that wait go to the next one that takes them, or go. */
static void move_all(struct grants *g, uint32_t grant, int64_t now_s)
{
    struct grant_state *s = &g->states[grant];
    for (uint32_t job = s->first, next; job != AIF_NONE; job = next) {
        next = g->jobs[job].next;
        uint8_t band = g->uses[job].band;
        grants_leave(g, job);
        enum aif_reject reason = grants_admit(g, job, now_s);
        if (reason != AIF_REJECT_NONE) {
            list_refused(g, job, reason);
            continue;
        }
        if (g->uses[job].band != band) {
            note_new_band(g, g->uses[job].grant);
            g->uses[job].band = band; /* under which it is in the queue for now */
        }
    }
}

static void list_too_long(struct grants *g, uint32_t grant, int64_t most_s)
{
    for (uint32_t job = g->states[grant].first; job != AIF_NONE; job = g->jobs[job].next)
        if (g->rows[job].limit_s > most_s)
            list_refused(g, job, AIF_REJECT_FREE_LIMIT);
}

void grants_event(struct grants *g, uint32_t grant, int64_t now_s)
{
    struct grant_state *s = &g->states[grant];
    g->refused_count = 0;
    if (s->event_s != now_s)
        return; /* another one came before it */
    s->event_s = AIF_NEVER_S;
    if (s->waiting_count == 0)
        return;
    if (now_s >= g->access->grants[grant].end_s) {
        move_all(g, grant, now_s);
        return;
    }
    struct aif_access_verdict old = s->applied;
    grant_book_judge(&s->book, g->access, now_s);
    const struct aif_access_verdict *v = &s->book.verdict;
    s->applied = *v;
    if (v->stop == AIF_STOP_START) {
        for (uint32_t job = s->first; job != AIF_NONE; job = g->jobs[job].next)
            list_refused(g, job, AIF_REJECT_GRANT_USED);
    } else if (v->max_limit_s && v->max_limit_s != old.max_limit_s) {
        list_too_long(g, grant, v->max_limit_s);
    }
    if (v->band != old.band)
        note_new_band(g, grant);
    grants_note(g, grant);
}

void grants_renew_bands(struct grants *g, void (*worsened)(void *context, uint32_t job),
                        void *context)
{
    for (uint32_t i = 0; g->has_new_bands && i < g->access->grant_count; i++) {
        struct grant_state *s = &g->states[i];
        if (!s->has_new_band)
            continue;
        s->has_new_band = false;
        for (uint32_t job = s->first; job != AIF_NONE; job = g->jobs[job].next) {
            uint8_t old = g->uses[job].band;
            g->uses[job].band = s->applied.band;
            if (worsened && s->applied.band > old)
                worsened(context, job);
        }
    }
    g->has_new_bands = false;
}

void grants_close(const struct grants *g, struct aif_grant_result *out)
{
    uint32_t count = g->access->grant_count;
    memcpy(out, g->results, (count + 1) * sizeof *out);
    for (uint32_t i = 0; i < count; i++) {
        struct grant_book b = g->states[i].book;
        int64_t amount = g->access->grants[i].amount_unit_ms, used = out[i].charged_unit_ms;
        if (g->last_s > b.at_s)
            grant_book_advance(&b, g->access, g->last_s);
        out[i].unused_unit_ms = used < amount ? amount - used : 0;
        out[i].overrun_unit_ms = used > amount ? used - amount : 0;
        out[i].forfeited_unit_ms = b.seen.forfeited_unit_ms;
    }
}
