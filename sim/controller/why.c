/* Why a job that found no nodes waits. */
#include "controller/life.h"
#include "controller/open.h"
#include "controller/pass.h"

static bool is_ahead(const struct controller *c, const struct ask *a, uint32_t reservation)
{
    const struct aif_reservation *r = &c->centre.reservations[reservation];
    int64_t now_s = controller_now_s(c);
    return !reservation_is_open_to(c, a->job, reservation) && r->start_s < now_s + a->limit_s &&
           r->end_s > now_s && r->made_s <= now_s;
}

/* The first reservation without whose nodes too few are left, or AIF_NONE. */
static uint32_t find_reservation(struct controller *c, const struct ask *a)
{
    for (uint32_t i = 0; i < c->centre.reservation_count; i++) {
        if (!is_ahead(c, a, i))
            continue;
        bitset_subtract(&c->mine, &c->reservation_nodes[i]);
        if (bitset_count(&c->mine) < a->min_nodes)
            return i;
    }
    return AIF_NONE;
}

/* The job for which the nodes of a whole partition are kept: whoever has blocked this one's nodes
 * most. */
static uint32_t find_head(const struct controller *c, const struct ask *a)
{
    for (uint32_t p = 0; p < c->machine->partition_count; p++)
        if (c->is_blocked[p] && p != a->partition &&
            bitset_meets(&c->partition_nodes[p], a->allowed))
            return c->heads[p];
    return AIF_NONE;
}

void why_no_nodes(struct controller *c, const struct ask *a)
{
    bitset_copy(&c->mine, a->allowed);
    bitset_and(&c->mine, &c->cluster.up);
    if (bitset_count(&c->mine) < a->min_nodes) {
        life_note_reason(c, a->job, AIF_WAIT_NODES_DOWN, AIF_NONE);
        return;
    }
    uint32_t reservation = find_reservation(c, a);
    if (reservation != AIF_NONE) {
        life_note_reason(c, a->job, AIF_WAIT_RESERVED, reservation);
        return;
    }
    bitset_and(&c->mine, &c->usable);
    if (bitset_count(&c->mine) < a->min_nodes)
        life_note_reason(c, a->job, AIF_WAIT_NODES_DOWN, find_head(c, a));
    else
        life_note_reason(c, a->job, AIF_WAIT_RESOURCES,
                         c->waits.is_kept ? why_whom(c, a, &c->mine) : AIF_NONE);
}

static bool is_any_ahead(const struct controller *c)
{
    bool is_any = false;
    for (uint32_t i = 0; i < c->centre.reservation_count; i++)
        is_any |= c->reservations[i].end_s > controller_now_s(c) &&
                  c->reservations[i].made_s <= controller_now_s(c);
    return is_any;
}

void why_reserved(struct controller *c, uint32_t depth)
{
    bool is_any = is_any_ahead(c);
    if (c->centre.reservation_count == 0)
        return;
    for (uint32_t i = 0; i < c->pending.count && i < depth; i++) {
        const struct ask *a = c->pending.asks[i];
        enum aif_wait reason = (enum aif_wait)c->jobs[a->job].reason;
        if (reason != AIF_WAIT_PRIORITY && reason != AIF_WAIT_RESERVED)
            continue;
        bitset_set_and(&c->mine, a->allowed, &c->cluster.up);
        uint32_t reservation = is_any ? find_reservation(c, a) : AIF_NONE;
        if (reservation != AIF_NONE)
            life_note_reason(c, a->job, AIF_WAIT_RESERVED, reservation);
        else if (reason == AIF_WAIT_RESERVED)
            life_note_reason(c, a->job, AIF_WAIT_PRIORITY, AIF_NONE);
    }
}
