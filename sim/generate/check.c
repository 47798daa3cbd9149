/* Faults of a spec that would make its numbers meaningless.  Readers check ranges and know the
 * line; this is the last word for every caller, and knows how values belong together. */
#include "generate/check.h"

#include "generate/author.h"

#include <string.h>

void check_that(struct check_place *p, bool is_fine, const char *text)
{
    if (is_fine)
        return;
    p->is_ok = false;
    if (p->kind)
        aif_err_add(p->err, "community %s, kind %s: %s", p->community, p->kind, text);
    else
        aif_err_add(p->err, "community %s: %s", p->community, text);
}

bool check_is_share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

bool check_is_amount(double x)
{
    return x >= 0.0 && x < 1e15;
}

static bool parameters_make_sense(const struct aif_dist_part *p)
{
    switch (p->kind) {
    case AIF_DIST_CONSTANT:
    case AIF_DIST_EXPONENTIAL:
        return check_is_amount(p->a);
    case AIF_DIST_UNIFORM:
        return check_is_amount(p->a) && check_is_amount(p->b) && p->a <= p->b;
    case AIF_DIST_LOG_UNIFORM:
        return p->a > 0.0 && check_is_amount(p->b) && p->a <= p->b;
    case AIF_DIST_LOG_NORMAL:
        return p->a > 0.0 && check_is_amount(p->a) && p->b >= 0.0 && p->b < 100.0;
    case AIF_DIST_GAMMA:
    case AIF_DIST_EXP_OF_GAMMA:
        return p->a > 0.0 && check_is_amount(p->a) && p->b > 0.0 && check_is_amount(p->b);
    case AIF_DIST_TABLE:
        return p->point_count >= 2 && p->points[0].share == 0.0 &&
               p->points[p->point_count - 1].share == 1.0;
    }
    return false;
}

static bool table_ascends(const struct aif_dist_part *p)
{
    for (uint32_t i = 0; i < p->point_count; i++) {
        if (!(p->points[i].value > 0.0) || !check_is_amount(p->points[i].value))
            return false;
        if (i && (p->points[i].share < p->points[i - 1].share ||
                  p->points[i].value < p->points[i - 1].value))
            return false;
    }
    return true;
}

void check_dist(struct check_place *p, const struct aif_dist *d)
{
    double weight = 0.0;
    for (uint32_t i = 0; i < d->part_count; i++) {
        const struct aif_dist_part *part = &d->parts[i];
        check_that(p, parameters_make_sense(part), "a distribution with parameters out of range");
        check_that(p, table_ascends(part), "a table of percentiles that does not ascend");
        check_that(p, check_is_amount(part->weight), "a part of a mixture with a negative weight");
        weight += part->weight;
    }
    check_that(p, d->part_count < 2 || weight > 0.0, "a mixture without weights");
    check_that(p,
               check_is_amount(d->min) && check_is_amount(d->max) &&
                   (d->max == 0.0 || d->min <= d->max),
               "a distribution whose minimum is above its maximum");
}

static void check_size_model(struct check_place *p, const struct aif_size_model *s)
{
    double total = 0.0;
    for (uint32_t i = 0; i < s->weight_count; i++) {
        check_that(p, s->weights[i].units > 0, "a size of 0");
        check_that(p, check_is_amount(s->weights[i].weight), "a size with a negative weight");
        total += s->weights[i].weight;
    }
    check_that(p, s->weight_count == 0 || total > 0.0, "no size has a weight");
    check_that(p,
               check_is_share(s->serial_share) &&
                   check_is_share(s->serial_share + s->power_of_two_share),
               "shares of serial jobs and powers of two outside 0 to 1");
    check_that(p, check_is_share(s->low_share) && check_is_share(s->max_share),
               "a share outside 0 to 1");
}

static void check_limit_model(struct check_place *p, const struct aif_limit_model *l)
{
    bool ascends = l->popular_count > 0 && l->popular_s[0] >= 1;
    for (uint32_t i = 1; i < l->popular_count; i++)
        ascends &= l->popular_s[i] > l->popular_s[i - 1];
    check_that(p, ascends, "popular limits must be one or more times, ascending");
    check_that(p,
               check_is_share(l->longest_share) &&
                   check_is_share(l->longest_share + l->too_short_share),
               "shares of longest and too short limits outside 0 to 1");
    check_that(p, l->longest_s >= 0, "a longest limit below 0");
    check_dist(p, &l->excess);
}

static void check_outcomes(struct check_place *p, const struct aif_outcome_share *list,
                           uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct aif_outcome_share *o = &list[i];
        check_that(p,
                   check_is_share(o->failed) && check_is_share(o->cancelled) &&
                       check_is_share(o->failed + o->cancelled),
                   "shares of failed and cancelled jobs outside 0 to 1");
        check_that(p, i == 0 || o->from_units > list[i - 1].from_units,
                   "outcomes must ascend in size");
    }
}

static void check_powers(struct check_place *p, const struct aif_job_kind *k)
{
    const struct aif_dist *d = &k->runtime_s;
    check_that(p,
               k->runtime_power_count == 0 ||
                   (d->part_count == 1 && d->parts[0].kind == AIF_DIST_TABLE),
               "powers of run times need run times that are percentiles");
    for (uint32_t i = 0; i < k->runtime_power_count; i++) {
        const struct aif_size_power *s = &k->runtime_powers[i];
        check_that(p, s->power > 0.0 && s->power < 1e6, "a power of run times that is not above 0");
        check_that(p, i == 0 || s->from_units > k->runtime_powers[i - 1].from_units,
                   "powers of run times must ascend in size");
    }
}

static void check_kind(struct check_place *p, const struct aif_job_kind *k)
{
    check_that(p, check_is_amount(k->weight), "a negative weight");
    check_that(p, k->runtime_s.part_count > 0, "no run times");
    check_that(p, k->burst_mean >= 1.0 && k->burst_mean < 1e6, "bursts of less than one job");
    check_that(p, check_is_share(k->early_share), "a share of early ends outside 0 to 1");
    check_outcomes(p, k->outcomes, k->outcome_count);
    check_outcomes(p, k->long_outcomes, k->long_outcome_count);
    check_that(p, k->long_s >= 0, "a run time below 0");
    check_powers(p, k);
    check_size_model(p, &k->size);
    check_dist(p, &k->runtime_s);
    check_limit_model(p, &k->limit);
    check_dist(p, &k->gap_s);
}

void check_cycle(struct check_place *p, const struct aif_cycle *c)
{
    double hours = 0.0, days = 0.0;
    bool is_fine = true;
    for (size_t i = 0; i < AIF_COUNT(c->hour); i++) {
        is_fine &= check_is_amount(c->hour[i]);
        hours += c->hour[i];
    }
    for (size_t i = 0; i < AIF_COUNT(c->day); i++) {
        is_fine &= check_is_amount(c->day[i]);
        days += c->day[i];
    }
    check_that(p, is_fine && hours > 0.0 && days > 0.0, "a cycle without positive weights");
}

static void check_community(struct check_place *p, const struct aif_community *c)
{
    check_that(p, c->name[0] != '\0', "no name");
    check_that(p, c->load >= 0.0 && c->load <= 1000.0, "a load outside 0 to 1000");
    check_that(p, c->users > 0 && c->accounts > 0, "no users or no accounts");
    check_that(p, c->user_skew >= 0.0 && c->user_skew < 100.0, "a user skew below 0");
    check_that(p, c->user_stretch >= 0.0 && c->user_stretch < 100.0, "a user stretch below 0");
    check_that(p, c->kind_count > 0, "no kinds of job");
    check_cycle(p, &c->cycle);
    double weight = 0.0;
    for (uint32_t k = 0; k < c->kind_count; k++) {
        weight += c->kinds[k].weight;
        p->kind = c->kinds[k].name;
        check_kind(p, &c->kinds[k]);
        check_behaviour_of_kind(p, c, k);
        for (uint32_t j = 0; j < k; j++)
            check_that(p, strcmp(c->kinds[j].name, p->kind) != 0, "two kinds have this name");
    }
    p->kind = NULL;
    check_behaviour(p, c);
    check_that(p, weight > 0.0, "no kind of job has a weight");
}

bool aif_generate_check(const struct aif_generate_spec *spec, struct aif_err *err)
{
    struct check_place p = {.err = err, .is_ok = true};
    if (err)
        err->text[0] = '\0';
    if (spec->community_count == 0 || spec->community_count >= AIF_NONE16)
        return aif_err_set(err, "%s: no communities", spec->name);
    for (uint32_t i = 0; i < spec->community_count; i++) {
        const struct aif_community *c = &spec->communities[i];
        p.community = c->name;
        check_community(&p, c);
        for (uint32_t j = 0; j < i; j++)
            check_that(&p, author_key(c->name) != author_key(spec->communities[j].name),
                       "the same name as another community, or too like it: choose another");
    }
    return p.is_ok;
}

bool check_amount_asked(const struct aif_generate_size *s, struct aif_err *err)
{
    if (!s->jobs && s->span_s <= 0)
        return aif_err_set(err, "neither a number of jobs nor a span of time is given");
    if (s->jobs && s->span_s > 0 && s->load > 0.0)
        return aif_err_set(err, "jobs, span and load are given: any two decide the third");
    if (s->span_s < 0 || s->span_s > INT64_C(100) * 366 * 86400)
        return aif_err_set(err, "a span of %lld s, expected at most 100 years",
                           (long long)s->span_s);
    if (!(s->load >= 0.0 && s->load <= 1000.0))
        return aif_err_set(err, "a load of %g, expected 0 to 1000", s->load);
    if (s->jobs > LARGEST_JOB_COUNT)
        return aif_err_set(err, "%u jobs, expected at most %d", s->jobs, LARGEST_JOB_COUNT);
    return true;
}
