/* Fair start times (Sabin, Kochhar and Sadayappan, ICPP 2004): no job that comes later should delay
 * one that came earlier. */
#include "aif/metrics.h"

/* When the last job of the scenario starts; AIF_UNKNOWN_S if it is rejected or cannot be told. */
static bool find_last_start(const struct aif_scenario *scenario, int64_t *start_s,
                            struct aif_err *err)
{
    struct aif_sim *sim = aif_sim_open(scenario, err);
    if (!sim)
        return false;
    const struct aif_row *last = aif_sim_rows(sim) + aif_sim_job_count(sim) - 1;
    while (last->start_s == AIF_UNKNOWN_S && aif_sim_step(sim))
        ;
    *start_s = last->start_s;
    aif_sim_close(sim);
    return true;
}

bool aif_fair_start_miss(const struct aif_scenario *scenario, int64_t *miss_s, struct aif_err *err)
{
    struct aif_sim *whole = aif_sim_open(scenario, err);
    if (!whole)
        return false;
    aif_sim_run(whole);
    const struct aif_row *rows = aif_sim_rows(whole);
    struct aif_scenario part = *scenario;
    bool ok = true;
    for (uint32_t i = 0; ok && i < aif_sim_job_count(whole); i++) {
        int64_t fair_s;
        part.job_limit = i + 1;
        ok = find_last_start(&part, &fair_s, err);
        miss_s[i] = ok && rows[i].start_s > fair_s && rows[i].outcome != AIF_OUTCOME_REJECTED
                        ? rows[i].start_s - fair_s
                        : 0;
    }
    aif_sim_close(whole);
    return ok;
}
