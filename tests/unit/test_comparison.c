/* Means, pairing and what is said about them; expected figures by hand. */
#include "host/campaign/comparison.h"
#include "suite.h"

#include <string.h>

enum { WAIT = 10 }; /* column wait_mean_s, in units of 1e-9 */

static int64_t values[16][128];
static bool known[16][128];
static struct results_cell cells[16];
static struct results results;

static void add_cell(const char *site, const char *policy, uint64_t seed, int64_t wait_s)
{
    uint32_t i = results.count++;
    values[i][WAIT] = wait_s * 1000000000;
    known[i][WAIT] = wait_s >= 0;
    cells[i] = (struct results_cell){site, "t", policy, site, "all", seed, values[i], known[i]};
    results.cells = cells;
}

static char printed[1 << 14];

static bool print(void *to, const char *text, size_t bytes)
{
    size_t *used = to;
    ck_assert(*used + bytes < sizeof printed);
    memcpy(printed + *used, text, bytes);
    *used += bytes;
    printed[*used] = '\0';
    return true;
}

static struct comparison make(const char *baseline)
{
    static size_t column;
    struct aif_err err;
    struct comparison c;
    ck_assert(comparison_column("wait_mean_s", &column, &err));
    ck_assert_uint_eq(column, WAIT);
    struct comparison_plan plan = {&column, 1, baseline, false, 1};
    comparison_make(&results, &plan, &c);
    return c;
}

static void setup(void)
{
    results = (struct results){0};
    memset(known, 0, sizeof known);
}

START_TEST(differences_are_taken_between_runs_of_one_seed)
{
    add_cell("a", "fcfs", 1, 100);
    add_cell("a", "easy", 1, 90);
    add_cell("a", "fcfs", 2, 500);
    add_cell("a", "easy", 2, 470);

    struct comparison c = make("fcfs");

    ck_assert_uint_eq(c.count, 2);
    ck_assert_str_eq(c.rows[0].policy, "fcfs");
    ck_assert_int_eq(c.rows[0].mean.sum, 600 * INT64_C(1000000000));
    ck_assert_uint_eq(c.rows[0].difference.n, 0);
    ck_assert_int_eq(c.rows[1].mean.sum, 560 * INT64_C(1000000000));
    ck_assert_uint_eq(c.rows[1].difference.n, 2);
    ck_assert_int_eq(c.rows[1].difference.sum, -40 * INT64_C(1000000000));
    ck_assert_int_eq(c.rows[1].difference.low_sum, -60 * INT64_C(1000000000));
    ck_assert_int_eq(c.rows[1].difference.high_sum, -20 * INT64_C(1000000000));
    ck_assert_uint_eq(c.least_seeds, 2);
    aif_arena_free(&c.arena);
}
END_TEST

START_TEST(variants_are_paired_under_one_policy)
{
    add_cell("today", "easy", 1, 100);
    add_cell("today", "none", 1, 300);
    add_cell("fairer", "easy", 1, 90);
    add_cell("fairer", "none", 1, 250);
    cells[2].base = cells[3].base = "today";

    static size_t column = WAIT;
    struct comparison_plan plan = {&column, 1, NULL, true, 1};
    struct comparison c;
    comparison_make(&results, &plan, &c);

    ck_assert_uint_eq(c.count, 4);
    ck_assert(c.rows[0].is_baseline && c.rows[1].is_baseline);
    ck_assert_int_eq(c.rows[2].difference.sum, -10 * INT64_C(1000000000));
    ck_assert_int_eq(c.rows[3].difference.sum, -50 * INT64_C(1000000000));
    ck_assert_str_eq(c.rows[3].baseline, "today");
    aif_arena_free(&c.arena);
}
END_TEST

START_TEST(seeds_without_a_pair_or_a_figure_are_left_out)
{
    add_cell("a", "fcfs", 1, 100);
    add_cell("a", "easy", 1, 90);
    add_cell("a", "easy", 2, 470);
    add_cell("a", "easy", 3, -1);
    add_cell("b", "fcfs", 2, 7);

    struct comparison c = make("fcfs");

    ck_assert_uint_eq(c.count, 3);
    ck_assert_uint_eq(c.rows[1].mean.n, 2);
    ck_assert_uint_eq(c.rows[1].difference.n, 1);
    ck_assert_int_eq(c.rows[1].difference.sum, -10 * INT64_C(1000000000));
    ck_assert_str_eq(c.rows[2].site, "b");
    aif_arena_free(&c.arena);
}
END_TEST

START_TEST(records_for_programs_have_a_fixed_form)
{
    add_cell("a", "fcfs", 1, 100);
    add_cell("a", "x|y", 1, 90);
    add_cell("a", "fcfs", 2, 500);
    add_cell("a", "x|y", 2, 470);
    size_t used = 0;
    struct aif_sink s = {.put = print, .to = &used};
    struct comparison c = make("fcfs");

    comparison_write(&c, COMPARISON_CSV, &s);
    ck_assert(aif_sink_flush(&s));

    ck_assert_str_eq(printed,
                     "site,trace,policy,metric,n,mean,mean_low,mean_high,baseline,pairs,"
                     "difference,difference_low,difference_high\n"
                     "a,t,fcfs,wait_mean_s,2,300.000,100.000,500.000,fcfs,0,,,\n"
                     "a,t,x|y,wait_mean_s,2,280.000,90.000,470.000,fcfs,2,-20.000,-30.000,-10.000"
                     "\n");
    aif_arena_free(&c.arena);
}
END_TEST

START_TEST(json_says_null_where_nothing_is_known)
{
    add_cell("a", "fc\"fs", 1, 100);
    size_t used = 0;
    struct aif_sink s = {.put = print, .to = &used};
    struct comparison c = make("fc\"fs");

    comparison_write(&c, COMPARISON_JSON, &s);
    ck_assert(aif_sink_flush(&s));

    ck_assert_str_eq(printed,
                     "[\n {\"site\": \"a\", \"trace\": \"t\", \"policy\": \"fc\\\"fs\", "
                     "\"metric\": \"wait_mean_s\", \"n\": 1, \"mean\": 100.000, \"mean_low\": "
                     "null, \"mean_high\": null, \"baseline\": \"fc\\\"fs\", \"pairs\": 0, "
                     "\"difference\": null, \"difference_low\": null, \"difference_high\": "
                     "null}\n]\n");
    aif_arena_free(&c.arena);
}
END_TEST

static void check_said(const char *sentence)
{
    size_t used = 0;
    struct aif_sink s = {.put = print, .to = &used};
    struct comparison c = make("fcfs");
    comparison_write_text(&c, &s);
    ck_assert(aif_sink_flush(&s));
    ck_assert_msg(strstr(printed, sentence), "printed: %s", printed);
    aif_arena_free(&c.arena);
}

START_TEST(a_clear_difference_is_called_so)
{
    add_cell("a", "fcfs", 1, 100);
    add_cell("a", "easy", 1, 90);
    add_cell("a", "fcfs", 2, 500);
    add_cell("a", "easy", 2, 470);

    check_said("a, t: easy changes wait_mean_s by -20.0 (95 % interval -30.0 to -10.0) against "
               "fcfs: better.\n");
}
END_TEST

START_TEST(an_interval_around_zero_shows_no_difference)
{
    add_cell("a", "fcfs", 1, 100);
    add_cell("a", "easy", 1, 90);
    add_cell("a", "fcfs", 2, 500);
    add_cell("a", "easy", 2, 530);

    check_said("a, t: easy changes wait_mean_s by +10.0 (95 % interval -10.0 to 30.0) against "
               "fcfs: the interval holds 0, so no difference is shown.\n");
}
END_TEST

START_TEST(one_seed_is_no_evidence)
{
    add_cell("a", "fcfs", 0, 100);
    add_cell("a", "easy", 0, 90);

    check_said("a, t: easy changes wait_mean_s by -10.0 against fcfs: one run cannot tell a "
               "difference from chance.\n");
}
END_TEST

START_TEST(more_use_of_the_machine_is_better_and_more_waiting_is_not)
{
    size_t column;
    struct aif_err err = {{0}};
    ck_assert(comparison_column("gpu_utilisation_submit", &column, &err));
    ck_assert(comparison_more_is_better(aif_column_at(column)));
    ck_assert(!comparison_more_is_better(aif_column_at(WAIT)));
}
END_TEST

START_TEST(a_wrong_metric_gets_the_nearest_name)
{
    size_t column;
    struct aif_err err = {{0}};
    ck_assert(!comparison_column("wait_mean", &column, &err));
    ck_assert_str_eq(err.text, "unknown metric 'wait_mean': did you mean 'wait_mean_s'?");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("comparison");
    tcase_add_checked_fixture(c, setup, NULL);
    tcase_add_test(c, differences_are_taken_between_runs_of_one_seed);
    tcase_add_test(c, variants_are_paired_under_one_policy);
    tcase_add_test(c, seeds_without_a_pair_or_a_figure_are_left_out);
    tcase_add_test(c, records_for_programs_have_a_fixed_form);
    tcase_add_test(c, json_says_null_where_nothing_is_known);
    tcase_add_test(c, a_clear_difference_is_called_so);
    tcase_add_test(c, an_interval_around_zero_shows_no_difference);
    tcase_add_test(c, one_seed_is_no_evidence);
    tcase_add_test(c, more_use_of_the_machine_is_better_and_more_waiting_is_not);
    tcase_add_test(c, a_wrong_metric_gets_the_nearest_name);
    Suite *s = suite_create("unit/comparison");
    suite_add_tcase(s, c);
    return run_suite(s);
}
