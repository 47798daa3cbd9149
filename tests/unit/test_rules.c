/* Start rules on the controller other than Slurm's: schedules worked out by hand. */
#include "aif/rng.h"
#include "aif/sim.h"
#include "suite.h"

#include <string.h>

/* A job as an example states it. */
struct line {
    int64_t submit_s;
    uint32_t procs;
    int64_t limit_s, run_s;
    uint32_t user;
};

static struct {
    struct aif_machine machine;
    struct aif_centre centre;
    struct aif_workload workload;
    struct aif_scenario scenario;
    struct aif_sim *sim;
    const char *const *names; /* of jobs, where a test states them */
} f;

static void set_up(void)
{
    memset(&f, 0, sizeof f);
    f.centre = aif_centre_default();
}

static void tear_down(void)
{
    aif_sim_close(f.sim);
    aif_workload_close(&f.workload);
}

static void add_names(struct aif_workload *w)
{
    w->extras = AIF_NEW(&w->arena, struct aif_extra, w->count);
    for (uint32_t i = 0; i < w->count; i++)
        w->extras[i] = (struct aif_extra){
            .array = AIF_NONE,
            .reservation = AIF_NONE,
            .features = AIF_NONE,
            .begin_s = AIF_UNKNOWN_S,
            .priority = AIF_UNKNOWN_S,
            .name = aif_names_intern(&w->job_names, &w->arena, f.names[i], strlen(f.names[i]))};
}

static void run(const char *rule, uint32_t procs, const struct line *lines, uint32_t count)
{
    struct aif_err err = {{0}};
    struct aif_workload *w = &f.workload;
    struct aif_policy_names names = {.order = "fcfs", .backfill = rule};
    w->jobs = AIF_NEW(&w->arena, struct aif_job, count);
    w->count = count;
    aif_names_intern(&w->users, &w->arena, "u", 1);
    aif_names_intern(&w->users, &w->arena, "v", 1);
    for (uint32_t i = 0; i < count; i++)
        w->jobs[i] = (struct aif_job){.submit_s = lines[i].submit_s,
                                      .runtime_s = lines[i].run_s,
                                      .limit_s = lines[i].limit_s,
                                      .request.procs = lines[i].procs,
                                      .user = lines[i].user,
                                      .account = AIF_NONE,
                                      .application = AIF_NONE,
                                      .after = AIF_NONE,
                                      .think_s = -1,
                                      .community = AIF_NONE16,
                                      .partition = AIF_NONE16,
                                      .qos = AIF_NONE16,
                                      .status = AIF_STATUS_COMPLETED};
    if (f.names)
        add_names(w);
    f.machine = aif_machine_pool(procs);
    f.scenario = (struct aif_scenario){
        .machine = &f.machine, .workload = w, .centre = &f.centre, .is_checked = true};
    ck_assert_msg(aif_policy_parse(&names, &f.scenario.policy, &err), "%s", err.text);
    f.sim = aif_sim_open(&f.scenario, &err);
    ck_assert_msg(f.sim != NULL, "%s", err.text);
    aif_sim_run(f.sim);
}

static void expect_starts(const int64_t *starts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        ck_assert_msg(aif_sim_rows(f.sim)[i].start_s == starts[i],
                      "job %u starts at %lld, expected %lld", i + 1,
                      (long long)aif_sim_rows(f.sim)[i].start_s, (long long)starts[i]);
}

/* Textbook examples of backfilling on ten processors. */
static const struct {
    const char *rule;
    struct line lines[5];
    int64_t starts[5];
} backfilled[] = {
    {"hybrid:1", /* as EASY: the fourth job takes the two processors that the second leaves */
     {{0, 6, 10, 10, 0}, {1, 8, 10, 10, 0}, {2, 9, 10, 10, 0}, {3, 2, 25, 25, 0}, {4, 2, 5, 5, 0}},
     {0, 10, 28, 3, 4}},
    {"hybrid:1",
     {{0, 6, 10, 5, 0}, {1, 8, 10, 10, 0}, {2, 9, 10, 10, 0}, {3, 2, 25, 25, 0}, {4, 2, 5, 5, 0}},
     {0, 9, 28, 3, 4}},
    {"hybrid", /* as conservative: it would delay the third */
     {{0, 6, 10, 10, 0}, {1, 8, 10, 10, 0}, {2, 9, 10, 10, 0}, {3, 2, 25, 25, 0}, {4, 2, 5, 5, 0}},
     {0, 10, 20, 30, 4}},
    {"hybrid",
     {{0, 6, 10, 5, 0}, {1, 8, 10, 10, 0}, {2, 9, 10, 10, 0}, {3, 2, 25, 25, 0}, {4, 2, 5, 5, 0}},
     {0, 5, 15, 25, 4}},
    {"hybrid:1", /* the third ends in the second in which the reservation begins */
     {{0, 6, 10, 10, 0}, {1, 10, 10, 10, 0}, {2, 4, 8, 8, 0}, {3, 4, 8, 8, 0}, {4, 10, 5, 5, 0}},
     {0, 10, 2, 20, 28}},
    {"hybrid", /* the third needs the first end only; the fourth would stand in its way */
     {{0, 4, 10, 10, 0}, {0, 4, 20, 20, 0}, {1, 6, 5, 5, 0}, {2, 2, 15, 15, 0}, {3, 1, 9, 9, 0}},
     {0, 0, 10, 15, 15}},
};

START_TEST(hybrid_starts_jobs_as_its_number_of_reservations_allows)
{
    run(backfilled[_i].rule, 10, backfilled[_i].lines, 5);
    expect_starts(backfilled[_i].starts, 5);
}
END_TEST

START_TEST(qssf_learns_how_long_a_users_jobs_run)
{
    const struct line lines[] = {
        {0, 4, 100, 10, 0}, {1, 4, 100, 20, 0},  {1, 4, 50, 50, 1},
        {11, 4, 100, 5, 0}, /* predicted 10 s: 40 unit-seconds, as the next one's request */
        {12, 2, 20, 20, 1}, {13, 1, 1000, 1, 1}, /* has room beside the fifth, but the second is
                                                    before it */
    };
    run("qssf", 4, lines, 6);
    expect_starts((const int64_t[]){0, 85, 10, 60, 65, 105}, 6);
}
END_TEST

START_TEST(qssf_looks_at_the_name_of_a_job_first)
{
    const struct line lines[] = {
        {0, 1, 100, 5, 0},   {0, 1, 100, 50, 0}, {10, 1, 30, 30, 1},
        {56, 1, 100, 50, 0}, {57, 1, 100, 5, 0},
    };
    f.names = (const char *const[]){"short", "long", "other", "long", "short"};
    run("qssf", 1, lines, 5);
    expect_starts((const int64_t[]){0, 5, 55, 90, 85}, 5);
}
END_TEST

/* A run that was cut short, or the last run of a job. */
struct stretch {
    uint32_t job;
    int64_t start_s, end_s;
};

static void expect_cuts(const struct stretch *cuts, uint32_t count)
{
    uint32_t found;
    const struct aif_episode *e = aif_sim_episodes(f.sim, &found);
    for (uint32_t i = 0; i < count && i < found; i++)
        ck_assert_msg(e[i].job == cuts[i].job && e[i].start_s == cuts[i].start_s &&
                          e[i].end_s == cuts[i].end_s,
                      "cut %u: job %u from %lld to %lld", i, e[i].job, (long long)e[i].start_s,
                      (long long)e[i].end_s);
    ck_assert_uint_eq(found, count);
    ck_assert_uint_eq(aif_sim_totals(f.sim)->preempt_count, count);
}

static void expect_last_runs(const struct stretch *runs, uint32_t count)
{
    const struct aif_row *rows = aif_sim_rows(f.sim);
    for (uint32_t i = 0; i < count; i++)
        ck_assert_msg(rows[runs[i].job].start_s == runs[i].start_s &&
                          rows[runs[i].job].end_s == runs[i].end_s,
                      "job %u from %lld to %lld", runs[i].job, (long long)rows[runs[i].job].start_s,
                      (long long)rows[runs[i].job].end_s);
}

/* Thresholds at 10 and 20 s on one processor: at 10 the first job falls behind the second, at 20
 * behind the third; at 30 the third falls behind it, and so on in turns down to the last queue. */
START_TEST(tiresias_demotes_a_job_when_it_crosses_a_threshold)
{
    const struct line lines[] = {{0, 1, 100, 30, 0}, {5, 1, 100, 8, 0}, {20, 1, 100, 30, 0}};
    f.centre.restart_s = 0;
    run("tiresias:10,20", 1, lines, 3);
    expect_cuts(
        (const struct stretch[]){{0, 0, 10}, {0, 18, 20}, {2, 20, 30}, {0, 30, 38}, {2, 38, 48}},
        5);
    expect_last_runs((const struct stretch[]){{1, 10, 18}, {0, 48, 58}, {2, 58, 68}}, 3);
    ck_assert_int_eq(aif_sim_totals(f.sim)->lost_work_unit_s, 0);
}
END_TEST

START_TEST(a_parked_job_does_the_last_of_its_work_again)
{
    const struct line lines[] = {{0, 1, 100, 30, 0}, {5, 1, 100, 8, 0}};
    f.centre.restart_s = 4;
    run("tiresias:10,20", 1, lines, 2);
    expect_cuts((const struct stretch[]){{0, 0, 10}}, 1);
    expect_last_runs((const struct stretch[]){{0, 18, 42}, {1, 10, 18}}, 2);
    ck_assert_int_eq(aif_sim_totals(f.sim)->lost_work_unit_s, 4);
}
END_TEST

/* Its limit is 20 s of work: 6 kept of its first run and 14 of the second. */
START_TEST(a_parked_job_has_what_is_left_of_its_limit)
{
    const struct line lines[] = {{0, 1, 20, 30, 0}, {5, 1, 100, 8, 0}};
    f.centre.restart_s = 4;
    run("tiresias:10,20", 1, lines, 2);
    expect_last_runs((const struct stretch[]){{0, 18, 32}, {1, 10, 18}}, 2);
    ck_assert_int_eq(aif_sim_rows(f.sim)[0].outcome, AIF_OUTCOME_TIMED_OUT);
    ck_assert_int_eq(aif_sim_rows(f.sim)[0].limit_s, 20);
}
END_TEST

/* A stream of short jobs keeps the first one out from 1 on; at 9 it has waited eight times as long
 * as it has run, at 26 it would have again. */
START_TEST(tiresias_promotes_a_job_that_has_waited_long)
{
    struct line lines[21] = {{0, 1, 100, 10, 0}};
    for (uint32_t i = 1; i <= 20; i++)
        lines[i] = (struct line){i, 1, 100, 1, 1};
    f.centre.restart_s = 0;
    run("tiresias:1", 1, lines, 21);
    expect_cuts((const struct stretch[]){{0, 0, 1}, {0, 9, 10}}, 2);
    expect_last_runs((const struct stretch[]){{8, 8, 9}, {9, 10, 11}, {20, 21, 22}, {0, 22, 30}},
                     4);
}
END_TEST

/* Two processors: the first job has had 4 unit-seconds at 2.  At 6 the second has, too, but is not
 * stopped while that alone would not make room for the first. */
START_TEST(tiresias_counts_width)
{
    const struct line lines[] = {
        {0, 2, 100, 10, 0}, {1, 1, 100, 9, 0}, {1, 1, 100, 3, 0}, {6, 1, 100, 2, 0}};
    f.centre.restart_s = 0;
    run("tiresias:4,100", 2, lines, 4);
    expect_cuts((const struct stretch[]){{0, 0, 2}, {1, 2, 8}}, 2);
    expect_last_runs((const struct stretch[]){{2, 2, 5}, {3, 6, 8}, {0, 8, 16}, {1, 16, 19}}, 4);
}
END_TEST

START_TEST(no_more_jobs_are_parked_than_needed_and_the_last_first)
{
    const struct line lines[] = {{0, 1, 100, 10, 0}, {0, 1, 100, 20, 0}, {5, 1, 100, 3, 0}};
    f.centre.restart_s = 0;
    run("tiresias:4", 2, lines, 3);
    expect_cuts((const struct stretch[]){{1, 0, 5}}, 1);
    expect_last_runs((const struct stretch[]){{0, 0, 10}, {2, 5, 8}, {1, 8, 23}}, 3);
}
END_TEST

static const char *const both[] = {"gavel", "gavel:ftf"};

/* Two jobs of ten hours on one GPU in rounds of 6 minutes take turns: twice as long for both, where
 * FIFO would halve one's time. */
START_TEST(gavel_shares_one_unit_between_two_jobs)
{
    const struct line lines[] = {{0, 1, 36000, 36000, 0}, {0, 1, 36000, 36000, 1}};
    f.centre.restart_s = 0;
    run(both[_i], 1, lines, 2);
    expect_last_runs((const struct stretch[]){{0, 71280, 71640}, {1, 71640, 72000}}, 2);
    ck_assert_uint_eq(aif_sim_totals(f.sim)->preempt_count, 198);
}
END_TEST

/* Of four processors the wide job is due half the time, the narrow ones all of it: ranks at 720 are
 * 1 and 2, at 1080 1.5 for all, and the first in the trace goes first. */
START_TEST(gavel_ranks_jobs_by_what_they_are_due_and_have_had)
{
    const struct line lines[] = {
        {0, 4, 2000, 720, 0}, {0, 1, 2000, 1440, 0}, {0, 1, 2000, 1440, 0}};
    f.centre.restart_s = 0;
    run("gavel", 4, lines, 3);
    expect_cuts((const struct stretch[]){{0, 0, 360}, {1, 360, 1080}, {2, 360, 1080}}, 3);
    expect_last_runs((const struct stretch[]){{0, 1080, 1440}, {1, 1440, 2160}, {2, 1440, 2160}},
                     3);
}
END_TEST

/* Nothing stops before the round is over; what has room starts at once. */
START_TEST(gavel_stops_jobs_at_the_ends_of_rounds_only)
{
    const struct line lines[] = {{10, 2, 1000, 700, 0}, {20, 1, 100, 50, 0}, {30, 3, 100, 40, 0}};
    run(both[_i], 3, lines, 3);
    expect_cuts((const struct stretch[]){{0, 10, 360}}, 1);
    expect_last_runs((const struct stretch[]){{1, 20, 70}, {2, 360, 400}, {0, 400, 780}}, 3);
    ck_assert_int_eq(aif_sim_totals(f.sim)->lost_work_unit_s, 60);
}
END_TEST

/* At 1080 all three have run one round.  The second is due as much as the first and came later, but
 * has 60 s left and has had a little less than its third: rho is 1.019, fractions are 0.327, 0.346
 * and 0.327, ranks 0.98, 1.03 and 0.62; they are 1, 0.99 and 0.63 where all are due a third. */
START_TEST(finish_time_fairness_lets_a_job_that_is_late_and_nearly_done_go_first)
{
    const struct line lines[] = {
        {0, 1, 100000, 5000, 0}, {10, 1, 420, 420, 0}, {400, 1, 100000, 5000, 0}};
    f.centre.restart_s = 0;
    run(both[_i], 1, lines, 3);
    const struct stretch second[] = {{1, 1440, 1500}, {1, 1080, 1140}};
    expect_last_runs(&second[_i], 1);
}
END_TEST

static const char *const parking[] = {"tiresias", "tiresias:300,2000", "gavel", "gavel:ftf"};

enum { RANDOM_JOBS = 120, RESTART_S = 30 };

/* What the jobs ran in all their runs is their work and what the restarts cost. */
START_TEST(no_work_is_lost_or_won_by_parking)
{
    struct line lines[RANDOM_JOBS];
    int64_t ran_s[RANDOM_JOBS] = {0}, lost_s[RANDOM_JOBS] = {0}, lost_unit_s = 0, submit_s = 0;
    struct aif_rng rng = aif_rng_stream(11, AIF_STREAM_ARRIVAL, 0);
    for (uint32_t i = 0; i < RANDOM_JOBS; i++) {
        int64_t run_s = (int64_t)(aif_rng_next(&rng) % 4000);
        uint32_t width = (uint32_t)(1 + aif_rng_next(&rng) % 16);
        lines[i] = (struct line){submit_s, width, run_s + 100, run_s, 0};
        submit_s += (int64_t)(aif_rng_next(&rng) % 900);
    }
    f.centre.restart_s = RESTART_S;
    run(parking[_i], 16, lines, RANDOM_JOBS);
    uint32_t count;
    const struct aif_episode *e = aif_sim_episodes(f.sim, &count);
    ck_assert_uint_gt(count, 20);
    for (uint32_t i = 0; i < count; i++) {
        int64_t cut_s = e[i].end_s - e[i].start_s;
        int64_t cost_s = cut_s < RESTART_S ? cut_s : RESTART_S;
        ck_assert_int_eq(cut_s - e[i].kept_s, cost_s);
        ran_s[e[i].job] += cut_s;
        lost_s[e[i].job] += cost_s;
        lost_unit_s += cost_s * lines[e[i].job].procs;
    }
    ck_assert_int_eq(aif_sim_totals(f.sim)->lost_work_unit_s, lost_unit_s);
    for (uint32_t i = 0; i < RANDOM_JOBS; i++) {
        const struct aif_row *row = &aif_sim_rows(f.sim)[i];
        ck_assert_int_eq(row->outcome, AIF_OUTCOME_COMPLETED);
        ck_assert_int_eq(ran_s[i] + row->end_s - row->start_s, lines[i].run_s + lost_s[i]);
    }
}
END_TEST

/* One-processor jobs ask for more than the machine has, from before the wide job came until long
 * after; nobody reserves anything for it, and yet it runs among them. */
START_TEST(a_wide_job_is_not_starved_by_a_stream_of_narrow_ones)
{
    enum { COUNT = 400, WIDE = 10 };
    struct line lines[COUNT];
    for (uint32_t i = 0; i < COUNT; i++)
        lines[i] = (struct line){30 * i, i == WIDE ? 4 : 1, 200, i == WIDE ? 100 : 150, 0};
    run(parking[_i], 4, lines, COUNT);
    const struct aif_row *wide = &aif_sim_rows(f.sim)[WIDE];
    ck_assert_msg(wide->end_s < lines[COUNT - 1].submit_s / 2, "ends at %lld",
                  (long long)wide->end_s);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("rules");
    tcase_add_checked_fixture(c, set_up, tear_down);
    tcase_add_loop_test(c, hybrid_starts_jobs_as_its_number_of_reservations_allows, 0,
                        (int)AIF_COUNT(backfilled));
    tcase_add_test(c, qssf_learns_how_long_a_users_jobs_run);
    tcase_add_test(c, qssf_looks_at_the_name_of_a_job_first);
    tcase_add_test(c, tiresias_demotes_a_job_when_it_crosses_a_threshold);
    tcase_add_test(c, a_parked_job_does_the_last_of_its_work_again);
    tcase_add_test(c, a_parked_job_has_what_is_left_of_its_limit);
    tcase_add_test(c, tiresias_promotes_a_job_that_has_waited_long);
    tcase_add_test(c, tiresias_counts_width);
    tcase_add_test(c, no_more_jobs_are_parked_than_needed_and_the_last_first);
    tcase_add_loop_test(c, gavel_shares_one_unit_between_two_jobs, 0, 2);
    tcase_add_test(c, gavel_ranks_jobs_by_what_they_are_due_and_have_had);
    tcase_add_loop_test(c, gavel_stops_jobs_at_the_ends_of_rounds_only, 0, 2);
    tcase_add_loop_test(c, finish_time_fairness_lets_a_job_that_is_late_and_nearly_done_go_first, 0,
                        2);
    tcase_add_loop_test(c, no_work_is_lost_or_won_by_parking, 0, (int)AIF_COUNT(parking));
    tcase_add_loop_test(c, a_wide_job_is_not_starved_by_a_stream_of_narrow_ones, 0,
                        (int)AIF_COUNT(parking));
    Suite *s = suite_create("unit/rules");
    suite_add_tcase(s, c);
    return run_suite(s);
}
