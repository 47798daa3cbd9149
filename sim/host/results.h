#ifndef SIM_HOST_RESULTS_H
#define SIM_HOST_RESULTS_H

#include "aif/arena.h"

/* The cells of a finished or interrupted campaign, read back from results.db. */

struct results_cell {
    const char *site, *trace, *policy;
    const char *base; /* the site of which this one is a variant, or its own name */
    uint64_t seed;
    const int64_t *values; /* by column of aif/summary.h, for one community */
    const bool *is_known;
};

struct results {
    struct aif_arena arena;     /* owns everything below */
    struct results_cell *cells; /* in the order of the experiment */
    uint32_t count;
    uint32_t planned; /* cells that the experiment has; more than count: interrupted */
};

/* Read the rows of a community ("all": everybody) from DIR/results.db.  *out is zeroed; close it
 * also on failure.  *status: the exit status that fits a failure. */
bool results_open(const char *dir, const char *community, struct results *out, int *status,
                  struct aif_err *err);
void results_close(struct results *r);

#endif
