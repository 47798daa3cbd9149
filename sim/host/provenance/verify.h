#ifndef SIM_HOST_PROVENANCE_VERIFY_H
#define SIM_HOST_PROVENANCE_VERIFY_H

#include "host/provenance/compare.h"
#include "host/provenance/crate.h"

#include "aif/sink.h"

/* A result directory held against what was written down about it and against a new run. */

enum verify_state {
    VERIFY_NONE, /* not looked at, or nothing to hold it against */
    VERIFY_SAME,
    VERIFY_DIFFERS,
    VERIFY_MISSING,
    VERIFY_NOTED, /* no difference that counts; the remark says what */
};

struct verify_line {
    const char *name; /* of a result file, or path of an input */
    bool is_input;
    enum verify_state recorded, anew;
    struct compare_text remark;
};

struct verification {
    struct aif_arena arena; /* owns the lines */
    const char *dir;
    struct verify_line *lines; /* files that are there or should be, then inputs */
    uint32_t count;
    struct crate_record record;
    bool has_record;
    const char *other_version; /* that wrote the directory, if it is not this one; NULL */
};

/* Look at the directory's files and, with has_inputs, at the inputs, and hold their hashes against
 * those recorded.  false: the directory is none that can be verified.  *out is zeroed; close it
 * also on failure. */
bool verify_hashes(const char *dir, bool has_inputs, struct verification *out, int *status,
                   struct aif_err *err);

/* Hold the files against those of a new run in another directory; pair says which cells. */
void verify_against(struct verification *v, const char *anew, const struct compare_pair *part);

bool verify_is_same(const struct verification *v);

/* The state of that file; VERIFY_NONE: it is not among them. */
enum verify_state verify_recorded(const struct verification *v, const char *name);

/* For people; has_anew: verify_against() was called. */
void verify_write(const struct verification *v, bool has_anew, struct aif_sink *s);

void verify_close(struct verification *v);

#endif
