/* Limits that end running jobs, and those that are asked about by themselves. */
#include "aif/usage.h"
#include "limit/rules.h"

#include <stdint.h>

struct run {
    const struct limit_book *book;
    struct aif_tres_set minutes; /* used by the job so far, rounded up */
    struct limit_seen seen;
    struct limit_verdict verdict;
};

static bool is_out_of_time(struct run *r, const struct aif_limits *l, const struct aif_used *used,
                           struct limit_entity e)
{
    struct aif_tres_set used_min = {{0}}, of_job = r->minutes;
    for (int t = 0; used && t < AIF_TRES_COUNT; t++)
        used_min.of[t] = (int64_t)(used->tres[t] / 60);
    struct limit_rule group = {.kind = LIMIT_GRP_TRES_MINS,
                               .limit = &l->grp_tres_mins,
                               .asked = &r->minutes,
                               .used = &used_min,
                               .is_used_only = true};
    if (limit_rule_breaks(&group, e, &r->seen, &r->verdict))
        return true;
    int64_t wall = used ? (int64_t)(used->wall_s / 60) : 0;
    if (limit_decides(l->grp_wall_s, LIMIT_GRP_WALL, e, &r->seen) && wall >= l->grp_wall_s / 60)
        return limit_breaks(&r->verdict, LIMIT_GRP_WALL, e, l->grp_wall_s / 60, wall);
    if (!e.is_of_qos) /* Slurm leaves the nodes out here. */
        of_job.of[AIF_TRES_NODE] = 0;
    struct limit_rule own = {
        .kind = LIMIT_MAX_TRES_MINS_PER_JOB, .limit = &l->max_tres_mins_per_job, .asked = &of_job};
    return limit_rule_breaks(&own, e, &r->seen, &r->verdict);
}

struct limit_verdict limit_check_running(const struct limit_book *b, const struct limit_job *j,
                                         int64_t ran_s)
{
    const struct aif_centre *c = b->centre;
    struct run r = {.book = b};
    if (j->assoc == AIF_NONE || !(c->enforce & AIF_ENFORCE_LIMITS) ||
        (c->enforce & AIF_ENFORCE_SAFE))
        return r.verdict;
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        r.minutes.of[t] = j->amount.of[t] > 0 ? ran_s / 60 * j->amount.of[t] + 1 : 0;
    struct limit_order o = limit_qos_order(c, j);
    const uint32_t qos[] = {o.first, o.second};
    for (size_t i = 0; i < AIF_COUNT(qos); i++)
        if (qos[i] != AIF_NONE &&
            is_out_of_time(&r, &c->qos[qos[i]].limits, b->usage.qos ? &b->usage.qos[qos[i]] : NULL,
                           (struct limit_entity){true, qos[i]}))
            return r.verdict;
    /* The root ends nobody's jobs. */
    for (uint32_t a = j->assoc; a != AIF_NONE && a != 0; a = c->accounts.assocs[a].parent)
        if (is_out_of_time(&r, &b->own[a], b->usage.assocs ? &b->usage.assocs[a] : NULL,
                           (struct limit_entity){false, a}))
            return r.verdict;
    return r.verdict;
}

bool limit_ends_jobs(const struct limit_book *b)
{
    const struct aif_centre *c = b->centre;
    const uint32_t kinds =
        1u << LIMIT_GRP_TRES_MINS | 1u << LIMIT_GRP_WALL | 1u << LIMIT_MAX_TRES_MINS_PER_JOB;
    bool is_any = false;
    for (uint32_t a = 1; a < c->accounts.count; a++)
        is_any |= b->assoc_kinds[a] & kinds;
    for (uint32_t q = 0; q < c->qos_count; q++)
        is_any |= b->qos_kinds[q] & kinds;
    return is_any && (c->enforce & AIF_ENFORCE_LIMITS) && !(c->enforce & AIF_ENFORCE_SAFE);
}

/* Keep the smallest limit on nodes, the first of equal ones. */
static void bound_nodes(struct limit_verdict *v, enum limit_kind kind, int64_t limit,
                        struct limit_entity e)
{
    if (limit == AIF_UNLIMITED || (v->kind != LIMIT_NONE && limit >= v->bound))
        return;
    limit_breaks(v, kind, e, limit, 0);
    v->tres = AIF_TRES_NODE;
}

/* The first of two QOS that sets a limit on nodes. */
static void bound_by_qos(struct limit_verdict *v, const struct aif_centre *c, struct limit_order o,
                         enum limit_kind kind, size_t offset)
{
    const uint32_t qos[] = {o.first, o.second};
    for (size_t i = 0; i < AIF_COUNT(qos); i++) {
        if (qos[i] == AIF_NONE)
            continue;
        const char *limits = (const char *)&c->qos[qos[i]].limits;
        const struct aif_tres_set *set = (const void *)(limits + offset);
        if (set->of[AIF_TRES_NODE] != AIF_UNLIMITED) {
            bound_nodes(v, kind, set->of[AIF_TRES_NODE], (struct limit_entity){true, qos[i]});
            return;
        }
    }
}

static bool qos_groups_nodes(const struct aif_centre *c, uint32_t qos)
{
    return qos != AIF_NONE && c->qos[qos].limits.grp_tres.of[AIF_TRES_NODE] != AIF_UNLIMITED;
}

uint32_t limit_max_nodes(const struct limit_book *b, const struct limit_job *j,
                         struct limit_verdict *v)
{
    *v = (struct limit_verdict){0};
    const struct aif_centre *c = b->centre;
    if (!(c->enforce & AIF_ENFORCE_LIMITS) || j->assoc == AIF_NONE)
        return UINT32_MAX;
    struct limit_order o = limit_qos_order(c, j);
    bound_by_qos(v, c, o, LIMIT_MAX_TRES_PER_ACCOUNT,
                 offsetof(struct aif_limits, max_tres_per_account));
    bound_by_qos(v, c, o, LIMIT_MAX_TRES_PER_JOB, offsetof(struct aif_limits, max_tres_per_job));
    bound_by_qos(v, c, o, LIMIT_MAX_TRES_PER_USER, offsetof(struct aif_limits, max_tres_per_user));
    bool has_qos_maximum = v->kind != LIMIT_NONE;
    bound_by_qos(v, c, o, LIMIT_GRP_TRES, offsetof(struct aif_limits, grp_tres));
    bool has_qos_group = qos_groups_nodes(c, o.first) || qos_groups_nodes(c, o.second);
    double factor = limit_factor_of(c, o);
    for (uint32_t a = j->assoc; a != AIF_NONE; a = b->next_limited[a]) {
        if (!(b->assoc_kinds[a] & (1u << LIMIT_GRP_TRES | 1u << LIMIT_MAX_TRES_PER_JOB)))
            continue;
        struct limit_entity e = {false, a};
        struct aif_tres_set group = limit_scaled(&b->own[a].grp_tres, factor);
        struct aif_tres_set own = limit_scaled(&b->own[a].max_tres_per_job, factor);
        if (!has_qos_group)
            bound_nodes(v, LIMIT_GRP_TRES, group.of[AIF_TRES_NODE], e);
        if (a == j->assoc && !has_qos_maximum)
            bound_nodes(v, LIMIT_MAX_TRES_PER_JOB, own.of[AIF_TRES_NODE], e);
    }
    if (v->kind == LIMIT_NONE || v->bound >= UINT32_MAX)
        return UINT32_MAX;
    v->reached = j->amount.of[AIF_TRES_NODE];
    return (uint32_t)v->bound;
}

int64_t limit_priority_threshold(const struct limit_book *b, const struct limit_job *j)
{
    const struct aif_centre *c = b->centre;
    if (!(c->enforce & AIF_ENFORCE_LIMITS) || j->assoc == AIF_NONE)
        return 0;
    struct limit_order o = limit_qos_order(c, j);
    if (o.first != AIF_NONE && c->qos[o.first].min_priority_threshold)
        return c->qos[o.first].min_priority_threshold;
    if (o.second != AIF_NONE && c->qos[o.second].min_priority_threshold)
        return c->qos[o.second].min_priority_threshold;
    return c->accounts.assocs[j->assoc].min_priority_threshold;
}

/* Room left below the tightest limit so far. */
struct room {
    int64_t limit, left;
};

static void narrow(struct room *r, int64_t limit, uint32_t accruing)
{
    if (limit == AIF_UNLIMITED || (r->limit != AIF_UNLIMITED && r->limit <= limit))
        return;
    r->limit = limit;
    r->left = limit - accruing;
}

bool limit_bounds_accrual(const struct limit_book *b)
{
    const struct aif_centre *c = b->centre;
    bool is_any = false;
    for (uint32_t a = 0; a < c->accounts.count; a++)
        is_any |= b->own[a].grp_accrue != AIF_UNLIMITED || b->own[a].max_accrue != AIF_UNLIMITED;
    for (uint32_t q = 0; q < c->qos_count; q++) {
        const struct aif_limits *l = &c->qos[q].limits;
        is_any |= l->grp_accrue != AIF_UNLIMITED || l->max_accrue_per_user != AIF_UNLIMITED ||
                  l->max_accrue_per_account != AIF_UNLIMITED;
    }
    return is_any && (c->enforce & AIF_ENFORCE_LIMITS);
}

bool limit_may_accrue(const struct limit_book *b, const struct limit_job *j)
{
    const struct aif_centre *c = b->centre;
    if (!(c->enforce & AIF_ENFORCE_LIMITS) || j->assoc == AIF_NONE)
        return true;
    struct room r = {AIF_UNLIMITED, 0};
    if (j->qos != AIF_NONE) {
        const struct aif_limits *l = &c->qos[j->qos].limits;
        narrow(&r, l->grp_accrue, b->qos[j->qos].all.accruing);
        narrow(&r, l->max_accrue_per_account, limit_use_of_account(b, j->qos, j->assoc)->accruing);
        narrow(&r, l->max_accrue_per_user, limit_use_of_user(b, j->qos, j->assoc)->accruing);
    }
    for (uint32_t a = j->assoc; a != AIF_NONE && r.limit == AIF_UNLIMITED;
         a = c->accounts.assocs[a].parent) {
        narrow(&r, b->own[a].grp_accrue, b->assocs[a].accruing);
        if (a == j->assoc)
            narrow(&r, b->own[a].max_accrue, b->assocs[a].accruing);
    }
    return r.limit == AIF_UNLIMITED || r.left > 0;
}
