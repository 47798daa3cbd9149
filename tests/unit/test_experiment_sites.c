/* Variants of a site in an experiment. */
#include "host/experiment/experiment.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char folder[64];
static struct experiment e;
static struct conf_errors errors;

static void path_of(const char *name, char path[200])
{
    snprintf(path, 200, "%s/%s", folder, name);
}

static void put_file(const char *name, const char *text)
{
    char path[200];
    path_of(name, path);
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
}

static void teardown(void)
{
    experiment_close(&e);
    conf_errors_fini(&errors);
    static const char *const names[] = {"a.swf", "x.yaml"};
    for (size_t i = 0; i < AIF_COUNT(names); i++) {
        char path[200];
        path_of(names[i], path);
        unlink(path);
    }
    rmdir(folder);
}

static bool open_with(const char *text)
{
    char path[200];
    put_file("x.yaml", text);
    path_of("x.yaml", path);
    return experiment_open(path, NULL, 0, &e, &errors);
}

START_TEST(variants_of_a_site_see_the_same_jobs)
{
    ck_assert(open_with("name: t\n"
                        "sites:\n"
                        "  - mimer\n"
                        "  - procs:4\n"
                        "  - name: more\n"
                        "    site: mimer\n"
                        "    set: {classes.gpu.nodes: 50, scheduler: {priority: {weight_age: 7}}}\n"
                        "traces: [a.swf, {generate: three-communities, jobs: 10, load: 0.5}]\n"
                        "policies: [fcfs/none]\n"
                        "seeds: [7, 9]\n"));

    static const struct experiment_cell expected[] = {
        {0, 0, 0, 0, 0}, {0, 1, 0, 1, 7}, {0, 1, 0, 2, 9}, {1, 0, 0, 0, 0}, {1, 1, 0, 3, 7},
        {1, 1, 0, 4, 9}, {2, 0, 0, 0, 0}, {2, 1, 0, 1, 7}, {2, 1, 0, 2, 9},
    };
    ck_assert_uint_eq(e.cell_count, 9);
    ck_assert_uint_eq(e.workload_count, 5);
    for (size_t i = 0; i < AIF_COUNT(expected); i++)
        ck_assert_mem_eq(&e.cells[i], &expected[i], sizeof expected[i]);
    ck_assert_str_eq(e.sites[2].name, "more");
    ck_assert_uint_eq(e.sites[2].base, 0);
    ck_assert_uint_eq(e.sites[1].base, 1);
    ck_assert_uint_eq(e.sites[0].site.machine.node_count, 100);
    ck_assert_uint_eq(e.sites[2].site.machine.node_count, 50);
    ck_assert_int_eq(e.sites[2].site.centre.priority.weight_age, 7);
    ck_assert_uint_eq(e.input_count, 3);
}
END_TEST

START_TEST(a_wrong_change_of_a_site_is_shown_in_the_experiment)
{
    ck_assert(!open_with("name: t\n"
                         "sites:\n"
                         "  - name: more\n"
                         "    site: mimer\n"
                         "    set:\n"
                         "      scheduler.priority.wieght_age: 7\n"
                         "  - {name: pool, site: procs:4, set: {nodes: 5}}\n"
                         "traces: [a.swf]\npolicies: [fcfs/none]\n"));
    ck_assert_ptr_nonnull(strstr(errors.text, "x.yaml:6:7: unknown key 'wieght_age': did you mean "
                                              "'weight_age'?\n"));
    ck_assert_ptr_null(strstr(errors.text, "cannot be used"));
    ck_assert_ptr_nonnull(
        strstr(errors.text, "x.yaml:7:33: 'procs:4' is a plain pool: it has no keys to set\n"));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("experiment_sites");
    TCase *c = tcase_create("variants");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, variants_of_a_site_see_the_same_jobs);
    tcase_add_test(c, a_wrong_change_of_a_site_is_shown_in_the_experiment);
    suite_add_tcase(s, c);
    return run_suite(s);
}
