/* Limits of associations and QOS, as the schedulers ask about them. */
#include "controller/account.h"
#include "controller/life.h"
#include "controller/pass.h"

static bool note_verdict(struct controller *c, const struct ask *a, const struct limit_verdict *v)
{
    if (v->kind == LIMIT_NONE)
        return true;
    life_note_limit(c, a->job, v);
    return false;
}

bool limits_allow_look(struct controller *c, const struct ask *a)
{
    if (!(c->centre.enforce & AIF_ENFORCE_LIMITS))
        return true;
    struct limit_job limit = life_limit_job(c, a);
    struct limit_verdict v = limit_check_early(&c->limits, &limit);
    return note_verdict(c, a, &v);
}

bool limits_allow_start(struct controller *c, const struct ask *a, const struct choice *choice)
{
    if (!(c->centre.enforce & AIF_ENFORCE_LIMITS))
        return true;
    struct limit_job limit = life_limit_job(c, a);
    if (choice) { /* nodes may differ: what counts is what it would really have */
        struct grant g = {
            .is_whole = a->is_whole, .parts = choice->parts, .part_count = choice->node_count};
        double billing;
        limit.amount = account_amount(c, &g, a->partition, &billing);
    }
    for (uint32_t i = 0; choice && i < choice->node_count; i++)
        c->node_list[i] = choice->parts[i].node;
    struct limit_verdict v = limit_check_start(&c->limits, &limit, choice ? c->node_list : NULL,
                                               choice ? choice->node_count : 0);
    return note_verdict(c, a, &v);
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

bool limits_allow_any_nodes(struct controller *c, const struct ask *a)
{
    if (!(c->centre.enforce & AIF_ENFORCE_LIMITS) || !a->is_whole)
        return true;
    struct limit_job limit = life_limit_job(c, a);
    int64_t *of = limit.amount.of;
    for (uint32_t i = 0; i < c->machine->class_count; i++) {
        const struct aif_shape *node = &c->machine->classes[i].shape;
        if (!(c->machine->partitions[a->partition].class_mask >> i & 1))
            continue;
        of[AIF_TRES_CPU] = most(of[AIF_TRES_CPU], (int64_t)a->min_nodes * node->cores);
        of[AIF_TRES_GPU] = most(of[AIF_TRES_GPU], (int64_t)a->min_nodes * node->gpus);
        of[AIF_TRES_MEM] = most(of[AIF_TRES_MEM], (int64_t)a->min_nodes * node->mem_mib);
    }
    if (c->centre.partitions)
        of[AIF_TRES_BILLING] =
            (int64_t)aif_billing_of(&c->centre.partitions[a->partition].billing, &limit.amount);
    return limit_check_start(&c->limits, &limit, NULL, 0).kind == LIMIT_NONE;
}
