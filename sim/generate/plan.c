/* How much each community writes: until it has asked for its share of the machine, or in turns
 * until there are enough jobs.  Nothing is kept but sums, so this costs no memory. */
#include "generate/plan.h"

#include "generate/check.h"

#include <math.h>

#define LONGEST_SWINGING_S (INT64_C(100) * 366 * 86400)

static bool wants_gpus(const struct aif_generate_spec *spec)
{
    for (uint32_t i = 0; i < spec->community_count; i++)
        for (uint32_t k = 0; k < spec->communities[i].kind_count; k++)
            if (!spec->communities[i].kinds[k].needs_cores)
                return true;
    return false;
}

/* Whether any job of the community counts towards its load. */
static bool can_fill(const struct author *a)
{
    const struct aif_community *c = a->community;
    for (uint32_t k = 0; k < c->kind_count; k++)
        if (a->parts[k] && c->kinds[k].weight > 0.0)
            return true;
    return false;
}

/* So many units of a kind count as one of the load. */
static uint32_t part_of(const struct plan *p, const struct fit *f, bool has_gpu_kinds)
{
    bool is_on_top = !p->machine->procs && has_gpu_kinds && f->kind->needs_cores;
    if (!is_on_top)
        return 1;
    if (!p->spec->counts_cores)
        return 0;
    if (!f->node.gpus) /* such nodes cost no GPU-hours */
        return 0;
    uint32_t part = f->node.cores / f->node.gpus;
    return part ? part : 1;
}

static bool open_authors(struct plan *p, uint64_t seed, struct aif_err *err)
{
    p->author_count = p->spec->community_count;
    p->authors = AIF_NEW(&p->arena, struct author, p->author_count);
    bool has_gpu_kinds = wants_gpus(p->spec);
    p->quotas = AIF_NEW(&p->arena, struct quota, p->author_count);
    for (uint32_t i = 0; i < p->author_count; i++) {
        const struct aif_community *c = &p->spec->communities[i];
        struct fit *fits = AIF_NEW(&p->arena, struct fit, c->kind_count);
        uint32_t *parts = AIF_NEW(&p->arena, uint32_t, c->kind_count);
        for (uint32_t k = 0; k < c->kind_count; k++) {
            struct aif_err why = {{0}};
            if (!fit_init(&fits[k], &c->kinds[k], p->machine, &p->arena, &why))
                return aif_err_set(err, "community %s: %s", c->name, why.text);
            parts[k] = part_of(p, &fits[k], has_gpu_kinds);
        }
        p->authors[i] = (struct author){.arena = &p->arena, .fits = fits, .parts = parts};
        author_init(&p->authors[i], c, seed);
        p->quotas[i].has_user = AIF_NEW(&p->arena, bool, c->users);
        p->quotas[i].traits = aif_traits_none();
        if (c->load > 0.0 && !can_fill(&p->authors[i]))
            return aif_err_set(err,
                               "community %s: its load is of GPUs, but none of its kinds that "
                               "have a weight asks for any",
                               c->name);
        p->load += c->load;
    }
    return true;
}

/* GPUs, or cores, of all nodes that kinds that count may reach: what the load refers to. */
static uint64_t reachable_units(const struct plan *p)
{
    if (p->machine->procs)
        return p->machine->procs;
    uint64_t mask = 0, units = 0;
    for (uint32_t i = 0; i < p->author_count; i++)
        for (uint32_t k = 0; k < p->authors[i].community->kind_count; k++)
            if (p->authors[i].parts[k])
                mask |= p->authors[i].fits[k].class_mask;
    for (uint32_t i = 0; i < p->machine->class_count; i++) {
        const struct aif_class *c = &p->machine->classes[i];
        uint64_t each = wants_gpus(p->spec) ? c->shape.gpus : c->shape.cores;
        units += mask >> i & 1 ? c->node_count * each : 0;
    }
    return units;
}

void plan_join(struct aif_traits *all, const struct aif_traits *x)
{
    all->organisation = x->organisation == AIF_NONE ? all->organisation : x->organisation;
    all->country = x->country == AIF_NONE16 ? all->country : x->country;
    all->data_home = x->data_home == AIF_NONE16 ? all->data_home : x->data_home;
    all->data_gib = x->data_gib ? x->data_gib : all->data_gib;
    all->min_nodes = x->min_nodes ? x->min_nodes : all->min_nodes;
    all->deadline_s = x->deadline_s == AIF_UNKNOWN_S ? all->deadline_s : x->deadline_s;
    all->checkpoint_s = x->checkpoint_s ? x->checkpoint_s : all->checkpoint_s;
    all->is_sensitive |= x->is_sensitive;
    all->is_preemptible |= x->is_preemptible;
}

/* What of a job only some workloads have. */
static void count_rarities(struct quota *q, const struct author *a, const struct draft *d)
{
    const struct aif_job_kind *k = &a->community->kinds[d->kind];
    q->depends += d->parent != AIF_NONE;
    q->has_most_nodes |= fit_most_nodes(&a->fits[d->kind], d->units) > 0;
    if (d->array) {
        q->array_jobs++;
        q->arrays += d->array != q->last_array || a->at.visit_count != q->last_visit;
        q->last_array = d->array;
        q->last_visit = a->at.visit_count;
        q->has_array_limit |= k->array_limit > 0;
    }
    if (a->has_traits) {
        struct aif_traits x = draft_traits(a, d, 0);
        plan_join(&q->traits, &x);
    }
}

/* The author's item is part of the workload. */
static void keep(struct quota *q, const struct author *a, bool is_first_of_session)
{
    q->unit_s += author_unit_s(a);
    q->sessions += is_first_of_session;
    q->jobs += a->item_count;
    for (uint32_t i = 0; i < a->item_count; i++) {
        if (a->item[i].offset_s > q->latest_s)
            q->latest_s = a->item[i].offset_s;
        q->has_gpus |= !a->community->kinds[a->item[i].kind].needs_cores;
        if (a->has_links || a->has_traits || a->community->kinds[a->item[i].kind].most_nodes > 0.0)
            count_rarities(q, a, &a->item[i]);
    }
    q->users += !q->has_user[a->item->user];
    q->has_user[a->item->user] = true;
}

/* Capacity-seconds of its share that a community has used up. */
static double progress(const struct plan *p, uint32_t i)
{
    return (double)p->quotas[i].unit_s / p->authors[i].community->load;
}

/* Whether the sum over all communities might not fit 64 bits any more. */
static bool is_too_much(const struct plan *p, int64_t unit_s)
{
    return unit_s > INT64_MAX / 2 / p->author_count;
}

static bool too_much(const struct author *a, struct aif_err *err)
{
    return aif_err_set(err, "community %s: more GPU-seconds than can be counted",
                       a->community->name);
}

static void leave_out(struct plan *p, struct quota *q)
{
    if (!q->left_out)
        q->left_out = AIF_NEW(&p->arena, uint32_t, MOST_LEFT_OUT);
    q->left_out[q->left_out_count++] = q->items - 1;
}

/* Write until the community has asked for target units x seconds, to half a per cent.  An item that
 * would overshoot is left out and the next one tried: on a short span a single long training may be
 * worth days of the machine. */
static bool fill_share(struct plan *p, uint32_t i, double target, struct aif_err *err)
{
    struct author *a = &p->authors[i];
    struct quota *q = &p->quotas[i];
    double slack = target * 0.005;
    uint32_t kept_session = UINT32_MAX;
    while (q->left_out_count < MOST_LEFT_OUT && (double)q->unit_s < target) {
        if (q->jobs >= LARGEST_JOB_COUNT)
            return aif_err_set(err, "community %s: more than %d jobs are needed for its load",
                               a->community->name, LARGEST_JOB_COUNT);
        author_write(a);
        q->items++;
        int64_t unit_s = q->unit_s + author_unit_s(a);
        if (is_too_much(p, unit_s))
            return too_much(a, err);
        if ((double)unit_s <= target + slack) {
            keep(q, a, kept_session != a->at.session_count);
            kept_session = a->at.session_count;
            continue;
        }
        leave_out(p, q);
        if ((double)q->unit_s >= target - slack)
            break;
    }
    return true;
}

/* The community that is furthest behind its share; some load is above 0. */
static uint32_t furthest_behind(const struct plan *p)
{
    uint32_t next = 0;
    for (uint32_t i = 1; i < p->author_count; i++) {
        bool is_idle = !(p->authors[next].community->load > 0.0);
        if (p->authors[i].community->load > 0.0 && (is_idle || progress(p, i) < progress(p, next)))
            next = i;
    }
    return next;
}

static bool write_jobs(struct plan *p, uint32_t jobs, struct aif_err *err)
{
    uint32_t *kept_session = AIF_NEW(&p->arena, uint32_t, p->author_count);
    for (uint32_t n = 0; n < jobs;) {
        uint32_t i = furthest_behind(p);
        struct author *a = &p->authors[i];
        struct quota *q = &p->quotas[i];
        author_write(a);
        if (a->item_count > jobs - n)
            q->last_jobs = a->item_count = jobs - n;
        n += a->item_count;
        q->items++;
        keep(q, a, kept_session[i] != a->at.session_count);
        kept_session[i] = a->at.session_count;
        if (is_too_much(p, q->unit_s))
            return too_much(a, err);
    }
    return true;
}

static int64_t total_unit_s(const struct plan *p)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < p->author_count; i++)
        sum += p->quotas[i].unit_s;
    return sum;
}

/* Decides the third of jobs, span and load. */
static bool write_all(struct plan *p, struct aif_err *err)
{
    double scale = p->size.load > 0.0 ? p->size.load / p->load : 1.0;
    if (p->size.jobs) {
        double unit_per_s = (double)p->capacity_units * p->load * scale;
        if (!write_jobs(p, p->size.jobs, err))
            return false;
        if (p->size.span_s == 0)
            p->size.span_s = 1 + (int64_t)floor((double)total_unit_s(p) / unit_per_s);
        return true;
    }
    double unit_s = (double)p->capacity_units * (double)p->size.span_s;
    for (uint32_t i = 0; i < p->author_count; i++)
        if (!fill_share(p, i, p->authors[i].community->load * scale * unit_s, err))
            return false;
    return true;
}

/* Visits come in the order of their numbers, at the order statistics of evenly spread times: the
 * normalised sums of exponential gaps. */
static bool add_up(struct plan *p, struct aif_err *err)
{
    uint64_t jobs = 0;
    for (uint32_t i = 0; i < p->author_count; i++) {
        struct author *a = &p->authors[i];
        for (uint32_t visit = 0; visit <= a->at.visit_count; visit++)
            p->quotas[i].gap_sum += author_gap(a, visit);
        jobs += p->quotas[i].jobs;
    }
    if (jobs > LARGEST_JOB_COUNT)
        return aif_err_set(err, "%llu jobs are needed for this load, expected at most %d",
                           (unsigned long long)jobs, LARGEST_JOB_COUNT);
    p->jobs = (uint32_t)jobs;
    return true;
}

/* Levels are kept for every ten minutes of the span. */
static bool check_span(const struct plan *p, struct aif_err *err)
{
    for (uint32_t i = 0; i < p->author_count; i++)
        if (p->authors[i].community->swing_count && p->size.span_s > LONGEST_SWINGING_S)
            return aif_err_set(err,
                               "community %s: it has swings, and these jobs would take more than "
                               "100 years at this load",
                               p->authors[i].community->name);
    return true;
}

bool plan_capacity(struct plan *p, struct aif_err *err)
{
    if (!open_authors(p, 0, err))
        return false;
    p->capacity_units = reachable_units(p);
    return true;
}

bool plan_make(struct plan *p, uint64_t seed, struct aif_err *err)
{
    if (!open_authors(p, seed, err))
        return false;
    if (p->load <= 0.0)
        return aif_err_set(err, "no community asks for anything: every load is 0");
    p->capacity_units = reachable_units(p);
    return write_all(p, err) && check_span(p, err) && add_up(p, err);
}

/* a / b x 1e9 to the nearest whole, for totals whose product with 1e9 does not fit 64 bits. */
static int64_t ratio_nano(int64_t a, double b)
{
    return (int64_t)floor((double)a / b * 1e9 + 0.5);
}

struct aif_generate_report plan_report(const struct plan *p, struct aif_arena *arena)
{
    struct aif_community_total *totals =
        AIF_NEW(arena, struct aif_community_total, p->author_count);
    for (uint32_t i = 0; i < p->author_count; i++) {
        const struct quota *q = &p->quotas[i];
        totals[i] = (struct aif_community_total){
            .jobs = q->jobs, .sessions = q->sessions, .users = q->users, .unit_s = q->unit_s};
    }
    int64_t unit_s = total_unit_s(p);
    return (struct aif_generate_report){
        .jobs = p->jobs,
        .span_s = p->size.span_s,
        .capacity_units = p->capacity_units,
        .unit_s = unit_s,
        .load_nano = ratio_nano(unit_s, (double)p->capacity_units * (double)p->size.span_s),
        .communities = totals,
    };
}
