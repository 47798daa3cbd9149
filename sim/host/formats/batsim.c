/* Reader of Batsim's workloads (JSON): {"nb_res", "jobs": [{"id", "subtime", "res", "profile",
 * "walltime"}], "profiles": {NAME: {"type", "delay"}}}.
 *
 * A resource is a processor.  Only profiles that state how long they take have a run time: "delay"
 * (of Batsim up to 4) and "DelayProfile" (5); jobs of others are left out.  Of texts that we write
 * beside these, "user", "account", "community", "partition", "qos" and "application" of a job and
 * "unix_start_s" of the whole are read.  A job's line is its place in the list, from 1. */
#include "host/formats/formats.h"
#include "trace/lines.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const struct aif_trace_input *in;
    struct aif_workload *w;
    struct aif_err *err;
    const json_t *profiles;
    const json_t *job; /* that is being read */
    int64_t last_submit_s;
};

/* "PATH: job N ("ID"): KEY: found VALUE, EXPECTED"; always false. */
static bool fail(const struct reader *r, const char *key, const char *expected)
{
    const json_t *value = json_object_get(r->job, key), *id = json_object_get(r->job, "id");
    char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    aif_err_set(r->err, "%s: job %llu (id \"%.40s\"): %s: found %.40s, %s", r->in->path,
                (unsigned long long)r->w->record_count,
                json_is_string(id) ? json_string_value(id) : "", key, text ? text : "nothing",
                expected);
    free(text);
    return false;
}

static bool repair(const struct reader *r, enum aif_repair what, const char *key)
{
    r->w->repairs[what]++;
    if (!r->in->is_strict)
        return true;
    char expected[160] = "which --strict does not allow: ";
    strncat(expected, aif_repair_summary(what), sizeof expected - strlen(expected) - 1);
    return fail(r, key, expected);
}

/* Seconds of a number, rounded down; -1 where it is below zero.  False if it is none. */
static bool seconds_of(const json_t *value, int64_t *out_s, bool *is_rounded)
{
    *is_rounded = false;
    if (json_is_integer(value)) {
        *out_s = json_integer_value(value);
    } else if (json_is_real(value)) {
        double real = json_real_value(value);
        if (!(real <= (double)AIF_TRACE_TIME_MAX_S))
            return false;
        *out_s = real < 0.0 ? -1 : (int64_t)real;
        *is_rounded = real > 0.0 && (double)*out_s < real;
    } else {
        return false;
    }
    if (*out_s < 0)
        *out_s = AIF_UNKNOWN_S;
    return *out_s <= AIF_TRACE_TIME_MAX_S;
}

static bool read_time(const struct reader *r, const json_t *value, const char *key, int64_t *out_s)
{
    bool is_rounded;
    if (!seconds_of(value, out_s, &is_rounded))
        return fail(r, key, "expected a number of seconds, at most 9999999999");
    return !is_rounded || repair(r, AIF_REPAIR_FRACTION, key);
}

static bool read_submit(struct reader *r, struct aif_job *job)
{
    if (!read_time(r, json_object_get(r->job, "subtime"), "subtime", &job->submit_s))
        return false;
    if (job->submit_s == AIF_UNKNOWN_S)
        return fail(r, "subtime", "expected a number of seconds >= 0");
    if (r->in->is_strict && job->submit_s < r->last_submit_s)
        return repair(r, AIF_REPAIR_SUBMIT_UNSORTED, "subtime");
    r->last_submit_s = job->submit_s;
    return true;
}

/* -1, or no number at all: no limit. */
static bool read_limit(const struct reader *r, struct aif_job *job)
{
    const json_t *value = json_object_get(r->job, "walltime");
    job->limit_s = AIF_UNKNOWN_S;
    if (value && !json_is_null(value) && !read_time(r, value, "walltime", &job->limit_s))
        return false;
    if (job->limit_s == 0)
        job->limit_s = AIF_UNKNOWN_S;
    return true;
}

static bool read_run(const struct reader *r, struct aif_job *job)
{
    const char *name = json_string_value(json_object_get(r->job, "profile"));
    const json_t *profile = name ? json_object_get(r->profiles, name) : NULL;
    if (!json_is_object(profile))
        return fail(r, "profile", "expected the name of one of the profiles");
    const char *type = json_string_value(json_object_get(profile, "type"));
    const json_t *delay = json_object_get(profile, "delay");
    bool is_delay = type && (strcmp(type, "delay") == 0 || strcmp(type, "DelayProfile") == 0);
    bool is_rounded;
    job->runtime_s = AIF_UNKNOWN_S;
    if (!is_delay)
        return true;
    if (!seconds_of(delay, &job->runtime_s, &is_rounded) || job->runtime_s == AIF_UNKNOWN_S)
        return fail(r, "profile",
                    "whose delay is no number of seconds between 0 and 9999999999: correct it");
    return !is_rounded || repair(r, AIF_REPAIR_FRACTION, "profile");
}

static bool read_size(const struct reader *r, struct aif_job *job)
{
    const json_t *value = json_object_get(r->job, "res");
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) >= AIF_NONE)
        return fail(r, "res", "expected a whole number from 0 to 4294967294");
    job->request.procs = (uint32_t)json_integer_value(value);
    return true;
}

/* "7", 7, or "w0!7" where the part before the mark names the workload. */
static void read_id(const struct reader *r, struct aif_job *job)
{
    const json_t *value = json_object_get(r->job, "id");
    const char *text = json_string_value(value);
    const char *mark = text ? strrchr(text, '!') : NULL;
    const char *digits = mark ? mark + 1 : text;
    job->id = (int64_t)r->w->record_count;
    if (json_is_integer(value) && json_integer_value(value) >= 0)
        job->id = json_integer_value(value);
    else if (digits && *digits && strlen(digits) <= 18 &&
             strspn(digits, "0123456789") == strlen(digits))
        job->id = strtoll(digits, NULL, 10);
}

static uint32_t name_of(const struct reader *r, const char *key, struct aif_names *names)
{
    const json_t *value = json_object_get(r->job, key);
    size_t bytes = json_is_string(value) ? json_string_length(value) : 0;
    return bytes ? aif_names_intern(names, &r->w->arena, json_string_value(value), bytes)
                 : AIF_NONE;
}

static bool small_name_of(const struct reader *r, const char *key, struct aif_names *names,
                          uint16_t *out)
{
    uint32_t index = name_of(r, key, names);
    *out = (uint16_t)index;
    return index == AIF_NONE || index < AIF_NONE16 ||
           fail(r, key, "expected at most 65534 different ones");
}

static bool read_names(const struct reader *r, struct aif_job *job)
{
    struct aif_workload *w = r->w;
    job->user = name_of(r, "user", &w->users);
    job->account = name_of(r, "account", &w->accounts);
    job->application = name_of(r, "application", &w->applications);
    return small_name_of(r, "community", &w->communities, &job->community) &&
           small_name_of(r, "partition", &w->partitions, &job->partition) &&
           small_name_of(r, "qos", &w->qos, &job->qos);
}

static bool is_left_out(const struct reader *r, const struct aif_job *job, bool *is_ok)
{
    *is_ok = true;
    if (!trace_is_wanted(r->w, job->submit_s))
        return true;
    if (job->runtime_s == AIF_UNKNOWN_S) {
        *is_ok = repair(r, AIF_REPAIR_RUN_UNKNOWN, "profile");
        return true;
    }
    if (!job->request.procs) {
        *is_ok = repair(r, AIF_REPAIR_PROCS_UNKNOWN, "res");
        return true;
    }
    return false;
}

static bool read_job(struct reader *r)
{
    struct aif_workload *w = r->w;
    bool is_ok;
    struct aif_job job = {.after = AIF_NONE, .think_s = -1, .status = AIF_STATUS_UNKNOWN};
    w->record_count++;
    job.line = (uint32_t)w->record_count;
    if (!json_is_object(r->job))
        return aif_err_set(r->err, "%s: job %llu: expected an object", r->in->path,
                           (unsigned long long)w->record_count);
    if (!read_submit(r, &job) || !read_limit(r, &job) || !read_run(r, &job) || !read_size(r, &job))
        return false;
    if (is_left_out(r, &job, &is_ok))
        return is_ok;
    if (job.runtime_s == 0 && !repair(r, AIF_REPAIR_RUN_ZERO, "profile"))
        return false;
    read_id(r, &job);
    if (!read_names(r, &job))
        return false;
    w->jobs[w->count++] = job;
    return true;
}

static bool read_head(struct reader *r, const json_t *root)
{
    const json_t *resources = json_object_get(root, "nb_res");
    const json_t *start = json_object_get(root, "unix_start_s");
    r->profiles = json_object_get(root, "profiles");
    r->w->unix_start_s = AIF_UNKNOWN_S;
    if (json_is_integer(start) && json_integer_value(start) >= 0)
        r->w->unix_start_s = json_integer_value(start);
    if (json_is_integer(resources) && json_integer_value(resources) > 0 &&
        json_integer_value(resources) < AIF_NONE)
        r->w->max_procs = (uint32_t)json_integer_value(resources);
    return json_is_object(r->profiles) ||
           aif_err_set(r->err, "%s: no \"profiles\", expected an object of them", r->in->path);
}

static bool read_all(struct reader *r, const json_t *root)
{
    const json_t *jobs = json_object_get(root, "jobs");
    if (!json_is_array(jobs))
        return aif_err_set(r->err, "%s: no \"jobs\", expected a list of them", r->in->path);
    size_t count = json_array_size(jobs);
    if (count == 0)
        return aif_err_set(r->err, "%s: no jobs", r->in->path);
    if (count >= AIF_NONE)
        return aif_err_set(r->err, "%s: more than 4294967294 jobs", r->in->path);
    r->w->jobs = AIF_NEW(&r->w->arena, struct aif_job, count);
    if (!read_head(r, root))
        return false;
    for (size_t i = 0; i < count; i++) {
        r->job = json_array_get(jobs, i);
        if (!read_job(r))
            return false;
    }
    aif_workload_sort(r->w);
    return true;
}

static bool parse(const struct aif_trace_input *in, struct aif_workload *out, struct aif_err *err)
{
    json_error_t at;
    json_t *root = json_loadb(in->text, in->bytes, JSON_REJECT_DUPLICATES, &at);
    if (!root)
        return aif_err_set(err, "%s:%d:%d: %s, expected a workload of Batsim (JSON)", in->path,
                           at.line, at.column, at.text);
    struct reader r = {.in = in, .w = out, .err = err};
    bool is_ok = read_all(&r, root);
    json_decref(root);
    return is_ok;
}

static bool has(const struct aif_trace_input *in, const char *word)
{
    enum { LOOK_BYTES = 1 << 16 };
    size_t n = strlen(word), bytes = in->bytes < LOOK_BYTES ? in->bytes : LOOK_BYTES;
    const char *end = in->text + bytes;
    for (const char *p = in->text; (size_t)(end - p) >= n; p++) {
        p = memchr(p, *word, (size_t)(end - p) - n + 1);
        if (!p)
            return false;
        if (memcmp(p, word, n) == 0)
            return true;
    }
    return false;
}

static bool matches(const struct aif_trace_input *in)
{
    size_t i = 0;
    while (i < in->bytes && memchr(" \t\r\n", in->text[i], 4))
        i++;
    return i < in->bytes && in->text[i] == '{' &&
           (has(in, "\"nb_res\"") || has(in, "\"subtime\"") || has(in, "\"profiles\""));
}

const struct aif_trace formats_batsim = {
    .plugin = {AIF_TRACE, "batsim", "workload of Batsim: JSON with jobs and profiles"},
    .matches = matches,
    .parse = parse,
};
