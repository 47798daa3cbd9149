/* What a checked tree looks like when it is written back. */
#include "host/conf/conf.h"
#include "suite.h"

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

START_TEST(the_resolved_document_has_all_defaults_in_the_order_of_the_fields)
{
    static struct aif_sink sink;
    static char out[1000];
    ck_assert(
        check("classes: {\"a b\": {nodes: 3}}\nsize:\n  watts: {assumed: \"no: idea\", value: 7}\n"
              "  nodes: 2\nname: '5'\n"));

    sink = (struct aif_sink){.buffer = {0}};
    conf_write(&sink, doc.root);
    memcpy(out, sink.buffer, sink.used);
    out[sink.used] = '\0';

    static const char expected[] =
        "name: \"5\"\nload: 0.85\nlimit: 24h\nstrict: false\ncolour: red\n"
        "names:\n  - a\n  - b\n"
        "size:\n  nodes: 2\n  watts:\n    assumed: \"no: idea\"\n    value: 7\n"
        "classes:\n  \"a b\":\n    nodes: 3\n";
    ck_assert_str_eq(out, expected);
    ck_assert(check(expected));
}
END_TEST

START_TEST(json_has_numbers_and_truths_bare_and_texts_quoted)
{
    static struct aif_sink sink;
    static const char expected[] =
        "{\n  \"name\": \"a\\\"b\\u0009\",\n  \"load\": 0.85,\n"
        "  \"limit\": \"24h\",\n  \"strict\": false,\n  \"colour\": \"red\",\n"
        "  \"names\": []\n}\n";
    ck_assert(check("name: \"a\\\"b\\t\"\nnames: []\n"));

    sink = (struct aif_sink){.buffer = {0}};
    conf_write_json(&sink, doc.root);

    ck_assert_uint_eq(sink.used, strlen(expected));
    ck_assert_mem_eq(sink.buffer, expected, sink.used);
}
END_TEST

START_TEST(characters_that_yaml_would_change_are_written_as_escapes)
{
    static struct aif_sink sink;
    static const char expected[] =
        "name: \"\\u0085\\u2028\\ufeff\\u0007 \xc3\xa9\xf0\x9f\x98\x80\"\n";
    ck_assert(check("name: \"\\N\\L\\uFEFF\\a \xc3\xa9\xf0\x9f\x98\x80\"\n"));

    sink = (struct aif_sink){.buffer = {0}};
    conf_write(&sink, doc.root);

    ck_assert_uint_ge(sink.used, strlen(expected));
    ck_assert_mem_eq(sink.buffer, expected, strlen(expected));
}
END_TEST

START_TEST(texts_that_others_would_take_for_something_else_are_quoted)
{
    static struct aif_sink sink;
    static const char expected[] =
        "name: \"No\"\nload: 1\nlimit: 24h\nstrict: true\ncolour: red\n"
        "names:\n  - \"true\"\n  - \"null\"\n  - \"12\"\n  - \"1e3\"\n  - \"\"\n"
        "  - \"a: b\"\n  - \"#c\"\n  - \"-\"\n  - \"ON\"\n  - ono\n  - yesterday\n";
    ck_assert(check("name: No\nload: 1\nstrict: true\n"
                    "names: [true, 'null', 12, 1e3, '', 'a: b', '#c', '-', ON, ono, yesterday]\n"));

    sink = (struct aif_sink){.buffer = {0}};
    conf_write(&sink, doc.root);

    ck_assert_uint_eq(sink.used, strlen(expected));
    ck_assert_mem_eq(sink.buffer, expected, sink.used);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("conf_write");
    TCase *c = tcase_create("conf_write");
    tcase_add_test(c, the_resolved_document_has_all_defaults_in_the_order_of_the_fields);
    tcase_add_test(c, json_has_numbers_and_truths_bare_and_texts_quoted);
    tcase_add_test(c, characters_that_yaml_would_change_are_written_as_escapes);
    tcase_add_test(c, texts_that_others_would_take_for_something_else_are_quoted);
    suite_add_tcase(s, c);
    return run_suite(s);
}
