/* Writes a synthetic SWF trace for the benches: COUNT jobs for PROCS processors at an offered load
 * of LOAD per cent.  Deterministic: integers and one multiplicative generator only, so the file is
 * the same everywhere.
 *
 * Without USERS there are 97 users in 11 groups; with it that many, some of them much busier than
 * others, in groups of 25.
 *
 * With SHRINK all times are divided by it: shorter jobs that come faster, at the same load.
 *
 * usage: make_trace COUNT PROCS LOAD [USERS [SHRINK]] >TRACE.swf */
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

enum { USERS_A_GROUP = 25 };

struct owner {
    uint64_t user, group;
};

/* The lesser of two draws: the first users have twice as many jobs as on average. */
static struct owner draw_owner(uint64_t i, uint64_t *state, uint64_t users)
{
    if (!users)
        return (struct owner){1 + i % 97, 1 + i % 11};
    uint64_t a = below(state, users), b = below(state, users);
    a = a < b ? a : b;
    return (struct owner){1 + a, 1 + a % ((users + USERS_A_GROUP - 1) / USERS_A_GROUP)};
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 6) {
        fputs("usage: make_trace COUNT PROCS LOAD_PERCENT [USERS [SHRINK]]\n", stderr);
        return 64;
    }
    uint64_t users = argc > 4 ? (uint64_t)atoll(argv[4]) : 0, owners = 2;
    uint64_t shrink = argc > 5 ? (uint64_t)atoll(argv[5]) : 1;
    uint64_t count = (uint64_t)atoll(argv[1]), procs = (uint64_t)atoll(argv[2]);
    uint64_t load = (uint64_t)atoll(argv[3]);
    if (!count || !procs || !load || !shrink)
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
    double scale = (double)span_s / (double)gaps / (double)shrink;
    uint64_t passed = 0;
    for (uint64_t i = 0; i < count; i++) {
        struct job j = draw_job(&state, procs);
        struct owner o = draw_owner(i, &owners, users);
        printf("%" PRIu64 " %" PRIu64 " -1 %" PRIu64 " %" PRIu64 " -1 -1 %" PRIu64 " %" PRIu64
               " -1 1 %" PRIu64 " %" PRIu64 " -1 1 -1 -1 -1\n",
               i + 1, (uint64_t)((double)passed * scale), (j.run_s + shrink - 1) / shrink, j.procs,
               j.procs, (j.limit_s + shrink - 1) / shrink, o.user, o.group);
        passed += j.gap;
    }
    return 0;
}
