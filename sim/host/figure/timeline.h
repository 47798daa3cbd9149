#ifndef SIM_HOST_FIGURE_TIMELINE_H
#define SIM_HOST_FIGURE_TIMELINE_H

#include "host/figure/figure.h"

/* What figures over time have in common: rows of series.csv. */

/* In the order of timeline_columns. */
enum {
    TIMELINE_CELL,
    TIMELINE_KIND,
    TIMELINE_GROUP,
    TIMELINE_FROM,
    TIMELINE_TO,
    TIMELINE_CAPACITY,
    TIMELINE_BUSY,
    TIMELINE_ENTITLED,
    TIMELINE_JOBS,
    TIMELINE_UNITS,
    TIMELINE_COLUMNS
};
extern const char *const timeline_columns[TIMELINE_COLUMNS];

/* A bin of one group of a cell that is drawn; -1: empty. */
struct timeline_bin {
    int64_t from_s, to_s, capacity_unit_s, busy_unit_s, entitled_unit_s, waiting_jobs,
        waiting_units;
};

struct timeline {
    struct figure_job *job;
    int curve; /* of the row */
    struct timeline_bin bin;
    int64_t origin_s, end_s; /* of all rows so far; origin_s > end_s: none */
};

struct timeline timeline_begin(struct figure_job *job);

/* The next row of a cell that is drawn; false at the end and on failure (source->has_failed). */
bool timeline_next(struct timeline *t);

/* Whether the row is of this group; the kind and the name as in the file. */
bool timeline_is(const struct timeline *t, const char *kind, const char *group);

/* Numbers of the row, each with a comma before it; -1 becomes an empty cell. */
void timeline_put(struct aif_sink *s, const int64_t *numbers, uint32_t count);

#endif
