/* squeue: who waits and runs; sacct: all that was submitted. */
#include "report/slurm_table.h"

#include <string.h>

#define DAY_S INT64_C(86400)

static const struct aif_job *job_of(const struct slurm_table *t)
{
    return &t->scenario->workload->jobs[t->row->index];
}

/* "3", "1:02:03", "4-00:00:00": minutes and seconds at the least. */
static const char *clock_text(struct slurm_table *t, int64_t s)
{
    long long d = s / DAY_S, h = s / 3600 % 24, m = s / 60 % 60, rest = s % 60;
    if (d)
        return slurm_text(t, "%lld-%02lld:%02lld:%02lld", d, h, m, rest);
    if (h)
        return slurm_text(t, "%lld:%02lld:%02lld", h, m, rest);
    return slurm_text(t, "%lld:%02lld", m, rest);
}

/* The same, all of it. */
static const char *full_clock_text(struct slurm_table *t, int64_t s)
{
    long long d = s / DAY_S, h = s / 3600 % 24, m = s / 60 % 60, rest = s % 60;
    return d ? slurm_text(t, "%lld-%02lld:%02lld:%02lld", d, h, m, rest)
             : slurm_text(t, "%02lld:%02lld:%02lld", h, m, rest);
}

static int64_t whole_minutes_s(int64_t s)
{
    return (s + 59) / 60 * 60;
}

static const char *job_name(struct slurm_table *t)
{
    const struct aif_workload *w = t->scenario->workload;
    const char *name = aif_names_at(&w->applications, job_of(t)->application, "job");
    return w->extras ? aif_names_at(&w->job_names, w->extras[t->row->index].name, name) : name;
}

static const char *job_account(struct slurm_table *t)
{
    return aif_names_at(&t->scenario->workload->accounts, job_of(t)->account, "");
}

const char *slurm_qos(struct slurm_table *t)
{
    if (t->centre && t->job.qos != AIF_NONE)
        return t->centre->qos[t->job.qos].name;
    return aif_names_at(&t->scenario->workload->qos, job_of(t)->qos, "normal");
}

/* A job that waits in several partitions names all of them. */
static const char *job_partition(struct slurm_table *t)
{
    const char *list = slurm_partition(t, t->job.partition);
    const struct aif_extra *x = t->scenario->workload->extras;
    if (t->job.record_count < 2 || !x)
        return list;
    const struct aif_workload *w = t->scenario->workload;
    list = "";
    x += t->row->index;
    for (uint32_t i = 0; i < x->partition_count; i++)
        list = slurm_text(
            t, "%s%s%s", list, i ? "," : "",
            aif_names_at(&w->partitions, w->partition_lists[x->first_partition + i], ""));
    return list;
}

const char *slurm_state(struct slurm_table *t)
{
    static const char *const ended[AIF_OUTCOME_COUNT] = {
        [AIF_OUTCOME_WAITING] = "PENDING",     [AIF_OUTCOME_COMPLETED] = "COMPLETED",
        [AIF_OUTCOME_FAILED] = "FAILED",       [AIF_OUTCOME_TIMED_OUT] = "TIMEOUT",
        [AIF_OUTCOME_REJECTED] = "REJECTED",   [AIF_OUTCOME_CANCELLED] = "CANCELLED",
        [AIF_OUTCOME_PREEMPTED] = "PREEMPTED", [AIF_OUTCOME_BLOCKED] = "PENDING",
        [AIF_OUTCOME_NODE_FAIL] = "NODE_FAIL",
    };
    if (t->job.state == AIF_JOB_ENDED)
        return ended[aif_sim_rows(t->sim)[t->row->index].outcome];
    return t->job.state == AIF_JOB_RUNNING     ? "RUNNING"
           : t->job.state == AIF_JOB_SUSPENDED ? "SUSPENDED"
                                               : "PENDING";
}

static const char *job_short_state(struct slurm_table *t)
{
    return t->job.state == AIF_JOB_RUNNING ? "R" : t->job.state == AIF_JOB_SUSPENDED ? "S" : "PD";
}

static int64_t elapsed_s(const struct slurm_table *t)
{
    if (t->job.start_s == AIF_UNKNOWN_S)
        return 0;
    int64_t until_s = t->job.state == AIF_JOB_ENDED       ? t->job.end_s
                      : t->job.state == AIF_JOB_SUSPENDED ? t->job.suspended_since_s
                                                          : t->request->now_s;
    return until_s - t->job.start_s - t->job.suspended_s;
}

static const char *job_time(struct slurm_table *t)
{
    return clock_text(t, elapsed_s(t));
}

static const char *job_elapsed(struct slurm_table *t)
{
    return full_clock_text(t, elapsed_s(t));
}

static const char *job_elapsed_raw(struct slurm_table *t)
{
    return slurm_text(t, "%lld", (long long)elapsed_s(t));
}

static const char *job_limit(struct slurm_table *t)
{
    return clock_text(t, whole_minutes_s(t->job.limit_s));
}

static const char *job_full_limit(struct slurm_table *t)
{
    return full_clock_text(t, whole_minutes_s(t->job.limit_s));
}

static const char *job_raw_limit(struct slurm_table *t)
{
    return slurm_text(t, "%lld", (long long)whole_minutes_s(t->job.limit_s) / 60);
}

static const char *job_time_left(struct slurm_table *t)
{
    int64_t left_s = whole_minutes_s(t->job.limit_s) - elapsed_s(t);
    return clock_text(t, left_s > 0 ? left_s : 0);
}

static const char *job_node_count(struct slurm_table *t)
{
    return slurm_text(t, "%u", t->job.node_count);
}

static const char *job_cpus(struct slurm_table *t)
{
    return slurm_text(t, "%lld", (long long)t->job.amount.of[AIF_TRES_CPU]);
}

static const char *job_reason(struct slurm_table *t)
{
    return t->job.reason;
}

static const char *job_where(struct slurm_table *t)
{
    return t->job.state == AIF_JOB_PENDING ? slurm_text(t, "(%s)", t->job.reason) : slurm_nodes(t);
}

static const char *job_hosts(struct slurm_table *t)
{
    return slurm_nodes(t);
}

static const char *job_hosts_or_none(struct slurm_table *t)
{
    return t->job.nodes ? slurm_nodes(t) : "None assigned";
}

static const char *job_priority(struct slurm_table *t)
{
    return slurm_text(t, "%u", t->job.priority);
}

static const char *job_submit(struct slurm_table *t)
{
    return slurm_time(t, t->job.submit_s, "Unknown");
}

static const char *job_eligible(struct slurm_table *t)
{
    return slurm_time(t, t->job.eligible_s, "Unknown");
}

static const char *job_start(struct slurm_table *t)
{
    bool waits = t->job.state == AIF_JOB_PENDING;
    return slurm_time(t, waits ? t->job.planned_s : t->job.start_s, "N/A");
}

static const char *job_end(struct slurm_table *t)
{
    return slurm_time(t, t->job.end_s, "N/A");
}

static const char *past_start(struct slurm_table *t)
{
    return slurm_time(t, t->job.start_s, "Unknown");
}

static const char *past_end(struct slurm_table *t)
{
    return slurm_time(t, t->job.state == AIF_JOB_ENDED ? t->job.end_s : AIF_UNKNOWN_S, "Unknown");
}

static const char *past_exit(struct slurm_table *t)
{
    bool has_failed = t->job.state == AIF_JOB_ENDED &&
                      aif_sim_rows(t->sim)[t->row->index].outcome == AIF_OUTCOME_FAILED;
    return has_failed ? "1:0" : "0:0";
}

static const char *past_tres(struct slurm_table *t)
{
    const int64_t *of = t->job.amount.of;
    if (!t->job.nodes)
        return "";
    const char *gpus =
        of[AIF_TRES_GPU] ? slurm_text(t, "gres/gpu=%lld,", (long long)of[AIF_TRES_GPU]) : "";
    const char *mem = "";
    if (of[AIF_TRES_MEM])
        mem = of[AIF_TRES_MEM] % 1024
                  ? slurm_text(t, "mem=%lldM,", (long long)of[AIF_TRES_MEM])
                  : slurm_text(t, "mem=%lldG,", (long long)of[AIF_TRES_MEM] / 1024);
    return slurm_text(t, "billing=%lld,cpu=%lld,%s%snode=%lld", (long long)of[AIF_TRES_BILLING],
                      (long long)of[AIF_TRES_CPU], gpus, mem, (long long)of[AIF_TRES_NODE]);
}

static const struct slurm_column queue_columns[] = {
    {"JOBID", 18, slurm_job_id, NULL},
    {"PARTITION", 9, job_partition, NULL},
    {"NAME", 8, job_name, NULL},
    {"USER", 8, slurm_user, NULL},
    {"ACCOUNT", 8, job_account, NULL},
    {"QOS", 8, slurm_qos, NULL},
    {"ST", 2, job_short_state, NULL},
    {"STATE", 8, slurm_state, NULL},
    {"TIME", 10, job_time, NULL},
    {"TIME_LIMIT", 9, job_limit, NULL},
    {"TIME_LEFT", 10, job_time_left, NULL},
    {"NODES", 6, job_node_count, NULL},
    {"CPUS", 5, job_cpus, NULL},
    {"PRIORITY", 10, job_priority, NULL},
    {"SUBMIT_TIME", 19, job_submit, NULL},
    {"ELIGIBLE_TIME", 19, job_eligible, NULL},
    {"START_TIME", 19, job_start, NULL},
    {"END_TIME", 19, job_end, NULL},
    {"REASON", 0, job_reason, NULL},
    {"NODELIST", 0, job_hosts, NULL},
    {"NODELIST(REASON)", 0, job_where, NULL},
    {0},
};

static const struct slurm_column past_columns[] = {
    {"JobID", -12, slurm_job_id, NULL},
    {"JobName", 10, job_name, NULL},
    {"User", 9, slurm_user, NULL},
    {"Account", 10, job_account, NULL},
    {"Partition", 10, job_partition, NULL},
    {"QOS", 10, slurm_qos, NULL},
    {"Submit", 19, job_submit, NULL},
    {"Eligible", 19, job_eligible, NULL},
    {"Start", 19, past_start, NULL},
    {"End", 19, past_end, NULL},
    {"Elapsed", 10, job_elapsed, NULL},
    {"ElapsedRaw", 10, job_elapsed_raw, NULL},
    {"Timelimit", 10, job_full_limit, NULL},
    {"TimelimitRaw", 12, job_raw_limit, NULL},
    {"State", 10, slurm_state, NULL},
    {"ExitCode", 8, past_exit, NULL},
    {"NNodes", 8, job_node_count, NULL},
    {"AllocCPUS", 10, job_cpus, NULL},
    {"NCPUS", 10, job_cpus, NULL},
    {"AllocTRES", 10, past_tres, NULL},
    {"Priority", 10, job_priority, NULL},
    {"Reason", 22, job_reason, NULL},
    {"NodeList", 15, job_hosts_or_none, NULL},
    {0},
};

static bool is_wanted(struct slurm_table *t, uint32_t job, const struct aif_job_view *v)
{
    if (!slurm_is_job_wanted(t, job, v))
        return false;
    enum aif_outcome outcome = (enum aif_outcome)aif_sim_rows(t->sim)[job].outcome;
    if (t->request->is_start)
        return v->state == AIF_JOB_PENDING;
    if (t->request->table == AIF_SLURM_SACCT)
        return v->state != AIF_JOB_FUTURE && outcome != AIF_OUTCOME_REJECTED;
    return v->state == AIF_JOB_PENDING || v->state == AIF_JOB_RUNNING ||
           v->state == AIF_JOB_SUSPENDED;
}

/* squeue: by partition, what waits before what runs, by priority; with --start by planned start,
 * what has none last; sacct: by number. */
static bool find_jobs(struct slurm_table *t, struct aif_err *err)
{
    (void)err;
    uint32_t jobs = aif_sim_job_count(t->sim);
    t->rows = AIF_NEW(&t->arena, struct slurm_row, jobs + 1);
    for (uint32_t job = 0; job < jobs; job++) {
        struct aif_job_view v = aif_view_job(t->sim, job);
        if (!is_wanted(t, job, &v))
            continue;
        struct slurm_row row = {.index = job, .key = {t->scenario->workload->jobs[job].id}};
        if (t->request->table == AIF_SLURM_SQUEUE) {
            row.key[0] = v.partition;
            row.key[1] = (int64_t)v.state;
            row.key[2] = -(int64_t)v.priority;
        }
        if (t->request->is_start)
            row.key[0] = v.planned_s == AIF_UNKNOWN_S ? AIF_NEVER_S : v.planned_s;
        t->rows[t->row_count++] = row;
    }
    return true;
}

static void look(struct slurm_table *t)
{
    t->job = aif_view_job(t->sim, t->row->index);
}

const struct slurm_layout slurm_squeue = {
    queue_columns,
    "JOBID,PARTITION,NAME,USER,ST,TIME,NODES,NODELIST(REASON)",
    "JOBID,PARTITION,NAME,USER,STATE,TIME,TIME_LIMIT,NODES,NODELIST(REASON)",
    NULL,
    find_jobs,
    look,
    false,
    "JOBID,PARTITION,NAME,USER,ST,START_TIME,NODES,NODELIST(REASON)",
};

const struct slurm_layout slurm_sacct = {
    past_columns,
    "JobID,JobName,Partition,Account,AllocCPUS,State,ExitCode",
    "JobID,User,Account,Partition,QOS,Submit,Eligible,Start,End,Elapsed,Timelimit,State,NNodes,"
    "NCPUS,AllocTRES,NodeList,Priority,Reason",
    NULL,
    find_jobs,
    look,
    true,
    NULL,
};
