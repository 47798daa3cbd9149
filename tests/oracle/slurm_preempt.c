/* Chooses victims on a stated machine state, for slurm_preempt.py.
 *
 * Lines in:  centre TYPE MODE EXEMPT_S YOUNGEST     TYPE, MODE: enums of aif/centre.h
 *            qos PRIORITY MASK                      in order of their indices
 *            partition TIER MODE
 *            open NODES JOBS
 *            take ID QOS PARTITION PRIORITY START_S LIST     a job runs on these nodes: 0-3,7
 *            give ID
 *            victims ID QOS PARTITION PRIORITY NODES NOW_S LIST    nodes of its partition
 * Line out:  NODES VICTIM...     where it would run; - : nowhere */
#include "aif/preempt.h"
#include "controller/select.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 16, LINE_BYTES = 4096 };

struct program {
    struct aif_arena arena;
    struct cluster cluster;
    struct aif_centre centre;
    struct aif_centre_qos qos[MOST];
    struct aif_centre_partition partitions[MOST];
    uint32_t partition_count, job_count;
    struct select *select;
    struct aif_preempt_job *jobs, *candidates;
    struct bitset *nodes; /* of each running job */
    struct bitset allowed, all, picked;
    struct ask ask;
    uint32_t given[MOST * 64], given_count;
};

static void read_list(const char *text, struct bitset *set)
{
    bitset_clear(set);
    while (*text && *text != '\n') {
        char *end;
        uint32_t first = (uint32_t)strtoul(text, &end, 10), last = first;
        if (*end == '-')
            last = (uint32_t)strtoul(end + 1, &end, 10);
        for (uint32_t i = first; i <= last; i++)
            bitset_add(set, i);
        text = *end == ',' ? end + 1 : end;
    }
}

static void open_program(struct program *p, uint32_t nodes, uint32_t jobs)
{
    p->centre.qos = p->qos;
    p->centre.partitions = p->partitions;
    p->cluster.arena = &p->arena;
    p->job_count = jobs;
    cluster_open(&p->cluster, nodes, jobs);
    cluster_set_nodes(&p->cluster, 0, nodes, (struct aif_shape){64, 4, 512000}, 1);
    p->select = select_open(&p->cluster, &p->centre, 0);
    p->jobs = AIF_NEW(&p->arena, struct aif_preempt_job, jobs);
    p->candidates = AIF_NEW(&p->arena, struct aif_preempt_job, jobs);
    p->nodes = AIF_NEW(&p->arena, struct bitset, jobs);
    for (uint32_t i = 0; i < jobs; i++)
        p->nodes[i] = bitset_new(&p->arena, nodes);
    p->allowed = bitset_new(&p->arena, nodes);
    p->picked = bitset_new(&p->arena, nodes);
    p->all = bitset_new(&p->arena, nodes);
    bitset_fill(&p->all);
}

static void take(struct program *p, uint32_t job)
{
    struct grant_part parts[1024];
    uint32_t count = 0;
    for (uint32_t n = bitset_next(&p->nodes[job], 0); n != AIF_NONE;
         n = bitset_next(&p->nodes[job], n + 1))
        parts[count++] = (struct grant_part){n, {64, 4, 512000}};
    cluster_take(&p->cluster, &(struct grant){.job = job,
                                              .is_whole = true,
                                              .start_s = p->jobs[job].start_s,
                                              .due_s = INT32_MAX,
                                              .parts = parts,
                                              .part_count = count});
}

static void take_back(struct program *p)
{
    while (p->given_count)
        take(p, p->given[--p->given_count]);
}

static bool fits(void *context, const struct aif_preempt_job *gone, uint32_t count)
{
    struct program *p = context;
    take_back(p);
    for (uint32_t i = 0; i < count; i++) {
        cluster_give(&p->cluster, gone[i].job);
        p->given[p->given_count++] = gone[i].job;
    }
    struct choice c;
    bool has_room = select_now(p->select, &p->ask, &p->all, &c);
    if (has_room)
        bitset_copy(&p->picked, c.nodes);
    return has_room;
}

static uint32_t overlap(void *context, const struct aif_preempt_job *job)
{
    struct program *p = context;
    return bitset_count_and(&p->picked, &p->nodes[job->job]);
}

static void choose(struct program *p, const struct aif_preempt_job *preemptor, uint32_t nodes,
                   int64_t now_s)
{
    p->ask = (struct ask){.job = preemptor->job,
                          .allowed = &p->allowed,
                          .min_nodes = nodes,
                          .max_nodes = UINT32_MAX,
                          .wanted_nodes = nodes,
                          .per_node = {.cores = 1},
                          .is_whole = true,
                          .limit_s = 60};
    uint32_t count = 0, victims = 0;
    for (uint32_t i = 0; i < p->job_count; i++)
        if (cluster_find(&p->cluster, i) && bitset_meets(&p->nodes[i], &p->allowed))
            p->candidates[count++] = p->jobs[i];
    bool is_free = fits(p, NULL, 0);
    if (!is_free) {
        count = aif_preempt_candidates(&p->centre, preemptor, p->candidates, count, now_s);
        struct aif_preempt_trial trial = {p, fits, overlap};
        victims = aif_preempt_choose(&p->centre.slurm, &trial, p->candidates, count);
    }
    take_back(p);
    printf("%s", is_free || victims ? "ok" : "-");
    for (uint32_t i = 0; i < victims; i++)
        printf(" %u", p->candidates[i].job);
    putchar('\n');
}

static void of_job(struct program *p, char (*w)[LINE_BYTES])
{
    uint32_t id = (uint32_t)strtoul(w[1], NULL, 10);
    AIF_CHECK(id < p->job_count);
    struct aif_preempt_job *j = &p->jobs[id];
    if (strcmp(w[0], "give") == 0) {
        cluster_give(&p->cluster, id);
        return;
    }
    *j = (struct aif_preempt_job){.job = id,
                                  .qos = (uint32_t)strtoul(w[2], NULL, 10),
                                  .partition = (uint32_t)strtoul(w[3], NULL, 10),
                                  .priority = strtoll(w[4], NULL, 10)};
    if (strcmp(w[0], "take") == 0) {
        j->start_s = strtoll(w[5], NULL, 10);
        read_list(w[6], &p->nodes[id]);
        j->node_count = bitset_count(&p->nodes[id]);
        take(p, id);
    } else {
        read_list(w[7], &p->allowed);
        choose(p, j, (uint32_t)strtoul(w[5], NULL, 10), strtoll(w[6], NULL, 10));
    }
}

static void run_line(struct program *p, char (*w)[LINE_BYTES])
{
    struct aif_centre *c = &p->centre;
    if (strcmp(w[0], "centre") == 0) {
        c->preempt_type = (enum aif_preempt_type)atoi(w[1]);
        c->preempt_mode = (enum aif_preempt_mode)atoi(w[2]);
        c->preempt_exempt_s = atoi(w[3]);
        c->slurm.preempts_youngest_first = w[4][0] == '1';
    } else if (strcmp(w[0], "qos") == 0) {
        p->qos[c->qos_count++] = (struct aif_centre_qos){.priority = strtoll(w[1], NULL, 10),
                                                         .preempt_mask = strtoull(w[2], NULL, 10),
                                                         .preempt_exempt_s = AIF_UNKNOWN_S,
                                                         .preempt_mode = AIF_PREEMPT_UNSET};
    } else if (strcmp(w[0], "partition") == 0) {
        p->partitions[p->partition_count++] =
            (struct aif_centre_partition){.priority_tier = strtoll(w[1], NULL, 10),
                                          .preempt_mode = (enum aif_preempt_mode)atoi(w[2]),
                                          .qos = AIF_NONE};
    } else if (strcmp(w[0], "open") == 0)
        open_program(p, (uint32_t)atoi(w[1]), (uint32_t)atoi(w[2]));
    else
        of_job(p, w);
}

int main(void)
{
    static struct program p;
    static char line[LINE_BYTES], w[8][LINE_BYTES];
    p.centre = aif_centre_default();
    while (fgets(line, sizeof line, stdin)) {
        int count = 0;
        for (char *word = strtok(line, " \n"); word && count < 8; word = strtok(NULL, " \n"))
            memcpy(w[count++], word, strlen(word) + 1);
        run_line(&p, w);
        fflush(stdout);
    }
    aif_arena_free(&p.arena);
    return 0;
}
