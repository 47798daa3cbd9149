/* The state recomputed from scratch: slow and obvious. */
#include "engine/check.h"

#include "engine/check_plan.h"
#include "engine/check_standings.h"
#include "engine/look.h"

/* What the jobs that run add up to, by the events of their ends. */
struct tally {
    uint32_t running_count;
    uint64_t units;
    struct aif_shape *taken; /* per node */
};

static void add_shape(struct aif_shape *sum, const struct aif_shape *s)
{
    sum->cores += s->cores;
    sum->gpus += s->gpus;
    sum->mem_mib += s->mem_mib;
}

static bool is_subset(uint64_t part, uint64_t whole)
{
    return (part & ~whole) == 0;
}

static uint64_t class_of(const struct aif_machine *m, uint32_t node)
{
    uint32_t c = 0;
    while (node >= m->classes[c].first_node + m->classes[c].node_count)
        c++;
    return UINT64_C(1) << c;
}

static void check_running(struct aif_sim *sim, const struct domain *d, uint32_t job,
                          struct tally *tally)
{
    const struct aif_row *row = &sim->rows[job];
    AIF_CHECK(row->outcome == AIF_OUTCOME_WAITING);
    AIF_CHECK(row->start_s != AIF_UNKNOWN_S && row->start_s <= sim->now_s);
    AIF_CHECK(row->start_s >= sim->scenario.workload->jobs[job].submit_s);
    AIF_CHECK(row->end_s >= sim->now_s && row->end_s <= row->start_s + row->limit_s);
    tally->running_count++;
    if (!row->node_count) {
        tally->units += row->units;
        return;
    }
    const struct aif_machine *m = sim->scenario.machine;
    AIF_CHECK(row->node_count == sim->needs[job].nodes);
    for (uint32_t i = 0; i < row->node_count; i++) {
        uint32_t node = row->nodes[i];
        AIF_CHECK(i == 0 || row->nodes[i - 1] < node);
        AIF_CHECK(is_subset(class_of(m, node), m->partitions[row->partition].class_mask));
        const struct aif_shape *s = state_taken(sim, job, node);
        tally->units += d->has_gpus ? s->gpus : s->cores;
        add_shape(&tally->taken[node], s);
    }
}

static bool is_same(const struct aif_shape *a, const struct aif_shape *b)
{
    return a->cores == b->cores && a->gpus == b->gpus && a->mem_mib == b->mem_mib;
}

static void check_resources(struct aif_sim *sim, const struct domain *d, struct aif_arena *scratch)
{
    const struct aif_machine *m = sim->scenario.machine;
    struct tally tally = {.taken = AIF_NEW(scratch, struct aif_shape, m->node_count + 1)};
    for (uint32_t i = 0; i < sim->events.count; i++) {
        const struct event *e = &sim->events.items[i];
        AIF_CHECK(i == 0 || !event_before(e, &sim->events.items[(i - 1) / 4]));
        if (e->kind == EVENT_JOB_END && state_domain(sim, e->entity) == d)
            check_running(sim, d, e->entity, &tally);
    }
    AIF_CHECK(tally.running_count == d->running_count);
    AIF_CHECK(tally.units + d->free_units == d->capacity_units);
    for (uint32_t i = 0; sim->nodes && i < m->node_count; i++) {
        if (&sim->domains[sim->nodes[i].domain] != d)
            continue;
        struct aif_shape sum = sim->nodes[i].free;
        add_shape(&sum, &tally.taken[i]);
        AIF_CHECK(is_same(&sum, &sim->nodes[i].capacity));
    }
}

static void check_queue(struct aif_sim *sim, const struct domain *d, const struct queue *q,
                        const struct aif_order *order)
{
    struct queue_cursor c = {0};
    struct queue_entry e, last = {0};
    uint32_t count = 0, least = UINT32_MAX;
    int64_t units = 0;
    for (; queue_peek(q, &c, &e); queue_skip(&c)) {
        const struct aif_row *row = &sim->rows[e.job];
        AIF_CHECK(row->outcome == AIF_OUTCOME_WAITING && row->start_s == AIF_UNKNOWN_S);
        AIF_CHECK(state_domain(sim, e.job) == d && e.job < sim->next_submit);
        AIF_CHECK(state_queue_units(sim, e.job) == e.units && row->limit_s == e.limit_s);
        double key = order->is_dynamic ? e.key : state_key(sim, order, e.job);
        AIF_CHECK(!(key < e.key || key > e.key));
        AIF_CHECK(count == 0 || last.key < e.key || (last.key <= e.key && last.job < e.job));
        least = e.units < least ? e.units : least;
        units += e.units;
        last = e;
        count++;
    }
    AIF_CHECK(count == q->count && units == q->units && least == queue_least_units(q));
}

/* Arrivals of domains whose pass is still to come are in no queue yet. */
static void check_counts(const struct aif_sim *sim)
{
    uint32_t waiting = 0, running = 0;
    for (uint32_t i = 0; i < sim->domain_count; i++) {
        waiting += sim->domains[i].waiting.count + sim->domains[i].fresh_count;
        running += sim->domains[i].running_count;
    }
    AIF_CHECK(waiting == sim->waiting_count && running == sim->running_count);
}

static void check_kind(const struct aif_sim *sim, const struct kind *k)
{
    const struct aif_machine *m = sim->scenario.machine;
    uint32_t fitting = 0;
    for (uint32_t c = 0; c < m->class_count; c++)
        for (uint32_t i = 0; (k->class_mask >> c & 1) && i < m->classes[c].node_count; i++) {
            uint32_t node = m->classes[c].first_node + i;
            const struct node *n = &sim->nodes[node];
            bool fits = kind_fits(k, &n->capacity, &n->free);
            AIF_CHECK(fits == kind_fits_now(k, node));
            fitting += fits;
        }
    AIF_CHECK(k->is_kept && k->fitting == fitting);
}

/* Kinds that are kept know their nodes, and those of waiting jobs are kept. */
static void check_kinds(const struct aif_sim *sim, const struct domain *d)
{
    uint32_t waiting = 0;
    for (uint32_t i = 0; i < d->kind_count; i++) {
        const struct kind *k = &sim->kinds.kinds[d->kinds[i]];
        check_kind(sim, k);
        waiting += k->waiting;
    }
    AIF_CHECK(d->is_counted || waiting == d->waiting.count + d->fresh_count);
}

/* Adding usage up from all rows takes long: at every pass of a short run, then now and then. */
static void check_standings(const struct aif_sim *sim, const struct domain *d)
{
    uint64_t pass = sim->totals.pass_count;
    check_priorities(sim, d);
    if (pass < 256 || pass % 64 == 0)
        check_usage(sim);
}

/* What a job that has ended was charged: all of its time, by what it had. */
static void check_charge(const struct aif_sim *sim, uint32_t job)
{
    const struct aif_row *row = &sim->rows[job];
    struct aif_holding h = look_holding(sim, job);
    int64_t milli = aif_charge_milli(&sim->scenario.access->rates[row->partition], &h.amount);
    AIF_CHECK(sim->grants->uses[job].charged_unit_ms == milli * (row->end_s - row->start_s));
}

/* In a long run only now and then. */
static void check_grants(const struct aif_sim *sim)
{
    uint64_t pass = sim->totals.pass_count;
    if (pass >= 256 && pass % 64 != 0)
        return;
    grants_check(sim);
    for (uint32_t job = 0; job < sim->next_submit; job++)
        if (sim->rows[job].start_s != AIF_UNKNOWN_S &&
            sim->rows[job].outcome != AIF_OUTCOME_WAITING)
            check_charge(sim, job);
}

void check_domain(struct aif_sim *sim, struct domain *d)
{
    struct aif_arena scratch = {0};
    const struct aif_policy *policy = &sim->scenario.policy;
    check_counts(sim);
    check_kinds(sim, d);
    check_resources(sim, d, &scratch);
    check_queue(sim, d, &d->waiting, policy->order);
    if (policy->candidates) {
        AIF_CHECK(d->candidates.count == d->waiting.count);
        check_queue(sim, d, &d->candidates, policy->candidates);
    }
    check_plan(sim, d, &scratch);
    check_head(sim, d, &scratch);
    if (sim->standings)
        check_standings(sim, d);
    if (sim->grants)
        check_grants(sim);
    aif_arena_free(&scratch);
}
