/* The result directory: what it accepts, and that an interrupted campaign ends with the same bytes.
 */
#include "host/campaign/store.h"

#include "host/campaign/comparison.h"
#include "host/command/command.h"
#include "host/files/durable.h"
#include "store_case.h"
#include "suite.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CELLS = 8 };

static const char *const files[] = {"results.db", "summary.csv",       "jobs.csv",
                                    "series.csv", "distributions.csv", "experiment.resolved.yaml"};

static struct store_plan plan_for(const char *dir, enum store_mode mode)
{
    static const char resolved[] = "name: test\nseeds: [1, 2]\n";
    static struct bytes header;
    if (!header.count) {
        result_header(&header, false);
        bytes_put(&header, "", 1);
    }
    return (struct store_plan){.dir = dir,
                               .mode = mode,
                               .resolved = resolved,
                               .resolved_bytes = sizeof resolved - 1,
                               .experiment = "test",
                               .version = "0.0.0",
                               .sha256 = "abc",
                               .cell_count = CELLS,
                               .headers = {(const char *)header.data, "job_id,wait\n", NULL,
                                           "from_s,jobs\n", "wait_s,jobs\n"},
                               .row_limits = {[RESULT_DISTRIBUTIONS] = 150}};
}

static struct store *must_open(const char *dir, enum store_mode mode)
{
    struct store_plan plan = plan_for(dir, mode);
    struct aif_err err = {{0}};
    int status;
    struct store *s = store_open(&plan, &status, &err);
    ck_assert_msg(s, "%s", err.text);
    return s;
}

static void commit_until(struct store *s, uint32_t end)
{
    struct aif_err err;
    while (store_next(s) < end)
        ck_assert_msg(commit(s, store_next(s), &err), "%s", err.text);
}

static void make_whole(const char *dir)
{
    struct aif_err err;
    struct store *s = must_open(dir, STORE_NEW);
    commit_until(s, CELLS);
    ck_assert(store_finish(s, &err));
    store_close(s);
}

static void check_same(const char *a, const char *b)
{
    for (size_t i = 0; i < AIF_COUNT(files); i++) {
        size_t a_bytes = 0, b_bytes = 1;
        char *a_text = durable_read(within(a, files[i]), &a_bytes);
        char *b_text = durable_read(within(b, files[i]), &b_bytes);
        ck_assert_msg(a_text && b_text, "%s is missing", files[i]);
        ck_assert_msg(a_bytes == b_bytes && memcmp(a_text, b_text, a_bytes) == 0,
                      "%s differs between %s and %s", files[i], a, b);
        free(a_text);
        free(b_text);
    }
    ck_assert(access(within(b, "INCOMPLETE"), F_OK) != 0);
    ck_assert(access(within(b, "results.db-journal"), F_OK) != 0);
}

static void append_junk(const char *path)
{
    FILE *f = fopen(path, "ab");
    ck_assert(f);
    fputs("half a ro", f);
    fclose(f);
}

START_TEST(a_finished_campaign_has_its_rows_and_no_mark)
{
    const char *dir = in_root("whole");
    make_whole(dir);

    size_t bytes;
    char *text = durable_read(within(dir, "summary.csv"), &bytes);
    ck_assert(strstr(text, "cell,site,trace,policy,seed,community,jobs,completed,") == text);
    ck_assert(strstr(text, "\n7,mimer,\"a,b\",easy,1,all,107,0,"));
    ck_assert(strstr(text, "\n7,mimer,\"a,b\",easy,1,research,0,0,"));
    free(text);
    ck_assert(access(within(dir, "INCOMPLETE"), F_OK) != 0);
}
END_TEST

/* Limit 150: 50 rows of cell 0; 200 of cell 1 are too many; 52 and 53 of the next two make 155. */
START_TEST(a_full_table_takes_no_further_cells_and_no_part_of_one)
{
    size_t bytes, lines = 0;
    make_whole(in_root("limited"));
    char *text = durable_read(within(in_root("limited"), "distributions.csv"), &bytes);
    for (size_t i = 0; i < bytes; i++)
        lines += text[i] == '\n';
    ck_assert_uint_eq(lines, 1 + 50 + 52 + 53);
    ck_assert(strstr(text, "\n49,0\n0,2\n") && strstr(text, "\n51,2\n0,3\n"));
    free(text);
}
END_TEST

START_TEST(an_interruption_after_any_cell_changes_no_byte)
{
    make_whole(in_root("reference"));
    for (uint32_t stop = 0; stop <= CELLS; stop++) {
        char name[32];
        struct aif_err err;
        snprintf(name, sizeof name, "stop-%u", stop);
        struct store *s = must_open(in_root(name), STORE_NEW);
        commit_until(s, stop);
        store_close(s);
        ck_assert(access(within(in_root(name), "INCOMPLETE"), F_OK) == 0);
        append_junk(within(in_root(name), "summary.csv"));
        append_junk(within(in_root(name), "jobs.csv"));
        append_junk(within(in_root(name), "distributions.csv"));

        s = must_open(in_root(name), STORE_RESUME);
        ck_assert_uint_eq(store_next(s), stop);
        commit_until(s, CELLS);
        ck_assert(store_finish(s, &err));
        store_close(s);

        check_same(in_root("reference"), in_root(name));
    }
}
END_TEST

START_TEST(a_process_that_dies_without_closing_changes_no_byte)
{
    make_whole(in_root("reference2"));
    const char *dir = in_root("died");
    struct aif_err err;
    struct store *lost = must_open(dir, STORE_NEW);
    commit_until(lost, 5);
    /* Its lock would go with the process; here the mark is made anew. */
    ck_assert(unlink(within(dir, "INCOMPLETE")) == 0);
    ck_assert(close(open(within(dir, "INCOMPLETE"), O_CREAT | O_WRONLY, 0666)) == 0);

    struct store *s = must_open(dir, STORE_RESUME);
    commit_until(s, CELLS);
    ck_assert(store_finish(s, &err));
    store_close(s);
    store_close(lost);

    check_same(in_root("reference2"), dir);
}
END_TEST

static void check_refused(const struct store_plan *plan, int expected, const char *part)
{
    struct aif_err err = {{0}};
    int status = -1;
    ck_assert_ptr_null(store_open(plan, &status, &err));
    ck_assert_int_eq(status, expected);
    ck_assert_msg(strstr(err.text, part), "found: %s", err.text);
}

START_TEST(a_directory_with_files_is_refused_and_left_alone)
{
    const char *dir = in_root("other");
    ck_assert(mkdir(dir, 0777) == 0);
    append_junk(within(dir, "notes.txt"));

    struct store_plan plan = plan_for(dir, STORE_NEW);
    check_refused(&plan, EXIT_STATUS_IO, "is not empty");
    plan = plan_for(dir, STORE_RESUME);
    check_refused(&plan, EXIT_STATUS_IO, "no campaign to resume");

    ck_assert(access(within(dir, "INCOMPLETE"), F_OK) != 0);
    ck_assert(access(within(dir, "results.db"), F_OK) != 0);
}
END_TEST

START_TEST(an_unfinished_campaign_is_not_overwritten_unasked)
{
    const char *dir = in_root("half");
    struct store *s = must_open(dir, STORE_NEW);
    commit_until(s, 3);
    store_close(s);

    struct store_plan plan = plan_for(dir, STORE_NEW);
    check_refused(&plan, EXIT_STATUS_IO, "--resume computes the rest");

    s = must_open(dir, STORE_RESUME);
    ck_assert_uint_eq(store_next(s), 3);
    store_close(s);
}
END_TEST

START_TEST(force_starts_again_with_the_same_bytes)
{
    struct aif_err err;
    make_whole(in_root("reference3"));
    const char *dir = in_root("forced");
    struct store *s = must_open(dir, STORE_NEW);
    commit_until(s, 7);
    store_close(s);
    append_junk(within(dir, "notes.txt"));

    s = must_open(dir, STORE_FORCE);
    ck_assert_uint_eq(store_next(s), 0);
    commit_until(s, CELLS);
    ck_assert(store_finish(s, &err));
    store_close(s);

    check_same(in_root("reference3"), dir);
    ck_assert(access(within(dir, "notes.txt"), F_OK) == 0);
}
END_TEST

START_TEST(resuming_another_experiment_names_the_difference)
{
    static const char other[] = "name: test\nseeds: [1, 3]\n";
    const char *dir = in_root("changed");
    struct store *s = must_open(dir, STORE_NEW);
    commit_until(s, 2);
    store_close(s);

    struct store_plan plan = plan_for(dir, STORE_RESUME);
    plan.resolved = other;
    check_refused(&plan, EXIT_STATUS_DATA, "experiment.resolved.yaml:2:");
    check_refused(&plan, EXIT_STATUS_DATA, "there: seeds: [1, 2]");
    check_refused(&plan, EXIT_STATUS_DATA, "now:   seeds: [1, 3]");
}
END_TEST

START_TEST(resuming_a_finished_campaign_has_nothing_to_do)
{
    struct aif_err err;
    const char *dir = in_root("finished");
    make_whole(dir);

    struct store *s = must_open(dir, STORE_RESUME);
    ck_assert_uint_eq(store_next(s), CELLS);
    ck_assert(store_finish(s, &err));
    store_close(s);
}
END_TEST

/* Until store_finish() nobody else may write there; and what is refused stays as it was. */
START_TEST(a_finished_campaign_is_locked_while_it_is_resumed)
{
    struct aif_err err;
    const char *dir = in_root("relocked");
    make_whole(dir);
    struct store *s = must_open(dir, STORE_RESUME);
    ck_assert(store_seal(s, &err));
    struct store_plan plan = plan_for(dir, STORE_FORCE);
    check_refused(&plan, EXIT_STATUS_IO, "another aifsim is writing there");
    ck_assert(access(within(dir, "INCOMPLETE"), F_OK) == 0);
    ck_assert(store_finish(s, &err));
    store_close(s);
    ck_assert(access(within(dir, "INCOMPLETE"), F_OK) != 0);
}
END_TEST

START_TEST(a_finished_campaign_whose_files_were_changed_is_refused)
{
    const char *dir = in_root("changed-after");
    make_whole(dir);
    append_junk(within(dir, "summary.csv"));
    struct store_plan plan = plan_for(dir, STORE_RESUME);
    check_refused(&plan, EXIT_STATUS_IO, "it was changed after the run");
    ck_assert(unlink(within(dir, "summary.csv")) == 0);
    check_refused(&plan, EXIT_STATUS_IO, "summary.csv: cannot be found");
    ck_assert(access(within(dir, "INCOMPLETE"), F_OK) != 0);
}
END_TEST

START_TEST(what_described_fewer_cells_does_not_outlive_resumption)
{
    const char *dir = in_root("stale");
    struct store *s = must_open(dir, STORE_NEW);
    commit_until(s, 2);
    store_close(s);
    append_junk(within(dir, "ro-crate-metadata.json"));
    append_junk(within(dir, "report.html"));
    s = must_open(dir, STORE_RESUME);
    store_close(s);
    ck_assert(access(within(dir, "ro-crate-metadata.json"), F_OK) != 0);
    ck_assert(access(within(dir, "report.html"), F_OK) != 0);
}
END_TEST

START_TEST(a_shortened_file_is_noticed_on_resumption)
{
    const char *dir = in_root("short");
    struct store *s = must_open(dir, STORE_NEW);
    commit_until(s, 2);
    store_close(s);
    ck_assert(truncate(within(dir, "jobs.csv"), 20) == 0);

    struct store_plan plan = plan_for(dir, STORE_RESUME);
    check_refused(&plan, EXIT_STATUS_IO, "jobs.csv: has 20 bytes, but results.db says");
}
END_TEST

START_TEST(missing_cells_without_a_mark_are_noticed)
{
    const char *dir = in_root("unmarked");
    struct store *s = must_open(dir, STORE_NEW);
    commit_until(s, 2);
    store_close(s);
    ck_assert(unlink(within(dir, "INCOMPLETE")) == 0);

    struct store_plan plan = plan_for(dir, STORE_RESUME);
    check_refused(&plan, EXIT_STATUS_IO, "holds 2 of 8 cells but is not marked as unfinished");
}
END_TEST

START_TEST(a_second_writer_is_kept_out)
{
    const char *dir = in_root("busy");
    struct store *s = must_open(dir, STORE_NEW);

    struct store_plan plan = plan_for(dir, STORE_FORCE);
    check_refused(&plan, EXIT_STATUS_IO, "another aifsim is writing there");
    store_close(s);
}
END_TEST

START_TEST(results_are_read_back_by_community)
{
    const char *dir = in_root("read");
    struct results results = {0};
    struct aif_err err;
    size_t jobs, makespan_s;
    int status;
    make_whole(dir);
    ck_assert(comparison_column("jobs", &jobs, &err));
    ck_assert(comparison_column("makespan_s", &makespan_s, &err));

    ck_assert_msg(results_open(dir, "all", &results, &status, &err), "%s", err.text);
    ck_assert_uint_eq(results.count, CELLS);
    ck_assert_uint_eq(results.planned, CELLS);
    ck_assert_str_eq(results.cells[3].trace, "a,b");
    ck_assert_int_eq(results.cells[3].values[jobs], 103);
    ck_assert(results.cells[3].is_known[makespan_s]);
    ck_assert_int_eq(results.cells[3].values[makespan_s], 1003);
    results_close(&results);

    results = (struct results){0};
    ck_assert_msg(results_open(dir, "research", &results, &status, &err), "%s", err.text);
    ck_assert_uint_eq(results.count, CELLS);
    ck_assert(results.cells[3].is_known[jobs]);
    ck_assert(!results.cells[3].is_known[makespan_s]);
    results_close(&results);
}
END_TEST

int main(void)
{
    if (!mkdtemp(root))
        return EXIT_FAILURE;
    TCase *c = tcase_create("store");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, a_finished_campaign_has_its_rows_and_no_mark);
    tcase_add_test(c, a_full_table_takes_no_further_cells_and_no_part_of_one);
    tcase_add_test(c, an_interruption_after_any_cell_changes_no_byte);
    tcase_add_test(c, a_process_that_dies_without_closing_changes_no_byte);
    tcase_add_test(c, a_directory_with_files_is_refused_and_left_alone);
    tcase_add_test(c, an_unfinished_campaign_is_not_overwritten_unasked);
    tcase_add_test(c, force_starts_again_with_the_same_bytes);
    tcase_add_test(c, resuming_another_experiment_names_the_difference);
    tcase_add_test(c, resuming_a_finished_campaign_has_nothing_to_do);
    tcase_add_test(c, a_finished_campaign_is_locked_while_it_is_resumed);
    tcase_add_test(c, a_finished_campaign_whose_files_were_changed_is_refused);
    tcase_add_test(c, what_described_fewer_cells_does_not_outlive_resumption);
    tcase_add_test(c, a_shortened_file_is_noticed_on_resumption);
    tcase_add_test(c, missing_cells_without_a_mark_are_noticed);
    tcase_add_test(c, a_second_writer_is_kept_out);
    tcase_add_test(c, results_are_read_back_by_community);
    Suite *s = suite_create("unit/store");
    suite_add_tcase(s, c);
    int rc = run_suite(s);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", root);
    return system(command) == 0 ? rc : EXIT_FAILURE;
}
