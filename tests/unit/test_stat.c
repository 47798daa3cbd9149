/* Statistics in integers. */
#include "aif/rng.h"
#include "engine/stat.h"
#include "engine/wide.h"
#include "suite.h"

enum { MANY = 5000 };

/* Products by hand: (2^64 - 1)^2 = 2^128 - 2^65 + 1. */
START_TEST(products_fill_128_bits)
{
    struct wide p = wide_product(UINT64_MAX, UINT64_MAX);
    ck_assert_uint_eq(p.hi, UINT64_MAX - 1);
    ck_assert_uint_eq(p.lo, 1);
    p = wide_product(UINT64_C(1) << 40, UINT64_C(3) << 40);
    ck_assert_uint_eq(p.hi, 3 << 16);
    ck_assert_uint_eq(p.lo, 0);
}
END_TEST

START_TEST(a_quotient_and_its_rest_give_the_dividend_back)
{
    struct wide n = wide_product(123456789012345678, 876543210987654321);
    wide_add(&n, 42);
    uint64_t rest;
    ck_assert_uint_eq(wide_divide(n, 876543210987654321, &rest), 123456789012345678);
    ck_assert_uint_eq(rest, 42);
}
END_TEST

START_TEST(ratios_are_rounded_half_up)
{
    ck_assert_int_eq(ratio_nano(1, 3), 333333333);
    ck_assert_int_eq(ratio_nano(2, 3), 666666667);
    ck_assert_int_eq(ratio_nano(1, 2000000000), 1);
    ck_assert_int_eq(ratio_nano(1, 2000000001), 0);
    ck_assert_int_eq(
        wide_ratio_nano(wide_product(UINT64_C(1) << 61, 7), wide_product(UINT64_C(1) << 61, 2)),
        3500000000);
    ck_assert_int_eq(wide_ratio_nano(wide_product(UINT64_C(1) << 61, 7), (struct wide){.lo = 1}),
                     INT64_MAX);
}
END_TEST

static struct aif_stat compute(const uint64_t *values, size_t count, uint64_t usual,
                               uint64_t unit_nano)
{
    uint64_t copy[MANY];
    struct sample s = {.values = copy};
    struct aif_stat out = {.max_nano = -1};
    sample_clear(&s, usual);
    for (size_t i = 0; i < count; i++) {
        copy[s.count] = values[i];
        if (values[i] == usual)
            s.usual_count++;
        else
            sample_add(&s, 1);
    }
    sample_compute(&s, unit_nano, &out);
    return out;
}

/* R: quantile(c(1, 2, 3, 4), c(.5, .95, .99)) gives 2.5, 3.85, 3.97. */
START_TEST(percentiles_interpolate_between_order_statistics)
{
    uint64_t values[] = {4, 1, 3, 2};
    struct aif_stat s = compute(values, AIF_COUNT(values), 0, 1000000000);
    ck_assert_int_eq(s.mean_nano, 2500000000);
    ck_assert_int_eq(s.median_nano, 2500000000);
    ck_assert_int_eq(s.p95_nano, 3850000000);
    ck_assert_int_eq(s.p99_nano, 3970000000);
    ck_assert_int_eq(s.max_nano, 4000000000);
}
END_TEST

START_TEST(statistics_of_one_value_are_that_value)
{
    struct aif_stat s = compute((uint64_t[]){7}, 1, 0, 1);
    ck_assert_int_eq(s.mean_nano, 7);
    ck_assert_int_eq(s.median_nano, 7);
    ck_assert_int_eq(s.p99_nano, 7);
    ck_assert_int_eq(s.max_nano, 7);
}
END_TEST

/* The usual number may lie at either end or between: 0 0 5 9 10. */
START_TEST(usual_numbers_count_where_they_belong)
{
    const uint64_t values[] = {9, 0, 5, 10, 0};
    const uint64_t usual[] = {0, 5, 10, 7};
    struct aif_stat s = compute(values, AIF_COUNT(values), usual[_i], 1000000000);
    ck_assert_int_eq(s.mean_nano, 4800000000);
    ck_assert_int_eq(s.median_nano, 5000000000);
    ck_assert_int_eq(s.p95_nano, 9800000000);
    ck_assert_int_eq(s.p99_nano, 9960000000);
    ck_assert_int_eq(s.max_nano, 10000000000);
}
END_TEST

START_TEST(statistics_of_nothing_are_zero)
{
    struct aif_stat s = compute(NULL, 0, 0, 1);
    ck_assert_int_eq(s.max_nano, 0);
    ck_assert_int_eq(s.mean_nano, 0);
}
END_TEST

START_TEST(a_mean_does_not_overflow)
{
    uint64_t values[] = {INT64_MAX, INT64_MAX - 1, INT64_MAX, INT64_MAX - 2};
    struct aif_stat s = compute(values, AIF_COUNT(values), 0, 1);
    ck_assert_int_eq(s.mean_nano, INT64_MAX - 1);
    ck_assert_int_eq(s.max_nano, INT64_MAX);
}
END_TEST

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* Shapes that a job log has: many equal values, a long tail, powers far apart. */
static uint64_t draw(struct aif_rng *rng, int shape)
{
    uint64_t n = aif_rng_next(rng);
    switch (shape) {
    case 0:
        return n % 3;
    case 1:
        return n >> (1 + n % 63);
    case 2:
        return n % 10 ? 1000000000 : 1000000000 + n % 1000000;
    default:
        return n >> 1;
    }
}

START_TEST(every_rank_is_that_of_the_sorted_values)
{
    uint64_t values[MANY], sorted[MANY];
    struct aif_rng rng = aif_rng_stream(1, AIF_STREAM_ARRIVAL, (uint64_t)_i);
    for (int i = 0; i < MANY; i++)
        sorted[i] = values[i] = draw(&rng, _i);
    qsort(sorted, MANY, sizeof *sorted, by_value);

    for (size_t rank = 0; rank < MANY; rank += 37)
        ck_assert_uint_eq(stat_select(values, MANY, rank), sorted[rank]);

    struct aif_stat s = compute(values, MANY, _i == 2 ? 1000000000 : 2, 1);
    uint64_t low = sorted[(MANY - 1) / 2], high = sorted[MANY / 2];
    ck_assert_uint_eq((uint64_t)s.median_nano, low + (high - low) / 2 + (high - low) % 2);
    ck_assert_uint_eq((uint64_t)s.max_nano, sorted[MANY - 1]);
}
END_TEST

static void check_dispersion(uint64_t *values, size_t count, int64_t jain_nano, int64_t gini_nano)
{
    int64_t jain, gini;
    stat_dispersion(values, count, &jain, &gini);
    ck_assert_int_eq(jain, jain_nano);
    ck_assert_int_eq(gini, gini_nano);
}

/* Facts, policies.md 4.16. */
START_TEST(jain_and_gini_have_their_textbook_values)
{
    check_dispersion((uint64_t[]){1, 1, 1, 1}, 4, 1000000000, 0);
    check_dispersion((uint64_t[]){1, 0, 0, 0}, 4, 250000000, 750000000);
    check_dispersion((uint64_t[]){4, 2, 3, 1}, 4, 833333333, 250000000);
    check_dispersion((uint64_t[]){0, 0}, 2, 1000000000, 0);
    check_dispersion(NULL, 0, 0, 0);
}
END_TEST

START_TEST(huge_values_are_as_unequal_as_small_ones)
{
    uint64_t unit = UINT64_C(1) << 61;
    check_dispersion((uint64_t[]){unit, 2 * unit, 3 * unit, 4 * unit}, 4, 833333333, 250000000);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("stat");
    tcase_add_test(t, products_fill_128_bits);
    tcase_add_test(t, a_quotient_and_its_rest_give_the_dividend_back);
    tcase_add_test(t, ratios_are_rounded_half_up);
    tcase_add_test(t, percentiles_interpolate_between_order_statistics);
    tcase_add_test(t, statistics_of_one_value_are_that_value);
    tcase_add_loop_test(t, usual_numbers_count_where_they_belong, 0, 4);
    tcase_add_test(t, statistics_of_nothing_are_zero);
    tcase_add_test(t, a_mean_does_not_overflow);
    tcase_add_loop_test(t, every_rank_is_that_of_the_sorted_values, 0, 4);
    tcase_add_test(t, jain_and_gini_have_their_textbook_values);
    tcase_add_test(t, huge_values_are_as_unequal_as_small_ones);
    Suite *s = suite_create("stat");
    suite_add_tcase(s, t);
    return run_suite(s);
}
