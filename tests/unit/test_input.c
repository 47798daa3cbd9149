/* Files to read: plain, compressed, damaged, missing. */
#include "host/files/input.h"
#include "suite.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { TEXT_BYTES = 200000 };

static char folder[40];
static char path[64];
static char text[TEXT_BYTES];
static struct aif_err err;

static void write_file(const void *data, size_t bytes)
{
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(data, 1, bytes, f), bytes);
    ck_assert_int_eq(fclose(f), 0);
}

static size_t read_file(unsigned char *data, size_t room)
{
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    size_t bytes = fread(data, 1, room, f);
    ck_assert_int_eq(fclose(f), 0);
    return bytes;
}

static void write_gzip(const char *mode)
{
    gzFile f = gzopen(path, mode);
    ck_assert_int_eq(gzwrite(f, text, TEXT_BYTES), TEXT_BYTES);
    ck_assert_int_eq(gzclose(f), Z_OK);
}

/* The text compressed by libarchive's writer. */
static void write_packed(int filter)
{
    struct archive *a = archive_write_new();
    ck_assert_int_eq(archive_write_add_filter(a, filter), ARCHIVE_OK);
    archive_write_set_format_raw(a);
    ck_assert_int_eq(archive_write_open_filename(a, path), ARCHIVE_OK);
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_filetype(e, AE_IFREG);
    archive_write_header(a, e);
    ck_assert_int_eq(archive_write_data(a, text, TEXT_BYTES), TEXT_BYTES);
    archive_entry_free(e);
    ck_assert_int_eq(archive_write_free(a), ARCHIVE_OK);
}

static void holds_text(size_t times)
{
    struct input in;
    ck_assert_msg(input_open(path, &in, &err), "%s", err.text);
    ck_assert_uint_eq(in.bytes, times * TEXT_BYTES);
    for (size_t i = 0; i < times; i++)
        ck_assert_int_eq(memcmp(in.text + i * TEXT_BYTES, text, TEXT_BYTES), 0);
    input_close(&in);
}

/* Refused with a message that starts with the path and contains the words. */
static void refused(const char *name, enum exit_status status, const char *words)
{
    struct input in;
    ck_assert(!input_open(name, &in, &err));
    ck_assert_int_eq(in.status, status);
    ck_assert_ptr_null(in.text);
    ck_assert_int_eq(strncmp(err.text, name, strlen(name)), 0);
    ck_assert_msg(strstr(err.text, words) != NULL, "%s", err.text);
}

/* Every cut and every flipped bit (of a sample) is noticed. */
static void damage_is_noticed(void)
{
    static unsigned char data[TEXT_BYTES];
    size_t bytes = read_file(data, sizeof data);
    ck_assert_uint_gt(bytes, 100);
    for (size_t cut = 1; cut < bytes - 8; cut = cut < 16 ? cut + 1 : cut + bytes / 13) {
        write_file(data, bytes - cut);
        refused(path, EXIT_STATUS_DATA, "cut off or damaged");
    }
    for (size_t at = bytes / 3; at < bytes - 24; at += bytes / 11) {
        data[at] ^= 4;
        write_file(data, bytes);
        refused(path, EXIT_STATUS_DATA, "cut off or damaged");
        data[at] ^= 4;
    }
    write_file(data, bytes);
    holds_text(1);
}

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/aifsim-input-%06d", 0);
    memset(folder + strlen(folder) - 6, 'X', 6); /* as mkdtemp() wants it */
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/f", folder);
    unsigned x = 1;
    for (size_t i = 0; i < TEXT_BYTES; i++) {
        x = x * 1103515245u + 12345u;
        text[i] = (char)(i % 80 == 79 ? '\n' : '0' + (x >> 16) % 10);
    }
}

static void remove_folder(void)
{
    unlink(path);
    rmdir(folder);
}

START_TEST(a_plain_file_is_mapped)
{
    write_file(text, TEXT_BYTES);
    struct input in;
    ck_assert(input_open(path, &in, &err));
    ck_assert(in.is_mapped);
    input_close(&in);
    holds_text(1);
}
END_TEST

START_TEST(gzip_is_unpacked_and_damage_noticed)
{
    write_gzip("wb");
    holds_text(1);
    damage_is_noticed();
}
END_TEST

START_TEST(gzip_members_one_after_the_other_are_one_text)
{
    write_gzip("wb");
    write_gzip("ab");
    holds_text(2);
}
END_TEST

START_TEST(a_wrong_gzip_checksum_is_noticed)
{
    static unsigned char data[TEXT_BYTES];
    write_gzip("wb");
    size_t bytes = read_file(data, sizeof data);
    data[bytes - 6] ^= 1;
    write_file(data, bytes);
    refused(path, EXIT_STATUS_DATA, "incorrect data check");
}
END_TEST

START_TEST(other_compressions_are_unpacked_and_damage_noticed)
{
    static const int filters[] = {ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_BZIP2};
    for (size_t i = 0; i < AIF_COUNT(filters); i++) {
        write_packed(filters[i]);
        holds_text(1);
        damage_is_noticed();
    }
}
END_TEST

START_TEST(zstd_is_unpacked_and_a_cut_noticed)
{
    static unsigned char data[TEXT_BYTES];
    write_packed(ARCHIVE_FILTER_ZSTD);
    holds_text(1);
    size_t bytes = read_file(data, sizeof data);
    write_file(data, bytes - 100);
    refused(path, EXIT_STATUS_DATA, "cut off or damaged");
}
END_TEST

START_TEST(what_cannot_be_read_is_named)
{
    refused("/nowhere/at/all.swf", EXIT_STATUS_NO_INPUT, "No such file or directory");
    refused(folder, EXIT_STATUS_NO_INPUT, "is a directory");
    refused("/dev/null", EXIT_STATUS_NO_INPUT, "is a device");
    write_file("", 0);
    refused(path, EXIT_STATUS_DATA, "is empty");
}
END_TEST

START_TEST(a_compressed_file_of_nothing_is_empty)
{
    gzFile f = gzopen(path, "wb");
    ck_assert_int_eq(gzclose(f), Z_OK);
    refused(path, EXIT_STATUS_DATA, "is empty once it is unpacked");
}
END_TEST

START_TEST(a_pipe_is_read_to_its_end)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "12 34\n", 6), 6);
    close(ends[1]);
    char name[32];
    snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
    struct input in;
    ck_assert_msg(input_open(name, &in, &err), "%s", err.text);
    ck_assert_uint_eq(in.bytes, 6);
    input_close(&in);
    close(ends[0]);
}
END_TEST

/* FIPS 180-2, appendix B.1. */
START_TEST(the_hash_is_that_of_the_file)
{
    char hash[INPUT_HASH_TEXT];
    write_file("abc", 3);
    ck_assert(input_sha256(path, hash, &err));
    ck_assert_str_eq(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert(!input_sha256("/nowhere", hash, &err));
    ck_assert_str_eq(err.text, "/nowhere: No such file or directory");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("input");
    tcase_set_timeout(c, 30);
    tcase_add_checked_fixture(c, make_folder, remove_folder);
    tcase_add_test(c, a_plain_file_is_mapped);
    tcase_add_test(c, gzip_is_unpacked_and_damage_noticed);
    tcase_add_test(c, gzip_members_one_after_the_other_are_one_text);
    tcase_add_test(c, a_wrong_gzip_checksum_is_noticed);
    tcase_add_test(c, other_compressions_are_unpacked_and_damage_noticed);
    tcase_add_test(c, zstd_is_unpacked_and_a_cut_noticed);
    tcase_add_test(c, what_cannot_be_read_is_named);
    tcase_add_test(c, a_compressed_file_of_nothing_is_empty);
    tcase_add_test(c, a_pipe_is_read_to_its_end);
    tcase_add_test(c, the_hash_is_that_of_the_file);
    Suite *s = suite_create("input");
    suite_add_tcase(s, c);
    return run_suite(s);
}
