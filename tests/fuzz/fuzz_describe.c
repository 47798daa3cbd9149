/* Junk as a job trace that is described: whatever can be read has a description whose parts add up,
 * in JSON and as text.  The first byte chooses the offset of local time. */
#include "aif/describe.h"
#include "aif/trace.h"
#include "host/command/description_text.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes);

static bool drop(void *to, const char *text, size_t bytes)
{
    (void)to;
    (void)text;
    (void)bytes;
    return true;
}

static void check_group(const struct aif_description_group *g)
{
    uint64_t hours = 0, outcomes = 0;
    for (size_t i = 0; i < AIF_COUNT(g->arrivals.hours); i++)
        hours += g->arrivals.hours[i];
    for (size_t i = 0; i < AIF_DESCRIBE_OUTCOMES; i++)
        outcomes += g->outcome_jobs[i];
    AIF_CHECK(hours == g->jobs && outcomes == g->jobs && g->run_s.count == g->jobs);
    AIF_CHECK(g->units.count + g->jobs_without_unit == g->jobs);
    AIF_CHECK(g->users <= g->jobs && g->top_5.unit_s <= g->top_10.unit_s);
    AIF_CHECK(g->top_10.unit_s <= g->users_unit_s && g->users_unit_s <= g->unit_s);
    AIF_CHECK(g->arrivals.empty_bins >= 0 && g->arrivals.dispersion_nano >= 0);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes)
{
    if (bytes == 0)
        return 0;
    struct aif_trace_input in = {
        .text = (const char *)data + 1, .bytes = bytes - 1, .path = "junk"};
    struct aif_workload w = {.count = 0};
    struct aif_arena a = {0};
    struct aif_err err = {{0}};
    struct aif_sink sink = {.put = drop};
    if (aif_trace_parse(&in, &w, &err)) {
        struct aif_describe_ask ask = {.utc_offset_s = ((int32_t)data[0] - 128) * 400};
        struct aif_description d = aif_describe(&w, &ask, &a);
        for (uint32_t i = 0; i < d.group_count; i++)
            check_group(&d.groups[i]);
        aif_description_json(&d, &sink);
        description_text(&d, NULL, &sink);
        AIF_CHECK(aif_sink_flush(&sink));
    }
    aif_arena_free(&a);
    aif_workload_close(&w);
    return 0;
}
