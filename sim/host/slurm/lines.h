#ifndef SIM_HOST_SLURM_LINES_H
#define SIM_HOST_SLURM_LINES_H

#include "aif/arena.h"
#include "host/slurm/value.h"

/* Text of key=value pairs: slurm.conf with its continuation lines, comments, quotes and includes;
 * `scontrol show config`; `scontrol show node` and `partition`.  Keys are compared without regard
 * to case. */

struct slurm_pair {
    const char *key, *value;
    struct slurm_place at;       /* of the key */
    struct slurm_place value_at; /* of the value, without its quote */
};

/* The pairs of one line, or of one record. */
struct slurm_line {
    struct slurm_pair *pairs;
    uint32_t count, capacity;
};

struct slurm_lines {
    struct aif_arena *arena; /* set by the caller; owns everything */
    struct slurm_line *lines;
    uint32_t count, capacity;
    bool is_shown; /* by scontrol: all settings, whether somebody has stated them or not */
};

/* Where files come from: a text in memory, which lives as long as the lines are read.  A file that
 * is not there is an error with its message in err. */
struct slurm_files {
    bool (*open)(void *of, const char *path, const char **text, size_t *bytes, struct aif_err *err);
    void *of;
};

/* Read slurm.conf with all it includes, or the output of `scontrol show config`: told apart by the
 * first line of the latter.  Paths are relative to the including file. */
bool slurm_lines_conf(struct slurm_lines *l, const struct slurm_files *files, const char *path,
                      struct aif_err *err);

/* Read records that begin with the key `first`, with blanks and line breaks between pairs:
 * `scontrol show node`, with -o or without.  Words without "=" (of comments and the like) are not
 * read. */
bool slurm_lines_records(struct slurm_lines *l, const struct slurm_files *files, const char *path,
                         const char *first, struct aif_err *err);

/* The last pair of this key in a line, or NULL. */
const struct slurm_pair *slurm_line_find(const struct slurm_line *line, const char *key);

#endif
