/* A program that uses the installed library: three jobs on a pool of ten processors under EASY. */
#include <aif.h>
#include <stdio.h>

static const struct aif_job *fill(struct aif_workload *w)
{
    static const int64_t runs_s[] = {10, 10, 5};
    static const uint32_t procs[] = {6, 8, 4};
    w->count = 3;
    w->jobs = AIF_NEW(&w->arena, struct aif_job, w->count);
    for (uint32_t i = 0; i < w->count; i++)
        w->jobs[i] = (struct aif_job){.id = i + 1,
                                      .submit_s = i,
                                      .runtime_s = runs_s[i],
                                      .limit_s = runs_s[i],
                                      .request = {.procs = procs[i]},
                                      .user = AIF_NONE,
                                      .account = AIF_NONE,
                                      .application = AIF_NONE,
                                      .after = AIF_NONE,
                                      .think_s = -1,
                                      .community = AIF_NONE16,
                                      .partition = AIF_NONE16,
                                      .qos = AIF_NONE16,
                                      .status = AIF_STATUS_COMPLETED};
    return w->jobs;
}

int main(void)
{
    struct aif_workload workload = {.unix_start_s = AIF_UNKNOWN_S};
    const struct aif_job *jobs = fill(&workload);
    struct aif_machine machine = aif_machine_pool(10);
    struct aif_scenario scenario = {.machine = &machine, .workload = &workload};
    struct aif_policy_names names = {.order = "fcfs", .backfill = "easy"};
    struct aif_err err = {{0}};
    struct aif_sim *sim = NULL;
    if (aif_policy_parse(&names, &scenario.policy, &err))
        sim = aif_sim_open(&scenario, &err);
    if (!sim) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    aif_sim_run(sim);
    for (uint32_t i = 0; i < aif_sim_job_count(sim); i++)
        printf("job %lld starts at %lld\n", (long long)jobs[i].id,
               (long long)aif_sim_rows(sim)[i].start_s);
    aif_sim_close(sim);
    aif_workload_close(&workload);
    return 0;
}
