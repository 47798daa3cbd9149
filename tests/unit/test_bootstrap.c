/* Expected bounds: tests/oracle/bootstrap.py, an independent program; small cases by hand. */
#include "host/campaign/bootstrap.h"
#include "suite.h"

START_TEST(bounds_equal_those_of_the_independent_program)
{
    static const int64_t sample[] = {3, 1, 4, 1, 5};
    struct bootstrap b;

    bootstrap_mean(sample, 5, 1, &b);

    ck_assert_int_eq(b.sum, 14);
    ck_assert_int_eq(b.low_sum, 7);
    ck_assert_int_eq(b.high_sum, 21);
}
END_TEST

START_TEST(bounds_of_large_and_negative_values_are_exact)
{
    static const int64_t sample[] = {
        -1000000000000, 2500000000000, 300000000, -7, 123456789012345, 99};
    struct bootstrap b;

    bootstrap_mean(sample, 6, 1, &b);

    ck_assert_int_eq(b.sum, 124957089012437);
    ck_assert_int_eq(b.low_sum, -1999699999809);
    ck_assert_int_eq(b.high_sum, 372870367037023);
}
END_TEST

START_TEST(bounds_between_two_resamples_are_exact)
{
    static const int64_t sample[] = {1000003, 2000029, 5000011, 8000069, -3000017, 700001,
                                     90017,   4400021, 1230007, -650011, 3333331};
    struct bootstrap b;

    bootstrap_mean(sample, 11, 7, &b);

    ck_assert_int_eq(b.sum, 22103461);
    ck_assert_int_eq(b.low_sum, 3859907);
    ck_assert_int_eq(b.high_sum, 41750374);
}
END_TEST

/* Of two values a quarter of the resamples is all one, a quarter all the other: both ends lie
 * within the middle 95 %. */
START_TEST(two_values_are_their_own_bounds)
{
    static const int64_t sample[] = {10, 20};
    struct bootstrap b;

    bootstrap_mean(sample, 2, 42, &b);

    ck_assert_int_eq(b.low_sum, 20);
    ck_assert_int_eq(b.high_sum, 40);
}
END_TEST

START_TEST(equal_values_leave_no_doubt)
{
    static const int64_t sample[] = {7, 7, 7};
    struct bootstrap b;

    bootstrap_mean(sample, 3, 1, &b);

    ck_assert_int_eq(b.low_sum, 21);
    ck_assert_int_eq(b.high_sum, 21);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("bootstrap");
    tcase_add_test(c, bounds_equal_those_of_the_independent_program);
    tcase_add_test(c, bounds_of_large_and_negative_values_are_exact);
    tcase_add_test(c, bounds_between_two_resamples_are_exact);
    tcase_add_test(c, two_values_are_their_own_bounds);
    tcase_add_test(c, equal_values_leave_no_doubt);
    Suite *s = suite_create("unit/bootstrap");
    suite_add_tcase(s, c);
    return run_suite(s);
}
