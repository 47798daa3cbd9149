/* Preemption: the choice of victims is in sim/preempt/, what becomes of them in leave.c. */
#include "controller/preempt.h"

#include "controller/life.h"
#include "controller/pass.h"

static struct aif_preempt_job seen(const struct controller *c, uint32_t job, uint32_t partition)
{
    const struct job_state *j = &c->jobs[job];
    const struct aif_workload *w = c->sim.scenario.workload;
    const struct grant *g = cluster_find(&c->cluster, job);
    return (struct aif_preempt_job){
        .job = job,
        .qos = j->qos == AIF_NONE16 ? AIF_NONE : j->qos,
        .partition = partition,
        .priority = j->priority,
        .node_count = g ? g->part_count : 0,
        .start_s = g ? g->start_s : 0,
        .must_not_requeue = !c->centre.requeues || (w->extras && w->extras[job].must_not_requeue),
    };
}

/* A waiting job has the priority of its entry. */
static struct aif_preempt_job asking(const struct controller *c, const struct ask *a)
{
    struct aif_preempt_job mine = seen(c, a->job, a->partition);
    mine.priority = a->priority;
    return mine;
}

static bool is_on(const struct controller *c, uint32_t job, const struct bitset *nodes)
{
    const struct grant *g = cluster_find(&c->cluster, job);
    for (uint32_t i = 0; i < g->part_count; i++)
        if (bitset_has(nodes, g->parts[i].node))
            return true;
    return false;
}

/* Whether it is suspended where others are requeued or cancelled. */
static bool is_suspended(const struct controller *c, const struct aif_preempt_job *victim)
{
    return aif_preempt_how(c->preempt.type, &c->centre, victim) == AIF_PREEMPT_SUSPEND;
}

/* Whether the job is not on its way out already, and has not been requeued for this very start:
 * where the rules let it come back before the other has started, that would go on for ever. */
static bool may_go(const struct controller *c, uint32_t job, uint32_t heir)
{
    const struct job_state *j = &c->jobs[job];
    return j->heir == AIF_NONE && !(j->last_heir == heir && j->heir_run == c->jobs[heir].restarts);
}

/* Asked by select: whether nodes of a running job may be counted as free for this one. */
static bool may_take(void *context, const struct ask *a, uint32_t running)
{
    struct controller *c = context;
    if (c->preempt.is_trying)
        return c->preempt.is_gone[running];
    if (!preempt_may_kind(c, a, running) || !may_go(c, running, a->job))
        return false;
    struct aif_preempt_job mine = asking(c, a);
    struct aif_preempt_job other = seen(c, running, c->jobs[running].partition);
    return !is_suspended(c, &other) &&
           aif_preempt_may(c->preempt.type, &c->centre, &mine, &other, controller_now_s(c));
}

/* The same of any of them; false: of none. */
static bool may_take_any(void *context, const struct ask *a)
{
    struct controller *c = context;
    return c->preempt.is_trying || preempt_may_any(c, a);
}

/* The centre's mode, or that of any partition or QOS. */
static bool has_suspend(const struct controller *c)
{
    bool has = c->centre.preempt_mode == AIF_PREEMPT_SUSPEND;
    for (uint32_t i = 0; c->centre.partitions && i < c->machine->partition_count; i++)
        has |= c->centre.partitions[i].preempt_mode == AIF_PREEMPT_SUSPEND;
    for (uint32_t i = 0; i < c->centre.qos_count; i++)
        has |= c->centre.qos[i].preempt_mode == AIF_PREEMPT_SUSPEND;
    return has;
}

void preempt_open(struct controller *c)
{
    c->preempt.type = aif_preempt_of(&c->centre);
    if (c->centre.preempt_type == AIF_PREEMPT_NONE)
        return;
    c->preempt.may_suspend = has_suspend(c);
    c->preempt.is_gone = AIF_NEW(&c->sim.arena, bool, c->sim.job_count);
    c->preempt.nodes = bitset_new(&c->sim.arena, c->machine->node_count);
    preempt_kinds_open(c);
    select_set_victims(c->select, (struct victims){may_take, may_take_any, c});
}

/* A trial choice of victims.  Of those whose nodes are asked about one after the other, the first
 * `gone` are away in the trial of select. */
struct trial {
    struct controller *c;
    const struct ask *a;
    const struct bitset *usable;
    uint32_t gone;
};

/* Where it fits if these are gone, in c->preempt.nodes. */
static bool note_choice(const struct trial *t, const struct aif_preempt_job *gone, uint32_t count)
{
    struct controller *c = t->c;
    struct choice choice;
    for (uint32_t i = 0; i < count; i++)
        c->preempt.is_gone[gone[i].job] = true;
    c->preempt.is_trying = true;
    bool does = select_at_once(c->select, t->a, t->usable, controller_now_s(c), &choice);
    c->preempt.is_trying = false;
    for (uint32_t i = 0; i < count; i++)
        c->preempt.is_gone[gone[i].job] = false;
    if (does)
        bitset_copy(&c->preempt.nodes, choice.nodes);
    return does;
}

/* Asked with one more each time, or from the first on again. */
static bool fits(void *context, const struct aif_preempt_job *gone, uint32_t count)
{
    struct trial *t = context;
    struct select *s = t->c->select;
    if (count != t->gone + 1 || count == 1) {
        select_trial_begin(s, t->a, t->usable);
        t->gone = 0;
    }
    while (t->gone < count)
        select_trial_take(s, gone[t->gone++].job);
    if (!select_trial_fits(s))
        return false;
    t->gone = 0;
    return note_choice(t, gone, count);
}

static uint32_t overlap(void *context, const struct aif_preempt_job *job)
{
    const struct controller *c = ((struct trial *)context)->c;
    const struct grant *g = cluster_find(&c->cluster, job->job);
    uint32_t nodes = 0;
    for (uint32_t i = 0; i < g->part_count; i++)
        nodes += bitset_has(&c->preempt.nodes, g->parts[i].node);
    return nodes;
}

/* Running jobs on nodes that the job may use, in c->preempt.running. */
static uint32_t list_running(struct controller *c, const struct ask *a)
{
    uint32_t count = 0;
    if (c->preempt.capacity < c->cluster.running_count) {
        c->preempt.capacity = 2 * c->cluster.running_count;
        c->preempt.running = AIF_NEW(&c->sim.arena, struct aif_preempt_job, c->preempt.capacity);
    }
    for (uint32_t i = 0; i < c->cluster.running_count; i++) {
        uint32_t job = c->cluster.dues[i].job;
        if (!preempt_may_kind(c, a, job))
            continue;
        struct aif_preempt_job other = seen(c, job, c->jobs[job].partition);
        if (may_go(c, job, a->job) && !is_suspended(c, &other) && is_on(c, job, a->allowed))
            c->preempt.running[count++] = other;
    }
    return count;
}

/* Take a victim off its nodes, or tell it to go. */
static void evict(struct controller *c, const struct aif_preempt_job *victim, uint32_t heir)
{
    int64_t grace_s = c->preempt.type->grace_s(&c->centre, victim);
    struct job_state *j = &c->jobs[victim->job];
    j->last_heir = heir;
    j->heir_run = c->jobs[heir].restarts;
    if (grace_s <= 0) {
        life_preempt(c, victim->job, aif_preempt_how(c->preempt.type, &c->centre, victim));
        return;
    }
    j->heir = heir;
    c->jobs[heir].victims++;
    j->grace_ms = c->now_ms + grace_s * 1000;
    controller_push(c, j->grace_ms, EV_GRACE, victim->job);
}

void preempt_for(struct controller *c, const struct ask *a, const struct bitset *usable)
{
    if (c->centre.preempt_type == AIF_PREEMPT_NONE)
        return;
    if (c->jobs[a->job].victims > 0)
        return; /* they have been told to go */
    if (!preempt_may_any(c, a))
        return;
    if (!limits_allow_any_nodes(c, a))
        return; /* they might go for nothing */
    struct aif_preempt_job mine = asking(c, a);
    uint32_t running = list_running(c, a); /* may move c->preempt.running */
    uint32_t count =
        aif_preempt_candidates(&c->centre, &mine, c->preempt.running, running, controller_now_s(c));
    struct trial t = {c, a, usable, 0};
    const struct aif_preempt_trial trial = {&t, fits, overlap};
    uint32_t victims = aif_preempt_choose(&c->centre.slurm, &trial, c->preempt.running, count);
    for (uint32_t i = 0; i < victims; i++)
        evict(c, &c->preempt.running[i], a->job);
}

void preempt_grace_over(struct controller *c, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    if (j->phase != PHASE_RUNNING || j->grace_ms != c->now_ms)
        return; /* has ended by itself; this is another run */
    struct aif_preempt_job victim = seen(c, job, j->partition);
    life_preempt(c, job, aif_preempt_how(c->preempt.type, &c->centre, &victim));
}
