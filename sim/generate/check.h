#ifndef SIM_GENERATE_CHECK_H
#define SIM_GENERATE_CHECK_H

#include "aif/generate.h"

enum { LARGEST_JOB_COUNT = 200 * 1000 * 1000 };

/* Whether what is asked for can be made: jobs or a span, and not all of jobs, span and load. */
bool check_amount_asked(const struct aif_generate_size *s, struct aif_err *err);

/* Where in a spec a fault is, and whether there has been one. */
struct check_place {
    const char *community, *kind; /* kind: NULL between kinds */
    struct aif_err *err;
    bool is_ok;
};

/* Unless it is fine, say what is wrong. */
void check_that(struct check_place *p, bool is_fine, const char *text);

bool check_is_share(double x);
bool check_is_amount(double x);
void check_dist(struct check_place *p, const struct aif_dist *d);
void check_cycle(struct check_place *p, const struct aif_cycle *c);

/* How users behave, beyond sizes and times of jobs (check_behaviour.c). */
void check_behaviour_of_kind(struct check_place *p, const struct aif_community *c, uint32_t k);
void check_behaviour(struct check_place *p, const struct aif_community *c);

#endif
