/* The small parts of figures: texts in scripts, tables that are read back. */
#include "host/figure/script.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct text {
    char text[256];
    size_t used;
};

static bool put(void *to, const char *text, size_t bytes)
{
    struct text *t = to;
    ck_assert_uint_lt(t->used + bytes, sizeof t->text);
    memcpy(t->text + t->used, text, bytes);
    t->used += bytes;
    return true;
}

static const char *written(void (*write)(struct aif_sink *, const char *), const char *text)
{
    static struct text t;
    struct aif_sink s = {.put = put, .to = &t};
    t = (struct text){{0}, 0};
    write(&s, text);
    ck_assert(aif_sink_flush(&s));
    return t.text;
}

START_TEST(a_text_is_quoted_so_that_gnuplot_reads_it_back)
{
    ck_assert_str_eq(written(script_text, "fcfs/easy+sjf"), "'fcfs/easy+sjf'");
    ck_assert_str_eq(written(script_text, ""), "''");
    ck_assert_str_eq(written(script_text, "it's"), "'it''s'");
    ck_assert_str_eq(written(script_text, "a_b^{c}@&~\"`$\\"), "'a_b^{c}@&~\"`$\\'");
    ck_assert_str_eq(written(script_text, "two\nlines\tand\x7f"), "'two lines and '");
    ck_assert_str_eq(written(script_text, "50%"), "'50%'");
    ck_assert_str_eq(written(script_text, "gr\xc3\xbcn"), "'gr\xc3\xbcn'");
}
END_TEST

START_TEST(the_label_of_a_tic_has_its_percent_signs_doubled)
{
    ck_assert_str_eq(written(script_tic, "50% of it's"), "'50%% of it''s'");
}
END_TEST

START_TEST(long_names_stand_below_each_other)
{
    const char *short_names[] = {"fcfs/none", "fcfs/easy", "fcfs/easy+sjf"};
    const char *long_names[] = {"fcfs/none", "multifactor/conservative:replan"};
    struct script_key two = script_key(short_names, 3), one = script_key(long_names, 2);

    ck_assert_uint_eq(two.columns, 2);
    ck_assert_uint_eq(two.rows, 2);
    ck_assert_uint_eq(one.columns, 1);
    ck_assert_uint_eq(one.rows, 2);
}
END_TEST

static char folder[32], path[64];

static void make_folder(void)
{
    /* mkdtemp() wants six of them at the end. */
    strcpy(folder, "/tmp/aifsim-figure-");
    memset(folder + strlen(folder), 'X', 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/t.csv", folder);
}

static void remove_folder(void)
{
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

static const char *const names[] = {"cell", "name", "value"};

static bool open_text(struct source *s, const char *text, struct aif_err *err)
{
    static const struct source_kind kind = {"t.csv", names, AIF_COUNT(names)};
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
    return source_open(s, folder, &kind, err);
}

START_TEST(columns_are_found_by_name_and_cells_may_be_quoted)
{
    struct source s;
    struct aif_err err = {{0}};
    int64_t cell, value;

    ck_assert(open_text(&s, "value,other,name,cell\n1.5,x,\"a,\"\"b\"\"\",3\n,y,c,4", &err));

    ck_assert(source_next(&s) && source_int(&s, 0, &cell) && source_millionths(&s, 2, &value));
    ck_assert_int_eq(cell, 3);
    ck_assert_int_eq(value, 1500000);
    ck_assert(csv_cell_is(source_cell(&s, 1), "a,\"b\""));
    ck_assert(source_next(&s) && source_millionths(&s, 2, &value));
    ck_assert_int_eq(value, -1);
    ck_assert(!source_next(&s) && !s.has_failed);
    source_close(&s);
}
END_TEST

START_TEST(a_line_break_in_quotes_is_part_of_a_cell)
{
    struct source s;
    struct aif_err err = {{0}};
    int64_t cell;

    ck_assert(open_text(&s, "cell,name,value\n1,\"q\n3\",2\nx,y,4\n", &err));

    ck_assert(source_next(&s) && csv_cell_is(source_cell(&s, 1), "q\n3"));
    ck_assert(source_next(&s) && !source_int(&s, 0, &cell));
    ck_assert_msg(strstr(err.text, "t.csv:4: column cell"), "%s", err.text);
    source_close(&s);
}
END_TEST

START_TEST(decimals_beyond_the_sixth_are_cut_off)
{
    static const struct {
        const char *text;
        int64_t millionths;
    } cases[] = {{"0.000001", 1}, {"12", 12000000}, {"1.0499999999", 1049999}, {"7.", 7000000}};
    for (size_t i = 0; i < AIF_COUNT(cases); i++) {
        struct source s;
        struct aif_err err = {{0}};
        char text[64];
        int64_t value;
        snprintf(text, sizeof text, "cell,name,value\n0,a,%s\n", cases[i].text);

        ck_assert(open_text(&s, text, &err) && source_next(&s));

        ck_assert(source_millionths(&s, 2, &value));
        ck_assert_int_eq(value, cases[i].millionths);
        source_close(&s);
    }
}
END_TEST

START_TEST(what_is_no_table_of_ours_is_refused_with_its_line)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"cell,name\n", "t.csv:1: no column 'value'"},
        {"cell,name,value\n1,a\n", "t.csv:2: found another number of cells"},
        {"cell,name,value\n1,\"a,2\n", "t.csv:2: found a quote that is not closed"},
        {"cell,name,value\n1,a,2x\n", "t.csv:2: column value: found '2x', expected a number"},
        {"cell,name,value\n1,a,1.-5\n", "t.csv:2: column value: found '1.-5', expected a number"},
        {"cell,name,value\n-1,a,2\n", "t.csv:2: column cell: found '-1', expected a whole number"},
    };
    for (size_t i = 0; i < AIF_COUNT(cases); i++) {
        struct source s = {0};
        struct aif_err err = {{0}};
        int64_t value;

        bool is_open = open_text(&s, cases[i].text, &err);
        bool is_read = is_open && source_next(&s) && source_int(&s, 0, &value) &&
                       source_millionths(&s, 2, &value);

        ck_assert(!is_read);
        ck_assert_msg(strstr(err.text, cases[i].message), "%s", err.text);
        if (is_open)
            source_close(&s);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("figure");
    TCase *texts = tcase_create("texts"), *tables = tcase_create("tables");
    tcase_add_test(texts, a_text_is_quoted_so_that_gnuplot_reads_it_back);
    tcase_add_test(texts, the_label_of_a_tic_has_its_percent_signs_doubled);
    tcase_add_test(texts, long_names_stand_below_each_other);
    suite_add_tcase(s, texts);
    tcase_add_checked_fixture(tables, make_folder, remove_folder);
    tcase_add_test(tables, columns_are_found_by_name_and_cells_may_be_quoted);
    tcase_add_test(tables, a_line_break_in_quotes_is_part_of_a_cell);
    tcase_add_test(tables, decimals_beyond_the_sixth_are_cut_off);
    tcase_add_test(tables, what_is_no_table_of_ours_is_refused_with_its_line);
    suite_add_tcase(s, tables);
    return run_suite(s);
}
