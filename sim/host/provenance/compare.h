#ifndef SIM_HOST_PROVENANCE_COMPARE_H
#define SIM_HOST_PROVENANCE_COMPARE_H

#include "aif/base.h"

/* Two files that should be the same: one that is there, and one that was computed anew. */
struct compare_pair {
    const char *there, *anew; /* paths */
    bool is_part;             /* only the cells first .. end - 1 were computed anew */
    uint32_t first, end;
};

enum compare_answer {
    COMPARE_SAME,
    COMPARE_OTHER_BYTES, /* the same content, written differently: see the text */
    COMPARE_DIFFERENT,   /* the text says where first */
};

/* text receives one line about the first difference.  What cannot be read is different. */
struct compare_text {
    char text[1000];
};

/* Any file, byte by byte. */
enum compare_answer compare_bytes(const struct compare_pair *pair, struct compare_text *out);

/* A table with a header, by line and column.  With is_part by its column "cell": cells that one of
 * the files has no row of are passed over. */
enum compare_answer compare_csv(const struct compare_pair *pair, struct compare_text *out);

/* results.db, by table, row and column.  version: of the program that wrote the one that is there,
 * if it is not this one, else NULL; the databases may then differ in it. */
enum compare_answer compare_db(const struct compare_pair *pair, const char *version,
                               struct compare_text *out);

#endif
