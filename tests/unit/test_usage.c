/* Usage: how it is charged, fades and is reset.  Decay figures are those of Slurm's formula, worked
 * out by hand (1 - 0.693 / half-life per second), not 2^(-1 / half-life). */
#include "aif/usage.h"

#include "suite.h"

#include <string.h>

#define WEEK_S INT64_C(604800)

static struct aif_arena arena;
static struct aif_accounts_builder tree;
static struct aif_usage usage;
static struct aif_centre_qos qos[3];
static uint32_t root, phys, lab, ann, bob;

/* root - phys - lab - ann, root - phys - bob */
static void setup(void)
{
    arena = (struct aif_arena){0};
    tree = (struct aif_accounts_builder){.arena = &arena};
    root = aif_accounts_add(&tree, "root", AIF_NONE, false, 1);
    phys = aif_accounts_add(&tree, "phys", root, false, 1);
    lab = aif_accounts_add(&tree, "lab", phys, false, 1);
    ann = aif_accounts_add(&tree, "ann", lab, true, 1);
    bob = aif_accounts_add(&tree, "bob", phys, true, 1);
    qos[0] = (struct aif_centre_qos){.name = "normal", .usage_factor = 1};
    qos[1] = (struct aif_centre_qos){.name = "double", .usage_factor = 2};
    qos[2] =
        (struct aif_centre_qos){.name = "budget", .usage_factor = 1, .flags = AIF_QOS_NO_DECAY};
}

static void teardown(void)
{
    aif_arena_free(&arena);
}

static void open_with(int64_t half_life_s)
{
    struct aif_centre centre = aif_centre_default();
    centre.qos = qos;
    centre.qos_count = 3;
    centre.priority.decay_half_life_s = half_life_s;
    aif_usage_init(&usage, &arena, &tree.tree, &centre);
}

static struct aif_charge charge_of(uint32_t assoc, double billing, int64_t run_s)
{
    struct aif_charge c = {.assoc = assoc,
                           .qos = AIF_NONE,
                           .partition_qos = AIF_NONE,
                           .billing = billing,
                           .run_s = run_s};
    c.amount.of[AIF_TRES_GPU] = 4;
    return c;
}

START_TEST(half_a_life_is_not_exactly_a_half)
{
    open_with(WEEK_S);

    ck_assert_double_eq_tol(aif_usage_left(&usage, 1), 0.999998854167, 5e-13);
    ck_assert_double_eq_tol(aif_usage_left(&usage, 300), 0.999656309, 5e-10);
    ck_assert_double_eq_tol(aif_usage_left(&usage, WEEK_S), 0.500073397, 5e-10);
}
END_TEST

/* Holding billing 1 from zero, a pass each 300 s: 436,224.346 s after a week; the fixed point is
 * P f^P / (1 - f^P) = 872,576.781 s. */
START_TEST(usage_of_a_steady_job_follows_slurms_order_of_decay_and_charge)
{
    open_with(WEEK_S);

    struct aif_charge c = charge_of(ann, 1, 300);
    for (int64_t t = 0; t < WEEK_S; t += 300) {
        aif_usage_decay(&usage, 300);
        aif_usage_charge(&usage, &c);
    }

    ck_assert_double_eq_tol((double)usage.assocs[ann].raw, 436224.346, 5e-4);
    for (int64_t t = 0; t < 60 * WEEK_S; t += 300) {
        aif_usage_decay(&usage, 300);
        aif_usage_charge(&usage, &c);
    }
    ck_assert_double_eq_tol((double)usage.assocs[ann].raw, 872576.781, 5e-4);
}
END_TEST

START_TEST(without_a_half_life_nothing_fades)
{
    open_with(0);

    aif_usage_charge(&usage, &(struct aif_charge){ann, AIF_NONE, AIF_NONE, {{0}}, 2, 50});
    aif_usage_decay(&usage, 1000000);

    ck_assert(usage.assocs[ann].raw == 100);
}
END_TEST

START_TEST(a_charge_reaches_all_accounts_above)
{
    open_with(0);

    struct aif_charge c = charge_of(ann, 2, 50);
    aif_usage_charge(&usage, &c);
    c.assoc = bob;
    aif_usage_charge(&usage, &c);

    ck_assert(usage.assocs[ann].raw == 100 && usage.assocs[lab].raw == 100);
    ck_assert(usage.assocs[bob].raw == 100);
    ck_assert(usage.assocs[phys].raw == 200 && usage.assocs[root].raw == 200);
    ck_assert(usage.assocs[phys].tres[AIF_TRES_GPU] == 400);
    ck_assert(usage.assocs[phys].tres[AIF_TRES_CPU] == 0);
    ck_assert_double_eq(usage.assocs[phys].wall_s, 100);
}
END_TEST

START_TEST(only_the_jobs_qos_has_a_usage_factor)
{
    open_with(0);

    struct aif_charge c = charge_of(bob, 3, 10);
    c.qos = 0;
    c.partition_qos = 1;
    aif_usage_charge(&usage, &c);
    ck_assert(usage.of_qos[0].raw == 30 && usage.of_qos[1].raw == 30);
    ck_assert(usage.assocs[root].raw == 30);

    c.qos = c.partition_qos = 1;
    aif_usage_charge(&usage, &c);
    ck_assert(usage.of_qos[1].raw == 90); /* once, although it is the partition's, too */
    ck_assert(usage.of_qos[1].tres[AIF_TRES_GPU] == 40 + 80);
    ck_assert_double_eq(usage.of_qos[1].wall_s, 10 + 20);
    ck_assert(usage.assocs[root].raw == 90);
}
END_TEST

START_TEST(a_qos_with_no_decay_keeps_the_whole_amount)
{
    open_with(1000);

    struct aif_charge c = charge_of(bob, 1, 100);
    c.qos = 2;
    aif_usage_charge(&usage, &c);
    aif_usage_decay(&usage, 100);

    ck_assert(usage.of_qos[2].raw == 100);
    /* 100 x 0.999307^100 as it is charged, and again with the next pass: 100 x 0.999307^200 */
    ck_assert_double_eq_tol((double)usage.assocs[bob].raw, 87.0534, 5e-5);
}
END_TEST

START_TEST(reset_forgets_everything)
{
    open_with(0);

    struct aif_charge c = charge_of(ann, 1, 100);
    c.qos = 2;
    aif_usage_charge(&usage, &c);
    aif_usage_reset(&usage);

    ck_assert(usage.assocs[root].raw == 0 && usage.of_qos[2].raw == 0);
    ck_assert(usage.assocs[ann].tres[AIF_TRES_GPU] == 0 && usage.assocs[ann].wall_s == 0);
}
END_TEST

START_TEST(steps_happen_at_multiples_of_their_period)
{
    open_with(0);
    aif_usage_fade(&usage, &arena, &(struct aif_fading){AIF_FADE_STEP, 100, 0.5, 0});

    struct aif_charge c = charge_of(ann, 1, 80);
    aif_usage_decay(&usage, 99);
    aif_usage_charge(&usage, &c);
    ck_assert(usage.assocs[ann].raw == 80);
    aif_usage_decay(&usage, 1);
    ck_assert(usage.assocs[ann].raw == 40);
    aif_usage_decay(&usage, 299);
    ck_assert(usage.assocs[ann].raw == 10);
}
END_TEST

START_TEST(smooth_fading_is_exact_after_a_period)
{
    open_with(0);
    aif_usage_fade(&usage, &arena, &(struct aif_fading){AIF_FADE_SMOOTH, 18000, 0.1, 0});

    struct aif_charge c = charge_of(ann, 1, 1000);
    aif_usage_charge(&usage, &c);
    aif_usage_decay(&usage, 9000);
    ck_assert_double_eq_tol((double)usage.assocs[ann].raw, 316.227766, 5e-7);
    aif_usage_decay(&usage, 9000);
    ck_assert_double_eq_tol((double)usage.assocs[ann].raw, 100, 1e-9);
}
END_TEST

/* Three windows of 100 s, decay 0.8: 10, 20, 40 used -> 40 + 0.8 x 20 + 0.64 x 10 = 62.4. */
START_TEST(windows_weigh_the_past_and_forget_it)
{
    open_with(0);
    aif_usage_fade(&usage, &arena, &(struct aif_fading){AIF_FADE_WINDOWS, 100, 0.8, 3});

    for (int64_t run_s = 10; run_s <= 40; run_s *= 2) {
        struct aif_charge c = charge_of(ann, 1, run_s);
        aif_usage_charge(&usage, &c);
        if (run_s < 40)
            aif_usage_decay(&usage, 100);
    }
    ck_assert_double_eq_tol((double)usage.assocs[phys].raw, 62.4, 1e-12);
    aif_usage_decay(&usage, 100);
    ck_assert_double_eq_tol((double)usage.assocs[phys].raw, 0.8 * 40 + 0.64 * 20, 1e-12);
    aif_usage_decay(&usage, 100000);
    ck_assert(usage.assocs[phys].raw == 0);
}
END_TEST

START_TEST(what_is_held_comes_back)
{
    open_with(0);
    struct aif_tres_set s = {{[AIF_TRES_CPU] = 64, [AIF_TRES_GPU] = 4}};

    aif_usage_hold(&usage, ann, &s, 100);
    aif_usage_hold(&usage, bob, &s, 150);
    ck_assert_int_eq(usage.held[phys].amount.of[AIF_TRES_CPU], 128);
    ck_assert_int_eq(usage.held[phys].job_count, 2);
    ck_assert_int_eq(usage.held[root].start_sum_s, 250);

    aif_usage_release(&usage, ann, &s, 100, 160);
    ck_assert_int_eq(usage.held[lab].amount.of[AIF_TRES_GPU], 0);
    ck_assert_int_eq(usage.held[phys].amount.of[AIF_TRES_GPU], 4);
    ck_assert_double_eq(usage.assocs[phys].ended_wall_s, 60);
}
END_TEST

/* date -ud '2024-02-29 12:00' +%s = 1709208000 and so on. */
START_TEST(resets_follow_the_calendar)
{
    int64_t leap_noon = 1709208000;

    ck_assert_int_eq(aif_usage_next_reset(AIF_USAGE_RESET_DAILY, leap_noon), 1709251200);
    ck_assert_int_eq(aif_usage_next_reset(AIF_USAGE_RESET_WEEKLY, leap_noon), 1709424000);
    ck_assert_int_eq(aif_usage_next_reset(AIF_USAGE_RESET_MONTHLY, leap_noon), 1709251200);
    ck_assert_int_eq(aif_usage_next_reset(AIF_USAGE_RESET_QUARTERLY, leap_noon), 1711929600);
    ck_assert_int_eq(aif_usage_next_reset(AIF_USAGE_RESET_YEARLY, leap_noon), 1735689600);
    ck_assert_int_eq(aif_usage_next_reset(AIF_USAGE_RESET_WEEKLY, 1709424000), 1710028800);
    ck_assert_int_eq(aif_usage_next_reset(AIF_USAGE_RESET_MONTHLY, 1733011200), 1735689600);
    ck_assert_int_eq(aif_usage_next_reset(AIF_USAGE_RESET_NONE, leap_noon), AIF_NEVER_S);
    ck_assert_int_eq(aif_usage_next_reset(AIF_USAGE_RESET_YEARLY, 0), 31536000);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("usage");
    TCase *tc = tcase_create("usage");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, half_a_life_is_not_exactly_a_half);
    tcase_add_test(tc, usage_of_a_steady_job_follows_slurms_order_of_decay_and_charge);
    tcase_add_test(tc, without_a_half_life_nothing_fades);
    tcase_add_test(tc, a_charge_reaches_all_accounts_above);
    tcase_add_test(tc, only_the_jobs_qos_has_a_usage_factor);
    tcase_add_test(tc, a_qos_with_no_decay_keeps_the_whole_amount);
    tcase_add_test(tc, reset_forgets_everything);
    tcase_add_test(tc, steps_happen_at_multiples_of_their_period);
    tcase_add_test(tc, smooth_fading_is_exact_after_a_period);
    tcase_add_test(tc, windows_weigh_the_past_and_forget_it);
    tcase_add_test(tc, what_is_held_comes_back);
    tcase_add_test(tc, resets_follow_the_calendar);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
