/* Recorded times of a real controller: their file, and that a run keeps to them. */
#include "host/files/recording.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char path[64];
static struct aif_arena arena;
static struct aif_recording r;
static struct aif_err err;
static enum exit_status status;

static void make_file(void)
{
    const char *temp = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/aifsim-recording-%ld", temp ? temp : "/tmp", (long)getpid());
}

static void remove_file(void)
{
    unlink(path);
    aif_arena_free(&arena);
}

static bool reads(const char *text)
{
    FILE *f = fopen(path, "w");
    ck_assert_int_ge(fputs(text, f), 0);
    fclose(f);
    return recording_read(path, &arena, &r, &status, &err);
}

START_TEST(each_kind_is_read)
{
    ck_assert_msg(
        reads("kind,t_ms\npass,-7\npass,12500\ntick,5\nbackfill,1\nbackfill,1\npriority,-3\n"
              "tick,6\ntick,7\n"),
        "%s", err.text);
    ck_assert_uint_eq(r.pass_count, 2);
    ck_assert_uint_eq(r.tick_count, 3);
    ck_assert_uint_eq(r.backfill_count, 2);
    ck_assert_uint_eq(r.priority_count, 1);
    ck_assert_int_eq(r.pass_ms[0], -7);
    ck_assert_int_eq(r.pass_ms[1], 12500);
    ck_assert_int_eq(r.tick_ms[2], 7);
    ck_assert_int_eq(r.priority_ms[0], -3);
}
END_TEST

START_TEST(what_is_no_time_is_named)
{
    static const char *const texts[][2] = {
        {"kind,t_ms\nloop,5\n", ":2: found 'loop,5', expected tick, pass, backfill or priority"},
        {"kind,t_ms\ntick,5\ntick,4\n", ":3: found 'tick,4'"},
        {"kind,t_ms\ntick,5s\n", ":2: found 'tick,5s'"},
        {"tick,5\n", ":1: expected the columns 'kind,t_ms'"},
    };
    const char *const *t = texts[_i];
    ck_assert(!reads(t[0]));
    ck_assert_int_eq(status, EXIT_STATUS_DATA);
    ck_assert_msg(strstr(err.text, t[1]) != NULL, "%s", err.text);
}
END_TEST

/* When the second of two jobs starts that both need the whole machine, the first for 10 s. */
static int64_t second_start_s(const struct aif_recording *recording)
{
    struct aif_job jobs[2];
    for (int i = 0; i < 2; i++)
        jobs[i] = (struct aif_job){.submit_s = i,
                                   .runtime_s = 10,
                                   .limit_s = 100,
                                   .request.procs = 1,
                                   .user = AIF_NONE,
                                   .account = AIF_NONE,
                                   .after = AIF_NONE,
                                   .think_s = -1,
                                   .community = AIF_NONE16,
                                   .qos = AIF_NONE16,
                                   .status = AIF_STATUS_COMPLETED};
    struct aif_workload w = {.name = "two", .jobs = jobs, .count = 2};
    const struct aif_machine pool = aif_machine_pool(1);
    struct aif_scenario scenario = {
        .machine = &pool, .workload = &w, .recording = recording, .is_checked = true};
    const struct aif_policy_names names = {.order = "fcfs", .backfill = "slurm"};
    ck_assert_msg(aif_policy_parse(&names, &scenario.policy, &err), "%s", err.text);
    struct aif_sim *sim = aif_sim_open(&scenario, &err);
    ck_assert_msg(sim != NULL, "%s", err.text);
    while (aif_sim_step(sim))
        continue;
    int64_t start_s = aif_sim_rows(sim)[1].start_s;
    aif_sim_close(sim);
    return start_s;
}

START_TEST(passes_are_at_recorded_times)
{
    static const int64_t passes_ms[] = {0, 4000, 17500};
    r = (struct aif_recording){.pass_ms = passes_ms, .pass_count = 3};
    ck_assert_int_eq(second_start_s(&r), 17);
    /* After the last one it is its own clock's turn again: at once, for all that has changed. */
    r.pass_count = 2;
    int64_t own_s = second_start_s(&r);
    ck_assert_int_eq(own_s, second_start_s(NULL));
    ck_assert_msg(own_s >= 10 && own_s <= 13, "%lld", (long long)own_s);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("recording");
    tcase_add_checked_fixture(c, make_file, remove_file);
    tcase_add_test(c, each_kind_is_read);
    tcase_add_loop_test(c, what_is_no_time_is_named, 0, 4);
    tcase_add_test(c, passes_are_at_recorded_times);
    Suite *s = suite_create("recording");
    suite_add_tcase(s, c);
    return run_suite(s);
}
