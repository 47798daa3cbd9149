#ifndef SIM_HOST_FILES_GRANTS_FILE_H
#define SIM_HOST_FILES_GRANTS_FILE_H

#include "host/files/input.h"

#include "aif/access.h"
#include "aif/workload.h"

/* Grants as a table: docs/enforcement.md.  All memory is the arena's. */
struct grants_file {
    struct aif_grant *grants; /* by account, then start; mode is a number of modes */
    const char **accounts;    /* names, by grant */
    uint32_t *by_line;        /* grants in the order of the file */
    uint32_t count;
    uint32_t idle_count; /* of accounts that no job of the workload names */
    struct aif_names modes;
    enum exit_status status; /* of reading */
};

/* The text of such a table; the path is for messages. */
struct grants_text {
    const char *path, *text;
    size_t bytes;
};

bool grants_file_parse(const struct grants_text *in, const struct aif_workload *workload,
                       struct aif_arena *arena, struct grants_file *out, struct aif_err *err);

/* On failure the message has file and line, and status is the exit code. */
bool grants_file_read(const char *path, const struct aif_workload *workload,
                      struct aif_arena *arena, struct grants_file *out, struct aif_err *err);

#endif
