#ifndef SIM_GENERATE_PEOPLE_H
#define SIM_GENERATE_PEOPLE_H

#include "aif/generate.h"
#include "aif/rng.h"

/* Who belongs to a community, and what each of them has and does.  Every value is addressed by the
 * number of the user, project or organisation. */
struct people {
    const struct aif_community *community;
    uint32_t *accounts;      /* of each user */
    uint32_t *organisations; /* of each account; NULL: none are stated */
    uint16_t *countries;     /* of each organisation, in the model's list; NULL: none are stated */
    struct data_set {
        uint32_t gib;  /* 0: the project has none */
        uint16_t home; /* in the model's list, or AIF_NONE16 */
        bool is_sensitive;
    } * data;              /* of each account; NULL: there is none */
    double *kind_sums;     /* running sums of the kinds' weights, by sessions */
    double *user_sums;     /* of activity; or, where users differ in what they do, such sums for */
    double *kinds_of_user; /* each kind, and sums over kinds for each user; else NULL */
};

/* key: upper bits of the entity of all the community's random streams. */
void people_init(struct people *p, const struct aif_community *community, uint64_t seed,
                 uint64_t key, struct aif_arena *arena);

/* The user of a session of this kind. */
uint32_t people_user(const struct people *p, uint32_t kind, struct aif_rng *r);

/* The kind of another session of this user. */
uint32_t people_kind(const struct people *p, uint32_t user, struct aif_rng *r);

#endif
