/* CINECA: the budget is spread evenly over the months.  Jobs have full priority at the beginning of
 * a month and less of it with every part of the month's quota that is used; beyond the quota they
 * come behind those of all accounts that have some left.  What a month leaves over stays in the
 * budget, and once that is used nothing can be submitted (docs.hpc.cineca.it, "Budget
 * linearization").  How fast priority falls is not published: here in equal steps. */
#include "aif/access.h"

#include "engine/wide.h"

static void turn_month(const struct aif_access_settings *settings, int64_t next_quota_unit_ms,
                       struct aif_grant_book *book)
{
    (void)settings;
    (void)next_quota_unit_ms;
    book->carried_unit_ms = 0;
}

/* Bands before the last are for those with some quota left. */
static uint8_t band(int64_t used, int64_t quota)
{
    uint64_t rest;
    if (used >= quota)
        return AIF_BAND_LAST;
    if (used <= 0)
        return 0;
    return (uint8_t)wide_divide(wide_product((uint64_t)used, AIF_BAND_LAST), (uint64_t)quota,
                                &rest);
}

static void judge(const struct aif_access_settings *settings, const struct aif_grant_book *book,
                  struct aif_access_verdict *out)
{
    (void)settings;
    bool is_used = book->used_unit_ms >= book->grant->amount_unit_ms;
    *out = (struct aif_access_verdict){
        .stop = is_used ? AIF_STOP_SUBMIT : AIF_STOP_NONE,
        .band = band(book->month_used_unit_ms, book->month_quota_unit_ms),
    };
}

const struct aif_access_rule aif_access_rule_monthly = {
    .plugin = {AIF_ACCESS, "monthly", "CINECA: priority falls as the month's quota is used"},
    .is_monthly = true,
    .turn_month = turn_month,
    .judge = judge,
};
