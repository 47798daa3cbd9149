/* Writer of our own trace format; docs/trace-csv.md describes it. */
#include "trace/csv_write.h"
#include "aif/trace_write.h"
#include "trace/csv_columns.h"

const char *const csv_column_names[CSV_COLUMN_COUNT] = {
    "job_id",
    "user",
    "account",
    "community",
    "partition",
    "qos",
    "submit_s",
    "nodes",
    "gpus_per_node",
    "cores_per_node",
    "mem_mib_per_node",
    "procs",
    "exclusive",
    "limit_s",
    "run_s",
    "status",
    "after",
    "think_s",
    "application",
    "partitions",
    "array_id",
    "array_task",
    "array_limit",
    "depends",
    "begin_s",
    "hold",
    "nice",
    "priority",
    "site_factor",
    "requeue",
    "exit_code",
    "job_name",
    "reservation",
    "features",
    "tasks",
    "cpus_per_task",
    "gpus",
    "mem_mib_per_cpu",
    "max_nodes",
    "min_limit_s",
    "submit_ms",
    "run_ms",
    "organisation",
    "country",
    "sensitive",
    "data_gib",
    "data_home",
    "deadline_s",
    "checkpoint_s",
    "preemptible",
    "min_nodes",
};

static void put_comment(struct aif_sink *out, const char *text)
{
    aif_sink_text(out, "# ");
    for (; *text; text++) {
        aif_sink_char(out, *text);
        if (*text == '\n')
            aif_sink_text(out, "# ");
    }
    aif_sink_char(out, '\n');
}

static void put_fact(struct aif_sink *out, const char *key, int64_t value)
{
    aif_sink_text(out, "# ");
    aif_sink_text(out, key);
    aif_sink_text(out, ": ");
    aif_sink_int(out, value);
    aif_sink_char(out, '\n');
}

/* A cell and the comma behind it; empty where the value is not stated. */
static void put_known(struct aif_sink *out, int64_t value, bool is_known)
{
    if (is_known)
        aif_sink_int(out, value);
    aif_sink_char(out, ',');
}

static void put_name(struct aif_sink *out, const struct aif_names *names, uint32_t i)
{
    aif_sink_csv(out, aif_names_at(names, i, ""));
    aif_sink_char(out, ',');
}

static const char *status_name(int8_t status)
{
    return status == AIF_STATUS_COMPLETED   ? "completed,"
           : status == AIF_STATUS_FAILED    ? "failed,"
           : status == AIF_STATUS_CANCELLED ? "cancelled,"
                                            : ",";
}

static void put_job(struct aif_sink *out, const struct aif_workload *w, const struct aif_job *job)
{
    const struct aif_request *ask = &job->request;
    const struct aif_shape *each = &ask->per_node;
    bool has_nodes = ask->nodes > 0;
    put_known(out, job->id, true);
    put_name(out, &w->users, job->user);
    put_name(out, &w->accounts, job->account);
    put_name(out, &w->communities, job->community);
    put_name(out, &w->partitions, job->partition);
    put_name(out, &w->qos, job->qos);
    put_known(out, job->submit_s, true);
    put_known(out, ask->nodes, has_nodes);
    put_known(out, each->gpus, has_nodes || each->gpus); /* tasks alone may ask for these, too */
    put_known(out, each->cores, has_nodes || each->cores);
    put_known(out, each->mem_mib, has_nodes || each->mem_mib);
    put_known(out, ask->procs, !has_nodes);
    put_known(out, ask->is_exclusive, has_nodes);
    put_known(out, job->limit_s, job->limit_s != AIF_UNKNOWN_S);
    put_known(out, job->runtime_s, true);
    aif_sink_text(out, status_name(job->status));
    put_known(out, job->after == AIF_NONE ? 0 : w->jobs[job->after].id, job->after != AIF_NONE);
    put_known(out, job->think_s, job->think_s >= 0);
    aif_sink_csv(out, aif_names_at(&w->applications, job->application, ""));
}

void aif_trace_csv_begin(struct aif_trace_pen *p, const struct aif_workload *w, uint32_t count,
                         const struct aif_trace_notes *notes, struct aif_sink *out)
{
    (void)count;
    aif_sink_text(out, CSV_MAGIC);
    aif_sink_int(out, CSV_VERSION);
    aif_sink_char(out, '\n');
    for (size_t i = 0; i < notes->count; i++)
        put_comment(out, notes->lines[i]);
    if (w->max_procs)
        put_fact(out, "max_procs", w->max_procs);
    if (w->unix_start_s != AIF_UNKNOWN_S)
        put_fact(out, "unix_start_s", w->unix_start_s);
    p->columns = csv_used_extras(w) | csv_used_traits(w);
    for (int c = 0; c < CSV_COLUMN_COUNT; c++) {
        if (c >= CSV_FIRST_EXTRA && !(p->columns >> c & 1))
            continue;
        if (c)
            aif_sink_char(out, ',');
        aif_sink_text(out, csv_column_names[c]);
    }
    aif_sink_char(out, '\n');
}

void aif_trace_csv_rows(struct aif_trace_pen *p, const struct aif_workload *w, struct aif_sink *out)
{
    for (uint32_t i = 0; i < w->count; i++) {
        put_job(out, w, &w->jobs[i]);
        if (w->extras)
            csv_put_extra(out, w, i, p->columns);
        if (w->traits)
            csv_put_traits(out, w, i, p->columns);
        aif_sink_char(out, '\n');
    }
    p->written += w->count;
}

void aif_trace_csv_write(const struct aif_workload *w, const struct aif_trace_notes *notes,
                         struct aif_sink *out)
{
    struct aif_trace_pen pen = {0};
    aif_trace_csv_begin(&pen, w, w->count, notes, out);
    aif_trace_csv_rows(&pen, w, out);
    if (w->action_count)
        csv_put_actions(out, w);
}
