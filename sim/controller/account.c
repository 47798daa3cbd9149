#include "controller/account.h"

#include "controller/life.h"

#include <string.h>

uint32_t account_wanted(const struct controller *c, uint32_t job)
{
    return c->jobs[job].is_uncounted ? 0 : c->sim.rows[job].units;
}

/* Idle units while anything waits for some; what waits, if it is less. */
void account_integrate(struct controller *c)
{
    int64_t elapsed_ms = c->now_ms - c->counted_until_ms;
    c->counted_until_ms = c->now_ms;
    if (elapsed_ms <= 0 || c->waiting_count == 0)
        return;
    int64_t idle = c->idle_units, wanted = c->waiting_units;
    c->lost_a_unit_ms += idle * elapsed_ms;
    c->lost_c_unit_ms += (idle < wanted ? idle : wanted) * elapsed_ms;
    if (c->least_units == 0)
        for (uint32_t i = 0; i < c->pending.count; i++) {
            uint32_t units = account_wanted(c, c->pending.asks[i]->job);
            if (units == 0)
                continue;
            if (c->least_units == 0 || units < c->least_units)
                c->least_units = units;
        }
    if (c->least_units <= idle)
        c->lost_b_unit_ms += idle * elapsed_ms;
}

void account_publish(struct controller *c)
{
    c->sim.totals.lost_a_unit_s = c->lost_a_unit_ms / 1000;
    c->sim.totals.lost_b_unit_s = c->lost_b_unit_ms / 1000;
    c->sim.totals.lost_c_unit_s = c->lost_c_unit_ms / 1000;
}

void account_enter(struct controller *c, uint32_t job)
{
    uint32_t units = account_wanted(c, job);
    if (units == 0)
        return;
    c->waiting_count++;
    c->waiting_units += units;
    if (c->least_units > units)
        c->least_units = units;
}

void account_leave(struct controller *c, uint32_t job)
{
    uint32_t units = account_wanted(c, job);
    if (units == 0)
        return;
    c->waiting_count--;
    c->waiting_units -= units;
    if (c->least_units == units)
        c->least_units = 0; /* to be found again */
}

static const struct aif_billing *billing_of(const struct controller *c, uint32_t partition)
{
    static const struct aif_billing by_cpu;
    return c->centre.partitions ? &c->centre.partitions[partition].billing : &by_cpu;
}

struct aif_tres_set account_amount(const struct controller *c, const struct grant *g,
                                   uint32_t partition, double *billing)
{
    struct aif_tres_set s = {{0}};
    for (uint32_t i = 0; i < g->part_count; i++) {
        const struct aif_shape *has =
            g->is_whole ? &c->cluster.nodes[g->parts[i].node].capacity : &g->parts[i].has;
        s.of[AIF_TRES_CPU] += has->cores;
        s.of[AIF_TRES_GPU] += has->gpus;
        s.of[AIF_TRES_MEM] += has->mem_mib;
    }
    s.of[AIF_TRES_NODE] = g->part_count;
    *billing = aif_billing_of(billing_of(c, partition), &s);
    s.of[AIF_TRES_BILLING] = (int64_t)*billing;
    return s;
}

/* Where the job is, or would be, among those that run. */
static uint32_t place_among_running(const struct controller *c, uint32_t job)
{
    uint32_t low = 0, high = c->running_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->running[middle] < job)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void account_enlist(struct controller *c, uint32_t job)
{
    uint32_t count = c->running_count, i = place_among_running(c, job);
    memmove(c->running + i + 1, c->running + i, (count - i) * sizeof *c->running);
    c->running[i] = job;
    c->running_count++;
}

void account_delist(struct controller *c, uint32_t job)
{
    uint32_t i = place_among_running(c, job);
    AIF_CHECK(c->running[i] == job);
    c->running_count--;
    memmove(c->running + i, c->running + i + 1, (c->running_count - i) * sizeof *c->running);
}

void account_hold(struct controller *c, uint32_t job)
{
    if (c->fairshare.view.share && c->fairshare.view.share->needs_held)
        aif_usage_hold(&c->fairshare.usage, c->jobs[job].assoc, &c->held[job].amount,
                       controller_second(c->jobs[job].start_ms));
}

void account_release(struct controller *c, uint32_t job)
{
    if (c->fairshare.view.share && c->fairshare.view.share->needs_held)
        aif_usage_release(&c->fairshare.usage, c->jobs[job].assoc, &c->held[job].amount,
                          controller_second(c->jobs[job].start_ms), controller_now_s(c));
}

void account_start(struct controller *c, uint32_t job)
{
    const struct grant *g = cluster_find(&c->cluster, job);
    struct job_state *j = &c->jobs[job];
    struct aif_row *row = &c->sim.rows[job];
    struct held *h = &c->held[job];
    h->amount = account_amount(c, g, j->partition, &h->billing);
    h->units = (uint32_t)h->amount.of[c->has_gpus ? AIF_TRES_GPU : AIF_TRES_CPU];
    row->counted_units = h->units;
    uint32_t *nodes = AIF_NEW(&c->sim.arena, uint32_t, g->part_count);
    for (uint32_t i = 0; i < g->part_count; i++)
        nodes[i] = g->parts[i].node;
    row->nodes = nodes;
    row->node_count = g->part_count;
    h->is_whole = g->is_whole;
    h->part_count = g->part_count;
    c->idle_units -= h->units;
    account_hold(c, job);
}

static void add_episode(struct controller *c, const struct aif_episode *e)
{
    if (c->episode_count == c->episode_capacity) {
        c->episode_capacity = c->episode_capacity ? 2 * c->episode_capacity : 64;
        struct aif_episode *grown = AIF_NEW(&c->sim.arena, struct aif_episode, c->episode_capacity);
        if (c->episode_count)
            memcpy(grown, c->episodes, c->episode_count * sizeof *grown);
        c->episodes = grown;
    }
    c->episodes[c->episode_count++] = *e;
}

void account_cut(struct controller *c, uint32_t job, int64_t ran_ms, int64_t kept_ms)
{
    const struct aif_row *row = &c->sim.rows[job];
    struct aif_episode e = {
        .job = job,
        .start_s = row->start_s,
        .end_s = row->end_s,
        .kept_s = kept_ms / 1000,
        .units = c->held[job].units,
        .nodes = row->nodes,
        .node_count = row->node_count,
        .holding = {c->held[job].amount, c->held[job].billing},
    };
    add_episode(c, &e);
    int64_t lost_ms = ran_ms - kept_ms;
    c->jobs[job].lost_ms += lost_ms;
    c->sim.totals.lost_work_unit_s += (int64_t)c->held[job].units * (lost_ms / 1000);
}

void account_suspension(struct controller *c, uint32_t job)
{
    const struct aif_row *row = &c->sim.rows[job];
    struct aif_episode e = {
        .job = job,
        .is_suspension = true,
        .start_s = c->held[job].suspended_s,
        .end_s = controller_now_s(c),
        .kept_s = c->held[job].suspended_s - row->start_s,
        .units = c->held[job].units,
        .nodes = row->nodes,
        .node_count = row->node_count,
        .holding = {c->held[job].amount, c->held[job].billing},
    };
    add_episode(c, &e);
}
