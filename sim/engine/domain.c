/* Which parts of a machine compete: partitions joined by the node classes they share. */
#include "engine/bind.h"

/* Follow overlaps until the set of classes no longer grows. */
static uint64_t closure(const struct aif_machine *m, uint64_t classes)
{
    for (uint64_t before = 0; before != classes;) {
        before = classes;
        for (uint32_t i = 0; i < m->partition_count; i++)
            if (m->partitions[i].class_mask & classes)
                classes |= m->partitions[i].class_mask;
    }
    return classes;
}

static bool is_exclusive(const struct aif_machine *m, uint64_t classes)
{
    for (uint32_t i = 0; i < m->partition_count; i++)
        if ((m->partitions[i].class_mask & classes) && !m->partitions[i].is_exclusive)
            return false;
    return true;
}

static bool has_gpus(const struct aif_machine *m, uint64_t classes)
{
    for (uint32_t c = 0; c < m->class_count; c++)
        if ((classes >> c & 1) && m->classes[c].shape.gpus)
            return true;
    return false;
}

static enum plan_kind plan_kind_of(const struct aif_sim *sim, const struct domain *d)
{
    const struct aif_policy *policy = &sim->scenario.policy;
    if (policy->depth == 0)
        return PLAN_NOTHING;
    if (policy->depth == 1 && !policy->backfill->keeps_reservations)
        return PLAN_RELEASES;
    return d->is_counted ? PLAN_PROFILE : PLAN_LINES;
}

static void open_sets(struct aif_sim *sim, struct domain *d)
{
    uint32_t room = 64 * (d->end_word - d->first_word);
    d->slack.nodes = AIF_NEW(&sim->arena, uint32_t, room);
    d->left.nodes = AIF_NEW(&sim->arena, uint32_t, room);
    d->held.nodes = AIF_NEW(&sim->arena, uint32_t, room);
}

static void open_nodes(struct aif_sim *sim, uint32_t domain, uint32_t class)
{
    struct domain *d = &sim->domains[domain];
    const struct aif_class *c = &sim->scenario.machine->classes[class];
    uint32_t end_word = (c->first_node + c->node_count - 1) / 64 + 1;
    if (d->end_word == 0)
        d->first_word = c->first_node / 64;
    d->end_word = end_word;
    uint32_t units = d->has_gpus ? c->shape.gpus : c->shape.cores;
    d->capacity_units += c->node_count * units;
    for (uint32_t i = 0; i < c->node_count; i++) {
        struct node *n = &sim->nodes[c->first_node + i];
        *n =
            (struct node){.capacity = c->shape, .free = c->shape, .domain = domain, .class = class};
        if (d->plan == PLAN_LINES)
            line_open(&n->line, &sim->arena, &c->shape);
    }
}

static void open_common(struct aif_sim *sim, struct domain *d)
{
    d->free_units = d->capacity_units;
    d->releases.arena = &sim->arena;
    d->waiting.arena = d->candidates.arena = &sim->arena;
    d->wake_s = AIF_NEVER_S;
    d->promised_job = AIF_NONE;
    d->keyed_s = AIF_UNKNOWN_S;
    if (d->is_primary)
        sim->totals.capacity_units += d->capacity_units;
    if (d->plan == PLAN_LINES)
        open_sets(sim, d);
    if (d->plan == PLAN_PROFILE)
        profile_open(&d->profile, &sim->arena, d->capacity_units);
}

static void open_domain(struct aif_sim *sim, uint32_t domain, uint64_t classes, bool gpus_count)
{
    const struct aif_machine *m = sim->scenario.machine;
    struct domain *d = &sim->domains[domain];
    bool is_one_class = (classes & (classes - 1)) == 0;
    *d = (struct domain){
        .class_mask = classes,
        .is_counted = is_one_class && is_exclusive(m, classes),
        .has_gpus = has_gpus(m, classes),
    };
    d->is_primary = d->has_gpus == gpus_count;
    d->plan = plan_kind_of(sim, d);
    for (uint32_t c = 0; c < m->class_count; c++)
        if (classes >> c & 1)
            open_nodes(sim, domain, c);
    open_common(sim, d);
}

static void open_pool(struct aif_sim *sim)
{
    sim->domains = AIF_NEW(&sim->arena, struct domain, 1);
    sim->domain_count = 1;
    sim->domains[0] = (struct domain){
        .is_counted = true,
        .is_primary = true,
        .capacity_units = sim->scenario.machine->procs,
    };
    sim->domains[0].plan = plan_kind_of(sim, &sim->domains[0]);
    open_common(sim, &sim->domains[0]);
}

void domain_open_all(struct aif_sim *sim)
{
    const struct aif_machine *m = sim->scenario.machine;
    if (m->procs) {
        open_pool(sim);
        return;
    }
    sim->nodes = AIF_NEW(&sim->arena, struct node, m->node_count);
    sim->domains = AIF_NEW(&sim->arena, struct domain, m->partition_count);
    sim->domain_of_partition = AIF_NEW(&sim->arena, uint32_t, m->partition_count);
    bool gpus_count = has_gpus(m, UINT64_MAX);
    for (uint32_t i = 0; i < m->partition_count; i++) {
        uint32_t k = 0;
        while (k < sim->domain_count && !(sim->domains[k].class_mask & m->partitions[i].class_mask))
            k++;
        if (k == sim->domain_count)
            open_domain(sim, sim->domain_count++, closure(m, m->partitions[i].class_mask),
                        gpus_count);
        sim->domain_of_partition[i] = k;
    }
}
