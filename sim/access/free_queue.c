/* IT4I: once the amount is used, jobs of a limited length go to a queue behind all others, up to a
 * share of the amount beyond it (docs.it4i.cz, qcpu_free and qgpu_free). */
#include "aif/access.h"

static int64_t percent_of(int64_t amount, int32_t percent)
{
    return amount / 100 * percent + amount % 100 * percent / 100;
}

static void judge(const struct aif_access_settings *settings, const struct aif_grant_book *book,
                  struct aif_access_verdict *out)
{
    int64_t amount = book->grant->amount_unit_ms, used = book->used_unit_ms;
    *out = (struct aif_access_verdict){.stop = AIF_STOP_NONE};
    if (used < amount)
        return;
    out->band = AIF_BAND_LAST;
    out->max_limit_s = settings->free_limit_s;
    if (used - amount >= percent_of(amount, settings->free_share_percent))
        out->stop = AIF_STOP_START;
}

const struct aif_access_rule aif_access_rule_free_queue = {
    .plugin = {AIF_ACCESS, "free-queue", "IT4I: half as much again, short jobs, behind all others"},
    .judge = judge,
};
