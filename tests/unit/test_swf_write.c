/* Workloads as Standard Workload Format: bytes by hand, and the reader gives them back. */
#include "aif/trace.h"
#include "aif/trace_write.h"
#include "specs.h"

#include <string.h>

struct text {
    char *bytes;
    size_t used, room;
};

static bool keep(void *to, const char *text, size_t bytes)
{
    struct text *t = to;
    if (t->used + bytes >= t->room)
        return false;
    memcpy(t->bytes + t->used, text, bytes);
    t->used += bytes;
    t->bytes[t->used] = '\0';
    return true;
}

static char buffer[4 << 20];

static struct text written(const struct aif_workload *w, const struct aif_trace_notes *notes)
{
    static struct aif_sink sink;
    struct text t = {buffer, 0, sizeof buffer};
    sink = (struct aif_sink){.put = keep, .to = &t};
    aif_trace_swf_write(w, notes, &sink);
    ck_assert(aif_sink_flush(&sink));
    return t;
}

static uint32_t name(struct aif_workload *w, struct aif_names *names, const char *text)
{
    return aif_names_intern(names, &w->arena, text, strlen(text));
}

/* Two jobs: 2 nodes of 4 GPUs each, whole; then 1 GPU with a partition, after the first. */
static struct aif_workload two_jobs(void)
{
    struct aif_workload w = {.name = "two", .count = 2, .unix_start_s = 1000, .max_procs = 400};
    w.jobs = AIF_NEW(&w.arena, struct aif_job, 2);
    w.jobs[0] = (struct aif_job){
        .id = 7,
        .submit_s = 5,
        .limit_s = 3600,
        .runtime_s = 60,
        .request = {.nodes = 2, .per_node = {.cores = 64, .gpus = 4}, .is_exclusive = true},
        .user = name(&w, &w.users, "ann"),
        .account = name(&w, &w.accounts, "lab"),
        .application = AIF_NONE,
        .after = AIF_NONE,
        .think_s = -1,
        .community = (uint16_t)name(&w, &w.communities, "research"),
        .partition = AIF_NONE16,
        .qos = AIF_NONE16,
        .status = AIF_STATUS_COMPLETED,
    };
    w.jobs[1] = w.jobs[0];
    w.jobs[1].submit_s = 9;
    w.jobs[1].limit_s = AIF_UNKNOWN_S;
    w.jobs[1].request = (struct aif_request){.nodes = 1, .per_node = {.cores = 8, .gpus = 1}};
    w.jobs[1].user = name(&w, &w.users, "bob");
    w.jobs[1].application = name(&w, &w.applications, "eval");
    w.jobs[1].partition = (uint16_t)name(&w, &w.partitions, "infer");
    w.jobs[1].after = 0;
    w.jobs[1].think_s = 30;
    w.jobs[1].status = AIF_STATUS_FAILED;
    return w;
}

START_TEST(two_jobs_are_written_as_the_format_says)
{
    struct aif_workload w = two_jobs();
    const char *line = "by hand";
    struct aif_trace_notes notes = {&line, 1};
    ck_assert_str_eq(written(&w, &notes).bytes, "; Version: 2.2\n"
                                                "; Computer: two\n"
                                                "; MaxJobs: 2\n"
                                                "; MaxRecords: 2\n"
                                                "; UnixStartTime: 1000\n"
                                                "; MaxProcs: 400\n"
                                                "; Note: 1 processor = 1 GPU\n"
                                                "; Note: by hand\n"
                                                "; Partition: 1 infer\n"
                                                "; Community: 1 research\n"
                                                "1 5 -1 60 8 -1 -1 8 3600 -1 1 1 1 -1 -1 -1 -1 -1\n"
                                                "2 9 -1 60 1 -1 -1 1 -1 -1 0 2 1 1 -1 1 1 30\n");
    aif_workload_close(&w);
}
END_TEST

START_TEST(an_account_of_two_communities_leaves_them_out_and_says_so)
{
    struct aif_workload w = two_jobs();
    w.jobs[1].community = (uint16_t)name(&w, &w.communities, "industry");
    struct aif_trace_notes notes = {NULL, 0};
    const char *text = written(&w, &notes).bytes;
    ck_assert_ptr_nonnull(strstr(text, "; Note: the communities do not follow from the groups"));
    ck_assert_ptr_null(strstr(text, "; Community:"));
    aif_workload_close(&w);
}
END_TEST

START_TEST(a_note_of_two_lines_stays_one_comment)
{
    struct aif_workload w = two_jobs();
    const char *line = "one\n1 2 3";
    struct aif_trace_notes notes = {&line, 1};
    ck_assert_ptr_nonnull(strstr(written(&w, &notes).bytes, "\n; Note: one 1 2 3\n"));
    aif_workload_close(&w);
}
END_TEST

START_TEST(a_generated_workload_reads_back_as_it_was)
{
    struct three t;
    three_init(&t);
    struct aif_workload w = make(&t.spec, &week, 1, NULL), again = {.count = 0};
    struct aif_trace_notes notes = {NULL, 0};
    struct text text = written(&w, &notes);
    struct aif_trace_input in = {
        .text = text.bytes, .bytes = text.used, .path = "x.swf", .is_strict = false};
    struct aif_err err = {{0}};
    ck_assert_msg(aif_trace_parse(&in, &again, &err), "%s", err.text);

    ck_assert_uint_eq(again.count, w.count);
    ck_assert_uint_eq(again.max_procs, 400);
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_job *a = &w.jobs[i], *b = &again.jobs[i];
        ck_assert_int_eq(a->submit_s, b->submit_s);
        ck_assert_int_eq(a->runtime_s, b->runtime_s);
        ck_assert_int_eq(a->limit_s, b->limit_s);
        ck_assert_int_eq(a->status, b->status);
        ck_assert_uint_eq(a->request.nodes * a->request.per_node.gpus, b->request.procs);
        ck_assert_str_eq(aif_names_at(&w.communities, a->community, "?"),
                         aif_names_at(&again.communities, b->community, "!"));
    }
    aif_workload_close(&w);
    aif_workload_close(&again);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("swf_write");
    TCase *t = tcase_create("write");
    tcase_add_test(t, two_jobs_are_written_as_the_format_says);
    tcase_add_test(t, an_account_of_two_communities_leaves_them_out_and_says_so);
    tcase_add_test(t, a_note_of_two_lines_stays_one_comment);
    tcase_add_test(t, a_generated_workload_reads_back_as_it_was);
    suite_add_tcase(s, t);
    return run_suite(s);
}
