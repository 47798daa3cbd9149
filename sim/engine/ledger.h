#ifndef SIM_ENGINE_LEDGER_H
#define SIM_ENGINE_LEDGER_H

#include "aif/usage.h"

/* Usage that fades by Slurm's rule, kept as of a fixed date: where usage fades by the same factor
 * everywhere, who has used how much of the whole changes by charges only.  So usage is not decayed;
 * what is charged later weighs more instead, and a period costs one addition per association with
 * running jobs.  Says the same as aif_usage_decay() and aif_usage_charge() at every period, but for
 * rounding and for usage of 600 half-lives ago, which is forgotten. */

struct ledger_entry {
    double used;        /* in units of `scale` */
    double rate;        /* billing of the running jobs below that have been charged before */
    uint32_t running;   /* how many these are */
    uint32_t active_at; /* place in active, if there are any */
    uint32_t parent;
    bool is_changed;
};

struct ledger_charge {
    uint32_t assoc;
    double billed; /* in units of today */
};

struct ledger {
    struct aif_arena *arena;
    const struct aif_accounts *accounts;
    struct aif_usage *usage; /* how it fades */
    struct ledger_entry *of; /* by association */
    int64_t period_s;
    double left, growth;              /* of usage after a period, and 1 / that */
    double *left_of;                  /* of usage after so many seconds, up to a period */
    double scale;                     /* units of `used` in one of today */
    uint32_t *active, active_count;   /* associations with a rate */
    uint32_t *changed, changed_count; /* since the last ledger_changes() */
    double *used_of_changed;
    struct ledger_charge *pending; /* charged since the last recalculation */
    uint32_t pending_count, pending_capacity;
};

void ledger_open(struct ledger *l, struct aif_arena *arena, struct aif_usage *usage,
                 int64_t period_s);

/* So many recalculations take place.  O(associations with running jobs + charges pending). */
void ledger_recalculate(struct ledger *l, int64_t periods);

/* A charge that the next recalculation will see; it has decayed for the time that it is for. */
void ledger_charge(struct ledger *l, uint32_t assoc, double billing, int64_t run_s);

/* The recalculation just made charges a job for its first run_s; the following ones each charge it
 * for a whole period, until it ends. */
void ledger_begin(struct ledger *l, uint32_t assoc, double billing, int64_t run_s);
void ledger_end(struct ledger *l, uint32_t assoc, double billing);

void ledger_reset(struct ledger *l);

/* The associations whose usage has changed since the last call, and what they have used, in the
 * ledger's units; valid until the next call of anything here. */
uint32_t ledger_changes(struct ledger *l, const uint32_t **changed, const double **used);

/* What an association has used, in units of today. */
double ledger_used(const struct ledger *l, uint32_t assoc);

#endif
