/* Rows of sacct to jobs: what a job asked for is shared out over its nodes. */
#include "host/slurm/jobs.h"

#include "base/hostlist.h"
#include "host/slurm/clock.h"
#include "trace/lines.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NODES = 1 << 20 };

/* More memory than any node has; the most that our CSV holds, so that it can be written. */
static const uint32_t most_mem_mib = AIF_NONE - 1;

struct maker {
    struct slurm_import *im;
    const struct slurm_jobs_how *how;
    struct slurm_rows rows;
    int64_t origin_s;
    uint32_t pool_used; /* of the workload's partition lists */
    uint64_t rounded, more_nodes, whole, begun_later, without_memory;
};

static int64_t divided(int64_t amount, int64_t by)
{
    return (amount + by - 1) / by;
}

static const struct aif_partition *partition_of(const struct slurm_import *im, const char *name)
{
    for (uint32_t i = 0; i < im->machine.partition_count; i++)
        if (strcmp(im->machine.partitions[i].name, name) == 0)
            return &im->machine.partitions[i];
    return NULL;
}

/* Whether a job that asked for less got every CPU of its nodes: --exclusive leaves no other mark.
 */
static bool is_whole(struct maker *m, const struct slurm_row *row)
{
    const struct slurm_import *im = m->im;
    struct aif_arena a = {.block_bytes = 4096};
    struct hostlist list;
    int64_t sum = 0;
    bool is_known = row->got_cpus > row->cpus && im->machine.node_count > 0 &&
                    hostlist_expand(row->hosts, &a, &list, NULL) && list.count > 0;
    for (uint32_t i = 0; is_known && i < list.count; i++) {
        uint32_t node = aif_names_find(&im->nodes.names, list.names[i]);
        is_known = node != AIF_NONE;
        if (is_known)
            sum += slurm_node_cpus(&im->nodes.lines[im->nodes.line_of[node]]);
    }
    aif_arena_free(&a);
    return is_known && sum == row->got_cpus;
}

static void fill_request(struct maker *m, const struct slurm_row *row,
                         const struct aif_partition *partition, struct aif_request *ask)
{
    int64_t nodes = row->nodes > 0 ? row->nodes : 1;
    if (row->got_nodes > nodes) {
        nodes = row->got_nodes;
        m->more_nodes++;
    }
    if (nodes > MOST_NODES)
        nodes = MOST_NODES;
    int64_t cores = divided(row->cpus, nodes), gpus = divided(row->gpus, nodes);
    bool has_memory = m->im->centre.selects_memory;
    int64_t mem = has_memory ? divided(row->mem_mib, nodes) : 0;
    if (cores == 0)
        cores = 1; /* the least that Slurm gives */
    m->without_memory += !has_memory && row->mem_mib > 0;
    if ((row->cpus && cores * nodes != row->cpus) || gpus * nodes != row->gpus) {
        slurm_repair(m->im, AIF_REPAIR_UNEVEN, row->line);
        m->rounded++;
    }
    *ask = (struct aif_request){
        .nodes = (uint32_t)nodes,
        .per_node = {.cores = (uint32_t)(cores < MOST_NODES ? cores : MOST_NODES),
                     .gpus = (uint32_t)(gpus < MOST_NODES ? gpus : MOST_NODES),
                     .mem_mib = mem < most_mem_mib ? (uint32_t)mem : most_mem_mib},
    };
    if (!(partition && partition->is_exclusive) && is_whole(m, row)) {
        ask->is_exclusive = true;
        m->whole++;
    }
}

static uint16_t narrowed(uint32_t i)
{
    return i < AIF_NONE16 ? (uint16_t)i : AIF_NONE16;
}

static uint16_t intern_partition(struct maker *m, const char *name)
{
    struct aif_workload *w = &m->im->workload;
    return narrowed(aif_names_intern(&w->partitions, &w->arena, name, strlen(name)));
}

static void fill_job(struct maker *m, const struct slurm_row *row, struct aif_job *job)
{
    char first[128] = "";
    const char *next = m->rows.texts.texts[row->partitions];
    while (!*first && slurm_item(&next, first, sizeof first))
        continue;
    const struct aif_partition *partition = partition_of(m->im, first);
    *job = (struct aif_job){
        .id = row->id,
        .submit_s = row->submit_s - m->origin_s,
        .limit_s = row->limit_s,
        .runtime_s = row->elapsed_s,
        .user = row->user,
        .account = row->account,
        .application = AIF_NONE,
        .after = AIF_NONE,
        .think_s = -1,
        .line = row->line,
        .community = AIF_NONE16,
        .partition = *first ? intern_partition(m, first) : AIF_NONE16,
        .qos = narrowed(row->qos),
        .status = row->status,
    };
    if (row->has_partition_limit && partition && partition->max_limit_s)
        job->limit_s = partition->max_limit_s;
    if (job->limit_s == 0)
        job->limit_s = AIF_UNKNOWN_S;
    fill_request(m, row, partition, &job->request);
}

/* All partitions that a job names, where it names several. */
static void fill_partitions(struct maker *m, const char *list, struct aif_extra *extra)
{
    char item[128];
    if (!strchr(list, ','))
        return;
    extra->first_partition = m->pool_used;
    for (const char *next = list; slurm_item(&next, item, sizeof item);) {
        if (!*item)
            continue;
        m->im->workload.partition_lists[m->pool_used++] = intern_partition(m, item);
        extra->partition_count++;
    }
    if (extra->partition_count > 1)
        return;
    m->pool_used = extra->first_partition;
    extra->first_partition = extra->partition_count = 0;
}

static void fill_extra(struct maker *m, const struct slurm_row *row, struct aif_extra *extra)
{
    *extra = aif_extra_none();
    extra->has_failed = row->has_failed;
    extra->name = row->name;
    extra->reservation = row->reservation;
    extra->features = row->features;
    if (row->eligible_s > row->submit_s) {
        extra->begin_s = row->eligible_s - m->origin_s;
        m->begun_later++;
    }
    fill_partitions(m, m->rows.texts.texts[row->partitions], extra);
}

/* The most partitions that all jobs name together. */
static uint32_t count_partitions(const struct maker *m, const struct slurm_merged *jobs,
                                 uint32_t count)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        for (const char *p = m->rows.texts.texts[jobs[i].row.partitions]; p; sum++) {
            p = strchr(p, ',');
            p = p ? p + 1 : NULL;
        }
    return sum;
}

struct task {
    int64_t array_id, task;
    uint32_t job;
};

static int by_array(const void *a, const void *b)
{
    const struct task *x = a, *y = b;
    if (x->array_id != y->array_id)
        return x->array_id < y->array_id ? -1 : 1;
    if (x->task != y->task)
        return x->task < y->task ? -1 : 1;
    return x->job < y->job ? -1 : x->job > y->job;
}

static uint32_t most_running(const struct maker *m, int64_t array_id)
{
    for (uint32_t i = 0; i < m->rows.throttle_count; i++)
        if (m->rows.throttles[i].array_id == array_id)
            return m->rows.throttles[i].most;
    return 0;
}

/* After job numbers have begun anew, a task's may be that of another job; the first keeps the
 * array. */
static uint32_t drop_repeated(struct task *tasks, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || tasks[i].array_id != tasks[kept - 1].array_id ||
            tasks[i].task != tasks[kept - 1].task)
            tasks[kept++] = tasks[i];
    return kept;
}

static void make_arrays(struct maker *m, const struct slurm_merged *jobs, uint32_t count)
{
    struct aif_workload *w = &m->im->workload;
    struct task *tasks = AIF_NEW(&m->im->arena, struct task, count ? count : 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++)
        if (jobs[i].row.task >= 0)
            tasks[n++] = (struct task){jobs[i].row.array_id, jobs[i].row.task, i};
    if (n == 0)
        return;
    qsort(tasks, n, sizeof *tasks, by_array);
    n = drop_repeated(tasks, n);
    w->arrays = AIF_NEW(&w->arena, struct aif_array, n);
    w->array_jobs = AIF_NEW(&w->arena, uint32_t, n);
    w->array_job_count = n;
    for (uint32_t i = 0; i < n; i++) {
        if (i == 0 || tasks[i].array_id != tasks[i - 1].array_id)
            w->arrays[w->array_count++] =
                (struct aif_array){.id = tasks[i].array_id,
                                   .first_job = i,
                                   .max_running = most_running(m, tasks[i].array_id)};
        struct aif_array *array = &w->arrays[w->array_count - 1];
        array->job_count++;
        w->array_jobs[i] = tasks[i].job;
        w->extras[tasks[i].job].array = w->array_count - 1;
        w->extras[tasks[i].job].array_task = (uint32_t)tasks[i].task;
    }
}

static void keep_record(struct maker *m, const struct slurm_merged *from, struct slurm_record *to)
{
    *to = from->record;
    to->slurm_id = from->row.slurm_id;
    to->state = from->row.state;
    to->exit_code = from->row.exit_code;
    to->hosts = from->row.hosts;
    to->reason = from->row.reason;
    to->priority = from->row.priority;
    int64_t *const times[] = {&to->eligible_s, &to->start_s, &to->end_s};
    for (size_t i = 0; i < AIF_COUNT(times); i++)
        if (*times[i] != AIF_UNKNOWN_S)
            *times[i] -= m->origin_s;
}

static void make_workload(struct maker *m, const struct slurm_merged *jobs, uint32_t count)
{
    struct aif_workload *w = &m->im->workload;
    w->unix_start_s = m->origin_s;
    w->record_count = m->im->row_count;
    w->count = count;
    w->jobs = AIF_NEW(&w->arena, struct aif_job, count);
    w->extras = AIF_NEW(&w->arena, struct aif_extra, count);
    w->partition_lists = AIF_NEW(&w->arena, uint32_t, count_partitions(m, jobs, count));
    m->im->records = AIF_NEW(&m->im->arena, struct slurm_record, count);
    for (uint32_t i = 0; i < count; i++) {
        fill_job(m, &jobs[i].row, &w->jobs[i]);
        fill_extra(m, &jobs[i].row, &w->extras[i]);
        keep_record(m, &jobs[i], &m->im->records[i]);
    }
    w->partition_list_count = m->pool_used;
    make_arrays(m, jobs, count);
}

static void note_counts(struct maker *m)
{
    const struct {
        const char *name, *meaning;
        uint64_t count;
    } notes[] = {
        {"jobs that never started", "left out: how long they would have run is not known",
         m->im->never_started_count},
        {"jobs that were waiting", "left out: how long they will run is not known",
         m->im->pending_count},
        {"jobs that were running", "their run time is what had passed", m->im->running_count},
        {"jobs with several runs",
         m->how->sums_all_runs ? "one job of the sum of its runs"
                               : "one job of the length of its last run, submitted once",
         m->im->requeued_count},
        {"jobs whose last run was cut short",
         "preempted or lost with its node: they would have run for longer", m->im->cut_count},
        {"jobs that became eligible after their submission",
         "they are held until then: sacct does not say on which jobs they depended",
         m->begun_later},
        {"jobs that got more nodes than they asked for", "the nodes they got are asked for",
         m->more_nodes},
        {"jobs whose CPUs or GPUs do not divide by their nodes", "rounded up on each node",
         m->rounded},
        {"jobs that got all CPUs of their nodes and asked for less", "taken as exclusive",
         m->whole},
        {"jobs that asked for memory",
         "left out: SelectTypeParameters has no _Memory, so Slurm does not share it out",
         m->without_memory},
        {"job numbers that another user had before", "taken as separate jobs", m->im->reused_count},
    };
    for (size_t i = 0; i < AIF_COUNT(notes); i++)
        if (notes[i].count)
            slurm_note(m->im, &(struct slurm_note){.kind = SLURM_NOTE_REPAIR,
                                                   .name = notes[i].name,
                                                   .value = "",
                                                   .meaning = notes[i].meaning,
                                                   .count = notes[i].count});
}

/* The clock begins with the first job; those outside the window go. */
static uint32_t keep_window(struct maker *m, struct slurm_merged *jobs, uint32_t count)
{
    uint32_t kept = 0;
    m->origin_s = jobs[0].row.submit_s;
    for (uint32_t i = 0; i < count; i++)
        if (trace_is_wanted(&m->im->workload, jobs[i].row.submit_s - m->origin_s))
            jobs[kept++] = jobs[i];
    return kept;
}

static bool make_jobs(struct maker *m, const char *path, struct aif_err *err)
{
    struct slurm_merged *jobs = calloc(m->rows.count ? m->rows.count : 1, sizeof *jobs);
    if (!jobs)
        aif_fatal("out of memory: %u jobs", m->rows.count);
    uint32_t count = slurm_runs_merge(m->im, &m->rows, m->how->sums_all_runs, jobs);
    if (count > 0)
        make_workload(m, jobs, keep_window(m, jobs, count));
    free(jobs);
    note_counts(m);
    return count > 0 || aif_err_set(err, "%s: expected jobs that ran, found none", path);
}

/* The file's name without folders and endings. */
static const char *plain_name(struct aif_arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    return aif_arena_text(a, name, strcspn(name, "."));
}

bool slurm_read_jobs(struct slurm_import *im, const char *path, const struct slurm_jobs_how *how,
                     struct aif_err *err)
{
    struct maker m = {.im = im, .how = how};
    im->workload.name = plain_name(&im->workload.arena, path);
    im->workload.unix_start_s = AIF_UNKNOWN_S;
    bool ok = slurm_zone_set(how->zone, err) && slurm_rows_read(im, path, &m.rows, err) &&
              make_jobs(&m, path, err);
    /* Where no list of QOS was read, those that ran jobs were allowed to. */
    for (uint32_t i = 0; ok && !im->has_qos && i < im->workload.qos.count; i++)
        slurm_qos_of(im, im->workload.qos.texts[i]);
    free(m.rows.rows);
    return ok;
}
