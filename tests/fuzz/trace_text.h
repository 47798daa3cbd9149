/* What fuzz targets of trace readers share: junk as a trace is refused with words, or every job
 * keeps what readers promise and the workload survives being written and read again. */
#ifndef TESTS_FUZZ_TRACE_TEXT_H
#define TESTS_FUZZ_TRACE_TEXT_H

#include "aif/trace_write.h"
#include "host/formats/formats.h"
#include "same_workload.h"

#include <stdlib.h>
#include <string.h>

struct text {
    char *bytes;
    size_t used;
};

static bool put_text(void *to, const char *bytes, size_t count)
{
    struct text *t = to;
    t->bytes = realloc(t->bytes, t->used + count);
    AIF_CHECK(t->bytes);
    memcpy(t->bytes + t->used, bytes, count);
    t->used += count;
    return true;
}

/* A number of a table, or none. */
static inline void is_of(const struct aif_names *names, uint32_t index, uint32_t none)
{
    AIF_CHECK(index == none || index < names->count);
}

static inline void check_extra(const struct aif_workload *w, uint32_t i)
{
    const struct aif_extra *x = &w->extras[i];
    is_of(&w->job_names, x->name, AIF_NONE);
    is_of(&w->reservations, x->reservation, AIF_NONE);
    is_of(&w->features, x->features, AIF_NONE);
    AIF_CHECK(x->first_partition + x->partition_count <= w->partition_list_count);
    for (uint32_t k = 0; k < x->partition_count; k++)
        is_of(&w->partitions, w->partition_lists[x->first_partition + k], AIF_NONE);
    AIF_CHECK(x->first_depend + x->depend_count <= w->depend_count);
    for (uint32_t k = 0; k < x->depend_count; k++) {
        const struct aif_depend *d = &w->depends[x->first_depend + k];
        bool is_singleton = d->kind == AIF_DEPEND_SINGLETON;
        AIF_CHECK(d->kind <= AIF_DEPEND_SINGLETON && d->delay_s >= 0 && d->job != i);
        AIF_CHECK((d->job < w->count) + (d->array < w->array_count) == !is_singleton);
    }
    AIF_CHECK(x->array == AIF_NONE || x->array < w->array_count);
    AIF_CHECK(x->submit_ms < 1000 && x->runtime_ms < 1000);
}

static inline void check_extras(const struct aif_workload *w)
{
    for (uint32_t i = 0; w->extras && i < w->count; i++)
        check_extra(w, i);
    for (uint32_t i = 0; i < w->array_count; i++) {
        const struct aif_array *a = &w->arrays[i];
        AIF_CHECK(a->job_count && a->first_job + a->job_count <= w->array_job_count);
        for (uint32_t k = 0; k < a->job_count; k++)
            AIF_CHECK(w->extras[w->array_jobs[a->first_job + k]].array == i);
    }
    for (uint32_t i = 0; i < w->action_count; i++) {
        const struct aif_action *a = &w->actions[i];
        AIF_CHECK(a->t_s >= (i ? w->actions[i - 1].t_s : 0) && a->t_ms < 1000);
        AIF_CHECK((a->job < w->count) == (a->kind < AIF_ACTION_DRAIN));
        AIF_CHECK(!a->node_count || a->first_node + a->node_count <= w->action_node_count);
    }
}

static inline void check_traits(const struct aif_workload *w)
{
    for (uint32_t i = 0; w->traits && i < w->count; i++) {
        const struct aif_traits *x = &w->traits[i];
        is_of(&w->organisations, x->organisation, AIF_NONE);
        is_of(&w->countries, x->country, AIF_NONE16);
        is_of(&w->data_homes, x->data_home, AIF_NONE16);
        AIF_CHECK(x->deadline_s >= AIF_UNKNOWN_S && x->deadline_s <= AIF_TRACE_TIME_MAX_S);
        AIF_CHECK(x->checkpoint_s >= 0 && x->checkpoint_s <= AIF_TRACE_TIME_MAX_S);
        AIF_CHECK(!w->jobs[i].request.nodes || x->min_nodes <= w->jobs[i].request.nodes);
    }
}

static inline void check_job(const struct aif_workload *w, uint32_t i)
{
    const struct aif_job *job = &w->jobs[i];
    const struct aif_request *q = &job->request;
    AIF_CHECK(i == 0 || w->jobs[i - 1].submit_s <= job->submit_s);
    AIF_CHECK(job->submit_s >= 0 && job->submit_s <= AIF_TRACE_TIME_MAX_S);
    AIF_CHECK(job->runtime_s >= 0 && job->runtime_s <= AIF_TRACE_TIME_MAX_S);
    AIF_CHECK(job->limit_s == AIF_UNKNOWN_S || job->limit_s > 0);
    AIF_CHECK((q->procs > 0) != (q->nodes > 0));
    bool has_tasks = w->extras && w->extras[i].tasks;
    AIF_CHECK(!q->procs || has_tasks ||
              (!q->is_exclusive && !q->per_node.gpus && !q->per_node.cores));
    AIF_CHECK(!q->nodes || q->is_exclusive || q->per_node.cores || q->per_node.gpus ||
              q->per_node.mem_mib);
    AIF_CHECK(job->after == AIF_NONE || (job->after < w->count && job->after != i));
    AIF_CHECK(job->think_s >= -1);
    is_of(&w->users, job->user, AIF_NONE);
    is_of(&w->accounts, job->account, AIF_NONE);
    is_of(&w->applications, job->application, AIF_NONE);
    is_of(&w->communities, job->community, AIF_NONE16);
    is_of(&w->partitions, job->partition, AIF_NONE16);
    is_of(&w->qos, job->qos, AIF_NONE16);
}

static bool is_plain(const struct aif_names *n)
{
    for (uint32_t i = 0; i < n->count; i++)
        for (const char *c = n->texts[i]; *c; c++)
            if ((unsigned char)*c < ' ' && *c != '\t' && *c != '\n' && *c != '\r')
                return false;
    return true;
}

/* A small file with many control characters in its names counts as binary when it is read again. */
static bool has_plain_names(const struct aif_workload *w)
{
    return is_plain(&w->users) && is_plain(&w->accounts) && is_plain(&w->applications) &&
           is_plain(&w->communities) && is_plain(&w->partitions) && is_plain(&w->qos) &&
           is_plain(&w->job_names) && is_plain(&w->reservations) && is_plain(&w->features) &&
           is_plain(&w->organisations) && is_plain(&w->countries) && is_plain(&w->data_homes);
}

typedef void trace_writer(const struct aif_workload *w, const struct aif_trace_notes *notes,
                          struct aif_sink *out);

/* Write it and read that; NULL: the same. */
static const char *written_difference(const struct aif_workload *w, trace_writer *write)
{
    static struct aif_sink sink;
    struct text text = {.bytes = NULL};
    struct aif_workload again = {.name = NULL};
    struct aif_err err = {{0}};
    sink = (struct aif_sink){.put = put_text, .to = &text};
    write(w, &(struct aif_trace_notes){NULL, 0}, &sink);
    AIF_CHECK(aif_sink_flush(&sink));
    struct aif_trace_input in = {.text = text.bytes, .bytes = text.used, .path = "again"};
    bool is_ok = formats_parse(&in, &again, &err);
    const char *difference = is_ok ? workload_difference(w, &again) : "refused";
    aif_workload_close(&again);
    free(text.bytes);
    return difference;
}

/* Read junk that starts with so many bytes of `prefix`; the first byte of data says whether
 * reading is strict. */
static bool read_junk(const char *prefix, const unsigned char *data, size_t bytes,
                      struct aif_workload *w)
{
    size_t first = strlen(prefix);
    char *text = malloc(first + bytes); /* exactly as long: reading past it is seen */
    AIF_CHECK(text && bytes > 0);
    memcpy(text, prefix, first);
    memcpy(text + first, data + 1, bytes - 1);
    struct aif_trace_input in = {
        .text = text, .bytes = first + bytes - 1, .path = "fuzz", .is_strict = data[0] & 1};
    struct aif_err err = {{0}};
    bool is_ok = formats_parse(&in, w, &err);
    AIF_CHECK(is_ok || strstr(err.text, "fuzz"));
    AIF_CHECK(!is_ok || w->count <= w->record_count);
    if (is_ok)
        check_extras(w);
    if (is_ok)
        check_traits(w);
    for (uint32_t i = 0; is_ok && i < w->count; i++)
        check_job(w, i);
    free(text);
    return is_ok;
}

#endif
