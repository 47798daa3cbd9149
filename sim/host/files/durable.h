#ifndef SIM_HOST_FILES_DURABLE_H
#define SIM_HOST_FILES_DURABLE_H

#include "aif/base.h"

/* Files that must survive a crash.  All messages name the file and what the system said. */

/* Open for appending at exactly `keep` bytes: what is behind is cut off.  -1 on failure; a file
 * shorter than `keep` is an error. */
int durable_open(const char *path, uint64_t keep, struct aif_err *err);

/* Append and make it permanent. */
bool durable_append(int fd, const char *path, const void *data, size_t bytes, struct aif_err *err);

/* The whole file appears at once or not at all. */
bool durable_write(const char *path, const void *data, size_t bytes, struct aif_err *err);

/* Make creations and removals in this folder permanent. */
bool durable_folder(const char *path, struct aif_err *err);

/* The whole file, with a zero behind it; free() it.  NULL if it cannot be read. */
char *durable_read(const char *path, size_t *bytes);

#endif
