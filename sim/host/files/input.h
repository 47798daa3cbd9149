#ifndef SIM_HOST_FILES_INPUT_H
#define SIM_HOST_FILES_INPUT_H

#include "host/command/command.h"

/* A file in memory, unpacked if it is compressed (gzip, zstd, xz, bzip2; told by its first bytes,
 * not by its name). */
struct input {
    const char *text; /* not terminated by a zero */
    size_t bytes;
    size_t file_bytes;       /* before unpacking */
    bool is_mapped;          /* text is a mapping of the file, not memory of our own */
    enum exit_status status; /* after a failure: which one fits */
};

/* Open a file for reading.  A missing, unreadable or empty file, a folder, and an archive that is
 * cut off or damaged are errors; then there is nothing to close. */
bool input_open(const char *path, struct input *in, struct aif_err *err);
void input_close(struct input *in);

enum { INPUT_HASH_TEXT = 65 };

/* SHA-256 of the file as it lies on disk, in hexadecimal. */
bool input_sha256(const char *path, char out[INPUT_HASH_TEXT], struct aif_err *err);

#endif
