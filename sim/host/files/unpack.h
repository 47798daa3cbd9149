#ifndef SIM_HOST_FILES_UNPACK_H
#define SIM_HOST_FILES_UNPACK_H

#include "aif/base.h"

/* Text from malloc(). */
struct unpacked {
    char *text;
    size_t bytes, capacity;
};

/* Whether the bytes start like a compressed file that unpack() reads. */
bool unpack_matches(const char *data, size_t bytes);

/* Unpack a whole file.  path is for messages.  On failure nothing is allocated. */
bool unpack(const char *path, const char *data, size_t bytes, struct unpacked *out,
            struct aif_err *err);

#endif
