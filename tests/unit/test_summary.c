/* Summary rows for machines and people. */
#include "aif/summary.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

struct fixture {
    struct aif_workload workload;
    struct aif_group groups[2];
    struct aif_metrics metrics;
    struct aif_totals totals;
    struct aif_summary summary;
    struct aif_sink sink;
    char text[1 << 15];
    size_t used;
};

static struct fixture f;

static bool put(void *to, const char *text, size_t bytes)
{
    struct fixture *fixture = to;
    ck_assert_uint_lt(fixture->used + bytes, sizeof fixture->text);
    memcpy(fixture->text + fixture->used, text, bytes);
    fixture->used += bytes;
    fixture->text[fixture->used] = '\0';
    return true;
}

static void set_up(void)
{
    memset(&f, 0, sizeof f);
    f.groups[0] = (struct aif_group){.name = "all", .jobs = 2, .completed = 1, .timed_out = 1};
    f.groups[0].wait_s =
        (struct aif_stat){1500000000, 1500000000, 2900000000, 2980000000, 3000000000};
    f.groups[0].bsld_10.mean_nano = 1234567890;
    f.groups[1] = (struct aif_group){.name = "start-ups, small", .rejected = 3};
    f.metrics = (struct aif_metrics){
        .groups = f.groups, .group_count = 2, .makespan_s = 38, .utilisation_nano = 763157895};
    f.totals.max_waiting = 7;
    f.totals.rejects[AIF_REJECT_TOO_WIDE] = 3;
    f.totals.repairs[AIF_REPAIR_LIMIT_UNKNOWN] = 4;
    f.workload.repairs[AIF_REPAIR_LIMIT_UNKNOWN] = 1;
    f.summary = (struct aif_summary){&f.workload, &f.metrics, &f.totals};
    f.sink = (struct aif_sink){.put = put, .to = &f};
}

static size_t column_of(const char *name)
{
    for (size_t i = 0; i < aif_column_count(); i++)
        if (strcmp(aif_column_at(i)->name, name) == 0)
            return i;
    ck_abort_msg("no column %s", name);
}

static void check_value(uint32_t group, const char *column, int64_t expected)
{
    int64_t value;
    ck_assert_msg(aif_summary_value(&f.summary, group, column_of(column), &value), "%s", column);
    ck_assert_msg(value == expected, "%s is %lld", column, (long long)value);
}

START_TEST(every_column_reads_its_own_number)
{
    check_value(0, "jobs", 2);
    check_value(0, "wait_mean_s", 1500000000);
    check_value(0, "wait_p99_s", 2980000000);
    check_value(0, "bsld10_mean", 1234567890);
    check_value(0, "makespan_s", 38);
    check_value(0, "utilisation", 763157895);
    check_value(0, "max_waiting", 7);
    check_value(0, "rejected_too_wide", 3);
    check_value(0, "repaired_limit_unknown", 5);
    check_value(1, "rejected", 3);
}
END_TEST

START_TEST(a_community_without_jobs_has_no_figures_and_no_columns_of_the_run)
{
    int64_t value;
    ck_assert(!aif_summary_value(&f.summary, 1, column_of("wait_mean_s"), &value));
    ck_assert(!aif_summary_value(&f.summary, 1, column_of("utilisation"), &value));
    ck_assert(aif_summary_value(&f.summary, 1, column_of("jobs"), &value));
}
END_TEST

START_TEST(column_names_are_unique_and_cover_every_repair_and_rejection)
{
    char name[64];
    f.metrics.has_access = true;
    for (size_t i = 0; i < aif_column_count(); i++)
        ck_assert_uint_eq(column_of(aif_column_at(i)->name), i);
    ck_assert_ptr_null(aif_column_at(aif_column_count()));
    for (unsigned i = 0; i < AIF_REPAIR_COUNT; i++) {
        snprintf(name, sizeof name, "repaired_%s", aif_repair_name((enum aif_repair)i));
        f.workload.repairs[i] = 100 + i;
        f.totals.repairs[i] = 0;
        check_value(0, name, 100 + i);
    }
    for (unsigned i = AIF_REJECT_NONE + 1; i < AIF_REJECT_COUNT; i++) {
        snprintf(name, sizeof name, "rejected_%s", aif_reject_name((enum aif_reject)i));
        f.totals.rejects[i] = 200 + i;
        check_value(0, name, 200 + i);
    }
}
END_TEST

/* The text of field n (from 0) of the line that starts at `line`; no quoted commas before it. */
static void check_field(const char *line, size_t n, const char *expected)
{
    for (; n > 0; n--)
        line = strchr(line, ',') + 1;
    ck_assert_uint_eq(strcspn(line, ",\n"), strlen(expected));
    ck_assert_int_eq(strncmp(line, expected, strlen(expected)), 0);
}

static size_t count_commas(const char *line)
{
    size_t n = 0;
    for (; *line != '\n'; line++)
        n += *line == ',';
    return n;
}

START_TEST(csv_rows_have_a_field_for_every_column)
{
    const struct aif_summary_key keys[] = {{"site", "mimer"}, {"seed", "1"}};

    aif_summary_csv_header(&f.sink, keys, 2, false);
    aif_summary_csv_rows(&f.sink, keys, 2, &f.summary);
    aif_sink_flush(&f.sink);

    const char *head = f.text, *all = strchr(head, '\n') + 1, *empty = strchr(all, '\n') + 1;
    check_field(head, 0, "site");
    check_field(head, 2, "community");
    check_field(all, 0, "mimer");
    check_field(all, 2, "all");
    check_field(head, 3 + column_of("wait_mean_s"), "wait_mean_s");
    check_field(all, 3 + column_of("wait_mean_s"), "1.500");
    check_field(all, 3 + column_of("bsld10_mean"), "1.234568");
    check_field(all, 3 + column_of("makespan_s"), "38");
    ck_assert_uint_eq(count_commas(all), count_commas(head));
    ck_assert_int_eq(strncmp(empty, "mimer,1,\"start-ups, small\",0,0,0,0,3,", 37), 0);
    ck_assert_uint_eq(count_commas(empty), count_commas(head) + 1); /* one inside the name */
}
END_TEST

START_TEST(json_has_null_where_there_is_no_number_and_escapes_texts)
{
    const struct aif_summary_key keys[] = {{"trace", "a \"b\"\\\n"}};

    aif_summary_json(&f.sink, keys, 1, &f.summary);
    aif_sink_flush(&f.sink);

    ck_assert_ptr_nonnull(strstr(f.text, "{\"trace\": \"a \\\"b\\\"\\\\\\u000a\","));
    ck_assert_ptr_nonnull(strstr(f.text, "\"community\": \"all\""));
    ck_assert_ptr_nonnull(strstr(f.text, "\"wait_mean_s\": 1.500,"));
    ck_assert_ptr_nonnull(strstr(f.text, "\"utilisation\": null"));
}
END_TEST

START_TEST(the_table_says_what_was_rejected_and_repaired)
{
    aif_summary_table(&f.sink, &f.summary);
    aif_sink_flush(&f.sink);

    ck_assert_ptr_nonnull(strstr(f.text, "all: 2 jobs ran: 1 completed, 0 failed in the log, 1 "
                                         "ended at their limit; 0 rejected\n"));
    ck_assert_ptr_nonnull(strstr(f.text, "  wait, s                           1.5          1.5     "
                                         "     2.9          3.0          3.0\n"));
    ck_assert_ptr_nonnull(strstr(f.text, "  utilisation                  0.763158  "));
    ck_assert_ptr_nonnull(strstr(f.text, "rejected: 3 x "));
    ck_assert_ptr_nonnull(strstr(f.text, "repaired: 5 x no requested time"));
    ck_assert_ptr_null(strstr(f.text, "repaired: 0"));
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("summary");
    tcase_add_checked_fixture(t, set_up, NULL);
    tcase_add_test(t, every_column_reads_its_own_number);
    tcase_add_test(t, a_community_without_jobs_has_no_figures_and_no_columns_of_the_run);
    tcase_add_test(t, column_names_are_unique_and_cover_every_repair_and_rejection);
    tcase_add_test(t, csv_rows_have_a_field_for_every_column);
    tcase_add_test(t, json_has_null_where_there_is_no_number_and_escapes_texts);
    tcase_add_test(t, the_table_says_what_was_rejected_and_repaired);
    Suite *s = suite_create("summary");
    suite_add_tcase(s, t);
    return run_suite(s);
}
