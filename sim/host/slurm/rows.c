/* `sacct -P`, row by row. */
#include "host/slurm/clock.h"
#include "host/slurm/jobs.h"

#include "aif/trace.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_LIMIT_S = 366 * 86400 };

struct columns {
    uint32_t id, raw, user, account, partition, qos, submit, eligible, start, end, elapsed,
        elapsed_text, limit_min, limit_text, state, exit_code, req_nodes, nodes, req_cpus, cpus,
        req_mem, req_tres, alloc_tres, hosts, priority, reason, flags, name, reservation, features;
};

struct reader {
    struct slurm_import *im;
    struct slurm_table t;
    struct columns c;
    struct slurm_rows *out;
};

static bool find_columns(struct reader *r, struct aif_err *err)
{
    struct slurm_table *t = &r->t;
    struct columns *c = &r->c;
    if (!slurm_table_need(t, "JobID", &c->id, err) || !slurm_table_need(t, "User", &c->user, err) ||
        !slurm_table_need(t, "Submit", &c->submit, err) ||
        !slurm_table_need(t, "Start", &c->start, err) ||
        !slurm_table_need(t, "End", &c->end, err) || !slurm_table_need(t, "State", &c->state, err))
        return false;
    const struct {
        uint32_t *column;
        const char *names;
    } others[] = {
        {&c->raw, "JobIDRaw"},
        {&c->account, "Account"},
        {&c->partition, "Partition"},
        {&c->qos, "QOS"},
        {&c->eligible, "Eligible"},
        {&c->elapsed, "ElapsedRaw,CPUElapsedRaw"},
        {&c->elapsed_text, "Elapsed"},
        {&c->limit_min, "TimelimitRaw"},
        {&c->limit_text, "Timelimit"},
        {&c->exit_code, "ExitCode"},
        {&c->req_nodes, "ReqNodes"},
        {&c->nodes, "NNodes,AllocNodes"},
        {&c->req_cpus, "ReqCPUS"},
        {&c->cpus, "NCPUS,AllocCPUS"},
        {&c->req_mem, "ReqMem"},
        {&c->req_tres, "ReqTRES"},
        {&c->alloc_tres, "AllocTRES"},
        {&c->hosts, "NodeList"},
        {&c->priority, "Priority"},
        {&c->reason, "Reason"},
        {&c->flags, "Flags"},
        {&c->name, "JobName"},
        {&c->reservation, "Reservation"},
        {&c->features, "Constraints"},
    };
    for (size_t i = 0; i < AIF_COUNT(others); i++)
        *others[i].column = slurm_table_column(t, others[i].names);
    /* Both forms of each may be there; so may what says nothing more. */
    static const char *const plain[] = {
        "NNodes", "AllocNodes", "NCPUS",   "AllocCPUS", "Cluster",         "UID",     "GID",
        "Group",  "WorkDir",    "Planned", "Reserved",  "DerivedExitCode", "AssocID", "QOSRAW"};
    for (size_t i = 0; i < AIF_COUNT(plain); i++)
        slurm_table_column(t, plain[i]);
    return true;
}

static const char *cell(const struct reader *r, uint32_t column)
{
    return slurm_table_cell(&r->t, column);
}

static const char *kept(struct reader *r, uint32_t column)
{
    const char *text = cell(r, column);
    uint32_t i = aif_names_intern(&r->out->texts, &r->im->arena, text, strlen(text));
    return r->out->texts.texts[i];
}

static uint32_t name_of(struct reader *r, struct aif_names *names, uint32_t column)
{
    const char *text = cell(r, column);
    if (slurm_is_unset(text))
        return AIF_NONE;
    return aif_names_intern(names, &r->im->workload.arena, text, strlen(text));
}

/* "7", "7_2", "7_[1-9%4]", "7+0". */
static bool read_id(struct reader *r, struct slurm_row *row, struct aif_err *err)
{
    char *end;
    const char *id = cell(r, r->c.id), *raw = cell(r, r->c.raw);
    row->array_id = row->task = -1;
    row->id = strtoll(id, &end, 10);
    if (end == id || row->id <= 0 || row->id > UINT32_MAX || (*end && *end != '_' && *end != '+'))
        return slurm_table_fail(&r->t, r->c.id, "a job number such as 7, 7_2 or 7_[1-3]", err);
    if (*end == '_' && end[1] == '[') {
        const char *percent = strchr(end, '%');
        row->array_id = row->id;
        row->kind = SLURM_ROW_PENDING;
        if (percent && strtol(percent + 1, NULL, 10) > 0) {
            struct slurm_rows *out = r->out;
            if (out->throttle_count == out->throttle_capacity) {
                out->throttle_capacity = out->throttle_capacity ? 2 * out->throttle_capacity : 16;
                struct slurm_throttle *more =
                    AIF_NEW(&r->im->arena, struct slurm_throttle, out->throttle_capacity);
                if (out->throttle_count)
                    memcpy(more, out->throttles, out->throttle_count * sizeof *more);
                out->throttles = more;
            }
            out->throttles[out->throttle_count++] =
                (struct slurm_throttle){row->id, (uint32_t)strtol(percent + 1, NULL, 10)};
        }
    } else if (*end == '_') {
        row->array_id = row->id;
        row->task = strtoll(end + 1, &end, 10);
        if (*end || row->task < 0 || row->task > UINT32_MAX - 1)
            return slurm_table_fail(&r->t, r->c.id, "a task number behind the job's", err);
    }
    if (*raw) {
        row->id = strtoll(raw, &end, 10);
        if (row->id <= 0 || row->id > UINT32_MAX || *end)
            return slurm_table_fail(&r->t, r->c.raw, "a number", err);
    } else if (*end == '+') {
        return slurm_fail(err, &r->t.at,
                          "expected a column JobIDRaw, which tells the components of heterogeneous "
                          "job %lld apart",
                          (long long)row->id);
    } else if (row->task >= 0) {
        return slurm_fail(err, &r->t.at,
                          "expected a column JobIDRaw, which tells the tasks of array %lld apart",
                          (long long)row->array_id);
    }
    row->slurm_id = kept(r, r->c.id);
    return true;
}

static bool read_time(struct reader *r, uint32_t column, int64_t floor_s, int64_t *out,
                      struct aif_err *err)
{
    const char *text = cell(r, column);
    enum slurm_time_oddity oddity;
    *out = AIF_UNKNOWN_S;
    if (slurm_is_unset(text) || slurm_is_same(text, "Unknown"))
        return true;
    if (!slurm_time_read(text, floor_s, out, &oddity) || *out < 0 || *out > AIF_TRACE_TIME_MAX_S)
        return slurm_table_fail(&r->t, column, "a time such as 2026-01-31T13:45:00 or Unknown",
                                err);
    if (oddity != SLURM_TIME_PLAIN)
        slurm_note(r->im, &(struct slurm_note){
                              .kind = SLURM_NOTE_REPAIR,
                              .name = oddity == SLURM_TIME_TWICE ? "local time that came twice"
                                                                 : "local time that never was",
                              .value = "",
                              .meaning = oddity == SLURM_TIME_TWICE
                                             ? "the first that is not before the job's last event: "
                                               "dump with SLURM_TIME_FORMAT=%s to be sure"
                                             : "is the zone right?  Taken as if the clock had not "
                                               "been set forward",
                              .at = r->t.at});
    return true;
}

static bool read_times(struct reader *r, struct slurm_row *row, struct aif_err *err)
{
    if (!read_time(r, r->c.submit, 0, &row->submit_s, err))
        return false;
    if (row->submit_s == AIF_UNKNOWN_S)
        return slurm_table_fail(&r->t, r->c.submit, "the time of submission", err);
    if (!read_time(r, r->c.eligible, row->submit_s, &row->eligible_s, err) ||
        !read_time(r, r->c.start, row->submit_s, &row->start_s, err))
        return false;
    int64_t floor_s = row->start_s == AIF_UNKNOWN_S ? row->submit_s : row->start_s;
    return read_time(r, r->c.end, floor_s, &row->end_s, err);
}

static bool read_elapsed(struct reader *r, struct slurm_row *row, struct aif_err *err)
{
    const char *raw = cell(r, r->c.elapsed), *text = cell(r, r->c.elapsed_text);
    row->elapsed_s = 0;
    if (*raw && !slurm_count(raw, &row->elapsed_s))
        return slurm_table_fail(&r->t, r->c.elapsed, "a number of seconds", err);
    if (!*raw && *text && !slurm_duration_s(text, &row->elapsed_s))
        return slurm_table_fail(&r->t, r->c.elapsed_text, "a time such as 01:30:00", err);
    bool is_known = row->start_s != AIF_UNKNOWN_S && row->end_s != AIF_UNKNOWN_S;
    if (!*raw && !*text && is_known && row->end_s >= row->start_s)
        row->elapsed_s = row->end_s - row->start_s;
    if (row->elapsed_s >= 0 && row->elapsed_s <= AIF_TRACE_TIME_MAX_S)
        return true;
    return slurm_table_fail(&r->t, *raw ? r->c.elapsed : r->c.elapsed_text,
                            "at most 9999999999 seconds", err);
}

static bool read_limit(struct reader *r, struct slurm_row *row, struct aif_err *err)
{
    uint32_t column = *cell(r, r->c.limit_min) ? r->c.limit_min : r->c.limit_text;
    const char *text = cell(r, column);
    row->limit_s = AIF_UNKNOWN_S;
    row->has_partition_limit = slurm_is_same(text, "Partition_Limit");
    if (slurm_is_unset(text) || row->has_partition_limit || slurm_is_same(text, "Unknown"))
        return true;
    /* Both forms: minutes, or a time. */
    if (!slurm_minutes_s(text, &row->limit_s))
        return slurm_table_fail(&r->t, column, "minutes, UNLIMITED or Partition_Limit", err);
    if (row->limit_s == AIF_UNLIMITED || row->limit_s > LONGEST_LIMIT_S) {
        row->limit_s = LONGEST_LIMIT_S;
        slurm_note(r->im, &(struct slurm_note){.kind = SLURM_NOTE_REPAIR,
                                               .name = "jobs without a time limit",
                                               .value = "",
                                               .meaning = "366 days, as Slurm plans with a year",
                                               .at = r->t.at});
    }
    return true;
}

/* A resource list; -1 of "UNLIMITED" never stands in one of a job. */
static bool read_tres(struct reader *r, uint32_t column, struct aif_tres_set *set,
                      struct aif_err *err)
{
    const char *text = cell(r, column), *other;
    *set = (struct aif_tres_set){{0}};
    if (slurm_is_unset(text) || slurm_tres(text, set, &other))
        return true;
    return slurm_table_fail(&r->t, column, "resources such as cpu=4,mem=8G,node=1", err);
}

static bool read_count(struct reader *r, uint32_t column, int64_t *out, struct aif_err *err)
{
    const char *text = cell(r, column);
    *out = 0;
    if (slurm_is_unset(text))
        return true;
    if (!slurm_count(text, out) || *out < 0)
        return slurm_table_fail(&r->t, column, "a whole number", err);
    return true;
}

static bool read_mem(struct reader *r, struct slurm_row *row, struct aif_err *err)
{
    const char *text = cell(r, r->c.req_mem);
    int64_t mib = 0;
    char per = '\0';
    if (row->mem_mib || slurm_is_unset(text) || strcmp(text, "0") == 0)
        return true;
    /* "16?" is what sacct prints where it does not know the unit of a whole job. */
    if (!slurm_memory_mib(text, &mib, &per))
        return slurm_table_fail(&r->t, r->c.req_mem, "memory such as 8000M, 4Gc or 4Gn", err);
    int64_t times = per == 'c' ? row->cpus : per == 'n' ? row->nodes : 1;
    row->mem_mib = mib < AIF_NEVER_S / (times + 1) ? mib * times : 0;
    return true;
}

static bool read_sizes(struct reader *r, struct slurm_row *row, struct aif_err *err)
{
    struct aif_tres_set asked, got;
    int64_t req_nodes, req_cpus, nodes, cpus;
    if (!read_tres(r, r->c.req_tres, &asked, err) || !read_tres(r, r->c.alloc_tres, &got, err) ||
        !read_count(r, r->c.req_nodes, &req_nodes, err) ||
        !read_count(r, r->c.req_cpus, &req_cpus, err) || !read_count(r, r->c.nodes, &nodes, err) ||
        !read_count(r, r->c.cpus, &cpus, err))
        return false;
    row->got_nodes = got.of[AIF_TRES_NODE] ? got.of[AIF_TRES_NODE] : nodes;
    row->got_cpus = got.of[AIF_TRES_CPU] ? got.of[AIF_TRES_CPU] : cpus;
    row->nodes = asked.of[AIF_TRES_NODE] ? asked.of[AIF_TRES_NODE] : req_nodes;
    row->cpus = asked.of[AIF_TRES_CPU] ? asked.of[AIF_TRES_CPU] : req_cpus;
    if (!row->nodes)
        row->nodes = row->got_nodes;
    if (!row->cpus)
        row->cpus = row->got_cpus;
    bool has_asked = *cell(r, r->c.req_tres) != '\0';
    row->gpus = has_asked ? asked.of[AIF_TRES_GPU] : got.of[AIF_TRES_GPU];
    row->mem_mib = has_asked ? asked.of[AIF_TRES_MEM] : 0;
    return read_mem(r, row, err);
}

/* "CANCELLED by 1000" begins with its state. */
static void read_state(struct reader *r, struct slurm_row *row)
{
    const char *state = cell(r, r->c.state), *code = cell(r, r->c.exit_code);
    const char *flags = cell(r, r->c.flags);
    static const char *const waiting[] = {"PENDING",      "REQUEUE_HOLD", "REQUEUE_FED",
                                          "SPECIAL_EXIT", "CONFIGURING",  "RESV_DEL_HOLD"};
    static const char *const running[] = {"RUNNING",   "COMPLETING", "SUSPENDED", "RESIZING",
                                          "STAGE_OUT", "SIGNALING",  "STOPPED"};
    static const char *const failed[] = {"FAILED", "OUT_OF_MEMORY", "NODE_FAIL", "BOOT_FAIL",
                                         "DEADLINE"};
    for (size_t i = 0; i < AIF_COUNT(waiting); i++)
        if (strncmp(state, waiting[i], strlen(waiting[i])) == 0)
            row->kind = SLURM_ROW_PENDING;
    for (size_t i = 0; i < AIF_COUNT(running); i++)
        if (strncmp(state, running[i], strlen(running[i])) == 0)
            row->kind = SLURM_ROW_RUNNING;
    row->status = strncmp(state, "COMPLETED", 9) == 0   ? AIF_STATUS_COMPLETED
                  : strncmp(state, "CANCELLED", 9) == 0 ? AIF_STATUS_CANCELLED
                                                        : AIF_STATUS_FAILED;
    if (row->kind != SLURM_ROW_ENDED)
        row->status = AIF_STATUS_UNKNOWN;
    row->has_failed = *code && strncmp(code, "0:", 2) != 0;
    for (size_t i = 0; i < AIF_COUNT(failed); i++)
        row->has_failed |= strncmp(state, failed[i], strlen(failed[i])) == 0;
    row->started_by = strstr(flags, "SchedMain")       ? 'm'
                      : strstr(flags, "SchedBackfill") ? 'b'
                      : strstr(flags, "SchedSubmit")   ? 's'
                                                       : '\0';
}

static bool read_row(struct reader *r, struct slurm_row *row, struct aif_err *err)
{
    struct aif_workload *w = &r->im->workload;
    *row = (struct slurm_row){.line = r->t.at.line, .kind = SLURM_ROW_ENDED};
    if (!read_id(r, row, err))
        return false;
    read_state(r, row);
    if (!read_times(r, row, err) || !read_elapsed(r, row, err) || !read_limit(r, row, err) ||
        !read_sizes(r, row, err))
        return false;
    row->user = name_of(r, &w->users, r->c.user);
    row->account = name_of(r, &w->accounts, r->c.account);
    row->qos = name_of(r, &w->qos, r->c.qos);
    row->name = name_of(r, &w->job_names, r->c.name);
    row->reservation = name_of(r, &w->reservations, r->c.reservation);
    row->features = name_of(r, &w->features, r->c.features);
    row->partitions = aif_names_intern(&r->out->texts, &r->im->arena, cell(r, r->c.partition),
                                       strlen(cell(r, r->c.partition)));
    row->state = kept(r, r->c.state);
    row->exit_code = kept(r, r->c.exit_code);
    row->hosts = kept(r, r->c.hosts);
    row->reason = kept(r, r->c.reason);
    row->priority = kept(r, r->c.priority);
    return true;
}

static struct slurm_row *add(struct reader *r)
{
    struct slurm_rows *out = r->out;
    if (out->count == out->capacity) {
        out->capacity = out->capacity ? 2 * out->capacity : 1024;
        out->rows = realloc(out->rows, out->capacity * sizeof *out->rows);
        if (!out->rows)
            aif_fatal("out of memory: %u rows", out->capacity);
    }
    return &out->rows[out->count++];
}

bool slurm_rows_read(struct slurm_import *im, const char *path, struct slurm_rows *out,
                     struct aif_err *err)
{
    struct reader r = {.im = im, .out = out};
    bool ok = slurm_table_init(&r.t, &im->arena, &im->files, path, err) && find_columns(&r, err);
    while (ok && slurm_table_next(&r.t, err)) {
        im->row_count++;
        if (strchr(cell(&r, r.c.id), '.')) {
            im->step_count++;
            continue;
        }
        ok = read_row(&r, add(&r), err);
        slurm_table_note_unused(&r.t, "sacct", &im->report);
    }
    ok = ok && err->text[0] == '\0';
    slurm_table_fini(&r.t);
    return ok;
}
