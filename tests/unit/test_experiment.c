/* Experiments: what a file turns into, and what is refused. */
#include "host/experiment/experiment.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static struct experiment e;
static struct conf_errors errors;

static void put_file(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
}

static void setup(void)
{
    /* mkdtemp() wants six of them at the end. */
    strcpy(folder, "/tmp/aifsim-test-");
    memset(folder + strlen(folder), 'X', 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    put_file("a.swf", "1 0 -1 10 1 -1 -1 1 20 -1 1 1 1 1 1 1 -1 -1\n");
    put_file("b.swf", "1 0 -1 99 1 -1 -1 1 99 -1 1 1 1 1 1 1 -1 -1\n");
}

static void teardown(void)
{
    experiment_close(&e);
    conf_errors_fini(&errors);
    static const char *const names[] = {"a.swf", "b.swf", "x.yaml", "r.yaml"};
    for (size_t i = 0; i < AIF_COUNT(names); i++) {
        char path[200];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static bool open_with(const char *text, const char *const *sets, size_t set_count)
{
    char path[200];
    experiment_close(&e);
    conf_errors_fini(&errors);
    if (text)
        put_file("x.yaml", text);
    snprintf(path, sizeof path, "%s/x.yaml", folder);
    return experiment_open(path, sets, set_count, &e, &errors);
}

static void expect_open(const char *text)
{
    bool ok = open_with(text, NULL, 0);
    ck_assert_msg(ok, "%s", errors.text);
}

static const char two_by_two[] =
    "name: t\n"
    "sites: [procs:4, mimer]\n"
    "traces: [a.swf, {generate: three-communities, jobs: 10, load: 0.5}]\n"
    "policies: [fcfs/none, fcfs/easy]\n"
    "seeds: [7, 9]\n";

START_TEST(cells_come_in_the_order_site_trace_seed_policy)
{
    expect_open(two_by_two);

    /* 2 sites x (1 trace file + 1 generated x 2 seeds) x 2 policies */
    static const struct experiment_cell expected[] = {
        {0, 0, 0, 0, 0}, {0, 0, 1, 0, 0}, {0, 1, 0, 1, 7}, {0, 1, 1, 1, 7},
        {0, 1, 0, 2, 9}, {0, 1, 1, 2, 9}, {1, 0, 0, 0, 0}, {1, 0, 1, 0, 0},
        {1, 1, 0, 3, 7}, {1, 1, 1, 3, 7}, {1, 1, 0, 4, 9}, {1, 1, 1, 4, 9},
    };
    ck_assert_uint_eq(e.cell_count, 12);
    ck_assert_uint_eq(e.workload_count, 5);
    for (size_t i = 0; i < AIF_COUNT(expected); i++) {
        ck_assert_uint_eq(e.cells[i].site, expected[i].site);
        ck_assert_uint_eq(e.cells[i].trace, expected[i].trace);
        ck_assert_uint_eq(e.cells[i].policy, expected[i].policy);
        ck_assert_uint_eq(e.cells[i].workload, expected[i].workload);
        ck_assert_uint_eq(e.cells[i].seed, expected[i].seed);
    }
}
END_TEST

START_TEST(sites_traces_and_policies_are_bound)
{
    expect_open(two_by_two);

    ck_assert_uint_eq(e.sites[0].site.machine.procs, 4);
    ck_assert_uint_eq(e.sites[1].site.machine.node_count, 100);
    ck_assert_str_eq(e.traces[0].name, "a");
    ck_assert_str_eq(e.traces[0].path + strlen(folder), "/a.swf");
    ck_assert_ptr_null(e.traces[0].spec);
    ck_assert_str_eq(e.traces[1].name, "three-communities");
    ck_assert_ptr_null(e.traces[1].path);
    ck_assert_uint_eq(e.traces[1].size.jobs, 10);
    ck_assert_double_eq(e.traces[1].size.load, 0.5);
    ck_assert_uint_eq(e.traces[1].spec->model.community_count, 3);
    ck_assert_str_eq(e.policies[1].name, "fcfs/easy");
    ck_assert_str_eq(e.policies[1].place, "first-fit");
    ck_assert_str_eq(e.policies[1].policy.backfill->plugin.name, "easy");
    ck_assert(!e.is_strict && !e.is_checked);
    ck_assert(e.jobs_output == OUTPUT_AUTO && e.series_output == OUTPUT_AUTO);
}
END_TEST

#define POLICY(p) "name: t\nsites: [procs:4]\ntraces: [a.swf]\nseeds: 1\npolicies: [" p "]\n"

START_TEST(the_short_form_of_a_policy_has_four_parts)
{
    expect_open(POLICY("wfp3/depth:8+sjf/pack"));

    ck_assert_str_eq(e.policies[0].name, "wfp3/depth:8+sjf/pack");
    ck_assert_str_eq(e.policies[0].order, "wfp3");
    ck_assert_str_eq(e.policies[0].backfill, "depth:8");
    ck_assert_str_eq(e.policies[0].candidates, "sjf");
    ck_assert_str_eq(e.policies[0].place, "pack");
    ck_assert_uint_eq(e.policies[0].policy.depth, 8);
    ck_assert_ptr_nonnull(e.policies[0].policy.candidates);
}
END_TEST

START_TEST(a_policy_without_a_name_is_called_by_its_parts)
{
    expect_open(POLICY("{order: fcfs, backfill: easy, candidates: sjf}, "
                       "{order: fcfs, backfill: easy, place: pack}, "
                       "{name: mine, order: sjf, backfill: none}"));

    ck_assert_str_eq(e.policies[0].name, "fcfs/easy+sjf");
    ck_assert_str_eq(e.policies[1].name, "fcfs/easy/pack");
    ck_assert_str_eq(e.policies[1].candidates, "");
    ck_assert_str_eq(e.policies[2].name, "mine");
}
END_TEST

START_TEST(a_policy_that_is_not_one_is_shown_at_its_place)
{
    static const char *const bad[] = {"fcfs",          "/easy",          "fcfs/",
                                      "fcfs/easy/",    "fcfs/easy+",     "fcfs//pack",
                                      "fcfs/easy/a/b", "fcfs/easy+/pack"};
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        char text[300], place[300];
        snprintf(text, sizeof text, POLICY("%s"), bad[i]);
        ck_assert_msg(!open_with(text, NULL, 0), "%s", bad[i]);
        snprintf(place, sizeof place, "x.yaml:5:12: policy '%s': expected ORDER/BACKFILL", bad[i]);
        ck_assert_msg(strstr(errors.text, place), "%s", errors.text);
    }
    ck_assert(!open_with(POLICY("fcfs/esay"), NULL, 0));
    ck_assert_ptr_nonnull(
        strstr(errors.text, "x.yaml:5:12: unknown backfill 'esay': did you mean 'easy'?"));
}
END_TEST

START_TEST(seeds_are_numbers_and_ranges)
{
    expect_open("name: t\nsites: [procs:4]\ntraces: [a.swf]\npolicies: [fcfs/none]\n"
                "seeds: [12, 3..5]\n");
    ck_assert_uint_eq(e.seed_count, 4);
    ck_assert_uint_eq(e.seeds[0], 12);
    ck_assert_uint_eq(e.seeds[1], 3);
    ck_assert_uint_eq(e.seeds[3], 5);
    ck_assert_uint_eq(e.cell_count, 1);

    static const char *const bad[] = {"5..3",   "0..3",      "1..x", "a", "1..200000",
                                      "[1, 1]", "[1..3, 2]", "0",    "[]"};
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "name: t\nsites: [procs:4]\ntraces: [a.swf]\npolicies: [fcfs/none]\nseeds: %s\n",
                 bad[i]);
        ck_assert_msg(!open_with(text, NULL, 0), "%s", bad[i]);
        ck_assert_msg(strstr(errors.text, "x.yaml:5:"), "%s", errors.text);
    }
}
END_TEST

START_TEST(a_range_of_too_many_seeds_is_refused_as_such)
{
    ck_assert(
        !open_with(POLICY("fcfs/none") "description: x\n", (const char *[]){"seeds=1..100001"}, 1));
    ck_assert_ptr_nonnull(strstr(errors.text,
                                 "--set seeds=1..100001: seeds: expected a range such as "
                                 "1..10, ascending, of at most 100000 seeds"));
    ck_assert(open_with(NULL, (const char *[]){"seeds=1..100000"}, 1));
    ck_assert_uint_eq(e.seed_count, 100000);
}
END_TEST

START_TEST(a_list_of_loads_makes_one_trace_of_each)
{
    expect_open("name: t\nsites: [mimer]\npolicies: [fcfs/none]\n"
                "traces: [{generate: three-communities, jobs: [10, 20], load: [0.5, 0.9]}]\n");
    static const char *const names[] = {
        "three-communities-jobs10-load0.5", "three-communities-jobs10-load0.9",
        "three-communities-jobs20-load0.5", "three-communities-jobs20-load0.9"};
    ck_assert_uint_eq(e.trace_count, 4);
    for (size_t i = 0; i < AIF_COUNT(names); i++)
        ck_assert_str_eq(e.traces[i].name, names[i]);
    ck_assert_uint_eq(e.traces[2].size.jobs, 20);
    ck_assert_double_eq(e.traces[2].size.load, 0.5);
}
END_TEST

START_TEST(all_mistakes_of_an_experiment_are_shown)
{
    ck_assert(!open_with("name: t\nsites: [mimmer]\ntraces: [none.swf]\npolicies: [fcfs/esay]\n"
                         "seeds: 1..3\n",
                         NULL, 0));
    ck_assert_uint_eq(errors.count, 3);
    ck_assert(errors.is_missing);
    ck_assert_ptr_nonnull(
        strstr(errors.text, "x.yaml:2:9: unknown site 'mimmer': did you mean 'mimer'?"));
    ck_assert_ptr_nonnull(strstr(errors.text, "x.yaml:3:10: "));
    ck_assert_ptr_nonnull(strstr(errors.text, "/none.swf: No such file or directory"));
    ck_assert_ptr_nonnull(strstr(errors.text, "x.yaml:4:12: unknown backfill 'esay'"));
}
END_TEST

START_TEST(a_site_twice_is_an_error)
{
    ck_assert(!open_with("name: t\nsites: [mimer, procs:4, mimer]\ntraces: [a.swf]\n"
                         "policies: [fcfs/none]\n",
                         NULL, 0));
    ck_assert_uint_eq(errors.count, 1);
    ck_assert_ptr_nonnull(
        strstr(errors.text, "x.yaml:2:25: two sites are called 'mimer': give this one a 'name'\n"));
}
END_TEST

START_TEST(a_trace_is_a_file_or_generated)
{
    static const struct {
        const char *trace, *message;
    } bad[] = {
        {"{name: x}", "a trace has either 'file' or 'generate'"},
        {"{file: a.swf, generate: three-communities}", "a trace has either 'file' or 'generate'"},
        {"{file: a.swf, load: 0.5}", "'load' goes with 'generate', not with 'file'"},
        {"{generate: three-communities, jobs: 5, from: 1d}",
         "'from' goes with 'file', not with 'generate'"},
        {"{file: a.swf, from: 2d, until: 1d}", "'until' must be after 'from'"},
        {"a.swf, a.swf", "two traces are called 'a': give this one a 'name'"},
        {"{generate: three-communities, set: {a: {b: 1}}}", "write 'KEY.SUB: value'"},
        {"{generate: three-communities, set: {laod: 1}}", "unknown key 'laod'"},
    };
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        char text[400];
        snprintf(text, sizeof text,
                 "name: t\nsites: [procs:4]\npolicies: [fcfs/none]\ntraces: [%s]\n", bad[i].trace);
        ck_assert_msg(!open_with(text, NULL, 0), "%s", bad[i].trace);
        ck_assert_msg(strstr(errors.text, bad[i].message), "%s", errors.text);
        ck_assert_ptr_nonnull(strstr(errors.text, "x.yaml:4:"));
    }
}
END_TEST

/* Cells: the trace file under two policies, then seeds 7 and 9 of the generated trace. */
START_TEST(tables_have_the_cells_of_the_first_seed_unless_they_are_many)
{
    expect_open(two_by_two);
    const struct experiment_cell *file = &e.cells[1], *first = &e.cells[3], *second = &e.cells[4];
    ck_assert(file->seed == 0 && first->seed == 7 && second->seed == 9);
    ck_assert(first->policy == 1);
    ck_assert(experiment_writes_series(&e, file) && experiment_writes_series(&e, first));
    ck_assert(!experiment_writes_series(&e, second));
    ck_assert(!experiment_writes_jobs(&e, second, 10));
    ck_assert(experiment_writes_jobs(&e, first, 199999));  /* behind as many of the first policy */
    ck_assert(!experiment_writes_jobs(&e, first, 200000)); /* the first policy fills the table */
    ck_assert(experiment_writes_jobs(&e, &e.cells[2], 200000));
    ck_assert(!experiment_writes_jobs(&e, &e.cells[2], 200001));
    static const char *const sets[] = {"outputs.jobs=true", "outputs.series=false"};
    experiment_close(&e);
    ck_assert_msg(open_with(two_by_two, sets, AIF_COUNT(sets)), "%s", errors.text);
    ck_assert(experiment_writes_jobs(&e, &e.cells[4], 300000));
    ck_assert(!experiment_writes_series(&e, &e.cells[0]));
}
END_TEST

START_TEST(options_reach_every_key)
{
    static const char *const sets[] = {
        "policies=sjf/none,fcfs/easy+sjf", "seeds=1..4",        "check=true",
        "traces.1.load=0.25,0.75",         "outputs.jobs=true", "sites=procs:8"};
    ck_assert_msg(open_with(two_by_two, sets, AIF_COUNT(sets)), "%s", errors.text);
    ck_assert_uint_eq(e.policy_count, 2);
    ck_assert_str_eq(e.policies[1].name, "fcfs/easy+sjf");
    ck_assert_uint_eq(e.seed_count, 4);
    ck_assert(e.is_checked && e.jobs_output == OUTPUT_TRUE);
    ck_assert_uint_eq(e.trace_count, 3);
    ck_assert_double_eq(e.traces[2].size.load, 0.75);
    ck_assert_uint_eq(e.site_count, 1);
    ck_assert_uint_eq(e.cell_count, 2 * (1 + 2 * 4));
}
END_TEST

START_TEST(several_wrong_options_are_all_named)
{
    static const char *const sets[] = {"polices=sjf/none", "outputs.job=true", "traces.7.load=1"};
    ck_assert(!open_with(two_by_two, sets, AIF_COUNT(sets)));
    ck_assert_uint_eq(errors.count, 3);
    ck_assert_ptr_nonnull(strstr(errors.text,
                                 "--set polices=sjf/none: unknown key 'polices': did you "
                                 "mean 'policies'?"));
    ck_assert_ptr_nonnull(strstr(errors.text,
                                 "--set outputs.job=true: unknown key 'job': did you mean "
                                 "'jobs'?"));
    ck_assert_ptr_nonnull(strstr(errors.text, "--set traces.7.load=1: no position 7"));
}
END_TEST

START_TEST(the_resolved_experiment_means_the_same)
{
    char hash[65];
    static char resolved[10000];
    expect_open(two_by_two);
    memcpy(hash, e.sha256, sizeof hash);
    snprintf(resolved, sizeof resolved, "%s", e.resolved);
    ck_assert_ptr_nonnull(strstr(resolved, "strict: false\n"));
    ck_assert_ptr_nonnull(strstr(resolved, "    candidates: fcfs\n    place: first-fit\n"));

    expect_open(resolved);

    ck_assert_str_eq(e.sha256, hash);
    ck_assert_str_eq(e.resolved, resolved);
    ck_assert_uint_eq(e.cell_count, 12);
}
END_TEST

START_TEST(the_hash_follows_settings_and_inputs_but_not_words)
{
    char first[65];
    expect_open(POLICY("fcfs/easy"));
    memcpy(first, e.sha256, sizeof first);

    expect_open(POLICY("fcfs/easy") "description: other words\n");
    ck_assert_str_eq(e.sha256, first);
    expect_open(POLICY("fcfs/none"));
    ck_assert_str_ne(e.sha256, first);
    put_file("a.swf", "1 0 -1 11 1 -1 -1 1 20 -1 1 1 1 1 1 1 -1 -1\n");
    expect_open(POLICY("fcfs/easy"));
    ck_assert_str_ne(e.sha256, first);
}
END_TEST

START_TEST(a_resolved_experiment_refuses_an_input_that_has_changed)
{
    static char resolved[10000];
    expect_open(POLICY("fcfs/easy"));
    snprintf(resolved, sizeof resolved, "%s", e.resolved);
    put_file("a.swf", "1 0 -1 11 1 -1 -1 1 20 -1 1 1 1 1 1 1 -1 -1\n");

    ck_assert(!open_with(resolved, NULL, 0));

    ck_assert_ptr_nonnull(strstr(errors.text, "/a.swf' has changed: its SHA-256 is now "));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("experiment");
    TCase *c = tcase_create("experiment");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, cells_come_in_the_order_site_trace_seed_policy);
    tcase_add_test(c, sites_traces_and_policies_are_bound);
    tcase_add_test(c, the_short_form_of_a_policy_has_four_parts);
    tcase_add_test(c, a_policy_without_a_name_is_called_by_its_parts);
    tcase_add_test(c, a_policy_that_is_not_one_is_shown_at_its_place);
    tcase_add_test(c, seeds_are_numbers_and_ranges);
    tcase_add_test(c, a_range_of_too_many_seeds_is_refused_as_such);
    tcase_add_test(c, a_list_of_loads_makes_one_trace_of_each);
    tcase_add_test(c, all_mistakes_of_an_experiment_are_shown);
    tcase_add_test(c, a_site_twice_is_an_error);
    tcase_add_test(c, a_trace_is_a_file_or_generated);
    tcase_add_test(c, tables_have_the_cells_of_the_first_seed_unless_they_are_many);
    tcase_add_test(c, options_reach_every_key);
    tcase_add_test(c, several_wrong_options_are_all_named);
    tcase_add_test(c, the_resolved_experiment_means_the_same);
    tcase_add_test(c, the_hash_follows_settings_and_inputs_but_not_words);
    tcase_add_test(c, a_resolved_experiment_refuses_an_input_that_has_changed);
    suite_add_tcase(s, c);
    return run_suite(s);
}
