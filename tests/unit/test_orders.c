/* Scores of the orders, against values of another program (Python's math module) for the published
 * formulas. */
#include "aif/sched.h"
#include "suite.h"

#include <math.h>

struct known {
    const char *order;
    struct aif_ask ask;
    int64_t now_s;
    double score;
};

static const struct aif_ask serial = {0, 100, 1}, small = {50, 3600, 8},
                            large = {100000, 86400, 128};

static const struct known known[] = {
    {"fcfs", {50, 3600, 8}, 1000, 50},
    {"sjf", {50, 3600, 8}, 1000, 3600},
    {"ljf", {50, 3600, 8}, 1000, -3600},
    {"smallest-area", {50, 3600, 8}, 1000, 28800},
    {"largest-area", {50, 3600, 8}, 1000, -28800},
    {"f1", {0, 100, 1}, 0, 2.0},
    {"f2", {0, 100, 1}, 0, 10.0},
    {"f3", {0, 100, 1}, 0, 100.0},
    {"f4", {0, 100, 1}, 0, 100.0},
    {"f1", {50, 3600, 8}, 1000, 1506.5543237784746},
    {"f2", {50, 3600, 8}, 1000, 43973.63211100208},
    {"f3", {50, 3600, 8}, 1000, 11683734.229745088},
    {"f4", {50, 3600, 8}, 1000, 910636.4399471761},
    {"wfp3", {50, 3600, 8}, 1000, -0.1470121742112483},
    {"unicef", {50, 3600, 8}, 1000, -0.08796296296296295},
    {"expansion", {50, 3600, 8}, 1000, -1.2638888888888888},
    {"f1", {100000, 86400, 128}, 250000, 4981.873759037298},
    {"f2", {100000, 86400, 128}, 250000, 165624.16244914962},
    {"f3", {100000, 86400, 128}, 250000, 45359200.0},
    {"f4", {100000, 86400, 128}, 250000, 3627504.4143122835},
    {"wfp3", {100000, 86400, 128}, 250000, -669.7959533607682},
    {"unicef", {100000, 86400, 128}, 250000, -0.24801587301587302},
    {"expansion", {100000, 86400, 128}, 250000, -2.736111111111111},
};

static double score(const char *name, const struct aif_ask *ask, int64_t now_s)
{
    const struct aif_order *o =
        (const struct aif_order *)(const void *)aif_plugin_find(AIF_ORDER, name);
    ck_assert_msg(o, "no order %s", name);
    return o->score(ask, now_s);
}

START_TEST(scores_follow_the_published_formulas)
{
    const struct known *k = &known[_i];
    double found = score(k->order, &k->ask, k->now_s);
    ck_assert_msg(fabs(found - k->score) <= 1e-12 * fabs(k->score), "%s: %.17g, expected %.17g",
                  k->order, found, k->score);
}
END_TEST

/* Those that look at a job alone; see test_priority.c and test_formula.c for the others. */
static const struct aif_order *order_at(size_t i)
{
    const struct aif_plugin *p;
    for (size_t k = 0; (p = aif_plugin_at(AIF_ORDER, k)); k++) {
        const struct aif_order *order = (const struct aif_order *)(const void *)p;
        if (order->score && i-- == 0)
            return order;
    }
    return NULL;
}

/* A score that is not a number has no place in a queue. */
/* Orders by priority look at more than the job itself: tests of their own. */
START_TEST(every_order_scores_extreme_jobs_with_a_finite_number)
{
    const struct aif_ask asks[] = {serial,
                                   small,
                                   large,
                                   {0, 1, 1},
                                   {0, 1, UINT32_MAX},
                                   {INT32_MAX, INT32_MAX, UINT32_MAX},
                                   {5, INT64_C(1) << 40, 1}};
    for (size_t i = 0; order_at(i); i++)
        for (size_t k = 0; order_at(i)->score && k < AIF_COUNT(asks); k++) {
            ck_assert(isfinite(order_at(i)->score(&asks[k], asks[k].submit_s)));
            ck_assert(isfinite(order_at(i)->score(&asks[k], asks[k].submit_s + 12345678)));
        }
}
END_TEST

START_TEST(only_dynamic_orders_look_at_the_time)
{
    const struct aif_ask asks[] = {serial, small, large};
    for (size_t i = 0; order_at(i); i++) {
        bool has_changed = false;
        if (!order_at(i)->score)
            continue;
        for (size_t k = 0; k < AIF_COUNT(asks); k++) {
            double early = order_at(i)->score(&asks[k], asks[k].submit_s + 1);
            double late = order_at(i)->score(&asks[k], asks[k].submit_s + 100000);
            has_changed |= early < late || early > late;
        }
        ck_assert_msg(has_changed == order_at(i)->is_dynamic, "%s", order_at(i)->plugin.name);
    }
}
END_TEST

START_TEST(every_order_has_known_scores)
{
    for (size_t i = 0; order_at(i); i++) {
        bool is_known = !order_at(i)->score;
        for (size_t k = 0; k < AIF_COUNT(known); k++)
            is_known |= aif_plugin_find(AIF_ORDER, known[k].order) == &order_at(i)->plugin;
        ck_assert_msg(is_known, "%s", order_at(i)->plugin.name);
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("orders");
    tcase_add_loop_test(t, scores_follow_the_published_formulas, 0, (int)AIF_COUNT(known));
    tcase_add_test(t, every_order_scores_extreme_jobs_with_a_finite_number);
    tcase_add_test(t, only_dynamic_orders_look_at_the_time);
    tcase_add_test(t, every_order_has_known_scores);
    Suite *s = suite_create("orders");
    suite_add_tcase(s, t);
    return run_suite(s);
}
