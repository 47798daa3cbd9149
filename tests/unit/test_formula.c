/* Formulae: values by hand, OpenPBS's published ones, and messages that point at the mistake. */
#include "aif/exactmath.h"
#include "aif/formula.h"
#include "shares.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>

static double values[AIF_FORMULA_VARIABLES];

static double eval(const char *text)
{
    struct aif_formula f;
    struct aif_err err = {{0}};
    ck_assert_msg(aif_formula_parse(text, &f, &err), "%s", err.text);
    return aif_formula_eval(&f, values);
}

static const struct {
    const char *text;
    double value;
} known[] = {
    {"1 + 2 * 3", 7},
    {"(1 + 2) * 3", 9},
    {"10 - 4 - 3", 3},
    {"48 / 4 / 3", 4},
    {"2 ^ 3 ^ 2", 512},
    {"-2 ^ 2", -4},
    {"2 ^ -1", 0.5},
    {"- - 3", 3},
    {"2 * -3", -6},
    {"1.5e3+.5", 1500.5},
    {"sqrt(2 ^ 4)", 4},
    {"max(1, min(5, 3))", 3},
    {"abs(-7) + abs(7)", 14},
    {"if(2 > 1, 10, 20)", 10},
    {"if(1 - 1, 10, 20)", 20},
    {"(1 < 2) + (2 <= 2) + (3 > 4) + (4 >= 5) + (1 == 1) + (1 != 1)", 3},
    {"1 + 1 == 2", 1},
    {"log10(1000)", 3},
    {"log2(8)", 3},
    {"exp(0)", 1},
    {"ln(1)", 0},
    {"((((1))))", 1},
    /* What has no value. */
    {"1 / 0", 1e300},
    {"-1 / 0", -1e300},
    {"0 / 0", 0},
    {"log10(0)", -300},
    {"log10(-5)", -300},
    {"sqrt(-1)", 0},
    {"(0 - 2) ^ 0.5", 0},
    {"0 ^ -1", 1e300},
    {"exp(1000)", 1e300},
    {"exp(-1000)", 0},
    {"1e200 * 1e200", 1e300},
    {"10 ^ 400 - 10 ^ 400", 0},
};

START_TEST(expressions_have_the_values_of_arithmetic)
{
    double found = eval(known[_i].text);
    ck_assert_msg(fabs(found - known[_i].value) <= 1e-12 * fabs(known[_i].value), "%s = %.17g",
                  known[_i].text, found);
}
END_TEST

/* F1 of Carastan-Santos and de Camargo: r 3600 s, n 8, s 50 s; the value of Python's math module,
 * as for the order f1. */
START_TEST(a_published_score_can_be_written_down)
{
    values[AIF_FORMULA_LIMIT_S] = 3600;
    values[AIF_FORMULA_PROCS] = 8;
    values[AIF_FORMULA_SUBMIT_S] = 50;

    ck_assert_double_eq_tol(eval("log10(limit_s)*procs + 870*log10(submit_s)"), 1506.5543237784746,
                            1e-9);
}
END_TEST

/* OpenPBS's functional test pbs_fairshare.py: usages 100, 100, 1 (the least), 1000. */
START_TEST(openpbs_sorts_its_jobs_as_in_its_own_test)
{
    static const struct shares_node n[] = {
        {NULL, "Group1", 40, 0}, {"Group1", "u0", 50, 100}, {"Group1", "u1", 50, 100},
        {NULL, "Group2", 60, 0}, {"Group2", "u2", 60, 0},   {"Group2", "u3", 40, 1000},
    };
    static const struct {
        const char *user;
        double ncpus, walltime_s;
        const char *score;
    } jobs[] = {{"u2", 1, 60, "60.3816"},
                {"u3", 2, 60, "30.0902"},
                {"u0", 3, 120, "40.6477"},
                {"u1", 4, 120, "30.6477"}};
    struct shares_case c;
    shares_compute(&c, "openpbs", n, AIF_COUNT(n));
    for (size_t i = 0; i < AIF_COUNT(jobs); i++) {
        values[AIF_FORMULA_FAIRSHARE] = shares_factor(&c, jobs[i].user);
        values[AIF_FORMULA_CPUS] = jobs[i].ncpus;
        values[AIF_FORMULA_LIMIT_S] = jobs[i].walltime_s;
        char text[32];
        snprintf(text, sizeof text, "%.4f", eval("fairshare_factor + walltime/ncpus"));
        ck_assert_str_eq(text, jobs[i].score);
    }
    aif_arena_free(&c.arena);
}
END_TEST

static const struct {
    const char *text, *message; /* a part of it */
    int column;
} wrong[] = {
    {"", "ends here", 1},
    {"1 +", "ends here", 4},
    {"1 + * 2", "no value", 5},
    {"2 limit_s", "value follows a value", 3},
    {"limt_s * 2", "did you mean 'limit_s'?", 1},
    {"3 * frobnicate", "unknown name 'frobnicate'", 5},
    {"log(3)", "unknown function", 1},
    {"(1 + 2", "never closed", 1},
    {"1 + 2)", "')' without '('", 6},
    {"max(1)", "too few arguments", 6},
    {"max(1, 2, 3)", "too many arguments", 9},
    {"sqrt(1, 2)", "too many arguments", 7},
    {"(1, 2)", "too many arguments", 3},
    {"1, 2", "comma outside a function", 2},
    {"max()", "no value", 5},
    {"3 $ 4", "value follows a value", 3},
    {"1e999", "no value", 1},
};

START_TEST(mistakes_are_pointed_at)
{
    struct aif_formula f;
    struct aif_err err = {{0}};
    ck_assert(!aif_formula_parse(wrong[_i].text, &f, &err));
    ck_assert_msg(strstr(err.text, wrong[_i].message), "%s: %s", wrong[_i].text, err.text);
    int column = 0;
    ck_assert_int_eq(sscanf(err.text, "formula, column %d", &column), 1);
    ck_assert_msg(column == wrong[_i].column, "%s: %s", wrong[_i].text, err.text);
    const char *mark = strrchr(err.text, '\n') + 1;
    ck_assert_uint_eq(strlen(mark), 2 + (size_t)column);
    ck_assert_int_eq(mark[strlen(mark) - 1], '^');
}
END_TEST

START_TEST(length_and_depth_are_bounded)
{
    struct aif_formula f;
    struct aif_err err = {{0}};
    char deep[256] = "", wide[1024] = "1";
    for (int i = 0; i < 100; i++) {
        strcat(deep, "(");
        strcat(wide, "+1");
    }
    ck_assert(!aif_formula_parse(deep, &f, &err));
    ck_assert_msg(strstr(err.text, "nested too deeply"), "%s", err.text);
    ck_assert(!aif_formula_parse(wide, &f, &err));
    ck_assert_msg(strstr(err.text, "too long"), "%s", err.text);
}
END_TEST

START_TEST(what_changes_all_the_time_is_known)
{
    struct aif_formula f;
    ck_assert(aif_formula_parse("wait_s / limit_s", &f, NULL) && aif_formula_is_restless(&f));
    ck_assert(aif_formula_parse("-user_running", &f, NULL) && aif_formula_is_restless(&f));
    ck_assert(aif_formula_parse("fairshare + age_s", &f, NULL) && !aif_formula_is_restless(&f));
}
END_TEST

START_TEST(every_variable_and_function_is_listed_with_its_meaning)
{
    const char *name, *meaning;
    for (size_t i = 0; (name = aif_formula_variable(i, &meaning)); i++) {
        ck_assert_uint_gt(strlen(meaning), 5);
        values[AIF_FORMULA_LIMIT_S] = 1;
        (void)eval(name);
    }
    size_t functions = 0;
    while (aif_formula_function(functions, &meaning))
        functions++;
    ck_assert_uint_eq(functions, 9);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("formula");
    TCase *t = tcase_create("formula");
    suite_add_tcase(s, t);
    tcase_add_loop_test(t, expressions_have_the_values_of_arithmetic, 0, (int)AIF_COUNT(known));
    tcase_add_test(t, a_published_score_can_be_written_down);
    tcase_add_test(t, openpbs_sorts_its_jobs_as_in_its_own_test);
    tcase_add_loop_test(t, mistakes_are_pointed_at, 0, (int)AIF_COUNT(wrong));
    tcase_add_test(t, length_and_depth_are_bounded);
    tcase_add_test(t, what_changes_all_the_time_is_known);
    tcase_add_test(t, every_variable_and_function_is_listed_with_its_meaning);
    return run_suite(s);
}
