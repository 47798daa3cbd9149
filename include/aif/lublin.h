#ifndef AIF_LUBLIN_H
#define AIF_LUBLIN_H

#include "aif/generate.h"

/* The classic model of batch workloads, with its published parameters: U. Lublin and D. G.
 * Feitelson, "The workload on parallel supercomputers: modeling the characteristics of rigid jobs",
 * JPDC 63(11), 2003.  For pools of processors.  Three types of job: "batch", "interactive", and
 * "untyped" for logs that do not tell the two apart.
 *
 * Size: 1 with probability serial_share; else 2 to the power of x, rounded, where x comes from
 * [low, mid] or [mid, high] and is rounded first with probability power_of_two_share.
 * Run time: e to the power of a value from one of two gamma distributions, which one depends on the
 * size; more than e^12 s are drawn again; whole seconds, rounded down as their program does.
 * Arrivals: e to the power of a gamma value (more than e^13 drawn again) is the time to the next
 * job on a day without a cycle; the cycle then takes each half hour for as long as its part of the
 * day's jobs, which is another gamma distribution's from 5:00 on.  No weekly cycle.
 * Requested times and users are not part of the model: a job's limit is its run time, and users
 * are not stated. */

struct aif_lublin_gamma {
    double shape, scale; /* > 0; at most 10,000 and 1,000 */
};

struct aif_lublin_type {
    const char *name;                        /* of the community and the application of its jobs */
    double serial_share, power_of_two_share; /* of all jobs */
    double log2_low, log2_mid, log2_high;    /* high 0: of the pool; mid 0: 2.5 below high */
    double low_share;                        /* of the jobs that are not serial: in [low, mid] */
    struct aif_lublin_gamma run[2];          /* of ln seconds */
    double run_share, run_slope;             /* of run[0]: share + slope x processors */
    struct aif_lublin_gamma gap;             /* of ln seconds in the rush hours ... */
    double gap_ratio;                        /* ... and what its shape is multiplied with */
    struct aif_lublin_gamma day;             /* of the half hour of a job's arrival */
};

/* The published parameters; NULL: no such type.  The sizes given there are for 128 processors: high
 * and mid are 0 here, which makes them fit the pool as the authors advise. */
const struct aif_lublin_type *aif_lublin_find(const char *name);

/* The names that aif_lublin_find() knows, ending with NULL. */
extern const char *const aif_lublin_names[];

/* Jobs of several types are independent streams. */
enum { AIF_LUBLIN_TYPE_MAX = 3 };
struct aif_lublin_spec {
    const char *name;
    const struct aif_lublin_type *types; /* 1 to 3, no name twice */
    uint32_t type_count;
    int64_t unix_start_s; /* wall-clock time of submit_s == 0 */
    int32_t utc_offset_s; /* local time, which the cycle follows, minus UTC */
};

/* As aif_generate().  The size is how much is wanted:
 *   jobs or span: arrivals as published, at the load that comes of them;
 *   two of jobs, span and load: the gaps are stretched evenly, before the daily cycle.
 * Every value is addressed by seed, type and the job's number within its type, so a type's jobs do
 * not depend on the other types.  Sizes are cut to the pool.  Each job counts as a session; users
 * are 0.  False if the machine is not a pool or the spec or the size makes no sense.  O(n). */
bool aif_lublin_generate(const struct aif_lublin_spec *spec, const struct aif_generate_ask *ask,
                         struct aif_workload *out, struct aif_generate_report *report,
                         struct aif_err *err);

#endif
