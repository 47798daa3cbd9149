/* Rows of a foreign job table, from its row of names to a sorted workload. */
#include "trace/table.h"

#include "aif/text.h"
#include "trace/lines.h"

#include <stdio.h>
#include <string.h>

enum { LOOK_BYTES = 1 << 16 };

struct span {
    const char *p, *end;
};

/* Behind the mark of UTF-8 that some programs write first. */
static struct span text_of(const struct aif_trace_input *in)
{
    struct span s = {in->text, in->text + in->bytes};
    if (in->bytes >= 3 && memcmp(in->text, "\xEF\xBB\xBF", 3) == 0)
        s.p += 3;
    return s;
}

/* The next line, without its end. */
static struct span cut_line(struct span *s)
{
    const char *newline = memchr(s->p, '\n', (size_t)(s->end - s->p));
    struct span line = {s->p, newline ? newline : s->end};
    s->p = newline ? newline + 1 : s->end;
    if (line.end > line.p && line.end[-1] == '\r')
        line.end--;
    return line;
}

/* The first cell of one of these names, + 1; 0: there is none.  *count: how many there are. */
static unsigned find_column(const struct csv_row *row, const char *names, unsigned *count)
{
    unsigned first = 0;
    *count = 0;
    for (unsigned i = 0; i < row->count; i++) {
        struct csv_cell c = row->cells[i];
        if (!c.bytes || memchr(c.text, ',', c.bytes) || !aif_text_lists(names, c.text, c.bytes))
            continue;
        if (!(*count)++)
            first = i + 1;
    }
    return first;
}

bool table_matches(const struct aif_trace_input *in, const struct table_format *format)
{
    struct span s = text_of(in), line = {s.p, s.p};
    struct aif_arena scratch = {0};
    struct csv_row row;
    const char *why;
    if (s.end - s.p > LOOK_BYTES)
        s.end = s.p + LOOK_BYTES;
    while (s.p < s.end && line.p == line.end)
        line = cut_line(&s);
    bool is_it = csv_split(line.p, (size_t)(line.end - line.p), &scratch, &row, &why);
    for (unsigned c = 0; is_it && c < format->column_count; c++) {
        unsigned count;
        is_it = !format->columns[c].tells_the_format ||
                find_column(&row, format->columns[c].names, &count);
    }
    aif_arena_free(&scratch);
    return is_it;
}

static bool line_error(const struct table *t, const char *found, const char *expected)
{
    return aif_err_set(t->err, "%s:%llu: found %s, expected %s", t->in->path,
                       (unsigned long long)t->line, found, expected);
}

static bool read_header(struct table *t)
{
    const struct table_format *f = t->format;
    AIF_CHECK(f->column_count <= TABLE_COLUMNS_MAX);
    for (unsigned c = 0; c < f->column_count; c++) {
        const char *names = f->columns[c].names;
        unsigned count, cell = find_column(&t->row, names, &count);
        struct csv_cell name = cell ? t->row.cells[cell - 1] : (struct csv_cell){names, 0};
        t->found[c].cell = cell;
        t->found[c].name = name;
        if (count > 1)
            return aif_err_set(t->err, "%s:%llu: two columns are called %.*s", t->in->path,
                               (unsigned long long)t->line, (int)name.bytes, name.text);
        if (!count && f->columns[c].why)
            return aif_err_set(t->err, "%s:%llu: no column %.*s, which %s needs: %s", t->in->path,
                               (unsigned long long)t->line, (int)strcspn(names, ","), names,
                               f->what, f->columns[c].why);
    }
    t->cell_count = t->row.count;
    return true;
}

static bool is_replayable(const struct aif_job *job)
{
    return job->runtime_s != AIF_UNKNOWN_S && job->request.nodes;
}

/* What all formats have in common once the job is filled.  The clock also begins with jobs that are
 * left out. */
static bool finish_job(struct table *t, struct aif_job *job)
{
    const struct table_format *f = t->format;
    if (job->submit_s == AIF_UNKNOWN_S) {
        if (is_replayable(job) && !table_repair(t, AIF_REPAIR_SUBMIT_UNKNOWN, f->submit))
            return false;
        job->submit_s = t->last_submit_s;
    } else if (job->submit_s < t->first_submit_s) {
        t->first_submit_s = job->submit_s;
    }
    if (t->in->is_strict && job->submit_s < t->last_submit_s)
        return table_repair(t, AIF_REPAIR_SUBMIT_UNSORTED, f->submit);
    t->last_submit_s = job->submit_s;
    if (job->runtime_s == AIF_UNKNOWN_S)
        return table_repair(t, AIF_REPAIR_RUN_UNKNOWN, f->run);
    if (!job->request.nodes)
        return table_repair(t, AIF_REPAIR_PROCS_UNKNOWN, f->size);
    return job->runtime_s != 0 || table_repair(t, AIF_REPAIR_RUN_ZERO, f->run);
}

static bool read_job(struct table *t)
{
    struct aif_workload *w = t->w;
    struct aif_job *job = &w->jobs[w->count];
    uint64_t repairs[AIF_REPAIR_COUNT];
    memcpy(repairs, w->repairs, sizeof repairs);
    w->record_count++;
    *job = (struct aif_job){.id = (int64_t)w->record_count,
                            .submit_s = AIF_UNKNOWN_S,
                            .limit_s = AIF_UNKNOWN_S,
                            .runtime_s = AIF_UNKNOWN_S,
                            .user = AIF_NONE,
                            .account = AIF_NONE,
                            .application = AIF_NONE,
                            .after = AIF_NONE,
                            .think_s = -1,
                            .line = (uint32_t)t->line,
                            .community = AIF_NONE16,
                            .partition = AIF_NONE16,
                            .qos = AIF_NONE16,
                            .status = AIF_STATUS_UNKNOWN};
    if (!t->format->read(t, job))
        return false;
    /* Nothing is repaired of what is left out. */
    bool is_left_out = !is_replayable(job);
    if (is_left_out)
        memcpy(w->repairs, repairs, sizeof repairs);
    if (!finish_job(t, job))
        return false;
    if (is_left_out)
        *job = (struct aif_job){0};
    else
        w->count++;
    return true;
}

static bool read_line(struct table *t, struct span line)
{
    size_t bytes = (size_t)(line.end - line.p);
    const char *why = "a zero byte";
    t->line++;
    if (bytes == 0)
        return true;
    if (memchr(line.p, 0, bytes) || !csv_split(line.p, bytes, &t->line_scratch, &t->row, &why))
        return line_error(t, why, "comma-separated values");
    if (!t->cell_count)
        return read_header(t);
    if (t->row.count != t->cell_count)
        return aif_err_set(t->err, "%s:%llu: found %u cells, expected %u as in the row of names",
                           t->in->path, (unsigned long long)t->line, t->row.count, t->cell_count);
    return read_job(t);
}

/* The clock begins with the earliest submit of a dated table; then the window can be looked at. */
static void settle(struct table *t)
{
    struct aif_workload *w = t->w;
    uint32_t kept = 0;
    int64_t origin_s = 0;
    if (t->clock == TABLE_CLOCK_DATES) {
        w->unix_start_s = t->first_submit_s;
        origin_s = t->first_submit_s;
    }
    for (uint32_t i = 0; i < w->count; i++) {
        struct aif_job job = w->jobs[i];
        job.submit_s = job.submit_s > origin_s ? job.submit_s - origin_s : 0;
        if (trace_is_wanted(w, job.submit_s))
            w->jobs[kept++] = job;
    }
    memset(w->jobs + kept, 0, (w->count - kept) * sizeof *w->jobs);
    w->count = kept;
    aif_workload_sort(w);
}

bool table_parse(const struct aif_trace_input *in, const struct table_format *format,
                 struct aif_workload *out, struct aif_err *err)
{
    size_t lines = trace_count_lines(in);
    if (lines >= AIF_NONE)
        return aif_err_set(err, "%s: more than 4294967294 lines", in->path);
    struct table t = {
        .format = format, .in = in, .w = out, .err = err, .first_submit_s = AIF_NEVER_S};
    struct span s = text_of(in);
    bool is_ok = true;
    out->unix_start_s = AIF_UNKNOWN_S;
    out->jobs = AIF_NEW(&out->arena, struct aif_job, lines);
    while (is_ok && s.p < s.end) {
        is_ok = read_line(&t, cut_line(&s));
        if (t.line_scratch.last)
            aif_arena_free(&t.line_scratch);
    }
    if (is_ok && !out->record_count)
        is_ok = aif_err_set(err, "%s: no jobs", in->path);
    if (is_ok)
        settle(&t);
    return is_ok;
}
