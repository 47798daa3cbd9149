/* Workload specs in YAML: what they become, and what is said about mistakes. */
#include "host/site/site.h"
#include "host/workload/internal.h"
#include "suite.h"

#include <stdio.h>
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
    "title: t\ncommunities:\n  c:\n    load: 0.5\n    users: 3\n    accounts: 2\n    kinds:\n"

START_TEST(a_small_spec_becomes_what_it_says)
{
    bool ok = read_text("span: 2d\nstart: 2026-11-02\nutc_offset: 1h\n" HEAD "      k:\n"
                        "        weight: 2\n"
                        "        size: {weights: {1: 3, 8: 1}, max_share: 0.5}\n"
                        "        runtime: {log_normal: {median: 10m, sigma: 1.5}, max: 2h}\n"
                        "        limit: {popular: [1h, 2h], excess: {constant: 1.5}, longest: 3h}\n"
                        "        outcome: {1: {failed: 0.1}, 4: {failed: 0.2, cancelled: 0.3}}\n"
                        "        burst: {mean: 2.5, gap: {exponential: 30s}}\n"
                        "        cores_per_gpu: 16\n"
                        "        mem_gib_per_gpu: 96\n"
                        "        partitions: [a, b]\n");
    ck_assert_msg(ok, "%s", errors.text);
    ck_assert_int_eq(spec.size.span_s, 172800);
    ck_assert_int_eq(spec.model.unix_start_s, 1793577600);
    ck_assert_int_eq(spec.model.utc_offset_s, 3600);
    ck_assert_str_eq(spec.model.name, "x");
    const struct aif_community *c = &spec.model.communities[0];
    ck_assert_str_eq(c->name, "c");
    ck_assert_double_eq(c->load, 0.5);
    ck_assert_double_eq(c->cycle.hour[23], 1.0);
    const struct aif_job_kind *k = &c->kinds[0];
    ck_assert_uint_eq(k->size.weights[1].units, 8);
    ck_assert_double_eq(k->size.weights[0].weight, 3.0);
    ck_assert_int_eq(k->runtime_s.parts[0].kind, AIF_DIST_LOG_NORMAL);
    ck_assert_double_eq(k->runtime_s.parts[0].a, 600.0);
    ck_assert_double_eq(k->runtime_s.parts[0].b, 1.5);
    ck_assert_double_eq(k->runtime_s.max, 7200.0);
    ck_assert_int_eq(k->limit.popular_s[1], 7200);
    ck_assert_double_eq(k->limit.excess.parts[0].a, 1.5);
    ck_assert_int_eq(k->limit.longest_s, 10800);
    ck_assert_uint_eq(k->outcomes[1].from_units, 4);
    ck_assert_double_eq(k->outcomes[1].cancelled, 0.3);
    ck_assert_double_eq(k->burst_mean, 2.5);
    ck_assert_double_eq(k->gap_s.parts[0].a, 30.0);
    ck_assert_uint_eq(k->mem_mib_per_gpu, 96 * 1024);
    ck_assert_str_eq(k->partitions[1], "b");
    clear();
}
END_TEST

START_TEST(mixtures_stages_and_percentiles_are_read)
{
    bool ok =
        read_text("jobs: 5\n" HEAD "      k:\n"
                  "        weight: 1\n"
                  "        size: {stages: {serial: 0.25, power_of_two: 0.5, low: 1, high: 7, "
                  "low_share: 0.9}}\n"
                  "        runtime:\n"
                  "          mix:\n"
                  "            - {percentiles: {0: 1s, 99.5: 1m, 100: 1h}, weight: 3}\n"
                  "            - {exp_of_gamma: {shape: 4, scale: 0.5}, weight_per_unit: -0.1}\n");
    ck_assert_msg(ok, "%s", errors.text);
    const struct aif_job_kind *k = &spec.model.communities[0].kinds[0];
    ck_assert_double_eq(k->size.power_of_two_share, 0.5);
    ck_assert_double_eq(k->size.log2_high, 7.0);
    ck_assert_uint_eq(k->runtime_s.part_count, 2);
    ck_assert_double_eq(k->runtime_s.parts[0].weight, 3.0);
    ck_assert_double_eq(k->runtime_s.parts[0].points[1].share, 0.995);
    ck_assert_double_eq(k->runtime_s.parts[0].points[1].value, 60.0);
    ck_assert_double_eq(k->runtime_s.parts[1].weight_slope, -0.1);
    ck_assert_uint_eq(k->limit.popular_count, 18); /* the default list */
    clear();
}
END_TEST

START_TEST(powers_by_size_and_ends_of_long_jobs_are_read)
{
    bool ok =
        read_text("jobs: 5\nload: 0.5\n"
                  "outcome: {1: {failed: 0.1}}\n"
                  "outcome_long: {from: 1h, shares: {1: {}, 8: {failed: 0.2, cancelled: 0.3}}}\n"
                  "title: t\ncommunities:\n  c:\n    load: 0.5\n    users: 3\n    accounts: 2\n"
                  "    user_skew: 0.5\n    user_stretch: 1.5\n    kinds:\n"
                  "      k:\n        weight: 1\n        size: {weights: {1: 1}}\n"
                  "        runtime: {percentiles: {0: 1s, 100: 1h}}\n"
                  "        runtime_power: {1: 0.5, 8: 2}\n"
                  "      own:\n        weight: 1\n        size: {weights: {1: 1}}\n"
                  "        runtime: {constant: 5m}\n"
                  "        outcome: {1: {failed: 0.4}}\n");
    ck_assert_msg(ok, "%s", errors.text);
    const struct aif_community *c = &spec.model.communities[0];
    ck_assert_double_eq(c->user_skew, 0.5);
    ck_assert_double_eq(c->user_stretch, 1.5);
    ck_assert_uint_eq(c->kinds[0].runtime_power_count, 2);
    ck_assert_uint_eq(c->kinds[0].runtime_powers[1].from_units, 8);
    ck_assert_double_eq(c->kinds[0].runtime_powers[1].power, 2.0);
    ck_assert_int_eq(c->kinds[0].long_s, 3600);
    ck_assert_uint_eq(c->kinds[0].long_outcome_count, 2);
    ck_assert_double_eq(c->kinds[0].long_outcomes[1].cancelled, 0.3);
    /* A kind with outcomes of its own has nothing to do with the spec's. */
    ck_assert_uint_eq(c->kinds[1].long_outcome_count, 0);
    clear();
}
END_TEST

START_TEST(powers_need_a_table_and_are_above_zero)
{
    expect_error(HEAD "      k:\n        weight: 2\n        size: {weights: {1: 1}}\n"
                      "        runtime: {constant: 5m}\n        runtime_power: {1: 2}\n",
                 "kind k: powers of run times need run times that are percentiles");
    expect_error(HEAD "      k:\n        weight: 2\n        size: {weights: {1: 1}}\n"
                      "        runtime: {percentiles: {0: 1s, 100: 1h}}\n"
                      "        runtime_power: {1: 0}\n",
                 "x.yaml:12:28: runtime_power: expected more than 0");
    expect_error(HEAD "      k:\n        weight: 2\n        size: {weights: {1: 1}}\n"
                      "        runtime: {percentiles: {0: 1s, 100: 1h}}\n"
                      "        runtime_power: {8: 1, 2: 1}\n",
                 "runtime_power: sizes must ascend");
}
END_TEST

START_TEST(a_typing_slip_is_shown_with_its_place_and_the_nearest_key)
{
    expect_error(HEAD "      k:\n        wieght: 2\n        size: {weights: {1: 1}}\n"
                      "        runtime: {constant: 5m}\n",
                 "x.yaml:9:9: unknown key 'wieght': did you mean 'weight'?");
    expect_error(HEAD "      k:\n        weight: 2\n        size: {weights: {1: 1}}\n"
                      "        runtime: {lognormal: {median: 5m, sigma: 1}}\n",
                 "x.yaml:11:19: unknown key 'lognormal': did you mean 'log_normal'?");
}
END_TEST

#define KIND(size, runtime)                                                                        \
    HEAD "      k:\n        weight: 1\n        size: " size "\n        runtime: " runtime "\n"

START_TEST(values_that_do_not_belong_together_are_refused_where_they_stand)
{
    expect_error(KIND("{weights: {1: 1}}", "{constant: 5m, exponential: 5m}"),
                 "x.yaml:11:18: expected one of constant, exponential");
    expect_error(KIND("{weights: {1: 1}}", "{min: 5m}"), "or mix, found 0");
    expect_error(KIND("{weights: {1: 1}}", "{percentiles: {0: 5s, 50: 4s, 100: 9s}}"),
                 "percentiles and their values must ascend");
    expect_error(KIND("{weights: {1: 1}}", "{percentiles: {0: 5s, 50: 7s}}"),
                 "must begin with 0 and end with 100");
    expect_error(KIND("{weights: {1: 1}}", "{percentiles: {0: 5s, half: 7s, 100: 8s}}"),
                 "expected a percentage from 0 to 100, found 'half'");
    expect_error(KIND("{weights: {1: 1}}", "{uniform: [5m, 4m]}"), "second value is below");
    expect_error(KIND("{weights: {1: 1}}", "{constant: 5m, min: 2m, max: 1m}"), "max is below min");
    expect_error(KIND("{weights: {one: 1}}", "{constant: 5m}"),
                 "expected a number of GPUs or processors, found 'one'");
    expect_error(KIND("{weights: {4: 1, 2: 1}}", "{constant: 5m}"), "sizes must ascend");
    expect_error(KIND("{max_share: 0.5}", "{constant: 5m}"), "expected either weights or stages");
    expect_error(KIND("{weights: {1: 0}}", "{constant: 5m}"), "no size has a weight");
    expect_error("title: t\ncommunities:\n  \"a,b\": {load: 1, users: 1, accounts: 1, kinds: {k: "
                 "{weight: 1, size: {weights: {1: 1}}, runtime: {constant: 5m}}}}\n",
                 "x.yaml:3:3: communities: names have 1 to 60 letters");
    expect_error("start: 2026-02-29\n" KIND("{weights: {1: 1}}", "{constant: 5m}"),
                 "x.yaml:1:8: start: expected a day such as 2026-11-02, found '2026-02-29'");
    expect_error("span: 1d\njobs: 5\nload: 0.5\n" KIND("{weights: {1: 1}}", "{constant: 5m}"),
                 "any two decide the third");
}
END_TEST

START_TEST(the_model_of_lublin_and_feitelson_is_asked_for_by_name)
{
    ck_assert(
        read_text("title: t\nutc_offset: 1h\nlublin: {types: [interactive, batch], high: 6}\n"));

    ck_assert_uint_eq(spec.lublin.type_count, 2);
    ck_assert_str_eq(spec.lublin.types[0].name, "interactive");
    ck_assert_str_eq(spec.lublin.types[1].name, "batch");
    ck_assert_double_eq(spec.lublin.types[1].serial_share, 0.2927);
    ck_assert_double_eq(spec.lublin.types[1].log2_high, 6.0);
    ck_assert_double_eq(spec.lublin.types[1].log2_mid, 0.0);
    ck_assert_int_eq(spec.lublin.unix_start_s, 1793577600);
    ck_assert_int_eq(spec.lublin.utc_offset_s, 3600);
    ck_assert_str_eq(spec.lublin.name, "x");
    clear();
    expect_error("title: t\n", "x.yaml:1:1: expected either communities or lublin");
    expect_error("title: t\nlublin: {types: [untyped, untyped]}\n",
                 "types: untyped is there twice");
    expect_error("title: t\nlublin: {types: [untped]}\n", "did you mean 'untyped'?");
    expect_error("title: t\ndays: [1, 1, 1, 1, 1, 0, 0]\nlublin: {types: [batch]}\n",
                 "x.yaml:2:1: days: does not go with lublin");
    expect_error("lublin: {types: [batch]}\n" KIND("{weights: {1: 1}}", "{constant: 5m}"),
                 "expected either communities or lublin");
}
END_TEST

START_TEST(two_mistakes_are_both_shown)
{
    ck_assert(!read_text("spam: 7d\n" KIND("{weights: {1: -1}}", "{constant: 5m}")));
    ck_assert_ptr_nonnull(strstr(errors.text, "unknown key 'spam': did you mean 'span'?"));
    ck_assert_ptr_nonnull(strstr(errors.text, "expected a number from 0 to 1e+09, found '-1'"));
    clear();
}
END_TEST

/* Days since 1970-01-01 by hand: 2000-02-29 is 30 years with 7 leap days and 59 days on. */
START_TEST(dates_count_from_1970)
{
    int64_t unix_s;
    ck_assert(workload_date("1970-01-01", &unix_s));
    ck_assert_int_eq(unix_s, 0);
    ck_assert(workload_date("2000-02-29", &unix_s));
    ck_assert_int_eq(unix_s, (30 * 365 + 7 + 59) * INT64_C(86400));
    ck_assert(workload_date("2000-03-01", &unix_s));
    ck_assert_int_eq(unix_s, (30 * 365 + 7 + 60) * INT64_C(86400));
    ck_assert(!workload_date("2100-02-29", &unix_s));
    ck_assert(!workload_date("2026-13-01", &unix_s));
    ck_assert(!workload_date("2026-1-01", &unix_s));
    ck_assert(!workload_date("2026-01-01x", &unix_s));
    ck_assert(!workload_date("", &unix_s));
}
END_TEST

static struct aif_generate_report made(struct aif_generate_size size)
{
    struct aif_machine pool = aif_machine_pool(10);
    struct aif_generate_ask ask = {.machine = &pool, .size = size, .seed = 1};
    struct aif_generate_report report;
    struct aif_workload w = {.count = 0};
    struct aif_err err = {{0}};
    ck_assert_msg(workload_spec_make(&spec, &ask, &w, &report, &err), "%s", err.text);
    report.communities = NULL;
    report.unit_s = w.count; /* jobs, for the tests below */
    aif_workload_close(&w);
    return report;
}

/* Constant jobs of 1 processor and 10 min on 10 processors: a day at load 0.5 holds 720. */
START_TEST(what_is_asked_for_goes_before_what_the_file_says)
{
    ck_assert(read_text("span: 1d\n" KIND("{weights: {1: 1}}", "{constant: 10m}")));

    ck_assert_int_eq(made((struct aif_generate_size){0}).unit_s, 720);
    ck_assert_int_eq(made((struct aif_generate_size){.load = 1.0}).unit_s, 1440);
    ck_assert_int_eq(made((struct aif_generate_size){.span_s = 43200}).unit_s, 360);
    struct aif_generate_report r = made((struct aif_generate_size){.jobs = 360});
    ck_assert_int_eq(r.unit_s, 360);
    ck_assert_int_le(r.span_s, 43201);
    ck_assert_int_ge(r.span_s, 43200);
    r = made((struct aif_generate_size){.jobs = 10, .span_s = 5000});
    ck_assert_int_eq(r.unit_s, 10);
    ck_assert_int_eq(r.span_s, 5000);
    r = made((struct aif_generate_size){.jobs = 10, .load = 1.0});
    ck_assert_int_eq(r.span_s, 601);
    clear();
}
END_TEST

START_TEST(the_specs_that_come_with_the_program_are_valid_and_fit_their_sites)
{
    static const char *const sites[] = {"mimer", "marenostrum5", "daedalus"};
    static const char *const specs[] = {"three-communities", "eurohpc-users"};
    struct aif_err err = {{0}};
    for (size_t i = 0; i < 2 * AIF_COUNT(sites); i++) {
        clear();
        ck_assert_msg(workload_spec_open(specs[i % 2], NULL, 0, &spec, &err), "%s", err.text);
        ck_assert_uint_eq(spec.model.community_count, 3);
        struct site site = {.path = NULL};
        ck_assert_msg(site_open(sites[i / 2], &site, &err), "%s", err.text);
        struct aif_generate_ask ask = {
            .machine = &site.machine, .size = {.span_s = 3 * 86400}, .seed = 1};
        struct aif_workload w = {.count = 0};
        struct aif_generate_report report;
        ck_assert_msg(workload_spec_make(&spec, &ask, &w, &report, &err), "%s", err.text);
        double load = (double)report.load_nano * 1e-9;
        ck_assert(load > 0.83 && load < 0.87);
        aif_workload_close(&w);
        site_close(&site);
    }
    clear();
    ck_assert_msg(workload_spec_open("pool1m", NULL, 0, &spec, &err), "%s", err.text);
    ck_assert_str_eq(spec.site, "procs:1024");
    clear();
    for (size_t i = 0; aif_lublin_names[i]; i++) {
        char name[40];
        snprintf(name, sizeof name, "lublin-%s", aif_lublin_names[i]);
        ck_assert_msg(workload_spec_open(name, NULL, 0, &spec, &err), "%s", err.text);
        ck_assert_str_eq(spec.lublin.types[0].name, aif_lublin_names[i]);
        clear();
    }
}
END_TEST

START_TEST(settings_change_the_spec_before_it_is_checked)
{
    static const char *const sets[] = {"communities.startups.load=0.4", "span=2d"};
    static const char *const bad[] = {"communities.startups.lod=0.4"};
    struct aif_err err = {{0}};
    ck_assert_msg(workload_spec_open("three-communities", sets, 2, &spec, &err), "%s", err.text);
    ck_assert_double_eq(spec.model.communities[0].load, 0.4);
    ck_assert_int_eq(spec.size.span_s, 172800);
    clear();
    ck_assert(!workload_spec_open("three-communities", bad, 1, &spec, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "did you mean 'load'?"));
    clear();
    ck_assert(!workload_spec_open("tree-communities", NULL, 0, &spec, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "did you mean 'three-communities'?"));
    clear();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("workload_spec");
    TCase *t = tcase_create("spec");
    tcase_set_timeout(t, 30);
    tcase_add_test(t, a_small_spec_becomes_what_it_says);
    tcase_add_test(t, mixtures_stages_and_percentiles_are_read);
    tcase_add_test(t, powers_by_size_and_ends_of_long_jobs_are_read);
    tcase_add_test(t, powers_need_a_table_and_are_above_zero);
    tcase_add_test(t, a_typing_slip_is_shown_with_its_place_and_the_nearest_key);
    tcase_add_test(t, values_that_do_not_belong_together_are_refused_where_they_stand);
    tcase_add_test(t, the_model_of_lublin_and_feitelson_is_asked_for_by_name);
    tcase_add_test(t, two_mistakes_are_both_shown);
    tcase_add_test(t, dates_count_from_1970);
    tcase_add_test(t, what_is_asked_for_goes_before_what_the_file_says);
    tcase_add_test(t, the_specs_that_come_with_the_program_are_valid_and_fit_their_sites);
    tcase_add_test(t, settings_change_the_spec_before_it_is_checked);
    suite_add_tcase(s, t);
    return run_suite(s);
}
