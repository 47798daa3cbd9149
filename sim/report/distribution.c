/* How long jobs waited: counts on a fixed list of waits. */
#include "report/series.h"

enum { BELOW_TEN = 8, PER_DECADE = 10 };

int64_t aif_distribution_point(uint32_t i)
{
    static const int64_t below_ten[BELOW_TEN] = {0, 1, 2, 3, 4, 5, 6, 8};
    static const int64_t mantissas[PER_DECADE] = {10, 12, 15, 20, 25, 30, 40, 50, 60, 80};
    AIF_CHECK(i < AIF_DISTRIBUTION_POINTS);
    if (i < BELOW_TEN)
        return below_ten[i];
    int64_t decade = 1;
    for (uint32_t d = (i - BELOW_TEN) / PER_DECADE; d > 0; d--)
        decade *= 10;
    return mantissas[(i - BELOW_TEN) % PER_DECADE] * decade;
}

/* The points as an array, to search in. */
struct points {
    int64_t wait_s[AIF_DISTRIBUTION_POINTS];
};

/* The first point that is no less than the wait. */
static uint32_t find_point(const struct points *p, int64_t wait_s)
{
    uint32_t low = 0, high = AIF_DISTRIBUTION_POINTS - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (p->wait_s[middle] < wait_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* From how many jobs end at a point to how many are at or below it. */
static void accumulate(struct aif_distribution_group *g, uint64_t *jobs)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < AIF_DISTRIBUTION_POINTS; i++) {
        if (jobs[i])
            g->count = i + 1;
        sum += jobs[i];
        jobs[i] = sum;
    }
    g->jobs = jobs;
}

void distribution_from_rows(const struct aif_workload *w, const struct aif_row *rows,
                            uint32_t count, struct aif_arena *arena, struct aif_distribution *out)
{
    uint32_t communities = w->communities.count;
    struct points points;
    for (uint32_t i = 0; i < AIF_DISTRIBUTION_POINTS; i++)
        points.wait_s[i] = aif_distribution_point(i);
    out->group_count = communities + 1;
    out->groups = AIF_NEW(arena, struct aif_distribution_group, out->group_count);
    uint64_t *jobs = AIF_NEW(arena, uint64_t, (size_t)out->group_count * AIF_DISTRIBUTION_POINTS);
    for (uint32_t i = 0; i < count; i++) {
        if (rows[i].start_s == AIF_UNKNOWN_S)
            continue;
        int64_t wait_s = rows[i].start_s - w->jobs[i].submit_s;
        uint32_t point = wait_s > 0 ? find_point(&points, wait_s) : 0;
        jobs[point]++;
        if (w->jobs[i].community < communities)
            jobs[(w->jobs[i].community + (size_t)1) * AIF_DISTRIBUTION_POINTS + point]++;
    }
    for (uint32_t g = 0; g <= communities; g++) {
        out->groups[g].name = g ? aif_names_at(&w->communities, g - 1, "") : "all";
        accumulate(&out->groups[g], jobs + (size_t)g * AIF_DISTRIBUTION_POINTS);
    }
}

void aif_distribution_make(const struct aif_scenario *scenario, const struct aif_sim *sim,
                           struct aif_arena *arena, struct aif_distribution *out)
{
    distribution_from_rows(scenario->workload, aif_sim_rows(sim), aif_sim_job_count(sim), arena,
                           out);
}

void aif_distribution_header(const char *before, struct aif_sink *out)
{
    aif_sink_text(out, before);
    aif_sink_text(out, "community,wait_s,jobs\n");
}

uint64_t aif_distribution_rows(const struct aif_distribution *d, const char *before,
                               struct aif_sink *out)
{
    uint64_t rows = 0;
    for (uint32_t g = 0; g < d->group_count; g++)
        for (uint32_t i = 0; i < d->groups[g].count; i++, rows++) {
            aif_sink_text(out, before);
            aif_sink_csv(out, d->groups[g].name);
            aif_sink_char(out, ',');
            aif_sink_int(out, aif_distribution_point(i));
            aif_sink_char(out, ',');
            aif_sink_int(out, (int64_t)d->groups[g].jobs[i]);
            aif_sink_char(out, '\n');
        }
    return rows;
}
