/* A run is a pure function of its scenario: what would have been is another run. */
#include "host/explain/explain.h"

/* As long as something later can make a difference: a job that runs may be preempted and begin
 * anew, where runs are ever cut short. */
static int64_t find_start(struct aif_sim *sim, uint32_t job, int64_t before_s, bool may_be_cut)
{
    const struct aif_row *row = &aif_sim_rows(sim)[job];
    for (int64_t t_s; (t_s = aif_sim_next(sim)) != AIF_NEVER_S;) {
        enum aif_job_state state = aif_view_job(sim, job).state;
        bool has_run = row->start_s != AIF_UNKNOWN_S;
        bool runs = state == AIF_JOB_RUNNING || state == AIF_JOB_SUSPENDED;
        if (state == AIF_JOB_ENDED || (has_run && !may_be_cut) || (t_s >= before_s && !runs))
            break;
        if (!aif_sim_step(sim))
            break;
    }
    bool is_settled = row->outcome != AIF_OUTCOME_WAITING || !may_be_cut;
    bool has_run = is_settled && row->start_s != AIF_UNKNOWN_S;
    return has_run && row->start_s < before_s ? row->start_s : AIF_NEVER_S;
}

int64_t explain_rerun(struct explanation *e, const struct aif_scenario *scenario, uint32_t job,
                      const char **refused)
{
    struct aif_err err = {{0}};
    struct aif_scenario plain = *scenario;
    plain.keeps_waits = plain.keeps_plan = plain.is_checked = plain.is_strict = false;
    struct aif_sim *sim = aif_sim_open(&plain, &err);
    e->runs++;
    if (refused)
        *refused = sim ? NULL : "the run is not possible";
    if (!sim)
        return AIF_NEVER_S;
    int64_t start_s = find_start(sim, job, e->story.start_s,
                                 plain.policy.backfill->controls);
    const struct aif_row *row = &aif_sim_rows(sim)[job];
    if (refused && row->outcome == AIF_OUTCOME_REJECTED)
        *refused = aif_reject_summary((enum aif_reject)row->reason);
    aif_sim_close(sim);
    return start_s;
}

int64_t explain_without(struct explanation *e, const bool *is_out)
{
    const struct aif_workload *w = e->scenario.workload;
    AIF_CHECK(!is_out[e->job]);
    struct aif_workload less = aif_workload_without(w, is_out, NULL);
    struct aif_scenario s = e->scenario;
    uint32_t job = e->job, limit = s.job_limit;
    for (uint32_t i = 0; i < w->count; i++) {
        job -= i < e->job && is_out[i];
        s.job_limit -= i < limit && is_out[i];
    }
    s.workload = &less;
    int64_t start_s = explain_rerun(e, &s, job, NULL);
    aif_arena_free(&less.arena);
    return start_s;
}
