#ifndef SIM_HOST_FILES_BYTES_H
#define SIM_HOST_FILES_BYTES_H

#include "aif/base.h"

/* A growing run of bytes, and the packing of messages in it.  Numbers are stored as the machine has
 * them: all ranks of a run are of one kind.  A zeroed struct is empty; the owner calls
 * bytes_free(). */
struct bytes {
    unsigned char *data;
    size_t count, capacity;
};

void bytes_put(struct bytes *b, const void *data, size_t count);
void bytes_put_u32(struct bytes *b, uint32_t value);
void bytes_put_i64(struct bytes *b, int64_t value);
void bytes_put_text(struct bytes *b, const char *text); /* its length, then the text */

/* A place for `count` more bytes, uninitialised; valid until the next change. */
unsigned char *bytes_grow(struct bytes *b, size_t count);

void bytes_free(struct bytes *b);

/* Reads in the order of writing.  Reading past the end is a bug of ours and ends the program. */
struct bytes_reader {
    const unsigned char *at, *end;
};

struct bytes_reader bytes_read(const struct bytes *b);
uint32_t bytes_u32(struct bytes_reader *r);
int64_t bytes_i64(struct bytes_reader *r);
const unsigned char *bytes_take(struct bytes_reader *r, size_t count);

/* The text, copied into `to` with a zero at its end; longer texts are a bug of ours. */
void bytes_text(struct bytes_reader *r, char *to, size_t room);

#endif
