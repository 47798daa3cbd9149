#ifndef SIM_HOST_PROVENANCE_CONTENTS_H
#define SIM_HOST_PROVENANCE_CONTENTS_H

#include "aif/base.h"

/* What a result directory holds.  Files that people put beside these are none of ours. */
enum content_kind {
    CONTENT_RESULT,  /* the same bytes from every run of the experiment */
    CONTENT_PICTURE, /* made from the results and this version of the program */
    CONTENT_LOG,     /* tells of one run, and differs from run to run */
};

struct content {
    const char *name;
    enum content_kind kind;
    const char *format; /* media type (RFC 6838) */
    const char *what;   /* one sentence for people */
};

size_t content_count(void);
const struct content *content_at(size_t i); /* NULL: past the end */

/* Name of the file that describes the others. */
extern const char content_crate[];

/* DIR/NAME into to[room], and whether there is a file of that name.  False also where the path is
 * too long. */
bool content_find(const char *dir, const char *name, char *to, size_t room);

#endif
