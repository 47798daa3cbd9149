/* A run made by hand, and its series. */
#ifndef TESTS_SERIES_CASE_H
#define TESTS_SERIES_CASE_H

#include "report/series.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

enum { MAX_JOBS = 8 };

struct fixture {
    struct aif_workload workload;
    struct aif_job jobs[MAX_JOBS];
    struct aif_row rows[MAX_JOBS];
    struct aif_episode episodes[MAX_JOBS];
    struct aif_machine machine;
    struct series_input in;
    struct aif_arena arena;
    struct aif_series series;
};

static struct fixture f;

static inline void set_up(void)
{
    memset(&f, 0, sizeof f);
    f.workload.jobs = f.jobs;
    f.machine = aif_machine_pool(10);
    f.in = (struct series_input){.workload = &f.workload,
                                 .machine = &f.machine,
                                 .rows = f.rows,
                                 .capacity_units = 10,
                                 .episodes = f.episodes};
}

static inline void tear_down(void)
{
    aif_arena_free(&f.workload.arena);
    aif_arena_free(&f.arena);
}

/* A job that ran; returns it, for a test to add to. */
static inline struct aif_job *add(int64_t submit_s, uint32_t units, int64_t start_s, int64_t end_s)
{
    uint32_t i = f.workload.count++;
    f.jobs[i] = (struct aif_job){
        .submit_s = submit_s, .user = AIF_NONE, .account = AIF_NONE, .community = AIF_NONE16};
    f.rows[i] = (struct aif_row){.start_s = start_s,
                                 .end_s = end_s,
                                 .units = units,
                                 .counted_units = start_s == AIF_UNKNOWN_S ? 0 : units,
                                 .outcome = AIF_OUTCOME_COMPLETED};
    f.in.count = f.workload.count;
    return &f.jobs[i];
}

static inline void add_without_run(int64_t submit_s, uint32_t units, enum aif_outcome outcome)
{
    add(submit_s, units, AIF_UNKNOWN_S, AIF_UNKNOWN_S);
    f.rows[f.workload.count - 1].outcome = (uint8_t)outcome;
}

static inline void add_episode(uint32_t job, int64_t start_s, int64_t end_s, bool is_suspension)
{
    f.episodes[f.in.episode_count++] = (struct aif_episode){.job = job,
                                                            .start_s = start_s,
                                                            .end_s = end_s,
                                                            .units = f.rows[job].units,
                                                            .is_suspension = is_suspension};
}

static inline uint16_t community(const char *name)
{
    return (uint16_t)aif_names_intern(&f.workload.communities, &f.workload.arena, name,
                                      strlen(name));
}

static inline uint32_t account(const char *name)
{
    return aif_names_intern(&f.workload.accounts, &f.workload.arena, name, strlen(name));
}

static inline const struct aif_series *make(void)
{
    series_from_rows(&f.in, &f.arena, &f.series);
    return &f.series;
}

/* The numbers of a row, as a text: "60 0 120". */
static inline const char *text_of(const int64_t *values)
{
    static char texts[4][256];
    static unsigned next;
    char *text = texts[next++ % 4];
    size_t at = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < f.series.bin_count; i++)
        at += (size_t)snprintf(text + at, sizeof texts[0] - at, "%s%lld", i ? " " : "",
                               (long long)values[i]);
    return text;
}

static inline void check(uint32_t group, const char *busy, const char *jobs, const char *units)
{
    const struct aif_series_group *g = &f.series.groups[group];
    ck_assert_str_eq(text_of(g->busy_unit_s), busy);
    ck_assert_str_eq(text_of(g->waiting_jobs), jobs);
    ck_assert_str_eq(text_of(g->waiting_units), units);
}

#endif
