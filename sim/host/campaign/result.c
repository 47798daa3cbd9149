/* The figures and rows of a cell as a message between ranks. */
#include "host/campaign/result.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { KEY_COUNT = 5 };

static const char *const key_names[KEY_COUNT] = {"cell", "site", "trace", "policy", "seed"};

static bool put(void *to, const char *text, size_t bytes)
{
    bytes_put(to, text, bytes);
    return true;
}

void result_header(struct bytes *out, bool has_access)
{
    struct aif_sink s = {.put = put, .to = out};
    struct aif_summary_key keys[KEY_COUNT];
    for (size_t i = 0; i < KEY_COUNT; i++)
        keys[i] = (struct aif_summary_key){key_names[i], ""};
    aif_summary_csv_header(&s, keys, KEY_COUNT, has_access);
    aif_sink_flush(&s);
}

static void write_rows(struct bytes *out, const struct result_cell *cell,
                       const struct aif_summary *summary)
{
    char number[24], seed[24];
    struct aif_sink s = {.put = put, .to = out};
    snprintf(number, sizeof number, "%" PRIu32, cell->cell);
    snprintf(seed, sizeof seed, "%" PRIu64, cell->seed);
    const char *const texts[KEY_COUNT] = {number, cell->site, cell->trace, cell->policy, seed};
    struct aif_summary_key keys[KEY_COUNT];
    for (size_t i = 0; i < KEY_COUNT; i++)
        keys[i] = (struct aif_summary_key){key_names[i], texts[i]};
    aif_summary_csv_rows(&s, keys, KEY_COUNT, summary);
    aif_sink_flush(&s);
}

/* The columns of jobs.csv behind those of a single run. */
static const char more_names[] = ",cell,site,trace,policy,seed";

void result_jobs_header(struct bytes *out, bool has_access)
{
    struct aif_sink s = {.put = put, .to = out};
    aif_report_jobs_header(more_names, has_access, &s);
    aif_sink_flush(&s);
}

/* Their values, with a zero at the end. */
static void write_more_values(struct bytes *out, const struct result_cell *cell)
{
    char seed[24];
    struct aif_sink s = {.put = put, .to = out};
    aif_sink_char(&s, ',');
    aif_sink_int(&s, cell->cell);
    aif_sink_char(&s, ',');
    aif_sink_csv(&s, cell->site);
    aif_sink_char(&s, ',');
    aif_sink_csv(&s, cell->trace);
    aif_sink_char(&s, ',');
    aif_sink_csv(&s, cell->policy);
    snprintf(seed, sizeof seed, ",%" PRIu64, cell->seed);
    aif_sink_bytes(&s, seed, strlen(seed) + 1);
    aif_sink_flush(&s);
}

void result_jobs(struct bytes *out, const struct result_cell *cell, struct aif_report report)
{
    struct bytes more = {0};
    struct aif_sink s = {.put = put, .to = out};
    write_more_values(&more, cell);
    report.more_values = (const char *)more.data;
    aif_report_jobs_rows(&report, &s);
    aif_sink_flush(&s);
    bytes_free(&more);
}

static void put_block(struct bytes *out, const struct bytes *block)
{
    bytes_put_i64(out, (int64_t)block->count);
    bytes_put(out, block->data, block->count);
}

void result_write(struct bytes *out, const struct result_cell *cell,
                  const struct aif_summary *summary, const struct bytes *jobs,
                  const struct bytes *access)
{
    uint32_t groups = summary->metrics->group_count;
    const struct aif_group *all = &summary->metrics->groups[0];
    bytes_put_i64(out, (int64_t)(all->jobs + all->rejected));
    bytes_put_u32(out, groups);
    for (uint32_t g = 0; g < groups; g++) {
        bytes_put_text(out, summary->metrics->groups[g].name);
        for (size_t i = 0; i < aif_column_count(); i++) {
            int64_t value = 0;
            bool is_known = aif_summary_value(summary, g, i, &value);
            bytes_put_u32(out, is_known);
            bytes_put_i64(out, value);
        }
    }
    struct bytes rows = {0};
    write_rows(&rows, cell, summary);
    put_block(out, &rows);
    bytes_free(&rows);
    put_block(out, jobs);
    put_block(out, access);
}

static const char *read_name(struct bytes_reader *r, struct aif_arena *arena)
{
    uint32_t count = bytes_u32(r);
    return aif_arena_text(arena, (const char *)bytes_take(r, count), count);
}

int64_t result_job_count(const struct bytes *b)
{
    struct bytes_reader r = bytes_read(b);
    return bytes_i64(&r);
}

void result_read(const struct bytes *b, struct aif_arena *arena, struct result *out)
{
    size_t columns = aif_column_count();
    struct bytes_reader r = bytes_read(b);
    *out = (struct result){.job_count = bytes_i64(&r)};
    out->group_count = bytes_u32(&r);
    out->groups = AIF_NEW(arena, struct result_group, out->group_count);
    for (uint32_t g = 0; g < out->group_count; g++) {
        struct result_group *group = &out->groups[g];
        group->name = read_name(&r, arena);
        group->values = AIF_NEW(arena, int64_t, columns);
        group->is_known = AIF_NEW(arena, bool, columns);
        for (size_t i = 0; i < columns; i++) {
            group->is_known[i] = bytes_u32(&r);
            group->values[i] = bytes_i64(&r);
        }
    }
    for (size_t i = 0; i < RESULT_CSV_COUNT; i++) {
        out->rows[i].bytes = (size_t)bytes_i64(&r);
        out->rows[i].data = bytes_take(&r, out->rows[i].bytes);
    }
    AIF_CHECK(r.at == r.end);
}
