/* Rows of access.csv: proposals and grants of a cell, summed up in several ways. */
#include "host/campaign/access_table.h"

#include "aif/sink.h"

#include <string.h>

/* Ways to sum up, in the order of their rows; every grant is a row of its own as well. */
enum by { BY_ALL, BY_MODE, BY_POOL, BY_COMMUNITY, BY_COUNTRY, BY_COUNT };

static const char *const by_names[BY_COUNT] = {"all", "mode", "pool", "community", "country"};

struct line {
    uint32_t proposals; /* submitted within the span */
    uint32_t waited;    /* of these, new ones that were granted ... */
    int64_t wait_s;     /* ... and the time from submission to access */
    int64_t entitled_unit_ms, granted_unit_ms;
    struct aif_grant_result use;
};

struct lines {
    const struct access_table *table;
    struct aif_arena arena;
    struct line *of[BY_COUNT];
    uint32_t count[BY_COUNT];
    int64_t machine_unit_ms;
};

static const char *name_of(const struct lines *l, enum by by, uint32_t i)
{
    const struct aif_admission *a = &l->table->spec->admission;
    const struct aif_population *p = &l->table->spec->population;
    switch (by) {
    case BY_MODE:
        return a->modes[i].name;
    case BY_POOL:
        return a->pools[i].name;
    case BY_COMMUNITY:
        return p->communities[i].name;
    case BY_COUNTRY:
        return p->countries[i].name;
    case BY_ALL:
    case BY_COUNT:
        break;
    }
    return "all";
}

static void open_lines(struct lines *l)
{
    const struct aif_admission *a = &l->table->spec->admission;
    const struct aif_population *p = &l->table->spec->population;
    const uint32_t counts[BY_COUNT] = {1, a->mode_count, a->pool_count, p->community_count,
                                       p->country_count};
    for (int by = 0; by < BY_COUNT; by++) {
        l->count[by] = counts[by];
        l->of[by] = AIF_NEW(&l->arena, struct line, counts[by] + (size_t)1);
    }
    l->machine_unit_ms = a->machine_units * l->table->span_s * 1000;
}

static void add(struct line *to, const struct line *one)
{
    to->proposals += one->proposals;
    to->waited += one->waited;
    to->wait_s += one->wait_s;
    to->granted_unit_ms += one->granted_unit_ms;
    to->use.charged_unit_ms += one->use.charged_unit_ms;
    to->use.lowered_unit_ms += one->use.lowered_unit_ms;
    to->use.refused_unit_ms += one->use.refused_unit_ms;
    to->use.unused_unit_ms += one->use.unused_unit_ms;
    to->use.overrun_unit_ms += one->use.overrun_unit_ms;
    to->use.forfeited_unit_ms += one->use.forfeited_unit_ms;
    to->use.job_count += one->use.job_count;
    to->use.refused_count += one->use.refused_count;
}

/* To all that the proposal belongs to. */
static void add_to_all(struct lines *l, const struct aif_proposal *p, const struct line *one)
{
    const struct aif_admission *a = &l->table->spec->admission;
    add(&l->of[BY_ALL][0], one);
    add(&l->of[BY_COMMUNITY][p->community], one);
    add(&l->of[BY_COUNTRY][p->country], one);
    if (p->mode == AIF_NONE)
        return;
    add(&l->of[BY_MODE][p->mode], one);
    for (uint32_t i = 0; i < a->pool_count; i++)
        if (a->modes[p->mode].pools >> i & 1)
            add(&l->of[BY_POOL][i], one);
}

static void add_proposals(struct lines *l)
{
    const struct aif_admission_result *r = &l->table->granted->admission;
    int64_t from_s = l->table->scenario->workload->unix_start_s;
    for (uint32_t i = 0; i < r->count; i++) {
        const struct aif_proposal *p = &r->proposals[i];
        if (p->submitted_s < from_s || p->submitted_s >= from_s + l->table->span_s)
            continue;
        struct line one = {.proposals = 1};
        one.waited = p->kind == AIF_PROPOSAL_NEW && p->decision == AIF_DECISION_GRANTED;
        one.wait_s = one.waited ? p->access_s - p->submitted_s : 0;
        add_to_all(l, p, &one);
    }
}

/* What the rules entitle to: a pool to its cap, all others to what they were granted. */
static void entitle(struct lines *l)
{
    const struct aif_admission *a = &l->table->spec->admission;
    for (int by = 0; by < BY_COUNT; by++)
        for (uint32_t i = 0; i < l->count[by]; i++) {
            struct line *line = &l->of[by][i];
            line->entitled_unit_ms = line->granted_unit_ms;
            if (by == BY_POOL && a->pools[i].has_share)
                line->entitled_unit_ms =
                    a->machine_units * l->table->span_s / 1000 * (int64_t)a->pools[i].share_ppm;
        }
}

static void put_number(struct aif_sink *s, int64_t n)
{
    aif_sink_char(s, ',');
    aif_sink_int(s, n);
}

/* Empty where there is nothing to divide by. */
static void put_ratio(struct aif_sink *s, int64_t n, int64_t d, unsigned digits)
{
    aif_sink_char(s, ',');
    if (d > 0)
        aif_sink_ratio(s, n, d, digits);
}

static void put_hours(struct aif_sink *s, int64_t unit_ms)
{
    put_ratio(s, unit_ms, AIF_UNIT_MS_PER_UNIT_HOUR, 3);
}

static void put_line(struct aif_sink *s, const struct lines *l, const struct line *line)
{
    put_number(s, line->proposals);
    put_number(s, line->waited);
    put_ratio(s, line->wait_s, (int64_t)line->waited * 86400, 3);
    put_hours(s, line->entitled_unit_ms);
    put_hours(s, line->granted_unit_ms);
    put_hours(s, line->use.charged_unit_ms);
    put_hours(s, line->use.lowered_unit_ms);
    put_hours(s, line->use.unused_unit_ms);
    put_hours(s, line->use.overrun_unit_ms);
    put_hours(s, line->use.forfeited_unit_ms);
    put_hours(s, line->use.refused_unit_ms);
    put_number(s, line->use.job_count);
    put_number(s, line->use.refused_count);
    put_ratio(s, line->use.charged_unit_ms, line->entitled_unit_ms, 6);
    put_ratio(s, line->use.charged_unit_ms, l->machine_unit_ms, 6);
    aif_sink_char(s, '\n');
}

static void put_cell(struct aif_sink *s, const struct result_cell *cell, const char *by,
                     const char *name)
{
    aif_sink_int(s, cell->cell);
    const char *const texts[] = {cell->site, cell->trace, cell->policy};
    for (size_t i = 0; i < AIF_COUNT(texts); i++) {
        aif_sink_char(s, ',');
        aif_sink_csv(s, texts[i]);
    }
    put_number(s, (int64_t)cell->seed);
    aif_sink_char(s, ',');
    aif_sink_text(s, by);
    aif_sink_char(s, ',');
    aif_sink_csv(s, name);
}

static void put_grant(struct aif_sink *s, const struct result_cell *cell, const struct lines *l,
                      uint32_t i, const struct line *line)
{
    const struct granted *granted = l->table->granted;
    const struct aif_grant *g = &granted->grants[i];
    const struct aif_proposal *p = &granted->admission.proposals[granted->proposal_of[i]];
    put_cell(s, cell, "project",
             aif_names_at(&l->table->scenario->workload->accounts, g->account, ""));
    const char *const texts[] = {name_of(l, BY_COMMUNITY, p->community),
                                 name_of(l, BY_MODE, p->mode), name_of(l, BY_COUNTRY, p->country)};
    for (size_t k = 0; k < AIF_COUNT(texts); k++) {
        aif_sink_char(s, ',');
        aif_sink_csv(s, texts[k]);
    }
    put_number(s, g->start_s);
    put_number(s, g->end_s);
    put_line(s, l, line);
}

/* Every grant, adding it to what it belongs to; then the jobs that there was no grant for. */
static void put_grants(struct aif_sink *s, const struct result_cell *cell, struct lines *l)
{
    uint32_t count;
    const struct granted *granted = l->table->granted;
    const struct aif_grant_result *results = aif_sim_grants(l->table->sim, &l->arena, &count);
    AIF_CHECK(count == granted->count + 1);
    for (uint32_t i = 0; i < granted->count; i++) {
        struct line line = {.granted_unit_ms = granted->grants[i].amount_unit_ms,
                            .use = results[i]};
        line.entitled_unit_ms = line.granted_unit_ms;
        put_grant(s, cell, l, i, &line);
        add_to_all(l, &granted->admission.proposals[granted->proposal_of[i]], &line);
    }
    struct line none = {.use = results[granted->count]};
    put_cell(s, cell, "project", "(none)");
    aif_sink_text(s, ",,,,,");
    put_line(s, l, &none);
    add(&l->of[BY_ALL][0], &none);
}

static bool put(void *to, const char *text, size_t bytes)
{
    bytes_put(to, text, bytes);
    return true;
}

void access_table_header(struct bytes *out)
{
    static const char header[] =
        "cell,site,trace,policy,seed,by,name,community,mode,country,start_s,end_s,proposals,"
        "admitted,"
        "days_to_access,entitled_unit_h,granted_unit_h,charged_unit_h,lowered_unit_h,unused_unit_h,"
        "overrun_unit_h,forfeited_unit_h,refused_unit_h,jobs,refused_jobs,delivered_share,"
        "machine_share\n";
    bytes_put(out, header, sizeof header - 1);
}

void access_table_rows(struct result_table *out, const struct result_cell *cell,
                       const struct access_table *table)
{
    struct lines l = {.table = table};
    struct bytes grants = {0};
    struct aif_sink of_grants = {.put = put, .to = &grants}, s = {.put = put, .to = &out->text};
    open_lines(&l);
    add_proposals(&l);
    put_grants(&of_grants, cell, &l);
    aif_sink_flush(&of_grants);
    entitle(&l);
    out->count = table->granted->count + (uint64_t)1;
    for (int by = 0; by < BY_COUNT; by++) {
        out->count += l.count[by];
        for (uint32_t i = 0; i < l.count[by]; i++) {
            put_cell(&s, cell, by_names[by], name_of(&l, (enum by)by, i));
            aif_sink_text(&s, ",,,,,");
            put_line(&s, &l, &l.of[by][i]);
        }
    }
    aif_sink_bytes(&s, (const char *)grants.data, grants.count);
    aif_sink_flush(&s);
    bytes_free(&grants);
    aif_arena_free(&l.arena);
}
