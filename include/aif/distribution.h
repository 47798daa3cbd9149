#ifndef AIF_DISTRIBUTION_H
#define AIF_DISTRIBUTION_H

#include "aif/arena.h"
#include "aif/sim.h"
#include "aif/sink.h"

/* How long the jobs of a finished run waited: for each of a fixed list of waits, how many jobs
 * waited at most that long (docs/series-csv.md).  The wait of a job is that of the metrics: start
 * of its last run - submit. */

/* The fixed waits: 0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, and the last ten
 * in every decade that follows. */
enum { AIF_DISTRIBUTION_POINTS = 158 };
int64_t aif_distribution_point(uint32_t i); /* i < AIF_DISTRIBUTION_POINTS */

struct aif_distribution_group {
    const char *name;     /* "all", or the community; borrowed */
    const uint64_t *jobs; /* that waited at most point i */
    uint32_t count;       /* points: up to the first that covers all its jobs; 0: no job ran */
};

struct aif_distribution {
    struct aif_distribution_group *groups; /* all, then the communities of the workload */
    uint32_t group_count;
};

/* Memory comes from the arena.  O(jobs). */
void aif_distribution_make(const struct aif_scenario *scenario, const struct aif_sim *sim,
                           struct aif_arena *arena, struct aif_distribution *out);

/* CSV, as in aif/series.h. */
void aif_distribution_header(const char *before, struct aif_sink *out);
uint64_t aif_distribution_rows(const struct aif_distribution *d, const char *before,
                               struct aif_sink *out);

#endif
