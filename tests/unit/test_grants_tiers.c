/* Grants under Slurm's scheduler, on five nodes of 8 cores in two partitions: bands within tiers,
 * and jobs that are cut short or stand still.  A node is a unit. */
#include "aif/access.h"
#include "small_site.h"

static const struct aif_charge_rate rates[2] = {{.is_by_node = true, .milli_per_node = 1000},
                                                {.is_by_node = true, .milli_per_node = 1000}};
static struct aif_grant grants[2];
static struct aif_access layer;

static void set_up(enum aif_preempt_mode mode)
{
    site_set_up(true);
    site.rules[0].priority_tier = 1;
    site.rules[1].priority_tier = 2;
    site.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    site.centre.preempt_mode = mode;
    site.centre.is_gang = mode == AIF_PREEMPT_SUSPEND;
    site.centre.requeues = true;
    site.centre.requeue_delay_s = 0;
}

/* Accounts are a, which has so many units x seconds, and b, which has plenty. */
static void run(const char *rule, int64_t unit_s, const char *trace)
{
    struct aif_err err = {{0}};
    const struct aif_plugin *found = aif_plugin_find(AIF_ACCESS, rule);
    ck_assert_ptr_nonnull(found);
    site_open(trace);
    aif_sim_close(site.sim);
    grants[0] = (struct aif_grant){0, 0, 0, 5000, unit_s * 1000};
    grants[1] = (struct aif_grant){1, 0, 0, 5000, 10000000};
    layer = (struct aif_access){
        .rule = (const void *)found,
        .settings = aif_access_settings_default(),
        .grants = grants,
        .grant_count = 2,
        .rates = rates,
        .rate_count = 2,
    };
    site.scenario.access = &layer;
    site.sim = aif_sim_open(&site.scenario, &err);
    ck_assert_msg(site.sim != NULL, "%s", err.text);
    aif_sim_run(site.sim);
}

static const struct aif_grant_use *use_of(int64_t id)
{
    return &aif_sim_grant_uses(site.sim)[site_job(id)];
}

static void expect_refused(int64_t id, int64_t t_s)
{
    ck_assert_int_eq(site_row(id)->outcome, AIF_OUTCOME_REJECTED);
    ck_assert_int_eq(site_row(id)->reason, AIF_REJECT_GRANT_USED);
    ck_assert_int_eq(use_of(id)->refused_s, t_s);
}

#define COLUMNS                                                                                    \
    "#aifsim-trace 1\njob_id,submit_s,nodes,exclusive,limit_s,run_s,account,partitions\n"

/* Account a has used its 110 at t = 22 and half as much again at t = 33.  Job 4 is of a too, and of
 * the higher tier. */
START_TEST(a_band_comes_behind_the_tier_and_before_the_priority)
{
    set_up(AIF_PREEMPT_OFF);
    site.centre.preempt_type = AIF_PREEMPT_NONE;

    run("free-queue", 110,
        COLUMNS "1,0,5,1,30,30,a,main\n2,5,5,1,10,10,a,main\n3,10,5,1,10,10,b,main\n"
                "4,12,5,1,10,10,a,other\n");

    site_expect(1, 0, 30);
    site_expect(4, 30, 40);
    expect_refused(2, 33);
    site_expect(3, 40, 50);
    site_close();
}
END_TEST

START_TEST(within_a_tier_the_worse_band_waits)
{
    set_up(AIF_PREEMPT_OFF);
    site.centre.preempt_type = AIF_PREEMPT_NONE;

    run("free-queue", 110,
        COLUMNS "1,0,5,1,30,30,a,main\n2,5,5,1,10,10,a,main\n3,10,5,1,10,10,b,main\n");

    site_expect(3, 30, 40);
    site_expect(2, 40, 50);
    ck_assert_uint_eq(use_of(2)->band, AIF_BAND_LAST);
    ck_assert_int_eq(use_of(2)->lowered_unit_ms, 50000);
    site_close();
}
END_TEST

/* Job 1 runs 20 s, goes back into the queue and begins again. */
START_TEST(both_runs_of_a_requeued_job_are_charged)
{
    set_up(AIF_PREEMPT_REQUEUE);

    run("hard-stop", 1000, COLUMNS "1,0,5,1,50,50,a,main\n2,20,5,1,10,10,b,other\n");

    const struct aif_row *row = site_row(1);
    ck_assert_int_ge(row->start_s, 30);
    ck_assert_int_eq(row->end_s - row->start_s, 50);
    ck_assert_int_eq(use_of(1)->charged_unit_ms, INT64_C(5000) * (20 + 50));
    site_close();
}
END_TEST

/* Used at t = 15; job 1 runs on until it has to make way. */
START_TEST(a_job_that_is_cut_short_when_its_grant_is_used_is_refused)
{
    set_up(AIF_PREEMPT_REQUEUE);

    run("hard-stop", 75, COLUMNS "1,0,5,1,50,50,a,main\n2,20,5,1,10,10,b,other\n");

    expect_refused(1, 20);
    ck_assert_int_eq(site_row(1)->start_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(use_of(1)->charged_unit_ms, 100000);
    site_expect(2, 20, 30);
    site_close();
}
END_TEST

/* Job 1 stands still from 20 to 30; 150 are used at t = 40, not 30. */
START_TEST(time_in_suspension_is_not_charged)
{
    set_up(AIF_PREEMPT_SUSPEND);

    run("hard-stop", 150,
        COLUMNS "1,0,5,1,50,50,a,main\n2,20,5,1,10,10,b,other\n3,31,5,1,10,10,a,main\n");

    uint32_t count;
    const struct aif_episode *e = aif_sim_episodes(site.sim, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert(e[0].is_suspension && e[0].start_s == 20 && e[0].end_s == 30);
    site_expect(1, 0, 60);
    ck_assert_int_eq(use_of(1)->charged_unit_ms, 250000);
    expect_refused(3, 40);
    site_close();
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("grants_tiers");
    TCase *t = tcase_create("slurm");
    tcase_add_test(t, a_band_comes_behind_the_tier_and_before_the_priority);
    tcase_add_test(t, within_a_tier_the_worse_band_waits);
    tcase_add_test(t, both_runs_of_a_requeued_job_are_charged);
    tcase_add_test(t, a_job_that_is_cut_short_when_its_grant_is_used_is_refused);
    tcase_add_test(t, time_in_suspension_is_not_charged);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return run_suite(suite());
}
