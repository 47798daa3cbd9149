/* What --set does to a YAML document. */
#include "host/conf/conf.h"
#include "suite.h"

#include <string.h>

static const struct conf_field size_fields[] = {
    {.key = "nodes", .type = CONF_INT, .is_required = true, .min = 1, .max = 1000},
    {.key = NULL},
};
static const struct conf_field name_item = {.type = CONF_TEXT};
static const struct conf_field size_item = {.type = CONF_TABLE, .fields = size_fields};
static const struct conf_field fields[] = {
    {.key = "name", .type = CONF_TEXT, .is_required = true},
    {.key = "load", .type = CONF_REAL, .fallback = "0.85", .real_min = 0.0, .real_max = 2.0},
    {.key = "names", .type = CONF_LIST, .fallback = "[a, b]", .item = &name_item},
    {.key = "size", .type = CONF_TABLE, .fields = size_fields},
    {.key = "classes", .type = CONF_DICT, .item = &size_item},
    {.key = "figure", .type = CONF_INT, .is_figure = true},
    {.key = NULL},
};

static struct conf_errors errors;
static struct conf_doc doc;

static bool set(const char *text, const char *assignment)
{
    conf_close(&doc);
    conf_errors_fini(&errors);
    return conf_parse(&doc, "x.yaml", text, strlen(text), &errors) &&
           conf_set(&doc, assignment, &errors) && conf_check(&doc, fields, &errors);
}

START_TEST(an_option_changes_a_value_adds_a_key_and_makes_lists)
{
    ck_assert(set("name: a\n", "load=0.5"));
    ck_assert_double_eq(conf_real(doc.root, "load"), 0.5);
    ck_assert(set("name: a\nsize: {nodes: 4}\n", "size.nodes=7"));
    ck_assert_int_eq(conf_int(conf_get(doc.root, "size"), "nodes"), 7);
    ck_assert(set("name: a\n", "size.nodes=8"));
    ck_assert_int_eq(conf_int(conf_get(doc.root, "size"), "nodes"), 8);
    ck_assert(set("name: a\n", "names=x,y,z"));
    ck_assert_uint_eq(conf_get(doc.root, "names")->count, 3);
    ck_assert(set("name: a\n", "names=x"));
    ck_assert_uint_eq(conf_get(doc.root, "names")->count, 1);
    ck_assert(set("name: a\nnames: [p, q]\n", "names.1=r"));
    ck_assert_str_eq(conf_at(conf_get(doc.root, "names"), 1)->text, "r");
    ck_assert(set("name: a\n", "name=one, two"));
    ck_assert_str_eq(conf_text(doc.root, "name"), "one, two");
    ck_assert(set("name: a\n", "classes={small: {nodes: 2}}"));
    ck_assert_int_eq(conf_int(conf_get(conf_get(doc.root, "classes"), "small"), "nodes"), 2);
}
END_TEST

START_TEST(keys_with_dots_are_found_and_figures_stay_figures)
{
    ck_assert(
        set("name: a\nclasses: {a.b: {nodes: 2}, a.b.c: {nodes: 3}}\n", "classes.a.b.nodes=7"));
    ck_assert_int_eq(conf_int(conf_get(conf_get(doc.root, "classes"), "a.b"), "nodes"), 7);
    ck_assert_int_eq(conf_int(conf_get(conf_get(doc.root, "classes"), "a.b.c"), "nodes"), 3);
    ck_assert(set("name: a\nfigure: {value: 4, published: there}\n", "figure=7"));
    const struct conf_node *figure = conf_get(doc.root, "figure");
    ck_assert_str_eq(conf_value(figure)->text, "7");
    ck_assert_str_eq(conf_text(figure, "assumed"), "changed by --set figure=7");
    ck_assert_ptr_null(conf_get(figure, "published"));
}
END_TEST

START_TEST(a_wrong_option_is_named_in_the_message)
{
    static const struct {
        const char *option, *message;
    } bad[] = {
        {"laod=1", "--set laod=1: unknown key 'laod': did you mean 'load'?\n"},
        {"size.nodse=1", "--set size.nodse=1: unknown key 'nodse': did you mean 'nodes'?\n"},
        {"size.nodes=1e3",
         "--set size.nodes=1e3: nodes: expected a whole number from 1 to 1000, found '1e3'\n"},
        {"load", "--set load: expected KEY=VALUE\n"},
        {"=1", "--set =1: '' is not a key: expected words joined by dots\n"},
        {"size..nodes=1",
         "--set size..nodes=1: 'size..nodes' is not a key: expected words joined by dots\n"},
        {"names=a,,b", "--set names=a,,b: an empty value beside a comma\n"},
        {"names.2=c", "--set names.2=c: no position 2: the list 'names' has 2 entries\n"},
        {"names.x=c", "--set names.x=c: 'x' is not a position in a list (0, 1, ...)\n"},
        {"name.sub=c", "--set name.sub=c: 'name' is a single value: it has no 'sub'\n"},
        {"load=0.1,0.2", "--set load=0.1,0.2: load: expected a number from 0 to 2, found a list\n"},
    };
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        ck_assert(!set("name: a\nsize: {nodes: 4}\nnames: [a, b]\n", bad[i].option));
        ck_assert_str_eq(errors.text, bad[i].message);
    }
}
END_TEST

START_TEST(an_option_that_is_not_text_is_refused)
{
    static const char *const bad[] = {"name=\xc2i",         "name=\x80",  "name=\xed\xa0\x80",
                                      "name=\xc0\xaf",      "name=a\nb",  "name=\xf4\x90\x80\x80",
                                      "name=\xef\xbb\xbfx", "n\033ame=a", "name=\xe2\x82"};
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        ck_assert_msg(!set("name: a\n", bad[i]), "%zu", i);
        ck_assert_ptr_nonnull(strstr(errors.text, ": not a line of text in UTF-8\n"));
    }
    ck_assert(set("name: a\n", "name=\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("conf_set");
    TCase *c = tcase_create("conf_set");
    tcase_add_test(c, an_option_changes_a_value_adds_a_key_and_makes_lists);
    tcase_add_test(c, keys_with_dots_are_found_and_figures_stay_figures);
    tcase_add_test(c, a_wrong_option_is_named_in_the_message);
    tcase_add_test(c, an_option_that_is_not_text_is_refused);
    suite_add_tcase(s, c);
    return run_suite(s);
}
