/* What pending jobs ask for, in each of their partitions: requests of the trace in terms of node
 * sets. */
#include "aif/text.h"
#include "controller/gang.h"
#include "controller/life.h"
#include "controller/open.h"

#include <string.h>

/* The request of a job at present; an action may have changed its number of nodes. */
static struct aif_request request_of(const struct controller *c, uint32_t job)
{
    struct aif_request r = c->sim.scenario.workload->jobs[job].request;
    if (c->sim.scenario.machine->procs && r.nodes) {
        uint32_t each = r.per_node.gpus ? r.per_node.gpus : r.per_node.cores;
        r = (struct aif_request){.procs = r.nodes * (each ? each : 1)};
    }
    if (c->jobs[job].set_nodes)
        r.nodes = c->jobs[job].set_nodes;
    return r;
}

struct wish open_wish(const struct controller *c, uint32_t job, uint32_t partition)
{
    const struct aif_partition *p = &c->machine->partitions[partition];
    const struct aif_shape *node = &c->machine->classes[wish_first_class(p->class_mask)].shape;
    struct aif_request r = request_of(c, job);
    const struct aif_workload *w = c->sim.scenario.workload;
    bool is_rounded;
    if (w->extras && w->extras[job].tasks && r.nodes == 0) {
        /* Tasks find nodes for themselves; one must fit on some node. */
        uint32_t each = w->extras[job].cpus_per_task ? w->extras[job].cpus_per_task : 1;
        return (struct wish){.shape = {each, r.per_node.gpus, r.per_node.mem_mib},
                             .nodes = 1,
                             .is_whole = p->is_exclusive || r.is_exclusive};
    }
    return wish_of(&r, p, node, &is_rounded);
}

/* "a&b" or "a|b": features that a node must have, or of which one is enough.  & binds tighter. */
static bool satisfies(const char *features, const char *wanted)
{
    bool all = true;
    for (const char *at = wanted; *at;) {
        size_t bytes = strcspn(at, "&|,");
        all &= bytes == 0 || aif_text_lists(features, at, bytes);
        at += bytes;
        if (*at == '|' && all)
            return true;
        if (*at == '|')
            all = true;
        at += *at != '\0';
    }
    return all;
}

uint64_t open_count_with_features(const struct controller *c, uint32_t job, uint64_t classes)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    uint32_t wanted = w->extras ? w->extras[job].features : AIF_NONE;
    const char *text = wanted == AIF_NONE ? "" : aif_names_at(&w->features, wanted, "");
    uint64_t count = 0;
    for (uint32_t i = 0; i < c->machine->class_count; i++) {
        const char *has = c->centre.classes ? c->centre.classes[i].features : NULL;
        if ((classes >> i & 1) && satisfies(has ? has : "", text))
            count += c->machine->classes[i].node_count;
    }
    return count;
}

static void restrict_to_features(const struct controller *c, struct bitset *nodes,
                                 const char *wanted)
{
    for (uint32_t i = 0; i < c->machine->class_count; i++) {
        const struct aif_class *k = &c->machine->classes[i];
        const char *has = c->centre.classes ? c->centre.classes[i].features : "";
        for (uint32_t n = 0; !satisfies(has ? has : "", wanted) && n < k->node_count; n++)
            bitset_drop(nodes, k->first_node + n);
    }
}

uint32_t open_reservation(const struct controller *c, uint32_t job)
{
    return c->jobs[job].reservation;
}

/* The nodes that a job may ever use in a partition; jobs that agree in everything share a set. */
static const struct bitset *allowed_nodes(struct controller *c, const struct ask *ask,
                                          uint64_t able)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    uint32_t partition = ask->partition, job = ask->job;
    uint32_t features = w->extras ? w->extras[job].features : AIF_NONE;
    uint32_t reservation = open_reservation(c, job);
    bool fits_all = able == c->machine->partitions[partition].class_mask;
    if (features == AIF_NONE && reservation == AIF_NONE && fits_all)
        return &c->partition_nodes[partition];
    for (struct allowed *a = c->allowed; a; a = a->next)
        if (a->partition == partition && a->features == features && a->reservation == reservation &&
            a->able == able)
            return &a->nodes;
    struct allowed *a = AIF_NEW(&c->sim.arena, struct allowed, 1);
    *a =
        (struct allowed){c->allowed,  partition, features,
                         reservation, able,      bitset_new(&c->sim.arena, c->machine->node_count)};
    bitset_copy(&a->nodes, &c->partition_nodes[partition]);
    if (features != AIF_NONE)
        restrict_to_features(c, &a->nodes, aif_names_at(&w->features, features, ""));
    if (reservation != AIF_NONE &&
        !(c->centre.reservations[reservation].flags & AIF_RESERVATION_FLEX)) {
        bitset_and(&a->nodes, &c->reservation_nodes[reservation]);
    }
    select_drop_small(&c->cluster, ask, &a->nodes);
    c->allowed = a;
    return &a->nodes;
}

static void add_tasks(const struct controller *c, uint32_t job, struct ask *a)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    if (!w->extras)
        return;
    const struct aif_extra *x = &w->extras[job];
    const struct aif_request *r = &w->jobs[job].request;
    a->gpus = x->gpus;
    a->array = x->array;
    a->min_limit_s = x->min_limit_s;
    a->mem_per_core_mib = (uint32_t)x->mem_per_cpu_mib;
    if (x->max_nodes > a->min_nodes)
        a->max_nodes = a->wanted_nodes = x->max_nodes;
    if (!x->tasks)
        return;
    a->tasks = x->tasks;
    a->cores_per_task = x->cpus_per_task ? x->cpus_per_task : 1;
    if (r->nodes == 0) {
        a->per_node.cores = 0;
        a->max_nodes = x->max_nodes ? x->max_nodes : UINT32_MAX;
    }
}

static struct ask make_ask(struct controller *c, uint32_t job, uint32_t partition)
{
    struct wish wish = open_wish(c, job, partition);
    const struct job_state *j = &c->jobs[job];
    const struct aif_centre_partition *p =
        c->centre.partitions ? &c->centre.partitions[partition] : NULL;
    struct ask a = {
        .job = job,
        .min_nodes = wish.nodes,
        .max_nodes = wish.nodes,
        .wanted_nodes = wish.nodes,
        .per_node = wish.shape,
        .is_whole = wish.is_whole,
        .is_shared = gang_shares(c, partition),
        .is_least_loaded = c->centre.is_least_loaded || (p && p->is_least_loaded),
        .limit_s = j->limit_s,
        .user = c->sim.scenario.workload->jobs[job].user,
        .assoc = j->assoc,
        .partition = partition,
        .array = AIF_NONE,
        .may_preempt = c->centre.preempt_type != AIF_PREEMPT_NONE,
    };
    add_tasks(c, job, &a);
    a.allowed =
        allowed_nodes(c, &a, wish_classes(c->machine, &c->machine->partitions[partition], &wish));
    return a;
}

/* Of a range of nodes a job gets no more than its limits allow, as long as that is enough. */
static void bound_nodes(struct controller *c, struct ask *a)
{
    if (a->max_nodes <= a->min_nodes || !(c->centre.enforce & AIF_ENFORCE_LIMITS))
        return;
    struct limit_job limit = life_limit_job(c, a);
    struct limit_verdict v;
    uint32_t most = limit_max_nodes(&c->limits, &limit, &v);
    if (most < a->min_nodes)
        return; /* it waits for good, and the limits say why */
    a->max_nodes = most < a->max_nodes ? most : a->max_nodes;
    a->wanted_nodes = most < a->wanted_nodes ? most : a->wanted_nodes;
}

void open_asks(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    if (!j->asks) {
        struct spare_asks *spare = j->record_count == 1 ? c->spare_asks : NULL;
        if (spare)
            c->spare_asks = spare->next;
        j->asks = spare ? (struct ask *)spare : AIF_NEW(&c->sim.arena, struct ask, j->record_count);
    }
    uint32_t n = 0, partition;
    for (uint32_t i = 0; (partition = open_wanted(c, job, i)) != OPEN_NO_MORE; i++)
        if (partition != AIF_NONE && n < j->record_count && open_is_possible(c, job, partition))
            j->asks[n++] = make_ask(c, job, partition);
    AIF_CHECK(n == j->record_count);
    for (uint32_t i = 0; i < n; i++)
        bound_nodes(c, &j->asks[i]);
}

void open_drop_asks(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    if (j->asks && j->record_count == 1) {
        struct spare_asks *spare = (struct spare_asks *)j->asks;
        spare->next = c->spare_asks;
        c->spare_asks = spare;
    }
    j->asks = NULL;
}
