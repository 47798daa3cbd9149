/* What formulae see of a job. */
#include "engine/standings_bind.h"
#include "engine/state.h"

static double used_by(const struct standings *s, uint32_t assoc)
{
    if (assoc == AIF_NONE)
        return 0;
    return s->has_ledger ? ledger_used(&s->ledger, assoc) : (double)s->usage.assocs[assoc].raw;
}

void standings_values(const struct standings *s, uint32_t job, const struct aif_standing *standing,
                      double *values)
{
    uint32_t assoc = s->assoc_of_job[job];
    int64_t now_s = s->sim->now_s, submit_s = standing->ask.submit_s;
    int64_t age_s = standing->recalculated_s - submit_s;
    struct aif_priority_job j;
    standings_describe(s, job, &j);
    values[AIF_FORMULA_LIMIT_S] = (double)standing->ask.limit_s;
    values[AIF_FORMULA_PROCS] = standing->ask.units;
    values[AIF_FORMULA_NODES] = (double)j.tres.of[AIF_TRES_NODE];
    values[AIF_FORMULA_CPUS] = (double)j.tres.of[AIF_TRES_CPU];
    values[AIF_FORMULA_GPUS] = (double)j.tres.of[AIF_TRES_GPU];
    values[AIF_FORMULA_MEM_MIB] = (double)j.tres.of[AIF_TRES_MEM];
    values[AIF_FORMULA_SUBMIT_S] = (double)submit_s;
    values[AIF_FORMULA_WAIT_S] = (double)(now_s - submit_s);
    values[AIF_FORMULA_NOW_S] = (double)now_s;
    values[AIF_FORMULA_AGE_S] = age_s > 0 ? (double)age_s : 0;
    values[AIF_FORMULA_FAIRSHARE] = standing->fairshare;
    values[AIF_FORMULA_USAGE] = used_by(s, assoc);
    values[AIF_FORMULA_ACCOUNT_USAGE] =
        used_by(s, assoc == AIF_NONE ? AIF_NONE : s->accounts.assocs[assoc].parent);
    values[AIF_FORMULA_USER_RUNNING] = assoc == AIF_NONE ? 0 : s->running_of[assoc];
    values[AIF_FORMULA_PRIORITY] =
        aif_priority_now(standing->settings, standing->fixed, age_s, standing->fairshare);
    values[AIF_FORMULA_QOS_PRIORITY] = (double)j.qos_priority;
    values[AIF_FORMULA_PARTITION_FACTOR] = (double)j.partition_factor;
    values[AIF_FORMULA_NICE] = (double)j.nice;
}
