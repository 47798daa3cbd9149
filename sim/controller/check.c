/* --check: everything that is kept up to date, computed anew. */
#include "controller/check.h"

#include "controller/account.h"
#include "controller/gang.h"
#include "controller/life.h"
#include "controller/ration.h"

struct tally {
    struct aif_arena arena;
    struct aif_shape *used; /* by node */
    uint32_t *jobs;         /* by node */
    bool *is_whole;
    uint32_t running, stopped, waiting, entries;
    int64_t busy_units, waiting_units;
    uint32_t waiting_count;
    uint32_t *array_running;
    uint32_t *victims; /* by job: those that are being ended for it */
};

static void tally_grant(const struct controller *c, struct tally *t, uint32_t job)
{
    const struct grant *g = cluster_find(&c->cluster, job);
    AIF_CHECK(g && g->job == job && g->part_count == c->sim.rows[job].node_count);
    AIF_CHECK(c->jobs[job].is_stopped || g->due_s >= controller_now_s(c));
    for (uint32_t i = 0; i < g->part_count; i++) {
        uint32_t node = g->parts[i].node;
        AIF_CHECK(i == 0 || node > g->parts[i - 1].node);
        AIF_CHECK(c->sim.rows[job].nodes[i] == node);
        AIF_CHECK(bitset_has(&c->partition_nodes[c->jobs[job].partition], node));
        t->used[node].cores += c->jobs[job].is_stopped ? 0 : g->parts[i].has.cores;
        t->used[node].gpus += g->parts[i].has.gpus;
        t->used[node].mem_mib += g->parts[i].has.mem_mib;
        t->is_whole[node] |= g->is_whole && !g->is_shared;
        t->jobs[node]++;
    }
}

static void tally_pending(const struct controller *c, struct tally *t, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    t->waiting++;
    AIF_CHECK(!cluster_find(&c->cluster, job));
    AIF_CHECK(!j->is_queued || (!j->is_held && j->begin_ms <= c->now_ms));
    AIF_CHECK(!j->is_queued || depend_judge(c, job).verdict == DEPEND_MET);
    if (!j->is_queued)
        return;
    t->entries += j->record_count;
    t->waiting_units += account_wanted(c, job);
    t->waiting_count += account_wanted(c, job) > 0;
}

static void tally_job(const struct controller *c, struct tally *t, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    const struct aif_workload *w = c->sim.scenario.workload;
    AIF_CHECK(!j->is_accruing || (j->phase == PHASE_PENDING && j->eligible_ms >= 0));
    AIF_CHECK(j->heir == AIF_NONE || j->phase == PHASE_RUNNING);
    if (j->heir != AIF_NONE)
        t->victims[j->heir]++;
    switch ((enum phase)j->phase) {
    case PHASE_PENDING:
        tally_pending(c, t, job);
        return;
    case PHASE_RUNNING:
        t->running++;
        t->stopped += j->is_stopped;
        t->busy_units += j->is_stopped ? 0 : c->held[job].units;
        tally_grant(c, t, job);
        break;
    case PHASE_FUTURE:
    case PHASE_ENDED:
        AIF_CHECK(!cluster_find(&c->cluster, job));
        return;
    }
    if (w->extras && w->extras[job].array != AIF_NONE)
        t->array_running[w->extras[job].array]++;
}

static void check_nodes(const struct controller *c, const struct tally *t)
{
    for (uint32_t n = 0; n < c->machine->node_count; n++) {
        const struct cluster_node *node = &c->cluster.nodes[n];
        AIF_CHECK(t->jobs[n] == node->job_count && (!t->is_whole[n] || t->jobs[n] == 1));
        AIF_CHECK(bitset_has(&c->cluster.idle, n) == (t->jobs[n] == 0));
        AIF_CHECK(t->used[n].cores <= node->capacity.cores);
        AIF_CHECK(t->used[n].gpus <= node->capacity.gpus);
        AIF_CHECK(t->used[n].mem_mib <= node->capacity.mem_mib);
        AIF_CHECK(node->is_taken == t->is_whole[n]);
    }
}

static void check_queue(const struct controller *c)
{
    const struct pending *p = &c->pending;
    for (uint32_t i = 0; i < p->count; i++) {
        const struct pending_key *k = &p->keys[i];
        AIF_CHECK(p->asks[i]->job == k->job && p->asks[i]->partition == k->partition);
        AIF_CHECK(c->jobs[k->job].phase == PHASE_PENDING && c->jobs[k->job].is_queued);
        AIF_CHECK(k->band == ration_band(c, k->job));
        if (i == 0)
            continue;
        const struct pending_key *before = &p->keys[i - 1];
        AIF_CHECK(before->has_reservation > k->has_reservation || before->tier > k->tier ||
                  (before->tier == k->tier &&
                   (before->band < k->band ||
                    (before->band == k->band && before->priority >= k->priority))));
    }
}

/* Who runs uses its grant, and who is pending waits for it. */
static void check_grants(const struct controller *c)
{
    const struct grants *g = c->sim.grants;
    for (uint32_t job = 0; g && job < c->sim.job_count; job++) {
        const struct job_state *j = &c->jobs[job];
        AIF_CHECK(g->jobs[job].waits == (j->phase == PHASE_PENDING));
        AIF_CHECK(g->jobs[job].runs == (j->phase == PHASE_RUNNING && !j->is_stopped));
    }
    if (g)
        grants_check(&c->sim);
}

/* Lists of jobs against their phases, and victims against those that they make room for. */
static void check_lists(const struct controller *c, const struct tally *t)
{
    for (uint32_t i = 0; i < c->running_count; i++) {
        AIF_CHECK(c->jobs[c->running[i]].phase == PHASE_RUNNING);
        AIF_CHECK(i == 0 || c->running[i] > c->running[i - 1]);
    }
    for (uint32_t job = 0; job < c->sim.job_count; job++)
        AIF_CHECK(c->jobs[job].victims == t->victims[job]);
    AIF_CHECK(c->running_count + t->stopped == t->running);
}

void check_controller(const struct controller *c)
{
    struct tally t = {0};
    t.used = AIF_NEW(&t.arena, struct aif_shape, c->machine->node_count);
    t.jobs = AIF_NEW(&t.arena, uint32_t, c->machine->node_count);
    t.is_whole = AIF_NEW(&t.arena, bool, c->machine->node_count);
    t.array_running = AIF_NEW(&t.arena, uint32_t, c->sim.scenario.workload->array_count + 1);
    t.victims = AIF_NEW(&t.arena, uint32_t, c->sim.job_count + 1);
    for (uint32_t job = 0; job < c->sim.job_count; job++)
        tally_job(c, &t, job);
    check_nodes(c, &t);
    check_lists(c, &t);
    check_limits(c);
    check_grants(c);
    check_queue(c);
    gang_check(c);
    for (uint32_t a = 0; a < c->sim.scenario.workload->array_count; a++) {
        uint32_t most = c->sim.scenario.workload->arrays[a].max_running;
        AIF_CHECK(t.array_running[a] == c->array_running[a]);
        AIF_CHECK(most == 0 || c->array_running[a] <= most);
    }
    AIF_CHECK(t.running == c->sim.running_count);
    AIF_CHECK(t.waiting == c->sim.waiting_count && t.entries == c->pending.count);
    AIF_CHECK(c->idle_units == c->capacity_units - t.busy_units);
    AIF_CHECK(c->waiting_units == t.waiting_units && c->waiting_count == t.waiting_count);
    aif_arena_free(&t.arena);
}
