/* A pool of processors, a trace written as rows of numbers, grants and a rule of enforcement. */
#ifndef TESTS_GRANT_CASE_H
#define TESTS_GRANT_CASE_H

#include "aif/access.h"
#include "aif/sim.h"
#include "aif/trace.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

enum { CASE_JOBS = 64, CASE_GRANTS = 8 };

/* Accounts are numbered as their names are met: that of the first job is 0. */
struct case_job {
    int64_t submit_s;
    uint32_t procs;
    int64_t limit_s, run_s;
    const char *account;
};

static struct {
    char trace[8192];
    struct aif_machine machine;
    struct aif_workload workload;
    struct aif_charge_rate rate;
    struct aif_grant grants[CASE_GRANTS];
    struct aif_access access;
    struct aif_scenario scenario;
    struct aif_sim *sim;
    struct aif_arena arena;
    const struct aif_row *rows;
    const struct aif_grant_use *uses;
    const struct aif_grant_result *results;
} grant_case;

/* Amounts are in units x seconds here. */
static inline void case_grant(uint32_t account, int64_t start_s, int64_t end_s, int64_t unit_s)
{
    grant_case.grants[grant_case.access.grant_count++] =
        (struct aif_grant){account, 0, start_s, end_s, unit_s * 1000};
}

static inline void case_set_up(uint32_t procs, const char *rule)
{
    memset(&grant_case, 0, sizeof grant_case);
    grant_case.machine = aif_machine_pool(procs);
    grant_case.rate = (struct aif_charge_rate){.cores_per_part = 1, .milli_per_part = 1000};
    const struct aif_plugin *found = aif_plugin_find(AIF_ACCESS, rule);
    ck_assert_ptr_nonnull(found);
    grant_case.access = (struct aif_access){
        .rule = (const void *)found,
        .settings = aif_access_settings_default(),
        .grants = grant_case.grants,
        .rates = &grant_case.rate,
        .rate_count = 1,
        .unix_start_s = 1767225600, /* 2026-01-01 00:00 UTC */
    };
}

static inline void case_open(const struct case_job *jobs, const struct aif_policy_names *names)
{
    struct aif_err err = {{0}};
    size_t used =
        (size_t)snprintf(grant_case.trace, sizeof grant_case.trace,
                         "#aifsim-trace 1\njob_id,submit_s,procs,limit_s,run_s,account\n");
    for (uint32_t i = 0; jobs[i].procs; i++)
        used += (size_t)snprintf(grant_case.trace + used, sizeof grant_case.trace - used,
                                 "%u,%lld,%u,%lld,%lld,%s\n", i + 1, (long long)jobs[i].submit_s,
                                 jobs[i].procs, (long long)jobs[i].limit_s,
                                 (long long)jobs[i].run_s, jobs[i].account);
    struct aif_trace_input in = {grant_case.trace, used, "case.csv", false};
    ck_assert_msg(aif_trace_parse(&in, &grant_case.workload, &err), "%s", err.text);
    grant_case.scenario = (struct aif_scenario){.machine = &grant_case.machine,
                                                .workload = &grant_case.workload,
                                                .access = &grant_case.access,
                                                .is_checked = true};
    ck_assert_msg(aif_policy_parse(names, &grant_case.scenario.policy, &err), "%s", err.text);
    grant_case.sim = aif_sim_open(&grant_case.scenario, &err);
    ck_assert_msg(grant_case.sim != NULL, "%s", err.text);
}

static inline void case_run(const struct case_job *jobs, const char *backfill)
{
    uint32_t count;
    struct aif_policy_names names = {.backfill = backfill};
    case_open(jobs, &names);
    aif_sim_run(grant_case.sim);
    grant_case.rows = aif_sim_rows(grant_case.sim);
    grant_case.uses = aif_sim_grant_uses(grant_case.sim);
    grant_case.results = aif_sim_grants(grant_case.sim, &grant_case.arena, &count);
    ck_assert_uint_eq(count, grant_case.access.grant_count + 1);
}

static inline void case_close(void)
{
    aif_sim_close(grant_case.sim);
    aif_workload_close(&grant_case.workload);
    aif_arena_free(&grant_case.arena);
}

/* Jobs are counted from 1 in what follows. */
static inline void expect_start(uint32_t id, int64_t start_s)
{
    ck_assert_msg(grant_case.rows[id - 1].start_s == start_s, "job %u starts at %lld, not %lld", id,
                  (long long)grant_case.rows[id - 1].start_s, (long long)start_s);
    ck_assert_int_eq(grant_case.uses[id - 1].refused_s, AIF_UNKNOWN_S);
}

static inline void expect_refused(uint32_t id, enum aif_reject reason, int64_t t_s)
{
    const struct aif_row *row = &grant_case.rows[id - 1];
    ck_assert_msg(row->outcome == AIF_OUTCOME_REJECTED && row->reason == reason,
                  "job %u: outcome %s, reason %s", id,
                  aif_outcome_name((enum aif_outcome)row->outcome),
                  aif_reject_name((enum aif_reject)row->reason));
    ck_assert_int_eq(row->start_s, AIF_UNKNOWN_S);
    ck_assert_int_eq(grant_case.uses[id - 1].refused_s, t_s);
}

/* In units x seconds. */
static inline void expect_result(uint32_t grant, int64_t charged, int64_t lowered, int64_t refused)
{
    const struct aif_grant_result *r = &grant_case.results[grant];
    ck_assert_int_eq(r->charged_unit_ms, charged * 1000);
    ck_assert_int_eq(r->lowered_unit_ms, lowered * 1000);
    ck_assert_int_eq(r->refused_unit_ms, refused * 1000);
}

#endif
