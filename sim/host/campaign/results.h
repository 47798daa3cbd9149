#ifndef SIM_HOST_CAMPAIGN_RESULTS_H
#define SIM_HOST_CAMPAIGN_RESULTS_H

#include "aif/arena.h"

/* The cells of a finished or interrupted campaign, read back from results.db. */

struct results_cell {
    const char *site, *trace, *policy;
    const char *base;      /* the site of which this one is a variant, or its own name */
    const char *community; /* or "account:NAME" and the like */
    uint64_t seed;
    const int64_t *values; /* by column of aif/summary.h, for one community */
    const bool *is_known;
};

struct results {
    struct aif_arena arena;     /* owns everything below */
    struct results_cell *cells; /* in the order of the experiment; by community: one for each */
    uint32_t count;
    uint32_t done, planned; /* cells that are there, and that the experiment has */
    const char *version;    /* of the program that ran them */
};

/* Read the rows of a community ("all": everybody), or of several with commas between them, from
 * DIR/results.db; of "account:" and the like all that begin so; NULL: "all" and every community,
 * but no account, QOS or user.  *out is zeroed; close it also on
 * failure.  *status: the exit status that fits a failure. */
bool results_open(const char *dir, const char *community, struct results *out, int *status,
                  struct aif_err *err);
void results_close(struct results *r);

#endif
