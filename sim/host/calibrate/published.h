#ifndef SIM_HOST_CALIBRATE_PUBLISHED_H
#define SIM_HOST_CALIBRATE_PUBLISHED_H

#include "aif/job.h"
#include "host/conf/conf.h"

/* What was published of a cluster, from a YAML file (configs/calibration/): the numbers that a
 * generated workload is compared with.  Shares are 0 to 1. */

/* A distribution function: the share of what is at most `at`; ascending. */
struct published_point {
    double at, share;
};

struct published_curve {
    const struct published_point *points;
    uint32_t count; /* 0: not published */
};

/* How jobs end.  Of all jobs, or of those with at least from_gpus. */
struct published_outcome {
    uint32_t from_gpus;
    double completed, failed, cancelled;
};

/* Jobs of one sort, which may be several kinds of the workload. */
struct published_kind {
    const char *name;
    const char *const *kinds;
    uint32_t kind_count;
    double jobs_share, gpu_time_share; /* of all jobs; 0: not published */
    double quartiles[3];               /* of GPUs */
    struct published_curve runtime;
};

struct published {
    const char *name; /* of the file, without folder and ending */
    const char *path, *title, *source, *licence;
    const char *workload; /* that is compared: as workload_spec_open() takes it */
    uint32_t jobs;        /* generated if nothing else is asked for */
    double per_10min;     /* jobs */

    struct published_curve runtime_by_jobs, gpus_by_jobs, gpus_by_gpu_time, user_share;
    double mean_runtime_s, median_runtime_s, mean_gpus, median_gpus;
    struct published_outcome by_jobs, by_gpu_time;
    const struct published_outcome *by_gpus; /* ascending */
    uint32_t by_gpus_count;                  /* 0: not published */
    const struct published_kind *kinds;
    uint32_t kind_count;
    double hours[24];               /* jobs by hour of the day, local time; all 0: not published */
    double dispersion, empty_share; /* of jobs in 10 minutes; 0: not published */

    struct conf_doc doc; /* owns everything here */
};

/* Whether a checked tree has published numbers: fields for conf_check(). */
extern const struct conf_field published_fields[];

/* `name` is a path (it has a / or ends in .yaml), or the name of a file of configs/calibration.
 * *out is zeroed by the caller, who closes it also on failure. */
bool published_open(const char *name, struct published *out, struct conf_errors *errors);

void published_close(struct published *p);

#endif
