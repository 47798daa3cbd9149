#include "engine/grant_book.h"

static const int64_t DAY_S = 86400;

/* Amounts beyond are taken for endless: 300 million units for an hour. */
static const int64_t MOST_UNIT_MS = INT64_C(1) << 50;

static int64_t next_midnight(const struct aif_access *access, int64_t t_s)
{
    int64_t past_s = (t_s + access->unix_start_s + access->utc_offset_s) % DAY_S;
    return t_s - (past_s < 0 ? past_s + DAY_S : past_s) + DAY_S;
}

/* Months turn as long as the grant lasts. */
static int64_t next_month(const struct grant_book *b, const struct aif_access *access)
{
    if (!access->rule->is_monthly)
        return AIF_NEVER_S;
    int64_t month_s = aif_access_next_month(access, b->at_s);
    return month_s < b->seen.grant->end_s ? month_s : AIF_NEVER_S;
}

static void find_turn(struct grant_book *b, const struct aif_access *access)
{
    int64_t day_s = access->rule->is_daily ? next_midnight(access, b->at_s) : AIF_NEVER_S;
    b->turn_s = day_s < b->month_s ? day_s : b->month_s;
}

/* Of the month that follows the book's own. */
static int64_t next_quota(const struct grant_book *b, const struct aif_access *access)
{
    const struct aif_grant_book *seen = &b->seen;
    return seen->month + 1 < seen->month_count
               ? aif_grant_quota(access, seen->grant, seen->month + 1)
               : 0;
}

void grant_book_open(struct grant_book *b, const struct aif_access *access,
                     const struct aif_grant *grant)
{
    *b = (struct grant_book){.seen.grant = grant, .at_s = grant->start_s};
    if (access->rule->is_monthly) {
        b->seen.month_count = aif_grant_months(access, grant);
        b->seen.month_quota_unit_ms = aif_grant_quota(access, grant, 0);
        b->seen.next_quota_unit_ms = next_quota(b, access);
    }
    b->month_s = next_month(b, access);
    find_turn(b, access);
}

static void debit(struct grant_book *b, const struct aif_access *access, int64_t unit_ms)
{
    b->seen.used_unit_ms += unit_ms;
    if (access->rule->is_monthly)
        b->seen.month_used_unit_ms += unit_ms;
}

static void count(struct grant_book *b, const struct aif_access *access, int64_t until_s)
{
    int64_t unit_ms = b->rate_milli * (until_s - b->at_s);
    b->at_s = until_s;
    if (access->rule->is_daily)
        b->pending_unit_ms += unit_ms;
    else
        debit(b, access, unit_ms);
}

static void turn_month(struct grant_book *b, const struct aif_access *access)
{
    struct aif_grant_book *seen = &b->seen;
    access->rule->turn_month(&access->settings, seen->next_quota_unit_ms, seen);
    seen->month++;
    seen->month_quota_unit_ms = seen->next_quota_unit_ms;
    seen->next_quota_unit_ms = next_quota(b, access);
    seen->month_used_unit_ms = 0;
    b->month_s = next_month(b, access);
}

static void turn(struct grant_book *b, const struct aif_access *access)
{
    debit(b, access, b->pending_unit_ms);
    b->pending_unit_ms = 0;
    if (b->at_s == b->month_s)
        turn_month(b, access);
    find_turn(b, access);
    b->is_judged = false;
}

void grant_book_advance(struct grant_book *b, const struct aif_access *access, int64_t now_s)
{
    AIF_CHECK(now_s >= b->at_s);
    while (b->turn_s <= now_s) {
        count(b, access, b->turn_s);
        turn(b, access);
    }
    count(b, access, now_s);
}

/* Whether the verdict still holds when so much more has been used. */
static bool holds_after(const struct grant_book *b, const struct aif_access *access,
                        int64_t unit_ms)
{
    struct aif_grant_book later = b->seen;
    struct aif_access_verdict verdict = {.stop = AIF_STOP_NONE};
    later.used_unit_ms += unit_ms;
    if (access->rule->is_monthly)
        later.month_used_unit_ms += unit_ms;
    access->rule->judge(&access->settings, &later, &verdict);
    return grant_verdict_is(&verdict, &b->verdict);
}

/* By bisection: with more usage a verdict does not come back. */
static int64_t find_room(const struct grant_book *b, const struct aif_access *access)
{
    int64_t holds = 0, differs = MOST_UNIT_MS;
    if (access->rule->is_daily || holds_after(b, access, differs))
        return INT64_MAX;
    while (differs - holds > 1) {
        int64_t middle = holds + (differs - holds) / 2;
        if (holds_after(b, access, middle))
            holds = middle;
        else
            differs = middle;
    }
    return b->seen.used_unit_ms + differs;
}

void grant_book_judge(struct grant_book *b, const struct aif_access *access, int64_t now_s)
{
    grant_book_advance(b, access, now_s);
    if (b->is_judged && b->seen.used_unit_ms < b->room_unit_ms)
        return;
    b->verdict = (struct aif_access_verdict){.stop = AIF_STOP_NONE};
    access->rule->judge(&access->settings, &b->seen, &b->verdict);
    AIF_CHECK(b->verdict.band < AIF_BAND_COUNT);
    b->room_unit_ms = find_room(b, access);
    b->is_judged = true;
}

int64_t grant_book_next_s(const struct grant_book *b)
{
    int64_t next_s = b->turn_s, end_s = b->seen.grant->end_s;
    if (end_s > b->at_s && end_s < next_s)
        next_s = end_s;
    if (b->rate_milli <= 0 || b->room_unit_ms == INT64_MAX)
        return next_s;
    int64_t left = b->room_unit_ms - b->seen.used_unit_ms;
    int64_t used_up_s = b->at_s + left / b->rate_milli + (left % b->rate_milli > 0);
    return used_up_s < next_s ? used_up_s : next_s;
}
