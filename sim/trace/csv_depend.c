/* Dependencies as batch systems write them, and finding the jobs that they name. */
#include "trace/csv_reader.h"

#include <stdlib.h>
#include <string.h>

const char *const csv_depend_names[] = {
    [AIF_DEPEND_AFTER] = "after",          [AIF_DEPEND_AFTER_ANY] = "afterany",
    [AIF_DEPEND_AFTER_OK] = "afterok",     [AIF_DEPEND_AFTER_NOT_OK] = "afternotok",
    [AIF_DEPEND_AFTER_CORR] = "aftercorr", [AIF_DEPEND_SINGLETON] = "singleton",
};

static const char *read_digits(const char *p, const char *end, int64_t *out)
{
    const char *start = p;
    for (*out = 0; p < end && *p >= '0' && *p <= '9'; p++) {
        if (p - start == 18)
            return NULL;
        *out = *out * 10 + (*p - '0');
    }
    return p == start ? NULL : p;
}

const char *csv_target_read(const char *p, const char *end, struct csv_target *out)
{
    out->task = CSV_ALL_TASKS;
    p = read_digits(p, end, &out->number);
    if (!p || p == end || *p != '_')
        return p;
    out->is_task = true;
    if (++p < end && *p == '*')
        return p + 1;
    return read_digits(p, end, &out->task);
}

/* "+10" minutes, "+90s". */
static const char *read_delay(const char *p, const char *end, int64_t *delay_s)
{
    if (p == end || *p != '+')
        return p;
    p = read_digits(p + 1, end, delay_s);
    if (!p || *delay_s > AIF_TRACE_TIME_MAX_S / 60)
        return NULL;
    if (p < end && *p == 's')
        return p + 1;
    *delay_s *= 60;
    return p;
}

static void keep(struct csv_reader *r, struct aif_extra *x, const struct csv_depend *d)
{
    struct csv_extras *e = &r->extras;
    e->depends = csv_grown(&r->scratch, e->depends, e->depend_count, &e->depend_capacity,
                           sizeof *e->depends);
    e->depends[e->depend_count++] = *d;
    x->depend_count++;
}

/* One kind of condition with all its jobs; returns what follows, or NULL. */
static const char *read_item(struct csv_reader *r, const char *p, const char *end,
                             struct aif_extra *x)
{
    size_t bytes = 0, kind = 0;
    while (p + bytes < end && p[bytes] >= 'a' && p[bytes] <= 'z')
        bytes++;
    while (kind <= AIF_DEPEND_SINGLETON &&
           (strlen(csv_depend_names[kind]) != bytes || memcmp(csv_depend_names[kind], p, bytes)))
        kind++;
    if (kind > AIF_DEPEND_SINGLETON)
        return NULL;
    struct csv_depend d = {.depend = {(uint8_t)kind, AIF_NONE, AIF_NONE, 0}};
    p += bytes;
    if (kind == AIF_DEPEND_SINGLETON) {
        keep(r, x, &d);
        return p;
    }
    if (p == end || *p != ':')
        return NULL;
    while (p && p < end && *p == ':') {
        d.target = (struct csv_target){0};
        d.depend.delay_s = 0;
        p = csv_target_read(p + 1, end, &d.target);
        if (p && kind == AIF_DEPEND_AFTER)
            p = read_delay(p, end, &d.depend.delay_s);
        if (p)
            keep(r, x, &d);
    }
    return p;
}

bool csv_depend_read(struct csv_reader *r, struct aif_extra *x)
{
    struct csv_cell cell = csv_cell_at(r, CSV_DEPENDS);
    const char *p = cell.text, *end = p + cell.bytes;
    char separator = '\0';
    if (!cell.bytes)
        return true;
    x->first_depend = r->extras.depend_count;
    for (;;) {
        p = read_item(r, p, end, x);
        if (p == end)
            break;
        if (!p || (*p != ',' && *p != '?') || (separator && *p != separator))
            return csv_cell_error(
                r, CSV_DEPENDS,
                "expected conditions such as afterok:51:52 or after:51_4+10, with "
                "',' (all of them) or '?' (any) between them");
        separator = *p++;
    }
    x->is_any_depend_enough = separator == '?';
    return true;
}

static int by_number(const void *a, const void *b)
{
    const struct csv_numbered *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    if (x->task != y->task)
        return x->task < y->task ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

struct csv_finder csv_finder_make(const struct aif_workload *w, const struct csv_reader *r,
                                  struct aif_arena *a)
{
    struct csv_finder f = {.w = w};
    f.jobs = AIF_NEW(a, struct csv_numbered, w->count);
    f.tasks = AIF_NEW(a, struct csv_numbered, w->extras ? w->count : 0);
    for (uint32_t i = 0; i < w->count; i++) {
        f.jobs[i] = (struct csv_numbered){w->jobs[i].id, 0, i};
        if (w->extras && w->extras[i].array != AIF_NONE)
            f.tasks[f.task_count++] = (struct csv_numbered){
                r->extras.array_facts[w->extras[i].array].id, w->extras[i].array_task, i};
    }
    qsort(f.jobs, w->count, sizeof *f.jobs, by_number);
    if (f.task_count)
        qsort(f.tasks, f.task_count, sizeof *f.tasks, by_number);
    return f;
}

void csv_finder_arrays(struct csv_finder *f, struct aif_arena *a)
{
    f->arrays = AIF_NEW(a, struct csv_numbered, f->w->array_count);
    for (uint32_t i = 0; i < f->w->array_count; i++)
        f->arrays[i] = (struct csv_numbered){f->w->arrays[i].id, 0, i};
    if (f->w->array_count)
        qsort(f->arrays, f->w->array_count, sizeof *f->arrays, by_number);
}

/* The first of the sorted items with this number and task, or AIF_NONE. */
static uint32_t find(const struct csv_numbered *sorted, uint32_t count, int64_t number,
                     int64_t task)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct csv_numbered *m = &sorted[middle];
        if (m->number < number || (m->number == number && m->task < task))
            low = middle + 1;
        else
            high = middle;
    }
    bool is_found = low < count && sorted[low].number == number && sorted[low].task == task;
    return is_found ? sorted[low].index : AIF_NONE;
}

uint32_t csv_find_array(const struct csv_finder *f, struct csv_target t)
{
    return t.task == CSV_ALL_TASKS ? find(f->arrays, f->w->array_count, t.number, 0) : AIF_NONE;
}

uint32_t csv_find_job(const struct csv_finder *f, struct csv_target t)
{
    if (t.is_task)
        return t.task == CSV_ALL_TASKS ? AIF_NONE : find(f->tasks, f->task_count, t.number, t.task);
    return find(f->jobs, f->w->count, t.number, 0);
}
