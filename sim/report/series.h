/* The arithmetic of the series on plain arrays, so that it can be tested without a run. */
#ifndef SIM_REPORT_SERIES_H
#define SIM_REPORT_SERIES_H

#include "aif/distribution.h"
#include "aif/series.h"

/* What a finished run leaves; rows[i] is what became of workload->jobs[i], i < count. */
struct series_input {
    const struct aif_workload *workload;
    const struct aif_machine *machine;
    const struct aif_row *rows;
    uint32_t count;
    int64_t capacity_units;
    const struct aif_episode *episodes;
    uint32_t episode_count;
    const struct aif_accounts *accounts; /* of the site; NULL: it has no share tree */
    const struct aif_access *access;     /* NULL: none */
    const struct aif_grant_use *uses;    /* by job; NULL: no access layer */
    const uint32_t *community_of_grant;  /* as in struct aif_series_ask */
    const struct aif_sim *sim;           /* asked when a job was cancelled; NULL: none was */
};

/* Which groups jobs are in. */
struct series_groups {
    uint32_t communities, accounts;
    const uint32_t *account_of_job; /* group among the accounts, or AIF_NONE; NULL: no accounts */
    const char **account_names;
    uint64_t *account_shares; /* raw; of level_shares in all */
    uint64_t level_shares;
};

/* The community of a job; one after the last: it has none. */
uint32_t series_community(const struct series_input *in, uint32_t job);

void series_find_groups(const struct series_input *in, struct aif_arena *arena,
                        struct series_groups *out);

/* Fill in what the groups of a series, of which all else is known, are entitled to. */
void series_entitle(const struct series_input *in, const struct series_groups *groups,
                    struct aif_arena *arena, struct aif_series *series);

/* As aif_distribution_make(). */
void distribution_from_rows(const struct aif_workload *w, const struct aif_row *rows,
                            uint32_t count, struct aif_arena *arena, struct aif_distribution *out);

/* As aif_series_make(). */
void series_from_rows(const struct series_input *in, struct aif_arena *arena,
                      struct aif_series *out);

#endif
