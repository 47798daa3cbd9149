/* When usage is reset, by the civil calendar in UTC (slurm.conf(5), PriorityUsageResetPeriod). */
#include "aif/usage.h"

#include "model/civil.h"

/* The first of the next month that is a multiple of `months`, counted from January. */
static int64_t next_first(int64_t day, int64_t months)
{
    int64_t month = civil_month_of(day);
    int64_t since = (month % months + months) % months;
    return civil_first_day_of_month(month - since + months) * CIVIL_DAY_S;
}

int64_t aif_usage_next_reset(enum aif_usage_reset period, int64_t unix_s)
{
    int64_t day = civil_day_of(unix_s);
    switch (period) {
    case AIF_USAGE_RESET_NONE:
    case AIF_USAGE_RESET_NOW:
        return AIF_NEVER_S;
    case AIF_USAGE_RESET_DAILY:
        return (day + 1) * CIVIL_DAY_S;
    case AIF_USAGE_RESET_WEEKLY: { /* 1970-01-04 was a Sunday */
        int64_t since_sunday = ((day - 3) % 7 + 7) % 7;
        return (day + 7 - since_sunday) * CIVIL_DAY_S;
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
