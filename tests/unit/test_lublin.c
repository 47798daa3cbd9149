/* Lublin's and Feitelson's model: the daily cycle, seeds, types, load, and what it refuses. */
#include "aif/lublin.h"
#include "generate/lublin_day.h"
#include "suite.h"

#include <math.h>
#include <string.h>

enum { PROCS = 128, HOUR_S = 3600, DAY_S = 86400 };

static struct aif_lublin_type types[AIF_LUBLIN_TYPE_MAX];

static struct aif_lublin_spec spec_of(const char *first, const char *second)
{
    types[0] = *aif_lublin_find(first);
    if (second)
        types[1] = *aif_lublin_find(second);
    return (struct aif_lublin_spec){.name = "x", .types = types, .type_count = second ? 2 : 1};
}

static struct aif_workload made(const struct aif_lublin_spec *spec, uint32_t procs,
                                struct aif_generate_size size, uint64_t seed,
                                struct aif_generate_report *report)
{
    struct aif_machine pool = aif_machine_pool(procs);
    struct aif_workload w = {.count = 0};
    struct aif_err err = {{0}};
    struct aif_generate_ask ask = {.machine = &pool, .size = size, .seed = seed};
    ck_assert_msg(aif_lublin_generate(spec, &ask, &w, report, &err), "%s", err.text);
    return w;
}

/* Shares of a day's jobs: the distribution function of gamma(8.1737, 3.9631), integrated by
 * Simpson's rule in another program, between x - 0.5 and x + 0.5 for x = 11 .. 58; 5:00 is x = 11.
 */
START_TEST(half_hours_of_the_day_have_the_published_weights)
{
    static const struct {
        int bucket;
        double share;
    } known[] = {
        {0, 0.010579598432},  {9, 0.003661541882},  {10, 0.003435789026}, {20, 0.028364961201},
        {28, 0.038168229308}, {35, 0.030786310212}, {47, 0.011743581560},
    };
    struct lublin_day day;

    ck_assert(lublin_day_init(&day, &aif_lublin_find("untyped")->day));

    ck_assert_double_eq(day.sums[0], 0.0);
    ck_assert_double_eq_tol(day.sums[LUBLIN_BUCKETS], DAY_S, 1e-7);
    for (size_t i = 0; i < AIF_COUNT(known); i++) {
        int b = known[i].bucket;
        ck_assert_double_eq_tol((day.sums[b + 1] - day.sums[b]) / DAY_S, known[i].share, 1e-9);
    }
}
END_TEST

START_TEST(the_cycle_and_its_inverse_meet)
{
    struct lublin_day day;
    ck_assert(lublin_day_init(&day, &aif_lublin_find("batch")->day));

    for (double t = 0.0; t < 3.0 * DAY_S; t += 777.25)
        ck_assert_double_eq_tol(lublin_day_time(&day, lublin_day_even(&day, t)), t, 1e-6);
    ck_assert_double_eq_tol(lublin_day_even(&day, 5.0 * DAY_S), 5.0 * DAY_S, 1e-6);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_jobs_and_another_seed_others)
{
    struct aif_lublin_spec spec = spec_of("untyped", NULL);
    struct aif_generate_size size = {.jobs = 1000};
    struct aif_workload a = made(&spec, PROCS, size, 1, NULL);
    struct aif_workload b = made(&spec, PROCS, size, 1, NULL);
    struct aif_workload c = made(&spec, PROCS, size, 2, NULL);

    uint32_t differing = 0;
    for (uint32_t i = 0; i < 1000; i++) {
        ck_assert_mem_eq(&a.jobs[i], &b.jobs[i], sizeof a.jobs[i]);
        differing += a.jobs[i].runtime_s != c.jobs[i].runtime_s;
    }
    ck_assert_uint_gt(differing, 900);
    aif_workload_close(&a);
    aif_workload_close(&b);
    aif_workload_close(&c);
}
END_TEST

START_TEST(jobs_are_in_order_fit_the_pool_and_state_what_the_model_knows)
{
    struct aif_lublin_spec spec = spec_of("batch", NULL);
    static const uint32_t pools[] = {1, 2, 7, 100, 128};

    for (size_t p = 0; p < AIF_COUNT(pools); p++) {
        struct aif_generate_report report;
        struct aif_workload w =
            made(&spec, pools[p], (struct aif_generate_size){.jobs = 2000}, 3, &report);
        ck_assert_uint_eq(w.count, 2000);
        for (uint32_t i = 0; i < w.count; i++) {
            const struct aif_job *j = &w.jobs[i];
            ck_assert_int_ge(j->submit_s, i ? w.jobs[i - 1].submit_s : 0);
            ck_assert_int_lt(j->submit_s, report.span_s);
            ck_assert_uint_ge(j->request.procs, 1);
            ck_assert_uint_le(j->request.procs, pools[p]);
            ck_assert_int_ge(j->runtime_s, 1);
            ck_assert_int_le(j->runtime_s, 162754); /* e^12 */
            ck_assert_int_eq(j->limit_s, j->runtime_s);
            ck_assert_uint_eq(j->user, AIF_NONE);
        }
        ck_assert_str_eq(w.communities.texts[w.jobs[0].community], "batch");
        ck_assert_uint_eq(w.max_procs, pools[p]);
        aif_workload_close(&w);
    }
}
END_TEST

/* Without a size that fits the pool, `high` is its logarithm: some job takes all of it. */
START_TEST(sizes_grow_with_the_pool_unless_they_are_given)
{
    struct aif_lublin_spec spec = spec_of("untyped", NULL);
    struct aif_generate_size size = {.jobs = 20000};
    struct aif_workload wide = made(&spec, 1024, size, 1, NULL);
    types[0].log2_high = 7;
    types[0].log2_mid = 4.5;
    struct aif_workload given = made(&spec, 1024, size, 1, NULL);

    uint32_t widest = 0, widest_given = 0;
    for (uint32_t i = 0; i < 20000; i++) {
        uint32_t a = wide.jobs[i].request.procs, b = given.jobs[i].request.procs;
        widest = a > widest ? a : widest;
        widest_given = b > widest_given ? b : widest_given;
    }
    ck_assert_uint_eq(widest, 1024);
    ck_assert_uint_eq(widest_given, 128);
    aif_workload_close(&wide);
    aif_workload_close(&given);
}
END_TEST

START_TEST(a_type_is_not_changed_by_another_beside_it)
{
    struct aif_lublin_spec alone = spec_of("batch", NULL);
    struct aif_generate_size size = {.span_s = 20 * DAY_S};
    struct aif_workload a = made(&alone, PROCS, size, 1, NULL);
    struct aif_lublin_spec both = spec_of("interactive", "batch");
    struct aif_generate_report report;
    struct aif_workload b = made(&both, PROCS, size, 1, &report);

    ck_assert_str_eq(b.communities.texts[0], "interactive");
    ck_assert_uint_eq(report.communities[1].jobs, a.count);
    ck_assert_uint_eq(report.communities[0].jobs + a.count, b.count);
    ck_assert_uint_gt(report.communities[0].jobs, 100);
    uint32_t n = 0;
    for (uint32_t i = 0; i < b.count; i++) {
        const struct aif_job *y = &b.jobs[i];
        if (strcmp(b.communities.texts[y->community], "batch") != 0)
            continue;
        const struct aif_job *x = &a.jobs[n++];
        ck_assert_int_eq(x->submit_s, y->submit_s);
        ck_assert_int_eq(x->runtime_s, y->runtime_s);
        ck_assert_uint_eq(x->request.procs, y->request.procs);
    }
    ck_assert_uint_eq(n, a.count);
    aif_workload_close(&a);
    aif_workload_close(&b);
}
END_TEST

static double load_of(const struct aif_workload *w, int64_t span_s)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < w->count; i++)
        sum += (double)w->jobs[i].request.procs * (double)w->jobs[i].runtime_s;
    return sum / PROCS / (double)span_s;
}

START_TEST(two_of_jobs_span_and_load_decide_the_third)
{
    struct aif_lublin_spec spec = spec_of("untyped", NULL);
    struct aif_generate_report report;

    struct aif_workload w =
        made(&spec, PROCS, (struct aif_generate_size){.jobs = 5000, .load = 0.7}, 1, &report);
    ck_assert_uint_eq(w.count, 5000);
    ck_assert_double_eq_tol(load_of(&w, report.span_s), 0.7, 0.001);
    ck_assert_double_eq_tol((double)report.load_nano * 1e-9, 0.7, 0.001);
    /* The last job comes near the end: arrivals were stretched, not cut off. */
    ck_assert_int_gt(w.jobs[4999].submit_s, report.span_s - 2 * DAY_S);
    aif_workload_close(&w);

    w = made(&spec, PROCS, (struct aif_generate_size){.span_s = 50 * DAY_S, .load = 0.7}, 1,
             &report);
    ck_assert_int_eq(report.span_s, 50 * DAY_S);
    ck_assert_double_eq_tol(load_of(&w, 50 * DAY_S), 0.7, 0.0036);
    ck_assert_int_gt(w.jobs[w.count - 1].submit_s, 48 * DAY_S);
    aif_workload_close(&w);

    /* On one day a single job may be a tenth of the machine: what would overshoot is left out. */
    for (uint64_t seed = 1; seed <= 20; seed++) {
        w = made(&spec, PROCS, (struct aif_generate_size){.span_s = DAY_S, .load = 0.3}, seed,
                 &report);
        ck_assert_double_eq_tol(load_of(&w, DAY_S), 0.3, 0.00151);
        aif_workload_close(&w);
    }

    w = made(&spec, PROCS, (struct aif_generate_size){.span_s = 50 * DAY_S, .jobs = 9000}, 1,
             &report);
    ck_assert_uint_eq(w.count, 9000);
    ck_assert_int_gt(w.jobs[8999].submit_s, 48 * DAY_S);
    ck_assert_int_lt(w.jobs[8999].submit_s, 50 * DAY_S);
    aif_workload_close(&w);
}
END_TEST

/* Stretching must not move noon: with six times as many jobs a day the quiet hours stay quiet.
 * From 2:00 to 5:00 come 3.07 % of a day's jobs by the same program. */
START_TEST(the_daily_cycle_is_that_of_local_time_at_any_load)
{
    struct aif_lublin_spec spec = spec_of("untyped", NULL);
    spec.unix_start_s = INT64_C(1704067200); /* midnight UTC */
    spec.utc_offset_s = 2 * HOUR_S;

    struct aif_workload w = made(
        &spec, PROCS, (struct aif_generate_size){.jobs = 40000, .span_s = 60 * DAY_S}, 1, NULL);

    uint32_t quiet = 0;
    for (uint32_t i = 0; i < w.count; i++) {
        int64_t hour = (w.jobs[i].submit_s + 2 * HOUR_S) / HOUR_S % 24;
        quiet += hour >= 2 && hour < 5;
    }
    ck_assert_double_eq_tol((double)quiet / w.count, 0.0307, 0.004);
    aif_workload_close(&w);
}
END_TEST

static void expect_refused(const struct aif_lublin_spec *spec, const struct aif_machine *m,
                           struct aif_generate_size size, const char *text)
{
    struct aif_workload w = {.count = 0};
    struct aif_err err = {{0}};
    struct aif_generate_ask ask = {.machine = m, .size = size, .seed = 1};
    ck_assert(!aif_lublin_generate(spec, &ask, &w, NULL, &err));
    ck_assert_msg(strstr(err.text, text) != NULL, "%s", err.text);
    aif_workload_close(&w);
}

START_TEST(what_cannot_be_made_is_refused_with_the_reason)
{
    struct aif_lublin_spec spec = spec_of("untyped", NULL);
    struct aif_machine pool = aif_machine_pool(16), nodes = {.name = "mimer", .node_count = 3};
    struct aif_generate_size size = {.jobs = 10};

    expect_refused(&spec, &nodes, size, "pool of processors");
    expect_refused(&spec, &pool, (struct aif_generate_size){.load = 0.5},
                   "neither a number of jobs nor a span");
    expect_refused(&spec, &pool, (struct aif_generate_size){3, 3, 0.5}, "any two decide the third");
    types[0].run[0].shape = 0;
    expect_refused(&spec, &pool, size, "untyped");
    types[0] = types[1] = *aif_lublin_find("batch");
    spec.type_count = 2;
    expect_refused(&spec, &pool, size, "twice");
    ck_assert_ptr_null(aif_lublin_find("serial"));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("lublin");
    TCase *t = tcase_create("lublin");
    tcase_add_test(t, half_hours_of_the_day_have_the_published_weights);
    tcase_add_test(t, the_cycle_and_its_inverse_meet);
    tcase_add_test(t, the_same_seed_gives_the_same_jobs_and_another_seed_others);
    tcase_add_test(t, jobs_are_in_order_fit_the_pool_and_state_what_the_model_knows);
    tcase_add_test(t, sizes_grow_with_the_pool_unless_they_are_given);
    tcase_add_test(t, a_type_is_not_changed_by_another_beside_it);
    tcase_add_test(t, two_of_jobs_span_and_load_decide_the_third);
    tcase_add_test(t, the_daily_cycle_is_that_of_local_time_at_any_load);
    tcase_add_test(t, what_cannot_be_made_is_refused_with_the_reason);
    suite_add_tcase(s, t);
    return run_suite(s);
}
