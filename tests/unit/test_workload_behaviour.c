/* What YAML specs say of people and their behaviour, what it becomes, and what is said about
 * mistakes. */
#include "host/workload/internal.h"
#include "suite.h"

#include <string.h>

static struct conf_errors errors;
static struct workload_spec spec;

static void clear(void)
{
    workload_spec_close(&spec);
    conf_errors_fini(&errors);
}

static bool read_text(const char *text)
{
    clear();
    return conf_parse(&spec.doc, "x.yaml", text, strlen(text), &errors) &&
           conf_check(&spec.doc, workload_fields, &errors) && workload_spec_bind(&spec, &errors);
}

static void expect_error(const char *text, const char *expected)
{
    ck_assert(!read_text(text));
    ck_assert_msg(strstr(errors.text, expected), "'%s' lacks '%s'", errors.text, expected);
    clear();
}

#define HEAD                                                                                       \
    "title: t\nspan: 2d\ncommunities:\n  c:\n    load: 0.5\n    users: 3\n    accounts: 2\n"
#define PLAIN                                                                                      \
    "        weight: 1\n        size: {weights: {1: 1}}\n        runtime: {constant: 5m}\n"
#define TWO(more) HEAD "    kinds:\n      a:\n" PLAIN more "      b:\n" PLAIN

START_TEST(people_become_what_they_are_said_to_be)
{
    bool ok = read_text(HEAD "    organisations: {count: 2, skew: 0.5, countries: {SE: 3, FI: 1}}\n"
                             "    user_mix: 2.5\n"
                             "    visits: {mean: 3, think: {exponential: 10m}}\n"
                             "    swings: [{every: 1h, cv: 0.5}, {every: 1d, cv: 0.25}]\n"
                             "    data: {share: 0.5, gib: {constant: 20}, sensitive: 0.25,\n"
                             "           homes: {mimer: 1}}\n"
                             "    kinds:\n      a:\n" PLAIN);
    ck_assert_msg(ok, "%s", errors.text);
    const struct aif_community *c = &spec.model.communities[0];
    ck_assert_uint_eq(c->organisations.count, 2);
    ck_assert_double_eq(c->organisations.skew, 0.5);
    ck_assert_str_eq(c->organisations.countries[0].name, "SE");
    ck_assert_double_eq(c->organisations.countries[0].weight, 3.0);
    ck_assert_uint_eq(c->organisations.country_count, 2);
    ck_assert_double_eq(c->user_mix, 2.5);
    ck_assert_double_eq(c->visit_mean, 3.0);
    ck_assert_double_eq(c->think_s.parts[0].a, 600.0);
    ck_assert_int_eq(c->swings[1].period_s, 86400);
    ck_assert_double_eq(c->swings[1].cv, 0.25);
    ck_assert_double_eq(c->data.gib.parts[0].a, 20.0);
    ck_assert_double_eq(c->data.share + c->data.sensitive_share, 0.75);
    ck_assert_str_eq(c->data.homes[0].name, "mimer");
    clear();
}
END_TEST

START_TEST(kinds_become_what_they_are_said_to_do)
{
    bool ok = read_text(
        "hours: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3]\n" TWO(
            "        needs: cores\n"
            "        mem_gib_per_core: 2\n"
            "        days: [1, 1, 1, 1, 1, 0, 0]\n"
            "        burst: {mean: 4, array: true, max_running: 2}\n"
            "        pieces: 6\n"
            "        then: {b: {share: 0.5, jobs: 3, think: {constant: 1m}, when: ended}}\n"
            "        limit: {tsafrir: {distinct: 40}}\n"
            "        reads_data: 0.5\n"
            "        deadline: {share: 0.25, margin: {constant: 1h}}\n"
            "        checkpoint: {share: 0.75, every: {constant: 30m}}\n"
            "        preemptible: 0.125\n"
            "        nodes: {least: 0.5, most: 2}\n") "    data: {gib: {constant: 1}}\n");
    ck_assert_msg(ok, "%s", errors.text);
    const struct aif_job_kind *a = &spec.model.communities[0].kinds[0], *b = a + 1;
    ck_assert(a->needs_cores && a->is_array && !b->needs_cores && !b->is_array);
    ck_assert_uint_eq(a->mem_mib_per_core, 2048);
    ck_assert_double_eq(a->cycle->day[6], 0.0);
    ck_assert_double_eq(a->cycle->hour[23], 3.0); /* of the spec, as it says nothing itself */
    ck_assert_ptr_null(b->cycle);
    ck_assert_uint_eq(a->array_limit, 2);
    ck_assert_uint_eq(a->most_pieces, 6);
    ck_assert_uint_eq(a->trigger_count, 1);
    ck_assert_uint_eq(a->triggers[0].kind, 1);
    ck_assert_double_eq(a->triggers[0].share, 0.5);
    ck_assert_double_eq(a->triggers[0].jobs_mean, 3.0);
    ck_assert_double_eq(a->triggers[0].think_s.parts[0].a, 60.0);
    ck_assert(!a->triggers[0].needs_success);
    ck_assert_uint_eq(a->limit.distinct, 40);
    ck_assert_double_eq(a->data_share, 0.5);
    ck_assert_double_eq(a->deadline.share, 0.25);
    ck_assert_double_eq(a->deadline.time_s.parts[0].a, 3600.0);
    ck_assert_double_eq(a->checkpoint.share, 0.75);
    ck_assert_double_eq(a->checkpoint.time_s.parts[0].a, 1800.0);
    ck_assert_double_eq(a->preemptible_share, 0.125);
    ck_assert_double_eq(a->least_nodes, 0.5);
    ck_assert_double_eq(a->most_nodes, 2.0);
    clear();
}
END_TEST

START_TEST(what_cannot_be_meant_is_refused_where_it_stands)
{
    expect_error(TWO("        then: {q: {}}\n"),
                 "x.yaml:13:16: then: there is no kind q in this community");
    expect_error(TWO("        then: {a: {}}\n"), "then: a must stand below a");
    expect_error(TWO("        then: {b: {when: compleated}}\n"), "did you mean 'completed'?");
    expect_error(TWO("        needs: cpus\n"),
                 "unknown needs 'cpus': did you mean 'gpus'? (known: gpus, cores)");
    expect_error(TWO("        nodes: {most: 0.5}\n"), "kind a: most nodes below the nodes");
    expect_error(TWO("        deadline: {share: 0.5}\n"), "kind a: a share of jobs without times");
    expect_error(TWO("        reads_data: 0.5\n"), "kind a: it reads data, but the community's");
    expect_error(TWO("") "    organisations: {count: 5}\n", "each organisation has a project");
    expect_error(TWO("") "    swings: [{every: 15m, cv: 1}]\n", "no multiple of 10 minutes");
    expect_error(TWO("") "    data: {share: 0.5}\n", "gib");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("behaviour");
    tcase_add_checked_fixture(t, NULL, clear);
    tcase_add_test(t, people_become_what_they_are_said_to_be);
    tcase_add_test(t, kinds_become_what_they_are_said_to_do);
    tcase_add_test(t, what_cannot_be_meant_is_refused_where_it_stands);
    Suite *s = suite_create("workload_behaviour");
    suite_add_tcase(s, t);
    return run_suite(s);
}
