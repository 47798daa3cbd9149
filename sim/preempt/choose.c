/* Who makes way: candidates in order, and the fewest of them that are needed. */
#include "aif/preempt.h"
#include "limit/rules.h"

#include <stdlib.h>
#include <string.h>

extern const struct aif_preempt aif_preempt_none, aif_preempt_qos, aif_preempt_partition_prio;

const struct aif_preempt *aif_preempt_of(const struct aif_centre *c)
{
    static const struct aif_preempt *const types[] = {
        [AIF_PREEMPT_NONE] = &aif_preempt_none,
        [AIF_PREEMPT_QOS] = &aif_preempt_qos,
        [AIF_PREEMPT_PARTITION_PRIO] = &aif_preempt_partition_prio,
    };
    AIF_CHECK(c->preempt_type < AIF_COUNT(types));
    return types[c->preempt_type];
}

enum aif_preempt_mode aif_preempt_how(const struct aif_preempt *p, const struct aif_centre *c,
                                      const struct aif_preempt_job *victim)
{
    enum aif_preempt_mode mode = p->mode(c, victim);
    if (mode == AIF_PREEMPT_UNSET)
        mode = c->preempt_mode;
    if (mode == AIF_PREEMPT_REQUEUE && (victim->must_not_requeue || !c->requeues))
        return AIF_PREEMPT_CANCEL;
    return mode;
}

int64_t aif_preempt_exempt_until_s(const struct aif_centre *c, const struct aif_preempt_job *victim)
{
    uint32_t partition_qos = c->partitions && victim->partition != AIF_NONE
                                 ? c->partitions[victim->partition].qos
                                 : AIF_NONE;
    struct limit_job job = {.qos = victim->qos, .partition_qos = partition_qos};
    struct limit_order o = limit_qos_order(c, &job);
    const uint32_t qos[] = {o.first, o.second};
    for (size_t i = 0; i < AIF_COUNT(qos); i++)
        if (qos[i] != AIF_NONE && c->qos[qos[i]].preempt_exempt_s != AIF_UNKNOWN_S)
            return victim->start_s + c->qos[qos[i]].preempt_exempt_s;
    return victim->start_s + (c->preempt_exempt_s > 0 ? c->preempt_exempt_s : 0);
}

bool aif_preempt_may(const struct aif_preempt *p, const struct aif_centre *c,
                     const struct aif_preempt_job *preemptor, const struct aif_preempt_job *victim,
                     int64_t now_s)
{
    return p->outranks(c, preemptor, victim) && aif_preempt_how(p, c, victim) != AIF_PREEMPT_OFF &&
           now_s >= aif_preempt_exempt_until_s(c, victim);
}

static int compare_keys(const void *x, const void *y)
{
    const struct aif_preempt_job *a = x, *b = y;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->job > b->job) - (a->job < b->job);
}

/* Sixteen bits for the rank and as many for the size, as Slurm packs them. */
static int64_t pack(int64_t rank, uint32_t nodes)
{
    int64_t high = rank < 0 ? 0 : rank < 0xffff ? rank : 0xffff;
    return high * 0x10000 + (nodes < 0xffff ? nodes : 0xffff);
}

uint32_t aif_preempt_candidates(const struct aif_centre *c, const struct aif_preempt_job *preemptor,
                                struct aif_preempt_job *running, uint32_t count, int64_t now_s)
{
    const struct aif_preempt *p = aif_preempt_of(c);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!aif_preempt_may(p, c, preemptor, &running[i], now_s))
            continue;
        running[kept] = running[i];
        running[kept].key = c->slurm.preempts_youngest_first
                                ? -running[i].start_s
                                : pack(p->rank(c, &running[i]), running[i].node_count);
        kept++;
    }
    if (kept > 1)
        qsort(running, kept, sizeof *running, compare_keys);
    return kept;
}

static void move(struct aif_preempt_job *jobs, uint32_t from, uint32_t to)
{
    struct aif_preempt_job moved = jobs[from];
    memmove(&jobs[to + 1], &jobs[to], (from - to) * sizeof *jobs);
    jobs[to] = moved;
}

/* Of the jobs before `last`, those with most nodes of the choice first; those without any stay
 * behind, in order.  Insertion keeps equal ones in order. */
static void sort_by_overlap(const struct aif_preempt_trial *trial, struct aif_preempt_job *jobs,
                            uint32_t last)
{
    for (uint32_t i = 0; i < last; i++) {
        jobs[i].key = trial->overlap(trial->context, &jobs[i]);
        uint32_t to = i;
        while (to > 0 && jobs[to - 1].key < jobs[i].key)
            to--;
        move(jobs, i, to);
    }
}

static uint32_t keep_used(const struct aif_preempt_trial *trial, struct aif_preempt_job *jobs,
                          uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (trial->overlap(trial->context, &jobs[i]) > 0)
            move(jobs, i, kept++);
    return kept;
}

/* The shortest row of candidates without which the job fits; 0: none. */
static uint32_t find_fit(const struct aif_preempt_trial *trial,
                         const struct aif_preempt_job *candidates, uint32_t count)
{
    for (uint32_t n = 1; n <= count; n++)
        if (trial->fits(trial->context, candidates, n))
            return n;
    return 0;
}

uint32_t aif_preempt_choose(const struct aif_slurm *s, const struct aif_preempt_trial *trial,
                            struct aif_preempt_job *candidates, uint32_t count)
{
    for (uint32_t pass = 0;; pass++) {
        uint32_t taken = find_fit(trial, candidates, count);
        if (taken == 0)
            return 0;
        if (pass > s->preempt_reorder_count || count <= pass + 1)
            return keep_used(trial, candidates, taken);
        if (!s->is_preempt_strict_order)
            sort_by_overlap(trial, candidates, taken - 1);
        move(candidates, taken - 1, 0);
    }
}
