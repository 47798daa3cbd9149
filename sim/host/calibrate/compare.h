#ifndef SIM_HOST_CALIBRATE_COMPARE_H
#define SIM_HOST_CALIBRATE_COMPARE_H

#include "aif/workload.h"
#include "host/calibrate/published.h"

/* A generated workload beside what was published: one row a distribution or figure.  Only the jobs
 * count, never the spec that they were made from. */

enum calibration_measure {
    CALIBRATION_LARGEST,  /* difference of two distribution functions or sets of shares */
    CALIBRATION_RELATIVE, /* |ours - published| / published */
    CALIBRATION_ABSOLUTE, /* |ours - published| */
};

struct calibration_row {
    char what[72];          /* "GPUs by GPU time" */
    char at[24];            /* where the two differ most, or "" */
    double ours, published; /* there */
    enum calibration_measure measure;
    double distance;
    double bar;    /* 0: shown only */
    double chance; /* distance that chance alone exceeds in about one workload of twenty, for jobs
                      that are independent; 0: not known */
};

struct calibration {
    struct calibration_row *rows; /* in the arena */
    uint32_t count, above;        /* above: rows whose distance is above their bar */
    struct aif_arena *arena;
};

/* Whether the workload has all kinds that the file names: asked before they are compared. */
bool calibration_check_kinds(const struct published *p, const struct aif_workload *w,
                             struct conf_errors *errors);

/* utc_offset_s: local time - that of the trace, for hours.  c->arena is set by the caller, who owns
 * it.  w has jobs on a pool of processors, each of which stands for one GPU.  O(n log n). */
void calibration_compare(const struct published *p, const struct aif_workload *w,
                         int64_t utc_offset_s, struct calibration *c);

bool calibration_is_above(const struct calibration_row *row);

#endif
