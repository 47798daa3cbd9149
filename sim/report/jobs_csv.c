/* jobs.csv: Batsim's columns (its documentation, "output: jobs"), then ours. */
#include "aif/report.h"

#include "aif/access.h"
#include "aif/view.h"
#include "report/intervals.h"

static const char header[] =
    "job_id,workload_name,profile,submission_time,requested_number_of_resources,requested_time,"
    "success,final_state,starting_time,execution_time,finish_time,waiting_time,turnaround_time,"
    "stretch,allocated_resources,consumed_energy,metadata,"
    "user,account,community,partition,qos,application,units,nodes,gpus_per_node,cores_per_node,"
    "mem_mib_per_node,exclusive,trace_limit_s,trace_run_s,trace_status,bounded_slowdown,"
    "reject_reason,trace_line,outcome,restarts";

enum { STRETCH_DIGITS = 6, TAU_S = 10 };

static const char *final_state(const struct aif_row *row)
{
    static const char *const states[AIF_OUTCOME_COUNT] = {
        [AIF_OUTCOME_WAITING] = "",
        [AIF_OUTCOME_COMPLETED] = "COMPLETED_SUCCESSFULLY",
        [AIF_OUTCOME_FAILED] = "COMPLETED_FAILED",
        [AIF_OUTCOME_TIMED_OUT] = "COMPLETED_WALLTIME_REACHED",
        [AIF_OUTCOME_REJECTED] = "REJECTED",
        [AIF_OUTCOME_CANCELLED] = "COMPLETED_KILLED",
        [AIF_OUTCOME_PREEMPTED] = "COMPLETED_KILLED",
        [AIF_OUTCOME_BLOCKED] = "REJECTED",
        [AIF_OUTCOME_NODE_FAIL] = "COMPLETED_KILLED",
    };
    AIF_CHECK(row->outcome != AIF_OUTCOME_WAITING && row->outcome < AIF_OUTCOME_COUNT);
    return states[row->outcome];
}

static const char *status_name(int8_t status)
{
    switch (status) {
    case AIF_STATUS_COMPLETED:
        return "completed";
    case AIF_STATUS_FAILED:
        return "failed";
    case AIF_STATUS_CANCELLED:
        return "cancelled";
    default:
        return "";
    }
}

static void put_text(struct aif_sink *out, const char *text)
{
    aif_sink_csv(out, text);
    aif_sink_char(out, ',');
}

static void put_int(struct aif_sink *out, int64_t value)
{
    aif_sink_int(out, value);
    aif_sink_char(out, ',');
}

/* A time or count that is empty where it is not known. */
static void put_known(struct aif_sink *out, int64_t value, bool is_known)
{
    if (is_known)
        aif_sink_int(out, value);
    aif_sink_char(out, ',');
}

/* Columns 9 to 14. */
static void put_times(struct aif_sink *out, const struct aif_job *job, const struct aif_row *row,
                      bool has_run)
{
    int64_t run_s = row->end_s - row->start_s, turnaround_s = row->end_s - job->submit_s;
    put_known(out, row->start_s, has_run);
    put_known(out, run_s, has_run);
    put_known(out, row->end_s, has_run);
    put_known(out, row->start_s - job->submit_s, has_run);
    put_known(out, turnaround_s, has_run);
    if (has_run && run_s > 0)
        aif_sink_ratio(out, turnaround_s, run_s, STRETCH_DIGITS);
    aif_sink_char(out, ',');
}

/* Columns 18 to 23. */
static void put_names(struct aif_sink *out, const struct aif_job *job, const struct aif_workload *w)
{
    put_text(out, aif_names_at(&w->users, job->user, ""));
    put_text(out, aif_names_at(&w->accounts, job->account, ""));
    put_text(out, aif_names_at(&w->communities, job->community, ""));
    put_text(out, aif_names_at(&w->partitions, job->partition, ""));
    put_text(out, aif_names_at(&w->qos, job->qos, ""));
    put_text(out, aif_names_at(&w->applications, job->application, ""));
}

/* Columns 24 to 35. */
static void put_ours(struct aif_sink *out, const struct aif_job *job, const struct aif_row *row,
                     bool has_run)
{
    const struct aif_request *ask = &job->request;
    int64_t run_s = row->end_s - row->start_s, turnaround_s = row->end_s - job->submit_s;
    int64_t bounded_s = run_s > TAU_S ? run_s : TAU_S;
    put_known(out, row->units, has_run);
    put_known(out, row->node_count, has_run);
    put_known(out, ask->per_node.gpus, ask->nodes > 0);
    put_known(out, ask->per_node.cores, ask->nodes > 0);
    put_known(out, ask->per_node.mem_mib, ask->nodes > 0);
    put_int(out, ask->is_exclusive);
    put_known(out, job->limit_s, job->limit_s != AIF_UNKNOWN_S);
    put_int(out, job->runtime_s);
    put_text(out, status_name(job->status));
    if (has_run)
        aif_sink_ratio(out, turnaround_s > bounded_s ? turnaround_s : bounded_s, bounded_s,
                       STRETCH_DIGITS);
    aif_sink_char(out, ',');
    put_text(out, row->reason ? aif_reject_name((enum aif_reject)row->reason) : "");
    aif_sink_int(out, job->line);
}

/* What a row says that the run knows beside it. */
struct beside {
    struct intervals set; /* processors of a pool */
    uint32_t restarts;
};

static void put_row(struct aif_sink *out, const struct aif_workload *w, const struct aif_job *job,
                    const struct aif_row *row, const struct beside *beside)
{
    bool has_run = row->start_s != AIF_UNKNOWN_S;
    put_int(out, job->id);
    put_text(out, w->name ? w->name : "");
    put_text(out, "delay");
    put_int(out, job->submit_s);
    put_int(out, job->request.nodes ? job->request.nodes
                 : row->node_count  ? row->node_count
                                    : job->request.procs);
    put_known(out, row->limit_s, row->limit_s != AIF_UNKNOWN_S);
    put_int(out, row->outcome == AIF_OUTCOME_COMPLETED);
    put_text(out, final_state(row));
    put_times(out, job, row, has_run);
    if (row->node_count)
        intervals_write_numbers(row->nodes, row->node_count, out);
    else
        intervals_write(beside->set, out);
    aif_sink_text(out, ",,,");
    put_names(out, job, w);
    put_ours(out, job, row, has_run);
    aif_sink_char(out, ',');
    put_text(out, aif_outcome_name((enum aif_outcome)row->outcome));
    aif_sink_int(out, beside->restarts);
}

/* Of runs with grants. */
static void put_grant(struct aif_sink *out, const struct aif_grant_use *u)
{
    bool has_grant = u->grant != AIF_NONE;
    aif_sink_char(out, ',');
    put_known(out, u->band, has_grant);
    if (has_grant)
        aif_sink_ratio(out, u->charged_unit_ms, AIF_UNIT_MS_PER_UNIT_HOUR, 6);
    aif_sink_char(out, ',');
    if (u->refused_s != AIF_UNKNOWN_S)
        aif_sink_int(out, u->refused_s);
}

/* Why it waited longest, and for whom; nothing where that was not kept or it never waited. */
static void put_wait(const struct aif_report *r, const struct aif_wait_span *span,
                     struct aif_sink *out)
{
    aif_sink_char(out, ',');
    if (span && span->from_s < span->to_s)
        aif_sink_csv(out, span->text);
    aif_sink_char(out, ',');
    if (span && span->from_s < span->to_s)
        aif_report_blocker(r, &span->blocker, out);
}

/* How often each job went back into the queue. */
static uint32_t *count_restarts(const struct aif_sim *sim, struct aif_arena *arena)
{
    uint32_t count;
    const struct aif_episode *e = aif_sim_episodes(sim, &count);
    if (count == 0)
        return NULL;
    uint32_t *restarts = AIF_NEW(arena, uint32_t, aif_sim_job_count(sim));
    for (uint32_t i = 0; i < count; i++)
        restarts[e[i].job] += !e[i].is_suspension;
    return restarts;
}

void aif_report_jobs_header(const char *more_names, bool has_access, struct aif_sink *out)
{
    aif_sink_text(out, header);
    aif_sink_text(out, has_access ? ",band,charged_unit_h,refused_s" : "");
    aif_sink_text(out, ",wait_reason,wait_blocker");
    aif_sink_text(out, more_names ? more_names : "");
    aif_sink_char(out, '\n');
}

void aif_report_jobs_csv(const struct aif_report *r, struct aif_sink *out)
{
    aif_report_jobs_header(r->more_names, r->scenario->access != NULL, out);
    aif_report_jobs_rows(r, out);
}

void aif_report_jobs_rows(const struct aif_report *r, struct aif_sink *out)
{
    const struct aif_workload *w = r->scenario->workload;
    const struct aif_row *rows = aif_sim_rows(r->sim);
    uint32_t count = aif_sim_job_count(r->sim), procs = r->scenario->machine->procs;
    struct aif_arena arena = {0};
    const struct intervals *sets = procs ? intervals_assign(rows, count, procs, &arena) : NULL;
    const uint32_t *restarts = count_restarts(r->sim, &arena);
    const struct aif_grant_use *uses = aif_sim_grant_uses(r->sim);
    const struct aif_wait_span *waits = aif_sim_longest_waits(r->sim, &arena);
    for (uint32_t i = 0; i < count; i++) {
        struct beside beside = {sets ? sets[i] : (struct intervals){0}, restarts ? restarts[i] : 0};
        put_row(out, w, &w->jobs[i], &rows[i], &beside);
        if (uses)
            put_grant(out, &uses[i]);
        put_wait(r, waits ? &waits[i] : NULL, out);
        aif_sink_text(out, r->more_values ? r->more_values : "");
        aif_sink_char(out, '\n');
    }
    aif_arena_free(&arena);
}
