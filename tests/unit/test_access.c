/* Charges and months of grants.  Charges: worked examples of LUMI's user guide, "Billing policy".
 * Dates and quotas: by hand. */
#include "aif/access.h"

#include "suite.h"

enum { HOUR_S = 3600, DAY_S = 86400 };

/* Unix times, from `date -u -d`. */
#define JAN_2027 INT64_C(1798761600)
#define FEB_2027 INT64_C(1801440000)
#define MAR_2027 INT64_C(1803859200)
#define APR_2027 INT64_C(1806537600)
#define JAN_2028 INT64_C(1830297600)

static const struct aif_charge_rate standard_g = {.is_by_node = true, .milli_per_node = 4000};
static const struct aif_charge_rate small_g = {
    .cores_per_part = 8, .mem_mib_per_part = 65536, .gpus_per_part = 1, .milli_per_part = 500};
static const struct aif_charge_rate standard = {.is_by_node = true, .milli_per_node = 128000};
static const struct aif_charge_rate small = {
    .cores_per_part = 1, .mem_mib_per_part = 2048, .milli_per_part = 1000};

static int64_t unit_hours(const struct aif_charge_rate *rate, struct aif_tres_set amount,
                          int64_t hours)
{
    int64_t unit_ms = aif_charge_milli(rate, &amount) * hours * HOUR_S;
    ck_assert_int_eq(unit_ms % AIF_UNIT_MS_PER_UNIT_HOUR, 0);
    return unit_ms / AIF_UNIT_MS_PER_UNIT_HOUR;
}

START_TEST(whole_nodes_of_lumi_are_charged_by_node)
{
    struct aif_tres_set four_nodes = {.of = {4 * 56, 4 * 512 * 1024, 4, 4 * 8, 0}};
    ck_assert_int_eq(unit_hours(&standard_g, four_nodes, 24), 384);

    struct aif_tres_set sixteen = {.of = {16 * 128, 16 * 256 * 1024, 16, 0, 0}};
    ck_assert_int_eq(unit_hours(&standard, sixteen, 12), 24576);
}
END_TEST

START_TEST(parts_of_nodes_of_lumi_are_charged_by_what_is_largest)
{
    struct aif_tres_set two_gcds = {.of = {[AIF_TRES_GPU] = 2, [AIF_TRES_CPU] = 16}};
    ck_assert_int_eq(unit_hours(&small_g, two_gcds, 24), 24);

    struct aif_tres_set much_memory = {.of = {[AIF_TRES_GPU] = 1, [AIF_TRES_MEM] = 128 * 1024}};
    ck_assert_int_eq(unit_hours(&small_g, much_memory, 24), 24);

    struct aif_tres_set little = {.of = {[AIF_TRES_CPU] = 4, [AIF_TRES_MEM] = 4 * 1024}};
    ck_assert_int_eq(unit_hours(&small, little, 24), 96);

    struct aif_tres_set heavy = {.of = {[AIF_TRES_CPU] = 4, [AIF_TRES_MEM] = 32 * 1024}};
    ck_assert_int_eq(unit_hours(&small, heavy, 24), 384);
}
END_TEST

/* 9 cores are two parts of 8, and one MiB beyond 64 GiB begins a second part, too. */
START_TEST(parts_are_rounded_up)
{
    struct aif_tres_set nine = {.of = {[AIF_TRES_CPU] = 9, [AIF_TRES_GPU] = 1}};
    ck_assert_int_eq(aif_charge_milli(&small_g, &nine), 1000);

    struct aif_tres_set memory = {.of = {[AIF_TRES_MEM] = 65537}};
    ck_assert_int_eq(aif_charge_milli(&small_g, &memory), 1000);

    struct aif_tres_set nothing = {.of = {0}};
    ck_assert_int_eq(aif_charge_milli(&small_g, &nothing), 0);
}
END_TEST

START_TEST(a_resource_without_a_divisor_costs_nothing)
{
    struct aif_tres_set gpus = {.of = {[AIF_TRES_GPU] = 8}};
    ck_assert_int_eq(aif_charge_milli(&small, &gpus), 0);
}
END_TEST

static struct aif_access clock_from(int64_t unix_start_s, int32_t utc_offset_s)
{
    return (struct aif_access){.unix_start_s = unix_start_s, .utc_offset_s = utc_offset_s};
}

START_TEST(the_next_month_begins_at_local_midnight)
{
    struct aif_access utc = clock_from(JAN_2027, 0), local = clock_from(JAN_2027, HOUR_S);
    ck_assert_int_eq(aif_access_next_month(&utc, 0), 31 * DAY_S);
    ck_assert_int_eq(aif_access_next_month(&utc, 31 * DAY_S - 1), 31 * DAY_S);
    ck_assert_int_eq(aif_access_next_month(&utc, 31 * DAY_S), (31 + 28) * DAY_S);
    ck_assert_int_eq(aif_access_next_month(&utc, -1), 0);

    ck_assert_int_eq(aif_access_next_month(&local, 0), 31 * DAY_S - HOUR_S);
    ck_assert_int_eq(aif_access_next_month(&local, 31 * DAY_S - HOUR_S), 59 * DAY_S - HOUR_S);
    ck_assert_int_eq(aif_access_next_month(&local, 364 * DAY_S), 365 * DAY_S - HOUR_S);
}
END_TEST

/* February 2028 has 29 days. */
START_TEST(leap_years_have_their_day)
{
    struct aif_access a = clock_from(JAN_2028, 0);
    ck_assert_int_eq(aif_access_next_month(&a, 31 * DAY_S), 60 * DAY_S);
}
END_TEST

static struct aif_grant grant_of(int64_t start_s, int64_t end_s, int64_t amount)
{
    return (struct aif_grant){.start_s = start_s, .end_s = end_s, .amount_unit_ms = amount};
}

START_TEST(whole_months_have_equal_quotas_whatever_their_length)
{
    struct aif_access a = clock_from(JAN_2027, 0);
    struct aif_grant g = grant_of(0, 365 * DAY_S, 1200);
    ck_assert_uint_eq(aif_grant_months(&a, &g), 12);
    for (uint32_t m = 0; m < 12; m++)
        ck_assert_int_eq(aif_grant_quota(&a, &g, m), 100);
}
END_TEST

/* From 17 January to 14 February: 15 of 31 and 14 of 28 days, 15/31 : 1/2 = 30 : 31. */
START_TEST(months_in_part_have_their_part)
{
    struct aif_access a = clock_from(JAN_2027, 0);
    struct aif_grant g = grant_of(16 * DAY_S, (31 + 14) * DAY_S, 6100);
    ck_assert_uint_eq(aif_grant_months(&a, &g), 2);
    ck_assert_int_eq(aif_grant_quota(&a, &g, 0), 3000);
    ck_assert_int_eq(aif_grant_quota(&a, &g, 1), 3100);
}
END_TEST

START_TEST(a_grant_to_the_last_second_of_a_month_does_not_touch_the_next)
{
    struct aif_access a = clock_from(0, 0);
    struct aif_grant to_end = grant_of(FEB_2027, MAR_2027, 7);
    struct aif_grant beyond = grant_of(FEB_2027, MAR_2027 + 1, 7);
    struct aif_grant empty = grant_of(FEB_2027, FEB_2027, 7);
    ck_assert_uint_eq(aif_grant_months(&a, &to_end), 1);
    ck_assert_uint_eq(aif_grant_months(&a, &beyond), 2);
    ck_assert_uint_eq(aif_grant_months(&a, &empty), 0);
    ck_assert_int_eq(aif_grant_quota(&a, &to_end, 0), 7);
    ck_assert_int_eq(aif_grant_quota(&a, &beyond, 0), 6);
    ck_assert_int_eq(aif_grant_quota(&a, &beyond, 1), 1);
}
END_TEST

/* 10 over 3 months: 3, 3, 4 - cut off from what they have together. */
START_TEST(what_does_not_divide_comes_with_a_later_month)
{
    struct aif_access a = clock_from(0, 0);
    struct aif_grant g = grant_of(JAN_2027, APR_2027, 10);
    ck_assert_int_eq(aif_grant_quota(&a, &g, 0), 3);
    ck_assert_int_eq(aif_grant_quota(&a, &g, 1), 3);
    ck_assert_int_eq(aif_grant_quota(&a, &g, 2), 4);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("access");
    TCase *t = tcase_create("charges");
    tcase_add_test(t, whole_nodes_of_lumi_are_charged_by_node);
    tcase_add_test(t, parts_of_nodes_of_lumi_are_charged_by_what_is_largest);
    tcase_add_test(t, parts_are_rounded_up);
    tcase_add_test(t, a_resource_without_a_divisor_costs_nothing);
    suite_add_tcase(s, t);
    t = tcase_create("months");
    tcase_add_test(t, the_next_month_begins_at_local_midnight);
    tcase_add_test(t, leap_years_have_their_day);
    tcase_add_test(t, whole_months_have_equal_quotas_whatever_their_length);
    tcase_add_test(t, months_in_part_have_their_part);
    tcase_add_test(t, a_grant_to_the_last_second_of_a_month_does_not_touch_the_next);
    tcase_add_test(t, what_does_not_divide_comes_with_a_later_month);
    suite_add_tcase(s, t);
    return run_suite(s);
}
