/* The comparison that nearly all limits come down to. */
#include "limit/rules.h"

/* Slurm looks at resources in the order of their numbers: GRES come last. */
static const enum aif_tres order[AIF_TRES_COUNT] = {AIF_TRES_CPU, AIF_TRES_MEM, AIF_TRES_NODE,
                                                    AIF_TRES_BILLING, AIF_TRES_GPU};

bool limit_breaks(struct limit_verdict *v, enum limit_kind kind, struct limit_entity e,
                  int64_t bound, int64_t reached)
{
    *v = (struct limit_verdict){.kind = (uint8_t)kind,
                                .is_of_qos = e.is_of_qos,
                                .entity = e.index,
                                .bound = bound,
                                .reached = reached};
    return true;
}

/* What it would come to, if that is too much (or too little); else -1. */
static int64_t beyond(const struct limit_rule *r, enum aif_tres t)
{
    int64_t limit = r->limit->of[t], asked = r->asked->of[t];
    int64_t used = r->used ? r->used->of[t] : 0;
    if (r->is_minimum)
        return asked < limit ? asked : -1;
    if (r->used && asked > 0 && used >= limit)
        return used;
    if (r->is_used_only)
        return -1;
    if (asked > limit)
        return asked;
    if (r->running && asked > 0 && asked + r->running->of[t] > limit - used)
        return asked + r->running->of[t] + used;
    return -1;
}

bool limit_rule_breaks(const struct limit_rule *r, struct limit_entity e, struct limit_seen *seen,
                       struct limit_verdict *v)
{
    AIF_CHECK(r->kind < LIMIT_GRP_JOBS);
    for (size_t i = 0; i < AIF_COUNT(order); i++) {
        enum aif_tres t = order[i];
        if (r->limit->of[t] == AIF_UNLIMITED || (seen->tres[r->kind] >> t & 1))
            continue;
        if (e.is_of_qos)
            seen->tres[r->kind] |= 1u << t;
        int64_t reached = beyond(r, t);
        if (reached >= 0) {
            limit_breaks(v, r->kind, e, r->limit->of[t], reached);
            v->tres = (uint8_t)t;
            return true;
        }
    }
    return false;
}

static uint32_t kind_if(bool is_set, enum limit_kind kind)
{
    return is_set ? 1u << kind : 0;
}

static uint32_t kind_of_set(const struct aif_tres_set *set, enum limit_kind kind)
{
    bool is_set = false;
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        is_set |= set->of[t] != AIF_UNLIMITED;
    return kind_if(is_set, kind);
}

uint32_t limit_kinds_of(const struct aif_limits *l)
{
    return kind_of_set(&l->grp_tres, LIMIT_GRP_TRES) |
           kind_of_set(&l->grp_tres_mins, LIMIT_GRP_TRES_MINS) |
           kind_of_set(&l->grp_tres_run_mins, LIMIT_GRP_TRES_RUN_MINS) |
           kind_of_set(&l->max_tres_per_job, LIMIT_MAX_TRES_PER_JOB) |
           kind_of_set(&l->max_tres_per_node, LIMIT_MAX_TRES_PER_NODE) |
           kind_of_set(&l->max_tres_mins_per_job, LIMIT_MAX_TRES_MINS_PER_JOB) |
           kind_of_set(&l->max_tres_per_user, LIMIT_MAX_TRES_PER_USER) |
           kind_of_set(&l->max_tres_per_account, LIMIT_MAX_TRES_PER_ACCOUNT) |
           kind_of_set(&l->max_tres_run_mins_per_user, LIMIT_MAX_TRES_RUN_MINS_PER_USER) |
           kind_of_set(&l->max_tres_run_mins_per_account, LIMIT_MAX_TRES_RUN_MINS_PER_ACCOUNT) |
           kind_of_set(&l->min_tres_per_job, LIMIT_MIN_TRES_PER_JOB) |
           kind_if(l->grp_jobs != AIF_UNLIMITED, LIMIT_GRP_JOBS) |
           kind_if(l->grp_submit != AIF_UNLIMITED, LIMIT_GRP_SUBMIT) |
           kind_if(l->grp_wall_s != AIF_UNLIMITED, LIMIT_GRP_WALL) |
           kind_if(l->max_jobs != AIF_UNLIMITED, LIMIT_MAX_JOBS) |
           kind_if(l->max_submit != AIF_UNLIMITED, LIMIT_MAX_SUBMIT) |
           kind_if(l->max_jobs_per_user != AIF_UNLIMITED, LIMIT_MAX_JOBS_PER_USER) |
           kind_if(l->max_submit_per_user != AIF_UNLIMITED, LIMIT_MAX_SUBMIT_PER_USER) |
           kind_if(l->max_jobs_per_account != AIF_UNLIMITED, LIMIT_MAX_JOBS_PER_ACCOUNT) |
           kind_if(l->max_submit_per_account != AIF_UNLIMITED, LIMIT_MAX_SUBMIT_PER_ACCOUNT) |
           kind_if(l->max_wall_s != AIF_UNLIMITED, LIMIT_MAX_WALL);
}

bool limit_is_seen(const struct limit_seen *seen, enum limit_kind kind)
{
    return seen->kinds >> kind & 1;
}

bool limit_decides(int64_t limit, enum limit_kind kind, struct limit_entity e,
                   struct limit_seen *seen)
{
    if (limit == AIF_UNLIMITED || limit_is_seen(seen, kind))
        return false;
    if (e.is_of_qos)
        seen->kinds |= 1u << kind;
    return true;
}

struct limit_order limit_qos_order(const struct aif_centre *c, const struct limit_job *j)
{
    if (j->qos == AIF_NONE)
        return (struct limit_order){j->partition_qos, AIF_NONE};
    if (j->partition_qos == AIF_NONE || j->partition_qos == j->qos)
        return (struct limit_order){j->qos, AIF_NONE};
    if (c->qos[j->qos].flags & AIF_QOS_OVER_PART_QOS)
        return (struct limit_order){j->qos, j->partition_qos};
    return (struct limit_order){j->partition_qos, j->qos};
}

double limit_factor_of(const struct aif_centre *c, struct limit_order o)
{
    if (o.first != AIF_NONE && c->qos[o.first].limit_factor > 0)
        return c->qos[o.first].limit_factor;
    return o.second != AIF_NONE ? c->qos[o.second].limit_factor : 0;
}

struct aif_tres_set limit_scaled(const struct aif_tres_set *limit, double factor)
{
    struct aif_tres_set scaled = *limit;
    for (int t = 0; factor > 0 && t < AIF_TRES_COUNT; t++)
        if (limit->of[t] != AIF_UNLIMITED) {
            double value = (double)limit->of[t] * factor;
            scaled.of[t] = value < 9e18 ? (int64_t)value : AIF_UNLIMITED;
        }
    return scaled;
}

int64_t limit_minutes(int64_t limit_s)
{
    return limit_s / 60 + (limit_s % 60 > 0);
}

struct aif_tres_set limit_times(const struct aif_tres_set *amount, int64_t minutes)
{
    struct aif_tres_set product;
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        product.of[t] = amount->of[t] * minutes;
    return product;
}
