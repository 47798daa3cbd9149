#include "engine/grants.h"

#include "engine/state.h"

#include <string.h>

static void index_accounts(struct grants *g, struct aif_arena *arena)
{
    const struct aif_access *access = g->access;
    g->first_of_account = AIF_NEW(arena, uint32_t, g->account_count + 1);
    for (uint32_t i = 0; i < access->grant_count; i++) {
        const struct aif_grant *grant = &access->grants[i];
        AIF_CHECK(grant->amount_unit_ms >= 0 && grant->start_s <= grant->end_s);
        AIF_CHECK(i == 0 || grant[-1].account < grant->account ||
                  (grant[-1].account == grant->account && grant[-1].start_s <= grant->start_s));
        if (grant->account < g->account_count)
            g->first_of_account[grant->account + 1]++;
    }
    for (uint32_t a = 0; a < g->account_count; a++)
        g->first_of_account[a + 1] += g->first_of_account[a];
}

struct grants *grants_open(struct aif_sim *sim)
{
    const struct aif_access *access = sim->scenario.access;
    const struct aif_machine *m = sim->scenario.machine;
    struct aif_arena *arena = &sim->arena;
    struct grants *g = AIF_NEW(arena, struct grants, 1);
    AIF_CHECK(access->rate_count >= (m->procs ? 1 : m->partition_count));
    *g = (struct grants){
        .access = access,
        .traced = sim->scenario.workload->jobs,
        .rows = sim->rows,
        .account_count = sim->scenario.workload->accounts.count,
        .states = AIF_NEW(arena, struct grant_state, access->grant_count),
        .jobs = AIF_NEW(arena, struct grant_job, sim->job_count),
        .uses = AIF_NEW(arena, struct aif_grant_use, sim->job_count),
        .results = AIF_NEW(arena, struct aif_grant_result, access->grant_count + 1),
        .noted = AIF_NEW(arena, uint32_t, access->grant_count),
        .arena = arena,
        .last_s = sim->job_count ? sim->scenario.workload->jobs[0].submit_s : 0,
    };
    index_accounts(g, arena);
    for (uint32_t i = 0; i < access->grant_count; i++) {
        struct grant_state *s = &g->states[i];
        grant_book_open(&s->book, access, &access->grants[i]);
        s->event_s = AIF_NEVER_S;
        s->first = s->last = AIF_NONE;
    }
    for (uint32_t job = 0; job < sim->job_count; job++) {
        g->uses[job].grant = AIF_NONE;
        g->uses[job].refused_s = AIF_UNKNOWN_S;
    }
    return g;
}

void grants_note(struct grants *g, uint32_t grant)
{
    if (g->states[grant].is_noted)
        return;
    g->states[grant].is_noted = true;
    g->noted[g->noted_count++] = grant;
}

/* What a verdict means to a job that comes. */
static enum aif_reject look(const struct aif_access_verdict *v, int64_t limit_s)
{
    if (v->stop != AIF_STOP_NONE)
        return AIF_REJECT_GRANT_USED;
    return v->max_limit_s && limit_s > v->max_limit_s ? AIF_REJECT_FREE_LIMIT : AIF_REJECT_NONE;
}

static const struct aif_access_verdict *verdict_now(struct grants *g, uint32_t grant, int64_t now_s)
{
    struct grant_state *s = &g->states[grant];
    grant_book_judge(&s->book, g->access, now_s);
    if (s->waiting_count == 0)
        s->applied = s->book.verdict;
    return &s->book.verdict;
}

static bool is_current(const struct aif_grant *grant, int64_t now_s)
{
    return grant->start_s <= now_s && now_s < grant->end_s;
}

struct found {
    uint32_t grant; /* that takes the job, or could have */
    enum aif_reject reason;
};

/* Being taken is better than being refused for one's length, and that than for the grant's state:
 * somebody could do something about it. */
static bool is_better(const struct grants *g, const struct found *a, const struct found *b)
{
    if (b->grant == AIF_NONE)
        return true;
    if (a->reason != b->reason)
        return a->reason == AIF_REJECT_NONE ||
               (a->reason == AIF_REJECT_FREE_LIMIT && b->reason != AIF_REJECT_NONE);
    return g->access->grants[a->grant].end_s < g->access->grants[b->grant].end_s;
}

static struct found find_grant(struct grants *g, uint32_t job, int64_t now_s)
{
    uint32_t account = g->traced[job].account;
    struct found best = {AIF_NONE, AIF_REJECT_NO_GRANT};
    if (account >= g->account_count)
        return best;
    for (uint32_t i = g->first_of_account[account]; i < g->first_of_account[account + 1]; i++) {
        if (!is_current(&g->access->grants[i], now_s))
            continue;
        struct found f = {i, look(verdict_now(g, i, now_s), g->rows[job].limit_s)};
        if (is_better(g, &f, &best))
            best = f;
    }
    return best;
}

static void enter(struct grants *g, uint32_t job, uint32_t grant)
{
    struct grant_state *s = &g->states[grant];
    struct grant_job *j = &g->jobs[job];
    AIF_CHECK(!j->waits && !j->runs);
    j->waits = true;
    j->next = AIF_NONE;
    j->previous = s->last;
    if (s->last == AIF_NONE)
        s->first = job;
    else
        g->jobs[s->last].next = job;
    s->last = job;
    s->waiting_count++;
    g->uses[job].grant = grant;
    g->uses[job].band = s->book.verdict.band;
    grants_note(g, grant);
}

void grants_leave(struct grants *g, uint32_t job)
{
    struct grant_state *s = &g->states[g->uses[job].grant];
    struct grant_job *j = &g->jobs[job];
    AIF_CHECK(j->waits && s->waiting_count > 0);
    if (j->previous == AIF_NONE)
        s->first = j->next;
    else
        g->jobs[j->previous].next = j->next;
    if (j->next == AIF_NONE)
        s->last = j->previous;
    else
        g->jobs[j->next].previous = j->previous;
    s->waiting_count--;
    j->waits = false;
}

/* A job that was cut short is no new one: only its grant's end, or a full stop, is against it. */
static bool may_stay(struct grants *g, uint32_t job, int64_t now_s)
{
    uint32_t grant = g->uses[job].grant;
    if (grant == AIF_NONE || !is_current(&g->access->grants[grant], now_s))
        return false;
    const struct aif_access_verdict *v = verdict_now(g, grant, now_s);
    int64_t limit_s = g->rows[job].limit_s;
    return v->stop != AIF_STOP_START && (!v->max_limit_s || limit_s <= v->max_limit_s);
}

enum aif_reject grants_admit(struct grants *g, uint32_t job, int64_t now_s)
{
    g->last_s = now_s;
    if (may_stay(g, job, now_s)) {
        enter(g, job, g->uses[job].grant);
        return AIF_REJECT_NONE;
    }
    struct found f = find_grant(g, job, now_s);
    if (f.reason == AIF_REJECT_NONE)
        enter(g, job, f.grant);
    else if (g->uses[job].grant == AIF_NONE)
        g->uses[job].grant = f.grant;
    return f.reason;
}

void grants_refuse(struct grants *g, uint32_t job, int64_t now_s, int64_t unit_ms)
{
    struct aif_grant_use *use = &g->uses[job];
    uint32_t of = use->grant == AIF_NONE ? g->access->grant_count : use->grant;
    if (g->jobs[job].waits)
        grants_leave(g, job);
    use->refused_s = g->last_s = now_s;
    use->refused_unit_ms = unit_ms;
    g->results[of].refused_unit_ms += unit_ms;
    g->results[of].refused_count++;
}

static void run_on(struct grants *g, uint32_t job, int64_t now_s)
{
    struct grant_book *b = &g->states[g->uses[job].grant].book;
    grant_book_advance(b, g->access, now_s);
    b->rate_milli += g->jobs[job].rate_milli;
    g->jobs[job].since_s = g->last_s = now_s;
    g->jobs[job].runs = true;
    grants_note(g, g->uses[job].grant);
}

void grants_start(struct grants *g, uint32_t job, int64_t rate_milli, int64_t now_s)
{
    struct aif_grant_use *use = &g->uses[job];
    AIF_CHECK(rate_milli >= 0 && use->grant != AIF_NONE && use->refused_s == AIF_UNKNOWN_S);
    grants_leave(g, job);
    if (!g->jobs[job].has_run)
        g->results[use->grant].job_count++;
    g->jobs[job].has_run = true;
    g->jobs[job].rate_milli = rate_milli;
    run_on(g, job, now_s);
}

void grants_stop(struct grants *g, uint32_t job, int64_t now_s)
{
    struct grant_job *j = &g->jobs[job];
    struct aif_grant_use *use = &g->uses[job];
    struct aif_grant_result *r = &g->results[use->grant];
    struct grant_book *b = &g->states[use->grant].book;
    AIF_CHECK(j->runs && b->rate_milli >= j->rate_milli);
    grant_book_advance(b, g->access, now_s);
    b->rate_milli -= j->rate_milli;
    int64_t unit_ms = j->rate_milli * (now_s - j->since_s);
    use->charged_unit_ms += unit_ms;
    r->charged_unit_ms += unit_ms;
    if (use->band) {
        use->lowered_unit_ms += unit_ms;
        r->lowered_unit_ms += unit_ms;
    }
    j->runs = false;
    g->last_s = now_s;
}

void grants_go_on(struct grants *g, uint32_t job, int64_t now_s)
{
    AIF_CHECK(!g->jobs[job].runs && !g->jobs[job].waits);
    run_on(g, job, now_s);
}
