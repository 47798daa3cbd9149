/* Months of a grant, by the civil calendar of the site's local time. */
#include "aif/access.h"

#include "engine/wide.h"
#include "model/civil.h"

/* A month's weight is the share of it that the grant covers, in parts of a month so small that days
 * of months of 28, 29, 30 and 31 days are whole numbers of them. */
enum { COMMON_DAYS = 28 * 29 * 15 * 31 };

static int64_t local_day(const struct aif_access *access, int64_t t_s)
{
    return civil_day_of(t_s + access->unix_start_s + access->utc_offset_s);
}

static int64_t month_at(const struct aif_access *access, int64_t t_s)
{
    return civil_month_of(local_day(access, t_s));
}

/* The first second of a month that is counted from January 1970, on the trace's clock. */
static int64_t first_second(const struct aif_access *access, int64_t month)
{
    return civil_first_day_of_month(month) * CIVIL_DAY_S - access->unix_start_s -
           access->utc_offset_s;
}

int64_t aif_access_next_month(const struct aif_access *access, int64_t t_s)
{
    return first_second(access, month_at(access, t_s) + 1);
}

uint32_t aif_grant_months(const struct aif_access *access, const struct aif_grant *grant)
{
    if (grant->end_s <= grant->start_s)
        return 0;
    return (uint32_t)(month_at(access, grant->end_s - 1) - month_at(access, grant->start_s) + 1);
}

static uint64_t weight(const struct aif_access *access, const struct aif_grant *grant,
                       int64_t month)
{
    int64_t from_s = first_second(access, month), to_s = first_second(access, month + 1);
    int64_t days = (to_s - from_s) / CIVIL_DAY_S;
    if (from_s < grant->start_s)
        from_s = grant->start_s;
    if (to_s > grant->end_s)
        to_s = grant->end_s;
    return (uint64_t)(to_s - from_s) * (uint64_t)(COMMON_DAYS / days);
}

/* What the first months of a grant get together is rounded down, so that all of them get all. */
int64_t aif_grant_quota(const struct aif_access *access, const struct aif_grant *grant,
                        uint32_t month)
{
    uint32_t count = aif_grant_months(access, grant);
    AIF_CHECK(month < count && grant->amount_unit_ms >= 0);
    int64_t first = month_at(access, grant->start_s);
    uint64_t before = 0, own = 0, all = 0, rest;
    for (uint32_t m = 0; m < count; m++) {
        uint64_t w = weight(access, grant, first + m);
        before += m < month ? w : 0;
        own += m == month ? w : 0;
        all += w;
    }
    uint64_t amount = (uint64_t)grant->amount_unit_ms;
    uint64_t low = wide_divide(wide_product(amount, before), all, &rest);
    uint64_t high = wide_divide(wide_product(amount, before + own), all, &rest);
    return (int64_t)(high - low);
}
