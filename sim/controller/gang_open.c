/* Which partitions share cores with which, as the centre's rules have it. */
#include "controller/gang_internal.h"
#include "controller/rule.h"

/* Rows of a partition: other start rules give no turns. */
static uint32_t rows_of(const struct controller *c, uint32_t partition)
{
    uint32_t most = c->centre.partitions[partition].oversubscribe;
    return c->centre.is_gang && !c->rule && most > 1 ? most : 1;
}

/* Whether jobs of the partition may start on top of those of the other: without preemption if both
 * share cores anyway, else if it suspends them. */
static bool may_cover(const struct controller *c, uint32_t partition, uint32_t other)
{
    const struct aif_centre_partition *p = &c->centre.partitions[partition];
    const struct aif_centre_partition *q = &c->centre.partitions[other];
    struct aif_preempt_job victim = {.partition = other, .qos = AIF_NONE};
    if (p->priority_tier == q->priority_tier || !p->oversubscribe || !q->oversubscribe)
        return false;
    if (c->centre.preempt_type == AIF_PREEMPT_NONE)
        return rows_of(c, partition) > 1 && rows_of(c, other) > 1;
    return p->priority_tier > q->priority_tier &&
           aif_preempt_how(c->preempt.type, &c->centre, &victim) == AIF_PREEMPT_SUSPEND;
}

/* What partitions may do; false: nobody shares with anybody. */
static bool make_rules(struct controller *c, struct rows_rules *rules, bool *shares)
{
    uint32_t n = c->machine->partition_count;
    uint32_t *most = AIF_NEW(&c->sim.arena, uint32_t, n + 1);
    bool *are_apart = AIF_NEW(&c->sim.arena, bool, (size_t)n *n + 1), any = false;
    for (uint32_t p = 0; p < n; p++) {
        most[p] = rows_of(c, p);
        shares[p] |= most[p] > 1;
        for (uint32_t q = 0; q < n; q++) {
            are_apart[(size_t)p * n + q] = p == q || !may_cover(c, p, q);
            shares[p] |= !are_apart[(size_t)p * n + q];
            shares[q] |= !are_apart[(size_t)p * n + q];
        }
    }
    for (uint32_t p = 0; p < n; p++)
        any |= shares[p];
    *rules = (struct rows_rules){most, are_apart, n, c->centre.preempt_type == AIF_PREEMPT_NONE};
    return any;
}

static void open_list(struct controller *c, uint32_t partition)
{
    struct gang *g = c->gang;
    struct gang_list *l = &g->lists[partition];
    uint32_t nodes = c->machine->node_count, k = g->order_count++;
    *l = (struct gang_list){
        .partition = partition,
        .cores = AIF_NEW(&c->sim.arena, uint64_t, (size_t)nodes * rows_words(g->rows) + 1),
        .used = AIF_NEW(&c->sim.arena, uint32_t, nodes + 1),
        .has_turns = rows_of(c, partition) > 1,
        .tier = c->centre.partitions[partition].priority_tier,
    };
    for (; k > 0 && g->lists[g->order[k - 1]].tier < l->tier; k--)
        g->order[k] = g->order[k - 1];
    g->order[k] = partition;
}

void gang_open(struct controller *c)
{
    const struct aif_centre *centre = &c->centre;
    uint32_t partitions = c->machine->partition_count;
    bool *shares = AIF_NEW(&c->sim.arena, bool, partitions + 1);
    struct rows_rules rules;
    if (!(centre->is_gang || c->preempt.may_suspend) || !centre->partitions ||
        (c->rule && !c->rule->preempts) || c->sim.scenario.machine->procs ||
        !make_rules(c, &rules, shares))
        return;
    c->gang = AIF_NEW(&c->sim.arena, struct gang, 1);
    *c->gang = (struct gang){
        .rows = rows_open(&c->cluster, &rules, c->sim.job_count),
        .lists = AIF_NEW(&c->sim.arena, struct gang_list, partitions),
        .order = AIF_NEW(&c->sim.arena, uint32_t, partitions),
        .turns = AIF_NEW(&c->sim.arena, uint8_t, c->sim.job_count + 1),
        .slice_ms = (centre->time_slice_s > 0 ? centre->time_slice_s : 30) * 1000,
        .counts_cores = centre->select_unit == AIF_SELECT_CPU,
    };
    for (uint32_t p = 0; p < partitions; p++)
        if (shares[p])
            open_list(c, p);
    select_set_rows(c->select, c->gang->rows);
}
