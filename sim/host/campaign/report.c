/* Header and closing lines of a campaign. */
#include "host/campaign/report.h"

#include "host/files/clock.h"
#include "host/provenance/run_log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_RANKS = 8 };

FILE *campaign_log_open(const char *dir)
{
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s/run.log", dir) >= sizeof path)
        return NULL;
    FILE *log = fopen(path, "ae");
    if (log)
        run_log_begin(log);
    return log;
}

/* Places of all ranks, by rank. */
struct places {
    struct placement *at;
};

static void take_place(void *ctx, int from, const struct bytes *theirs)
{
    struct places *places = ctx;
    AIF_CHECK(theirs->count == sizeof *places->at);
    memcpy(&places->at[from], theirs->data, theirs->count);
}

static int count_hosts(const struct placement *at, int ranks)
{
    int count = 0;
    for (int i = 0; i < ranks; i++) {
        bool is_new = true;
        for (int j = 0; is_new && j < i; j++)
            is_new = strcmp(at[i].host, at[j].host) != 0;
        count += is_new;
    }
    return count;
}

static void say_places(const struct comm *comm, const struct placement *at, struct progress *p)
{
    int ranks = comm_size(comm), hosts = count_hosts(at, ranks);
    int shown = p->level == PROGRESS_VERBOSE || ranks <= SHOWN_RANKS ? ranks : SHOWN_RANKS;
    progress_say(p, "%d rank%s on %d node%s%s", ranks, ranks == 1 ? "" : "s", hosts,
                 hosts == 1 ? "" : "s", comm_has_mpi() ? "" : " (built without MPI)");
    for (int i = 0; i < shown; i++) {
        if (i == 0 || strcmp(at[i].host, at[i - 1].host) != 0)
            progress_say(p, "  node %s: %s", at[i].host, at[i].node);
        progress_say(p, "  rank %d -> %s", i, at[i].cores);
    }
    if (shown < ranks)
        progress_say(p, "  and %d more (-v shows all)", ranks - shown);
}

static void say_experiment(const struct experiment *e, const struct campaign_options *o,
                           struct progress *p)
{
    progress_say(p,
                 "aifsim %s: experiment %s (%.12s): %" PRIu32 " cells (sites %" PRIu32
                 ", traces %" PRIu32 ", policies %" PRIu32 ", seeds %" PRIu32 ")",
                 o->version, e->name, e->sha256, e->cell_count, e->site_count, e->trace_count,
                 e->policy_count, e->seed_count);
    if (p->first)
        progress_say(p, "resumed: %" PRIu32 " cells are done, %" PRIu32 " are left", p->first,
                     p->total - p->first);
}

void campaign_report_open(struct comm *comm, const struct experiment *e,
                          const struct campaign_options *options, struct progress *progress)
{
    struct placement own;
    struct bytes message = {0};
    struct places places = {NULL};
    placement_take(options->binding, comm_node_rank(comm), comm_node_size(comm), &own);
    bytes_put(&message, &own, sizeof own);
    if (progress) {
        places.at = calloc((size_t)comm_size(comm), sizeof own);
        if (!places.at)
            aif_fatal("out of memory");
        places.at[0] = own;
        say_experiment(e, options, progress);
    }
    deal_gather(comm, &message, take_place, &places);
    bytes_free(&message);
    if (progress)
        say_places(comm, places.at, progress);
    free(places.at);
}

struct totals {
    struct cell_stats all;
    uint64_t peak_bytes, most_peak_bytes;
    int working; /* ranks that did at least one cell */
};

static void add(struct totals *t, const struct cell_stats *s, uint64_t peak_bytes)
{
    t->all.load_ns += s->load_ns;
    t->all.simulate_ns += s->simulate_ns;
    t->all.metrics_ns += s->metrics_ns;
    t->all.write_ns += s->write_ns;
    t->all.cells += s->cells;
    t->all.jobs += s->jobs;
    t->all.events += s->events;
    t->peak_bytes += peak_bytes;
    if (peak_bytes > t->most_peak_bytes)
        t->most_peak_bytes = peak_bytes;
    t->working += s->cells > 0;
}

static void take_stats(void *ctx, int from, const struct bytes *theirs)
{
    (void)from;
    struct cell_stats stats;
    struct bytes_reader r = bytes_read(theirs);
    memcpy(&stats, bytes_take(&r, sizeof stats), sizeof stats);
    add(ctx, &stats, (uint64_t)bytes_i64(&r));
}

static double seconds(int64_t ns)
{
    return (double)ns / 1e9;
}

static void say_totals(const struct totals *t, int ranks, struct campaign_times times,
                       struct progress *p)
{
    char wall[32];
    const struct cell_stats *s = &t->all;
    int64_t write_ns = s->write_ns + times.store_ns;
    int64_t wait_ns =
        times.wall_ns * ranks - s->load_ns - s->simulate_ns - s->metrics_ns - write_ns;
    progress_duration(times.wall_ns, wall, sizeof wall);
    progress_say(p,
                 "%" PRId64 " cells, %" PRId64 " jobs, %" PRId64 " events in %s: %.0f jobs/s, "
                 "%d of %d ranks worked",
                 s->cells, s->jobs, s->events, wall,
                 (double)s->jobs / (seconds(times.wall_ns) > 0 ? seconds(times.wall_ns) : 1),
                 t->working, ranks);
    progress_say(p,
                 "time over all ranks: load %.2f s, simulate %.2f s, metrics %.2f s, write %.2f "
                 "s, wait %.2f s",
                 seconds(s->load_ns), seconds(s->simulate_ns), seconds(s->metrics_ns),
                 seconds(write_ns), seconds(wait_ns > 0 ? wait_ns : 0));
    progress_say(p, "peak memory: %.1f MiB on one rank, %.1f MiB on all",
                 (double)t->most_peak_bytes / 1048576, (double)t->peak_bytes / 1048576);
}

void campaign_report_close(struct comm *comm, struct cell_stats own, struct campaign_times times,
                           struct progress *progress)
{
    struct totals totals = {0};
    struct bytes message = {0};
    bytes_put(&message, &own, sizeof own);
    bytes_put_i64(&message, (int64_t)clock_peak_bytes());
    add(&totals, &own, clock_peak_bytes());
    deal_gather(comm, &message, take_stats, &totals);
    bytes_free(&message);
    if (progress && comm_rank(comm) == 0)
        say_totals(&totals, comm_size(comm), times, progress);
}
