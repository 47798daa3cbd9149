#ifndef SIM_HOST_SLURM_CLOCK_H
#define SIM_HOST_SLURM_CLOCK_H

#include "aif/base.h"

/* Local times as Slurm's commands print them, which say no offset: seconds of Unix time. */

/* What is odd about a local time. */
enum slurm_time_oddity {
    SLURM_TIME_PLAIN,
    SLURM_TIME_TWICE, /* the clock was set back: the first one that is not before `floor_s` */
    SLURM_TIME_NEVER, /* the clock was set forward over it: taken as if it had not been */
};

/* Choose the zone for all times that follow: a name of the system's zone files ("Europe/Madrid") or
 * a POSIX text ("CET-1CEST,M3.5.0,M10.5.0/3"); NULL: UTC.  The zone belongs to the process. */
bool slurm_zone_set(const char *zone, struct aif_err *err);

/* "2026-11-21T10:29:38", with an offset ("+0100", "Z") or without, or Unix seconds. */
bool slurm_time_read(const char *text, int64_t floor_s, int64_t *out_s,
                     enum slurm_time_oddity *oddity);

#endif
