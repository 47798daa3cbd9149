/* Limits after Tsafrir's model: how many there are, how popular each is, and how they meet run
 * times.
 */
#include "generate/estimates.h"
#include "suite.h"

#include <math.h>

enum { DAY_S = 86400, DRAWS = 100000 };

static struct aif_arena arena;

static void free_all(void)
{
    aif_arena_free(&arena);
}

static const struct aif_size_weight one[] = {{1, 1}};
static const int64_t unused_s[] = {60};

/* A kind that asks for up to a day, on a pool. */
static struct estimates made(const struct aif_dist_part *runtime, uint32_t distinct)
{
    static struct aif_job_kind kind;
    static struct fit fit;
    struct aif_machine pool = aif_machine_pool(10);
    struct estimates e = {.count = 0};
    struct aif_err err = {{0}};
    kind = (struct aif_job_kind){
        .name = "k",
        .weight = 1,
        .size = {.weights = one, .weight_count = 1},
        .runtime_s = {.parts = runtime, .part_count = 1},
        .limit = {.distinct = distinct,
                  .popular_s = unused_s,
                  .popular_count = 1,
                  .longest_s = DAY_S},
        .burst_mean = 1,
    };
    ck_assert(fit_init(&fit, &kind, &pool, &arena, &err));
    estimates_init(&e, &fit, 1, 77, &arena);
    return e;
}

static const struct aif_dist_part a_second = {.kind = AIF_DIST_CONSTANT, .a = 1};
static const struct aif_dist_part minutes = {.kind = AIF_DIST_EXPONENTIAL, .a = 600};

static uint32_t index_of(const struct estimates *e, int64_t value_s)
{
    uint32_t i = 0;
    while (i < e->count && e->values_s[i] != value_s)
        i++;
    ck_assert_uint_lt(i, e->count);
    return i;
}

static int downwards(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Shares of draws for jobs that need nothing, the most popular first. */
static void shares_of(const struct estimates *e, double *shares)
{
    for (uint32_t i = 0; i < DRAWS; i++) {
        struct aif_rng r = aif_rng_stream(5, AIF_STREAM_TEST, i);
        shares[index_of(e, estimates_draw(e, 1.0, &r))] += 1.0 / DRAWS;
    }
}

START_TEST(so_many_values_ascend_to_the_longest_limit)
{
    static const uint32_t wanted[] = {1, 5, 16, 20, 90, 340, 1000};
    for (size_t w = 0; w < AIF_COUNT(wanted); w++) {
        struct estimates e = made(&minutes, wanted[w]);
        ck_assert_uint_eq(e.count, wanted[w]);
        for (uint32_t i = 0; i < e.count; i++) {
            ck_assert_int_eq(e.values_s[i] % 60, 0);
            ck_assert(i == 0 || e.values_s[i] > e.values_s[i - 1]);
        }
        ck_assert_int_eq(e.values_s[e.count - 1], DAY_S);
    }
}
END_TEST

/* The formulae by a calculator: ranks 2, 3 and 20 hold 14.0491 e^(-0.177531 x) + 0.462513
 * = 10.3127, 8.7102 and 0.8659 %; all of 2 to 20 hold 67.27, so the first has 21.73 of 89.  Ranks
 * 21 to 90 are x^-2.267 in proportion, 11 % together.
 * Five standard errors of a share of 0.2 are 0.0063. */
START_TEST(the_twenty_most_popular_hold_89_per_cent)
{
    static double shares[1000];
    struct estimates e = made(&a_second, 90);
    shares_of(&e, shares);
    double longest = shares[e.count - 1];
    qsort(shares, e.count, sizeof *shares, downwards);
    ck_assert_double_eq(shares[0], longest);
    ck_assert_double_le(fabs(shares[0] - 0.2173), 0.0065);
    ck_assert_double_le(fabs(shares[1] - 0.1031), 0.005);
    ck_assert_double_le(fabs(shares[2] - 0.0871), 0.005);
    double top = 0.0;
    for (int i = 0; i < 20; i++)
        top += shares[i];
    ck_assert_double_le(fabs(top - 0.89), 0.006);
}
END_TEST

START_TEST(the_round_times_are_among_the_most_popular)
{
    static const int64_t round_s[] = {300, 600, 900, 1200, 1800, 3600, 4 * 3600, 18 * 3600};
    static double shares[1000], sorted[1000];
    struct estimates e = made(&a_second, 90);
    shares_of(&e, shares);
    for (uint32_t i = 0; i < e.count; i++)
        sorted[i] = shares[i];
    qsort(sorted, e.count, sizeof *sorted, downwards);
    for (size_t i = 0; i < AIF_COUNT(round_s); i++)
        ck_assert_double_ge(shares[index_of(&e, round_s[i])], sorted[19]);
}
END_TEST

/* Run times of ten minutes in the mean need less than estimates offer: then jobs get long enough
 * limits and the limits keep their popularity. */
START_TEST(limits_are_long_enough_and_as_popular_as_ever)
{
    static double wanted[1000], got[1000];
    struct estimates idle = made(&a_second, 40);
    shares_of(&idle, wanted);
    struct estimates e = made(&minutes, 40);
    for (uint32_t i = 0; i < DRAWS; i++) {
        struct aif_rng r = aif_rng_stream(6, AIF_STREAM_TEST, i);
        double u = aif_rng_unit(&r), need_s = 1.0;
        /* Exponential by its quantiles at 100 places: no logarithm is needed for that. */
        for (double tail = 1.0; tail > u && need_s < DAY_S; tail *= 0.99)
            need_s += 6.0302; /* -600 ln 0.99 */
        int64_t limit_s = estimates_draw(&e, need_s, &r);
        ck_assert(need_s > DAY_S || (double)limit_s >= need_s);
        got[index_of(&e, limit_s)] += 1.0 / DRAWS;
    }
    for (uint32_t i = 0; i < e.count; i++)
        ck_assert_msg(fabs(got[i] - wanted[i]) <= 0.01, "%lld s: %g, wanted %g",
                      (long long)e.values_s[i], got[i], wanted[i]);
}
END_TEST

/* The model's own way on the same numbers: jobs from the longest to the shortest each take any of
 * the estimates that are left and long enough. */
static void deal(const struct estimates *e, const double *popularity, const double *needs,
                 uint32_t jobs, double *mean_of_half)
{
    double *left = AIF_NEW(&arena, double, e->count);
    for (uint32_t i = 0; i < e->count; i++)
        left[i] = popularity[i] * jobs;
    for (uint32_t j = 0; j < jobs; j++) {
        uint32_t first = e->count - 1;
        while (first > 0 && (double)e->values_s[first - 1] >= needs[j])
            first--;
        double pool = 0.0, mean_s = 0.0;
        for (uint32_t i = first; i < e->count; i++)
            pool += left[i];
        for (uint32_t i = first; i < e->count; i++) {
            mean_s += left[i] / pool * (double)e->values_s[i];
            left[i] -= left[i] / pool; /* the part of a job that would take it */
        }
        mean_of_half[j >= jobs / 2] += mean_s / (jobs / 2);
    }
}

START_TEST(jobs_get_the_limits_that_dealing_them_out_would_give)
{
    enum { JOBS = 4000 };
    static double popularity[1000], needs[JOBS];
    double dealt[2] = {0.0, 0.0}, drawn[2] = {0.0, 0.0};
    struct estimates idle = made(&a_second, 40), e = made(&minutes, 40);
    shares_of(&idle, popularity);
    for (uint32_t i = 0; i < JOBS; i++) { /* the quantiles, the longest first */
        double s = 0.0, tail = 1.0, wanted = (i + 0.5) / JOBS;
        for (; tail > wanted; tail *= 0.999)
            s += 0.60030; /* -600 ln 0.999 */
        needs[i] = s < DAY_S ? s : DAY_S;
    }
    deal(&e, popularity, needs, JOBS, dealt);
    for (uint32_t i = 0; i < 20 * JOBS; i++) {
        struct aif_rng r = aif_rng_stream(7, AIF_STREAM_TEST, i);
        drawn[i % JOBS >= JOBS / 2] +=
            (double)estimates_draw(&e, needs[i % JOBS], &r) / (10.0 * JOBS);
    }
    /* 40,000 draws with a deviation of about 30,000 s: five errors are 750 s. */
    ck_assert_double_le(fabs(drawn[0] - dealt[0]), 1000.0);
    ck_assert_double_le(fabs(drawn[1] - dealt[1]), 1000.0);
    ck_assert_double_gt(dealt[0], dealt[1] + 3000.0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("estimates");
    tcase_add_checked_fixture(t, NULL, free_all);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, so_many_values_ascend_to_the_longest_limit);
    tcase_add_test(t, the_twenty_most_popular_hold_89_per_cent);
    tcase_add_test(t, the_round_times_are_among_the_most_popular);
    tcase_add_test(t, limits_are_long_enough_and_as_popular_as_ever);
    tcase_add_test(t, jobs_get_the_limits_that_dealing_them_out_would_give);
    Suite *s = suite_create("estimates");
    suite_add_tcase(s, t);
    return run_suite(s);
}
