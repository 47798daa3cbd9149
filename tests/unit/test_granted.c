/* From grants to jobs.  Windows and amounts are worked out by hand. */
#include "host/access/granted.h"
#include "host/access/rates.h"

#include "modes.h"
#include "same_workload.h"
#include "specs.h"

#include <stdio.h>
#include <string.h>

static const struct aif_wish_point wish[] = {{0, 10000.0}, {1000000, 10000.0}};
static const double both[COUNTRIES] = {1.0, 1.0, 0.0};
static const double three_months[12] = {[2] = 1.0};
static const char *const like[] = {"research", "startups"};
static const struct aif_dist_part four_fifths = {.kind = AIF_DIST_CONSTANT, .a = 0.8};

static struct aif_applicants applicants[2];
static struct aif_access_mode benchmark;
static struct access_spec access_spec;
static struct workload_spec workload_spec;
static struct three model;
static struct aif_machine machine;
static struct granted_ask ask;
static struct aif_workload jobs, others;
static struct granted granted, other_grants;
static struct aif_err err;

static struct aif_applicants academics(const char *name)
{
    return (struct aif_applicants){.name = name,
                                   .org = AIF_ORG_ACADEMIA,
                                   .per_year = 15.0,
                                   .organisations = 4,
                                   .pis = 2,
                                   .country_weights = both,
                                   .wish = wish,
                                   .wish_count = AIF_COUNT(wish),
                                   .duration_weights = three_months};
}

/* Two communities that write in January, late in the morning, for a mode with a cut-off on the
 * first of the month: access on 22 February at 9:00 (8:00 UTC), until 22 May at 9:00 (7:00 UTC). */
static void begin(void)
{
    applicants[0] = academics("groups");
    applicants[1] = academics("labs");
    benchmark = modes[BENCHMARK];
    access_spec = (struct access_spec){.path = "access.yaml", .behaves_like = like};
    access_spec.population = (struct aif_population){.countries = countries,
                                                     .country_count = COUNTRIES,
                                                     .communities = applicants,
                                                     .community_count = 2,
                                                     .month = {1},
                                                     .day = {1, 1, 1, 1, 1, 1, 1},
                                                     .hour = {[11] = 1}};
    access_spec.admission = (struct aif_admission){.modes = &benchmark,
                                                   .mode_count = 1,
                                                   .calendar = {holidays, AIF_COUNT(holidays)},
                                                   .machine_units = 400,
                                                   .opens_second = 32400};
    three_init(&model);
    for (int i = 0; i < 3; i++)
        model.communities[i].organisations.count = 4;
    model.spec.unix_start_s = AT(FEB_2027 + 1, 0, 0, 0);
    workload_spec = (struct workload_spec){.path = "workload.yaml", .model = model.spec};
    machine = small_site();
    ask = (struct granted_ask){.access = &access_spec,
                               .workload = &workload_spec,
                               .machine = &machine,
                               .span_s = 150 * DAY_S,
                               .before_s = 40 * DAY_S,
                               .seed = 5,
                               .use = {.parts = &four_fifths, .part_count = 1}};
}

static void end(void)
{
    aif_workload_close(&jobs);
    aif_workload_close(&others);
    granted_close(&granted);
    granted_close(&other_grants);
}

static void make_granted(void)
{
    struct aif_err fault = {{0}};
    ck_assert_msg(aif_admission_check(&access_spec.admission, &access_spec.population, &fault),
                  "%s", fault.text);
    ck_assert_msg(granted_make(&ask, &jobs, &granted, &err), "%s", err.text);
}

/* 22 February 8:00 is 21 d 8 h after 1 February 0:00; from there it is 89 days less an hour. */
START_TEST(grants_are_on_the_clock_of_the_trace)
{
    begin();
    make_granted();
    ck_assert_uint_gt(granted.count, 10);
    for (uint32_t i = 0; i < granted.count; i++) {
        const struct aif_grant *g = &granted.grants[i];
        ck_assert_int_eq(g->start_s, 1843200);
        ck_assert_int_eq(g->end_s, 1843200 + 7686000);
        ck_assert_int_eq(g->amount_unit_ms, INT64_C(36000000000));
        ck_assert_uint_eq(g->mode, 0);
        ck_assert_uint_eq(g->account, i);
    }
    end();
}
END_TEST

/* March is 2,678,400 of 7,686,000 s: 36 x 10^9 x 2,678,400 / 7,686,000, rounded down. */
START_TEST(grants_are_cut_to_the_span_with_their_part_of_the_amount)
{
    begin();
    workload_spec.model.unix_start_s = AT(MAR_2027 + 1, 0, 0, 0);
    ask.span_s = 31 * DAY_S;
    ask.before_s = 70 * DAY_S;
    make_granted();
    ck_assert_uint_gt(granted.count, 10);
    for (uint32_t i = 0; i < granted.count; i++) {
        ck_assert_int_eq(granted.grants[i].start_s, 0);
        ck_assert_int_eq(granted.grants[i].end_s, 31 * DAY_S);
        ck_assert_int_eq(granted.grants[i].amount_unit_ms, INT64_C(12545199063));
    }
    end();
}
END_TEST

/* What ends at 22 May 7:00 is not seen from there on. */
START_TEST(grants_that_end_before_the_span_are_not_seen)
{
    begin();
    workload_spec.model.unix_start_s = AT(MAY_2027 + 22, 7, 0, 0);
    ask.before_s = 150 * DAY_S;
    ask.span_s = 7 * DAY_S;
    make_granted();
    ck_assert_uint_eq(granted.count + jobs.count, 0);
    ck_assert_uint_gt(granted.admission.count, 10);
    end();
}
END_TEST

static double unit_s(const struct aif_job *j)
{
    return (double)j->request.nodes * j->request.per_node.gpus *
           (double)(j->runtime_s < j->limit_s ? j->runtime_s : j->limit_s);
}

/* 0.8 of 10,000 GPU-hours. */
START_TEST(projects_ask_for_their_part_of_the_hours_within_their_time)
{
    begin();
    make_granted();
    ck_assert_uint_eq(jobs.accounts.count, granted.count);
    double *sums = AIF_NEW(&granted.arena, double, granted.count);
    for (uint32_t i = 0; i < jobs.count; i++) {
        const struct aif_job *j = &jobs.jobs[i];
        const struct aif_grant *g = &granted.grants[j->account];
        ck_assert(j->submit_s >= g->start_s && j->submit_s < g->end_s);
        ck_assert(i == 0 || j->submit_s >= jobs.jobs[i - 1].submit_s);
        ck_assert_int_eq(j->id, (int64_t)i + 1);
        sums[j->account] += unit_s(j);
    }
    for (uint32_t i = 0; i < granted.count; i++)
        ck_assert_double_eq_tol(sums[i], 8000.0 * 3600.0, 80.0 * 3600.0);
    ck_assert_int_eq(jobs.unix_start_s, AT(FEB_2027 + 1, 0, 0, 0));
    ck_assert_uint_eq(jobs.max_procs, 400);
    ck_assert_str_eq(jobs.name, "three");
    end();
}
END_TEST

START_TEST(jobs_bear_the_names_of_the_project_its_community_and_organisation)
{
    begin();
    make_granted();
    const struct aif_proposal *p = NULL;
    for (uint32_t i = 0; i < granted.count; i++) {
        p = &granted.admission.proposals[granted.proposal_of[i]];
        char account[40], organisation[40];
        snprintf(account, sizeof account, "%s-p%03u", applicants[p->community].name, p->number + 1);
        snprintf(organisation, sizeof organisation, "%s-o%03u", applicants[p->community].name,
                 p->organisation + 1);
        ck_assert_str_eq(aif_names_at(&jobs.accounts, i, ""), account);
        uint32_t k = 0, users = 0;
        while (jobs.jobs[k].account != i)
            k++;
        const struct aif_traits *t = &jobs.traits[k];
        ck_assert_str_eq(aif_names_at(&jobs.communities, jobs.jobs[k].community, ""),
                         applicants[p->community].name);
        ck_assert_str_eq(aif_names_at(&jobs.organisations, t->organisation, ""), organisation);
        ck_assert_str_eq(aif_names_at(&jobs.countries, t->country, ""), countries[p->country].name);
        for (uint32_t u = 0; u < jobs.users.count; u++)
            users += strncmp(jobs.users.texts[u], account, strlen(account)) == 0;
        ck_assert_uint_eq(users, 4); /* 20 in 5 accounts */
    }
    end();
}
END_TEST

/* Data is prepared on 36 cores, which is what goes with a GPU, and on twice as many. */
static const struct aif_size_weight gpus_worth[] = {{36, 1}, {37, 1}};
static struct aif_job_kind with_cores[2];

static void begin_with_cores(void)
{
    begin();
    with_cores[0] = with_cores[1] = tune;
    with_cores[1].name = "prepare";
    with_cores[1].needs_cores = true;
    with_cores[1].size = (struct aif_size_model){.weights = gpus_worth, .weight_count = 2};
    for (int i = 0; i < 3; i++)
        model.communities[i] = community(model.communities[i].name, 0.2, with_cores);
    model.communities[0].kind_count = model.communities[1].kind_count = 2;
}

/* What the site charges at most, in unit-milliseconds. */
static int64_t charge(const struct aif_job *j, const struct aif_charge_rate *rate)
{
    const struct aif_shape *each = &j->request.per_node;
    struct aif_tres_set all = {.of = {[AIF_TRES_CPU] = (int64_t)j->request.nodes * each->cores,
                                      [AIF_TRES_MEM] = (int64_t)j->request.nodes * each->mem_mib,
                                      [AIF_TRES_GPU] = (int64_t)j->request.nodes * each->gpus}};
    return aif_charge_milli(rate, &all) * (j->runtime_s < j->limit_s ? j->runtime_s : j->limit_s);
}

/* Jobs on cores are charged, too; 0.8 of the hours that three days have, to half a per cent. */
START_TEST(no_project_is_charged_for_more_than_it_asks_for)
{
    uint32_t rate_count, on_cores = 0;
    begin_with_cores();
    workload_spec.model.unix_start_s = AT(MAR_2027 + 1, 0, 0, 0);
    ask.span_s = 3 * DAY_S;
    ask.before_s = 70 * DAY_S;
    make_granted();
    const struct aif_charge_rate *rate = access_rates(&machine, &granted.arena, &rate_count);
    int64_t *sums = AIF_NEW(&granted.arena, int64_t, granted.count);
    for (uint32_t i = 0; i < jobs.count; i++) {
        sums[jobs.jobs[i].account] += charge(&jobs.jobs[i], rate);
        on_cores += jobs.jobs[i].request.per_node.gpus == 0;
    }
    ck_assert(granted.count > 10 && on_cores > 10);
    for (uint32_t i = 0; i < granted.count; i++)
        ck_assert_double_eq_tol((double)sums[i] / (double)granted.grants[i].amount_unit_ms, 0.8,
                                0.8 * 0.0051);
    end();
}
END_TEST

/* An hour of 2135 has 16.9 GPU-seconds of 10 GPU-hours; no job is below 60. */
START_TEST(what_is_too_little_for_any_job_makes_none)
{
    static const struct aif_wish_point ten[] = {{0, 10.0}, {1000000, 10.0}};
    begin_with_cores();
    applicants[0].wish = applicants[1].wish = ten;
    with_cores[0].runtime_s.min = with_cores[1].runtime_s.min = 60.0;
    workload_spec.model.unix_start_s = AT(MAR_2027 + 1, 0, 0, 0);
    ask.span_s = HOUR_S;
    ask.before_s = 70 * DAY_S;
    make_granted();
    ck_assert(granted.count > 10 && jobs.count == 0);
    end();
}
END_TEST

START_TEST(who_asks_for_nothing_has_an_account)
{
    static const struct aif_dist_part nothing = {.kind = AIF_DIST_CONSTANT, .a = 0.0};
    begin();
    ask.use.parts = &nothing;
    make_granted();
    ck_assert(granted.count > 10 && jobs.count == 0);
    ck_assert_uint_eq(jobs.accounts.count, granted.count);
    end();
}
END_TEST

/* Terms of three months that are renewed twice. */
START_TEST(renewals_keep_the_account_and_have_jobs_of_their_own)
{
    begin();
    benchmark.renewals = 2;
    benchmark.renewal_ppm = 1000000;
    benchmark.lead_days = 40;
    ask.span_s = 330 * DAY_S;
    make_granted();
    uint32_t later = 0;
    for (uint32_t i = 1; i < granted.count; i++) {
        const struct aif_grant *g = &granted.grants[i], *before = g - 1;
        ck_assert_uint_ge(g->account, before->account);
        if (g->account != before->account)
            continue;
        ck_assert_int_ge(g->start_s, before->end_s);
        uint32_t k = 0, n = 0;
        while (jobs.jobs[k].account != g->account)
            k++;
        while (n < jobs.count &&
               (jobs.jobs[n].account != g->account || jobs.jobs[n].submit_s < g->start_s))
            n++;
        ck_assert_uint_lt(n, jobs.count);
        ck_assert(jobs.jobs[n].runtime_s != jobs.jobs[k].runtime_s);
        later++;
    }
    ck_assert_uint_gt(later, 10);
    ck_assert_uint_lt(jobs.accounts.count, granted.count);
    end();
}
END_TEST

START_TEST(the_same_seed_gives_the_same_jobs)
{
    begin();
    make_granted();
    ck_assert(granted_make(&ask, &others, &other_grants, &err));
    ck_assert_ptr_null(workload_difference(&jobs, &others));
    ck_assert_uint_eq(granted.count, other_grants.count);
    aif_workload_close(&others);
    granted_close(&other_grants);
    ask.seed++;
    ck_assert(granted_make(&ask, &others, &other_grants, &err));
    ck_assert_ptr_nonnull(workload_difference(&jobs, &others));
    end();
}
END_TEST

/* The jobs of "labs" without "groups". */
START_TEST(projects_do_not_depend_on_other_communities)
{
    begin();
    make_granted();
    access_spec.population.communities = &applicants[1];
    access_spec.population.community_count = 1;
    access_spec.behaves_like = &like[1];
    ck_assert(granted_make(&ask, &others, &other_grants, &err));
    uint16_t labs = (uint16_t)aif_names_find(&jobs.communities, "labs");
    uint32_t n = 0;
    for (uint32_t i = 0; i < jobs.count; i++) {
        if (jobs.jobs[i].community != labs)
            continue;
        ck_assert_uint_lt(n, others.count);
        jobs.jobs[i].id = (int64_t)n + 1;
        const struct aif_job *x = &jobs.jobs[i], *y = &others.jobs[n];
        ck_assert(x->submit_s == y->submit_s && x->runtime_s == y->runtime_s);
        ck_assert(x->limit_s == y->limit_s && x->request.nodes == y->request.nodes);
        ck_assert(same_name(&jobs.accounts, x->account, &others.accounts, y->account));
        ck_assert(same_name(&jobs.users, x->user, &others.users, y->user));
        n++;
    }
    ck_assert_uint_eq(n, others.count);
    ck_assert_uint_gt(n, 1000);
    end();
}
END_TEST

START_TEST(a_community_that_the_workload_does_not_know_is_an_error)
{
    static const char *const unknown[] = {"research", "nobody"};
    begin();
    access_spec.behaves_like = unknown;
    ck_assert(!granted_make(&ask, &jobs, &granted, &err));
    ck_assert_str_eq(err.text, "access.yaml: population.communities.labs behaves like 'nobody', "
                               "which is no community of workload.yaml (there are: startups, "
                               "research, industry); name one of them in its behaves_like");
    end();
}
END_TEST

START_TEST(a_community_without_gpus_is_an_error)
{
    struct aif_job_kind cores = tune;
    cores.needs_cores = true;
    begin();
    model.communities[0].kinds = &cores;
    ck_assert(!granted_make(&ask, &jobs, &granted, &err));
    ck_assert_msg(strstr(err.text, "community startups has no kind of job that asks for GPUs"),
                  "%s", err.text);
    end();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("granted");
    TCase *c = tcase_create("granted");
    tcase_add_test(c, grants_are_on_the_clock_of_the_trace);
    tcase_add_test(c, grants_are_cut_to_the_span_with_their_part_of_the_amount);
    tcase_add_test(c, grants_that_end_before_the_span_are_not_seen);
    tcase_add_test(c, projects_ask_for_their_part_of_the_hours_within_their_time);
    tcase_add_test(c, jobs_bear_the_names_of_the_project_its_community_and_organisation);
    tcase_add_test(c, no_project_is_charged_for_more_than_it_asks_for);
    tcase_add_test(c, what_is_too_little_for_any_job_makes_none);
    tcase_add_test(c, who_asks_for_nothing_has_an_account);
    tcase_add_test(c, renewals_keep_the_account_and_have_jobs_of_their_own);
    tcase_add_test(c, the_same_seed_gives_the_same_jobs);
    tcase_add_test(c, projects_do_not_depend_on_other_communities);
    tcase_add_test(c, a_community_that_the_workload_does_not_know_is_an_error);
    tcase_add_test(c, a_community_without_gpus_is_an_error);
    suite_add_tcase(s, c);
    return run_suite(s);
}
