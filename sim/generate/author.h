#ifndef SIM_GENERATE_AUTHOR_H
#define SIM_GENERATE_AUTHOR_H

#include "generate/estimates.h"
#include "generate/fit.h"
#include "generate/people.h"

enum { MOST_IN_ITEM = 10000 };

/* A job before its time and place in the workload are known. */
struct draft {
    int64_t offset_s;   /* since its visit began */
    int64_t deadline_s; /* after its submission; AIF_UNKNOWN_S: none */
    int32_t runtime_s, limit_s;
    int32_t think_s; /* after the job that it waits for; -1: not stated */
    int32_t checkpoint_s;
    uint32_t units;
    uint32_t number;     /* within its community */
    uint32_t user;       /* within its community */
    uint32_t parent;     /* that it waits for: index in its item, or AIF_NONE */
    uint32_t array;      /* number within its visit, from 1; 0: none */
    uint32_t array_task; /* from 1 */
    uint16_t kind;
    int8_t status;  /* enum aif_status */
    uint8_t depend; /* enum aif_depend_kind, if it waits */
    bool is_last_piece, has_data, is_preemptible;
};

/* Writes the jobs of one community, one item after the other; which they are does not depend on how
 * many are asked for, nor on other communities.  An item is what is kept or left out as a whole: a
 * job and what follows from it.  A visit is what has a time of its own: what a user does at one go.
 */
struct author {
    const struct aif_community *community;
    uint64_t seed;
    uint64_t key; /* of the community: upper bits of the entity of all its random streams */
    const struct fit *fits;      /* one a kind */
    const uint32_t *parts;       /* a kind's units that count as one of the load; 0: none does */
    struct estimates *estimates; /* one a kind */
    struct people people;
    bool has_links;  /* its jobs may wait for each other, or be tasks of arrays */
    bool has_traits; /* its jobs may state some */
    struct aif_arena *arena;

    /* The item written last; the array grows in the arena. */
    struct draft *item;
    uint32_t item_count, item_capacity;

    /* How far it is: zero at the beginning. */
    struct author_state {
        uint32_t next_number, session_count, visit_count;
        uint32_t left_in_session, left_in_visit; /* jobs; sessions */
        uint32_t array_count;                    /* of the visit */
        struct draft like;                       /* what the jobs of the session have in common */
        struct aif_rng gaps;
        double offset_s;
        int64_t end_s; /* of what the session has written, since the visit began */
    } at;
};

/* What tells the random streams of a community from those of others: a hash of its name, so that
 * neither its place in the spec nor what else there is changes its jobs. */
uint64_t author_key(const char *name);

/* The arena, the fits and the parts are set by the caller. */
void author_init(struct author *a, const struct aif_community *community, uint64_t seed);

/* Begin again. */
void author_rewind(struct author *a);

/* Write the next item into a->item. */
void author_write(struct author *a);

/* Whether the next item begins another visit. */
bool author_is_between_visits(const struct author *a);

/* The random gap before visit number i; visits are spread as the sums of these are. */
double author_gap(const struct author *a, uint32_t visit);

/* Asked for by the item: units of the load, rounded up, x min(run time, limit). */
int64_t author_unit_s(const struct author *a);

/* The stream of a session, visit or job; `part` tells streams of one purpose apart. */
struct aif_rng author_stream(const struct author *a, enum aif_stream purpose, uint32_t part,
                             uint32_t number);

/* From submission to the end it would have if it started at once. */
int64_t draft_lasts_s(const struct draft *d);

/* Write an item that begins with this job: its pieces, and what they set off (item.c). */
void item_write(struct author *a, const struct draft *first);

/* What the job states about whom it is for and how it may be treated; names are numbers in the
 * community's own lists. */
struct aif_traits draft_traits(const struct author *a, const struct draft *d, int64_t submit_s);

#endif
