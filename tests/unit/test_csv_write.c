/* Workloads of batch systems are sorted with all that they point at, and survive being written. */
#include "aif/rng.h"
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

static bool parse(struct aif_workload *w, const char *text, bool is_strict)
{
    struct aif_trace_input in = {text, strlen(text), "a.csv", is_strict};
    aif_workload_close(w);
    err.text[0] = '\0';
    return aif_trace_parse(&in, w, &err);
}

static char written[1 << 18];
static size_t used;

static bool put(void *to, const char *bytes, size_t count)
{
    (void)to;
    ck_assert_uint_lt(used + count, sizeof written);
    memcpy(written + used, bytes, count);
    used += count;
    written[used] = '\0';
    return true;
}

static void comes_back_equal(const struct aif_workload *w)
{
    static struct aif_sink sink;
    sink = (struct aif_sink){.put = put};
    used = 0;
    aif_trace_csv_write(w, &(struct aif_trace_notes){NULL, 0}, &sink);
    ck_assert(aif_sink_flush(&sink));
    ck_assert_msg(parse(&again, written, true), "%s\n%.2000s", err.text, written);
    const char *difference = workload_difference(w, &again);
    ck_assert_msg(!difference, "%s differs\n%.2000s", difference, written);
}

START_TEST(only_columns_in_use_are_written)
{
    static const char text[] = "#aifsim-trace 1\nsubmit_s,run_s,nodes,nice,hold,depends\n"
                               "0,10,1,,,\n1,10,1,5,,\n";
    ck_assert_msg(parse(&workload, text, false), "%s", err.text);
    comes_back_equal(&workload);

    const char *end = strstr(written, ",think_s,application,nice\n1,");
    ck_assert_ptr_nonnull(end);
    ck_assert_ptr_nonnull(strstr(written, ",,,\n2,"));
    ck_assert_ptr_null(strstr(written, "#aifsim-actions"));
}
END_TEST

START_TEST(tasks_keep_what_they_ask_for_on_each_node)
{
    static const char text[] =
        "#aifsim-trace 1\nsubmit_s,run_s,tasks,mem_mib_per_node,cores_per_node,"
        "gpus_per_node\n0,10,16,5,,\n1,10,2,16,8,4\n";
    ck_assert_msg(parse(&workload, text, false), "%s", err.text);
    comes_back_equal(&workload);
}
END_TEST

/* Random workloads, built unsorted and by hand. */

enum { MOST_JOBS = 40, TRIALS = 200 };

static uint32_t below(struct aif_rng *rng, uint32_t n)
{
    return (uint32_t)aif_rng_below(rng, n);
}

static uint32_t some_name(struct aif_rng *rng, struct aif_names *names)
{
    static const char *const texts[] = {"a", "b c", "d \"e\"", "f,g", "\xc3\xa9", "#h"};
    const char *text = texts[below(rng, 6)];
    return below(rng, 2) ? AIF_NONE : aif_names_intern(names, &workload.arena, text, strlen(text));
}

static void some_partitions(struct aif_rng *rng, struct aif_workload *w, uint32_t job)
{
    static const char *const texts[] = {"gpu", "cpu", "d \"e\""};
    struct aif_extra *x = &w->extras[job];
    x->partition_count = below(rng, 4);
    x->first_partition = x->partition_count ? w->partition_list_count : 0;
    for (uint32_t i = 0; i < x->partition_count; i++) {
        const char *text = texts[below(rng, 3)];
        w->partition_lists[w->partition_list_count++] =
            aif_names_intern(&w->partitions, &w->arena, text, strlen(text));
    }
    w->jobs[job].partition =
        x->partition_count ? (uint16_t)w->partition_lists[x->first_partition] : AIF_NONE16;
}

static void some_depends(struct aif_rng *rng, struct aif_workload *w, uint32_t job)
{
    struct aif_extra *x = &w->extras[job];
    uint32_t count = below(rng, 4);
    x->first_depend = w->depend_count;
    for (uint32_t i = 0; i < count; i++) {
        struct aif_depend d = {(uint8_t)below(rng, 6), AIF_NONE, AIF_NONE, 0};
        uint32_t other = below(rng, w->count);
        if (d.kind == AIF_DEPEND_AFTER)
            d.delay_s = below(rng, 200);
        if (d.kind != AIF_DEPEND_SINGLETON && w->array_count && below(rng, 2))
            d.array = below(rng, w->array_count);
        else if (d.kind != AIF_DEPEND_SINGLETON)
            d.job = other;
        if (d.job == job || (d.array != AIF_NONE && d.array == x->array))
            continue;
        w->depends[w->depend_count++] = d;
        x->depend_count++;
    }
    x->is_any_depend_enough = x->depend_count > 1 && below(rng, 2);
    if (!x->depend_count)
        x->first_depend = 0;
}

static void some_extra(struct aif_rng *rng, struct aif_workload *w, uint32_t job)
{
    struct aif_extra *x = &w->extras[job];
    x->is_held = below(rng, 2);
    x->must_not_requeue = below(rng, 2);
    x->has_failed = below(rng, 2);
    x->name = some_name(rng, &w->job_names);
    x->reservation = some_name(rng, &w->reservations);
    x->features = some_name(rng, &w->features);
    x->begin_s = below(rng, 2) ? below(rng, 1000) : AIF_UNKNOWN_S;
    x->nice = (int32_t)below(rng, 2001) - 1000;
    x->site_factor = (int32_t)below(rng, 3) - 1;
    x->priority = below(rng, 2) ? below(rng, UINT32_MAX) : AIF_UNKNOWN_S;
    x->tasks = below(rng, 3) * 7;
    x->cpus_per_task = below(rng, 3);
    x->max_nodes = below(rng, 3);
    x->gpus = below(rng, 3);
    x->mem_per_cpu_mib = below(rng, 3) * 1000;
    x->min_limit_s = below(rng, 3) * 60;
    x->submit_ms = (uint16_t)below(rng, 1000);
    x->runtime_ms = (uint16_t)below(rng, 1000);
    some_partitions(rng, w, job);
    some_depends(rng, w, job);
}

static void some_traits(struct aif_rng *rng, struct aif_workload *w, uint32_t job)
{
    struct aif_traits *x = &w->traits[job];
    *x = aif_traits_none();
    x->organisation = some_name(rng, &w->organisations);
    x->country = (uint16_t)some_name(rng, &w->countries);
    x->data_home = (uint16_t)some_name(rng, &w->data_homes);
    x->data_gib = below(rng, 3) * 500;
    x->min_nodes = below(rng, 2);
    x->deadline_s = below(rng, 2) ? below(rng, 1000) : AIF_UNKNOWN_S;
    x->checkpoint_s = below(rng, 3) * 600;
    x->is_sensitive = below(rng, 2);
    x->is_preemptible = below(rng, 2);
}

/* Two arrays at most; tasks are numbered upwards, so the pool is in their order. */
static void some_arrays(struct aif_rng *rng, struct aif_workload *w)
{
    uint32_t arrays = below(rng, 3), task = 0;
    for (uint32_t a = 0; a < arrays; a++) {
        struct aif_array array = {5000 + a, w->array_job_count, 0, below(rng, 3)};
        for (uint32_t i = 0; i < w->count; i++) {
            if (w->extras[i].array != AIF_NONE || below(rng, 3))
                continue;
            w->extras[i].array = a;
            w->extras[i].array_task = task += 1 + below(rng, 2);
            w->array_jobs[w->array_job_count++] = i;
            array.job_count++;
        }
        if (!array.job_count)
            break;
        w->arrays[w->array_count++] = array;
    }
}

static void some_actions(struct aif_rng *rng, struct aif_workload *w)
{
    uint32_t count = below(rng, 10);
    int64_t t_s = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct aif_action a = {.t_s = t_s += 1 + below(rng, 3), .t_ms = (uint16_t)below(rng, 1000)};
        a.kind = (uint8_t)below(rng, 8);
        bool has_value = a.kind == AIF_ACTION_SET_NODES || a.kind == AIF_ACTION_SET_LIMIT;
        a.value = has_value ? 1 + below(rng, 9) : 0;
        a.job = a.kind < AIF_ACTION_DRAIN ? below(rng, w->count) : AIF_NONE;
        a.first_node = a.kind < AIF_ACTION_DRAIN ? 0 : w->action_node_count;
        a.node_count = a.kind < AIF_ACTION_DRAIN ? 0 : 1 + below(rng, 5);
        for (uint32_t k = 0; k < a.node_count; k++)
            w->action_nodes[w->action_node_count++] = below(rng, 5);
        w->actions[w->action_count++] = a;
    }
}

static void make(uint64_t seed)
{
    struct aif_rng rng = aif_rng_stream(seed, AIF_STREAM_TEST, 0);
    struct aif_workload *w = &workload;
    aif_workload_close(w);
    w->unix_start_s = AIF_UNKNOWN_S;
    w->count = 2 + below(&rng, MOST_JOBS - 1);
    w->jobs = AIF_NEW(&w->arena, struct aif_job, MOST_JOBS);
    w->extras = AIF_NEW(&w->arena, struct aif_extra, MOST_JOBS);
    w->traits = AIF_NEW(&w->arena, struct aif_traits, MOST_JOBS);
    w->partition_lists = AIF_NEW(&w->arena, uint32_t, 4 * MOST_JOBS);
    w->depends = AIF_NEW(&w->arena, struct aif_depend, 4 * MOST_JOBS);
    w->arrays = AIF_NEW(&w->arena, struct aif_array, 2);
    w->array_jobs = AIF_NEW(&w->arena, uint32_t, MOST_JOBS);
    w->actions = AIF_NEW(&w->arena, struct aif_action, 10);
    w->action_nodes = AIF_NEW(&w->arena, uint32_t, 50);
    for (uint32_t i = 0; i < w->count; i++) {
        w->jobs[i] = (struct aif_job){.id = 100 + i,
                                      .submit_s = below(&rng, 20),
                                      .limit_s = 60,
                                      .runtime_s = 1 + below(&rng, 9),
                                      .request = {.nodes = 1, .is_exclusive = true},
                                      .user = AIF_NONE,
                                      .account = AIF_NONE,
                                      .application = AIF_NONE,
                                      .after = AIF_NONE,
                                      .think_s = -1,
                                      .community = AIF_NONE16,
                                      .partition = AIF_NONE16,
                                      .qos = AIF_NONE16,
                                      .status = AIF_STATUS_UNKNOWN};
        w->extras[i] = aif_extra_none();
    }
    some_arrays(&rng, w);
    for (uint32_t i = 0; i < w->count; i++)
        some_extra(&rng, w, i);
    for (uint32_t i = 0; i < w->count; i++)
        some_traits(&rng, w, i);
    some_actions(&rng, w);
}

/* Numbers of jobs stay with what they name, wherever sorting takes them. */
static int64_t id_of(const struct aif_workload *w, uint32_t job)
{
    return job == AIF_NONE ? -1 : w->jobs[job].id;
}

START_TEST(sorting_takes_along_all_that_points_at_jobs)
{
    for (uint64_t seed = 0; seed < TRIALS; seed++) {
        int64_t depends[4 * MOST_JOBS], tasks[MOST_JOBS], actions[10];
        int32_t nice[MOST_JOBS];
        make(seed);
        struct aif_workload *w = &workload;
        for (uint32_t i = 0; i < w->depend_count; i++)
            depends[i] = id_of(w, w->depends[i].job);
        for (uint32_t i = 0; i < w->array_job_count; i++)
            tasks[i] = id_of(w, w->array_jobs[i]);
        for (uint32_t i = 0; i < w->action_count; i++)
            actions[i] = id_of(w, w->actions[i].job);
        for (uint32_t i = 0; i < w->count; i++)
            nice[w->jobs[i].id - 100] = w->extras[i].nice;

        aif_workload_sort(w);

        for (uint32_t i = 0; i < w->depend_count; i++)
            ck_assert_int_eq(id_of(w, w->depends[i].job), depends[i]);
        for (uint32_t i = 0; i < w->array_job_count; i++)
            ck_assert_int_eq(id_of(w, w->array_jobs[i]), tasks[i]);
        for (uint32_t i = 0; i < w->action_count; i++)
            ck_assert_int_eq(id_of(w, w->actions[i].job), actions[i]);
        for (uint32_t i = 0; i < w->count; i++) {
            ck_assert_int_eq(w->extras[i].nice, nice[w->jobs[i].id - 100]);
            ck_assert(i == 0 || w->jobs[i - 1].submit_s < w->jobs[i].submit_s ||
                      (w->jobs[i - 1].submit_s == w->jobs[i].submit_s &&
                       w->extras[i - 1].submit_ms <= w->extras[i].submit_ms));
        }
    }
}
END_TEST

START_TEST(any_workload_that_is_written_is_read_back_equal)
{
    for (uint64_t seed = 0; seed < TRIALS; seed++) {
        make(seed);
        aif_workload_sort(&workload);
        comes_back_equal(&workload);
    }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("csv_write");
    tcase_add_checked_fixture(c, NULL, close_all);
    tcase_add_test(c, tasks_keep_what_they_ask_for_on_each_node);
    tcase_add_test(c, only_columns_in_use_are_written);
    tcase_add_test(c, sorting_takes_along_all_that_points_at_jobs);
    tcase_add_test(c, any_workload_that_is_written_is_read_back_equal);
    Suite *s = suite_create("csv_write");
    suite_add_tcase(s, c);
    return run_suite(s);
}
