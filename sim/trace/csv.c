/* Reader of our own trace format, for what the Standard Workload Format has no field for: nodes,
 * GPUs, memory, communities, names, and what batch systems know of jobs.
 *
 *     #aifsim-trace 1
 *     # Lines that start with '#' are comments, but "# unix_start_s: N" (wall-clock time of
 *     # submit_s 0) and "# max_procs: N" (of the log's machine) are read.
 *     job_id,community,submit_s,nodes,gpus_per_node,limit_s,run_s
 *     1,start-ups,0,1,4,3600,1800
 *
 * After the comments a row names the columns, in any order; then one row per job (RFC 4180, no line
 * breaks within a cell).  An empty cell is not stated.  submit_s, run_s and one of nodes, procs and
 * tasks are required, all others may be left out.  docs/trace-csv.md says what each column means;
 * this file reads the classic ones, csv_extra.c and csv_traits.c the others, csv_actions.c the
 * table of actions that may follow the jobs. */
#include "aif/text.h"
#include "trace/csv_reader.h"
#include "trace/lines.h"

#include <string.h>

bool csv_error(const struct csv_reader *r, const char *column, struct csv_cell cell,
               const char *expected)
{
    char found[41];
    size_t n = 0;
    for (; n < cell.bytes && n < sizeof found - 1; n++)
        found[n] = cell.text[n] >= ' ' && cell.text[n] < 127 ? cell.text[n] : '?';
    found[n] = '\0';
    return aif_err_set(r->err, "%s:%llu: column %s: found '%s', %s", r->in->path,
                       (unsigned long long)r->line, column, found, expected);
}

bool csv_cell_error(const struct csv_reader *r, enum csv_column c, const char *expected)
{
    return csv_error(r, csv_column_names[c], csv_cell_at(r, c), expected);
}

bool csv_repair(const struct csv_reader *r, enum aif_repair what, enum csv_column c)
{
    r->w->repairs[what]++;
    if (!r->in->is_strict)
        return true;
    char expected[160] = "which --strict does not allow: ";
    strncat(expected, aif_repair_summary(what), sizeof expected - strlen(expected) - 1);
    return csv_cell_error(r, c, expected);
}

static bool read_time(struct csv_reader *r, enum csv_column c, int64_t *out)
{
    struct csv_cell cell = csv_cell_at(r, c);
    bool has_decimals = false;
    if (!csv_number(cell, AIF_UNKNOWN_S, out, &has_decimals))
        return csv_cell_error(r, c, "expected a number of seconds; correct the cell or empty it");
    if (*out < -1 || (has_decimals && cell.text[0] == '-'))
        return csv_cell_error(r, c, "expected seconds >= 0, or nothing where not known");
    if (*out > AIF_TRACE_TIME_MAX_S)
        return csv_cell_error(r, c, "expected at most 9999999999 seconds; times in milliseconds?");
    return !has_decimals || csv_repair(r, AIF_REPAIR_FRACTION, c);
}

static bool read_count(struct csv_reader *r, enum csv_column c, uint32_t *out)
{
    int64_t value;
    if (!csv_number(csv_cell_at(r, c), 0, &value, NULL) || value < -1 || value >= AIF_NONE)
        return csv_cell_error(r, c, "expected a whole number from 0 to 4294967294");
    *out = value > 0 ? (uint32_t)value : 0;
    return true;
}

static bool read_times(struct csv_reader *r, struct aif_job *job)
{
    if (!read_time(r, CSV_SUBMIT_S, &job->submit_s) || !read_time(r, CSV_RUN_S, &job->runtime_s) ||
        !read_time(r, CSV_LIMIT_S, &job->limit_s))
        return false;
    if (job->limit_s == 0)
        job->limit_s = AIF_UNKNOWN_S;
    if (job->submit_s == AIF_UNKNOWN_S) {
        if (!csv_repair(r, AIF_REPAIR_SUBMIT_UNKNOWN, CSV_SUBMIT_S))
            return false;
        job->submit_s = r->last_submit_s;
    }
    if (r->in->is_strict && job->submit_s < r->last_submit_s)
        return csv_repair(r, AIF_REPAIR_SUBMIT_UNSORTED, CSV_SUBMIT_S);
    r->last_submit_s = job->submit_s;
    return true;
}

static bool read_request(struct csv_reader *r, struct aif_request *q)
{
    struct aif_shape *each = &q->per_node;
    struct csv_cell exclusive = csv_cell_at(r, CSV_EXCLUSIVE);
    if (!read_count(r, CSV_PROCS, &q->procs) || !read_count(r, CSV_NODES, &q->nodes) ||
        !read_count(r, CSV_GPUS_PER_NODE, &each->gpus) ||
        !read_count(r, CSV_CORES_PER_NODE, &each->cores) ||
        !read_count(r, CSV_MEM_MIB_PER_NODE, &each->mem_mib))
        return false;
    uint32_t of_tasks = 0;
    if (r->extras.is_read && !csv_extra_procs(r, &of_tasks))
        return false;
    if (!q->procs && !q->nodes)
        q->procs = of_tasks;
    if (q->procs && q->nodes)
        return csv_cell_error(r, CSV_PROCS,
                              "expected nothing beside nodes: a job asks for one of them");
    if (q->nodes && !each->cores && !csv_cell_is(exclusive, "1") &&
        !csv_extra_cores(r, q->nodes, &each->cores))
        return false;
    bool has_shape = each->gpus || each->cores || each->mem_mib;
    if (q->procs && has_shape && !of_tasks)
        return csv_cell_error(r, CSV_PROCS, "expected nodes beside what is asked for on each node");
    if (exclusive.bytes && !csv_cell_is(exclusive, "0") && !csv_cell_is(exclusive, "1"))
        return csv_cell_error(r, CSV_EXCLUSIVE, "expected 0 or 1");
    q->is_exclusive = q->nodes && (exclusive.bytes ? *exclusive.text == '1' : !has_shape);
    if (q->nodes && !q->is_exclusive && !has_shape)
        return csv_cell_error(r, CSV_EXCLUSIVE, "expected 1 where nothing is asked for on a node");
    return true;
}

static bool read_status(struct csv_reader *r, int8_t *out)
{
    static const struct {
        const char *name;
        int8_t status;
    } known[] = {{"", AIF_STATUS_UNKNOWN},
                 {"completed", AIF_STATUS_COMPLETED},
                 {"failed", AIF_STATUS_FAILED},
                 {"cancelled", AIF_STATUS_CANCELLED}};
    for (size_t i = 0; i < AIF_COUNT(known); i++)
        if (csv_cell_is(csv_cell_at(r, CSV_STATUS), known[i].name)) {
            *out = known[i].status;
            return true;
        }
    return csv_cell_error(r, CSV_STATUS, "expected completed, failed, cancelled or nothing");
}

static bool read_order(struct csv_reader *r, struct aif_job *job)
{
    int64_t number, think_s;
    job->after = AIF_NONE;
    if (!csv_number(csv_cell_at(r, CSV_AFTER), 0, &number, NULL))
        return csv_cell_error(r, CSV_AFTER, "expected the job_id of another job");
    if (!csv_number(csv_cell_at(r, CSV_THINK_S), -1, &think_s, NULL) || think_s < -1 ||
        think_s > INT32_MAX)
        return csv_cell_error(r, CSV_THINK_S, "expected seconds from 0 to 2147483647");
    job->think_s = (int32_t)think_s;
    if (number > 0)
        links_add(&r->links, &r->scratch, r->w->count, number);
    /* What `depends` states as well is followed by those who follow such, and counted by others. */
    return (think_s <= 0 && number <= 0) || csv_cell_at(r, CSV_DEPENDS).bytes ||
           csv_repair(r, AIF_REPAIR_DEPENDENCY, number > 0 ? CSV_AFTER : CSV_THINK_S);
}

static uint32_t read_name(struct csv_reader *r, enum csv_column c, struct aif_names *names)
{
    struct csv_cell cell = csv_cell_at(r, c);
    return cell.bytes ? aif_names_intern(names, &r->w->arena, cell.text, cell.bytes) : AIF_NONE;
}

/* A name of a small table. */
static bool read_small(struct csv_reader *r, enum csv_column c, struct aif_names *names,
                       uint16_t *out)
{
    uint32_t index = read_name(r, c, names);
    *out = (uint16_t)index;
    return index == AIF_NONE || index < AIF_NONE16 ||
           csv_cell_error(r, c, "expected at most 65534 different names in this column");
}

static bool read_names(struct csv_reader *r, struct aif_job *job)
{
    struct aif_workload *w = r->w;
    job->user = read_name(r, CSV_USER, &w->users);
    job->account = read_name(r, CSV_ACCOUNT, &w->accounts);
    job->application = read_name(r, CSV_APPLICATION, &w->applications);
    return read_small(r, CSV_COMMUNITY, &w->communities, &job->community) &&
           read_small(r, CSV_PARTITION, &w->partitions, &job->partition) &&
           read_small(r, CSV_QOS, &w->qos, &job->qos);
}

static bool read_size(struct csv_reader *r, const struct aif_job *job, bool *is_left_out)
{
    if (!trace_is_wanted(r->w, job->submit_s)) {
        *is_left_out = true;
        return true;
    }
    if (job->runtime_s == AIF_UNKNOWN_S) {
        *is_left_out = true;
        return csv_repair(r, AIF_REPAIR_RUN_UNKNOWN, CSV_RUN_S);
    }
    if (!job->request.procs && !job->request.nodes) {
        *is_left_out = true;
        return csv_repair(r, AIF_REPAIR_PROCS_UNKNOWN,
                          r->cell_of[CSV_NODES] ? CSV_NODES : CSV_PROCS);
    }
    return job->runtime_s != 0 || csv_repair(r, AIF_REPAIR_RUN_ZERO, CSV_RUN_S);
}

static bool read_job(struct csv_reader *r)
{
    struct aif_workload *w = r->w;
    struct aif_job *job = &w->jobs[w->count];
    bool is_left_out = false;
    w->record_count++;
    job->line = (uint32_t)r->line;
    if (!csv_number(csv_cell_at(r, CSV_JOB_ID), (int64_t)w->record_count, &job->id, NULL))
        return csv_cell_error(r, CSV_JOB_ID, "expected a whole number");
    if (!read_times(r, job) || !read_request(r, &job->request) || !read_status(r, &job->status) ||
        !read_size(r, job, &is_left_out))
        return false;
    if (is_left_out) {
        *job = (struct aif_job){0};
        return true;
    }
    if (!read_names(r, job) || !read_order(r, job))
        return false;
    if ((r->extras.is_read && !csv_extra_read(r, job)) ||
        (r->has_traits && !csv_traits_read(r, job)))
        return false;
    w->count++;
    return true;
}

static bool line_error(const struct csv_reader *r, const char *found, const char *expected)
{
    return aif_err_set(r->err, "%s:%llu: found %s, expected %s", r->in->path,
                       (unsigned long long)r->line, found, expected);
}

static bool unknown_column(struct csv_reader *r, struct csv_cell cell)
{
    char name[41] = "";
    memcpy(name, cell.text, cell.bytes < sizeof name ? cell.bytes : sizeof name - 1);
    const char *near = aif_text_nearest(name, csv_column_names, CSV_COLUMN_COUNT);
    char list[900] = "";
    for (int c = 0; c < CSV_COLUMN_COUNT; c++) {
        strncat(list, c ? ", " : "", sizeof list - strlen(list) - 1);
        strncat(list, csv_column_names[c], sizeof list - strlen(list) - 1);
    }
    return aif_err_set(r->err, "%s:%llu: unknown column '%s'%s%s%s (known: %s)", r->in->path,
                       (unsigned long long)r->line, name, near ? ": did you mean '" : "",
                       near ? near : "", near ? "'?" : "", list);
}

/* The row that names the columns. */
static bool read_header(struct csv_reader *r)
{
    for (unsigned i = 0; i < r->row.count; i++) {
        int c = 0;
        while (c < CSV_COLUMN_COUNT && !csv_cell_is(r->row.cells[i], csv_column_names[c]))
            c++;
        if (c == CSV_COLUMN_COUNT)
            return unknown_column(r, r->row.cells[i]);
        if (r->cell_of[c])
            return aif_err_set(r->err, "%s:%llu: two columns are called %s", r->in->path,
                               (unsigned long long)r->line, csv_column_names[c]);
        r->cell_of[c] = (unsigned char)(i + 1);
        r->extras.is_read |= c >= CSV_FIRST_EXTRA && c < CSV_FIRST_TRAIT;
        r->has_traits |= c >= CSV_FIRST_TRAIT;
    }
    r->cell_count = r->row.count;
    if (!r->cell_of[CSV_SUBMIT_S] || !r->cell_of[CSV_RUN_S])
        return line_error(r, "no column submit_s or no column run_s", "both");
    if (!r->cell_of[CSV_NODES] && !r->cell_of[CSV_PROCS] && !r->cell_of[CSV_TASKS])
        return line_error(r, "neither a column nodes nor a column procs", "one of them");
    return true;
}

/* "# key: NUMBER" before the row of names. */
static void read_comment(struct csv_reader *r, const char *p, size_t bytes)
{
    static const char *const keys[] = {"# max_procs: ", "# unix_start_s: "};
    for (size_t k = 0; k < AIF_COUNT(keys); k++) {
        size_t n = strlen(keys[k]);
        int64_t value;
        if (bytes <= n || memcmp(p, keys[k], n) != 0 ||
            !csv_number((struct csv_cell){p + n, bytes - n}, 0, &value, NULL) || value < 0)
            continue;
        if (k == 1)
            r->w->unix_start_s = value;
        else if (value < AIF_NONE)
            r->w->max_procs = (uint32_t)value;
    }
}

static bool read_line(struct csv_reader *r, const char *p, size_t bytes)
{
    r->line++;
    if (bytes && p[bytes - 1] == '\r')
        bytes--;
    if (bytes == 0)
        return true;
    if (*p == '#') {
        size_t magic = strlen(CSV_ACTIONS_MAGIC);
        r->actions.has_begun |=
            r->cell_count && bytes > magic && memcmp(p, CSV_ACTIONS_MAGIC, magic) == 0;
        if (!r->cell_count)
            read_comment(r, p, bytes);
        return true;
    }
    const char *why = "a zero byte";
    if (memchr(p, 0, bytes) || !csv_split(p, bytes, &r->line_scratch, &r->row, &why))
        return line_error(r, why, "comma-separated values");
    if (!r->cell_count)
        return read_header(r);
    if (r->actions.has_begun)
        return csv_actions_line(r);
    if (r->row.count != r->cell_count)
        return aif_err_set(r->err,
                           "%s:%llu: found %u cells, expected %u as in the row of names; leave a "
                           "cell empty where nothing is known",
                           r->in->path, (unsigned long long)r->line, r->row.count, r->cell_count);
    bool is_ok = read_job(r);
    if (r->line_scratch.last)
        aif_arena_free(&r->line_scratch);
    return is_ok;
}

static bool read_version(struct csv_reader *r)
{
    const char *p = r->in->text + strlen(CSV_MAGIC), *end = r->in->text + r->in->bytes;
    const char *newline = memchr(p, '\n', (size_t)(end - p));
    size_t bytes = (size_t)((newline ? newline : end) - p);
    if (bytes && p[bytes - 1] == '\r')
        bytes--;
    return csv_cell_is((struct csv_cell){p, bytes}, "1") ||
           aif_err_set(r->err, "%s:1: found version '%.*s' of the format, expected 1", r->in->path,
                       (int)(bytes < 20 ? bytes : 20), p);
}

static bool read_all(struct csv_reader *r)
{
    const char *p = r->in->text, *end = p + r->in->bytes;
    if (!read_version(r))
        return false;
    while (p < end) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        const char *stop = newline ? newline : end;
        if (!read_line(r, p, (size_t)(stop - p)))
            return false;
        p = newline ? newline + 1 : end;
    }
    if (!r->cell_count)
        return aif_err_set(r->err, "%s: no row with the names of the columns", r->in->path);
    if (!r->w->record_count)
        return aif_err_set(r->err, "%s: no jobs", r->in->path);
    links_resolve(&r->links, &r->scratch, r->w);
    aif_workload_sort(r->w);
    return (!r->extras.is_read && !r->actions.has_begun) || csv_extra_finish(r);
}

static bool parse(const struct aif_trace_input *in, struct aif_workload *out, struct aif_err *err)
{
    size_t lines = trace_count_lines(in);
    if (lines >= AIF_NONE)
        return aif_err_set(err, "%s: more than 4294967294 lines", in->path);
    struct csv_reader r = {.in = in, .w = out, .err = err};
    out->unix_start_s = AIF_UNKNOWN_S;
    out->jobs = AIF_NEW(&out->arena, struct aif_job, lines);
    r.room = lines;
    bool is_ok = read_all(&r);
    aif_arena_free(&r.scratch);
    aif_arena_free(&r.line_scratch);
    return is_ok;
}

static bool matches(const struct aif_trace_input *in)
{
    return in->bytes > strlen(CSV_MAGIC) && memcmp(in->text, CSV_MAGIC, strlen(CSV_MAGIC)) == 0;
}

const struct aif_trace aif_trace_csv = {
    .plugin = {AIF_TRACE, "csv",
               "our own: '#aifsim-trace 1', a row of column names, a row per job"},
    .matches = matches,
    .parse = parse,
};
