/* A workload for Batsim (JSON).  Jobs of the same length share a profile, named by its seconds. */
#include "aif/trace_write.h"
#include "trace/width.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* Sort and leave each value once; returns how many are left. */
static uint32_t make_unique(int64_t *values, uint32_t count)
{
    uint32_t kept = 0;
    qsort(values, count, sizeof *values, by_value);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || values[i] != values[i - 1])
            values[kept++] = values[i];
    return kept;
}

bool aif_trace_has_unique_ids(const struct aif_workload *w)
{
    struct aif_arena scratch = {0};
    int64_t *ids = AIF_NEW(&scratch, int64_t, (size_t)w->count + 1);
    for (uint32_t i = 0; i < w->count; i++)
        ids[i] = w->jobs[i].id;
    uint32_t count = make_unique(ids, w->count);
    bool is_unique = count == w->count && (count == 0 || ids[0] >= 0);
    aif_arena_free(&scratch);
    return is_unique;
}

static void put_int(struct aif_sink *out, const char *key, int64_t value)
{
    aif_sink_text(out, key);
    aif_sink_int(out, value);
}

static void put_name(struct aif_sink *out, const char *key, const struct aif_names *names,
                     uint32_t index)
{
    const char *name = aif_names_at(names, index, NULL);
    if (!name)
        return;
    aif_sink_text(out, key);
    aif_sink_json(out, name);
}

static void put_job(const struct aif_workload *w, uint32_t i, enum trace_unit unit, int64_t id,
                    struct aif_sink *out)
{
    const struct aif_job *j = &w->jobs[i];
    put_int(out, i ? ",\n    {\"id\": \"" : "    {\"id\": \"", id);
    put_int(out, "\", \"subtime\": ", j->submit_s);
    put_int(out, ", \"res\": ", trace_width_of(&j->request, unit));
    put_int(out, ", \"profile\": \"", j->runtime_s);
    aif_sink_text(out, "\"");
    if (j->limit_s != AIF_UNKNOWN_S)
        put_int(out, ", \"walltime\": ", j->limit_s);
    put_name(out, ", \"user\": ", &w->users, j->user);
    put_name(out, ", \"account\": ", &w->accounts, j->account);
    put_name(out, ", \"community\": ", &w->communities, j->community);
    put_name(out, ", \"partition\": ", &w->partitions, j->partition);
    put_name(out, ", \"qos\": ", &w->qos, j->qos);
    put_name(out, ", \"application\": ", &w->applications, j->application);
    aif_sink_char(out, '}');
}

static void put_profiles(const struct aif_workload *w, const char *type, struct aif_sink *out)
{
    struct aif_arena scratch = {0};
    int64_t *lengths = AIF_NEW(&scratch, int64_t, (size_t)w->count + 1);
    for (uint32_t i = 0; i < w->count; i++)
        lengths[i] = w->jobs[i].runtime_s;
    uint32_t count = make_unique(lengths, w->count);
    for (uint32_t i = 0; i < count; i++) {
        put_int(out, i ? ",\n    \"" : "    \"", lengths[i]);
        aif_sink_text(out, "\": {\"type\": ");
        aif_sink_json(out, type);
        put_int(out, ", \"delay\": ", lengths[i]);
        aif_sink_char(out, '}');
    }
    aif_arena_free(&scratch);
}

static void put_head(const struct aif_workload *w, enum trace_unit unit,
                     const struct aif_trace_notes *notes, struct aif_sink *out)
{
    int64_t widest = w->max_procs;
    for (uint32_t i = 0; i < w->count && !w->max_procs; i++)
        if (trace_width_of(&w->jobs[i].request, unit) > widest)
            widest = trace_width_of(&w->jobs[i].request, unit);
    put_int(out, "{\n  \"nb_res\": ", widest);
    if (w->unix_start_s != AIF_UNKNOWN_S)
        put_int(out, ",\n  \"unix_start_s\": ", w->unix_start_s);
    aif_sink_text(out, ",\n  \"description\": [\"1 resource = 1 ");
    aif_sink_text(out, trace_unit_name(unit));
    aif_sink_text(out, "\"");
    for (size_t i = 0; i < notes->count; i++) {
        aif_sink_text(out, ", ");
        aif_sink_json(out, notes->lines[i]);
    }
    aif_sink_text(out, "],\n  \"jobs\": [\n");
}

static void write_workload(const struct aif_workload *w, const struct aif_trace_notes *notes,
                           const char *type, struct aif_sink *out)
{
    enum trace_unit unit = trace_unit_of(w);
    bool keeps_ids = aif_trace_has_unique_ids(w);
    put_head(w, unit, notes, out);
    for (uint32_t i = 0; i < w->count; i++)
        put_job(w, i, unit, keeps_ids ? w->jobs[i].id : (int64_t)i + 1, out);
    aif_sink_text(out, "\n  ],\n  \"profiles\": {\n");
    put_profiles(w, type, out);
    aif_sink_text(out, "\n  }\n}\n");
}

void aif_trace_batsim_write(const struct aif_workload *w, const struct aif_trace_notes *notes,
                            struct aif_sink *out)
{
    write_workload(w, notes, "delay", out);
}

void aif_trace_batsim5_write(const struct aif_workload *w, const struct aif_trace_notes *notes,
                             struct aif_sink *out)
{
    write_workload(w, notes, "DelayProfile", out);
}
