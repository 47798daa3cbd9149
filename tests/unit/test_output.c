/* Result files: whole or not at all. */
#include "host/files/output.h"
#include "suite.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[48], path[64];
static struct aif_err err;
static struct output out;

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/aifsim-output-%06d", 0);
    memset(folder + strlen(folder) - 6, 'X', 6); /* as mkdtemp() wants it */
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/f.csv", folder);
}

static int files_in_folder(void)
{
    int n = -2; /* . and .. */
    DIR *d = opendir(folder);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static void remove_folder(void)
{
    unlink(path);
    ck_assert_int_eq(files_in_folder(), 0);
    ck_assert_int_eq(rmdir(folder), 0);
}

static void write_whole(const char *text, bool may_replace)
{
    ck_assert_msg(output_open(&out, path, may_replace, &err), "%s", err.text);
    aif_sink_text(&out.sink, text);
    ck_assert_msg(output_commit(&out, &err), "%s", err.text);
}

static void holds(const char *text)
{
    char found[64] = "";
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    found[fread(found, 1, sizeof found - 1, f)] = '\0';
    fclose(f);
    ck_assert_str_eq(found, text);
}

START_TEST(a_file_appears_when_it_is_complete)
{
    ck_assert(output_open(&out, path, false, &err));
    aif_sink_text(&out.sink, "a,b\n");
    ck_assert_int_eq(access(path, F_OK), -1);

    ck_assert(output_commit(&out, &err));

    holds("a,b\n");
    ck_assert_int_eq(files_in_folder(), 1);
    output_discard(&out);
    holds("a,b\n");
}
END_TEST

START_TEST(what_is_given_up_leaves_nothing)
{
    ck_assert(output_open(&out, path, false, &err));
    for (int i = 0; i < 100000; i++)
        aif_sink_text(&out.sink, "more than a buffer\n");
    ck_assert_int_eq(files_in_folder(), 1);

    output_discard(&out);

    ck_assert_int_eq(files_in_folder(), 0);
}
END_TEST

START_TEST(a_file_that_exists_is_replaced_on_demand_only)
{
    char expected[128];
    write_whole("old", false);

    ck_assert(!output_open(&out, path, false, &err));

    snprintf(expected, sizeof expected, "%s: exists already; give --force to replace it", path);
    ck_assert_str_eq(err.text, expected);
    holds("old");
    ck_assert(output_open(&out, path, true, &err));
    aif_sink_text(&out.sink, "new");
    output_discard(&out);
    holds("old");
    write_whole("new", true);
    holds("new");
}
END_TEST

/* The system offers a full disk as a device. */
START_TEST(a_full_disk_is_an_error)
{
    if (access("/dev/full", W_OK) != 0)
        return;
    ck_assert(output_open(&out, "/dev/full", false, &err));
    for (int i = 0; i < 100000; i++)
        aif_sink_text(&out.sink, "more than a buffer\n");
    ck_assert(out.sink.has_failed);
    ck_assert(!output_commit(&out, &err));
    ck_assert_str_eq(err.text, "/dev/full: cannot be written: No space left on device");

    ck_assert(output_open(&out, "/dev/full", false, &err));
    aif_sink_text(&out.sink, "less than a buffer");
    ck_assert(!output_commit(&out, &err));
    ck_assert_str_eq(err.text, "/dev/full: cannot be written: No space left on device");
}
END_TEST

/* Below a file nothing can be created, not even by root. */
START_TEST(a_folder_that_cannot_be_written_to_is_an_error)
{
    char below[96], expected[192];
    write_whole("a file", false);
    snprintf(below, sizeof below, "%s/g.csv", path);

    ck_assert(!output_open(&out, below, false, &err));

    snprintf(expected, sizeof expected, "%s: cannot be written: Not a directory", below);
    ck_assert_str_eq(err.text, expected);
    ck_assert(!output_open(&out, folder, true, &err));
    snprintf(expected, sizeof expected, "%s: cannot be written: Is a directory", folder);
    ck_assert_str_eq(err.text, expected);
    output_discard(&out);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("output");
    tcase_add_checked_fixture(c, make_folder, remove_folder);
    tcase_add_test(c, a_file_appears_when_it_is_complete);
    tcase_add_test(c, what_is_given_up_leaves_nothing);
    tcase_add_test(c, a_file_that_exists_is_replaced_on_demand_only);
    tcase_add_test(c, a_full_disk_is_an_error);
    tcase_add_test(c, a_folder_that_cannot_be_written_to_is_an_error);
    Suite *s = suite_create("output");
    suite_add_tcase(s, c);
    return run_suite(s);
}
