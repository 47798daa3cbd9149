/* Writing files so that a crash leaves either the old or the new state. */
#include "host/files/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const char *path, struct aif_err *err)
{
    return aif_err_set(err, "%s: cannot write: %s", path, strerror(errno));
}

int durable_open(const char *path, uint64_t keep, struct aif_err *err)
{
    struct stat s;
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0) {
        fail(path, err);
        return -1;
    }
    if (fstat(fd, &s) != 0 || (uint64_t)s.st_size < keep) {
        aif_err_set(err,
                    "%s: has %lld bytes, but results.db says that %llu were written: the file was "
                    "changed; start again with --force",
                    path, (long long)s.st_size, (unsigned long long)keep);
        close(fd);
        return -1;
    }
    if (ftruncate(fd, (off_t)keep) != 0) {
        fail(path, err);
        close(fd);
        return -1;
    }
    return fd;
}

static bool write_all(int fd, const char *data, size_t bytes)
{
    while (bytes) {
        ssize_t n = write(fd, data, bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        bytes -= (size_t)n;
    }
    return fsync(fd) == 0;
}

bool durable_append(int fd, const char *path, const void *data, size_t bytes, struct aif_err *err)
{
    return write_all(fd, data, bytes) || fail(path, err);
}

bool durable_write(const char *path, const void *data, size_t bytes, struct aif_err *err)
{
    char temporary[4096];
    if ((size_t)snprintf(temporary, sizeof temporary, "%s.tmp", path) >= sizeof temporary)
        return aif_err_set(err, "%s: the path is too long", path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return fail(path, err);
    bool is_written = write_all(fd, data, bytes);
    int reason = errno;
    close(fd);
    if (is_written && rename(temporary, path) == 0)
        return true;
    errno = is_written ? errno : reason;
    fail(path, err);
    unlink(temporary);
    return false;
}

bool durable_folder(const char *path, struct aif_err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail(path, err);
    /* Some network file systems cannot synchronise folders and say so; nothing is lost by it. */
    bool is_done = fsync(fd) == 0 || errno == EINVAL || errno == ENOSYS;
    close(fd);
    return is_done || fail(path, err);
}

char *durable_read(const char *path, size_t *bytes)
{
    struct stat s;
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    char *text = NULL;
    if (fstat(fileno(f), &s) == 0 && S_ISREG(s.st_mode)) {
        text = malloc((size_t)s.st_size + 1);
        if (!text)
            aif_fatal("%s: out of memory", path);
        *bytes = fread(text, 1, (size_t)s.st_size, f);
        text[*bytes] = '\0';
    }
    fclose(f);
    return text;
}
