/* --check: the book of limits, summed up anew from the states of jobs. */
#include "controller/check.h"

#include <string.h>

struct recount {
    const struct controller *c;
    struct aif_arena arena;
    struct limit_use *assocs;           /* by index */
    struct limit_use *qos;              /* by index */
    struct limit_use *users, *accounts; /* by QOS, then number of the user or association */
};

/* What one job counts for. */
struct part {
    bool is_running, is_accruing, is_submitted;
    const struct limit_hold *hold;
    const struct aif_row *row;
};

static void count(struct recount *r, struct limit_use *own, const struct limit_use *kept,
                  const struct part *p)
{
    own->submitted += p->is_submitted;
    own->accruing += p->is_accruing;
    own->jobs += p->is_running;
    AIF_CHECK(kept);
    if (!p->is_running)
        return;
    for (int t = 0; t < AIF_TRES_COUNT; t++) {
        own->run_tres_s.of[t] += p->hold->left_s * p->hold->amount.of[t];
        if (t != AIF_TRES_NODE || !kept->node_jobs)
            own->in_use.of[t] += p->hold->amount.of[t];
    }
    if (!kept->node_jobs)
        return;
    if (!own->node_jobs)
        own->node_jobs = AIF_NEW(&r->arena, uint16_t, r->c->limits.node_count);
    for (uint32_t i = 0; i < p->row->node_count; i++)
        own->in_use.of[AIF_TRES_NODE] += own->node_jobs[p->row->nodes[i]]++ == 0;
}

static void compare(const struct recount *r, const struct limit_use *own,
                    const struct limit_use *kept)
{
    static const struct limit_use nothing;
    kept = kept ? kept : &nothing;
    AIF_CHECK(own->jobs == kept->jobs);
    AIF_CHECK(own->submitted == kept->submitted);
    AIF_CHECK(own->accruing == kept->accruing);
    for (int t = 0; t < AIF_TRES_COUNT; t++) {
        AIF_CHECK(own->in_use.of[t] == kept->in_use.of[t]);
        AIF_CHECK(own->run_tres_s.of[t] == kept->run_tres_s.of[t]);
    }
    for (uint32_t n = 0; kept->node_jobs && n < r->c->limits.node_count; n++)
        AIF_CHECK((own->node_jobs ? own->node_jobs[n] : 0) == kept->node_jobs[n]);
}

static uint32_t account_of(const struct recount *r, uint32_t assoc)
{
    const struct aif_assoc *a = &r->c->centre.accounts.assocs[assoc];
    return a->is_user ? a->parent : assoc;
}

static const struct limit_use *kept_at(struct limit_use **list, uint32_t i)
{
    return list ? list[i] : NULL;
}

static void count_in_qos(struct recount *r, uint32_t q, uint32_t assoc, const struct part *p)
{
    const struct limit_book *b = &r->c->limits;
    uint32_t user = b->users[assoc], account = account_of(r, assoc);
    count(r, &r->qos[q], &b->qos[q].all, p);
    count(r, &r->accounts[q * r->c->centre.accounts.count + account],
          kept_at(b->qos[q].accounts, account), p);
    if (user != AIF_NONE)
        count(r, &r->users[q * b->user_count + user], kept_at(b->qos[q].users, user), p);
}

/* The QOS of a partition of the job: it counts once in each, and gains no age there. */
static void count_in_partition(struct recount *r, uint32_t job, uint32_t i, const struct part *p)
{
    const struct job_state *j = &r->c->jobs[job];
    const struct aif_centre_partition *partitions = r->c->centre.partitions;
    bool is_pending = j->phase == PHASE_PENDING;
    uint32_t qos = partitions[is_pending ? j->asks[i].partition : j->partition].qos;
    bool is_new = qos != AIF_NONE && (j->qos == AIF_NONE16 || qos != j->qos);
    for (uint32_t k = 0; is_pending && k < i; k++)
        is_new &= partitions[j->asks[k].partition].qos != qos;
    struct part there = *p;
    there.is_accruing = false;
    if (is_new)
        count_in_qos(r, qos, j->assoc, &there);
}

static void count_job(struct recount *r, uint32_t job)
{
    const struct controller *c = r->c;
    const struct job_state *j = &c->jobs[job];
    const struct part p = {.is_running = j->phase != PHASE_PENDING,
                           .is_accruing = c->bounds_accrual && j->is_accruing,
                           .is_submitted = true,
                           .hold = &c->held[job].limits,
                           .row = &c->sim.rows[job]};
    if (j->qos != AIF_NONE16)
        count_in_qos(r, j->qos, j->assoc, &p);
    for (uint32_t i = 0; c->centre.partitions && i < (p.is_running ? 1 : j->record_count); i++)
        count_in_partition(r, job, i, &p);
    for (uint32_t a = j->assoc; a != AIF_NONE; a = c->centre.accounts.assocs[a].parent)
        count(r, &r->assocs[a], &c->limits.assocs[a], &p);
}

/* Run minutes are those of the limit, less what was charged of the run, in which it may have stood
 * still for longer than the limit is.  With odd factors whole seconds of parts are not known. */
static void check_hold(const struct controller *c, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    const struct limit_hold *h = &c->held[job].limits;
    double factor = j->qos == AIF_NONE16 ? 1 : c->centre.qos[j->qos].usage_factor;
    int64_t whole_s = (int64_t)((double)((j->limit_s + 59) / 60 * 60) * factor);
    const struct grant *g = cluster_find(&c->cluster, job);
    AIF_CHECK(h->left_s >= 0 && h->left_s <= whole_s);
    int64_t left_s = g ? whole_s - (j->charged_s - g->start_s) * (int64_t)factor : 0;
    if (g && factor == (double)(int)factor)
        AIF_CHECK(h->left_s == (left_s > 0 ? left_s : 0));
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        AIF_CHECK(h->amount.of[t] == c->held[job].amount.of[t]);
}

void check_limits(const struct controller *c)
{
    const struct limit_book *b = &c->limits;
    uint32_t assocs = c->centre.accounts.count, qos = c->centre.qos_count;
    struct recount r = {.c = c};
    r.assocs = AIF_NEW(&r.arena, struct limit_use, assocs + 1);
    r.qos = AIF_NEW(&r.arena, struct limit_use, qos + 1);
    r.users = AIF_NEW(&r.arena, struct limit_use, qos * b->user_count + 1);
    r.accounts = AIF_NEW(&r.arena, struct limit_use, qos * assocs + 1);
    for (uint32_t job = 0; job < c->sim.job_count; job++) {
        const struct job_state *j = &c->jobs[job];
        if (j->phase == PHASE_FUTURE || j->phase == PHASE_ENDED || j->assoc == AIF_NONE)
            continue;
        count_job(&r, job);
        if (j->phase != PHASE_PENDING && (c->centre.enforce & AIF_ENFORCE_LIMITS))
            check_hold(c, job);
    }
    for (uint32_t a = 0; a < assocs; a++)
        compare(&r, &r.assocs[a], &b->assocs[a]);
    for (uint32_t q = 0; q < qos; q++) {
        compare(&r, &r.qos[q], &b->qos[q].all);
        for (uint32_t u = 0; u < b->user_count; u++)
            compare(&r, &r.users[q * b->user_count + u], kept_at(b->qos[q].users, u));
        for (uint32_t a = 0; a < assocs; a++)
            compare(&r, &r.accounts[q * assocs + a], kept_at(b->qos[q].accounts, a));
    }
    aif_arena_free(&r.arena);
}
