/* Reader of the Standard Workload Format 2.2 (Feitelson, Parallel Workloads Archive): one job a
 * line, 18 numbers, -1 where not known.  Lines that start with ';' are comments; those before the
 * first job are the header.
 *
 * What becomes of each field:
 *   1 job number        kept for people
 *   2 submit time       -1: that of the record before, 0 for the first; records are sorted by it
 *   4 run time          -1: left out; 0: a job of zero length.  A log that wrote its ends as 0 has
 *                       -(submit + wait) here, with UNIX times in field 2: counts as -1
 *   5, 8 processors     allocated (5) if > 0, else requested (8); neither: left out
 *   9 requested time    -1 or 0: not stated
 *  11 status            1 and 3 completed; 0 and 4 failed; 5 cancelled; others unknown
 *  12 user, 14 application: named by their numbers; negative: not stated
 *  13 group             the account.  A header line "; Community: GROUP NAME" (ours, not of the
 *                       standard) puts all jobs of a group into a community
 *  15 queue             the QOS: its name from "; Queue: NUMBER NAME", else the number
 *  16 partition         its name from "; Partition: NUMBER NAME", else not stated
 *  17, 18 preceding job, think time: kept, not followed
 *   3, 6, 7, 10         must be numbers but are not used
 * Times may have decimals, which are cut off.  All other negative times are errors. */
#include "aif/trace.h"
#include "trace/lines.h"
#include "trace/links.h"
#include "trace/swf_header.h"
#include "trace/swf_scan.h"

#include <stdio.h>
#include <string.h>

enum { CACHE_SLOTS = 1024 };

/* A log has fewer names than jobs by far: remember the last index found for a number. */
struct slot {
    int64_t number;
    uint32_t index;
    bool is_set;
};

enum column { USER, GROUP, APPLICATION, QUEUE, PARTITION, COMMUNITY, COLUMN_COUNT };

struct reader {
    const struct aif_trace_input *in;
    struct aif_workload *w;
    struct aif_err *err;
    struct swf_place at;
    struct swf_header header;
    struct links links;
    struct aif_arena scratch;
    int64_t last_submit_s;
    bool has_full_table;
    struct slot *caches[COLUMN_COUNT];
};

/* Count what is done to a record; under --strict it is an error instead. */
static bool repair(struct reader *r, enum aif_repair what, enum swf_field field)
{
    r->w->repairs[what]++;
    if (!r->in->is_strict)
        return true;
    char advice[160];
    snprintf(advice, sizeof advice, "which --strict does not allow (%s)", aif_repair_summary(what));
    return swf_field_error(&r->at, field, advice, r->err);
}

static uint32_t intern_number(struct reader *r, struct aif_names *table, int64_t number)
{
    char text[24];
    int bytes = snprintf(text, sizeof text, "%lld", (long long)number);
    return aif_names_intern(table, &r->w->arena, text, (size_t)bytes);
}

static uint32_t resolve(struct reader *r, enum column c, int64_t number)
{
    struct aif_workload *w = r->w;
    uint32_t index = AIF_NONE;
    switch (c) {
    case USER:
        return intern_number(r, &w->users, number);
    case GROUP:
        return intern_number(r, &w->accounts, number);
    case APPLICATION:
        return intern_number(r, &w->applications, number);
    case QUEUE:
        index = swf_names_find(&r->header.queues, number);
        if (index == AIF_NONE)
            index = intern_number(r, &w->qos, number);
        r->has_full_table |= index >= AIF_NONE16;
        return index;
    case PARTITION:
        return swf_names_find(&r->header.partitions, number);
    case COMMUNITY:
        return swf_names_find(&r->header.communities, number);
    case COLUMN_COUNT:
        break;
    }
    return index;
}

/* The index that this number has in the table of its column; AIF_NONE where it has none. */
static uint32_t look_up(struct reader *r, enum column c, int64_t number)
{
    if (number < 0)
        return AIF_NONE;
    uint64_t hash = (uint64_t)number * UINT64_C(0x9E3779B97F4A7C15);
    struct slot *s = &r->caches[c][hash >> 54];
    if (!s->is_set || s->number != number)
        *s = (struct slot){number, resolve(r, c, number), true};
    return s->index;
}

/* A time that is not plainly within [-1, AIF_TRACE_TIME_MAX_S]: rounded, or an error. */
static bool check_odd_time(struct reader *r, const struct swf_record *rec, enum swf_field field)
{
    uint32_t bit = UINT32_C(1) << field;
    int64_t value = rec->f[field];
    if (value < -1 || (rec->negative_zero & bit) || (value == -1 && (rec->decimals & bit)))
        return swf_field_error(&r->at, field,
                               "expected seconds >= 0, or -1 where not known; correct the line or "
                               "remove it",
                               r->err);
    if (value > AIF_TRACE_TIME_MAX_S)
        return swf_field_error(&r->at, field,
                               "expected at most 9999999999 seconds; times in milliseconds? "
                               "correct the line or remove it",
                               r->err);
    return repair(r, AIF_REPAIR_FRACTION, field);
}

static inline bool check_time(struct reader *r, const struct swf_record *rec, enum swf_field field)
{
    int64_t value = rec->f[field];
    bool is_plain = value >= -1 && value <= AIF_TRACE_TIME_MAX_S && !(rec->decimals >> field & 1);
    return is_plain || check_odd_time(r, rec, field);
}

/* Some logs compute the run time of jobs that never ended from an end of 0. */
static bool has_no_end(const struct swf_record *rec)
{
    enum { YEAR_2001_S = 1000000000 };
    int64_t submit_s = rec->f[SWF_SUBMIT], wait_s = rec->f[SWF_WAIT];
    return submit_s >= YEAR_2001_S && submit_s <= AIF_TRACE_TIME_MAX_S && wait_s >= 0 &&
           wait_s <= AIF_TRACE_TIME_MAX_S && rec->f[SWF_RUN] == -(submit_s + wait_s);
}

static bool read_times(struct reader *r, struct swf_record *rec, struct aif_job *job)
{
    if (rec->f[SWF_RUN] < -1 && has_no_end(rec))
        rec->f[SWF_RUN] = -1;
    if (!check_time(r, rec, SWF_SUBMIT) || !check_time(r, rec, SWF_RUN) ||
        !check_time(r, rec, SWF_REQ_TIME))
        return false;
    if (rec->f[SWF_SUBMIT] == -1) {
        if (!repair(r, AIF_REPAIR_SUBMIT_UNKNOWN, SWF_SUBMIT))
            return false;
        rec->f[SWF_SUBMIT] = r->last_submit_s;
    }
    if (r->in->is_strict && rec->f[SWF_SUBMIT] < r->last_submit_s)
        return repair(r, AIF_REPAIR_SUBMIT_UNSORTED, SWF_SUBMIT);
    r->last_submit_s = job->submit_s = rec->f[SWF_SUBMIT];
    job->runtime_s = rec->f[SWF_RUN];
    job->limit_s = rec->f[SWF_REQ_TIME] > 0 ? rec->f[SWF_REQ_TIME] : AIF_UNKNOWN_S;
    return true;
}

/* Sets *is_left_out where the record cannot be replayed. */
static bool read_size(struct reader *r, const struct swf_record *rec, struct aif_job *job,
                      bool *is_left_out)
{
    if (!trace_is_wanted(r->w, job->submit_s)) {
        *is_left_out = true;
        return true;
    }
    if (job->runtime_s == -1) {
        *is_left_out = true;
        return repair(r, AIF_REPAIR_RUN_UNKNOWN, SWF_RUN);
    }
    enum swf_field field = rec->f[SWF_PROCS] > 0 ? SWF_PROCS : SWF_REQ_PROCS;
    int64_t procs = rec->f[field];
    if (procs <= 0) {
        *is_left_out = true;
        return repair(r, AIF_REPAIR_PROCS_UNKNOWN, SWF_PROCS);
    }
    if (procs >= AIF_NONE)
        return swf_field_error(&r->at, field,
                               "expected at most 4294967294 processors; correct the line or "
                               "remove it",
                               r->err);
    job->request.procs = (uint32_t)procs;
    if (field == SWF_REQ_PROCS && !repair(r, AIF_REPAIR_PROCS_REQUESTED, SWF_PROCS))
        return false;
    return job->runtime_s != 0 || repair(r, AIF_REPAIR_RUN_ZERO, SWF_RUN);
}

static bool read_order(struct reader *r, const struct swf_record *rec, struct aif_job *job)
{
    int64_t think_s = rec->f[SWF_THINK], number = rec->f[SWF_AFTER];
    job->after = AIF_NONE;
    job->think_s = -1;
    if (think_s < 0 && number <= 0)
        return true;
    if (think_s > INT32_MAX)
        return swf_field_error(&r->at, SWF_THINK,
                               "expected at most 2147483647 seconds; correct the line or remove it",
                               r->err);
    if (think_s >= 0)
        job->think_s = (int32_t)think_s;
    if (number > 0)
        links_add(&r->links, &r->scratch, r->w->count, number);
    return (think_s <= 0 && number <= 0) ||
           repair(r, AIF_REPAIR_DEPENDENCY, number > 0 ? SWF_AFTER : SWF_THINK);
}

static int8_t status_of(int64_t field)
{
    switch (field) {
    case 1:
    case 3:
        return AIF_STATUS_COMPLETED;
    case 0:
    case 4:
        return AIF_STATUS_FAILED;
    case 5:
        return AIF_STATUS_CANCELLED;
    default:
        return AIF_STATUS_UNKNOWN;
    }
}

static void read_names(struct reader *r, const struct swf_record *rec, struct aif_job *job)
{
    job->user = look_up(r, USER, rec->f[SWF_USER]);
    job->account = look_up(r, GROUP, rec->f[SWF_GROUP]);
    job->application = look_up(r, APPLICATION, rec->f[SWF_APPLICATION]);
    job->qos = (uint16_t)look_up(r, QUEUE, rec->f[SWF_QUEUE]);
    job->partition = (uint16_t)look_up(r, PARTITION, rec->f[SWF_PARTITION]);
    job->community = (uint16_t)look_up(r, COMMUNITY, rec->f[SWF_GROUP]);
    job->status = status_of(rec->f[SWF_STATUS]);
}

static bool check_field_count(struct reader *r, unsigned found)
{
    if (found < SWF_FIELDS || found > SWF_FIELDS_MAX)
        return aif_err_set(r->err,
                           "%s:%llu: found %u fields, expected 18 (Standard Workload Format); add "
                           "what is missing (-1 where not known) or remove the line",
                           r->at.path, (unsigned long long)r->at.line_number, found);
    if (found == SWF_FIELDS)
        return true;
    r->w->repairs[AIF_REPAIR_EXTRA_FIELDS]++;
    return !r->in->is_strict ||
           aif_err_set(r->err, "%s:%llu: found %u fields, which --strict does not allow (%s)",
                       r->at.path, (unsigned long long)r->at.line_number, found,
                       aif_repair_summary(AIF_REPAIR_EXTRA_FIELDS));
}

static bool read_record(struct reader *r, struct swf_record *rec)
{
    struct aif_workload *w = r->w;
    struct aif_job *job = &w->jobs[w->count];
    bool is_left_out = false;
    w->record_count++;
    if (rec->field_count != SWF_FIELDS && !check_field_count(r, rec->field_count))
        return false;
    if (!read_times(r, rec, job) || !read_size(r, rec, job, &is_left_out))
        return false;
    if (is_left_out) {
        *job = (struct aif_job){0};
        return true;
    }
    job->id = rec->f[SWF_ID];
    job->line = (uint32_t)r->at.line_number;
    read_names(r, rec, job);
    if (!read_order(r, rec, job))
        return false;
    w->count++;
    return true;
}

/* Read whole lines: the text ends with a newline. */
static bool read_lines(struct reader *r, const char *p, const char *end)
{
    struct swf_record rec;
    while (p < end) {
        r->at.line_number++;
        r->at.line = p;
        while (*p == ' ' || *p == '\t' || *p == '\r')
            p++;
        if (*p == ';') {
            const char *newline = memchr(p, '\n', (size_t)(end - p));
            if (r->w->record_count == 0)
                swf_header_read(&r->header, p, (size_t)(newline - p), r->w);
            p = newline + 1;
        } else if (*p == '\n') {
            p++;
        } else {
            const char *newline = swf_scan(p, &rec);
            if (!newline)
                return swf_explain(&r->at, r->err);
            if (!read_record(r, &rec))
                return false;
            p = newline + 1;
        }
    }
    return true;
}

/* The last line may lack its newline: it is read from a copy that has one. */
static bool read_all(struct reader *r)
{
    const char *text = r->in->text, *end = text + r->in->bytes, *last = end;
    while (last > text && last[-1] != '\n')
        last--;
    if (!read_lines(r, text, last))
        return false;
    if (last == end)
        return true;
    size_t bytes = (size_t)(end - last);
    char *copy = aif_arena_text(&r->scratch, last, bytes);
    copy[bytes] = '\n';
    return read_lines(r, copy, copy + bytes + 1);
}

static bool finish(struct reader *r)
{
    struct aif_workload *w = r->w;
    if (w->record_count == 0)
        return aif_err_set(r->err, "%s: no jobs: there are only comments in it", r->in->path);
    if (r->has_full_table)
        return aif_err_set(r->err, "%s: more than %d different queues (field 15)", r->in->path,
                           AIF_NONE16 - 1);
    links_resolve(&r->links, &r->scratch, w);
    aif_workload_sort(w);
    return true;
}

static bool parse(const struct aif_trace_input *in, struct aif_workload *out, struct aif_err *err)
{
    size_t lines = trace_count_lines(in);
    if (lines >= AIF_NONE)
        return aif_err_set(err, "%s: more than 4294967294 lines", in->path);
    struct reader r = {.in = in, .w = out, .err = err, .at = {.path = in->path}};
    r.header.scratch = &r.scratch;
    for (int c = 0; c < COLUMN_COUNT; c++)
        r.caches[c] = AIF_NEW(&r.scratch, struct slot, CACHE_SLOTS);
    out->unix_start_s = AIF_UNKNOWN_S;
    out->jobs = AIF_NEW(&out->arena, struct aif_job, lines);
    bool is_ok = read_all(&r) && finish(&r);
    aif_arena_free(&r.scratch);
    return is_ok;
}

/* The first line that is not blank is a comment, or starts with two numbers. */
static bool matches(const struct aif_trace_input *in)
{
    enum { LOOK_BYTES = 1 << 16 };
    size_t bytes = in->bytes < LOOK_BYTES ? in->bytes : LOOK_BYTES, i = 0;
    while (i < bytes && strchr(" \t\r\n", in->text[i]) && in->text[i])
        i++;
    if (i < bytes && in->text[i] == ';')
        return true;
    i += i < bytes && in->text[i] == '-';
    size_t first = i;
    while (i < bytes && in->text[i] >= '0' && in->text[i] <= '9')
        i++;
    return i > first && i < bytes && (in->text[i] == ' ' || in->text[i] == '\t');
}

const struct aif_trace aif_trace_swf = {
    .plugin = {AIF_TRACE, "swf", "Standard Workload Format 2.2, 18 numbers a line"},
    .matches = matches,
    .parse = parse,
};
