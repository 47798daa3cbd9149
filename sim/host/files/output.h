#ifndef SIM_HOST_FILES_OUTPUT_H
#define SIM_HOST_FILES_OUTPUT_H

#include "aif/sink.h"

/* A result file that appears whole or not at all: it is written under another name in the same
 * folder and renamed at the end.  Devices and pipes are written directly.  Every failure is one of
 * EXIT_STATUS_IO. */
struct output {
    struct aif_sink sink; /* write here */
    char *path, *part;    /* part: the name while it is incomplete; NULL: written directly */
    int file;
    int error; /* errno of the first failed write; 0: none */
};

/* Start a file.  An existing one is an error unless may_replace; folders that are missing on the
 * way to it are made.  Not to be moved or copied until
 * it is closed.  On failure there is nothing to close. */
bool output_open(struct output *o, const char *path, bool may_replace, struct aif_err *err);

/* All is written: bring it to the disk, under the other name still.  Files that belong together are
 * finished one by one before the first is committed, so that a full disk leaves none of them.  On
 * failure as output_commit(). */
bool output_finish(struct output *o, struct aif_err *err);

/* The file is complete: make it permanent and give it its name.  On failure nothing remains of
 * it, and a file that was there before is untouched. */
bool output_commit(struct output *o, struct aif_err *err);

/* Give up: remove what was written.  After output_commit() nothing happens. */
void output_discard(struct output *o);

/* A sink that writes to a stream of this process, such as standard output. */
struct aif_sink output_stream(int *file);

#endif
