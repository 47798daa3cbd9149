/* Series of rows made by hand; bins and counts are worked out in the comments. */
#include "series_case.h"

START_TEST(no_jobs_make_no_bins)
{
    ck_assert_uint_eq(make()->bin_count, 0);
    ck_assert_uint_eq(f.series.group_count, 1);
    add_without_run(5, 99, AIF_OUTCOME_REJECTED);
    add_without_run(6, 3, AIF_OUTCOME_BLOCKED);
    ck_assert_uint_eq(make()->bin_count, 0);
}
END_TEST

/* Submit 100, run 110 to 150: one bin, cut at 150. */
START_TEST(a_short_run_is_one_bin_that_ends_with_it)
{
    add(100, 4, 110, 150);
    make();
    ck_assert_int_eq(f.series.from_s, 100);
    ck_assert_int_eq(f.series.to_s, 150);
    ck_assert_int_eq(f.series.width_s, 60);
    ck_assert_uint_eq(f.series.bin_count, 1);
    ck_assert_int_eq(aif_series_bin(&f.series, 1), 150);
    check(0, "160", "1", "4");
}
END_TEST

/* Bins of a minute from 0: the first job has 4 x 30 s in the first, all of the second and third,
 * 4 x 10 s in the fourth; the second 6 x 60 s from border to border; the third nothing. */
START_TEST(a_run_over_borders_is_parted_among_the_bins)
{
    add(0, 4, 30, 190);
    add(0, 6, 60, 120);
    add(10, 5, 125, 125);
    make();
    ck_assert_uint_eq(f.series.bin_count, 4);
    check(0, "120 600 240 40", "2 1 1 0", "10 5 5 0");
}
END_TEST

/* Waiting is [submit, start): at 60 the second has started and the third has just come; the fourth
 * comes and starts between two borders.  Used: 60; 60 + 120 + 4; 60 + 120 + 177 + 240. */
START_TEST(a_job_waits_from_its_submit_until_just_before_its_start)
{
    add(0, 1, 0, 180);
    add(5, 2, 60, 180);
    add(60, 3, 121, 180);
    add(61, 4, 119, 180);
    make();
    check(0, "60 184 597", "0 1 1", "0 3 3");
}
END_TEST

/* First run 0 to 70, waits until 130, second to 190. */
START_TEST(a_requeued_job_used_the_machine_twice_and_waits_between)
{
    add(0, 2, 130, 190);
    add_episode(0, 0, 70, false);
    make();
    check(0, "120 20 100 20", "0 0 1 0", "0 0 2 0");
}
END_TEST

/* A run from 0 to 240 that stood still from 50 to 130, which is no wait. */
START_TEST(a_suspended_job_uses_nothing_and_does_not_wait)
{
    add(0, 3, 0, 240);
    add_episode(0, 50, 130, true);
    make();
    check(0, "150 0 150 180", "0 0 0 0", "0 0 0 0");
}
END_TEST

/* Two runs cut short and no last one; blocked from 150 on. */
START_TEST(a_job_that_never_runs_again_waits_to_the_end)
{
    add(0, 1, 0, 300);
    add_without_run(10, 2, AIF_OUTCOME_BLOCKED);
    add_episode(1, 20, 50, false);
    add_episode(1, 110, 150, false);
    make();
    check(0, "120 80 120 60 60", "0 1 0 1 1", "0 2 0 2 2");
}
END_TEST

/* Refused by a grant at 130; the other at its submission; the third for its width. */
START_TEST(refused_jobs_wait_until_they_are_refused_and_rejected_ones_never)
{
    struct aif_grant_use uses[4] = {{.refused_s = AIF_UNKNOWN_S},
                                    {.refused_s = 130},
                                    {.refused_s = 30},
                                    {.refused_s = AIF_UNKNOWN_S}};
    add(0, 1, 0, 240);
    add_without_run(30, 2, AIF_OUTCOME_REJECTED);
    add_without_run(30, 3, AIF_OUTCOME_REJECTED);
    add_without_run(30, 4, AIF_OUTCOME_REJECTED);
    f.in.uses = uses;
    make();
    check(0, "60 60 60 60", "0 1 1 0", "0 2 2 0");
}
END_TEST

/* 300 bins of each width hold 300 widths; a second more needs the next. */
START_TEST(the_width_is_the_least_that_gives_300_bins)
{
    static const int64_t widths[] = {60,    120,   300,   600,   900,    1800,   3600,    7200,
                                     10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2419200};
    ck_assert_int_eq(aif_series_width(0), 60);
    for (size_t i = 0; i < AIF_COUNT(widths); i++) {
        ck_assert_int_eq(aif_series_width(300 * widths[i]), widths[i]);
        if (i)
            ck_assert_int_eq(aif_series_width(300 * widths[i - 1] + 1), widths[i]);
    }
}
END_TEST

/* One job through the whole time, of every width: each bin is full, and the last is what is left.
 */
START_TEST(bins_of_every_width_tile_the_time)
{
    static const int64_t spans[] = {1,     59,     60,      61,      18000,    18001,
                                    90000, 270001, 3240001, 6480001, 25920001, 400000000};
    for (size_t i = 0; i < AIF_COUNT(spans); i++) {
        tear_down();
        set_up();
        add(7, 3, 7, 7 + spans[i]);
        const struct aif_series *s = make();
        ck_assert(s->bin_count > 0 && s->bin_count <= AIF_SERIES_MOST_BINS);
        int64_t at_s = 7;
        for (uint32_t b = 0; b < s->bin_count; b++) {
            int64_t end_s = aif_series_bin(s, b + 1);
            ck_assert_int_eq(aif_series_bin(s, b), at_s);
            ck_assert(end_s - at_s == s->width_s ||
                      (b + 1 == s->bin_count && end_s - at_s < s->width_s));
            ck_assert_int_eq(s->groups[0].busy_unit_s[b], 3 * (end_s - at_s));
            at_s = end_s;
        }
        ck_assert_int_eq(at_s, 7 + spans[i]);
    }
}
END_TEST

/* GPU nodes and CPU nodes: the job that waits for the latter waits for no GPUs. */
START_TEST(waiting_units_are_those_of_the_capacity)
{
    static const struct aif_class classes[] = {
        {.name = "gpu", .node_count = 1, .shape = {.cores = 8, .gpus = 4}},
        {.name = "cpu", .first_node = 1, .node_count = 1, .shape = {.cores = 64}}};
    static const struct aif_partition partitions[] = {{.name = "g", .class_mask = 1},
                                                      {.name = "c", .class_mask = 2}};
    f.machine = (struct aif_machine){.classes = classes,
                                     .class_count = 2,
                                     .partitions = partitions,
                                     .partition_count = 2,
                                     .node_count = 2};
    add(0, 4, 90, 120);
    add(0, 64, 90, 120);
    f.rows[1].partition = 1;
    f.rows[1].counted_units = 0;
    make();
    check(0, "0 120", "2 2", "4 4");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("series");
    tcase_add_checked_fixture(c, set_up, tear_down);
    tcase_add_test(c, no_jobs_make_no_bins);
    tcase_add_test(c, a_short_run_is_one_bin_that_ends_with_it);
    tcase_add_test(c, a_run_over_borders_is_parted_among_the_bins);
    tcase_add_test(c, a_job_waits_from_its_submit_until_just_before_its_start);
    tcase_add_test(c, a_requeued_job_used_the_machine_twice_and_waits_between);
    tcase_add_test(c, a_suspended_job_uses_nothing_and_does_not_wait);
    tcase_add_test(c, a_job_that_never_runs_again_waits_to_the_end);
    tcase_add_test(c, refused_jobs_wait_until_they_are_refused_and_rejected_ones_never);
    tcase_add_test(c, the_width_is_the_least_that_gives_300_bins);
    tcase_add_test(c, bins_of_every_width_tile_the_time);
    tcase_add_test(c, waiting_units_are_those_of_the_capacity);
    Suite *s = suite_create("unit/series");
    suite_add_tcase(s, c);
    return run_suite(s);
}
