/* Growing byte buffers for messages and files. */
#include "host/files/bytes.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_BYTES = 256 };

unsigned char *bytes_grow(struct bytes *b, size_t count)
{
    AIF_CHECK(count <= SIZE_MAX / 4 && b->count <= SIZE_MAX / 4);
    if (b->capacity - b->count < count) {
        size_t capacity = b->capacity ? b->capacity : FIRST_BYTES;
        while (capacity - b->count < count)
            capacity *= 2;
        b->data = realloc(b->data, capacity);
        if (!b->data)
            aif_fatal("out of memory: %zu bytes for a result", capacity);
        b->capacity = capacity;
    }
    unsigned char *place = b->data + b->count;
    b->count += count;
    return place;
}

void bytes_put(struct bytes *b, const void *data, size_t count)
{
    if (count)
        memcpy(bytes_grow(b, count), data, count);
}

void bytes_put_u32(struct bytes *b, uint32_t value)
{
    bytes_put(b, &value, sizeof value);
}

void bytes_put_i64(struct bytes *b, int64_t value)
{
    bytes_put(b, &value, sizeof value);
}

void bytes_put_text(struct bytes *b, const char *text)
{
    size_t count = strlen(text);
    AIF_CHECK(count < UINT32_MAX);
    bytes_put_u32(b, (uint32_t)count);
    bytes_put(b, text, count);
}

void bytes_free(struct bytes *b)
{
    free(b->data);
    *b = (struct bytes){0};
}

struct bytes_reader bytes_read(const struct bytes *b)
{
    return (struct bytes_reader){b->data, b->data ? b->data + b->count : NULL};
}

const unsigned char *bytes_take(struct bytes_reader *r, size_t count)
{
    AIF_CHECK((size_t)(r->end - r->at) >= count);
    const unsigned char *at = r->at;
    if (count)
        r->at += count;
    return at;
}

uint32_t bytes_u32(struct bytes_reader *r)
{
    uint32_t value;
    memcpy(&value, bytes_take(r, sizeof value), sizeof value);
    return value;
}

int64_t bytes_i64(struct bytes_reader *r)
{
    int64_t value;
    memcpy(&value, bytes_take(r, sizeof value), sizeof value);
    return value;
}

void bytes_text(struct bytes_reader *r, char *to, size_t room)
{
    size_t count = bytes_u32(r);
    AIF_CHECK(count < room);
    const unsigned char *text = bytes_take(r, count);
    if (count)
        memcpy(to, text, count);
    to[count] = '\0';
}
