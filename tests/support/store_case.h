#ifndef TESTS_STORE_CASE_H
#define TESTS_STORE_CASE_H

/* Cells without a run, for result directories below one of a test's own. */
#include "host/campaign/store.h"

#include <stdio.h>

static char root[] = "/tmp/aifsim-store-XX"
                     "XX"
                     "XX";

static inline const char *in_root(const char *name)
{
    static char paths[4][256];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", root, name);
    return path;
}

static inline const char *within(const char *dir, const char *file)
{
    static char paths[4][512];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", dir, file);
    return path;
}

/* 50 rows and one more for each cell; cell 1 has more than the limit of distributions.csv. */
static inline void put_rows(struct result_table *table, uint32_t cell)
{
    table->count = cell == 1 ? 200 : 50 + cell;
    for (uint32_t i = 0; i < table->count; i++) {
        char row[32];
        bytes_put(&table->text, row, (size_t)snprintf(row, sizeof row, "%u,%u\n", i, cell));
    }
}

/* A cell with two communities and many job rows, so that the database grows by pages. */
static inline bool commit(struct store *s, uint32_t cell, struct aif_err *err)
{
    struct aif_group groups[2] = {{.name = "all", .jobs = 100 + cell}, {.name = "research"}};
    struct aif_metrics metrics = {.groups = groups, .group_count = 2, .makespan_s = 1000 + cell};
    struct aif_totals totals = {.event_count = 7};
    struct aif_workload workload = {0};
    struct aif_summary summary = {&workload, &metrics, &totals};
    struct result_cell names = {cell, "mimer", "a,b", "easy", "mimer", 1};
    struct result_tables tables = {.of = {{.count = 0}}};
    struct bytes message = {0};
    struct aif_arena arena = {0};
    struct result result;
    for (size_t t = RESULT_JOBS; t < RESULT_CSV_COUNT; t++)
        put_rows(&tables.of[t], cell);
    result_write(&message, &names, &summary, &tables);
    result_read(&message, &arena, &result);
    bool is_done = store_commit(s, &names, &result, err);
    result_tables_free(&tables);
    bytes_free(&message);
    aif_arena_free(&arena);
    return is_done;
}

#endif
