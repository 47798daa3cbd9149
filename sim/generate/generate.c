/* A workload from a spec: communities write jobs until each has asked for its share, then sessions
 * get their times, then all jobs are put in order of submission. */
#include "aif/generate.h"

#include "generate/draft.h"

#include <math.h>
#include <stdlib.h>

enum { LARGEST_JOB_COUNT = 200 * 1000 * 1000, MOST_LEFT_OUT = 10000 };

struct work {
    const struct aif_generate_spec *spec;
    const struct aif_machine *machine;
    struct aif_generate_size size;
    struct author *authors; /* one a community */
    uint32_t author_count;
    uint64_t capacity_units;
    double load; /* of all communities, as wanted */
    struct aif_arena scratch;
};

static bool check_size(const struct aif_generate_size *s, struct aif_err *err)
{
    if (!s->jobs && s->span_s <= 0)
        return aif_err_set(err, "neither a number of jobs nor a span of time is given");
    if (s->jobs && s->span_s > 0 && s->load > 0.0)
        return aif_err_set(err, "jobs, span and load are given: any two decide the third");
    if (s->span_s < 0 || s->span_s > INT64_C(100) * 366 * 86400)
        return aif_err_set(err, "a span of %lld s, expected at most 100 years",
                           (long long)s->span_s);
    if (s->load < 0.0 || s->load > 1000.0)
        return aif_err_set(err, "a load of %g, expected 0 to 1000", s->load);
    if (s->jobs > LARGEST_JOB_COUNT)
        return aif_err_set(err, "%u jobs, expected at most %d", s->jobs, LARGEST_JOB_COUNT);
    return true;
}

static bool open_authors(struct work *w, uint64_t seed, struct aif_err *err)
{
    w->author_count = w->spec->community_count;
    w->authors = AIF_NEW(&w->scratch, struct author, w->author_count);
    for (uint32_t i = 0; i < w->author_count; i++) {
        const struct aif_community *c = &w->spec->communities[i];
        struct fit *fits = AIF_NEW(&w->scratch, struct fit, c->kind_count);
        for (uint32_t k = 0; k < c->kind_count; k++) {
            struct aif_err why = {{0}};
            if (!fit_init(&fits[k], &c->kinds[k], w->machine, &w->scratch, &why))
                return aif_err_set(err, "community %s: %s", c->name, why.text);
        }
        w->authors[i] = (struct author){.arena = &w->scratch, .index = (uint16_t)i, .fits = fits};
        author_init(&w->authors[i], c, seed);
        w->load += c->load;
    }
    return true;
}

/* GPUs of all nodes that any kind of job may reach: what the load refers to. */
static uint64_t reachable_units(const struct work *w)
{
    if (w->machine->procs)
        return w->machine->procs;
    uint64_t mask = 0, units = 0;
    for (uint32_t i = 0; i < w->author_count; i++)
        for (uint32_t k = 0; k < w->authors[i].community->kind_count; k++)
            mask |= w->authors[i].fits[k].class_mask;
    for (uint32_t i = 0; i < w->machine->class_count; i++)
        if (mask >> i & 1)
            units +=
                (uint64_t)w->machine->classes[i].node_count * w->machine->classes[i].shape.gpus;
    return units;
}

/* Capacity-seconds of its share that a community has used up. */
static double progress(const struct author *a)
{
    return (double)a->unit_s / a->community->load;
}

/* Whether the sum over all communities might not fit 64 bits any more. */
static bool is_too_much(const struct author *a, const struct work *w)
{
    return a->unit_s > INT64_MAX / 2 / w->author_count;
}

static bool too_much(const struct author *a, struct aif_err *err)
{
    return aif_err_set(err, "community %s: more GPU-seconds than can be counted",
                       a->community->name);
}

/* Write until the community has asked for target units x seconds, to half a per cent.  A job that
 * would overshoot is left out and the next one tried: on a short span a single long training may be
 * worth days of the machine. */
static bool fill_share(const struct work *w, struct author *a, double target, struct aif_err *err)
{
    double slack = target * 0.005;
    for (uint32_t left_out = 0; left_out < MOST_LEFT_OUT && (double)a->unit_s < target;) {
        if (a->count == LARGEST_JOB_COUNT)
            return aif_err_set(err, "community %s: more than %d jobs are needed for its load",
                               a->community->name, LARGEST_JOB_COUNT);
        author_write(a);
        if (is_too_much(a, w))
            return too_much(a, err);
        if ((double)a->unit_s <= target + slack)
            continue;
        author_drop(a);
        left_out++;
        if ((double)a->unit_s >= target - slack)
            break;
    }
    return true;
}

/* The community that is furthest behind its share; some load is above 0. */
static struct author *furthest_behind(const struct work *w)
{
    struct author *next = &w->authors[0];
    for (uint32_t i = 1; i < w->author_count; i++) {
        struct author *a = &w->authors[i];
        bool is_idle = !(next->community->load > 0.0);
        if (a->community->load > 0.0 && (is_idle || progress(a) < progress(next)))
            next = a;
    }
    return next;
}

static bool write_jobs(struct work *w, uint32_t jobs, struct aif_err *err)
{
    for (uint32_t n = 0; n < jobs; n++) {
        struct author *next = furthest_behind(w);
        author_write(next);
        if (is_too_much(next, w))
            return too_much(next, err);
    }
    return true;
}

static int64_t total_unit_s(const struct work *w)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < w->author_count; i++)
        sum += w->authors[i].unit_s;
    return sum;
}

/* Decides the third of jobs, span and load. */
static bool write_all(struct work *w, struct aif_err *err)
{
    double scale = w->size.load > 0.0 ? w->size.load / w->load : 1.0;
    if (w->size.jobs) {
        double unit_per_s = (double)w->capacity_units * w->load * scale;
        if (!write_jobs(w, w->size.jobs, err))
            return false;
        if (w->size.span_s == 0)
            w->size.span_s = 1 + (int64_t)floor((double)total_unit_s(w) / unit_per_s);
        return true;
    }
    double unit_s = (double)w->capacity_units * (double)w->size.span_s;
    for (uint32_t i = 0; i < w->author_count; i++) {
        struct author *a = &w->authors[i];
        if (!fill_share(w, a, a->community->load * scale * unit_s, err))
            return false;
    }
    return true;
}

static int by_submit(const void *a, const void *b)
{
    const struct draft *x = a, *y = b;
    if (x->submit_s != y->submit_s)
        return x->submit_s < y->submit_s ? -1 : 1;
    if (x->community != y->community)
        return x->community < y->community ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

static bool put_in_order(struct work *w, struct draft **out, uint32_t *count, struct aif_err *err)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < w->author_count; i++)
        n += w->authors[i].count;
    if (n > LARGEST_JOB_COUNT)
        return aif_err_set(err, "%llu jobs are needed for this load, expected at most %d",
                           (unsigned long long)n, LARGEST_JOB_COUNT);
    struct draft *all = AIF_NEW(&w->scratch, struct draft, n ? n : 1);
    uint32_t used = 0;
    for (uint32_t i = 0; i < w->author_count; i++) {
        struct author *a = &w->authors[i];
        struct week week;
        week_init(&week, &a->community->cycle, w->spec->unix_start_s, w->spec->utc_offset_s);
        author_schedule(a, &week, w->size.span_s);
        for (uint32_t j = 0; j < a->count; j++)
            all[used++] = a->drafts[j];
    }
    qsort(all, used, sizeof *all, by_submit);
    *out = all;
    *count = used;
    return true;
}

/* Sessions that have a job; those of one session stand together. */
static uint32_t count_sessions(const struct author *a)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < a->count; i++)
        n += i == 0 || a->drafts[i].session != a->drafts[i - 1].session;
    return n;
}

static uint32_t count_users(const struct author *a, struct aif_arena *scratch)
{
    bool *is_seen = AIF_NEW(scratch, bool, a->community->users);
    uint32_t n = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        n += !is_seen[a->drafts[i].user];
        is_seen[a->drafts[i].user] = true;
    }
    return n;
}

/* a / b x 1e9 to the nearest whole, for totals whose product with 1e9 does not fit 64 bits. */
static int64_t ratio_nano(int64_t a, double b)
{
    return (int64_t)floor((double)a / b * 1e9 + 0.5);
}

static void report_on(struct work *w, struct aif_workload *out, struct aif_generate_report *report)
{
    *report = (struct aif_generate_report){
        .span_s = w->size.span_s,
        .capacity_units = w->capacity_units,
        .unit_s = total_unit_s(w),
        .communities = AIF_NEW(&out->arena, struct aif_community_total, w->author_count),
    };
    report->load_nano =
        ratio_nano(report->unit_s, (double)w->capacity_units * (double)w->size.span_s);
    for (uint32_t i = 0; i < w->author_count; i++) {
        const struct author *a = &w->authors[i];
        report->communities[i] = (struct aif_community_total){
            .jobs = a->count,
            .sessions = count_sessions(a),
            .users = count_users(a, &w->scratch),
            .unit_s = a->unit_s,
        };
    }
}

static bool make(struct work *w, uint64_t seed, struct aif_workload *out,
                 struct aif_generate_report *report, struct aif_err *err)
{
    struct draft *drafts;
    uint32_t count;
    if (!open_authors(w, seed, err))
        return false;
    if (w->load <= 0.0)
        return aif_err_set(err, "no community asks for anything: every load is 0");
    w->capacity_units = reachable_units(w);
    if (!write_all(w, err) || !put_in_order(w, &drafts, &count, err))
        return false;
    emit_jobs(w->spec, w->authors, drafts, count, out);
    out->max_procs =
        (uint32_t)(w->capacity_units < UINT32_MAX ? w->capacity_units : UINT32_MAX - 1);
    if (report)
        report_on(w, out, report);
    return true;
}

bool aif_generate(const struct aif_generate_spec *spec, const struct aif_generate_ask *ask,
                  struct aif_workload *out, struct aif_generate_report *report, struct aif_err *err)
{
    if (!aif_generate_check(spec, err) || !check_size(&ask->size, err))
        return false;
    struct work w = {.spec = spec, .machine = ask->machine, .size = ask->size};
    bool is_made = make(&w, ask->seed, out, report, err);
    aif_arena_free(&w.scratch);
    return is_made;
}
