/* YAML documents: positions, messages, strict values, defaults, overrides, writing. */
#include "host/conf/conf.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

static const char *const colours[] = {"red", "green", NULL};
static const struct conf_field size_fields[] = {
    {.key = "nodes", .type = CONF_INT, .is_required = true, .min = 1, .max = 1000},
    {.key = "watts", .type = CONF_INT, .is_figure = true, .min = 0, .max = 9999},
    {.key = NULL},
};
static const struct conf_field name_item = {.type = CONF_TEXT};
static const struct conf_field size_item = {.type = CONF_TABLE, .fields = size_fields};
static const struct conf_field fields[] = {
    {.key = "name", .type = CONF_TEXT, .is_required = true},
    {.key = "load", .type = CONF_REAL, .fallback = "0.85", .real_min = 0.0, .real_max = 2.0},
    {.key = "limit", .type = CONF_DURATION, .fallback = "24h"},
    {.key = "strict", .type = CONF_BOOL, .fallback = "false"},
    {.key = "colour", .type = CONF_CHOICE, .fallback = "red", .choices = colours},
    {.key = "names", .type = CONF_LIST, .fallback = "[a, b]", .item = &name_item},
    {.key = "size", .type = CONF_TABLE, .fields = size_fields},
    {.key = "classes", .type = CONF_DICT, .item = &size_item},
    {.key = NULL},
};

static struct conf_errors errors;
static struct conf_doc doc;

static void clear(void)
{
    conf_close(&doc);
    conf_errors_fini(&errors);
}

static bool parse(const char *text)
{
    clear();
    return conf_parse(&doc, "x.yaml", text, strlen(text), &errors);
}

static bool check(const char *text)
{
    return parse(text) && conf_check(&doc, fields, &errors);
}

#define expect_errors(document, expected)                                                          \
    do {                                                                                           \
        ck_assert(!check(document));                                                               \
        ck_assert_str_eq(errors.text, expected);                                                   \
    } while (0)

START_TEST(an_unknown_key_is_shown_with_line_column_caret_and_the_nearest_key)
{
    expect_errors("name: a\nsize:\n    nodse: 4\n    nodes: 4\n",
                  "x.yaml:3:5: unknown key 'nodse': did you mean 'nodes'?\n"
                  "        nodse: 4\n"
                  "        ^\n");
}
END_TEST

START_TEST(an_unknown_key_far_from_all_lists_those_there_are)
{
    expect_errors("name: a\nsize: {nodes: 4, temperature: 3}\n",
                  "x.yaml:2:18: unknown key 'temperature' (known: nodes, watts)\n"
                  "    size: {nodes: 4, temperature: 3}\n"
                  "                     ^\n");
}
END_TEST

START_TEST(two_mistakes_of_one_document_are_both_shown)
{
    expect_errors("name: a\nlaod: 0.5\nstrict: maybe\n",
                  "x.yaml:2:1: unknown key 'laod': did you mean 'load'?\n"
                  "    laod: 0.5\n"
                  "    ^\n"
                  "x.yaml:3:9: strict: expected true or false, found 'maybe'\n"
                  "    strict: maybe\n"
                  "            ^\n");
    ck_assert_uint_eq(errors.count, 2);
}
END_TEST

START_TEST(mistakes_of_two_documents_are_both_shown)
{
    struct conf_doc second = {0};

    ck_assert(!check("name: [a]\n"));
    ck_assert(conf_parse(&second, "y.yaml", "load: 0.1\n", 10, &errors));
    ck_assert(!conf_check(&second, fields, &errors));

    ck_assert_str_eq(errors.text, "x.yaml:1:7: name: expected a text, found a list\n"
                                  "    name: [a]\n"
                                  "          ^\n"
                                  "y.yaml:1:1: key 'name' is missing\n"
                                  "    load: 0.1\n"
                                  "    ^\n");
    conf_close(&second);
}
END_TEST

START_TEST(the_caret_counts_characters_not_bytes)
{
    expect_errors("{name: \"\xc3\xa9\xc3\xa9\", laod: 1}\n",
                  "x.yaml:1:14: unknown key 'laod': did you mean 'load'?\n"
                  "    {name: \"\xc3\xa9\xc3\xa9\", laod: 1}\n"
                  "                 ^\n");
}
END_TEST

START_TEST(a_key_twice_is_an_error)
{
    expect_errors("name: a\nname: b\n", "x.yaml:2:1: key 'name' twice; the first is in line 1\n"
                                        "    name: b\n"
                                        "    ^\n");
}
END_TEST

START_TEST(whole_numbers_are_read_strictly)
{
    static const char *const bad[] = {"1120x", "1e3", "010", "+5", "1_0",  "0x10",
                                      "3.0",   "''",  "~",   "",   "'12'", "99999999999999999999"};
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        char text[100];
        snprintf(text, sizeof text, "name: a\nsize: {nodes: %s}\n", bad[i]);
        ck_assert_msg(!check(text), "%s", bad[i]);
        ck_assert_uint_eq(errors.count, 1);
        ck_assert_ptr_nonnull(
            strstr(errors.text, "x.yaml:2:15: nodes: expected a whole number from 1 to 1000"));
    }
    ck_assert(check("name: a\nsize: {nodes: 1000}\n"));
    ck_assert_int_eq(conf_int(conf_get(doc.root, "size"), "nodes"), 1000);
}
END_TEST

START_TEST(a_number_out_of_range_names_the_range)
{
    expect_errors("name: a\nsize: {nodes: 1001}\n",
                  "x.yaml:2:15: nodes: expected a whole number from 1 to 1000, found '1001'\n"
                  "    size: {nodes: 1001}\n"
                  "                  ^\n");
    expect_errors("name: a\nload: 2.5\n",
                  "x.yaml:2:7: load: expected a number from 0 to 2, found '2.5'\n"
                  "    load: 2.5\n"
                  "          ^\n");
}
END_TEST

START_TEST(decimal_numbers_are_read_strictly)
{
    static const char *const bad[] = {"1.5x", "1e-3", "01.5", ".5",   "1.",
                                      "nan",  "inf",  "-",    "0x1p0"};
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        char text[100];
        snprintf(text, sizeof text, "name: a\nload: %s\n", bad[i]);
        ck_assert_msg(!check(text), "%s", bad[i]);
    }
    ck_assert(check("name: a\nload: 1.25\n"));
    ck_assert_double_eq(conf_real(doc.root, "load"), 1.25);
}
END_TEST

START_TEST(an_unknown_choice_is_answered_with_the_nearest)
{
    expect_errors("name: a\ncolour: gren\n",
                  "x.yaml:2:9: unknown colour 'gren': did you mean 'green'? (known: red, green)\n"
                  "    colour: gren\n"
                  "            ^\n");
}
END_TEST

START_TEST(durations_are_seconds)
{
    ck_assert(check("name: a\nlimit: 2:30:00\n"));
    ck_assert_int_eq(conf_duration_s(doc.root, "limit"), 9000);
    ck_assert(!check("name: a\nlimit: soon\n"));
}
END_TEST

START_TEST(defaults_are_filled_in)
{
    ck_assert(check("name: a\n"));

    ck_assert_double_eq(conf_real(doc.root, "load"), 0.85);
    ck_assert_int_eq(conf_duration_s(doc.root, "limit"), 86400);
    ck_assert(!conf_bool(doc.root, "strict"));
    ck_assert_uint_eq(conf_choice(doc.root, "colour"), 0);
    ck_assert_uint_eq(conf_get(doc.root, "names")->count, 2);
    ck_assert_str_eq(conf_at(conf_get(doc.root, "names"), 1)->text, "b");
    ck_assert_ptr_null(conf_get(doc.root, "size"));
}
END_TEST

START_TEST(a_figure_without_a_flag_is_an_error)
{
    expect_errors(
        "name: a\nsize: {nodes: 4, watts: {value: 5}}\n",
        "x.yaml:2:18: watts: a figure is either published or assumed; expected {value: V, "
        "published: \"source\"} or {value: V, assumed: \"reason\"}\n"
        "    size: {nodes: 4, watts: {value: 5}}\n"
        "                     ^\n");
    ck_assert(!check("name: a\nsize: {nodes: 4, watts: 5}\n"));
    ck_assert(!check("name: a\nsize: {nodes: 4, watts: {value: 5, assumed: a, published: b}}\n"));
    ck_assert(!check("name: a\nsize: {nodes: 4, watts: {assumed: a}}\n"));
    ck_assert(!check("name: a\nsize: {nodes: 4, watts: {value: 5, assumed: ''}}\n"));
    ck_assert(!check("name: a\nsize: {nodes: 4, watts: {value: 5x, assumed: a}}\n"));
    ck_assert(check("name: a\nsize: {nodes: 4, watts: {value: 5, assumed: a}}\n"));
    ck_assert_int_eq(conf_int(conf_get(doc.root, "size"), "watts"), 5);
}
END_TEST

START_TEST(what_is_not_a_plain_document_is_refused_with_its_place)
{
    static const struct {
        const char *text, *message;
    } bad[] = {
        {"name: &x a\n", "x.yaml:1:7: anchors (&name) are not supported: write the value out\n"},
        {"name: *x\n", "x.yaml:1:7: aliases (*name) are not supported: write the value out\n"},
        {"name: !!str a\n", "x.yaml:1:7: tags (!type) are not supported: leave it out\n"},
        {"name: a\n---\nname: b\n", "x.yaml:2:1: a second document in one file; expected one\n"},
        {"", "x.yaml: empty\n"},
        {"# only a comment\n", "x.yaml: empty\n"},
        {"? [a]\n: b\n", "x.yaml:1:3: a key must be a plain word, found a list\n"},
        {"name: \"a\\0b\"\n", "x.yaml:1:7: a text with a zero byte in it\n"},
        {"name: a\n\xff\xfe\n", "x.yaml:2:1: not a text file in UTF-8: "},
        {"name: [a\nload: 1\n", "x.yaml:2:"},
    };
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        ck_assert_msg(!parse(bad[i].text), "%s", bad[i].text);
        ck_assert_msg(strncmp(errors.text, bad[i].message, strlen(bad[i].message)) == 0, "%s",
                      errors.text);
    }
}
END_TEST

START_TEST(nesting_deeper_than_32_levels_is_refused)
{
    char text[67];
    memset(text, '[', 33);
    memset(text + 33, ']', 33);
    text[66] = '\0';
    ck_assert(!parse(text));
    ck_assert_ptr_nonnull(strstr(errors.text, "x.yaml:1:33: nested more than 32 levels deep"));
    memset(text, '[', 32);
    memset(text + 32, ']', 32);
    text[64] = '\0';
    ck_assert(parse(text));
}
END_TEST

START_TEST(a_missing_file_is_told_apart_from_a_wrong_one)
{
    clear();
    ck_assert(!conf_open(&doc, "no/such/file.yaml", &errors));
    ck_assert(errors.is_missing);
    ck_assert_str_eq(errors.text, "no/such/file.yaml: cannot be read: No such file or directory\n");
    clear();
    ck_assert(!conf_open(&doc, "/", &errors));
    ck_assert(errors.is_missing);
}
END_TEST

START_TEST(a_long_line_is_cut_around_the_caret)
{
    /* 45 characters, 30 of two bytes each, 14 more: the key begins at column 90. */
    char text[400] = "name: a\nsize: {nodes: 4, watts: {value: 5, assumed: \"";
    for (int i = 0; i < 30; i++)
        strcat(text, "\xc3\xa9");
    strcat(text, "0123456789\"}, temperature: 1, ");
    for (int i = 0; i < 12; i++)
        strcat(text, "nodes      ");

    ck_assert(!check(strcat(text, ": 5}\n")));

    const char *excerpt = strchr(errors.text, '\n') + 1;
    ck_assert_msg(strncmp(errors.text, "x.yaml:2:90: unknown key 'temperature'", 38) == 0, "%s",
                  errors.text);
    /* What is shown begins 40 characters before, at column 50, within those of two bytes. */
    ck_assert_msg(strncmp(excerpt + 4 + 2 * 26, "0123456789\"}, temperature: 1", 28) == 0, "%s",
                  excerpt);
    ck_assert_msg(strncmp(strchr(excerpt, '\n') + 1,
                          "                                            ^", 45) == 0,
                  "%s", excerpt);
}
END_TEST

START_TEST(a_single_value_in_a_file_is_not_a_list)
{
    expect_errors("name: a\nnames: b\n", "x.yaml:2:8: names: expected a list, found 'b'\n"
                                         "    names: b\n"
                                         "           ^\n");
}
END_TEST

START_TEST(control_characters_of_a_file_do_not_reach_the_terminal)
{
    expect_errors("name: a\n\"lo\\ead\": 1\n",
                  "x.yaml:2:1: unknown key 'lo?ad': did you mean 'load'?\n"
                  "    \"lo\\ead\": 1\n"
                  "    ^\n");
}
END_TEST

START_TEST(messages_that_do_not_fit_an_error_are_counted)
{
    struct aif_err err;
    static char text[20000];
    strcpy(text, "name: a\n");
    for (int i = 0; i < 300; i++)
        sprintf(text + strlen(text), "key_number_%d: 1\n", i);
    ck_assert(!check(text));
    ck_assert_uint_eq(errors.count, 300);
    ck_assert_ptr_nonnull(strstr(errors.text, "more mistakes follow that are not shown\n"));
    conf_errors_to(&errors, &err);
    ck_assert_ptr_nonnull(strstr(err.text, "(300 mistakes in all)"));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("conf");
    TCase *c = tcase_create("conf");
    tcase_add_test(c, an_unknown_key_is_shown_with_line_column_caret_and_the_nearest_key);
    tcase_add_test(c, an_unknown_key_far_from_all_lists_those_there_are);
    tcase_add_test(c, two_mistakes_of_one_document_are_both_shown);
    tcase_add_test(c, mistakes_of_two_documents_are_both_shown);
    tcase_add_test(c, the_caret_counts_characters_not_bytes);
    tcase_add_test(c, a_key_twice_is_an_error);
    tcase_add_test(c, whole_numbers_are_read_strictly);
    tcase_add_test(c, a_number_out_of_range_names_the_range);
    tcase_add_test(c, decimal_numbers_are_read_strictly);
    tcase_add_test(c, an_unknown_choice_is_answered_with_the_nearest);
    tcase_add_test(c, durations_are_seconds);
    tcase_add_test(c, defaults_are_filled_in);
    tcase_add_test(c, a_figure_without_a_flag_is_an_error);
    tcase_add_test(c, what_is_not_a_plain_document_is_refused_with_its_place);
    tcase_add_test(c, nesting_deeper_than_32_levels_is_refused);
    tcase_add_test(c, a_missing_file_is_told_apart_from_a_wrong_one);
    tcase_add_test(c, a_long_line_is_cut_around_the_caret);
    tcase_add_test(c, a_single_value_in_a_file_is_not_a_list);
    tcase_add_test(c, control_characters_of_a_file_do_not_reach_the_terminal);
    tcase_add_test(c, messages_that_do_not_fit_an_error_are_counted);
    suite_add_tcase(s, c);
    return run_suite(s);
}
