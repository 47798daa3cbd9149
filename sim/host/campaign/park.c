/* Where results wait for their turn. */
#include "host/campaign/park.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct slot {
    bool is_there, is_spooled;
    struct bytes result; /* spooled: only its count */
    off_t offset;
};

struct park {
    struct slot *slots;
    uint32_t count;
    size_t used_bytes, memory_bytes;
    const char *folder;
    int fd;
    off_t end;
};

struct park *park_open(const char *folder, uint32_t count, size_t memory_bytes)
{
    struct park *p = calloc(1, sizeof *p);
    struct slot *slots = calloc(count ? count : 1, sizeof *slots);
    if (!p || !slots)
        aif_fatal("out of memory: %u results", count);
    *p = (struct park){
        .slots = slots, .count = count, .memory_bytes = memory_bytes, .folder = folder, .fd = -1};
    return p;
}

static bool fail(const struct park *p, const char *what, struct aif_err *err)
{
    return aif_err_set(err, "%s: cannot %s results that wait for their turn: %s", p->folder, what,
                       strerror(errno));
}

static bool open_spool(struct park *p, struct aif_err *err)
{
    char path[4096];
    if (p->fd >= 0)
        return true;
    int n = snprintf(path, sizeof path, "%s/.waiting-%ld", p->folder, (long)getpid());
    if ((size_t)n >= sizeof path)
        return aif_err_set(err, "%s: the path is too long", p->folder);
    p->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (p->fd < 0 || unlink(path) != 0)
        return fail(p, "store", err);
    return true;
}

static bool spool(struct park *p, struct slot *slot, struct aif_err *err)
{
    if (!open_spool(p, err))
        return false;
    slot->offset = p->end;
    for (size_t done = 0; done < slot->result.count;) {
        ssize_t n = pwrite(p->fd, slot->result.data + done, slot->result.count - done, p->end);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(p, "store", err);
        done += (size_t)n;
        p->end += n;
    }
    size_t count = slot->result.count;
    bytes_free(&slot->result);
    slot->result.count = count;
    slot->is_spooled = true;
    return true;
}

bool park_put(struct park *p, uint32_t piece, struct bytes *result, struct aif_err *err)
{
    AIF_CHECK(piece < p->count && !p->slots[piece].is_there);
    struct slot *slot = &p->slots[piece];
    *slot = (struct slot){.is_there = true, .result = *result};
    *result = (struct bytes){0};
    if (p->used_bytes + slot->result.count > p->memory_bytes)
        return spool(p, slot, err);
    p->used_bytes += slot->result.count;
    return true;
}

bool park_has(const struct park *p, uint32_t piece)
{
    return piece < p->count && p->slots[piece].is_there;
}

bool park_take(struct park *p, uint32_t piece, struct bytes *out, struct aif_err *err)
{
    AIF_CHECK(park_has(p, piece));
    struct slot *slot = &p->slots[piece];
    *out = (struct bytes){0};
    slot->is_there = false;
    if (!slot->is_spooled) {
        p->used_bytes -= slot->result.count;
        *out = slot->result;
        slot->result = (struct bytes){0};
        return true;
    }
    size_t count = slot->result.count;
    slot->result.count = 0;
    unsigned char *place = bytes_grow(out, count);
    for (size_t done = 0; done < count;) {
        ssize_t n = pread(p->fd, place + done, count - done, slot->offset + (off_t)done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            bytes_free(out);
            return fail(p, "read back", err);
        }
        done += (size_t)n;
    }
    return true;
}

void park_close(struct park *p)
{
    if (!p)
        return;
    for (uint32_t i = 0; i < p->count; i++)
        bytes_free(&p->slots[i].result);
    if (p->fd >= 0)
        close(p->fd);
    free(p->slots);
    free(p);
}
