/* priority/multifactor as it runs in the controller: the order of decay, charges, factors and
 * priorities is Slurm's. */
#include "controller/fairshare.h"

#include "controller/controller.h"
#include "controller/gang.h"
#include "controller/life.h"
#include "controller/rule.h"

static bool has_weights(const struct aif_priority *p)
{
    bool has = p->weight_age || p->weight_assoc || p->weight_fairshare || p->weight_job_size ||
               p->weight_partition || p->weight_qos;
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        has |= p->weight_tres[t] > 0;
    return has;
}

static struct aif_tres_set capacity_of(const struct controller *c, uint32_t partition)
{
    struct aif_tres_set s = {{0}};
    for (uint32_t i = 0; i < c->machine->class_count; i++) {
        const struct aif_class *k = &c->machine->classes[i];
        if (!(c->machine->partitions[partition].class_mask >> i & 1))
            continue;
        s.of[AIF_TRES_CPU] += (int64_t)k->node_count * k->shape.cores;
        s.of[AIF_TRES_GPU] += (int64_t)k->node_count * k->shape.gpus;
        s.of[AIF_TRES_MEM] += (int64_t)k->node_count * k->shape.mem_mib;
        s.of[AIF_TRES_NODE] += k->node_count;
    }
    return s;
}

static void bind_accounts(struct controller *c)
{
    struct fairshare *f = &c->fairshare;
    const struct aif_workload *w = c->sim.scenario.workload;
    struct aif_arena *arena = &c->sim.arena;
    f->assoc_of_job = AIF_NEW(arena, uint32_t, w->count + 1);
    f->accounts = &c->centre.accounts;
    if (c->centre.accounts.count) {
        aif_accounts_bind(f->accounts, w, NULL, f->assoc_of_job);
    } else {
        f->made = aif_accounts_of_workload(w, arena, f->assoc_of_job);
        c->centre.accounts = f->made;
    }
    for (uint32_t job = 0; job < c->sim.job_count; job++)
        c->jobs[job].assoc = f->assoc_of_job[job];
}

static void measure(struct controller *c)
{
    struct fairshare *f = &c->fairshare;
    uint32_t partitions = c->machine->partition_count;
    int64_t cpus = 0;
    f->capacity = AIF_NEW(&c->sim.arena, struct aif_tres_set, partitions);
    for (uint32_t p = 0; p < partitions; p++) {
        f->capacity[p] = capacity_of(c, p);
        const struct aif_centre_partition *own =
            c->centre.partitions ? &c->centre.partitions[p] : NULL;
        f->capacity[p].of[AIF_TRES_BILLING] =
            own ? (int64_t)aif_billing_of(&own->billing, &f->capacity[p])
                : f->capacity[p].of[AIF_TRES_CPU];
    }
    for (uint32_t i = 0; i < c->machine->class_count; i++)
        cpus += (int64_t)c->machine->classes[i].node_count * c->machine->classes[i].shape.cores;
    f->scale =
        aif_priority_scale_of(&c->centre, partitions, c->machine->node_count, (uint32_t)cpus);
}

void fairshare_open(struct controller *c)
{
    struct fairshare *f = &c->fairshare;
    const struct aif_priority *p = &c->centre.priority;
    bind_accounts(c);
    const struct aif_order *order = c->sim.scenario.policy.order;
    f->has_priorities = order->is_by_priority && !p->is_basic && has_weights(p);
    f->is_wanted = f->has_priorities || (order->score && order->is_dynamic) ||
                   (order->parameter && fairshare_formula_changes(c)) ||
                   (c->centre.enforce & AIF_ENFORCE_LIMITS);
    f->passed_s = CONTROLLER_LONG_AGO;
    f->reset_s = AIF_NEVER_S;
    measure(c);
    aif_usage_init(&f->usage, &c->sim.arena, f->accounts, &c->centre);
    struct aif_share_options options = aif_share_options_default(p);
    options.is_lazy = true;
    options.capacity = aif_share_capacity(c->machine);
    aif_share_open(&f->view, &c->sim.arena, c->sim.scenario.policy.share, &f->usage, &options);
    limit_book_init(&c->limits, &c->sim.arena, &c->centre, c->machine->node_count);
    c->bounds_accrual = limit_bounds_accrual(&c->limits);
    c->ends_jobs = limit_ends_jobs(&c->limits);
    c->limits.usage = (struct limit_usage){f->usage.assocs, f->usage.of_qos};
}

static uint32_t qos_index(uint16_t qos)
{
    return qos == AIF_NONE16 ? AIF_NONE : qos;
}

void fairshare_charge(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    const struct held *h = &c->held[job];
    int64_t now_s = controller_now_s(c);
    int64_t since_s = j->charged_s > c->fairshare.passed_s ? j->charged_s : c->fairshare.passed_s;
    if (now_s <= since_s)
        return;
    struct aif_charge charge = {
        .assoc = j->assoc,
        .qos = qos_index(j->qos),
        .partition_qos = c->centre.partitions ? c->centre.partitions[j->partition].qos : AIF_NONE,
        .amount = h->amount,
        .billing = h->billing,
        .run_s = now_s - since_s,
    };
    aif_usage_charge(&c->fairshare.usage, &charge);
    j->charged_s = now_s;
}

static void charge_running(struct controller *c)
{
    for (uint32_t i = 0; i < c->running_count; i++)
        life_charge(c, c->running[i]);
    gang_charge(c);
}

static void reset_if_due(struct controller *c)
{
    struct fairshare *f = &c->fairshare;
    int64_t zero_s = c->sim.scenario.workload->unix_start_s;
    int64_t unix_s = (zero_s == AIF_UNKNOWN_S ? 0 : zero_s) + controller_now_s(c);
    enum aif_usage_reset period = c->centre.priority.usage_reset;
    bool is_first = f->passed_s == CONTROLLER_LONG_AGO;
    if (is_first ? period == AIF_USAGE_RESET_NOW : unix_s >= f->reset_s)
        aif_usage_reset(&f->usage);
    if (is_first || unix_s >= f->reset_s)
        f->reset_s = aif_usage_next_reset(period, unix_s);
}

static void new_rank(void *context, struct ask *a, struct pending_key *key)
{
    life_try_accrue(context, a->job);
    fairshare_rank(context, a, key);
}

void fairshare_pass(struct controller *c)
{
    struct fairshare *f = &c->fairshare;
    int64_t now_s = controller_now_s(c);
    reset_if_due(c);
    bool is_before_usage = f->view.share->is_before_usage;
    if (is_before_usage)
        aif_share_update(&f->view, now_s);
    if (f->passed_s > CONTROLLER_LONG_AGO)
        aif_usage_decay(&f->usage, now_s - f->passed_s);
    charge_running(c);
    f->passed_s = now_s;
    if (!is_before_usage)
        aif_share_update(&f->view, now_s);
    pending_reorder(&c->pending, new_rank, c);
}

int64_t fairshare_age_s(const struct controller *c, const struct job_state *j, int64_t now_s)
{
    bool always = c->centre.priority.has_accrue_always;
    int64_t since_ms = always ? j->submit_ms : j->is_accruing ? j->accrue_ms : -1;
    int64_t since_s = since_ms < 0 ? 0 : since_ms / 1000;
    return since_ms < 0 ? 0 : now_s - since_s;
}

/* CPUs asked for; from the first time that the scheduler has looked for nodes on, those of the
 * nodes that it would get. */
static struct aif_tres_set counted(const struct controller *c, const struct ask *a)
{
    struct aif_tres_set s = life_amount(c, a);
    if (c->jobs[a->job].is_planned)
        return s;
    const struct aif_shape *each = &a->per_node;
    s.of[AIF_TRES_CPU] = a->tasks ? (int64_t)a->tasks * a->cores_per_task
                                  : (int64_t)a->min_nodes * (each->cores ? each->cores : 1);
    return s;
}

static struct aif_priority_sum terms_of(const struct controller *c, const struct ask *a,
                                        double factor, int64_t now_s)
{
    const struct fairshare *f = &c->fairshare;
    const struct job_state *j = &c->jobs[a->job];
    const struct aif_workload *w = c->sim.scenario.workload;
    const struct aif_centre_partition *p =
        c->centre.partitions ? &c->centre.partitions[a->partition] : NULL;
    struct aif_priority_job in = {
        .age_s = fairshare_age_s(c, j, now_s),
        .fairshare = factor,
        .nodes = a->min_nodes,
        .limit_s = (a->limit_s + 59) / 60 * 60,
        .tres = counted(c, a),
        .capacity = &f->capacity[a->partition],
        .partition_factor = p ? p->priority_job_factor : 1,
        .qos_priority = j->qos == AIF_NONE16 ? 0 : c->centre.qos[j->qos].priority,
        .assoc_priority = j->assoc == AIF_NONE ? 0 : f->accounts->assocs[j->assoc].priority,
        .nice = w->extras ? w->extras[a->job].nice : 0,
        .site_factor = w->extras ? w->extras[a->job].site_factor : 0,
        .is_in_several_partitions = j->record_count > 1,
    };
    in.cpus = (uint32_t)in.tres.of[AIF_TRES_CPU];
    struct aif_priority_sum sum;
    aif_priority_compute(&c->centre.priority, &f->scale, &in, &sum);
    return sum;
}

struct aif_priority_sum fairshare_terms(struct controller *c, const struct ask *a)
{
    uint32_t assoc = c->jobs[a->job].assoc;
    return terms_of(c, a, assoc == AIF_NONE ? 0 : aif_share_factor(&c->fairshare.view, assoc),
                    controller_now_s(c));
}

struct aif_priority_sum fairshare_look(const struct controller *c, const struct ask *a)
{
    uint32_t assoc = c->jobs[a->job].assoc;
    int64_t eligible_s = c->jobs[a->job].eligible_ms / 1000, passed_s = c->fairshare.passed_s;
    return terms_of(c, a, assoc == AIF_NONE ? 0 : c->fairshare.view.factors[assoc],
                    passed_s > eligible_s ? passed_s : eligible_s);
}

uint32_t fairshare_priority(struct controller *c, const struct ask *a)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    if (w->extras && w->extras[a->job].priority != AIF_UNKNOWN_S)
        return (uint32_t)w->extras[a->job].priority;
    if (!c->fairshare.has_priorities)
        return 1;
    return fairshare_terms(c, a).priority;
}

/* The score of an order that is not by priority. */
static double score_of(struct controller *c, const struct ask *a)
{
    const struct aif_order *order = c->sim.scenario.policy.order;
    if (order->parameter)
        return fairshare_formula(c, a);
    struct aif_ask seen = {
        .submit_s = c->sim.scenario.workload->jobs[a->job].submit_s,
        .limit_s = a->limit_s,
        .units = c->sim.rows[a->job].units,
    };
    return order->score ? order->score(&seen, controller_now_s(c)) : 0;
}

/* QOS flag NoReserve, or a priority below MinPrioThreshold. */
static bool reserves_nothing(struct controller *c, const struct ask *a)
{
    const struct job_state *j = &c->jobs[a->job];
    if (j->qos != AIF_NONE16 && (c->centre.qos[j->qos].flags & AIF_QOS_NO_RESERVE))
        return true;
    if (!(c->centre.enforce & AIF_ENFORCE_LIMITS))
        return false;
    struct limit_job limit = life_limit_job(c, a);
    return a->priority < limit_priority_threshold(&c->limits, &limit);
}

void fairshare_rank(struct controller *c, struct ask *a, struct pending_key *key)
{
    key->priority = c->rule && c->rule->score ? 1 : fairshare_priority(c, a);
    key->score = c->rule && c->rule->score ? c->rule->score(c, a) : score_of(c, a);
    a->priority = key->priority;
    a->has_no_reserve = reserves_nothing(c, a);
    a->score = key->score;
}
