#ifndef SIM_CONTROLLER_FAIRSHARE_H
#define SIM_CONTROLLER_FAIRSHARE_H

#include "aif/priority.h"
#include "aif/share.h"
#include "controller/pending.h"

/* Usage, shares and priorities of the jobs of a run. */

struct controller;
struct job_state;

struct fairshare {
    const struct aif_accounts *accounts; /* the centre's, or made from the trace */
    struct aif_accounts made;
    uint32_t *assoc_of_job;
    struct aif_usage usage;
    struct aif_share_view view;
    struct aif_priority_scale scale;
    struct aif_tres_set *capacity; /* by partition */
    int64_t passed_s;              /* of the last pass; CONTROLLER_LONG_AGO: none yet */
    int64_t reset_s;               /* when usage is next reset, Unix time */
    bool has_priorities;           /* multifactor, with a weight that is not 0 */
    bool is_wanted;                /* passes are made at all */
};

/* Bind jobs to associations; everything starts unused. */
void fairshare_open(struct controller *c);

/* What Slurm does each PriorityCalcPeriod: decay, charge what runs, factors, new priorities of all
 * that waits.  O(associations log associations + running + waiting). */
void fairshare_pass(struct controller *c);

/* Charge what a job in its run has not been charged yet, as if it had run all the time. */
void fairshare_charge(struct controller *c, uint32_t job);

/* The priority of a waiting job in one of its partitions, from its age now and the factors of the
 * last pass. */
struct aif_priority_sum fairshare_terms(struct controller *c, const struct ask *a);

/* The same for onlookers, as of the last time that it was computed: in the last pass, or when the
 * job entered the queue.  Factors that are computed when asked for stay as they are. */
struct aif_priority_sum fairshare_look(const struct controller *c, const struct ask *a);
uint32_t fairshare_priority(struct controller *c, const struct ask *a);

/* The score of a job by the formula of the policy's order, as of now.  O(1), or O(running jobs) if
 * the formula counts them. */
double fairshare_formula(struct controller *c, const struct ask *a);

/* Whether that changes while a job waits: then it is computed anew in each pass. */
bool fairshare_formula_changes(const struct controller *c);

/* Seconds for which the job's age has grown, as Slurm counts them. */
int64_t fairshare_age_s(const struct controller *c, const struct job_state *j, int64_t now_s);

/* Give the entry its place: by priority, or by the policy's order. */
void fairshare_rank(struct controller *c, struct ask *a, struct pending_key *key);

#endif
