/* What partitions ask of jobs beyond their size: the QOS they take, and how many of their jobs the
 * main scheduler looks at. */
#include "small_site.h"

static struct aif_centre_qos qos[3];

static void set_up(void)
{
    static const char *const names[] = {"normal", "long", "debug"};
    site_set_up(true);
    for (int i = 0; i < 3; i++)
        qos[i] = aif_centre_qos_default(names[i]);
    site.centre.qos = qos;
    site.centre.qos_count = 3;
}

static void expect_refused(int64_t id, enum aif_reject reason)
{
    ck_assert_int_eq(site_row(id)->outcome, AIF_OUTCOME_REJECTED);
    ck_assert_int_eq(site_row(id)->reason, reason);
}

/* Job 4 names no QOS and has the first one. */
START_TEST(a_partition_refuses_jobs_of_a_qos_that_it_does_not_take)
{
    site.rules[0].allowed_qos_mask = 1 << 1;
    site.rules[1].allowed_qos_mask = 1 << 0 | 1 << 2;

    site_run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition,qos\n"
             "1,0,10,60,1,main,long\n2,0,10,60,1,main,debug\n3,0,10,60,1,other,debug\n"
             "4,0,10,60,1,main,\n5,0,10,60,1,other,\n");

    site_expect(1, 0, 10);
    expect_refused(2, AIF_REJECT_QOS);
    site_expect(3, 0, 10);
    expect_refused(4, AIF_REJECT_QOS);
    site_expect(5, 0, 10);
}
END_TEST

START_TEST(a_partition_may_refuse_every_qos)
{
    site.rules[0].takes_no_qos = true;

    site_run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition,qos\n"
             "1,0,10,60,1,main,long\n2,0,10,60,1,other,long\n3,0,10,60,1,main,\n");

    expect_refused(1, AIF_REJECT_QOS);
    site_expect(2, 0, 10);
    expect_refused(3, AIF_REJECT_QOS);
}
END_TEST

START_TEST(a_job_of_several_partitions_runs_where_its_qos_may)
{
    site.rules[0].allowed_qos_mask = 1 << 1;

    site_run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition,partitions,qos\n"
             "1,0,10,60,1,main,\"main,other\",debug\n"
             "2,0,10,60,1,main,\"main,other\",long\n");

    site_expect(1, 0, 10);
    ck_assert_int_eq(site_row(1)->partition, 1);
    site_expect(2, 0, 10);
    ck_assert_int_eq(site_row(2)->partition, 0);
}
END_TEST

/* Accounts by name, not with those below them; a job without an account is in none. */
START_TEST(a_partition_refuses_jobs_of_accounts_that_it_does_not_take)
{
    site.rules[0].allowed_accounts = "phys,chem";
    site.rules[1].denied_accounts = "chem";

    site_run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition,user,account\n"
             "1,0,10,60,1,main,u,phys\n2,0,10,60,1,main,v,bio\n3,0,10,60,1,main,,\n"
             "4,0,10,60,1,other,u,phys\n5,0,10,60,1,other,w,chem\n6,0,10,60,1,other,,\n");

    site_expect(1, 0, 10);
    expect_refused(2, AIF_REJECT_ACCOUNT);
    expect_refused(3, AIF_REJECT_ACCOUNT);
    ck_assert_int_eq(site_row(4)->outcome, AIF_OUTCOME_COMPLETED);
    expect_refused(5, AIF_REJECT_ACCOUNT);
    ck_assert_int_eq(site_row(6)->outcome, AIF_OUTCOME_COMPLETED);
}
END_TEST

/* A job that its own size keeps out is refused for that. */
START_TEST(size_is_asked_about_before_the_qos)
{
    site.rules[0].allowed_qos_mask = 1 << 1;

    site_run("#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,partition,qos\n"
             "1,0,10,60,9,main,debug\n");

    expect_refused(1, AIF_REJECT_TOO_WIDE);
}
END_TEST

/* The main scheduler alone (sched/builtin).  QOS "debug" runs one job at a time, which holds jobs 2
 * and 3 without blocking anybody.  Of "main" it looks at two jobs a pass: at 1 and 2 the first
 * time, at 2 and 3 until 1 has ended; so job 4, for which there are nodes all the time, waits.  Of
 * "other" it looks at job 5. */
START_TEST(the_main_scheduler_looks_at_so_many_jobs_of_a_partition)
{
    qos[2].limits.max_jobs_per_user = 1;
    site.centre.enforce = AIF_ENFORCE_LIMITS;
    site.centre.slurm.is_builtin = true;
    site.centre.slurm.partition_job_depth = 2;

    site_run("#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,partition,qos\n"
             "1,u,0,100,100,1,main,debug\n2,u,0,100,100,1,main,debug\n"
             "3,u,0,100,100,1,main,debug\n4,u,0,100,100,1,main,normal\n"
             "5,u,0,100,100,1,other,normal\n");

    site_expect(1, 0, 100);
    site_expect(5, 0, 100);
    site_expect(2, 100, 200);
    site_expect(3, 200, 300);
    ck_assert_int_eq(site_row(4)->start_s, 200);
}
END_TEST

START_TEST(without_that_depth_it_looks_at_all)
{
    qos[2].limits.max_jobs_per_user = 1;
    site.centre.enforce = AIF_ENFORCE_LIMITS;
    site.centre.slurm.is_builtin = true;

    site_run("#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,partition,qos\n"
             "1,u,0,100,100,1,main,debug\n2,u,0,100,100,1,main,debug\n"
             "3,u,0,100,100,1,main,debug\n4,u,0,100,100,1,main,normal\n");

    site_expect(4, 0, 100);
}
END_TEST

/* Backfill has no such depth of its own: bf_max_job_part is another setting. */
START_TEST(backfill_looks_past_that_depth)
{
    qos[2].limits.max_jobs_per_user = 1;
    site.centre.enforce = AIF_ENFORCE_LIMITS;
    site.centre.slurm.partition_job_depth = 2;
    site.centre.slurm.bf_interval_s = 10;

    site_run("#aifsim-trace 1\njob_id,user,submit_s,run_s,limit_s,nodes,partition,qos\n"
             "1,u,0,100,100,1,main,debug\n2,u,0,100,100,1,main,debug\n"
             "3,u,0,100,100,1,main,debug\n4,u,0,100,100,1,main,normal\n");

    ck_assert_int_le(site_row(4)->start_s, 10);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("partition_rules");
    TCase *c = tcase_create("partition_rules");
    tcase_add_checked_fixture(c, set_up, site_close);
    tcase_add_test(c, a_partition_refuses_jobs_of_a_qos_that_it_does_not_take);
    tcase_add_test(c, a_partition_may_refuse_every_qos);
    tcase_add_test(c, a_job_of_several_partitions_runs_where_its_qos_may);
    tcase_add_test(c, a_partition_refuses_jobs_of_accounts_that_it_does_not_take);
    tcase_add_test(c, size_is_asked_about_before_the_qos);
    tcase_add_test(c, the_main_scheduler_looks_at_so_many_jobs_of_a_partition);
    tcase_add_test(c, without_that_depth_it_looks_at_all);
    tcase_add_test(c, backfill_looks_past_that_depth);
    suite_add_tcase(s, c);
    return run_suite(s);
}
