#ifndef AIF_SHARE_H
#define AIF_SHARE_H

#include "aif/machine.h"
#include "aif/plugin.h"
#include "aif/usage.h"
#include "aif/workload.h"

/* Fair share: from shares and usage to a factor per association.  All algorithms work on the same
 * tree and usage, so that they can be compared; docs/fairshare.md has their formulae. */

/* Parameters of the algorithms, under the names and with the defaults of the schedulers they come
 * from.  Each algorithm reads only its own. */
struct aif_share_options {
    double dampening;          /* classic: FairShareDampeningFactor, 1 */
    bool merges_tied_accounts; /* fair-tree: as documented, not as shipped */
    bool is_lazy; /* classic: users' numbers are left for aif_share_factor(), as Slurm does */
    int64_t pbs_decay_s;          /* openpbs: fairshare_decay_time, 24 h */
    double pbs_decay_factor;      /* openpbs: fairshare_decay_factor, 0.5 */
    int64_t maui_interval_s;      /* maui: FSINTERVAL, 12 h */
    uint32_t maui_depth;          /* maui: FSDEPTH, 8 */
    double maui_decay;            /* maui: FSDECAY, 1 */
    double maui_user_weight;      /* maui: FSUSERWEIGHT, 1 */
    double maui_account_weight;   /* maui: FSACCOUNTWEIGHT, 1; for each account above the user */
    bool maui_is_relative;        /* maui: 1 - use / target, not target - use */
    double lsf_cpu_time_factor;   /* lsf: 0.7 */
    double lsf_run_time_factor;   /* lsf: 0.7 */
    double lsf_run_job_factor;    /* lsf: 3 */
    double lsf_hist_hours;        /* lsf: 5 */
    int64_t condor_half_life_s;   /* condor: PRIORITY_HALFLIFE, 24 h */
    struct aif_tres_set capacity; /* drf, kueue: of the machine; 0: does not count */
    const struct aif_tres_set *nominal; /* kueue: quota by association; NULL: shares of capacity */
};

/* Numbers on the way to a factor, as `sshare` shows them.  Fair Tree's are relative to the siblings
 * (norm_shares, effective_usage) or the root (norm_usage), those of the others to the root.
 * Algorithms put their own notions where docs/fairshare.md says. */
struct aif_share_row {
    double norm_shares;
    long double norm_usage, effective_usage;
    long double level_fs; /* Fair Tree: infinite without usage */
    uint32_t place;       /* Fair Tree: when it was ranked, from 0; accounts are counted, too */
    bool has_level_fs;
    bool is_tied;     /* Fair Tree: with the one ranked before it */
    bool has_factor;  /* false: the algorithm ranks users only, and this is an account */
    bool is_over_cap; /* Maui: jobs may not start now */
};

struct aif_share;
struct share_tree;

/* An algorithm at work on one run.  Valid as long as the arena it was opened with. */
struct aif_share_view {
    const struct aif_share *share;
    const struct aif_accounts *accounts;
    const struct aif_usage *usage;
    struct aif_share_options options;
    const struct share_tree *tree; /* who competes with whom */
    struct aif_share_row *rows;    /* by association */
    double *factors;               /* by association */
    int64_t now_s;
    bool *is_left; /* by association: left for aif_share_factor() */
    void *state;   /* the algorithm's own: scratch, and what it remembers */
};

/* A share algorithm. */
struct aif_share {
    struct aif_plugin plugin;
    bool is_before_usage; /* Slurm computes it at the beginning of a pass, before decay and charges
                           */
    bool needs_held;  /* looks at what running jobs hold: call aif_usage_hold() and _release() */
    bool is_by_ratio; /* of usage, looks at the ratios of `raw` alone: any unit will do */
    /* Prepare view->state and say how usage is to fade (*fading is Slurm's before).  May be NULL.
     */
    void (*open)(struct aif_share_view *view, struct aif_arena *arena, struct aif_fading *fading);
    /* Fill view->rows (zeroed before, but for has_factor) and factors: larger is sooner.  Takes no
     * memory.  O(n log n). */
    void (*factors)(const struct aif_share_view *view, double *factors);
    /* Fill the row and the factor of one association that factors() has left; only of algorithms
     * that know options.is_lazy. */
    void (*one)(const struct aif_share_view *view, uint32_t assoc, double *factors);
    /* Optional, both or none; for runs that ask often and about few.  refresh(): since the call
     * before (at first: since nothing was used) only these associations have been charged, and have
     * used so much now, in any unit.  factor(): what factors() would say of a user then.  Needs
     * is_by_ratio; usage is not looked at, rows are not filled, and ties are those of doubles. */
    void (*refresh)(const struct aif_share_view *view, const uint32_t *changed, const double *used,
                    uint32_t count);
    double (*factor)(const struct aif_share_view *view, uint32_t user);
};

/* All that a machine has; a pool of processors has CPUs, one a node.  For options.capacity. */
struct aif_tres_set aif_share_capacity(const struct aif_machine *m);

/* The defaults above; dampening and merging from the centre. */
struct aif_share_options aif_share_options_default(const struct aif_priority *priority);

/* Make ready to compute.  Sets how usage fades: open before anything is charged.  All factors are 0
 * until the first update. */
void aif_share_open(struct aif_share_view *v, struct aif_arena *arena,
                    const struct aif_share *share, struct aif_usage *usage,
                    const struct aif_share_options *options);

/* Compute all factors from the usage as it is now: once per pass.  Time never goes back. */
void aif_share_update(struct aif_share_view *v, int64_t now_s);

/* The factor of an association.  With options.is_lazy, a user's row and factor are computed when he
 * is first asked about after an update, from usage as it is then, below accounts as they were at
 * the update: Slurm's classic algorithms look at a user when a job of his, or `sshare`, does. */
double aif_share_factor(struct aif_share_view *v, uint32_t assoc);

/* A number as `sshare` prints it with six decimals: Slurm sends doubles multiplied by a million,
 * which now and then moves the last digit. */
double aif_share_shown(long double x);

/* Which association each job is charged to. */

/* A tree of the users and accounts of a trace, all with one share: accounts below the root, users
 * below their accounts, or below the root where a job states no account.  Writes the association
 * of each job, AIF_NONE for jobs without a user and an account, if assoc_of_job (one per job) is
 * given.  O(jobs). */
struct aif_accounts aif_accounts_of_workload(const struct aif_workload *w, struct aif_arena *arena,
                                             uint32_t *assoc_of_job);

/* Write the association of each job in a stated tree: of its user in its account, for its
 * partition if there is one (partition_of_job: machine's index, or NULL); a job without an account
 * is charged to the user's first association.  AIF_NONE where the tree has none; returns how many
 * jobs that is.  O(jobs + different users and accounts of them x associations). */
uint32_t aif_accounts_bind(const struct aif_accounts *t, const struct aif_workload *w,
                           const uint32_t *partition_of_job, uint32_t *assoc_of_job);

/* Write the account of each job in a tree: the one it states, else that of the association it is
 * bound to; AIF_NONE where there is none.  Both arrays are by job, and may be the same.  O(jobs +
 * accounts of them x associations). */
void aif_accounts_of_jobs(const struct aif_accounts *t, const struct aif_workload *w,
                          const uint32_t *assoc_of_job, uint32_t *account_of_job);

#endif
