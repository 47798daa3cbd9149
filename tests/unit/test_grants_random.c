/* Grants in random runs of both engines, against books made up anew from rows and episodes.  The
 * loop index is the seed.  A midnight, which is the first of a month, comes in the course of each
 * run. */
#include "grant_check.h"

enum { SEEDS = 400, GRANTS = 5, FEBRUARY_2026 = 1769904000 };

static const char *const textbook[] = {"easy",    "none",         "greedy",
                                       "depth:2", "conservative", "conservative:replan"};
static const char *const orders[] = {"fcfs", "sjf", "wfp3", "multifactor", "ljf"};
static const char *const rules[] = {"hard-stop", "free-queue", "monthly", "overdraft", "none"};

static struct random_run run;
static struct schedule schedule;
static struct ledger_check ledger;
static struct aif_grant grants[GRANTS];
static struct aif_charge_rate rates[3];
static struct aif_access access_layer;

static void draw_access(struct random_run *r)
{
    const char *rule = rules[run_draw(r, AIF_COUNT(rules))];
    struct aif_charge_rate rate = {.cores_per_part = 1 + run_draw(r, 4),
                                   .gpus_per_part = run_draw(r, 2),
                                   .milli_per_part = run_one_in(r, 2) ? 1000 : 501};
    int64_t turn_s = 200 + run_draw(r, 900);
    for (int i = 0; i < 3; i++)
        rates[i] = rate;
    access_layer = (struct aif_access){
        .rule = (const void *)aif_plugin_find(AIF_ACCESS, rule),
        .settings = aif_access_settings_default(),
        .grants = grants,
        .rates = rates,
        .rate_count = 3,
        .unix_start_s = FEBRUARY_2026 - turn_s - 3600,
        .utc_offset_s = 3600,
    };
    access_layer.settings.free_limit_s = 50 + run_draw(r, 100);
}

/* One or two grants for each account; the second begins before the first ends, or after. */
static void draw_grants(struct random_run *r, bool has_several)
{
    uint32_t count = 0;
    for (uint32_t account = 0; account < r->workload.accounts.count && account < 2; account++) {
        int64_t end_s = has_several ? 300 + run_draw(r, 900) : 5000;
        grants[count++] = (struct aif_grant){account, 0, -(int64_t)run_draw(r, 3000000), end_s,
                                             1000 * (int64_t)run_draw(r, 20000)};
        if (!has_several)
            continue;
        int64_t start_s = end_s + 200 - run_draw(r, 400);
        grants[count++] = (struct aif_grant){account, 0, start_s, start_s + 2000,
                                             1000 * (int64_t)run_draw(r, 20000)};
    }
    access_layer.grant_count = count;
}

static void reopen(bool is_textbook)
{
    struct aif_err err = {{0}};
    draw_access(&run);
    draw_grants(&run, is_textbook);
    aif_sim_close(run.sim);
    run.scenario.access = &access_layer;
    struct aif_policy_names names = {.backfill = textbook[run_draw(&run, AIF_COUNT(textbook))],
                                     .order = orders[run_draw(&run, AIF_COUNT(orders))]};
    if (run_one_in(&run, 3))
        names.candidates = "sjf";
    if (is_textbook)
        ck_assert_msg(aif_policy_parse(&names, &run.scenario.policy, &err), "%s", err.text);
    run.sim = aif_sim_open(&run.scenario, &err);
    ck_assert_msg(run.sim != NULL, "%s", err.text);
}

static void check(void)
{
    schedule_read(&schedule, &run);
    ledger = (struct ledger_check){.r = &run,
                                   .access = &access_layer,
                                   .uses = aif_sim_grant_uses(run.sim),
                                   .rows = aif_sim_rows(run.sim)};
    ledger_read(&ledger, &schedule);
    check_sums(&ledger, run.sim);
    check_starts(&ledger);
    check_refusals(&ledger, &schedule);
}

static void run_seed(int seed, bool is_textbook)
{
    run_open(&run, (uint64_t)seed, RUN_SET_LIMIT | RUN_TIME_MIN);
    reopen(is_textbook);
    aif_sim_run(run.sim);
    check();
    run_close(&run);
}

START_TEST(the_textbook_engine_keeps_the_books)
{
    run_seed(_i, true);
}
END_TEST

START_TEST(the_controller_keeps_the_books)
{
    run_seed(_i, false);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("grants_random");
    TCase *t = tcase_create("random");
    tcase_add_loop_test(t, the_textbook_engine_keeps_the_books, 0, SEEDS);
    tcase_add_loop_test(t, the_controller_keeps_the_books, 0, SEEDS);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return run_suite(suite());
}
