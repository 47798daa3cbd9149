/* Nodes set aside, as the schedulers ask about them. */
#include "aif/text.h"
#include "controller/life.h"
#include "controller/open.h"
#include "controller/pass.h"

#include <string.h>

static bool has_name(const char *list, const char *name)
{
    return aif_text_lists(list, name, strlen(name));
}

static bool is_empty(const char *list)
{
    return !list || !*list;
}

/* A reservation is for its users, and for its accounts with all that are below them. */
static bool may_enter(const struct controller *c, uint32_t job, const struct aif_reservation *r)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    if (is_empty(r->users) && is_empty(r->accounts))
        return true;
    if (has_name(r->users, aif_names_at(&w->users, w->jobs[job].user, "")))
        return true;
    const struct aif_assoc *assocs = c->fairshare.accounts->assocs;
    for (uint32_t a = c->jobs[job].assoc; a != AIF_NONE; a = assocs[a].parent)
        if (!assocs[a].is_user && has_name(r->accounts, assocs[a].name))
            return true;
    return has_name(r->accounts, aif_names_at(&w->accounts, w->jobs[job].account, ""));
}

bool reservation_bind(struct controller *c, uint32_t job)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    c->jobs[job].reservation = AIF_NONE;
    if (!w->extras || w->extras[job].reservation == AIF_NONE)
        return true;
    const char *name = aif_names_at(&w->reservations, w->extras[job].reservation, "");
    for (uint32_t i = 0; i < c->centre.reservation_count; i++)
        if (strcmp(c->centre.reservations[i].name, name) == 0) {
            c->jobs[job].reservation = i;
            return may_enter(c, job, &c->centre.reservations[i]);
        }
    return false;
}

bool reservation_is_open_to(const struct controller *c, uint32_t job, uint32_t reservation)
{
    const struct aif_reservation *r = &c->centre.reservations[reservation];
    return c->jobs[job].reservation == reservation ||
           ((r->flags & AIF_RESERVATION_MAGNETIC) && may_enter(c, job, r));
}

static bool has_begun(const struct controller *c, const struct aif_reservation *r)
{
    return controller_now_s(c) >= r->start_s || (r->flags & AIF_RESERVATION_FLEX);
}

bool reservation_is_active(const struct controller *c, uint32_t job)
{
    uint32_t own = c->jobs[job].reservation;
    const struct aif_reservation *r = own == AIF_NONE ? NULL : &c->centre.reservations[own];
    return !r || (has_begun(c, r) && controller_now_s(c) < r->end_s);
}

static void note_inactive(struct controller *c, uint32_t job)
{
    uint32_t own = c->jobs[job].reservation;
    bool is_over = has_begun(c, &c->centre.reservations[own]);
    life_note_reason(c, job, is_over ? AIF_WAIT_RESERVATION_GONE : AIF_WAIT_RESERVATION, own);
}

bool reservation_filter(struct controller *c, const struct ask *a, struct bitset *nodes)
{
    if (c->centre.reservation_count == 0)
        return true;
    int64_t now_s = controller_now_s(c);
    if (!reservation_is_active(c, a->job)) {
        note_inactive(c, a->job);
        return false;
    }
    for (uint32_t i = 0; i < c->centre.reservation_count; i++) {
        const struct aif_reservation *r = &c->centre.reservations[i];
        bool is_ahead = r->start_s < now_s + a->limit_s && r->end_s > now_s;
        if (is_ahead && r->made_s <= now_s && !reservation_is_open_to(c, a->job, i))
            bitset_subtract(nodes, &c->reservation_nodes[i]);
    }
    return true;
}
