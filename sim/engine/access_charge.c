/* What a second of a job costs its grant. */
#include "aif/access.h"

static int64_t parts_of(int64_t amount, int64_t of_a_part)
{
    return of_a_part > 0 && amount > 0 ? (amount - 1) / of_a_part + 1 : 0;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t aif_charge_milli(const struct aif_charge_rate *rate, const struct aif_tres_set *amount)
{
    if (rate->is_by_node)
        return larger(amount->of[AIF_TRES_NODE], 0) * rate->milli_per_node;
    int64_t parts = parts_of(amount->of[AIF_TRES_CPU], rate->cores_per_part);
    parts = larger(parts, parts_of(amount->of[AIF_TRES_MEM], rate->mem_mib_per_part));
    parts = larger(parts, parts_of(amount->of[AIF_TRES_GPU], rate->gpus_per_part));
    return parts * rate->milli_per_part;
}
