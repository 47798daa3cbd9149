/* Result files that appear whole or not at all. */
#include "host/files/output.h"

#include "host/files/folders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int file, const char *text, size_t bytes)
{
    while (bytes) {
        ssize_t n = write(file, text, bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text += n;
        bytes -= (size_t)n;
    }
    return true;
}

static bool put(void *to, const char *text, size_t bytes)
{
    struct output *o = to;
    if (write_all(o->file, text, bytes))
        return true;
    o->error = errno;
    return false;
}

static bool put_stream(void *to, const char *text, size_t bytes)
{
    return write_all(*(const int *)to, text, bytes);
}

struct aif_sink output_stream(int *file)
{
    return (struct aif_sink){.put = put_stream, .to = file};
}

static void forget(struct output *o)
{
    free(o->path);
    free(o->part);
    o->path = o->part = NULL;
    o->file = -1;
}

static bool fail(struct output *o, int why, struct aif_err *err)
{
    aif_err_set(err, "%s: cannot be written: %s", o->path, strerror(why));
    output_discard(o);
    return false;
}

bool output_open(struct output *o, const char *path, bool may_replace, struct aif_err *err)
{
    *o = (struct output){.sink = {.put = put, .to = o}, .file = -1, .path = strdup(path)};
    if (!o->path)
        aif_fatal("out of memory");
    struct stat st;
    bool is_there = stat(path, &st) == 0;
    if (is_there && S_ISDIR(st.st_mode))
        return fail(o, EISDIR, err);
    if (is_there && !S_ISREG(st.st_mode)) {
        o->file = open(path, O_WRONLY | O_CLOEXEC);
        return o->file >= 0 || fail(o, errno, err);
    }
    if (is_there && !may_replace) {
        forget(o);
        return aif_err_set(err, "%s: exists already; give --force to replace it", path);
    }
    if (!folders_make_above(path, err)) {
        forget(o);
        return false;
    }
    size_t bytes = strlen(path) + 32;
    o->part = malloc(bytes);
    if (!o->part)
        aif_fatal("out of memory");
    snprintf(o->part, bytes, "%s.part-%ld", path, (long)getpid());
    unlink(o->part); /* of a process that had our number and was killed */
    o->file = open(o->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (o->file >= 0)
        return true;
    int why = errno;
    free(o->part);
    o->part = NULL;
    return fail(o, why, err);
}

bool output_finish(struct output *o, struct aif_err *err)
{
    if (!aif_sink_flush(&o->sink))
        return fail(o, o->error, err);
    return !o->part || fsync(o->file) == 0 || fail(o, errno, err);
}

bool output_commit(struct output *o, struct aif_err *err)
{
    if (!output_finish(o, err))
        return false;
    int file = o->file;
    o->file = -1;
    if (close(file) != 0)
        return fail(o, errno, err);
    if (o->part && rename(o->part, o->path) != 0)
        return fail(o, errno, err);
    forget(o);
    return true;
}

void output_discard(struct output *o)
{
    if (!o->path)
        return;
    if (o->file >= 0)
        close(o->file);
    if (o->part)
        unlink(o->part);
    forget(o);
}
