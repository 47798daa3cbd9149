/* When usage is reset, by the civil calendar in UTC (slurm.conf(5), PriorityUsageResetPeriod). */
#include "aif/usage.h"

#define DAY_S INT64_C(86400)

struct date {
    int64_t year;
    int64_t month; /* 0 .. 11 */
};

static int64_t leap_days_before(int64_t year)
{
    int64_t y = year - 1;
    return y / 4 - y / 100 + y / 400;
}

/* Days from 1970-01-01 to the first of this month. */
static int64_t first_day(struct date d)
{
    static const int16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    bool is_leap = leap_days_before(d.year + 1) > leap_days_before(d.year);
    return (d.year - 1970) * 365 + leap_days_before(d.year) - leap_days_before(1970) +
           before[d.month] + (is_leap && d.month > 1);
}

static struct date date_of(int64_t day)
{
    struct date d = {1970 + (day >= 0 ? day / 366 : day / 365 - 1), 0};
    while (first_day((struct date){d.year + 1, 0}) <= day)
        d.year++;
    while (d.month < 11 && first_day((struct date){d.year, d.month + 1}) <= day)
        d.month++;
    return d;
}

/* The first of the next month that is a multiple of `months`, counted from January. */
static int64_t next_first(int64_t day, int64_t months)
{
    struct date d = date_of(day);
    d.month += months - d.month % months;
    d.year += d.month / 12;
    d.month %= 12;
    return first_day(d) * DAY_S;
}

int64_t aif_usage_next_reset(enum aif_usage_reset period, int64_t unix_s)
{
    int64_t day = unix_s / DAY_S - (unix_s % DAY_S < 0);
    switch (period) {
    case AIF_USAGE_RESET_NONE:
    case AIF_USAGE_RESET_NOW:
        return AIF_NEVER_S;
    case AIF_USAGE_RESET_DAILY:
        return (day + 1) * DAY_S;
    case AIF_USAGE_RESET_WEEKLY: { /* 1970-01-04 was a Sunday */
        int64_t since_sunday = ((day - 3) % 7 + 7) % 7;
        return (day + 7 - since_sunday) * DAY_S;
    }
    case AIF_USAGE_RESET_MONTHLY:
        return next_first(day, 1);
    case AIF_USAGE_RESET_QUARTERLY:
        return next_first(day, 3);
    case AIF_USAGE_RESET_YEARLY:
        return next_first(day, 12);
    }
    return AIF_NEVER_S;
}
