/* The start of a run: the machine as a cluster, what every job may use, who is refused at once. */
#include "controller/open.h"

#include "aif/text.h"
#include "controller/actions.h"
#include "controller/array.h"
#include "controller/gang.h"
#include "controller/life.h"
#include "controller/pass.h"
#include "controller/preempt.h"
#include "controller/rule.h"
#include "controller/timers.h"
#include "engine/wish.h"

#include <string.h>

/* A pool of processors is a cluster of nodes with one core each. */
static void take_machine(struct controller *c)
{
    const struct aif_machine *m = c->sim.scenario.machine;
    if (m->procs) {
        c->pool_class = (struct aif_class){.name = "pool", .node_count = m->procs, .gpu_model = ""};
        c->pool_class.shape.cores = 1;
        c->pool_partition = (struct aif_partition){
            .name = "pool", .class_mask = 1, .is_exclusive = true, .unit = AIF_UNIT_NODE};
        c->pool = (struct aif_machine){
            .name = m->name,
            .classes = &c->pool_class,
            .class_count = 1,
            .partitions = &c->pool_partition,
            .partition_count = 1,
            .node_count = m->procs,
        };
        m = &c->pool;
    }
    c->machine = m;
}

/* The run's own copy: those that recur move on. */
static void open_reservations(struct controller *c)
{
    uint32_t count = c->centre.reservation_count;
    struct aif_reservation *own = AIF_NEW(&c->sim.arena, struct aif_reservation, count + 1);
    if (count)
        memcpy(own, c->centre.reservations, count * sizeof *own);
    c->reservations = own;
    c->centre.reservations = own;
    c->is_at_rest = AIF_NEW(&c->sim.arena, bool, count + 1);
    c->windows = AIF_NEW(&c->sim.arena, struct backfill_window, count + 1);
    c->reservation_nodes = AIF_NEW(&c->sim.arena, struct bitset, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const struct aif_reservation *r = &own[i];
        c->reservation_nodes[i] = bitset_new(&c->sim.arena, c->machine->node_count);
        for (uint32_t n = 0; n < r->node_count; n++)
            bitset_add(&c->reservation_nodes[i], r->nodes[n]);
    }
}

static void open_cluster(struct controller *c)
{
    const struct aif_machine *m = c->machine;
    int64_t unix_s = c->sim.scenario.workload->unix_start_s;
    int64_t zero_s = unix_s == AIF_UNKNOWN_S ? 0 : unix_s;
    c->cluster.arena = &c->sim.arena;
    cluster_open(&c->cluster, m->node_count, c->sim.job_count);
    for (uint32_t i = 0; i < m->class_count; i++) {
        const struct aif_class *k = &m->classes[i];
        uint32_t weight = c->centre.classes ? c->centre.classes[i].weight : 1;
        cluster_set_nodes(&c->cluster, k->first_node, k->node_count, k->shape, weight);
        c->has_gpus |= k->shape.gpus > 0;
    }
    c->select = select_open(&c->cluster, &c->centre, zero_s);
    c->backfill = backfill_open(c->select, &c->cluster, &c->centre, zero_s);
    c->partition_nodes = AIF_NEW(&c->sim.arena, struct bitset, m->partition_count);
    c->is_blocked = AIF_NEW(&c->sim.arena, bool, m->partition_count);
    c->looked_at = AIF_NEW(&c->sim.arena, uint32_t, m->partition_count);
    c->heads = AIF_NEW(&c->sim.arena, uint32_t, m->partition_count);
    for (uint32_t p = 0; p < m->partition_count; p++) {
        c->heads[p] = AIF_NONE;
        c->partition_nodes[p] = bitset_new(&c->sim.arena, m->node_count);
        for (uint32_t i = 0; i < m->class_count; i++)
            for (uint32_t n = 0;
                 (m->partitions[p].class_mask >> i & 1) && n < m->classes[i].node_count; n++)
                bitset_add(&c->partition_nodes[p], m->classes[i].first_node + n);
    }
    c->usable = bitset_new(&c->sim.arena, m->node_count);
    c->mine = bitset_new(&c->sim.arena, m->node_count);
    c->node_list = AIF_NEW(&c->sim.arena, uint32_t, m->node_count);
    open_reservations(c);
    for (uint32_t i = 0; i < m->class_count; i++) {
        const struct aif_class *k = &m->classes[i];
        c->capacity_units +=
            (int64_t)k->node_count * (c->has_gpus ? k->shape.gpus : k->shape.cores);
    }
    c->idle_units = c->sim.totals.capacity_units = c->capacity_units;
}

static uint32_t find_partition(const struct aif_machine *m, const char *name)
{
    for (uint32_t i = 0; i < m->partition_count; i++)
        if (strcmp(m->partitions[i].name, name) == 0)
            return i;
    return AIF_NONE;
}

static uint32_t find_qos(const struct aif_centre *centre, const char *name)
{
    for (uint32_t i = 0; i < centre->qos_count; i++)
        if (strcmp(centre->qos[i].name, name) == 0)
            return i;
    return AIF_NONE;
}

static void map_names(struct controller *c)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    c->partition_of = AIF_NEW(&c->sim.arena, uint32_t, w->partitions.count + 1);
    c->qos_of = AIF_NEW(&c->sim.arena, uint32_t, w->qos.count + 1);
    for (uint32_t i = 0; i < w->partitions.count; i++)
        c->partition_of[i] =
            c->sim.scenario.machine->procs ? 0 : find_partition(c->machine, w->partitions.texts[i]);
    for (uint32_t i = 0; i < w->qos.count; i++)
        c->qos_of[i] = find_qos(&c->centre, w->qos.texts[i]);
}

/* Names of the partitions that a job may run in. */
static uint32_t wanted_partitions(const struct controller *c, uint32_t job, const uint32_t **names,
                                  uint32_t *single)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    if (w->extras && w->extras[job].partition_count) {
        *names = w->partition_lists + w->extras[job].first_partition;
        return w->extras[job].partition_count;
    }
    *single = w->jobs[job].partition == AIF_NONE16 ? AIF_NONE : w->jobs[job].partition;
    *names = single;
    return 1;
}

static uint32_t default_partition(const struct controller *c)
{
    for (uint32_t p = 0; c->centre.partitions && p < c->machine->partition_count; p++)
        if (c->centre.partitions[p].is_default)
            return p;
    return 0;
}

uint32_t open_wanted(const struct controller *c, uint32_t job, uint32_t i)
{
    const uint32_t *names;
    uint32_t single, count = wanted_partitions(c, job, &names, &single);
    if (i >= count)
        return OPEN_NO_MORE;
    return names[i] == AIF_NONE ? default_partition(c) : c->partition_of[names[i]];
}

static int64_t limit_of(struct controller *c, uint32_t job, uint32_t partition)
{
    const struct aif_job *j = &c->sim.scenario.workload->jobs[job];
    const struct aif_partition *p = &c->machine->partitions[partition];
    if (j->limit_s > 0)
        return j->limit_s;
    c->sim.totals.repairs[AIF_REPAIR_LIMIT_UNKNOWN]++;
    if (p->default_limit_s > 0)
        return p->default_limit_s;
    if (p->max_limit_s > 0)
        return p->max_limit_s;
    return j->runtime_s > 1 ? j->runtime_s : 1;
}

/* Whether the partition takes jobs of this one's QOS (AllowQos, DenyQos). */
static bool takes_qos(const struct controller *c, uint32_t job, uint32_t partition)
{
    uint64_t mask = c->centre.partitions ? c->centre.partitions[partition].allowed_qos_mask : 0;
    uint16_t qos = c->jobs[job].qos;
    if (c->centre.partitions && c->centre.partitions[partition].takes_no_qos)
        return false;
    return mask == 0 || qos == AIF_NONE16 || (mask >> qos & 1);
}

static const char *account_of(const struct controller *c, uint32_t job)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    uint32_t assoc = c->jobs[job].assoc;
    const struct aif_assoc *assocs = c->fairshare.accounts ? c->fairshare.accounts->assocs : NULL;
    if (assocs && assoc != AIF_NONE && assocs[assoc].is_user)
        assoc = assocs[assoc].parent;
    if (assocs && assoc != AIF_NONE)
        return assocs[assoc].name;
    return aif_names_at(&w->accounts, w->jobs[job].account, "");
}

/* AllowAccounts, or where that is not set DenyAccounts. */
static bool takes_account(const struct controller *c, uint32_t job, uint32_t partition)
{
    if (!c->centre.partitions)
        return true;
    const char *allowed = c->centre.partitions[partition].allowed_accounts;
    const char *denied = c->centre.partitions[partition].denied_accounts;
    bool allows = allowed && *allowed;
    if (!allows && !(denied && *denied))
        return true;
    const char *account = account_of(c, job);
    return aif_text_lists(allows ? allowed : denied, account, strlen(account)) == allows;
}

static enum aif_reject judge_partition(const struct controller *c, uint32_t job, uint32_t partition)
{
    const struct aif_machine *m = c->machine;
    const struct aif_partition *p = &m->partitions[partition];
    uint32_t first = 0;
    struct wish wish = open_wish(c, job, partition);
    uint64_t able = wish_count_able(m, p, &wish, &first);
    if (able > 0)
        able = open_count_with_features(c, job, wish_classes(m, p, &wish));
    if (able == 0)
        return AIF_REJECT_NODE_TOO_SMALL;
    if (able < wish.nodes)
        return AIF_REJECT_TOO_WIDE;
    if (p->max_nodes && wish.nodes > p->max_nodes)
        return AIF_REJECT_TOO_MANY_NODES;
    if (c->centre.partitions && wish.nodes < c->centre.partitions[partition].min_nodes)
        return AIF_REJECT_TOO_FEW_NODES;
    if (p->max_limit_s && c->jobs[job].limit_s > p->max_limit_s)
        return AIF_REJECT_LIMIT_TOO_LONG;
    if (!takes_account(c, job, partition))
        return AIF_REJECT_ACCOUNT;
    return takes_qos(c, job, partition) ? AIF_REJECT_NONE : AIF_REJECT_QOS;
}

bool open_is_possible(const struct controller *c, uint32_t job, uint32_t partition)
{
    return judge_partition(c, job, partition) == AIF_REJECT_NONE;
}

/* Width and nodes of the job, for its row. */
static void note_width(struct controller *c, uint32_t job, uint32_t partition)
{
    const struct aif_partition *p = &c->machine->partitions[partition];
    struct aif_row *row = &c->sim.rows[job];
    uint32_t first = wish_first_class(p->class_mask);
    struct wish wish = open_wish(c, job, partition);
    wish_count_able(c->machine, p, &wish, &first);
    uint64_t units = wish_width(&wish, &c->machine->classes[first].shape);
    c->jobs[job].is_uncounted = c->has_gpus && !c->machine->classes[first].shape.gpus;
    row->partition = (uint16_t)partition;
    row->units = units < UINT32_MAX ? (uint32_t)units : UINT32_MAX;
    row->node_count = wish.nodes;
}

static enum aif_reject bind_qos(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    uint16_t name = c->sim.scenario.workload->jobs[job].qos;
    uint32_t qos = name == AIF_NONE16 ? AIF_NONE : c->qos_of[name];
    if (name != AIF_NONE16 && qos == AIF_NONE && (c->centre.enforce & AIF_ENFORCE_QOS))
        return AIF_REJECT_QOS;
    if (qos == AIF_NONE && j->assoc != AIF_NONE)
        qos = c->fairshare.accounts->assocs[j->assoc].default_qos;
    if (qos == AIF_NONE && c->centre.qos_count)
        qos = 0;
    j->qos = qos == AIF_NONE ? AIF_NONE16 : (uint16_t)qos;
    return AIF_REJECT_NONE;
}

static enum aif_reject bind_job(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    struct aif_row *row = &c->sim.rows[job];
    const struct aif_job *traced = &c->sim.scenario.workload->jobs[job];
    enum aif_reject reason = AIF_REJECT_UNKNOWN_PARTITION, last;
    enum aif_reject qos = bind_qos(c, job);
    uint32_t partition;
    for (uint32_t i = 0; (partition = open_wanted(c, job, i)) != OPEN_NO_MORE; i++) {
        if (row->limit_s <= 0 && partition != AIF_NONE)
            row->limit_s = j->limit_s = limit_of(c, job, partition);
        last = partition == AIF_NONE ? AIF_REJECT_UNKNOWN_PARTITION
                                     : judge_partition(c, job, partition);
        if (last != AIF_REJECT_NONE && j->record_count == 0)
            reason = last;
        if (last == AIF_REJECT_NONE && j->record_count++ == 0)
            note_width(c, job, partition);
    }
    if (traced->runtime_s > row->limit_s)
        c->sim.totals.repairs[AIF_REPAIR_RUN_OVER_LIMIT]++;
    if (j->record_count == 0)
        return reason;
    if (j->assoc == AIF_NONE && (c->centre.enforce & AIF_ENFORCE_ASSOCIATIONS))
        return AIF_REJECT_UNKNOWN_USER;
    if (!reservation_bind(c, job))
        return AIF_REJECT_RESERVATION;
    return qos;
}

static void init_job(struct controller *c, uint32_t job)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    const struct aif_job *traced = &w->jobs[job];
    struct job_state *j = &c->jobs[job];
    c->sim.rows[job].start_s = c->sim.rows[job].end_s = AIF_UNKNOWN_S;
    j->submit_ms = traced->submit_s * 1000;
    j->run_ms = traced->runtime_s * 1000;
    j->begin_ms = j->wake_ms = j->eligible_ms = j->begun_ms = j->start_ms = j->accrue_ms =
        j->grace_ms = -1;
    j->blocker = j->heir = j->last_heir = j->reservation = AIF_NONE;
    j->has_failed = traced->status == AIF_STATUS_FAILED || traced->status == AIF_STATUS_CANCELLED;
    if (!w->extras)
        return;
    const struct aif_extra *x = &w->extras[job];
    j->submit_ms += x->submit_ms;
    j->run_ms += x->runtime_ms;
    j->is_held = x->is_held;
    j->has_failed |= x->has_failed;
    j->begin_ms = x->begin_s == AIF_UNKNOWN_S ? -1 : x->begin_s * 1000;
    c->submits_by_event |= x->submit_ms > 0;
}

static void bind_all(struct controller *c)
{
    for (uint32_t job = 0; job < c->sim.job_count; job++) {
        init_job(c, job);
        enum aif_reject reason = bind_job(c, job);
        if (reason != AIF_REJECT_NONE)
            life_reject(c, job, reason);
    }
    for (uint32_t job = 0; c->submits_by_event && job < c->sim.job_count; job++)
        if (c->jobs[job].phase == PHASE_FUTURE)
            controller_push(c, c->jobs[job].submit_ms, EV_SUBMIT, job);
}

static void push_outside_events(struct controller *c)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    for (uint32_t i = 0; i < w->action_count; i++)
        controller_push(c, w->actions[i].t_s * 1000 + w->actions[i].t_ms, EV_ACTION, i);
    for (uint32_t i = 0; i < c->centre.reservation_count; i++)
        action_open_reservation(c, i);
    const struct aif_recording *r = c->sim.scenario.recording;
    for (uint32_t i = 0; r && i < r->pass_count; i++)
        controller_push(c, r->pass_ms[i], EV_PASS, i);
    for (uint32_t i = 0; r && i < r->backfill_count; i++)
        controller_push(c, r->backfill_ms[i], EV_BACKFILL, i);
    for (uint32_t i = 0; r && i < r->priority_count; i++)
        controller_push(c, r->priority_ms[i], EV_PRIORITY, i);
}

void open_run(struct controller *c)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    struct aif_arena *arena = &c->sim.arena;
    c->sim.rows = AIF_NEW(arena, struct aif_row, c->sim.job_count);
    c->jobs = AIF_NEW(arena, struct job_state, c->sim.job_count);
    c->held = AIF_NEW(arena, struct held, c->sim.job_count);
    c->verdicts = AIF_NEW(arena, struct limit_verdict, c->sim.job_count);
    if (c->sim.scenario.keeps_plan)
        c->planned_s = AIF_NEW(arena, int64_t, c->sim.job_count);
    for (uint32_t job = 0; c->planned_s && job < c->sim.job_count; job++)
        c->planned_s[job] = AIF_UNKNOWN_S;
    c->cycle_ms = AIF_UNKNOWN_S;
    c->running = AIF_NEW(arena, uint32_t, c->sim.job_count);
    c->partition_qos = AIF_NEW(arena, uint32_t, c->sim.scenario.machine->partition_count + 1);
    c->events.arena = c->pending.arena = arena;
    c->rule = c->sim.scenario.policy.backfill->rule;
    if (c->rule)
        c->sim.scenario.recording = NULL; /* when Slurm acted */
    if (c->rule && c->rule->open)
        c->rule->open(c);
    c->events.now_s = c->now_ms = CONTROLLER_LONG_AGO;
    take_machine(c);
    open_cluster(c);
    map_names(c);
    depend_open(&c->depends, arena, w, c->sim.job_count);
    array_open(c);
    timers_open(c);
    waits_open(c);
    fairshare_open(c);
    preempt_open(c);
    gang_open(c);
    bind_all(c);
    if (c->sim.scenario.access)
        c->sim.grants = grants_open(&c->sim);
    push_outside_events(c);
}
