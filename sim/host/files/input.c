/* Files to read: mapped where they are plain, unpacked into memory where they are compressed. */
#include "host/files/input.h"

#include "host/files/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(struct input *in, enum exit_status status, struct aif_err *err, const char *path,
                 const char *why)
{
    *in = (struct input){.status = status};
    return aif_err_set(err, "%s: %s", path, why);
}

/* Read a pipe to its end. */
static bool read_pipe(int fd, struct input *in)
{
    size_t capacity = 1 << 20, bytes = 0;
    char *text = malloc(capacity);
    ssize_t n = 0;
    while (text && (n = read(fd, text + bytes, capacity - bytes)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        bytes += (size_t)n;
        if (bytes == capacity)
            text = realloc(text, capacity *= 2);
    }
    if (!text)
        aif_fatal("out of memory: %zu bytes asked for", capacity);
    if (n < 0)
        free(text);
    else
        *in = (struct input){.text = text, .bytes = bytes, .file_bytes = bytes};
    return n >= 0;
}

static bool map(int fd, size_t bytes, struct input *in)
{
    void *p = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED)
        return false;
    *in = (struct input){.text = p, .bytes = bytes, .file_bytes = bytes, .is_mapped = true};
    return true;
}

/* The bytes as they are in the file. */
static bool load(const char *path, struct input *in, struct aif_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(in, EXIT_STATUS_NO_INPUT, err, path, strerror(errno));
    struct stat st;
    bool is_ok = fstat(fd, &st) == 0;
    if (is_ok && !S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode)) {
        close(fd);
        return fail(in, EXIT_STATUS_NO_INPUT, err, path,
                    S_ISDIR(st.st_mode) ? "is a directory, expected a file"
                                        : "is a device, expected a file");
    }
    if (is_ok && S_ISREG(st.st_mode) && st.st_size > 0)
        is_ok = map(fd, (size_t)st.st_size, in);
    else if (is_ok && S_ISFIFO(st.st_mode))
        is_ok = read_pipe(fd, in);
    int why = errno;
    close(fd);
    if (!is_ok)
        return fail(in, EXIT_STATUS_NO_INPUT, err, path, strerror(why));
    if (in->bytes == 0) {
        input_close(in);
        return fail(in, EXIT_STATUS_DATA, err, path, "is empty");
    }
    return true;
}

bool input_open(const char *path, struct input *in, struct aif_err *err)
{
    *in = (struct input){0};
    if (!load(path, in, err))
        return false;
    if (!unpack_matches(in->text, in->bytes))
        return true;
    struct unpacked out;
    size_t file_bytes = in->file_bytes;
    bool is_ok = unpack(path, in->text, in->bytes, &out, err);
    input_close(in);
    if (!is_ok) {
        in->status = EXIT_STATUS_DATA;
        return false;
    }
    *in = (struct input){.text = out.text, .bytes = out.bytes, .file_bytes = file_bytes};
    if (in->bytes)
        return true;
    input_close(in);
    return fail(in, EXIT_STATUS_DATA, err, path, "is empty once it is unpacked");
}

void input_close(struct input *in)
{
    if (in->is_mapped)
        munmap((void *)(uintptr_t)in->text, in->bytes);
    else
        free((void *)(uintptr_t)in->text);
    *in = (struct input){0};
}

bool input_sha256(const char *path, char out[INPUT_HASH_TEXT], struct aif_err *err)
{
    errno = 0;
    if (SHA256File(path, out))
        return true;
    return aif_err_set(err, "%s: %s", path, errno ? strerror(errno) : "cannot be read");
}
