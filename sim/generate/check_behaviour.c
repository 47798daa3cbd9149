/* Faults in what a spec says of how users behave and how they belong together. */
#include "generate/check.h"

enum { MOST_TRIGGERS = 255, MOST_SWINGS = 100, MOST_DISTINCT = 1000, MOST_PIECES = 1000 };
enum { SWING_STEP_S = 600, MOST_MIX_CELLS = 4 * 1000 * 1000 };

static void check_triggers(struct check_place *p, const struct aif_community *c, uint32_t k)
{
    const struct aif_job_kind *kind = &c->kinds[k];
    check_that(p, kind->trigger_count <= MOST_TRIGGERS, "it sets off more than 255 others");
    for (uint32_t i = 0; i < kind->trigger_count; i++) {
        const struct aif_trigger *t = &kind->triggers[i];
        check_that(p, t->kind > k && t->kind < c->kind_count,
                   "it sets off a kind that does not stand below it");
        check_that(p, check_is_share(t->share),
                   "a share of jobs that set off others outside 0 to 1");
        check_that(p, t->jobs_mean >= 1.0 && t->jobs_mean < 1e6,
                   "what it sets off is less than one job");
        check_dist(p, &t->think_s);
    }
}

static void check_shared_time(struct check_place *p, const struct aif_shared_time *t)
{
    check_that(p, check_is_share(t->share), "a share outside 0 to 1");
    check_that(p, t->share <= 0.0 || t->time_s.part_count > 0, "a share of jobs without times");
    check_dist(p, &t->time_s);
}

void check_behaviour_of_kind(struct check_place *p, const struct aif_community *c, uint32_t k)
{
    const struct aif_job_kind *kind = &c->kinds[k];
    if (kind->cycle)
        check_cycle(p, kind->cycle);
    check_that(p, kind->limit.distinct <= MOST_DISTINCT, "more than 1000 distinct limits");
    check_that(p, kind->most_pieces <= MOST_PIECES, "chains of more than 1000 pieces");
    check_that(p, check_is_share(kind->data_share) && check_is_share(kind->preemptible_share),
               "a share outside 0 to 1");
    check_that(p, kind->data_share <= 0.0 || c->data.share > 0.0,
               "it reads data, but the community's projects have none");
    check_that(p, kind->least_nodes >= 0.0 && kind->least_nodes <= 1.0,
               "least nodes outside 0 to 1 times the nodes asked for");
    check_that(p,
               kind->most_nodes >= 0.0 && kind->most_nodes <= 1e6 &&
                   (kind->most_nodes == 0.0 || kind->most_nodes >= 1.0),
               "most nodes below the nodes asked for");
    check_shared_time(p, &kind->deadline);
    check_shared_time(p, &kind->checkpoint);
    check_triggers(p, c, k);
}

static void check_names(struct check_place *p, const struct aif_named_weight *names, uint32_t count)
{
    double total = 0.0;
    bool is_fine = count < AIF_NONE16;
    for (uint32_t i = 0; i < count; i++) {
        is_fine &= check_is_amount(names[i].weight) && names[i].name[0];
        total += names[i].weight;
    }
    check_that(p, is_fine && (count == 0 || total > 0.0),
               "countries or homes of data without names or weights");
}

static void check_organisations(struct check_place *p, const struct aif_community *c)
{
    const struct aif_organisation_model *o = &c->organisations;
    check_names(p, o->countries, o->country_count);
    check_that(p, o->skew >= 0.0 && o->skew < 100.0, "a skew of organisations below 0");
    if (o->count)
        check_that(p, o->count <= c->accounts && c->accounts <= c->users,
                   "each organisation has a project and each project a user: expected no more "
                   "organisations than accounts, and no more accounts than users");
}

static void check_data(struct check_place *p, const struct aif_data_model *d)
{
    check_names(p, d->homes, d->home_count);
    check_that(p, check_is_share(d->share) && check_is_share(d->sensitive_share),
               "a share of data sets outside 0 to 1");
    check_that(p, d->share <= 0.0 || d->gib.part_count > 0, "data sets without sizes");
    check_dist(p, &d->gib);
}

void check_behaviour(struct check_place *p, const struct aif_community *c)
{
    check_organisations(p, c);
    check_data(p, &c->data);
    check_that(p, c->user_mix >= 0.0 && c->user_mix <= 1e6, "a user mix outside 0 to 1000000");
    check_that(p, c->user_mix <= 0.0 || (uint64_t)c->users * c->kind_count <= MOST_MIX_CELLS,
               "users differ, but users times kinds are more than 4 million");
    check_that(p, c->visit_mean == 0.0 || (c->visit_mean >= 1.0 && c->visit_mean < 1e6),
               "visits of less than one session");
    check_dist(p, &c->think_s);
    check_that(p, c->swing_count <= MOST_SWINGS, "more than 100 swings");
    for (uint32_t i = 0; i < c->swing_count; i++) {
        const struct aif_swing *s = &c->swings[i];
        check_that(p, s->period_s >= SWING_STEP_S && s->period_s % SWING_STEP_S == 0,
                   "a swing whose period is no multiple of 10 minutes");
        check_that(p, s->cv > 0.0 && s->cv <= 10.0,
                   "a swing whose cv is not above 0 and at most 10");
    }
}
