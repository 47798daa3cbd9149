#ifndef SIM_HOST_FILES_SCRATCH_H
#define SIM_HOST_FILES_SCRATCH_H

#include "aif/base.h"

#include <sys/types.h>

/* A folder for the time that this process lives.  A second process waits for the end of the first
 * and then removes it, so that it goes also when the first is killed.  Open it before MPI is
 * initialised, which does not like to be forked. */
struct scratch {
    char path[4096];
    int alive_fd; /* the other process reads its end of file when this one ends */
    pid_t remover;
};

/* Below TMPDIR, or /tmp. */
bool scratch_open(struct scratch *s, struct aif_err *err);

/* Returns when the folder is gone.  A zeroed struct is allowed. */
void scratch_close(struct scratch *s);

#endif
