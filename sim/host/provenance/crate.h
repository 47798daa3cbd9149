#ifndef SIM_HOST_PROVENANCE_CRATE_H
#define SIM_HOST_PROVENANCE_CRATE_H

#include "host/experiment/experiment.h"

/* ro-crate-metadata.json: what a result directory holds and how it came about, in the words of
 * RO-Crate 1.1 and its profile Process Run Crate 0.5.  Like run.log it is no part of the results,
 * because it says when they were computed. */
struct crate_plan {
    const char *dir;            /* complete: all other files are there */
    const struct experiment *e; /* as it was run */
    const char *e_sha256;       /* of its file when it was read; "": not known */
    const char *const *sets;    /* texts of --set */
    size_t set_count;
    const char *version; /* of this program */
};

/* Write it; false if a file cannot be read or written. */
bool crate_write(const struct crate_plan *plan, struct aif_err *err);

/* What such a file says, for who checks the directory against it. */
struct crate_file {
    const char *name;
    const char *sha256; /* "": not stated, as of what goes on growing */
};

struct crate_record {
    struct aif_arena arena;   /* owns everything below */
    struct crate_file *files; /* those in the directory */
    uint32_t file_count;
    struct crate_file *inputs; /* by path */
    uint32_t input_count;
    const char *version; /* of the program that finished the campaign; "": not stated */
};

/* Read DIR/ro-crate-metadata.json.  *out is zeroed; close it also on failure.  *status: the exit
 * status that fits a failure. */
bool crate_read(const char *dir, struct crate_record *out, int *status, struct aif_err *err);
void crate_close(struct crate_record *r);

#endif
