/* Slurm's two schedulers: the main one, which stops a partition at its first job that does not fit,
 * and the periodic backfill, conservative within its window; see sim/controller/. */
#include "aif/sched.h"

const struct aif_backfill aif_backfill_slurm = {
    .plugin = {AIF_BACKFILL, "slurm", "Slurm's main scheduler and periodic backfill"},
    .controls = true,
};
