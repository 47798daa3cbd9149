#ifndef SIM_ENGINE_STANDINGS_H
#define SIM_ENGINE_STANDINGS_H

#include "aif/sched.h"
#include "engine/ledger.h"

struct aif_sim;

/* Whose jobs wait and run, and what follows from it: usage, fair-share factors and the priorities
 * of waiting jobs, for runs whose order looks at them.  Priorities are recalculated at every
 * multiple of PriorityCalcPeriod; what happens in between is seen at the next one.  At an instant
 * that is one, the recalculation comes first.  Factors are only computed when a pass compares jobs.
 */

/* Of a job that waits. */
struct standing_slot {
    struct aif_priority_fixed fixed;
    double keys[2]; /* as it stands in the queue, and in that of the candidates */
    uint32_t assoc, next_free;
};

/* A running job. */
struct standing_run {
    uint32_t job, assoc;
    double billing; /* with the usage factor of its QOS */
};

struct standings {
    struct aif_sim *sim;
    struct aif_centre centre;
    struct aif_accounts accounts;
    struct aif_priority_scale scale;
    struct aif_tres_set *capacity; /* by partition */
    uint32_t *qos_of;              /* of the centre, by name of the workload */
    uint32_t *assoc_of_job;
    uint32_t *slot_of_job; /* AIF_NONE: does not wait */
    struct standing_slot *slots;
    uint32_t slot_count, slot_capacity, free_slot;

    struct aif_usage usage;
    struct aif_share_view view;
    struct ledger ledger;      /* where usage may be in any unit ... */
    bool is_asked_singly;      /* factors are asked for one by one, see share->factor */
    bool has_ledger;           /* ... else it is decayed and charged at each recalculation */
    uint32_t *run_of_job;      /* place in runs; AIF_NONE: does not run */
    struct standing_run *runs; /* with a ledger: those not charged yet */
    uint32_t run_count, run_capacity;

    struct aif_standing standing; /* scratch: what an order is shown of one job after the other */
    double values[AIF_FORMULA_VARIABLES];
    uint32_t *running_of; /* jobs of each association that run */

    int64_t period_s, last_s; /* time of the last recalculation */
    int64_t reset_s;          /* usage is forgotten at the recalculation from then on */
    int64_t factors_s;        /* recalculation that the factors are of; AIF_UNKNOWN_S: none yet */
};

/* For runs that need none. */
bool standings_are_needed(const struct aif_policy *policy);

/* Jobs must be bound. */
struct standings *standings_open(struct aif_sim *sim);

/* Recalculations up to now. */
void standings_recalculate(struct standings *s, int64_t now_s);

/* A job starts to wait, waits no longer and will never run, starts or ends. */
void standings_enqueue(struct standings *s, uint32_t job);
void standings_leave(struct standings *s, uint32_t job);
void standings_start(struct standings *s, uint32_t job);
void standings_finish(struct standings *s, uint32_t job);

/* Bring factors up to the last recalculation. */
void standings_refresh(struct standings *s);

/* The fair-share factor of an association as of the last refresh; 0 for none. */
double standings_factor(struct standings *s, uint32_t assoc);

/* Score of a job by an order that sees standings. */
double standings_score(struct standings *s, const struct aif_order *order, uint32_t job);

/* The same of a job that waits, kept as its key in a queue. */
double standings_rekey(struct standings *s, const struct aif_order *order, uint32_t job, int queue);

/* The key under which a waiting job stands in a queue: 0, or 1 for the candidates. */
double *standings_key(struct standings *s, uint32_t job, int queue);

#endif
