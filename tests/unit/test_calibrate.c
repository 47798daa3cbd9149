/* The rows of `aifsim calibrate`, on four jobs for which each was worked out by hand. */
#include "host/calibrate/compare.h"
#include "suite.h"

#include <math.h>
#include <string.h>

enum { NO_LIMIT_S = 1000000 };

static struct aif_job job(uint32_t gpus, int64_t runtime_s, int8_t status, int64_t submit_s)
{
    return (struct aif_job){
        .submit_s = submit_s,
        .limit_s = NO_LIMIT_S,
        .runtime_s = runtime_s,
        .request = {.procs = gpus},
        .status = status,
    };
}

static struct aif_job jobs[4];
static struct aif_workload w;
static struct aif_arena arena;

/* GPU-seconds 10, 30, 200 and 400, in all 640; the last job would run on, but for its limit. */
static void setup(void)
{
    jobs[0] = job(1, 10, AIF_STATUS_COMPLETED, 0);
    jobs[1] = job(1, 30, AIF_STATUS_FAILED, 10);
    jobs[2] = job(2, 100, AIF_STATUS_CANCELLED, 700);
    jobs[3] = job(4, 5000, AIF_STATUS_COMPLETED, 7200);
    jobs[3].limit_s = 100;
    memset(&w, 0, sizeof w);
    w.jobs = jobs;
    w.count = 4;
    aif_names_intern(&w.users, &w.arena, "a", 1);
    aif_names_intern(&w.users, &w.arena, "b", 1);
    aif_names_intern(&w.applications, &w.arena, "tune", 4);
    aif_names_intern(&w.applications, &w.arena, "train", 5);
    jobs[2].user = 1;
    jobs[2].application = jobs[3].application = 1;
}

static void teardown(void)
{
    aif_workload_close(&w);
    aif_arena_free(&arena);
}

static const struct published_point run_points[] = {{10, 0.5}, {100, 1.0}};
static const struct published_point size_points[] = {{1, 0.5}, {2, 0.5}, {4, 1.0}};
static const struct published_outcome even = {.completed = 0.5, .failed = 0.25, .cancelled = 0.25};

static struct published figures(void)
{
    return (struct published){
        .runtime_by_jobs = {run_points, 2},
        .gpus_by_jobs = {size_points, 3},
        .gpus_by_gpu_time = {size_points, 3},
        .mean_runtime_s = 50,
        .median_runtime_s = 30,
        .mean_gpus = 2.1,
        .median_gpus = 1,
        .by_jobs = even,
        .by_gpu_time = even,
    };
}

static struct calibration compare(const struct published *p)
{
    struct calibration c = {.arena = &arena};
    calibration_compare(p, &w, 3600, &c);
    return c;
}

static const struct calibration_row *row_of(const struct calibration *c, const char *what)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (strcmp(c->rows[i].what, what) == 0)
            return &c->rows[i];
    ck_abort_msg("no row '%s'", what);
    return NULL;
}

static void expect(const struct calibration *c, const char *what, double ours, double distance)
{
    const struct calibration_row *row = row_of(c, what);
    ck_assert_msg(fabs(row->ours - ours) < 1e-6, "%s: %g, expected %g", what, row->ours, ours);
    ck_assert_msg(fabs(row->distance - distance) < 1e-6, "%s: distance %g, expected %g", what,
                  row->distance, distance);
}

/* A quarter runs for 10 s; 40 of 640 GPU-seconds have 1 GPU, 240 up to 2. */
START_TEST(distributions_are_compared_where_they_differ_most)
{
    struct published p = figures();
    struct calibration c = compare(&p);
    expect(&c, "run time by jobs", 0.25, 0.25);
    ck_assert_str_eq(row_of(&c, "run time by jobs")->at, "10");
    expect(&c, "GPUs by jobs", 0.75, 0.25);
    ck_assert_str_eq(row_of(&c, "GPUs by jobs")->at, "2");
    expect(&c, "GPUs by GPU time", 40.0 / 640, 0.4375);
    /* 640 squared by 100 + 900 + 40,000 + 160,000 is worth 2.0378 equal jobs. */
    ck_assert_double_le(fabs(row_of(&c, "GPUs by GPU time")->chance - 0.95130), 1e-4);
}
END_TEST

START_TEST(figures_are_compared_in_proportion)
{
    struct published p = figures();
    struct calibration c = compare(&p);
    expect(&c, "mean run time, s", 60, 0.2);
    ck_assert(calibration_is_above(row_of(&c, "mean run time, s")));
    expect(&c, "median run time, s", 30, 0.0);
    expect(&c, "mean GPUs", 2, 0.1 / 2.1);
    ck_assert(!calibration_is_above(row_of(&c, "mean GPUs")));
    expect(&c, "median GPUs", 1, 0.0);
    expect(&c, "share of jobs, completed", 0.5, 0.0);
    expect(&c, "share of GPU time, completed", 410.0 / 640, 0.28125);
    expect(&c, "share of GPU time, failed", 30.0 / 640, 0.8125);
    expect(&c, "share of GPU time, cancelled", 200.0 / 640, 0.25);
    uint32_t above = 0;
    for (uint32_t i = 0; i < c.count; i++)
        above += calibration_is_above(&c.rows[i]);
    ck_assert_uint_eq(c.above, above);
}
END_TEST

/* Jobs of 2 and 4 GPUs: one cancelled, one completed. */
START_TEST(outcomes_by_size_have_the_last_row_open)
{
    static const struct published_outcome by_gpus[] = {
        {.from_gpus = 1, .completed = 0.5, .failed = 0.5},
        {.from_gpus = 2, .completed = 0.5, .failed = 0.1, .cancelled = 0.4},
    };
    struct published p = figures();
    p.by_gpus = by_gpus;
    p.by_gpus_count = 2;
    struct calibration c = compare(&p);
    expect(&c, "outcome of jobs of 1 GPUs", 0.5, 0.0);
    expect(&c, "outcome of jobs of 2 and more GPUs", 0.0, 0.1);
    ck_assert_str_eq(row_of(&c, "outcome of jobs of 2 and more GPUs")->at, "failed");
}
END_TEST

/* "train" are the jobs of 2 and 4 GPUs: half of the jobs, 600 of 640 GPU-seconds. */
START_TEST(a_kind_counts_its_own_jobs_only)
{
    static const char *const kinds[] = {"train", "not-there"};
    static const struct published_point points[] = {{99, 0.1}, {100, 1.0}};
    const struct published_kind kind = {.name = "large",
                                        .kinds = kinds,
                                        .kind_count = 2,
                                        .jobs_share = 0.4,
                                        .gpu_time_share = 0.75,
                                        .quartiles = {2, 2, 5},
                                        .runtime = {points, 2}};
    struct published p = figures();
    p.kinds = &kind;
    p.kind_count = 1;
    struct calibration c = compare(&p);
    expect(&c, "run time by jobs, large", 0.0, 0.1);
    expect(&c, "quartiles of GPUs, large", 4, 0.2);
    expect(&c, "share of jobs, large", 0.5, 0.25);
    expect(&c, "share of GPU time, large", 600.0 / 640, 0.25);
    ck_assert(!calibration_is_above(row_of(&c, "share of GPU time, large")));
}
END_TEST

/* Users have 440 and 200: the first half of them 0.6875, a quarter of them, which is half a user,
 * half of that. */
START_TEST(top_users_may_count_in_part)
{
    static const struct published_point points[] = {{25, 0.34375}, {50, 0.5}, {100, 1.0}};
    struct published p = figures();
    p.user_share = (struct published_curve){points, 3};
    struct calibration c = compare(&p);
    expect(&c, "GPU time by users, top per cent", 0.6875, 0.1875);
}
END_TEST

/* An hour east of the trace, three of the jobs come after 1 o'clock and one after 3. */
START_TEST(hours_are_local_time)
{
    struct published p = figures();
    p.hours[1] = p.hours[2] = 2.0;
    struct calibration c = compare(&p);
    expect(&c, "jobs before this hour of the day", 0.75, 0.25);
}
END_TEST

/* 13 times of 10 minutes, with 2, 1, and in the last 1 job: mean 4/13, variance 6/13 - 16/169. */
START_TEST(bursts_are_counted_in_ten_minutes)
{
    struct published p = figures();
    p.dispersion = 1.0;
    p.empty_share = 0.75;
    struct calibration c = compare(&p);
    expect(&c, "submits in 10 minutes, variance / mean", 1.192308, 0.192308);
    expect(&c, "10 minutes without a submit, share", 10.0 / 13, 10.0 / 13 - 0.75);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("calibrate");
    TCase *t = tcase_create("rows");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, distributions_are_compared_where_they_differ_most);
    tcase_add_test(t, figures_are_compared_in_proportion);
    tcase_add_test(t, outcomes_by_size_have_the_last_row_open);
    tcase_add_test(t, a_kind_counts_its_own_jobs_only);
    tcase_add_test(t, top_users_may_count_in_part);
    tcase_add_test(t, hours_are_local_time);
    tcase_add_test(t, bursts_are_counted_in_ten_minutes);
    suite_add_tcase(s, t);
    return run_suite(s);
}
