/* Nodes set aside, and limits, as the schedulers ask about them. */
#include "controller/life.h"
#include "controller/open.h"
#include "controller/pass.h"

static bool own_is_active(struct controller *c, uint32_t job, uint32_t own)
{
    const struct aif_reservation *r = &c->centre.reservations[own];
    int64_t now_s = controller_now_s(c);
    if (now_s >= r->start_s && now_s < r->end_s)
        return true;
    life_note_reason(c, job, now_s < r->start_s ? AIF_WAIT_RESERVATION : AIF_WAIT_RESERVATION_GONE,
                     own);
    return false;
}

bool reservation_filter(struct controller *c, const struct ask *a, struct bitset *nodes)
{
    if (c->centre.reservation_count == 0)
        return true;
    uint32_t own = open_reservation(c, a->job);
    int64_t now_s = controller_now_s(c);
    if (own != AIF_NONE && !own_is_active(c, a->job, own))
        return false;
    for (uint32_t i = 0; i < c->centre.reservation_count; i++) {
        const struct aif_reservation *r = &c->centre.reservations[i];
        bool is_ahead = r->start_s < now_s + a->limit_s && r->end_s > now_s;
        if (i != own && is_ahead && r->made_s <= now_s)
            bitset_subtract(nodes, &c->reservation_nodes[i]);
    }
    return true;
}

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
    for (uint32_t i = 0; choice && i < choice->node_count; i++)
        c->node_list[i] = choice->parts[i].node;
    struct limit_verdict v = limit_check_start(&c->limits, &limit, choice ? c->node_list : NULL,
                                               choice ? choice->node_count : 0);
    return note_verdict(c, a, &v);
}
