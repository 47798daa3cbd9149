/* JSC: a month's quota and what the month before left of its own are at hand; next month's may be
 * overdrawn.  Beyond that jobs have the lowest priority until the month ends, and none is refused.
 * Debts are carried, down to a floor; the last month has nothing to overdraw (fz-juelich.de,
 * "Allocation procedures").  Whether the floor is applied before or after the new month's quota is
 * added is not said: a setting. */
#include "aif/access.h"

static int64_t balance(const struct aif_grant_book *book)
{
    return book->carried_unit_ms + book->month_quota_unit_ms - book->month_used_unit_ms;
}

static int64_t percent_of(int64_t amount, int32_t percent)
{
    return amount / 100 * percent + amount % 100 * percent / 100;
}

/* Debits come off the older quota first, so at most a month's own quota is left over of it. */
static void turn_month(const struct aif_access_settings *settings, int64_t next_quota_unit_ms,
                       struct aif_grant_book *book)
{
    int64_t left = balance(book);
    int64_t floor = -percent_of(next_quota_unit_ms, settings->floor_percent);
    if (!settings->is_floor_before_quota)
        floor -= next_quota_unit_ms;
    int64_t carried = left < book->month_quota_unit_ms ? left : book->month_quota_unit_ms;
    book->forfeited_unit_ms += left - carried;
    book->carried_unit_ms = carried > floor ? carried : floor;
}

static void judge(const struct aif_access_settings *settings, const struct aif_grant_book *book,
                  struct aif_access_verdict *out)
{
    (void)settings;
    bool is_over = balance(book) <= -book->next_quota_unit_ms;
    *out = (struct aif_access_verdict){.band = is_over ? AIF_BAND_LAST : 0};
}

const struct aif_access_rule aif_access_rule_overdraft = {
    .plugin = {AIF_ACCESS, "overdraft", "JSC: a month's overdraft, then lowest priority"},
    .is_monthly = true,
    .is_daily = true,
    .turn_month = turn_month,
    .judge = judge,
};
