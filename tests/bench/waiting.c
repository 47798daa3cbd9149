/* Cost of an event while many jobs wait: EASY on a pool, with a queue that is filled at the start
 * and then kept at about the same length by one arrival for each departure.
 *
 * usage: waiting JOBS_WAITING EVENTS; prints nanoseconds an event. */
#include "aif/rng.h"
#include "aif/sim.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PROCS = 1024, AREA = 40000 };

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Jobs of widths 1 to 256 and nearly the same area, so that service is even; requests of up to four
 * times the run time leave many holes to look for candidates in. */
static void fill(struct aif_workload *w, uint32_t waiting, uint32_t arrivals)
{
    struct aif_rng r = aif_rng_stream(1, AIF_STREAM_TEST, waiting);
    w->count = waiting + arrivals;
    w->jobs = AIF_NEW(&w->arena, struct aif_job, w->count);
    for (uint32_t i = 0; i < w->count; i++) {
        uint32_t procs = (uint32_t)(1U << aif_rng_below(&r, 9));
        procs = (uint32_t)(1 + aif_rng_below(&r, procs));
        int64_t run_s = AREA / procs + (int64_t)aif_rng_below(&r, 60);
        /* The pool serves PROCS / AREA jobs a second if it is full, which it nearly is. */
        int64_t submit_s = i < waiting ? 0 : (int64_t)(i - waiting) * (AREA + 600) / PROCS;
        w->jobs[i] = (struct aif_job){
            .id = i + 1,
            .submit_s = submit_s,
            .runtime_s = run_s,
            .limit_s = run_s * (int64_t)(1 + aif_rng_below(&r, 4)),
            .request = {.procs = procs},
            .user = AIF_NONE,
            .account = AIF_NONE,
            .application = AIF_NONE,
            .after = AIF_NONE,
            .think_s = -1,
            .line = i + 1,
            .community = AIF_NONE16,
            .partition = AIF_NONE16,
            .qos = AIF_NONE16,
            .status = AIF_STATUS_COMPLETED,
        };
    }
}

/* Jobs that have been submitted by the time t_s and not started then. */
static uint64_t count_waiting(const struct aif_workload *w, const struct aif_row *rows, int64_t t_s)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < w->count; i++)
        n += w->jobs[i].submit_s <= t_s && (rows[i].start_s < 0 || rows[i].start_s > t_s);
    return n;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: waiting JOBS_WAITING EVENTS\n", stderr);
        return 64;
    }
    uint32_t waiting = (uint32_t)atoi(argv[1]), events = (uint32_t)atoi(argv[2]);
    struct aif_workload workload = {.name = "waiting", .unix_start_s = AIF_UNKNOWN_S};
    fill(&workload, waiting, events);
    struct aif_machine machine = aif_machine_pool(PROCS);
    struct aif_scenario scenario = {.machine = &machine, .workload = &workload};
    struct aif_err err = {{0}};
    struct aif_sim *sim = NULL;
    struct aif_policy_names names = {.order = "fcfs", .backfill = "easy"};
    if (aif_policy_parse(&names, &scenario.policy, &err))
        sim = aif_sim_open(&scenario, &err);
    if (!sim) {
        fprintf(stderr, "waiting: %s\n", err.text);
        return 70;
    }

    aif_sim_step(sim); /* everybody arrives */
    for (int i = 0; i < 200; i++)
        aif_sim_step(sim); /* the machine fills and its ends spread */
    const struct aif_totals *totals = aif_sim_totals(sim);
    uint64_t first = totals->event_count;
    int64_t began_ns = now_ns(), last_s = 0;
    while (totals->event_count < first + events) {
        last_s = aif_sim_next(sim);
        if (!aif_sim_step(sim))
            break;
    }
    int64_t took_ns = now_ns() - began_ns;
    uint64_t measured = totals->event_count - first;

    printf("waiting %" PRIu32 " at_end %" PRIu64 " events %" PRIu64 " ns_per_event %.1f\n", waiting,
           count_waiting(&workload, aif_sim_rows(sim), last_s), measured,
           (double)took_ns / (double)measured);
    aif_sim_close(sim);
    aif_workload_close(&workload);
    return 0;
}
