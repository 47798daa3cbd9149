/* Whether a job may start, apart from its rank and from whether there is room. */
#include "controller/admit.h"

#include "controller/life.h"
#include "controller/pass.h"

bool admit_is_partition_up(const struct controller *c, const struct ask *a)
{
    return !c->centre.partitions || !c->centre.partitions[a->partition].is_down;
}

enum admission admit_by_limits(struct controller *c, const struct ask *a)
{
    if (!limits_allow_look(c, a))
        return ADMIT_NOT_EARLY;
    return limits_allow_start(c, a, NULL) ? ADMIT : ADMIT_NOT_YET;
}

enum admission admit_job(struct controller *c, const struct ask *a)
{
    if (admit_is_partition_up(c, a))
        return admit_by_limits(c, a);
    life_note_reason(c, a->job, AIF_WAIT_PARTITION_DOWN, a->partition);
    return ADMIT_NOT_YET;
}

bool admit_nodes(struct controller *c, const struct ask *a, const struct bitset *nodes)
{
    bitset_copy(&c->mine, nodes);
    return reservation_filter(c, a, &c->mine);
}

bool admit_start(struct controller *c, const struct ask *a, const struct choice *nodes,
                 int64_t limit_s)
{
    if (!limits_allow_start(c, a, nodes))
        return false;
    life_start(c, a, nodes, limit_s);
    return true;
}
