/* Whom a job may preempt at all.
 *
 * What PreemptType says of two jobs depends on their QOS and partitions, and on priorities.  Most
 * jobs of a centre may preempt nobody, or nobody of a kind that is there: that is found out once
 * for each kind, and the search for victims is left out. */
#include "controller/preempt.h"

static uint32_t kind_of(const struct controller *c, uint16_t qos, uint32_t partition)
{
    return (qos == AIF_NONE16 ? 0 : qos + 1u) * c->machine->partition_count + partition;
}

static struct aif_preempt_job any_of_kind(const struct controller *c, uint32_t kind,
                                          int64_t priority)
{
    uint32_t qos = kind / c->machine->partition_count;
    return (struct aif_preempt_job){
        .qos = qos ? qos - 1 : AIF_NONE,
        .partition = kind % c->machine->partition_count,
        .priority = priority,
    };
}

/* Whether some job of one kind may ever take the nodes of some job of the other. */
static bool may_ever(const struct controller *c, uint32_t kind, uint32_t victim_kind)
{
    struct aif_preempt_job mine = any_of_kind(c, kind, INT64_MAX);
    struct aif_preempt_job other = any_of_kind(c, victim_kind, INT64_MIN);
    enum aif_preempt_mode mode = aif_preempt_how(c->preempt.type, &c->centre, &other);
    return mode != AIF_PREEMPT_OFF && mode != AIF_PREEMPT_SUSPEND &&
           c->preempt.type->outranks(&c->centre, &mine, &other);
}

static void kinds_open(struct controller *c, struct preempt_kinds *k, uint32_t count)
{
    k->list = AIF_NEW(&c->sim.arena, uint32_t, count);
    k->stamps = AIF_NEW(&c->sim.arena, uint64_t, count);
    k->answers = AIF_NEW(&c->sim.arena, struct preempt_answer, count);
}

void preempt_kinds_open(struct controller *c)
{
    uint32_t count = (c->centre.qos_count + 1) * c->machine->partition_count;
    kinds_open(c, &c->preempt.running_kinds, count);
    kinds_open(c, &c->preempt.all_kinds, count);
    c->preempt.may_go = AIF_NEW(&c->sim.arena, bool, count);
    c->preempt.asked_kind = AIF_NONE;
}

static void clear(struct preempt_kinds *k)
{
    k->count = 0;
    k->round++;
}

static void add(struct preempt_kinds *k, uint32_t kind)
{
    if (k->stamps[kind] == k->round)
        return;
    k->stamps[kind] = k->round;
    k->list[k->count++] = kind;
}

static void add_running(struct controller *c, struct preempt_kinds *k)
{
    for (uint32_t i = 0; i < c->cluster.running_count; i++) {
        const struct job_state *j = &c->jobs[c->cluster.dues[i].job];
        add(k, kind_of(c, j->qos, j->partition));
    }
}

/* Which kinds there are among the running jobs, if these have changed. */
static void refresh(struct controller *c)
{
    struct preempt_kinds *k = &c->preempt.running_kinds;
    if (k->round && c->preempt.change_count == c->cluster.change_count)
        return;
    c->preempt.change_count = c->cluster.change_count;
    c->preempt.asked_kind = AIF_NONE;
    clear(k);
    add_running(c, k);
}

static bool may_take_any(const struct controller *c, struct preempt_kinds *k, uint32_t kind)
{
    struct preempt_answer *answer = &k->answers[kind];
    if (answer->round == k->round)
        return answer->is_yes;
    *answer = (struct preempt_answer){.round = k->round};
    for (uint32_t i = 0; i < k->count && !answer->is_yes; i++)
        answer->is_yes = may_ever(c, kind, k->list[i]);
    return answer->is_yes;
}

bool preempt_may_any(struct controller *c, const struct ask *a)
{
    refresh(c);
    return may_take_any(c, &c->preempt.running_kinds,
                        kind_of(c, c->jobs[a->job].qos, a->partition));
}

bool preempt_may_kind(struct controller *c, const struct ask *a, uint32_t running)
{
    struct preempt_state *p = &c->preempt;
    uint32_t kind = kind_of(c, c->jobs[a->job].qos, a->partition);
    refresh(c);
    if (p->asked_kind != kind) {
        p->asked_kind = kind;
        for (uint32_t i = 0; i < p->running_kinds.count; i++)
            p->may_go[p->running_kinds.list[i]] = may_ever(c, kind, p->running_kinds.list[i]);
    }
    return p->may_go[kind_of(c, c->jobs[running].qos, c->jobs[running].partition)];
}

void preempt_begin_cycle(struct controller *c)
{
    struct preempt_kinds *k = &c->preempt.all_kinds;
    if (c->centre.preempt_type == AIF_PREEMPT_NONE)
        return;
    clear(k);
    add_running(c, k);
    for (uint32_t i = 0; i < c->pending.count; i++) {
        const struct ask *a = c->pending.asks[i];
        add(k, kind_of(c, c->jobs[a->job].qos, a->partition));
    }
}

bool preempt_may_in_cycle(struct controller *c, const struct ask *a)
{
    return c->preempt.may_suspend ||
           may_take_any(c, &c->preempt.all_kinds, kind_of(c, c->jobs[a->job].qos, a->partition));
}
