#ifndef SIM_HOST_FILES_RECORDING_H
#define SIM_HOST_FILES_RECORDING_H

#include "host/files/input.h"

#include "aif/arena.h"
#include "aif/sim.h"

/* A file of the times at which a real controller acted: rows "KIND,T_MS" of kind tick, pass,
 * backfill or priority, in ascending order, after a line with these two names; docs/slurm.md.  On
 * failure the message has file and line, and in->status the exit code. */
bool recording_read(const char *path, struct aif_arena *arena, struct aif_recording *out,
                    enum exit_status *status, struct aif_err *err);

#endif
