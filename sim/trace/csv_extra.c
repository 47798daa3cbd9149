/* The columns of our own trace format that say what only batch systems know of a job. */
#include "trace/csv_reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *csv_grown(struct aif_arena *a, void *old, uint32_t count, uint32_t *capacity, size_t size)
{
    if (count < *capacity)
        return old;
    *capacity = *capacity ? 2 * *capacity : 64;
    char *grown = AIF_NEW(a, char, *capacity *size);
    if (count)
        memcpy(grown, old, count * size);
    return grown;
}

bool csv_read_in(struct csv_reader *r, enum csv_column c, int64_t least, int64_t most, int64_t *out)
{
    char expected[96];
    int64_t value;
    if (csv_number(csv_cell_at(r, c), *out, &value, NULL) &&
        ((value >= least && value <= most) || value == *out)) {
        *out = value;
        return true;
    }
    snprintf(expected, sizeof expected,
             "expected a whole number from %" PRId64 " to %" PRId64 ", or nothing", least, most);
    return csv_cell_error(r, c, expected);
}

bool csv_read_count(struct csv_reader *r, enum csv_column c, uint32_t *out)
{
    int64_t value = *out;
    bool ok = csv_read_in(r, c, 0, AIF_NONE - 1, &value);
    *out = (uint32_t)value;
    return ok;
}

static bool read_ms(struct csv_reader *r, enum csv_column c, uint16_t *out)
{
    int64_t value = 0;
    bool ok = csv_read_in(r, c, 0, 999, &value);
    *out = (uint16_t)value;
    return ok;
}

bool csv_read_truth(struct csv_reader *r, enum csv_column c, bool *out)
{
    int64_t value = *out;
    bool ok = csv_read_in(r, c, 0, 1, &value);
    *out = value != 0;
    return ok;
}

bool csv_read_time(struct csv_reader *r, enum csv_column c, int64_t *out)
{
    return csv_read_in(r, c, 0, AIF_TRACE_TIME_MAX_S, out);
}

static bool read_signed(struct csv_reader *r, enum csv_column c, int32_t *out)
{
    int64_t value = 0;
    bool ok = csv_read_in(r, c, -INT32_MAX, INT32_MAX, &value);
    *out = (int32_t)value;
    return ok;
}

static uint32_t read_name(struct csv_reader *r, enum csv_column c, struct aif_names *names)
{
    struct csv_cell cell = csv_cell_at(r, c);
    return cell.bytes ? aif_names_intern(names, &r->w->arena, cell.text, cell.bytes) : AIF_NONE;
}

/* "a,b": the first is the job's where it names none. */
static bool read_partitions(struct csv_reader *r, struct aif_job *job, struct aif_extra *x)
{
    struct aif_workload *w = r->w;
    struct csv_cell cell = csv_cell_at(r, CSV_PARTITIONS);
    const char *p = cell.text, *end = p + cell.bytes;
    x->first_partition = w->partition_list_count;
    while (cell.bytes) {
        const char *comma = memchr(p, ',', (size_t)(end - p));
        size_t bytes = (size_t)((comma ? comma : end) - p);
        uint32_t name = bytes ? aif_names_intern(&w->partitions, &w->arena, p, bytes) : AIF_NONE;
        if (name >= AIF_NONE16)
            return csv_cell_error(r, CSV_PARTITIONS, "expected names with commas between them");
        w->partition_lists = csv_grown(&w->arena, w->partition_lists, w->partition_list_count,
                                       &r->extras.list_capacity, sizeof *w->partition_lists);
        w->partition_lists[w->partition_list_count++] = name;
        x->partition_count++;
        if (!comma)
            break;
        p = comma + 1;
    }
    if (x->partition_count && job->partition == AIF_NONE16)
        job->partition = (uint16_t)w->partition_lists[x->first_partition];
    if (!x->partition_count)
        x->first_partition = 0;
    return true;
}

/* The array's index among those met so far; its number must not be 0. */
static uint32_t intern_array(struct csv_reader *r, int64_t id)
{
    struct csv_extras *e = &r->extras;
    char text[24];
    int bytes = snprintf(text, sizeof text, "%" PRId64, id);
    uint32_t known = e->arrays.count;
    uint32_t i = aif_names_intern(&e->arrays, &r->scratch, text, (size_t)bytes);
    if (i < known)
        return i;
    e->array_facts =
        csv_grown(&r->scratch, e->array_facts, known, &e->array_capacity, sizeof *e->array_facts);
    e->array_facts[i] = (struct csv_array){.id = id, .line = (uint32_t)r->line};
    return i;
}

static bool read_array(struct csv_reader *r, struct aif_extra *x)
{
    int64_t id = 0;
    uint32_t limit = 0;
    if (!csv_read_in(r, CSV_ARRAY_ID, 1, INT64_C(999999999999999999), &id) ||
        !csv_read_count(r, CSV_ARRAY_TASK, &x->array_task) ||
        !csv_read_count(r, CSV_ARRAY_LIMIT, &limit))
        return false;
    if (!id && csv_cell_at(r, CSV_ARRAY_TASK).bytes)
        return csv_cell_error(r, CSV_ARRAY_TASK, "expected an array_id beside it");
    if (!id && limit)
        return csv_cell_error(r, CSV_ARRAY_LIMIT, "expected an array_id beside it");
    if (!id)
        return true;
    if (!csv_cell_at(r, CSV_ARRAY_TASK).bytes)
        return csv_cell_error(r, CSV_ARRAY_TASK, "expected the number of the task in its array");
    x->array = intern_array(r, id);
    struct csv_array *array = &r->extras.array_facts[x->array];
    if (limit && array->max_running && limit != array->max_running)
        return csv_cell_error(r, CSV_ARRAY_LIMIT, "expected the same for all tasks of the array");
    if (limit)
        array->max_running = limit;
    return true;
}

/* "3", or Slurm's "3:0": status and signal. */
static bool read_exit_code(struct csv_reader *r, struct aif_extra *x)
{
    struct csv_cell cell = csv_cell_at(r, CSV_EXIT_CODE);
    size_t digits = 0, colons = 0;
    for (size_t i = 0; i < cell.bytes; i++) {
        digits += cell.text[i] >= '0' && cell.text[i] <= '9';
        colons += cell.text[i] == ':' && i > 0 && i + 1 < cell.bytes;
        x->has_failed |= cell.text[i] >= '1' && cell.text[i] <= '9';
    }
    return (digits + colons == cell.bytes && colons <= 1) ||
           csv_cell_error(r, CSV_EXIT_CODE, "expected a number, such as 0, or 0:15");
}

static bool read_all(struct csv_reader *r, struct aif_job *job, struct aif_extra *x)
{
    struct aif_workload *w = r->w;
    bool may_requeue = true;
    int64_t mem = 0;
    x->name = read_name(r, CSV_JOB_NAME, &w->job_names);
    x->reservation = read_name(r, CSV_RESERVATION, &w->reservations);
    x->features = read_name(r, CSV_FEATURES, &w->features);
    if (!read_partitions(r, job, x) || !read_array(r, x) || !csv_depend_read(r, x) ||
        !csv_read_time(r, CSV_BEGIN_S, &x->begin_s) || !csv_read_truth(r, CSV_HOLD, &x->is_held) ||
        !csv_read_truth(r, CSV_REQUEUE, &may_requeue) || !read_exit_code(r, x))
        return false;
    if (!read_signed(r, CSV_NICE, &x->nice) || !read_signed(r, CSV_SITE_FACTOR, &x->site_factor) ||
        !csv_read_in(r, CSV_PRIORITY, 0, UINT32_MAX, &x->priority))
        return false;
    if (!csv_read_count(r, CSV_TASKS, &x->tasks) || !csv_read_count(r, CSV_GPUS, &x->gpus) ||
        !csv_read_count(r, CSV_CPUS_PER_TASK, &x->cpus_per_task) ||
        !csv_read_in(r, CSV_MEM_MIB_PER_CPU, 0, AIF_NONE - 1, &mem) ||
        !csv_read_count(r, CSV_MAX_NODES, &x->max_nodes))
        return false;
    x->must_not_requeue = !may_requeue;
    x->mem_per_cpu_mib = mem;
    return csv_read_time(r, CSV_MIN_LIMIT_S, &x->min_limit_s) &&
           read_ms(r, CSV_SUBMIT_MS, &x->submit_ms) && read_ms(r, CSV_RUN_MS, &x->runtime_ms);
}

/* Members are compared one by one where they differ from nothing; padding does not count. */
static bool states_nothing(const struct aif_extra *x)
{
    return !x->partition_count && !x->depend_count && !x->is_held && !x->must_not_requeue &&
           !x->has_failed && x->array == AIF_NONE && x->name == AIF_NONE &&
           x->reservation == AIF_NONE && x->features == AIF_NONE && x->begin_s == AIF_UNKNOWN_S &&
           !x->nice && !x->site_factor && x->priority == AIF_UNKNOWN_S && !x->tasks &&
           !x->cpus_per_task && !x->max_nodes && !x->gpus && !x->mem_per_cpu_mib &&
           !x->min_limit_s && !x->submit_ms && !x->runtime_ms;
}

bool csv_extra_read(struct csv_reader *r, struct aif_job *job)
{
    struct aif_workload *w = r->w;
    struct aif_extra x = aif_extra_none();
    if (!read_all(r, job, &x))
        return false;
    if (!w->extras && !states_nothing(&x)) {
        w->extras = AIF_NEW(&w->arena, struct aif_extra, r->room);
        for (uint32_t i = 0; i < w->count; i++)
            w->extras[i] = aif_extra_none();
    }
    if (w->extras)
        w->extras[w->count] = x;
    return true;
}

bool csv_extra_procs(struct csv_reader *r, uint32_t *procs)
{
    uint32_t tasks = 0, each = 0;
    if (!csv_read_count(r, CSV_TASKS, &tasks) || !csv_read_count(r, CSV_CPUS_PER_TASK, &each))
        return false;
    uint64_t all = (uint64_t)tasks * (each ? each : 1);
    if (all >= AIF_NONE)
        return csv_cell_error(r, CSV_TASKS, "expected at most 4294967294 processors in all");
    *procs = (uint32_t)all;
    return true;
}

bool csv_extra_cores(struct csv_reader *r, uint32_t nodes, uint32_t *cores)
{
    uint32_t procs;
    if (!r->extras.is_read || !csv_extra_procs(r, &procs))
        return !r->extras.is_read;
    *cores = procs / nodes + (procs % nodes > 0);
    return true;
}

/* Arrays by the first of their jobs, tasks by their numbers. */
static bool bind_arrays(struct csv_reader *r, const struct csv_finder *f)
{
    struct aif_workload *w = r->w;
    uint32_t *number = AIF_NEW(&r->scratch, uint32_t, r->extras.arrays.count);
    w->arrays = AIF_NEW(&w->arena, struct aif_array, r->extras.arrays.count);
    for (uint32_t i = 0; i < w->count; i++) {
        uint32_t *array = &w->extras[i].array;
        if (*array == AIF_NONE)
            continue;
        const struct csv_array *facts = &r->extras.array_facts[*array];
        if (!number[*array]) {
            w->arrays[w->array_count++] =
                (struct aif_array){.id = facts->id, .max_running = facts->max_running};
            number[*array] = w->array_count;
        }
        *array = number[*array] - 1;
        w->arrays[*array].job_count++;
        w->array_job_count++;
    }
    w->array_jobs = AIF_NEW(&w->arena, uint32_t, w->array_job_count);
    for (uint32_t i = 0, first = 0; i < w->array_count; i++) {
        w->arrays[i].first_job = first;
        first += w->arrays[i].job_count;
        w->arrays[i].job_count = 0;
    }
    for (uint32_t i = 0; i < w->array_job_count; i++) {
        const struct csv_numbered *task = &f->tasks[i];
        struct aif_array *array = &w->arrays[w->extras[task->index].array];
        if (i && task[-1].number == task->number && task[-1].task == task->task)
            return aif_err_set(r->err,
                               "%s:%u: task %" PRId64 " of array %" PRId64 " is there twice",
                               r->in->path, w->jobs[task->index].line, task->task, task->number);
        w->array_jobs[array->first_job + array->job_count++] = task->index;
    }
    return true;
}

/* Keep what is found; under "?" one condition that is met is enough, and what is not in the trace
 * counts as met, as it does for a batch system that has forgotten it. */
static bool bind_depends(struct csv_reader *r, const struct csv_finder *f, struct aif_extra *x)
{
    struct aif_workload *w = r->w;
    uint32_t first = x->first_depend, end = first + x->depend_count;
    x->first_depend = w->depend_count;
    x->depend_count = 0;
    for (uint32_t i = first; i < end; i++) {
        struct csv_depend *d = &r->extras.depends[i];
        if (d->depend.kind != AIF_DEPEND_SINGLETON) {
            d->depend.array = csv_find_array(f, d->target);
            if (d->depend.array == AIF_NONE)
                d->depend.job = csv_find_job(f, d->target);
        }
        bool is_self = d->depend.job == (uint32_t)(x - w->extras) ||
                       (d->depend.array != AIF_NONE && d->depend.array == x->array);
        if (is_self)
            return aif_err_set(r->err, "%s:%u: the job depends on itself", r->in->path,
                               w->jobs[x - w->extras].line);
        if (d->depend.job != AIF_NONE || d->depend.array != AIF_NONE ||
            d->depend.kind == AIF_DEPEND_SINGLETON) {
            w->depends[w->depend_count++] = d->depend;
            x->depend_count++;
            continue;
        }
        w->repairs[AIF_REPAIR_TARGET_UNKNOWN]++;
        if (r->in->is_strict)
            return aif_err_set(r->err,
                               "%s:%u: depends on job %" PRId64 ", which is not in the trace",
                               r->in->path, w->jobs[x - w->extras].line, d->target.number);
        if (x->is_any_depend_enough) {
            w->depend_count = x->first_depend;
            x->depend_count = 0;
            break;
        }
    }
    if (!x->depend_count)
        x->first_depend = 0;
    x->is_any_depend_enough &= x->depend_count > 0;
    return true;
}

/* Where all that was stated has been dropped. */
static bool is_empty(const struct aif_workload *w)
{
    for (uint32_t i = 0; i < w->count; i++)
        if (!states_nothing(&w->extras[i]))
            return false;
    return true;
}

bool csv_extra_finish(struct csv_reader *r)
{
    struct aif_workload *w = r->w;
    if (!w->extras && !r->actions.count)
        return true;
    struct csv_finder f = csv_finder_make(w, r, &r->scratch);
    if (w->extras && !bind_arrays(r, &f))
        return false;
    csv_finder_arrays(&f, &r->scratch);
    w->depends = AIF_NEW(&w->arena, struct aif_depend, r->extras.depend_count);
    for (uint32_t i = 0; w->extras && i < w->count; i++)
        if (!bind_depends(r, &f, &w->extras[i]))
            return false;
    if (w->extras && w->repairs[AIF_REPAIR_TARGET_UNKNOWN] && is_empty(w))
        w->extras = NULL;
    return csv_actions_finish(r, &f);
}
