#ifndef SIM_HOST_SLURM_FILES_H
#define SIM_HOST_SLURM_FILES_H

#include "host/files/input.h"
#include "host/slurm/import.h"

/* Files that an import reads, each opened once and kept until the end: so that a table may be read
 * in several turns even from a pipe.  Zero is "none". */
struct slurm_opened {
    const char **paths;
    struct input *inputs;
    uint32_t count, capacity;
    enum exit_status status; /* which one fits a file that could not be opened */
};

struct slurm_files slurm_files_of(struct slurm_opened *o);
void slurm_files_close(struct slurm_opened *o);

/* Where results go. */
struct slurm_target {
    const char *folder;
    bool may_replace;    /* files in a folder that is not empty */
    const char *command; /* how it was made, for headers */
};

/* Write site.yaml, trace.csv and recorded.csv (if jobs were read) and import-report.txt: all of
 * them, or nothing on a failure.  *status says which exit status fits a failure. */
bool slurm_write(const struct slurm_import *im, const struct slurm_target *target, int *status,
                 struct aif_err *err);

/* The report as it stands in import-report.txt: what was read, and what was not taken over. */
void slurm_report_whole(const struct slurm_import *im, bool is_verbose, struct aif_sink *out);

#endif
