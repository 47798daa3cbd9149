/* Start rules on the controller other than Slurm's: schedules worked out by hand. */
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

enum { MOST = 8 };

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

int main(void)
{
    TCase *c = tcase_create("rules");
    tcase_add_checked_fixture(c, set_up, tear_down);
    tcase_add_loop_test(c, hybrid_starts_jobs_as_its_number_of_reservations_allows, 0,
                        (int)AIF_COUNT(backfilled));
    tcase_add_test(c, qssf_learns_how_long_a_users_jobs_run);
    tcase_add_test(c, qssf_looks_at_the_name_of_a_job_first);
    Suite *s = suite_create("unit/rules");
    suite_add_tcase(s, c);
    return run_suite(s);
}
