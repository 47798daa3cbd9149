#include "controller/suspend.h"

#include "controller/account.h"
#include "controller/gang.h"
#include "controller/life.h"
#include "controller/runtime.h"
#include "controller/timers.h"

void suspend_job(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    AIF_CHECK(j->phase == PHASE_RUNNING);
    gang_wake(c, job);
    life_charge(c, job);
    life_leave_nodes(c, job);
    j->run_ms -= c->now_ms - j->start_ms;
    j->ran_ms += c->now_ms - j->start_ms;
    j->phase = PHASE_SUSPENDED;
    c->suspended[c->suspended_count++] = job;
    life_let_heir_know(c, job);
    c->held[job].suspended_s = controller_now_s(c);
    timers_note_change(c);
}

static bool are_nodes_free(const struct controller *c, uint32_t job)
{
    const struct held *h = &c->held[job];
    if (gang_shares(c, c->jobs[job].partition))
        return gang_has_room(c, job);
    for (uint32_t i = 0; i < h->part_count; i++) {
        const struct cluster_node *n = &c->cluster.nodes[h->parts[i].node];
        if (n->is_taken || !shape_fits(&h->parts[i].has, &n->free) ||
            (h->is_whole && n->job_count > 0))
            return false;
    }
    return true;
}

static void resume(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    const struct held *h = &c->held[job];
    j->phase = PHASE_RUNNING;
    j->start_ms = c->now_ms;
    j->charged_s = controller_now_s(c);
    struct grant g = {
        .job = job,
        .is_whole = h->is_whole,
        .is_shared = gang_shares(c, j->partition),
        .start_s = controller_now_s(c),
        .due_s = runtime_due_s(c, job),
        .parts = h->parts,
        .part_count = h->part_count,
    };
    cluster_take(&c->cluster, &g);
    account_enlist(c, job);
    c->idle_units -= h->units;
    account_hold(c, job);
    runtime_plan_end(c, job);
    account_suspension(c, job);
    gang_enter(c, job);
}

void suspend_resume_all(struct controller *c)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->suspended_count; i++) {
        uint32_t job = c->suspended[i];
        if (are_nodes_free(c, job))
            resume(c, job);
        else
            c->suspended[kept++] = job;
    }
    c->suspended_count = kept;
}

void suspend_forget(struct controller *c, uint32_t job)
{
    uint32_t i = 0;
    while (i < c->suspended_count && c->suspended[i] != job)
        i++;
    AIF_CHECK(i < c->suspended_count);
    account_suspension(c, job);
    c->jobs[job].start_ms = c->now_ms; /* nothing is run after what ran_ms says */
    c->suspended_count--;
    for (; i < c->suspended_count; i++)
        c->suspended[i] = c->suspended[i + 1];
}

bool suspend_is_on(const struct controller *c, uint32_t job, uint32_t node)
{
    const struct held *h = &c->held[job];
    for (uint32_t i = 0; i < h->part_count; i++)
        if (h->parts[i].node == node)
            return true;
    return false;
}
