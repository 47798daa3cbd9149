#ifndef AIF_DESCRIBE_H
#define AIF_DESCRIBE_H

#include "aif/machine.h"
#include "aif/sink.h"
#include "aif/workload.h"

/* What a person wants to know of a trace first: how many jobs, of whom, how large and long, how
 * they end, when they come, and what load that is.
 *
 * Sizes are in one unit for the whole trace: GPUs if any job asks for GPUs, else processors, else
 * cores, else nodes.  A job that has none of that unit is counted apart (jobs_without_unit), and is
 * no part of the sizes.  A job's unit-seconds are its size times the lesser of run time and limit:
 * what it can use.  Sums stop at INT64_MAX. */

enum aif_describe_unit {
    AIF_DESCRIBE_GPU,
    AIF_DESCRIBE_PROCESSOR,
    AIF_DESCRIBE_CORE,
    AIF_DESCRIBE_NODE
};
const char *aif_describe_unit_name(enum aif_describe_unit u); /* "gpu", "processor", ... */

/* Percentiles are order statistics: the least value that so many per cent of the values do not
 * exceed. */
enum { AIF_DESCRIBE_POINTS = 7 };
extern const unsigned aif_describe_percents[AIF_DESCRIBE_POINTS]; /* 10 25 50 75 90 99 100 */

struct aif_spread {
    uint32_t count; /* of values; 0: nothing below is set */
    int64_t sum;
    int64_t at[AIF_DESCRIBE_POINTS];
};

enum aif_describe_outcome {
    AIF_DESCRIBE_COMPLETED,
    AIF_DESCRIBE_FAILED,
    AIF_DESCRIBE_CANCELLED,
    AIF_DESCRIBE_UNKNOWN,
    AIF_DESCRIBE_OUTCOMES
};
const char *aif_describe_outcome_name(enum aif_describe_outcome o);

/* What the users with the most unit-seconds have of all of them, and those with the most jobs of
 * the jobs.  Only jobs that state a user count. */
struct aif_top {
    uint32_t users, jobs; /* users: that per cent of those with a job, rounded, at least 1 */
    int64_t unit_s;
};

enum { AIF_DESCRIBE_BIN_S = 600 };

/* When jobs come.  Gaps lie between one job and the next of the group. */
struct aif_arrivals {
    uint32_t hours[24]; /* jobs by hour of the day, local time */
    uint32_t days[7];   /* by day of the week, Monday first; 0 where the trace has no dates */
    uint32_t gap_count;
    int64_t gap_sum_s;
    int64_t gap_cv_nano;     /* standard deviation by mean; 0 where the mean is 0 */
    int64_t bins;            /* of 10 min, from the first job's to the last one's */
    int64_t empty_bins;      /* without a job */
    int64_t dispersion_nano; /* variance by mean of the jobs in a bin: 1 is Poisson's */
};

struct aif_description_group {
    const char *name; /* a community, or "all" */
    uint32_t jobs, jobs_without_unit;
    uint32_t users;       /* with a job */
    uint32_t userless;    /* jobs that state no user */
    int64_t unit_s;       /* of all jobs */
    int64_t users_unit_s; /* of jobs that state a user */
    struct aif_spread units, run_s, limit_s;
    struct aif_spread over_request_milli;    /* limit by run time; both known and not 0; no sum */
    uint32_t single_jobs, power_of_two_jobs; /* of one unit; of 1, 2, 4, 8, ... */
    uint32_t at_limit_jobs;                  /* run time at least the limit */
    uint32_t outcome_jobs[AIF_DESCRIBE_OUTCOMES];
    int64_t outcome_unit_s[AIF_DESCRIBE_OUTCOMES];
    struct aif_top top_5, top_10;
    struct aif_arrivals arrivals;
};

struct aif_describe_ask {
    const struct aif_machine *machine; /* whose load is wanted; NULL: that of the trace's header */
    int32_t utc_offset_s;              /* local time minus UTC */
};

/* Borrows the workload; groups are in the arena. */
struct aif_description {
    const struct aif_workload *workload;
    enum aif_describe_unit unit;
    int32_t utc_offset_s;
    uint32_t accounts;              /* that have a job */
    int64_t first_submit_s, span_s; /* the span ends with the last job's submission */
    uint64_t capacity_units;        /* of the machine; 0: not known */
    int64_t load_nano;              /* all unit-seconds by capacity x span; -1: not known */
    uint32_t following_jobs; /* that name a preceding job (SWF field 17), or wait for others */
    const struct aif_description_group *groups; /* "all", then communities that have jobs */
    uint32_t group_count;
};

/* Capacity: what the partitions that jobs may use have; processors of a trace are what one is in
 * the site's first partition.  O(n log n), peak about 30 bytes a job. */
struct aif_description aif_describe(const struct aif_workload *w,
                                    const struct aif_describe_ask *ask, struct aif_arena *a);

/* One JSON object, as docs/describe.md lists its keys. */
void aif_description_json(const struct aif_description *d, struct aif_sink *out);

#endif
