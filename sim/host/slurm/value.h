#ifndef SIM_HOST_SLURM_VALUE_H
#define SIM_HOST_SLURM_VALUE_H

#include "aif/tres.h"

/* Values as Slurm writes them, in its configuration and in the output of its commands. */

/* A place in a file, for messages; line and column count from 1, column 0: none. */
struct slurm_place {
    const char *path;
    uint32_t line, column;
};

/* Record "PATH:LINE:COLUMN: MESSAGE" and return false. */
bool slurm_fail(struct aif_err *err, const struct slurm_place *at, const char *fmt, ...)
    AIF_PRINTF(3, 4);

/* Equal but for the case of ASCII letters. */
bool slurm_is_same(const char *a, const char *b);

/* "", "(null)", "(none)", "N/A", "NONE": what Slurm prints for a value that is not set. */
bool slurm_is_unset(const char *text);

/* A whole number; also "UNLIMITED", "INFINITE" and "-1", which give AIF_UNLIMITED. */
bool slurm_count(const char *text, int64_t *out);

bool slurm_bool(const char *text, bool *out);

/* Minutes, minutes:seconds, h:m:s, days-h, days-h:m or days-h:m:s, or as slurm_count() no limit:
 * seconds. */
bool slurm_duration_s(const char *text, int64_t *out_s);

/* The same where Slurm keeps whole minutes: rounded up to them. */
bool slurm_minutes_s(const char *text, int64_t *out_s);

/* A number with what is behind it of the unit that `scontrol show config` prints ("30 sec"). */
bool slurm_seconds(const char *text, int64_t *out_s);

/* "8000M", "4G", "1.5T", "4Gc", "4Gn"; a plain number is MiB.  Rounded up.  *per is 'c' (CPU), 'n'
 * (node) or 0. */
bool slurm_memory_mib(const char *text, int64_t *out_mib, char *per);

/* "cpu=4,mem=8000M,gres/gpu=2": amounts in `set`, which keeps its value for what is not named.
 * Counts of GPUs by model ("gres/gpu:h100=2") are added up where there is no plain one.  *other is
 * the first resource that is not modelled, NULL if there is none; it points into text. */
bool slurm_tres(const char *text, struct aif_tres_set *set, const char **other);

/* "CPU=1.0,Mem=0.25G,GRES/gpu=2.0" as prices of units; of memory per MiB. */
bool slurm_weights(const char *text, double weights[AIF_TRES_COUNT], const char **other);

/* One item of a list between commas: up to the next comma, which *next is behind; NULL at the end.
 * The item is cut off and blanks around it are left out.  `room` bytes at most, with the zero. */
bool slurm_item(const char **next, char *item, size_t room);

#endif
