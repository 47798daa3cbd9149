/* Junk as a table of grants: it is refused with words, or the grants are in order and within their
 * bounds, and a run with them comes to an end. */
#include "host/files/grants_file.h"

#include "aif/sim.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes);

static const char *const account_names[] = {"a", "b \"c\""};

static void check_grants(const struct grants_file *f)
{
    for (uint32_t i = 0; i < f->count; i++) {
        const struct aif_grant *g = &f->grants[i];
        AIF_CHECK(g->account == AIF_NONE || g->account < 2);
        AIF_CHECK(f->accounts[i][0] && g->mode < f->modes.count && f->by_line[i] < f->count);
        AIF_CHECK(g->start_s < g->end_s && g->amount_unit_ms >= 0);
        AIF_CHECK(i == 0 || g[-1].account < g->account ||
                  (g[-1].account == g->account && g[-1].start_s <= g->start_s));
    }
}

/* Four jobs on one processor. */
static void run(const struct grants_file *f, struct aif_workload *w, const char *rule)
{
    static const struct aif_charge_rate rate = {.cores_per_part = 1, .milli_per_part = 1000};
    const struct aif_machine pool = aif_machine_pool(1);
    struct aif_access access = {
        .rule = (const void *)aif_plugin_find(AIF_ACCESS, rule),
        .grants = f->grants,
        .grant_count = f->count,
        .rates = &rate,
        .rate_count = 1,
    };
    struct aif_policy_names names = {.backfill = "conservative"};
    struct aif_scenario scenario = {
        .machine = &pool, .workload = w, .access = &access, .is_checked = true};
    struct aif_err err = {{0}};
    AIF_CHECK(access.rule && aif_policy_parse(&names, &scenario.policy, &err));
    struct aif_sim *sim = aif_sim_open(&scenario, &err);
    AIF_CHECK(sim);
    aif_sim_run(sim);
    aif_sim_close(sim);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes)
{
    struct aif_workload w = {.name = "w", .unix_start_s = 0};
    struct aif_job jobs[4];
    struct grants_file file;
    struct aif_err err = {{0}};
    const struct grants_text in = {"grants.csv", (const char *)data, bytes};
    for (uint32_t i = 0; i < 2; i++)
        aif_names_intern(&w.accounts, &w.arena, account_names[i], strlen(account_names[i]));
    for (uint32_t i = 0; i < 4; i++)
        jobs[i] = (struct aif_job){.id = i,
                                   .submit_s = i / 2,
                                   .limit_s = 5000,
                                   .runtime_s = 4000,
                                   .request = {.procs = 1},
                                   .user = AIF_NONE,
                                   .account = i % 2,
                                   .application = AIF_NONE,
                                   .after = AIF_NONE,
                                   .think_s = -1,
                                   .community = AIF_NONE16,
                                   .partition = AIF_NONE16,
                                   .qos = AIF_NONE16};
    w.jobs = jobs;
    w.count = 4;
    if (grants_file_parse(&in, &w, &w.arena, &file, &err)) {
        check_grants(&file);
        run(&file, &w, bytes % 2 ? "hard-stop" : "overdraft");
    } else {
        AIF_CHECK(strncmp(err.text, "grants.csv:", 11) == 0);
    }
    aif_workload_close(&w);
    return 0;
}
