/* The figures and rows of a cell as a message between ranks. */
#include "host/campaign/result.h"

#include "aif/distribution.h"

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

static void write_rows(struct result_table *out, const struct result_cell *cell,
                       const struct aif_summary *summary)
{
    char number[24], seed[24];
    struct aif_sink s = {.put = put, .to = &out->text};
    snprintf(number, sizeof number, "%" PRIu32, cell->cell);
    snprintf(seed, sizeof seed, "%" PRIu64, cell->seed);
    const char *const texts[KEY_COUNT] = {number, cell->site, cell->trace, cell->policy, seed};
    struct aif_summary_key keys[KEY_COUNT];
    for (size_t i = 0; i < KEY_COUNT; i++)
        keys[i] = (struct aif_summary_key){key_names[i], texts[i]};
    aif_summary_csv_rows(&s, keys, KEY_COUNT, summary);
    aif_sink_flush(&s);
    out->count = summary->metrics->group_count;
}

/* The columns of jobs.csv behind those of a single run. */
static const char more_names[] = ",cell,site,trace,policy,seed";

void result_jobs_header(struct bytes *out, bool has_access)
{
    struct aif_sink s = {.put = put, .to = out};
    aif_report_jobs_header(more_names, has_access, &s);
    aif_sink_flush(&s);
}

/* What names the cell, as in a row, with texts before and behind and a zero at the end. */
static void write_key(struct bytes *out, const struct result_cell *cell, const char *before,
                      const char *behind)
{
    char seed[24];
    struct aif_sink s = {.put = put, .to = out};
    aif_sink_text(&s, before);
    aif_sink_int(&s, cell->cell);
    aif_sink_char(&s, ',');
    aif_sink_csv(&s, cell->site);
    aif_sink_char(&s, ',');
    aif_sink_csv(&s, cell->trace);
    aif_sink_char(&s, ',');
    aif_sink_csv(&s, cell->policy);
    snprintf(seed, sizeof seed, ",%" PRIu64, cell->seed);
    aif_sink_text(&s, seed);
    aif_sink_bytes(&s, behind, strlen(behind) + 1);
    aif_sink_flush(&s);
}

void result_jobs(struct result_tables *out, const struct result_cell *cell,
                 struct aif_report report)
{
    struct bytes more = {0};
    struct result_table *jobs = &out->of[RESULT_JOBS];
    struct aif_sink s = {.put = put, .to = &jobs->text};
    write_key(&more, cell, ",", "");
    report.more_values = (const char *)more.data;
    aif_report_jobs_rows(&report, &s);
    aif_sink_flush(&s);
    jobs->count = aif_sim_job_count(report.sim);
    bytes_free(&more);
}

static const char names_before[] = "cell,site,trace,policy,seed,";

void result_series_header(struct bytes *out)
{
    struct aif_sink s = {.put = put, .to = out};
    aif_series_header(names_before, &s);
    aif_sink_flush(&s);
}

void result_distributions_header(struct bytes *out)
{
    struct aif_sink s = {.put = put, .to = out};
    aif_distribution_header(names_before, &s);
    aif_sink_flush(&s);
}

static void write_series(struct result_table *out, const char *key,
                         const struct aif_series_ask *ask, struct aif_arena *arena)
{
    struct aif_series series;
    struct aif_sink s = {.put = put, .to = &out->text};
    aif_series_make(ask, arena, &series);
    out->count = aif_series_rows(&series, key, &s);
    aif_sink_flush(&s);
}

static void write_distributions(struct result_table *out, const char *key,
                                const struct aif_series_ask *ask, struct aif_arena *arena)
{
    struct aif_distribution distribution;
    struct aif_sink s = {.put = put, .to = &out->text};
    aif_distribution_make(ask->scenario, ask->sim, arena, &distribution);
    out->count = aif_distribution_rows(&distribution, key, &s);
    aif_sink_flush(&s);
}

void result_series(struct result_tables *out, const struct result_cell *cell,
                   const struct aif_series_ask *ask)
{
    struct bytes bytes = {0};
    struct aif_arena arena = {0};
    write_key(&bytes, cell, "", ",");
    const char *key = (const char *)bytes.data;
    write_series(&out->of[RESULT_SERIES], key, ask, &arena);
    write_distributions(&out->of[RESULT_DISTRIBUTIONS], key, ask, &arena);
    aif_arena_free(&arena);
    bytes_free(&bytes);
}

void result_tables_free(struct result_tables *t)
{
    for (size_t i = 0; i < RESULT_CSV_COUNT; i++)
        bytes_free(&t->of[i].text);
}

static void put_table(struct bytes *out, const struct result_table *table)
{
    bytes_put_i64(out, (int64_t)table->count);
    bytes_put_i64(out, (int64_t)table->text.count);
    bytes_put(out, table->text.data, table->text.count);
}

void result_write(struct bytes *out, const struct result_cell *cell,
                  const struct aif_summary *summary, struct result_tables *tables)
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
    write_rows(&tables->of[RESULT_SUMMARY], cell, summary);
    for (size_t i = 0; i < RESULT_CSV_COUNT; i++)
        put_table(out, &tables->of[i]);
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
        out->rows[i].count = (uint64_t)bytes_i64(&r);
        out->rows[i].bytes = (size_t)bytes_i64(&r);
        out->rows[i].data = bytes_take(&r, out->rows[i].bytes);
    }
    AIF_CHECK(r.at == r.end);
}
