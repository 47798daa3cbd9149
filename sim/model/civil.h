/* The civil (Gregorian) calendar as arithmetic on days from 1970-01-01. */
#ifndef MODEL_CIVIL_H
#define MODEL_CIVIL_H

#include "aif/base.h"

#define CIVIL_DAY_S INT64_C(86400)

struct civil {
    int64_t year;
    int64_t month; /* 0 .. 11 */
    int64_t day;   /* 1 .. 31 */
};

/* The day that second t_s lies in, counted from 1970-01-01; also before it. */
int64_t civil_day_of(int64_t t_s);

/* Days from 1970-01-01 to the first of this month.  0 <= month <= 11. */
int64_t civil_first_day(int64_t year, int64_t month);

/* The same for any number of months since January 1970, which may be negative. */
int64_t civil_first_day_of_month(int64_t months);

/* The date of a day, and how many months after January 1970 it lies in. */
struct civil civil_date(int64_t day);
int64_t civil_month_of(int64_t day);

/* The same day of the month so many months later, or the last of that month. */
int64_t civil_months_after(int64_t day, uint32_t months);

/* 0: Monday. */
int64_t civil_weekday(int64_t day);

#endif
