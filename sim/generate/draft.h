#ifndef SIM_GENERATE_DRAFT_H
#define SIM_GENERATE_DRAFT_H

#include "generate/cycle.h"
#include "generate/fit.h"

/* A job before its place in the workload is known. */
struct draft {
    int64_t submit_s; /* since its session began, until author_schedule() */
    int32_t runtime_s, limit_s;
    uint32_t units;
    uint32_t number;  /* within its community */
    uint32_t session; /* within its community */
    uint32_t user;    /* within its community */
    uint16_t community, kind;
    int8_t status; /* enum aif_status */
};

/* Writes the jobs of one community, one after the other; which they are does not depend on how many
 * are asked for, nor on other communities. */
struct author {
    const struct aif_community *community;
    uint64_t seed;
    uint64_t key; /* of the community: upper bits of the entity of all its random streams */
    uint16_t index;
    const struct fit *fits; /* one a kind */
    double *kind_sums, *user_sums;

    struct draft *drafts; /* grows in the arena */
    uint32_t count, capacity;
    uint32_t next_number, session_count;
    int64_t unit_s; /* asked for by the drafts */
    struct aif_arena *arena;

    uint32_t left_in_session;
    struct draft like; /* what the jobs of the session have in common */
    struct aif_rng gaps;
    double offset_s;
};

/* What tells the random streams of a community from those of others: a hash of its name, so that
 * neither its place in the spec nor what else there is changes its jobs. */
uint64_t author_key(const char *name);

/* a->arena, index and fits are set by the caller. */
void author_init(struct author *a, const struct aif_community *community, uint64_t seed);

/* Append the next job. */
void author_write(struct author *a);

/* Leave the last job out again. */
void author_drop(struct author *a);

/* Give the sessions, and so the jobs, their times in [0, span_s). */
void author_schedule(struct author *a, const struct week *week, int64_t span_s);

int64_t draft_unit_s(const struct draft *d);

/* Append n drafts, which are in order, to an empty workload.  One author a community. */
void emit_jobs(const struct aif_generate_spec *spec, const struct author *authors,
               const struct draft *drafts, uint32_t n, struct aif_workload *out);

#endif
