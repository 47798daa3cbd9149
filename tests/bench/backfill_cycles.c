/* A centre's time under backfill cycles every 30 s: processor time and instructions a cycle.
 * usage: backfill_cycles JOBS LOAD_PERCENT [full] */
#include "aif/rng.h"
#include "controller/backfill.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEAN_GAP_S = 63, CYCLE_S = 30, NODE_CORES = 64 };

struct stream_job {
    int64_t submit_s, run_s;
    uint32_t nodes;
    int64_t limit_s;
};

struct centre {
    struct aif_arena arena;
    struct cluster cluster;
    struct select *select;
    struct backfill *backfill;
    struct stream_job *jobs;
    struct ask *asks;
    const struct ask **queue; /* waiting, by job */
    uint32_t *heap;           /* running, by end */
    int64_t *end_s;
    uint32_t job_count, waiting, running, started;
    struct bitset all;
    int64_t now_s;
};

static void make_jobs(struct centre *c)
{
    static const int64_t limits_s[] = {1800, 3600, 7200, 14400, 28800, 43200, 86400};
    struct aif_rng r = aif_rng_stream(1, AIF_STREAM_TEST, 1);
    int64_t t_s = 0;
    for (uint32_t i = 0; i < c->job_count; i++) {
        struct stream_job *j = &c->jobs[i];
        t_s += (int64_t)aif_rng_below(&r, 2 * MEAN_GAP_S + 1);
        j->submit_s = t_s;
        j->nodes = aif_rng_below(&r, 10) < 4 ? 1 : 1u << aif_rng_below(&r, 8);
        j->limit_s = limits_s[aif_rng_below(&r, AIF_COUNT(limits_s))];
        uint64_t percent = 5 + aif_rng_below(&r, 96);
        j->run_s = j->limit_s * (int64_t)percent / 100;
    }
}

static uint32_t node_count(const struct centre *c, int64_t load_percent)
{
    int64_t node_s = 0;
    for (uint32_t i = 0; i < c->job_count; i++)
        node_s += c->jobs[i].nodes * c->jobs[i].run_s;
    return (uint32_t)(node_s * 100 / load_percent / c->jobs[c->job_count - 1].submit_s);
}

static void sift_up(struct centre *c, uint32_t at)
{
    while (at && c->end_s[c->heap[at]] < c->end_s[c->heap[(at - 1) / 2]]) {
        uint32_t up = (at - 1) / 2, job = c->heap[at];
        c->heap[at] = c->heap[up];
        c->heap[up] = job;
        at = up;
    }
}

static void pop(struct centre *c)
{
    c->heap[0] = c->heap[--c->running];
    for (uint32_t at = 0;;) {
        uint32_t low = 2 * at + 1;
        if (low >= c->running)
            return;
        if (low + 1 < c->running && c->end_s[c->heap[low + 1]] < c->end_s[c->heap[low]])
            low++;
        if (c->end_s[c->heap[at]] <= c->end_s[c->heap[low]])
            return;
        uint32_t job = c->heap[at];
        c->heap[at] = c->heap[low];
        c->heap[low] = job;
        at = low;
    }
}

static bool may_run(void *context, const struct ask *a)
{
    (void)context;
    (void)a;
    return true;
}

static bool start(void *context, const struct ask *a, const struct choice *choice, int64_t limit_s)
{
    struct centre *c = context;
    cluster_take(&c->cluster, &(struct grant){.job = a->job,
                                              .is_whole = true,
                                              .start_s = c->now_s,
                                              .due_s = c->now_s + limit_s,
                                              .parts = choice->parts,
                                              .part_count = choice->node_count});
    c->end_s[a->job] = c->now_s + c->jobs[a->job].run_s;
    c->heap[c->running++] = a->job;
    sift_up(c, c->running - 1);
    c->started++;
    return true;
}

static void planned(void *context, const struct ask *a, const struct choice *choice,
                    int64_t slot_start_s, int64_t slot_end_s)
{
    (void)context;
    (void)a;
    (void)choice;
    (void)slot_start_s;
    (void)slot_end_s;
}

static void drop_started(struct centre *c)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->waiting; i++)
        if (!cluster_find(&c->cluster, c->queue[i]->job))
            c->queue[kept++] = c->queue[i];
    c->waiting = kept;
}

/* The main scheduler: in order, up to the first that does not fit. */
static void start_heads(struct centre *c)
{
    struct choice choice;
    uint32_t i = 0;
    for (; i < c->waiting && select_now(c->select, c->queue[i], &c->all, &choice); i++)
        start(c, c->queue[i], &choice, c->queue[i]->limit_s);
    if (i)
        drop_started(c);
}

static void open_centre(struct centre *c, uint32_t nodes)
{
    struct aif_centre centre = aif_centre_default();
    struct aif_centre *kept = AIF_NEW(&c->arena, struct aif_centre, 1);
    *kept = centre;
    c->cluster.arena = &c->arena;
    cluster_open(&c->cluster, nodes, c->job_count);
    cluster_set_nodes(&c->cluster, 0, nodes, (struct aif_shape){NODE_CORES, 4, 500000}, 1);
    c->select = select_open(&c->cluster, kept, 0);
    c->backfill = backfill_open(c->select, &c->cluster, kept, 0);
    c->all = bitset_new(&c->arena, nodes);
    bitset_fill(&c->all);
    c->asks = AIF_NEW(&c->arena, struct ask, c->job_count);
    for (uint32_t i = 0; i < c->job_count; i++)
        c->asks[i] = (struct ask){.job = i,
                                  .allowed = &c->all,
                                  .min_nodes = c->jobs[i].nodes,
                                  .max_nodes = c->jobs[i].nodes,
                                  .wanted_nodes = c->jobs[i].nodes,
                                  .is_whole = true,
                                  .limit_s = c->jobs[i].limit_s,
                                  .array = AIF_NONE};
}

int main(int argc, char **argv)
{
    struct centre c = {.job_count = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 20000};
    bool is_full = argc > 3 && strcmp(argv[3], "full") == 0;
    c.jobs = AIF_NEW(&c.arena, struct stream_job, c.job_count);
    make_jobs(&c);
    c.queue = AIF_NEW(&c.arena, const struct ask *, c.job_count);
    c.heap = AIF_NEW(&c.arena, uint32_t, c.job_count);
    c.end_s = AIF_NEW(&c.arena, int64_t, c.job_count);
    open_centre(&c, node_count(&c, argc > 2 ? strtol(argv[2], NULL, 10) : 90));
    struct backfill_calls calls = {.context = &c, .may_run = may_run, .start = start};
    calls.planned = is_full ? planned : NULL;
    uint64_t cycles = 0, tested = 0, waiting = 0, backfilled = 0, hash = 0;
    uint32_t next = 0;
    for (; c.started < c.job_count || c.running; c.now_s += CYCLE_S) {
        bool has_changed = false;
        for (; c.running && c.end_s[c.heap[0]] <= c.now_s; has_changed = true) {
            cluster_give(&c.cluster, c.heap[0]);
            pop(&c);
        }
        for (; next < c.job_count && c.jobs[next].submit_s <= c.now_s; has_changed = true)
            c.queue[c.waiting++] = &c.asks[next++];
        if (!has_changed)
            continue;
        start_heads(&c);
        struct backfill_input in = {.now_s = c.now_s, .queue = c.queue, .count = c.waiting};
        struct backfill_counts n = backfill_run(c.backfill, &in, &calls);
        if (n.started)
            drop_started(&c);
        cycles++;
        tested += n.tested;
        backfilled += n.started;
        waiting += c.waiting;
        hash = hash * 31 + c.cluster.change_count + c.started;
    }
    printf("%u nodes, %" PRIu64 " cycles, %.1f waiting and %.1f tested a cycle, %" PRIu64
           " of %u by backfill, %" PRIx64 "\n",
           c.cluster.node_count, cycles, (double)waiting / (double)cycles,
           (double)tested / (double)cycles, backfilled, c.job_count, hash);
    aif_arena_free(&c.arena);
    return 0;
}
