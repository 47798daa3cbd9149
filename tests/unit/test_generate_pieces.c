/* A workload piece by piece is the workload in memory, to the byte of its traces. */
#include "busy_spec.h"
#include "same_workload.h"

#include "aif/trace.h"
#include "aif/trace_write.h"

#include <string.h>

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
        ck_assert_ptr_nonnull(t->bytes);
    }
    memcpy(t->bytes + t->used, bytes, count);
    t->used += count;
    return true;
}

static const char *const lines[] = {"a note"};
static const struct aif_trace_notes notes = {lines, 1};
static struct aif_sink sink;

typedef void whole_writer(const struct aif_workload *w, const struct aif_trace_notes *n,
                          struct aif_sink *out);

static struct text whole(const struct aif_generate_spec *spec, const struct aif_generate_ask *ask,
                         whole_writer *write)
{
    struct text text = {.used = 0};
    struct aif_workload w = {.count = 0};
    struct aif_err err = {{0}};
    ck_assert_msg(aif_generate(spec, ask, &w, NULL, &err), "%s", err.text);
    sink = (struct aif_sink){.put = put, .to = &text};
    write(&w, &notes, &sink);
    ck_assert(aif_sink_flush(&sink));
    aif_workload_close(&w);
    return text;
}

static struct text in_pieces(const struct aif_generate_spec *spec,
                             const struct aif_generate_ask *ask, bool is_swf, uint32_t *pieces)
{
    struct text text = {.used = 0};
    struct aif_err err = {{0}};
    struct aif_trace_pen pen = {0};
    struct aif_generator *g = aif_generator_open(spec, ask, &err);
    const struct aif_workload *piece;
    ck_assert_msg(g != NULL, "%s", err.text);
    uint32_t jobs = aif_generator_report(g)->jobs;
    sink = (struct aif_sink){.put = put, .to = &text};
    (is_swf ? aif_trace_swf_begin : aif_trace_csv_begin)(&pen, aif_generator_sample(g), jobs,
                                                         &notes, &sink);
    for (*pieces = 0; (piece = aif_generator_next(g)); ++*pieces)
        (is_swf ? aif_trace_swf_rows : aif_trace_csv_rows)(&pen, piece, &sink);
    ck_assert_uint_eq(pen.written, jobs);
    ck_assert(aif_sink_flush(&sink));
    aif_generator_close(g);
    return text;
}

static uint32_t expect_equal(const struct aif_generate_spec *spec,
                             const struct aif_generate_ask *ask)
{
    uint32_t pieces = 0;
    for (int is_swf = 0; is_swf < 2; is_swf++) {
        struct text a = whole(spec, ask, is_swf ? aif_trace_swf_write : aif_trace_csv_write);
        struct text b = in_pieces(spec, ask, is_swf, &pieces);
        ck_assert_uint_eq(a.used, b.used);
        ck_assert_int_eq(memcmp(a.bytes, b.bytes, a.used), 0);
        free(a.bytes);
        free(b.bytes);
    }
    return pieces;
}

START_TEST(pieces_one_behind_the_other_are_the_whole)
{
    struct three t;
    struct aif_machine site = small_site(), pool = aif_machine_pool(500);
    three_init(&t);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        ck_assert_uint_ge(expect_equal(&t.spec, &(struct aif_generate_ask){&site, week, seed}), 2);
        struct aif_generate_size size = {.jobs = 20000};
        ck_assert_uint_eq(expect_equal(&t.spec, &(struct aif_generate_ask){&pool, size, seed}), 5);
    }
}
END_TEST

/* Bursts of 100 jobs, 20 s apart in the mean, in a span of 1,000 s: most sessions run past its end.
 */
START_TEST(sessions_that_go_on_at_the_beginning_are_in_their_place)
{
    struct aif_job_kind kind = tune;
    kind.burst_mean = 100;
    struct aif_community c = community("c", 0.5, &kind);
    struct aif_generate_spec spec = {.name = "laps", .communities = &c, .community_count = 1};
    struct aif_machine site = small_site();
    struct aif_generate_size size = {.jobs = 3000, .span_s = 1000};
    expect_equal(&spec, &(struct aif_generate_ask){&site, size, 1});
    struct aif_workload w = make(&spec, &size, 1, NULL);
    uint32_t early = 0;
    for (uint32_t i = 0; i < w.count; i++) {
        ck_assert(i == 0 || w.jobs[i - 1].submit_s <= w.jobs[i].submit_s);
        early += w.jobs[i].submit_s < 500;
    }
    /* Where a session begins says nothing of where its jobs lie: about half in each half. */
    ck_assert_uint_gt(early, 1200);
    ck_assert_uint_lt(early, 1800);
    aif_workload_close(&w);
}
END_TEST

/* Chains, arrays and all that jobs state, across the borders of pieces and around the end of the
 * span; read back, the trace is the workload. */
START_TEST(pieces_tell_of_dependencies_and_arrays_as_the_whole_does)
{
    struct busy b;
    struct three t;
    struct aif_machine site = small_site(), pool = aif_machine_pool(3000);
    busy_init(&b);
    three_init(&t);
    struct aif_community all[] = {t.communities[0], b.community, t.communities[2]};
    struct aif_generate_spec spec = {.name = "busy", .communities = all, .community_count = 3};
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct aif_generate_size size = {.jobs = 10000, .span_s = 3 * DAY_S};
        struct aif_generate_ask on_site = {&site, size, seed}, on_pool = {&pool, size, seed};
        ck_assert_uint_eq(expect_equal(&spec, &on_site), 3);
        expect_equal(&spec, &on_pool);

        struct text text = whole(&spec, &on_site, aif_trace_csv_write);
        struct aif_workload w = make(&spec, &size, seed, NULL), again = {.count = 0};
        struct aif_trace_input in = {text.bytes, text.used, "a.csv", false};
        struct aif_err err = {{0}};
        ck_assert_msg(w.depend_count > 300 && w.array_count > 40 && w.traits, "%u %u",
                      w.depend_count, w.array_count);
        ck_assert_msg(aif_trace_parse(&in, &again, &err), "%s", err.text);
        ck_assert_ptr_null(workload_difference(&w, &again));
        aif_workload_close(&w);
        aif_workload_close(&again);
        free(text.bytes);
    }
}
END_TEST

START_TEST(a_failure_is_told_and_leaves_nothing)
{
    struct three t;
    struct aif_machine site = small_site();
    struct aif_err err = {{0}};
    three_init(&t);
    t.communities[0].users = 0;
    ck_assert_ptr_null(
        aif_generator_open(&t.spec, &(struct aif_generate_ask){&site, week, 1}, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "community startups: no users"));
    aif_generator_close(NULL);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("pieces");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, pieces_one_behind_the_other_are_the_whole);
    tcase_add_test(c, sessions_that_go_on_at_the_beginning_are_in_their_place);
    tcase_add_test(c, pieces_tell_of_dependencies_and_arrays_as_the_whole_does);
    tcase_add_test(c, a_failure_is_told_and_leaves_nothing);
    Suite *s = suite_create("generate_pieces");
    suite_add_tcase(s, c);
    return run_suite(s);
}
