/* A schedule in the Standard Workload Format 2.2.  Names become numbers; the header says which. */
#include "aif/report.h"
#include "aif/text.h"

#include <string.h>

/* The number of each name of a table: the name itself where all are numbers, else 1, 2, 3, ... */
struct numbers {
    const struct aif_names *names;
    bool are_own;
};

static struct numbers number_names(const struct aif_names *names)
{
    struct numbers n = {names, true};
    int64_t value;
    for (uint32_t i = 0; i < names->count && n.are_own; i++)
        n.are_own = aif_text_int(names->texts[i], 0, INT64_MAX, &value);
    return n;
}

static int64_t number_of(const struct numbers *n, uint32_t i)
{
    int64_t value = -1;
    if (i >= n->names->count)
        return -1;
    if (!n->are_own)
        return (int64_t)i + 1;
    AIF_CHECK(aif_text_int(n->names->texts[i], 0, INT64_MAX, &value));
    return value;
}

struct writer {
    const struct aif_report *report;
    const struct aif_machine *machine;
    const struct aif_workload *w;
    const struct aif_row *rows;
    uint32_t count;
    struct numbers users, accounts, applications, partitions, qos;
    struct aif_sink *out;
};

static void put_key(struct aif_sink *out, const char *key, const char *value)
{
    aif_sink_text(out, "; ");
    aif_sink_text(out, key);
    aif_sink_text(out, ": ");
    aif_sink_text(out, value);
    aif_sink_char(out, '\n');
}

/* "; KEY: NUMBER", and the name behind it if there is one. */
static void put_number(struct aif_sink *out, const char *key, int64_t number, const char *name)
{
    aif_sink_text(out, "; ");
    aif_sink_text(out, key);
    aif_sink_text(out, ": ");
    aif_sink_int(out, number);
    if (name)
        aif_sink_char(out, ' ');
    aif_sink_text(out, name ? name : "");
    aif_sink_char(out, '\n');
}

static void put_table(struct aif_sink *out, const char *key, const struct numbers *n)
{
    for (uint32_t i = 0; i < n->names->count && !n->are_own; i++)
        put_number(out, key, number_of(n, i), n->names->texts[i]);
}

/* The format has no field for the community; where it follows from the group, the header says how.
 */
static void put_communities(const struct writer *w)
{
    struct aif_arena scratch = {0};
    uint32_t group_count = w->w->accounts.count;
    uint16_t *of_group = AIF_NEW(&scratch, uint16_t, (size_t)group_count + 1);
    bool is_clear = true;
    memset(of_group, 0xff, group_count * sizeof *of_group);
    for (uint32_t i = 0; i < w->count; i++) {
        const struct aif_job *job = &w->w->jobs[i];
        if (job->community == AIF_NONE16)
            continue;
        is_clear &= job->account < group_count && (of_group[job->account] == AIF_NONE16 ||
                                                   of_group[job->account] == job->community);
        if (job->account < group_count)
            of_group[job->account] = job->community;
    }
    if (!is_clear)
        put_key(w->out, "Note", "the communities do not follow from the groups and are left out");
    for (uint32_t g = 0; is_clear && g < group_count; g++)
        if (of_group[g] != AIF_NONE16)
            put_number(w->out, "Community", number_of(&w->accounts, g),
                       aif_names_at(&w->w->communities, of_group[g], ""));
    aif_arena_free(&scratch);
}

/* How many processors the machine has, if they are all of one kind; else 0. */
static int64_t max_procs(const struct aif_machine *m, const struct aif_totals *totals)
{
    uint32_t with_gpus = 0;
    for (uint32_t i = 0; i < m->class_count; i++)
        with_gpus += m->classes[i].shape.gpus > 0;
    return m->procs                                        ? m->procs
           : with_gpus == 0 || with_gpus == m->class_count ? totals->capacity_units
                                                           : 0;
}

static void put_policy(const struct writer *w)
{
    const struct aif_policy *p = &w->report->scenario->policy;
    aif_sink_text(w->out, "; Note: simulated schedule; order ");
    aif_sink_text(w->out, p->order->plugin.name);
    aif_sink_text(w->out, ", backfill ");
    aif_sink_text(w->out, p->backfill->plugin.name);
    if (p->is_variant) {
        aif_sink_char(w->out, ':');
        aif_sink_text(w->out, p->backfill->variant);
    }
    for (uint32_t i = 0; i < p->threshold_count; i++) {
        aif_sink_char(w->out, i ? ',' : ':');
        aif_sink_int(w->out, p->thresholds[i]);
    }
    if (p->depth != AIF_DEPTH_ALL && (p->depth || !p->backfill->rule)) {
        aif_sink_text(w->out, " with reservations: ");
        aif_sink_int(w->out, p->depth);
    }
    aif_sink_text(w->out,
                  p->is_replanned ? " (planned anew at every pass), candidates " : ", candidates ");
    aif_sink_text(w->out, p->candidates ? p->candidates->plugin.name : "as the order");
    aif_sink_text(w->out, ", place ");
    aif_sink_text(w->out, p->place->plugin.name);
    aif_sink_char(w->out, '\n');
}

static void put_header(const struct writer *w)
{
    const struct aif_machine *m = w->machine;
    struct aif_sink *out = w->out;
    int64_t procs = max_procs(m, aif_sim_totals(w->report->sim));
    put_key(out, "Version", "2.2");
    put_key(out, "Computer", m->name);
    aif_sink_text(out, "; Conversion: aifsim ");
    aif_sink_text(out, w->report->version);
    aif_sink_char(out, '\n');
    put_number(out, "MaxJobs", w->count, NULL);
    put_number(out, "MaxRecords", w->count, NULL);
    if (w->w->unix_start_s != AIF_UNKNOWN_S)
        put_number(out, "UnixStartTime", w->w->unix_start_s, NULL);
    if (m->node_count)
        put_number(out, "MaxNodes", m->node_count, NULL);
    if (procs)
        put_number(out, "MaxProcs", procs, NULL);
    put_table(out, "Queue", &w->qos);
    if (!m->partition_count)
        put_table(out, "Partition", &w->partitions);
    for (uint32_t i = 0; i < m->partition_count; i++)
        put_number(out, "Partition", i + 1, m->partitions[i].name);
    put_communities(w);
    put_key(out, "Note",
            m->procs ? "1 processor = 1 processor of the trace"
                     : "1 processor = 1 GPU on nodes that have GPUs, else 1 core");
    put_key(out, "Note",
            "jobs with run time -1 and status 5 were rejected: they can never run here");
    put_key(out, "Note", w->w->name ? w->w->name : "trace without a name");
    put_policy(w);
}

static int status_of(const struct aif_job *job, const struct aif_row *row)
{
    if (row->outcome == AIF_OUTCOME_COMPLETED)
        return AIF_STATUS_COMPLETED;
    bool is_cancelled = row->start_s == AIF_UNKNOWN_S || row->outcome == AIF_OUTCOME_CANCELLED ||
                        (row->outcome == AIF_OUTCOME_FAILED && job->status == AIF_STATUS_CANCELLED);
    return is_cancelled ? AIF_STATUS_CANCELLED : AIF_STATUS_FAILED;
}

static void put_job(const struct writer *w, uint32_t i)
{
    const struct aif_job *job = &w->w->jobs[i];
    const struct aif_row *row = &w->rows[i];
    bool has_run = row->start_s != AIF_UNKNOWN_S;
    bool has_limit = has_run && row->limit_s > 0;
    int64_t partition = w->machine->partition_count ? (has_run ? row->partition + 1 : -1)
                                                    : number_of(&w->partitions, job->partition);
    const int64_t fields[18] = {
        (int64_t)i + 1,
        job->submit_s,
        has_run ? row->start_s - job->submit_s : -1,
        has_run ? row->end_s - row->start_s : -1,
        has_run ? (int64_t)row->units : -1,
        -1,
        -1,
        has_run              ? (int64_t)row->units
        : job->request.procs ? (int64_t)job->request.procs
                             : -1,
        has_limit ? row->limit_s : job->limit_s,
        -1,
        status_of(job, row),
        number_of(&w->users, job->user),
        number_of(&w->accounts, job->account),
        number_of(&w->applications, job->application),
        number_of(&w->qos, job->qos),
        partition,
        job->after == AIF_NONE ? -1 : (int64_t)job->after + 1,
        job->think_s,
    };
    for (size_t f = 0; f < AIF_COUNT(fields); f++) {
        if (f)
            aif_sink_char(w->out, ' ');
        aif_sink_int(w->out, fields[f]);
    }
    aif_sink_char(w->out, '\n');
}

void aif_report_swf(const struct aif_report *r, struct aif_sink *out)
{
    const struct aif_workload *workload = r->scenario->workload;
    struct writer w = {
        .report = r,
        .machine = r->scenario->machine,
        .w = workload,
        .rows = aif_sim_rows(r->sim),
        .count = aif_sim_job_count(r->sim),
        .users = number_names(&workload->users),
        .accounts = number_names(&workload->accounts),
        .applications = number_names(&workload->applications),
        .partitions = number_names(&workload->partitions),
        .qos = number_names(&workload->qos),
        .out = out,
    };
    put_header(&w);
    for (uint32_t i = 0; i < w.count; i++)
        put_job(&w, i);
}
