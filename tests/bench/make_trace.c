/* Writes a synthetic SWF trace for the benches: COUNT jobs for PROCS processors at an offered load
 * of LOAD per cent.  Deterministic: integers and one multiplicative generator only, so the file is
 * the same everywhere.
 *
 * usage: make_trace COUNT PROCS LOAD >TRACE.swf */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Steele, Lea and Flood's split mix (OOPSLA 2014). */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t below(uint64_t *state, uint64_t bound)
{
    return (draw(state) >> 11) % bound;
}

struct job {
    uint64_t procs, run_s, limit_s, gap;
};

/* Widths are mostly small powers of two, run times spread evenly over octaves from 8 s to about
 * 18 h, requests are round and generous, gaps roughly exponential (sum of two dice of different
 * sides). */
static struct job draw_job(uint64_t *state, uint64_t procs)
{
    struct job j;
    uint64_t most = 1;
    while (most * 4 <= procs)
        most *= 2;
    j.procs = UINT64_C(1) << below(state, 8);
    if (below(state, 4) == 0)
        j.procs = 1 + below(state, most);
    if (j.procs > most)
        j.procs = most;
    uint64_t octave = UINT64_C(8) << below(state, 13);
    j.run_s = octave + below(state, octave);
    j.limit_s = (j.run_s * (1 + below(state, 4)) + 899) / 900 * 900;
    j.gap = below(state, 1000) + (below(state, 5) == 0 ? below(state, 10000) : 0);
    return j;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: make_trace COUNT PROCS LOAD_PERCENT\n", stderr);
        return 64;
    }
    uint64_t count = (uint64_t)atoll(argv[1]), procs = (uint64_t)atoll(argv[2]);
    uint64_t load = (uint64_t)atoll(argv[3]);
    if (!count || !procs || !load)
        return 64;

    /* First pass: the work and the gaps there are, to scale time with. */
    uint64_t area = 0, gaps = 0, state = 1;
    for (uint64_t i = 0; i < count; i++) {
        struct job j = draw_job(&state, procs);
        area += j.procs * j.run_s;
        gaps += j.gap;
    }
    uint64_t span_s = area / procs * 100 / load;

    printf("; Version: 2.2\n; MaxJobs: %" PRIu64 "\n; MaxProcs: %" PRIu64 "\n"
           "; Note: made for benches, offered load %" PRIu64 " %%\n",
           count, procs, load);
    state = 1;
    double scale = (double)span_s / (double)gaps;
    uint64_t passed = 0;
    for (uint64_t i = 0; i < count; i++) {
        struct job j = draw_job(&state, procs);
        printf("%" PRIu64 " %" PRIu64 " -1 %" PRIu64 " %" PRIu64 " -1 -1 %" PRIu64 " %" PRIu64
               " -1 1 %" PRIu64 " %" PRIu64 " -1 1 -1 -1 -1\n",
               i + 1, (uint64_t)((double)passed * scale), j.run_s, j.procs, j.procs, j.limit_s,
               1 + i % 97, 1 + i % 11);
        passed += j.gap;
    }
    return 0;
}
