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
