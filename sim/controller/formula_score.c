/* What formulae see of a job in the controller: as of the last pass of priorities, or of the time
 * at which the job entered the queue. */
#include "controller/fairshare.h"

#include "controller/controller.h"
#include "controller/life.h"

bool fairshare_formula_changes(const struct controller *c)
{
    static const enum aif_formula_variable fixed[] = {
        AIF_FORMULA_LIMIT_S,      AIF_FORMULA_PROCS,
        AIF_FORMULA_NODES,        AIF_FORMULA_CPUS,
        AIF_FORMULA_GPUS,         AIF_FORMULA_MEM_MIB,
        AIF_FORMULA_SUBMIT_S,     AIF_FORMULA_NICE,
        AIF_FORMULA_QOS_PRIORITY, AIF_FORMULA_PARTITION_FACTOR};
    uint32_t used = c->sim.scenario.policy.order_formula.variables;
    for (size_t i = 0; i < AIF_COUNT(fixed); i++)
        used &= ~(UINT32_C(1) << fixed[i]);
    return used != 0;
}

static double used_by(const struct controller *c, uint32_t assoc)
{
    return assoc == AIF_NONE ? 0 : (double)c->fairshare.usage.assocs[assoc].raw;
}

static double running_of(const struct controller *c, uint32_t assoc)
{
    uint32_t count = 0;
    for (uint32_t i = 0; assoc != AIF_NONE && i < c->running_count; i++)
        count += c->jobs[c->running[i]].assoc == assoc;
    return count;
}

double fairshare_formula(struct controller *c, const struct ask *a)
{
    const struct aif_policy *policy = &c->sim.scenario.policy;
    const struct aif_workload *w = c->sim.scenario.workload;
    const struct job_state *j = &c->jobs[a->job];
    const struct aif_assoc *assocs = c->fairshare.accounts->assocs;
    uint32_t used = policy->order_formula.variables;
    int64_t now_s = controller_now_s(c), submit_s = w->jobs[a->job].submit_s;
    struct aif_tres_set amount = life_amount(c, a);
    struct aif_priority_sum sum = {0};
    if (used >> AIF_FORMULA_PRIORITY & 1)
        sum = fairshare_terms(c, a);
    double values[AIF_FORMULA_VARIABLES] = {
        [AIF_FORMULA_LIMIT_S] = (double)a->limit_s,
        [AIF_FORMULA_PROCS] = c->sim.rows[a->job].units,
        [AIF_FORMULA_NODES] = (double)amount.of[AIF_TRES_NODE],
        [AIF_FORMULA_CPUS] = (double)amount.of[AIF_TRES_CPU],
        [AIF_FORMULA_GPUS] = (double)amount.of[AIF_TRES_GPU],
        [AIF_FORMULA_MEM_MIB] = (double)amount.of[AIF_TRES_MEM],
        [AIF_FORMULA_SUBMIT_S] = (double)submit_s,
        [AIF_FORMULA_WAIT_S] = (double)(now_s - submit_s),
        [AIF_FORMULA_NOW_S] = (double)now_s,
        [AIF_FORMULA_AGE_S] = (double)fairshare_age_s(c, j, now_s),
        [AIF_FORMULA_USAGE] = used_by(c, j->assoc),
        [AIF_FORMULA_ACCOUNT_USAGE] =
            used_by(c, j->assoc == AIF_NONE ? AIF_NONE : assocs[j->assoc].parent),
        [AIF_FORMULA_PRIORITY] = sum.priority,
        [AIF_FORMULA_QOS_PRIORITY] =
            j->qos == AIF_NONE16 ? 0 : (double)c->centre.qos[j->qos].priority,
        [AIF_FORMULA_PARTITION_FACTOR] =
            c->centre.partitions ? (double)c->centre.partitions[a->partition].priority_job_factor
                                 : 1,
        [AIF_FORMULA_NICE] = w->extras ? w->extras[a->job].nice : 0,
    };
    if (used >> AIF_FORMULA_FAIRSHARE & 1 && j->assoc != AIF_NONE)
        values[AIF_FORMULA_FAIRSHARE] = aif_share_factor(&c->fairshare.view, j->assoc);
    if (used >> AIF_FORMULA_USER_RUNNING & 1)
        values[AIF_FORMULA_USER_RUNNING] = running_of(c, j->assoc);
    const struct aif_standing seen = {.formula = &policy->order_formula, .values = values};
    return policy->order->score_standing(&seen, now_s);
}
