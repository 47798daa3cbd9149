#ifndef SIM_HOST_SLURM_SETTINGS_H
#define SIM_HOST_SLURM_SETTINGS_H

#include "host/slurm/lines.h"
#include "host/slurm/report.h"

/* Tables of settings: what each is to this program, and where its value goes. */

enum slurm_kind {
    SLURM_INT,          /* int64_t: a number >= 0 */
    SLURM_U32,          /* uint32_t; no limit gives 0 */
    SLURM_REAL,         /* double */
    SLURM_BOOL,         /* bool */
    SLURM_FLAG,         /* bool: its mere presence sets it */
    SLURM_TEXT,         /* const char * */
    SLURM_SECONDS,      /* int64_t: a number of seconds */
    SLURM_MINUTES,      /* int64_t, in seconds: a number of minutes; no limit gives a century */
    SLURM_TIME,         /* int64_t, in seconds: minutes or a time; no limit gives 0 */
    SLURM_AGE,          /* as SLURM_TIME; no limit gives a century */
    SLURM_MIB,          /* int64_t: a size, MiB without a unit; no limit gives 0 */
    SLURM_SPECIAL,      /* modelled, by code of its own */
    SLURM_IRRELEVANT,   /* no schedule depends on it */
    SLURM_NOT_MODELLED, /* noted, unless its value is one of `neutral` */
    SLURM_UNKNOWN,
};

struct slurm_setting {
    const char *key; /* "Auth*": all keys that begin so */
    enum slurm_kind kind;
    size_t offset;       /* of the value in the target */
    const char *neutral; /* values, between commas, at which it makes no difference; may be NULL */
    const char *meaning; /* of not following it, or a word on how it is followed; may be NULL */
};

/* Tables end with a NULL key. */
extern const struct slurm_setting slurm_conf_settings[];      /* target: struct aif_centre */
extern const struct slurm_setting slurm_scheduler_settings[]; /* struct aif_centre */
extern const struct slurm_setting slurm_preempt_settings[];   /* struct aif_centre */
extern const struct slurm_setting slurm_node_settings[];      /* struct slurm_node_line */
extern const struct slurm_setting slurm_partition_settings[]; /* struct slurm_partition */

/* A setting as it stands in a file. */
struct slurm_given {
    const char *name; /* for messages: "SchedulerParameters: bf_window" */
    const char *key, *value;
    struct slurm_place at;
};

/* Look the key up and do what its kind asks: store the value in the target, note it, or nothing.
 * The kind comes back in *kind, so that the caller can see to SLURM_SPECIAL.  False if the value is
 * not of the kind. */
bool slurm_setting_apply(const struct slurm_setting *table, const struct slurm_given *given,
                         void *target, struct slurm_report *report, enum slurm_kind *kind);

/* Give `usual`, of the target's type, another value than the target has there, so that what is
 * stated is told from what is usual. */
void slurm_setting_differ(const struct slurm_setting *table, const char *key, const void *target,
                          void *usual);

/* What a value of the kind looks like, for messages. */
const char *slurm_kind_text(enum slurm_kind kind);

/* All tables as the lines of a Markdown table. */
void slurm_settings_put(struct aif_sink *out);

#endif
