/* Days and hours of Brussels: summer time from the last Sunday of March to the last of October, at
 * 01:00 UTC (Directive 2000/84/EC); Easter after Meeus, Astronomical Algorithms (1991), chapter 8;
 * periods after Regulation (EEC, Euratom) 1182/71, article 3. */
#include "aif/admission.h"

#include "model/civil.h"

enum { HOUR_S = 3600, MARCH = 2, OCTOBER = 9, SATURDAY = 5 };

/* 01:00 UTC of the last Sunday of a month of 31 days. */
static int64_t clock_change(int64_t year, int64_t month)
{
    int64_t last = civil_first_day(year, month) + 30;
    return (last - (civil_weekday(last) + 1) % 7) * CIVIL_DAY_S + HOUR_S;
}

int64_t aif_brussels_offset_s(int64_t unix_s)
{
    int64_t year = civil_date(civil_day_of(unix_s)).year;
    bool is_summer = unix_s >= clock_change(year, MARCH) && unix_s < clock_change(year, OCTOBER);
    return is_summer ? 2 * HOUR_S : HOUR_S;
}

/* Only a time that summer time has is left by taking its offset; a skipped one moves an hour. */
int64_t aif_brussels_time(int64_t day, int32_t second)
{
    int64_t local_s = day * CIVIL_DAY_S + second;
    int64_t in_summer_s = local_s - 2 * (int64_t)HOUR_S;
    if (aif_brussels_offset_s(in_summer_s) == 2 * HOUR_S)
        return in_summer_s;
    return local_s - HOUR_S;
}

int64_t aif_brussels_day(int64_t unix_s)
{
    return civil_day_of(unix_s + aif_brussels_offset_s(unix_s));
}

int64_t aif_easter_day(int64_t year)
{
    int64_t a = year % 19, b = year / 100, c = year % 100;
    int64_t g = (8 * b + 13) / 25;
    int64_t h = (19 * a + b - b / 4 - g + 15) % 30; /* days from 21 March to the full moon */
    int64_t l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int64_t m = (a + 11 * h + 22 * l) / 451;
    int64_t n = h + l - 7 * m + 114;
    return civil_first_day(year, n / 31 - 1) + n % 31;
}

static bool is_holiday(const struct aif_brussels *b, int64_t day)
{
    struct civil d = civil_date(day);
    int64_t of_year = (d.month + 1) * 100 + d.day;
    int64_t from_easter = day - aif_easter_day(d.year);
    for (uint32_t i = 0; i < b->holiday_count; i++) {
        const struct aif_holiday *h = &b->holidays[i];
        int64_t at = h->is_easter ? from_easter : of_year;
        if (at >= h->from && at <= h->to)
            return true;
    }
    return false;
}

bool aif_is_working_day(const struct aif_brussels *b, int64_t day)
{
    return civil_weekday(day) < SATURDAY && !is_holiday(b, day);
}

static int64_t working_days_after(const struct aif_brussels *b, int64_t day, uint32_t count)
{
    while (count)
        count -= aif_is_working_day(b, ++day);
    return day;
}

int64_t aif_period_end(const struct aif_brussels *b, int64_t day, struct aif_period period)
{
    if (period.count == 0)
        return day;
    switch (period.unit) {
    case AIF_PERIOD_WORKING_DAYS:
        return working_days_after(b, day, period.count);
    case AIF_PERIOD_DAYS:
        day += period.count;
        break;
    case AIF_PERIOD_WEEKS:
        day += 7 * (int64_t)period.count;
        break;
    case AIF_PERIOD_MONTHS:
        day = civil_months_after(day, period.count);
        break;
    }
    return aif_is_working_day(b, day) ? day : working_days_after(b, day, 1);
}
