/* A workload in the Standard Workload Format 2.2 (Feitelson, Parallel Workloads Archive). */
#include "aif/trace_write.h"
#include "trace/width.h"

#include <string.h>

/* A line ends where it should, whatever the text. */
static void put_line(struct aif_sink *out, const char *text)
{
    for (; *text; text++)
        aif_sink_char(out, (unsigned char)*text < ' ' ? ' ' : *text);
    aif_sink_char(out, '\n');
}

static void put_text(struct aif_sink *out, const char *key, const char *text)
{
    aif_sink_text(out, "; ");
    aif_sink_text(out, key);
    aif_sink_text(out, ": ");
    put_line(out, text);
}

static void put_number(struct aif_sink *out, const char *key, int64_t number, const char *name)
{
    aif_sink_text(out, "; ");
    aif_sink_text(out, key);
    aif_sink_text(out, ": ");
    aif_sink_int(out, number);
    if (name)
        aif_sink_char(out, ' ');
    put_line(out, name ? name : "");
}

static void put_names(struct aif_sink *out, const char *key, const struct aif_names *names)
{
    for (uint32_t i = 0; i < names->count; i++)
        put_number(out, key, (int64_t)i + 1, names->texts[i]);
}

/* The community of each account into of[]; false where one account has two. */
static bool communities_of(const struct aif_workload *w, uint16_t *of)
{
    memset(of, 0xff, w->accounts.count * sizeof *of);
    for (uint32_t i = 0; i < w->count; i++) {
        const struct aif_job *j = &w->jobs[i];
        if (j->community == AIF_NONE16)
            continue;
        if (j->account >= w->accounts.count)
            return false;
        if (of[j->account] != AIF_NONE16 && of[j->account] != j->community)
            return false;
        of[j->account] = j->community;
    }
    return true;
}

static void put_communities(const struct aif_workload *w, struct aif_sink *out)
{
    struct aif_arena scratch = {0};
    uint16_t *of = AIF_NEW(&scratch, uint16_t, (size_t)w->accounts.count + 1);
    if (!communities_of(w, of))
        put_text(out, "Note", "the communities do not follow from the groups and are left out");
    else
        for (uint32_t i = 0; i < w->accounts.count; i++)
            if (of[i] != AIF_NONE16)
                put_number(out, "Community", (int64_t)i + 1,
                           aif_names_at(&w->communities, of[i], ""));
    aif_arena_free(&scratch);
}

bool aif_trace_swf_keeps_communities(const struct aif_workload *w)
{
    struct aif_arena scratch = {0};
    uint16_t *of = AIF_NEW(&scratch, uint16_t, (size_t)w->accounts.count + 1);
    bool is_kept = communities_of(w, of);
    aif_arena_free(&scratch);
    return is_kept;
}

void aif_trace_swf_begin(struct aif_trace_pen *p, const struct aif_workload *w, uint32_t count,
                         const struct aif_trace_notes *notes, struct aif_sink *out)
{
    p->unit = trace_unit_of(w);
    put_text(out, "Version", "2.2");
    if (w->name)
        put_text(out, "Computer", w->name);
    put_number(out, "MaxJobs", count, NULL);
    put_number(out, "MaxRecords", count, NULL);
    if (w->unix_start_s != AIF_UNKNOWN_S)
        put_number(out, "UnixStartTime", w->unix_start_s, NULL);
    if (w->max_procs)
        put_number(out, "MaxProcs", w->max_procs, NULL);
    aif_sink_text(out, "; Note: 1 processor = 1 ");
    aif_sink_text(out, trace_unit_name((enum trace_unit)p->unit));
    aif_sink_char(out, '\n');
    for (size_t i = 0; i < notes->count; i++)
        put_text(out, "Note", notes->lines[i]);
    put_names(out, "Queue", &w->qos);
    put_names(out, "Partition", &w->partitions);
    put_communities(w, out);
}

/* Numbers count from 1; what is not stated is -1. */
static int64_t number(uint32_t index, const struct aif_names *names)
{
    return index < names->count ? (int64_t)index + 1 : -1;
}

/* The number of the preceding job.  One that lies behind the jobs of a piece was written before it
 * and is called what it was called then. */
static int64_t before(const struct aif_trace_pen *p, const struct aif_workload *w,
                      const struct aif_job *j)
{
    if (j->after == AIF_NONE)
        return -1;
    return j->after < w->count ? (int64_t)p->written + j->after + 1 : w->jobs[j->after].id;
}

static void put_job(const struct aif_trace_pen *p, const struct aif_workload *w, uint32_t i,
                    struct aif_sink *out)
{
    const struct aif_job *j = &w->jobs[i];
    int64_t width = trace_width_of(&j->request, (enum trace_unit)p->unit);
    const int64_t fields[18] = {
        (int64_t)p->written + i + 1,
        j->submit_s,
        -1,
        j->runtime_s,
        width,
        -1,
        -1,
        width,
        j->limit_s,
        -1,
        j->status,
        number(j->user, &w->users),
        number(j->account, &w->accounts),
        number(j->application, &w->applications),
        number(j->qos, &w->qos),
        number(j->partition, &w->partitions),
        before(p, w, j),
        j->think_s,
    };
    for (size_t f = 0; f < AIF_COUNT(fields); f++) {
        if (f)
            aif_sink_char(out, ' ');
        aif_sink_int(out, fields[f]);
    }
    aif_sink_char(out, '\n');
}

void aif_trace_swf_rows(struct aif_trace_pen *p, const struct aif_workload *w, struct aif_sink *out)
{
    for (uint32_t i = 0; i < w->count; i++)
        put_job(p, w, i, out);
    p->written += w->count;
}

void aif_trace_swf_write(const struct aif_workload *w, const struct aif_trace_notes *notes,
                         struct aif_sink *out)
{
    struct aif_trace_pen pen = {0};
    aif_trace_swf_begin(&pen, w, w->count, notes, out);
    aif_trace_swf_rows(&pen, w, out);
}
