#ifndef AIF_USAGE_H
#define AIF_USAGE_H

#include "aif/arena.h"
#include "aif/centre.h"

/* What accounts, users and QOS have used, fading with time, and what they hold now.  One per run,
 * over a constant share tree.  Types and order of operations are Slurm's (priority/multifactor), so
 * that factors and their ties come out as there: raw usage is long double, what is added is
 * computed in double.  At each pass: aif_usage_decay(), then one aif_usage_charge() per running job
 * for its seconds since the pass before; at a job's end one charge for the rest. */

/* How usage fades. */
enum aif_fade {
    AIF_FADE_SLURM,   /* each second x (1 - 0.693 / period_s); period_s 0: not at all */
    AIF_FADE_NONE,    /* not at all */
    AIF_FADE_SMOOTH,  /* each second x factor ^ (1 / period_s) */
    AIF_FADE_STEP,    /* x factor at each multiple of period_s since the start */
    AIF_FADE_WINDOWS, /* only the last window_count periods count; each x factor per period passed
                       */
};

struct aif_fading {
    enum aif_fade how;
    int64_t period_s;
    double factor;         /* 0 < factor <= 1; not of AIF_FADE_SLURM */
    uint32_t window_count; /* of AIF_FADE_WINDOWS */
};

/* What one association or QOS has used. */
struct aif_used {
    long double raw;                  /* billing x seconds x usage factor */
    long double tres[AIF_TRES_COUNT]; /* amount x seconds x usage factor */
    double wall_s;                    /* seconds of jobs x usage factor */
    double ended_wall_s;              /* the same of ended jobs, from aif_usage_release() */
};

/* What the running jobs below an association hold. */
struct aif_held {
    struct aif_tres_set amount;
    int64_t job_count;
    int64_t start_sum_s; /* sum of their start times */
};

struct aif_usage {
    const struct aif_accounts *accounts;
    const struct aif_centre_qos *qos;
    uint32_t qos_count;
    struct aif_used *assocs, *of_qos; /* by index */
    struct aif_held *held;            /* by association */
    struct aif_fading fading;
    double decay_per_s;   /* factor of a second; of AIF_FADE_SLURM */
    double log2_factor;   /* of AIF_FADE_SMOOTH */
    long double *windows; /* [window][association]; of AIF_FADE_WINDOWS */
    uint32_t window;      /* the current one */
    int64_t elapsed_s;    /* sum of all decays */
    int64_t last_delta_s; /* the power computed last, and its exponent */
    double last_power;
};

/* A job's consumption, all its resources together. */
struct aif_charge {
    uint32_t assoc;         /* charged with all above it, or AIF_NONE */
    uint32_t qos;           /* of the job: its usage factor counts; AIF_NONE: none, factor 1 */
    uint32_t partition_qos; /* of its partition, or AIF_NONE; not charged twice if the same */
    struct aif_tres_set amount;
    double billing; /* aif_billing_of() */
    int64_t run_s;  /* >= 0: since the later of its start and the last pass */
};

/* Nothing used.  Fades as Slurm's with the centre's half-life.  Accounts, centre->qos and the arena
 * must outlive it; accounts are those of the centre or made from the trace. */
void aif_usage_init(struct aif_usage *u, struct aif_arena *arena,
                    const struct aif_accounts *accounts, const struct aif_centre *centre);

/* Fade in another way, before anything is charged. */
void aif_usage_fade(struct aif_usage *u, struct aif_arena *arena, const struct aif_fading *f);

/* Let this many seconds pass over all usage but that of QOS with NoDecay.  O(associations). */
void aif_usage_decay(struct aif_usage *u, int64_t seconds);

/* Charge the association and all above it, the QOS, and the partition's QOS.  What is charged has
 * itself decayed for run_s seconds, but where the QOS does not decay.  O(depth). */
void aif_usage_charge(struct aif_usage *u, const struct aif_charge *c);

/* Forget all usage, NoDecay QOS's too (PriorityUsageResetPeriod). */
void aif_usage_reset(struct aif_usage *u);

/* When usage is next reset after this wall-clock time, in Unix seconds, UTC; AIF_NEVER_S for NONE
 * and NOW. */
int64_t aif_usage_next_reset(enum aif_usage_reset period, int64_t unix_s);

/* A job starts or ends: what its association and all above it hold changes.  Only some share
 * algorithms look at this (share->needs_held).  O(depth). */
void aif_usage_hold(struct aif_usage *u, uint32_t assoc, const struct aif_tres_set *amount,
                    int64_t start_s);
void aif_usage_release(struct aif_usage *u, uint32_t assoc, const struct aif_tres_set *amount,
                       int64_t start_s, int64_t end_s);

/* What is left of 1 after this many seconds of Slurm's decay: decay_per_s ^ seconds. */
double aif_usage_left(struct aif_usage *u, int64_t seconds);

#endif
