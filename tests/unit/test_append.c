/* Workloads that join others: expected ones are written by hand, in our own trace format. */
#include "aif/rng.h"
#include "aif/trace.h"
#include "aif/trace_write.h"
#include "busy_spec.h"
#include "same_workload.h"

#include <stdio.h>
#include <string.h>

static struct aif_workload all, part, expected;
static struct aif_err err;
static const struct aif_append as_is = {.shift_s = 0};

static void close_all(void)
{
    aif_workload_close(&all);
    aif_workload_close(&part);
    aif_workload_close(&expected);
}

static void parse(struct aif_workload *w, const char *text, size_t bytes)
{
    struct aif_trace_input in = {text, bytes, "a.csv", true};
    aif_workload_close(w);
    ck_assert_msg(aif_trace_parse(&in, w, &err), "%s", err.text);
}

static void expect_same(const struct aif_workload *a, const struct aif_workload *b)
{
    const char *difference = workload_difference(a, b);
    ck_assert_msg(difference == NULL, "differ in: %s", difference);
}

static void join(const char *to, const char *from, const struct aif_append *how)
{
    parse(&all, to, strlen(to));
    parse(&part, from, strlen(from));
    aif_workload_append(&all, &part, how);
    aif_workload_sort(&all);
    aif_workload_number(&all);
}

#define MAGIC "#aifsim-trace 1\n"
#define COLUMNS                                                                                    \
    "job_id,submit_s,run_s,limit_s,nodes,user,account,community,application,partition,qos,"        \
    "begin_s,partitions,job_name,reservation,features,array_id,array_task,array_limit,depends,"    \
    "organisation,country,data_home,deadline_s,after\n"

START_TEST(all_that_jobs_refer_to_follows)
{
    join(MAGIC COLUMNS "1,0,10,60,1,ann,p1,red,mpi,gpu,high,,,,,,,,,,Acme,SE,here,900,\n"
                       "2,100,10,60,1,bob,p1,red,mpi,cpu,,,\"cpu,gpu\",one,,,7,1,,,,,,,\n"
                       "3,101,10,60,1,bob,p1,red,mpi,cpu,,,,,,,7,2,,afterok:1,,,,,\n",
         MAGIC COLUMNS
         "4,0,20,60,2,cat,p2,blue,ai,big,low,30,\"big,cpu\",two,night,fast,,,,,Org,FI,there,500,\n"
         "5,10,20,60,2,ann,p2,blue,ai,big,,,,,,,7,1,3,afterany:4,,,,,\n"
         "6,11,20,60,2,ann,p2,blue,ai,big,,,,,,,7,2,3,afterok:7_1,Acme,SE,here,,4\n",
         &(struct aif_append){.shift_s = 50});

    const char *text = MAGIC COLUMNS
        "1,0,10,60,1,ann,p1,red,mpi,gpu,high,,,,,,,,,,Acme,SE,here,900,\n"
        "2,50,20,60,2,cat,p2,blue,ai,big,low,80,\"big,cpu\",two,night,fast,,,,,Org,FI,there,550,\n"
        "3,60,20,60,2,ann,p2,blue,ai,big,,,,,,,3,1,3,afterany:2,,,,,\n"
        "4,61,20,60,2,ann,p2,blue,ai,big,,,,,,,3,2,3,afterok:3_1,Acme,SE,here,,2\n"
        "5,100,10,60,1,bob,p1,red,mpi,cpu,,,\"cpu,gpu\",one,,,5,1,,,,,,,\n"
        "6,101,10,60,1,bob,p1,red,mpi,cpu,,,,,,,5,2,,afterok:1,,,,,\n";
    parse(&expected, text, strlen(text));
    expect_same(&all, &expected);
    ck_assert_uint_eq(all.jobs[3].after, 1);
    close_all();
}
END_TEST

START_TEST(names_of_account_community_and_organisation_replace_those_of_the_jobs)
{
    static const struct aif_append how = {0, "mine", "ours", "We"};
    join(MAGIC COLUMNS "1,0,10,60,1,ann,p1,red,,,,,,,,,,,,,,,,,\n",
         MAGIC COLUMNS "1,5,10,60,1,ann,p1,red,,,,,,,,,,,,,Acme,SE,,,\n"
                       "2,6,10,60,1,bob,,,,,,,,,,,,,,,,,,,\n",
         &how);

    const char *text = MAGIC COLUMNS "1,0,10,60,1,ann,p1,red,,,,,,,,,,,,,,,,,\n"
                                     "2,5,10,60,1,ann,mine,ours,,,,,,,,,,,,,We,SE,,,\n"
                                     "3,6,10,60,1,bob,mine,ours,,,,,,,,,,,,,,,,,\n";
    parse(&expected, text, strlen(text));
    expect_same(&all, &expected);
    ck_assert_uint_eq(aif_names_find(&all.organisations, "Acme"), AIF_NONE);
    ck_assert_uint_eq(all.accounts.count, 2);
    close_all();
}
END_TEST

START_TEST(what_only_one_side_states_the_other_leaves_open)
{
    const char *plain = MAGIC COLUMNS "1,0,10,60,1,ann,,,,,,,,,,,,,,,,,,,\n";
    const char *rich = MAGIC COLUMNS "1,5,10,60,1,ann,,,,,,40,,,,,,,,,,SE,,,\n";
    join(plain, rich, &as_is);
    ck_assert_int_eq(all.extras[0].begin_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(all.extras[1].begin_s, 40);
    ck_assert_uint_eq(all.traits[0].country, AIF_NONE16);
    ck_assert_uint_eq(all.traits[1].country, 0);
    join(rich, plain, &as_is);
    ck_assert_int_eq(all.extras[0].begin_s, AIF_UNKNOWN_S);
    ck_assert_uint_eq(all.traits[0].organisation, AIF_NONE);
    ck_assert_int_eq(all.extras[1].begin_s, 40);
    close_all();
}
END_TEST

static struct aif_workload busy_workload(uint64_t seed, int64_t span_s)
{
    struct busy b;
    busy_init(&b);
    struct aif_generate_spec spec = {.name = "busy",
                                     .communities = &b.community,
                                     .community_count = 1,
                                     .unix_start_s = INT64_C(1793577600)};
    return make(&spec, &(struct aif_generate_size){.span_s = span_s}, seed, NULL);
}

START_TEST(a_workload_that_joins_an_empty_one_is_itself)
{
    part = busy_workload((uint64_t)_i + 1, DAY_S);
    ck_assert(part.extras && part.traits && part.array_count && part.depend_count);
    aif_workload_append(&all, &part, &as_is);
    all.unix_start_s = part.unix_start_s;
    for (uint32_t i = 0; i < all.array_count; i++) /* these are new */
        part.arrays[i].id = all.arrays[i].id;
    expect_same(&all, &part);
    ck_assert_uint_eq(all.record_count, part.record_count);
    close_all();
}
END_TEST

struct text {
    char *bytes;
    size_t used, room;
};

static bool put(void *to, const char *bytes, size_t count)
{
    struct text *t = to;
    if (t->used + count > t->room) {
        t->room = 2 * (t->used + count);
        t->bytes = realloc(t->bytes, t->room);
    }
    ck_assert_ptr_nonnull(t->bytes);
    memcpy(t->bytes + t->used, bytes, count);
    t->used += count;
    return true;
}

/* Jobs i of `all` from first on are those of `part`, in its order. */
static void expect_joined(uint32_t first, const struct aif_append *how)
{
    for (uint32_t i = 0; i < part.count; i++) {
        const struct aif_job *x = &all.jobs[first + i], *y = &part.jobs[i];
        ck_assert_int_eq(x->submit_s, y->submit_s + how->shift_s);
        ck_assert(x->runtime_s == y->runtime_s && x->limit_s == y->limit_s);
        ck_assert(same_name(&all.users, x->user, &part.users, y->user));
        ck_assert_str_eq(aif_names_at(&all.accounts, x->account, ""), how->account);
        ck_assert(x->after == (y->after == AIF_NONE ? AIF_NONE : y->after + first));
        const struct aif_traits *s = &all.traits[first + i], *t = &part.traits[i];
        ck_assert(
            same_name(&all.organisations, s->organisation, &part.organisations, t->organisation));
        ck_assert(t->deadline_s == AIF_UNKNOWN_S ? s->deadline_s == AIF_UNKNOWN_S
                                                 : s->deadline_s == t->deadline_s + how->shift_s);
    }
}

/* Forty workloads of random lengths and shifts: each arrives as it was, and after sorting and
 * numbering all is still one trace that can be written and read. */
START_TEST(many_workloads_make_one)
{
    for (uint64_t k = 0; k < 40; k++) {
        struct aif_rng r = aif_rng_stream((uint64_t)_i, AIF_STREAM_TEST, k);
        char account[20];
        snprintf(account, sizeof account, "p%d", (int)(k % 7));
        struct aif_append how = {.account = account};
        how.shift_s = (int64_t)aif_rng_below(&r, 9 * DAY_S);
        part = busy_workload(k + 1, 600 + (int64_t)aif_rng_below(&r, 6 * HOUR_S));
        uint32_t first = all.count;
        aif_workload_append(&all, &part, &how);
        ck_assert_uint_eq(all.count, first + part.count);
        expect_joined(first, &how);
        aif_workload_close(&part);
    }
    aif_workload_sort(&all);
    aif_workload_number(&all);
    all.unix_start_s = INT64_C(1793577600);

    static struct aif_sink sink;
    struct text text = {.bytes = NULL};
    sink = (struct aif_sink){.put = put, .to = &text};
    aif_trace_csv_write(&all, &(struct aif_trace_notes){NULL, 0}, &sink);
    ck_assert(aif_sink_flush(&sink));
    parse(&expected, text.bytes, text.used);
    expect_same(&all, &expected);
    free(text.bytes);
    close_all();
}
END_TEST

/* After sorting there is no room left behind the jobs. */
START_TEST(a_sorted_workload_takes_more)
{
    for (int i = 0; i < 6; i++) {
        part = busy_workload(3, 2 * HOUR_S);
        aif_workload_append(&all, &part, &(struct aif_append){.shift_s = -i, .account = "x"});
        aif_workload_sort(&all);
        ck_assert_uint_eq(all.count, (uint32_t)(i + 1) * part.count);
        ck_assert_int_eq(all.jobs[0].submit_s, part.jobs[0].submit_s - i);
        aif_workload_close(&part);
    }
    ck_assert_uint_lt(all.arena.total_bytes, (size_t)64 << 20);
    close_all();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("append");
    TCase *c = tcase_create("append");
    tcase_add_test(c, all_that_jobs_refer_to_follows);
    tcase_add_test(c, names_of_account_community_and_organisation_replace_those_of_the_jobs);
    tcase_add_test(c, what_only_one_side_states_the_other_leaves_open);
    tcase_add_loop_test(c, a_workload_that_joins_an_empty_one_is_itself, 0, 3);
    tcase_add_loop_test(c, many_workloads_make_one, 0, 3);
    tcase_add_test(c, a_sorted_workload_takes_more);
    suite_add_tcase(s, c);
    return run_suite(s);
}
