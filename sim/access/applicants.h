/* The people who write proposals: what each wants, whatever the modes are. */
#ifndef ACCESS_APPLICANTS_H
#define ACCESS_APPLICANTS_H

#include "aif/admission.h"
#include "aif/rng.h"

struct applicant {
    uint32_t number; /* of the community's proposals */
    uint32_t organisation, pi, country, months;
    bool has_horizon, is_late; /* late: waits for the next cut-off, ... */
    int64_t wish_unit_hours;
    int64_t written_s;
    int64_t before_cutoff_s; /* ... and comes so long before it */
};

/* A community as it writes proposals; borrows the population and keeps sums in the arena. */
struct crowd {
    const struct aif_population *population;
    const struct aif_applicants *who;
    uint64_t seed, key;
    struct aif_rng arrivals;
    double *day_sums; /* proposals expected up to the end of each day */
    uint32_t day_count, number;
    int64_t first_day;
    double reached;
};

void crowd_open(struct crowd *c, const struct aif_population *p, uint32_t community,
                const struct aif_admission_ask *ask, struct aif_arena *arena);

/* The next proposal, by day; false if there is none any more. */
bool crowd_next(struct crowd *c, struct applicant *out);

/* A stream for one proposal of a community. */
struct aif_rng crowd_stream(const char *community, uint64_t seed, enum aif_stream purpose,
                            uint32_t number);

/* Whether a draw of 1 in a million parts falls below `ppm`.  Always takes one value. */
bool crowd_chance(struct aif_rng *r, uint32_t ppm);

#endif
