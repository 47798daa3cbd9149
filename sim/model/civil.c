#include "model/civil.h"

static int64_t floor_div(int64_t n, int64_t d)
{
    return n / d - (n % d < 0);
}

static int64_t leap_days_before(int64_t year)
{
    int64_t y = year - 1;
    return floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400);
}

int64_t civil_day_of(int64_t t_s)
{
    return floor_div(t_s, CIVIL_DAY_S);
}

int64_t civil_first_day(int64_t year, int64_t month)
{
    static const int16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    AIF_CHECK(month >= 0 && month < 12);
    bool is_leap = leap_days_before(year + 1) > leap_days_before(year);
    return (year - 1970) * 365 + leap_days_before(year) - leap_days_before(1970) + before[month] +
           (is_leap && month > 1);
}

int64_t civil_first_day_of_month(int64_t months)
{
    int64_t years = floor_div(months, 12);
    return civil_first_day(1970 + years, months - years * 12);
}

struct civil civil_date(int64_t day)
{
    struct civil d = {1970 + (day >= 0 ? day / 366 : day / 365 - 1), 0, 1};
    while (civil_first_day(d.year + 1, 0) <= day)
        d.year++;
    while (d.month < 11 && civil_first_day(d.year, d.month + 1) <= day)
        d.month++;
    d.day += day - civil_first_day(d.year, d.month);
    return d;
}

int64_t civil_month_of(int64_t day)
{
    struct civil d = civil_date(day);
    return (d.year - 1970) * 12 + d.month;
}

int64_t civil_months_after(int64_t day, uint32_t months)
{
    struct civil d = civil_date(day);
    int64_t month = civil_month_of(day) + months;
    int64_t first = civil_first_day_of_month(month);
    int64_t last = civil_first_day_of_month(month + 1) - 1;
    return first + d.day - 1 < last ? first + d.day - 1 : last;
}

/* 1970-01-01 was a Thursday. */
int64_t civil_weekday(int64_t day)
{
    return ((day + 3) % 7 + 7) % 7;
}
