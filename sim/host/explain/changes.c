/* What else would have let a job start earlier: the same run with something else about the job, the
 * site's rules or the policy. */
#include "host/explain/explain.h"

#include <stdio.h>
#include <string.h>

/* A scenario with parts of its own; gone once it has been tried. */
struct copy {
    struct aif_arena arena;
    struct aif_scenario scenario;
    struct aif_workload workload;
    struct aif_centre centre;
    struct aif_job *job;
    struct aif_extra *extra; /* NULL: there are none */
};

static struct copy copy_of(const struct explanation *e)
{
    struct copy c = {.scenario = e->scenario, .workload = *e->scenario.workload};
    size_t count = c.workload.count;
    c.workload.jobs = AIF_NEW(&c.arena, struct aif_job, count);
    memcpy(c.workload.jobs, e->scenario.workload->jobs, count * sizeof *c.workload.jobs);
    c.job = &c.workload.jobs[e->job];
    if (c.workload.extras) {
        struct aif_extra *extras = AIF_NEW(&c.arena, struct aif_extra, count);
        memcpy(extras, c.workload.extras, count * sizeof *extras);
        c.workload.extras = extras;
        c.extra = &extras[e->job];
    }
    c.centre = e->scenario.centre ? *e->scenario.centre : aif_centre_default();
    return c;
}

static struct explain_change *try_copy(struct explanation *e, struct copy *c, const char *kind)
{
    struct explain_change *change = NULL;
    if (e->change_count < EXPLAIN_CHANGES) {
        change = &e->changes[e->change_count++];
        *change = (struct explain_change){.kind = kind};
        c->scenario.workload = &c->workload;
        if (c->scenario.centre)
            c->scenario.centre = &c->centre;
        change->start_s = explain_rerun(e, &c->scenario, e->job, &change->refused);
    }
    aif_arena_free(&c->arena);
    return change;
}

static const struct aif_row *row_of(const struct explanation *e)
{
    return &aif_sim_rows(e->sim)[e->job];
}

static struct explain_change *try_limit(struct explanation *e, int64_t limit_s)
{
    struct copy c = copy_of(e);
    c.job->limit_s = limit_s;
    struct explain_change *change = try_copy(e, &c, "limit");
    if (change && limit_s < e->scenario.workload->jobs[e->job].runtime_s)
        snprintf(change->note, sizeof change->note, "it would be ended before it is done");
    return change;
}

/* Half the limit, what it really ran, and the longest of some steps between that starts earlier. */
static void try_limits(struct explanation *e)
{
    static const int eighths[] = {7, 6, 5, 3, 2, 1};
    char text[32];
    const struct aif_job *job = &e->scenario.workload->jobs[e->job];
    int64_t limit_s = row_of(e)->limit_s, run_s = job->runtime_s > 0 ? job->runtime_s : 1;
    if (limit_s < 2)
        return;
    struct explain_change *change = try_limit(e, limit_s / 2);
    if (change)
        snprintf(change->what, sizeof change->what, "half its limit, %s",
                 explain_duration(limit_s / 2, text));
    for (size_t i = 0; i < AIF_COUNT(eighths); i++) {
        int64_t less_s = limit_s * eighths[i] / 8;
        if (less_s < 1 || less_s < job->runtime_s || !(change = try_limit(e, less_s)))
            break;
        snprintf(change->what, sizeof change->what, "a shorter limit that fits, %s",
                 explain_duration(less_s, text));
        if (change->start_s != AIF_NEVER_S)
            break;
        e->change_count--; /* not worth a line */
    }
    if (run_s < limit_s && (change = try_limit(e, run_s)))
        snprintf(change->what, sizeof change->what, "its real run time as its limit, %s",
                 explain_duration(run_s, text));
}

enum width { PROCESSORS, WHOLE_NODES, NODE_GPUS, NODE_CORES, WIDTHS };

static uint32_t *width_of(struct aif_request *r, enum width w)
{
    uint32_t *const of[WIDTHS] = {&r->procs, &r->nodes, &r->per_node.gpus, &r->per_node.cores};
    return of[w];
}

/* Of jobs that state tasks, these and not the nodes decide. */
static void try_widths(struct explanation *e)
{
    static const char *const names[WIDTHS] = {"processors", "nodes", "GPUs on each node",
                                              "cores on each node"};
    struct aif_request now = e->scenario.workload->jobs[e->job].request;
    const struct aif_extra *extras = e->scenario.workload->extras;
    if (extras && extras[e->job].tasks)
        return;
    for (int w = 0; w < WIDTHS; w++) {
        uint32_t half = *width_of(&now, (enum width)w) / 2;
        bool is_of_node = w == NODE_GPUS || w == NODE_CORES;
        if (half < 1 || (is_of_node && now.is_exclusive) || (w == NODE_CORES && now.per_node.gpus))
            continue;
        struct copy c = copy_of(e);
        *width_of(&c.job->request, (enum width)w) = half;
        struct explain_change *change = try_copy(e, &c, "width");
        if (change)
            snprintf(change->what, sizeof change->what, "half as many %s, %u", names[w], half);
    }
}

/* A table of names with one more, which does not touch the memory of the first. */
static uint32_t name_in(struct copy *c, struct aif_names *names, const char *name)
{
    struct aif_names own = {0};
    for (uint32_t i = 0; i < names->count; i++)
        aif_names_intern(&own, &c->arena, names->texts[i], strlen(names->texts[i]));
    *names = own;
    return aif_names_intern(names, &c->arena, name, strlen(name));
}

static void try_partitions(struct explanation *e)
{
    const struct aif_machine *m = e->scenario.machine;
    for (uint32_t i = 0; m->node_count && i < m->partition_count; i++) {
        if (i == row_of(e)->partition)
            continue;
        struct copy c = copy_of(e);
        c.job->partition = (uint16_t)name_in(&c, &c.workload.partitions, m->partitions[i].name);
        if (c.extra)
            c.extra->partition_count = 0;
        struct explain_change *change = try_copy(e, &c, "partition");
        if (change)
            snprintf(change->what, sizeof change->what, "partition %.100s", m->partitions[i].name);
    }
}

static void try_qos(struct explanation *e)
{
    const struct aif_centre *centre = e->scenario.centre;
    uint32_t own = aif_view_job(e->sim, e->job).qos;
    bool controls = e->scenario.policy.backfill->controls;
    for (uint32_t i = 0; controls && centre && i < centre->qos_count; i++) {
        if (i == own)
            continue;
        struct copy c = copy_of(e);
        c.job->qos = (uint16_t)name_in(&c, &c.workload.qos, centre->qos[i].name);
        struct explain_change *change = try_copy(e, &c, "qos");
        if (change)
            snprintf(change->what, sizeof change->what, "QOS %.100s", centre->qos[i].name);
    }
}

static bool has_waited_for(const struct explanation *e, enum aif_wait first, enum aif_wait last)
{
    for (uint32_t i = 0; i < e->story.span_count; i++)
        if (e->story.spans[i].reason >= first && e->story.spans[i].reason <= last)
            return true;
    return false;
}

enum rule { LIMITS, RESERVATIONS, DEPENDENCY, BEGIN, GRANTS, RULES };

/* Whether the rule is one that the job was seen to wait for. */
static bool is_at_issue(const struct explanation *e, enum rule rule)
{
    bool has_extra = e->scenario.workload->extras != NULL;
    switch (rule) {
    case LIMITS:
        return has_waited_for(e, AIF_WAIT_LIMIT, AIF_WAIT_LIMIT);
    case RESERVATIONS:
        return has_waited_for(e, AIF_WAIT_RESERVATION, AIF_WAIT_RESERVED);
    case DEPENDENCY:
        return has_extra && has_waited_for(e, AIF_WAIT_DEPENDENCY, AIF_WAIT_DEPENDENCY_NEVER);
    case BEGIN:
        return has_extra && has_waited_for(e, AIF_WAIT_HELD, AIF_WAIT_BEGIN);
    case GRANTS:
        return e->scenario.access != NULL;
    case RULES:
        break;
    }
    return false;
}

static void lift(struct copy *c, enum rule rule)
{
    if (rule == LIMITS)
        c->centre.enforce &= ~(uint32_t)AIF_ENFORCE_LIMITS;
    if (rule == RESERVATIONS)
        c->centre.reservation_count = 0;
    if (rule == RESERVATIONS && c->extra)
        c->extra->reservation = AIF_NONE;
    if (rule == DEPENDENCY)
        c->extra->depend_count = 0;
    if (rule == BEGIN) {
        c->extra->begin_s = AIF_UNKNOWN_S;
        c->extra->is_held = false;
        c->workload.action_count = 0;
    }
    if (rule == GRANTS)
        c->scenario.access = NULL;
}

static void try_rules(struct explanation *e)
{
    static const struct {
        const char *kind, *what;
    } texts[RULES] = {
        [LIMITS] = {"limits", "no limits of accounts and QOS"},
        [RESERVATIONS] = {"reservations", "no reservations on the site"},
        [DEPENDENCY] = {"dependency", "no dependency on other jobs"},
        [BEGIN] = {"begin", "no begin time and nobody holding it"},
        [GRANTS] = {"grants", "no grants: all may use all they like"},
    };
    for (int r = 0; r < RULES; r++) {
        if (!is_at_issue(e, (enum rule)r))
            continue;
        struct copy c = copy_of(e);
        lift(&c, (enum rule)r);
        struct explain_change *change = try_copy(e, &c, texts[r].kind);
        if (change)
            snprintf(change->what, sizeof change->what, "%s", texts[r].what);
    }
}

/* The textbook backfills compare themselves; a controller is a whole system of its own. */
static void try_backfills(struct explanation *e)
{
    static const char *const names[] = {"none", "greedy", "easy", "conservative"};
    const struct aif_policy *own = &e->scenario.policy;
    for (size_t i = 0; !own->backfill->controls && i < AIF_COUNT(names); i++) {
        struct aif_policy parsed;
        struct aif_err err;
        struct aif_policy_names policy = {.backfill = names[i]};
        bool is_known = aif_policy_parse(&policy, &parsed, &err);
        AIF_CHECK(is_known);
        if (parsed.backfill == own->backfill)
            continue;
        struct copy c = copy_of(e);
        c.scenario.policy.backfill = parsed.backfill;
        c.scenario.policy.depth = parsed.depth;
        c.scenario.policy.is_replanned = parsed.is_replanned;
        c.scenario.policy.is_variant = false;
        if (parsed.backfill->default_depth == 0 && strcmp(names[i], "none") == 0)
            c.scenario.policy.candidates = NULL;
        struct explain_change *change = try_copy(e, &c, "backfill");
        if (change)
            snprintf(change->what, sizeof change->what, "backfill %s in place of %s", names[i],
                     own->backfill->plugin.name);
    }
}

/* A job that did not wait has nothing to gain; one that is refused may be let in. */
void explain_changes(struct explanation *e)
{
    if (e->story.start_s == e->scenario.workload->jobs[e->job].submit_s)
        return;
    try_limits(e);
    try_widths(e);
    try_partitions(e);
    try_qos(e);
    try_rules(e);
    try_backfills(e);
}
