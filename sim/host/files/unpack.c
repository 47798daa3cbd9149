/* Compressed files.  gzip goes through zlib, which verifies checksum and length; libarchive reads
 * the other formats, but would take a damaged gzip file for a good one. */
#include "host/files/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { CHUNK_BYTES = 1 << 20, GZIP_WINDOW = 15 + 16 };

static const struct {
    const char *bytes;
    size_t count;
} starts[] = {
    {"\x1f\x8b", 2},         /* gzip, RFC 1952 */
    {"\x28\xb5\x2f\xfd", 4}, /* zstd, RFC 8878 */
    {"\xfd\x37zXZ\0", 6},    /* xz */
    {"BZh", 3},              /* bzip2 */
};

bool unpack_matches(const char *data, size_t bytes)
{
    for (size_t i = 0; i < AIF_COUNT(starts); i++)
        if (bytes >= starts[i].count && memcmp(data, starts[i].bytes, starts[i].count) == 0)
            return true;
    return false;
}

/* Room for at least one more chunk. */
static void reserve(struct unpacked *u)
{
    if (u->capacity - u->bytes >= CHUNK_BYTES)
        return;
    u->capacity = 2 * u->capacity + CHUNK_BYTES;
    u->text = realloc(u->text, u->capacity);
    if (!u->text)
        aif_fatal("out of memory: %zu bytes asked for", u->capacity);
}

static bool damaged(const char *path, const char *why, struct aif_err *err)
{
    return aif_err_set(
        err, "%s: the compressed data is cut off or damaged (%s); fetch the file again", path, why);
}

/* One member of a gzip file; several may follow each other. */
static bool unpack_member(const char *path, z_stream *z, struct unpacked *out, struct aif_err *err)
{
    int rc = Z_OK;
    while (rc == Z_OK) {
        reserve(out);
        z->next_out = (unsigned char *)out->text + out->bytes;
        z->avail_out = CHUNK_BYTES;
        rc = inflate(z, Z_NO_FLUSH);
        out->bytes += CHUNK_BYTES - z->avail_out;
    }
    if (rc == Z_STREAM_END)
        return true;
    return damaged(path, rc == Z_BUF_ERROR ? "it ends too early" : z->msg ? z->msg : "gzip", err);
}

static bool unpack_gzip(const char *path, const char *data, size_t bytes, struct unpacked *out,
                        struct aif_err *err)
{
    z_stream z = {0};
    if (bytes > UINT32_MAX)
        return aif_err_set(err, "%s: compressed files over 4 GiB are not read; unpack it first",
                           path);
    if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
        aif_fatal("out of memory for zlib");
    z.next_in = (z_const unsigned char *)(uintptr_t)data;
    z.avail_in = (unsigned)bytes;
    bool is_ok = unpack_member(path, &z, out, err);
    while (is_ok && z.avail_in) {
        inflateReset(&z);
        is_ok = unpack_member(path, &z, out, err);
    }
    inflateEnd(&z);
    return is_ok;
}

static bool read_all(struct archive *a, struct unpacked *out)
{
    struct archive_entry *entry;
    if (archive_read_next_header(a, &entry) != ARCHIVE_OK)
        return false;
    for (;;) {
        reserve(out);
        la_ssize_t n = archive_read_data(a, out->text + out->bytes, CHUNK_BYTES);
        if (n <= 0)
            return n == 0;
        out->bytes += (size_t)n;
    }
}

static bool unpack_other(const char *path, const char *data, size_t bytes, struct unpacked *out,
                         struct aif_err *err)
{
    struct archive *a = archive_read_new();
    if (!a)
        aif_fatal("out of memory for libarchive");
    archive_read_support_filter_zstd(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_format_raw(a);
    bool is_ok = archive_read_open_memory(a, data, bytes) == ARCHIVE_OK && read_all(a, out);
    if (!is_ok) {
        const char *why = archive_error_string(a);
        damaged(path, why ? why : "no reason given", err);
    }
    archive_read_free(a);
    return is_ok;
}

bool unpack(const char *path, const char *data, size_t bytes, struct unpacked *out,
            struct aif_err *err)
{
    *out = (struct unpacked){0};
    bool is_gzip = memcmp(data, starts[0].bytes, starts[0].count) == 0;
    if (is_gzip ? unpack_gzip(path, data, bytes, out, err)
                : unpack_other(path, data, bytes, out, err))
        return true;
    free(out->text);
    *out = (struct unpacked){0};
    return false;
}
