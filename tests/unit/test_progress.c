/* How long a campaign still takes, as far as it is known. */
#include "host/campaign/progress.h"
#include "suite.h"

#include <string.h>

static const int64_t second_ns = 1000000000;
static struct progress p;

static void set_up(void)
{
    p = (struct progress){.total = 5, .done = 3, .first = 1, .start_ns = 0};
    p.last_ns = 20 * second_ns;
}

static void check_rest(int64_t now_s, const char *expected)
{
    char text[300];
    progress_rest(&p, now_s * second_ns, text, sizeof text);
    ck_assert_str_eq(text, expected);
}

/* Two cells took 20 s, so the other two are expected 20 s after the second of them. */
START_TEST(an_estimate_counts_down_and_never_grows)
{
    check_rest(20, "20.0 s left");
    check_rest(25, "15.0 s left");
    check_rest(39, "1.0 s left");
}
END_TEST

START_TEST(when_it_is_over_the_running_cell_is_named)
{
    check_rest(40, "later than expected");
    strcpy(p.running, "mimer, t, fcfs/easy, seed 1");
    p.running_ns = 20 * second_ns;
    check_rest(140, "later than expected: 00:02:00 in mimer, t, fcfs/easy, seed 1");
}
END_TEST

START_TEST(before_the_first_cell_nothing_is_estimated)
{
    p.done = 1;
    p.last_ns = 0;
    check_rest(7, "? left");
    strcpy(p.running, "a");
    check_rest(7, "7.0 s in a");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("progress");
    tcase_add_checked_fixture(c, set_up, NULL);
    tcase_add_test(c, an_estimate_counts_down_and_never_grows);
    tcase_add_test(c, when_it_is_over_the_running_cell_is_named);
    tcase_add_test(c, before_the_first_cell_nothing_is_estimated);
    Suite *s = suite_create("unit/progress");
    suite_add_tcase(s, c);
    return run_suite(s);
}
