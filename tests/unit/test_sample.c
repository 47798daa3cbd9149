/* Draws against the formulae of their distributions.  Each test draws 200,000 values from a fixed
 * stream; bounds are five standard errors of the statistic, worked out beside it, so a correct
 * sampler passes with all but about one seed in a million. */
#include "aif/exactmath.h"
#include "generate/cycle.h"
#include "generate/sample.h"
#include "suite.h"

#include <math.h>

enum { DRAWS = 200000 };

struct moments {
    double mean, variance;
};

static struct moments moments_of(const struct aif_dist_part *part, uint64_t entity)
{
    struct aif_rng r = aif_rng_stream(11, AIF_STREAM_TEST, entity);
    struct aif_dist d = {.parts = part, .part_count = 1};
    double sum = 0.0, squares = 0.0;
    for (int i = 0; i < DRAWS; i++) {
        double x = sample_dist(&r, &d, 1);
        sum += x;
        squares += x * x;
    }
    double mean = sum / DRAWS;
    return (struct moments){mean, squares / DRAWS - mean * mean};
}

/* Mean 3, variance 9.  Standard errors: 3 / sqrt(N) = 0.0067; variance of s^2 is (9 - 1) sigma^4 /
 * N with kurtosis 9: 9 sqrt(8 / N) = 0.057. */
START_TEST(exponential_values_have_their_mean_and_variance)
{
    struct aif_dist_part p = {.kind = AIF_DIST_EXPONENTIAL, .a = 3.0};
    struct moments m = moments_of(&p, 1);
    ck_assert_double_le(fabs(m.mean - 3.0), 0.034);
    ck_assert_double_le(fabs(m.variance - 9.0), 0.29);
}
END_TEST

/* Shares of a normal distribution below -1.959964, 0 and 1.644854: 2.5, 50 and 95 %.  Standard
 * errors: sqrt(p (1 - p) / N) = 0.00035, 0.0011, 0.00049. */
START_TEST(normal_values_have_the_percentiles_of_the_tables)
{
    struct aif_rng r = aif_rng_stream(11, AIF_STREAM_TEST, 2);
    int low = 0, half = 0, high = 0;
    for (int i = 0; i < DRAWS; i++) {
        double x = sample_normal(&r);
        low += x < -1.959964;
        half += x < 0.0;
        high += x < 1.644854;
    }
    ck_assert_double_le(fabs((double)low / DRAWS - 0.025), 0.0018);
    ck_assert_double_le(fabs((double)half / DRAWS - 0.5), 0.0056);
    ck_assert_double_le(fabs((double)high / DRAWS - 0.95), 0.0025);
}
END_TEST

/* Shape k, scale t: mean k t, variance k t^2, kurtosis 3 + 6 / k. */
START_TEST(gamma_values_have_their_mean_and_variance)
{
    static const struct {
        double shape, scale;
    } cases[] = {{4.2, 0.94}, {312.0, 0.03}, {1.0, 2.0}, {0.5, 3.0}};
    for (size_t i = 0; i < AIF_COUNT(cases); i++) {
        double k = cases[i].shape, t = cases[i].scale;
        struct aif_dist_part p = {.kind = AIF_DIST_GAMMA, .a = k, .b = t};
        struct moments m = moments_of(&p, 10 + i);
        ck_assert_double_le(fabs(m.mean - k * t), 5.0 * sqrt(k * t * t / DRAWS));
        ck_assert_double_le(fabs(m.variance - k * t * t),
                            5.0 * k * t * t * sqrt((2.0 + 6.0 / k) / DRAWS));
    }
}
END_TEST

/* Median 120 s, sigma 1.5: ln x is normal with mean ln 120 = 4.787492 and sigma 1.5, so half lie
 * below 120 and 90 % below 120 e^(1.5 * 1.281552) = 820.4. */
START_TEST(log_normal_values_have_their_median_and_ninth_decile)
{
    struct aif_rng r = aif_rng_stream(11, AIF_STREAM_TEST, 3);
    struct aif_dist_part p = {.kind = AIF_DIST_LOG_NORMAL, .a = 120.0, .b = 1.5};
    struct aif_dist d = {.parts = &p, .part_count = 1};
    int half = 0, high = 0;
    for (int i = 0; i < DRAWS; i++) {
        double x = sample_dist(&r, &d, 1);
        half += x < 120.0;
        high += x < 820.4;
    }
    ck_assert_double_le(fabs((double)half / DRAWS - 0.5), 0.0056);
    ck_assert_double_le(fabs((double)high / DRAWS - 0.9), 0.0034);
}
END_TEST

/* Uniform in the logarithm from 1 to 10,000: a quarter lies below 10, half below 100. */
START_TEST(log_uniform_values_fill_each_decade_alike)
{
    struct aif_rng r = aif_rng_stream(11, AIF_STREAM_TEST, 4);
    struct aif_dist_part p = {.kind = AIF_DIST_LOG_UNIFORM, .a = 1.0, .b = 10000.0};
    struct aif_dist d = {.parts = &p, .part_count = 1};
    int quarter = 0, half = 0;
    for (int i = 0; i < DRAWS; i++) {
        double x = sample_dist(&r, &d, 1);
        ck_assert(x >= 1.0 && x <= 10000.0 * (1 + 1e-12));
        quarter += x < 10.0;
        half += x < 100.0;
    }
    ck_assert_double_le(fabs((double)quarter / DRAWS - 0.25), 0.0049);
    ck_assert_double_le(fabs((double)half / DRAWS - 0.5), 0.0056);
}
END_TEST

/* 0 % 1 s, 50 % 100 s, 100 % 1,000,000 s: straight in the logarithm on each side, so 25 % lie below
 * 10 s and 75 % below 10,000 s. */
START_TEST(a_table_gives_back_its_percentiles)
{
    static const struct aif_dist_point points[] = {{0.0, 1.0}, {0.5, 100.0}, {1.0, 1000000.0}};
    struct aif_rng r = aif_rng_stream(11, AIF_STREAM_TEST, 5);
    struct aif_dist_part p = {.kind = AIF_DIST_TABLE, .points = points, .point_count = 3};
    struct aif_dist d = {.parts = &p, .part_count = 1};
    int quarter = 0, half = 0, three_quarters = 0;
    for (int i = 0; i < DRAWS; i++) {
        double x = sample_dist(&r, &d, 1);
        quarter += x < 10.0;
        half += x < 100.0;
        three_quarters += x < 10000.0;
    }
    ck_assert_double_le(fabs((double)quarter / DRAWS - 0.25), 0.0049);
    ck_assert_double_le(fabs((double)half / DRAWS - 0.5), 0.0056);
    ck_assert_double_le(fabs((double)three_quarters / DRAWS - 0.75), 0.0049);
}
END_TEST

/* Mean 8: P(1) = 1/8; standard error of the mean sqrt(8 * 7 / N) = 0.0167. */
START_TEST(geometric_counts_have_their_mean_and_start_at_one)
{
    struct aif_rng r = aif_rng_stream(11, AIF_STREAM_TEST, 6);
    int64_t sum = 0, ones = 0;
    for (int i = 0; i < DRAWS; i++) {
        uint32_t n = sample_geometric(&r, 8.0);
        ck_assert_uint_ge(n, 1);
        sum += n;
        ones += n == 1;
    }
    ck_assert_double_le(fabs((double)sum / DRAWS - 8.0), 0.084);
    ck_assert_double_le(fabs((double)ones / DRAWS - 0.125), 0.0037);
    ck_assert_uint_eq(sample_geometric(&r, 1.0), 1);
}
END_TEST

START_TEST(an_index_without_weight_is_never_drawn)
{
    const double weights[] = {0.0, 3.0, 0.0, 1.0, 0.0};
    double sums[5];
    int seen[5] = {0};
    struct aif_rng r = aif_rng_stream(11, AIF_STREAM_TEST, 7);
    sample_sum_weights(weights, 5, sums);

    for (int i = 0; i < DRAWS; i++)
        seen[sample_index(&r, sums, 5)]++;

    ck_assert_int_eq(seen[0] + seen[2] + seen[4], 0);
    ck_assert_double_le(fabs((double)seen[1] / DRAWS - 0.75), 0.0049);
}
END_TEST

/* Skew 1 over 4 users: 1, 1/2, 1/3, 1/4 of 25/12. */
START_TEST(ranks_weigh_as_powers_of_their_number)
{
    double sums[4];
    sample_sum_ranks(1.0, 4, sums);
    ck_assert_double_le(fabs(sums[0] - 1.0), 1e-12);
    ck_assert_double_le(fabs(sums[3] - 25.0 / 12.0), 1e-12);
}
END_TEST

/* Part 1 has weight 1 - 0.1 u, part 2 has 0.1 u: for u = 0 only ones, for 5 half, from 10 on only
 * twos. */
START_TEST(weights_of_a_mixture_follow_the_size_of_the_job)
{
    struct aif_dist_part parts[] = {
        {.kind = AIF_DIST_CONSTANT, .a = 1.0, .weight = 1.0, .weight_slope = -0.1},
        {.kind = AIF_DIST_CONSTANT, .a = 2.0, .weight_slope = 0.1},
    };
    struct aif_dist d = {.parts = parts, .part_count = 2};
    static const struct {
        uint32_t units;
        double mean;
    } cases[] = {{0, 1.0}, {5, 1.5}, {10, 2.0}, {40, 2.0}};
    for (size_t i = 0; i < AIF_COUNT(cases); i++) {
        struct aif_rng r = aif_rng_stream(11, AIF_STREAM_TEST, 20 + i);
        double sum = 0.0;
        for (int j = 0; j < DRAWS; j++)
            sum += sample_dist(&r, &d, cases[i].units);
        ck_assert_double_le(fabs(sum / DRAWS - cases[i].mean), 0.0056);
    }
}
END_TEST

START_TEST(values_outside_the_bounds_become_the_bounds)
{
    struct aif_dist_part p = {.kind = AIF_DIST_CONSTANT, .a = 50.0};
    struct aif_rng r = aif_rng_stream(11, AIF_STREAM_TEST, 8);
    struct aif_dist low = {.parts = &p, .part_count = 1, .min = 60.0};
    struct aif_dist high = {.parts = &p, .part_count = 1, .max = 40.0};
    ck_assert_double_eq(sample_dist(&r, &low, 1), 60.0);
    ck_assert_double_eq(sample_dist(&r, &high, 1), 40.0);
}
END_TEST

/* Half of the table's values are at most 10.  To the power of 2 it is a quarter (the larger of two
 * draws), to that of 1/2 a share of 0.7071.  Five standard errors: 5 sqrt(0.25 / N) = 0.0056. */
START_TEST(a_power_of_a_table_moves_its_shares_and_keeps_its_values)
{
    static const struct aif_dist_point points[] = {{0.0, 1.0}, {0.5, 10.0}, {1.0, 100.0}};
    static const struct aif_dist_part p = {
        .kind = AIF_DIST_TABLE, .points = points, .point_count = 3};
    static const double powers[] = {1.0, 2.0, 0.5}, shares[] = {0.5, 0.25, 0.70711};
    struct aif_dist d = {.parts = &p, .part_count = 1};
    for (int i = 0; i < 3; i++) {
        struct aif_rng r = aif_rng_stream(11, AIF_STREAM_TEST, 50 + (uint64_t)i);
        int low = 0;
        for (int n = 0; n < DRAWS; n++) {
            double x = sample_table_power(&r, &d, powers[i]);
            ck_assert(x >= 1.0 - 1e-9 && x <= 100.0 + 1e-9);
            low += x <= 10.0;
        }
        ck_assert_double_le(fabs((double)low / DRAWS - shares[i]), 0.0056);
    }
    /* The bounds of the distribution hold here, too. */
    struct aif_rng r = aif_rng_stream(11, AIF_STREAM_TEST, 53);
    d.max = 20.0;
    for (int n = 0; n < 1000; n++)
        ck_assert_double_le(sample_table_power(&r, &d, 50.0), 20.0);
}
END_TEST

/* Of four users: ln 8, ln 8/3, ln 8/5, ln 8/7; with skew 1 and stretch 2 their squares by 1, 2, 3
 * and 4. */
START_TEST(a_stretched_skew_leaves_next_to_nothing_for_the_last)
{
    static const double plain[] = {2.079442, 0.980829, 0.470004, 0.133531};
    static const double both[] = {4.324077, 0.481013, 0.073634, 0.004458};
    double sums[4], before = 0.0, before_both = 0.0, sums_both[4];
    sample_sum_stretched(0.0, 1.0, 4, sums);
    sample_sum_stretched(1.0, 2.0, 4, sums_both);
    for (int i = 0; i < 4; i++) {
        ck_assert_double_le(fabs(sums[i] - before - plain[i]), 2e-6);
        ck_assert_double_le(fabs(sums_both[i] - before_both - both[i]), 2e-6);
        before = sums[i];
        before_both = sums_both[i];
    }
}
END_TEST

static struct aif_cycle even(void)
{
    struct aif_cycle c;
    for (int h = 0; h < 24; h++)
        c.hour[h] = 1.0;
    for (int d = 0; d < 7; d++)
        c.day[d] = 1.0;
    return c;
}

START_TEST(an_even_cycle_leaves_times_where_they_are)
{
    struct aif_cycle c = even();
    struct week w;
    week_init(&w, &c, 1700000000, 3600);
    for (int i = 0; i < 100; i++)
        ck_assert_double_le(fabs(week_time(&w, i / 100.0, 1000000) - i * 10000.0), 1e-3);
}
END_TEST

/* 2026-11-02 00:00 UTC is a Monday.  Only Tuesday 10 to 12 o'clock has weight: the first half of
 * all arrivals lies in 10 to 11, that is 34 to 35 h after the start; seen from UTC + 1, 33 to 34.
 */
START_TEST(arrivals_fall_into_the_hours_that_have_weight_in_local_time)
{
    struct aif_cycle c = {.day = {[1] = 1.0}, .hour = {[10] = 1.0, [11] = 1.0}};
    struct week w;
    week_init(&w, &c, INT64_C(1793577600), 0);
    ck_assert_double_le(fabs(week_time(&w, 0.0, WEEK_S) - 34 * 3600.0), 1e-3);
    ck_assert_double_le(fabs(week_time(&w, 0.5, WEEK_S) - 35 * 3600.0), 1e-3);
    ck_assert_double_le(fabs(week_time(&w, 0.75, 2 * WEEK_S) - (WEEK_S + 35 * 3600.0)), 1e-3);
    week_init(&w, &c, INT64_C(1793577600), 3600);
    ck_assert_double_le(fabs(week_time(&w, 0.5, WEEK_S) - 34 * 3600.0), 1e-3);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("sample");
    TCase *t = tcase_create("draws");
    tcase_add_test(t, exponential_values_have_their_mean_and_variance);
    tcase_add_test(t, normal_values_have_the_percentiles_of_the_tables);
    tcase_add_test(t, gamma_values_have_their_mean_and_variance);
    tcase_add_test(t, log_normal_values_have_their_median_and_ninth_decile);
    tcase_add_test(t, log_uniform_values_fill_each_decade_alike);
    tcase_add_test(t, a_table_gives_back_its_percentiles);
    tcase_add_test(t, geometric_counts_have_their_mean_and_start_at_one);
    tcase_add_test(t, an_index_without_weight_is_never_drawn);
    tcase_add_test(t, ranks_weigh_as_powers_of_their_number);
    tcase_add_test(t, a_power_of_a_table_moves_its_shares_and_keeps_its_values);
    tcase_add_test(t, a_stretched_skew_leaves_next_to_nothing_for_the_last);
    tcase_add_test(t, weights_of_a_mixture_follow_the_size_of_the_job);
    tcase_add_test(t, values_outside_the_bounds_become_the_bounds);
    suite_add_tcase(s, t);
    t = tcase_create("cycle");
    tcase_add_test(t, an_even_cycle_leaves_times_where_they_are);
    tcase_add_test(t, arrivals_fall_into_the_hours_that_have_weight_in_local_time);
    suite_add_tcase(s, t);
    return run_suite(s);
}
