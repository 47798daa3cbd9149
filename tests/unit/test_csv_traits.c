/* Who a job is for and how it may be treated: organisation, data, deadline and the like in our own
 * trace format. */
#include "aif/trace.h"
#include "aif/trace_write.h"
#include "same_workload.h"
#include "suite.h"

#include <string.h>

static struct aif_workload workload, again;
static struct aif_err err;

static void close_all(void)
{
    aif_workload_close(&workload);
    aif_workload_close(&again);
}

static bool parse(struct aif_workload *w, const char *text, size_t bytes)
{
    struct aif_trace_input in = {text, bytes, "a.csv", true};
    aif_workload_close(w);
    err.text[0] = '\0';
    return aif_trace_parse(&in, w, &err);
}

#define MAGIC "#aifsim-trace 1\n"

static void accept(const char *text)
{
    ck_assert_msg(parse(&workload, text, strlen(text)), "%s", err.text);
}

static void refuse(const char *text, const char *message)
{
    ck_assert(!parse(&workload, text, strlen(text)));
    ck_assert_msg(strstr(err.text, message) != NULL, "'%s'", err.text);
}

struct text {
    char bytes[4096];
    size_t used;
};

static bool put(void *to, const char *bytes, size_t count)
{
    struct text *t = to;
    ck_assert(t->used + count < sizeof t->bytes);
    memcpy(t->bytes + t->used, bytes, count);
    t->used += count;
    return true;
}

static struct text written(void)
{
    static struct aif_sink sink;
    struct text text = {.used = 0};
    sink = (struct aif_sink){.put = put, .to = &text};
    aif_trace_csv_write(&workload, &(struct aif_trace_notes){NULL, 0}, &sink);
    ck_assert(aif_sink_flush(&sink));
    text.bytes[text.used] = '\0';
    return text;
}

START_TEST(what_no_job_states_takes_no_memory)
{
    accept(MAGIC "submit_s,run_s,nodes,sensitive,data_gib,deadline_s\n0,10,1,,,\n1,10,1,0,0,\n");

    ck_assert_ptr_null(workload.traits);
    ck_assert_ptr_null(workload.extras);
}
END_TEST

START_TEST(all_traits_are_read_by_name)
{
    accept(MAGIC "min_nodes,preemptible,checkpoint_s,deadline_s,data_home,data_gib,sensitive,"
                 "country,organisation,submit_s,run_s,nodes\n"
                 ",,,,,,,,,5,10,1\n"
                 "2,1,1800,86400,mimer,2048,1,SE,\"Acme, AB\",6,10,4\n");

    const struct aif_traits *x = &workload.traits[0], *y = &workload.traits[1];
    ck_assert_ptr_null(workload.extras);
    ck_assert_uint_eq(x->organisation, AIF_NONE);
    ck_assert_uint_eq(x->country, AIF_NONE16);
    ck_assert_uint_eq(x->data_home, AIF_NONE16);
    ck_assert_int_eq(x->deadline_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(x->checkpoint_s, 0);
    ck_assert(!x->is_sensitive && !x->is_preemptible);
    ck_assert_uint_eq(x->data_gib + x->min_nodes, 0);
    ck_assert_str_eq(aif_names_at(&workload.organisations, y->organisation, ""), "Acme, AB");
    ck_assert_str_eq(aif_names_at(&workload.countries, y->country, ""), "SE");
    ck_assert_str_eq(aif_names_at(&workload.data_homes, y->data_home, ""), "mimer");
    ck_assert_uint_eq(y->data_gib, 2048);
    ck_assert_int_eq(y->deadline_s, 86400);
    ck_assert_int_eq(y->checkpoint_s, 1800);
    ck_assert_uint_eq(y->min_nodes, 2);
    ck_assert(y->is_sensitive && y->is_preemptible);
}
END_TEST

START_TEST(they_follow_their_jobs_when_the_jobs_are_sorted)
{
    const char *text = MAGIC "job_id,submit_s,run_s,nodes,data_gib\n1,9,10,1,900\n2,3,10,1,300\n";
    struct aif_trace_input in = {text, strlen(text), "a.csv", false};

    ck_assert(aif_trace_parse(&in, &workload, &err));

    ck_assert_int_eq(workload.jobs[0].id, 2);
    ck_assert_uint_eq(workload.traits[0].data_gib, 300);
    ck_assert_uint_eq(workload.traits[1].data_gib, 900);
}
END_TEST

START_TEST(only_the_columns_that_some_job_states_are_written)
{
    accept(MAGIC "submit_s,run_s,nodes,sensitive,organisation,deadline_s\n"
                 "0,10,1,,uni,\n1,10,1,,,0\n");

    struct text text = written();

    ck_assert_ptr_nonnull(strstr(text.bytes, ",application,organisation,deadline_s\n"));
    ck_assert_ptr_nonnull(strstr(text.bytes, ",uni,\n2,"));
    ck_assert_ptr_nonnull(strstr(text.bytes, ",,0\n"));
}
END_TEST

START_TEST(what_is_written_is_read_back_equal)
{
    accept(MAGIC "min_nodes,preemptible,checkpoint_s,deadline_s,data_home,data_gib,sensitive,"
                 "country,organisation,submit_s,run_s,nodes,hold,max_nodes\n"
                 ",,,,,,,,,5,10,1,1,\n"
                 "2,1,1800,86400,mimer,2048,1,SE,\"Acme, \"\"A\"\" AB\",6,10,4,,8\n"
                 "4,,,,,,,,,6,10,4,,\n");

    struct text text = written();

    ck_assert_msg(parse(&again, text.bytes, text.used), "%s", err.text);
    ck_assert_ptr_null(workload_difference(&workload, &again));
}
END_TEST

START_TEST(odd_cells_are_errors)
{
    refuse(MAGIC "submit_s,run_s,nodes,sensitive\n0,10,1,yes\n",
           "a.csv:3: column sensitive: found 'yes', expected a whole number from 0 to 1");
    refuse(MAGIC "submit_s,run_s,nodes,preemptible\n0,10,1,2\n", "column preemptible");
    refuse(MAGIC "submit_s,run_s,nodes,data_gib\n0,10,1,-5\n", "column data_gib");
    refuse(MAGIC "submit_s,run_s,nodes,deadline_s\n0,10,1,99999999999\n", "column deadline_s");
    refuse(MAGIC "submit_s,run_s,nodes,checkpoint_s\n0,10,1,x\n", "column checkpoint_s");
    refuse(MAGIC "submit_s,run_s,nodes,min_nodes\n0,10,4,5\n",
           "a.csv:3: column min_nodes: found '5', expected at most the number of nodes");
    refuse(MAGIC "submit_s,run_s,nodes,data_hom\n0,10,4,5\n", "did you mean 'data_home'?");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("traits");
    tcase_add_checked_fixture(tests, NULL, close_all);
    tcase_add_test(tests, what_no_job_states_takes_no_memory);
    tcase_add_test(tests, all_traits_are_read_by_name);
    tcase_add_test(tests, they_follow_their_jobs_when_the_jobs_are_sorted);
    tcase_add_test(tests, only_the_columns_that_some_job_states_are_written);
    tcase_add_test(tests, what_is_written_is_read_back_equal);
    tcase_add_test(tests, odd_cells_are_errors);
    Suite *s = suite_create("csv_traits");
    suite_add_tcase(s, tests);
    return run_suite(s);
}
