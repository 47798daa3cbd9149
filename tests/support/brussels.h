/* Dates of tests, as Unix time of Brussels clocks; each written by hand with its offset, so that
 * nothing under test computes them. */
#ifndef TESTS_BRUSSELS_H
#define TESTS_BRUSSELS_H

#include "aif/admission.h"

/* Days from 1970-01-01 to the day before the first of each month of 2026 to 2028. */
enum {
    DEC_2026 = 20787,
    JAN_2027 = 20818,
    FEB_2027 = 20849,
    MAR_2027 = 20877,
    APR_2027 = 20908,
    MAY_2027 = 20938,
    JUN_2027 = 20969,
    AUG_2027 = 21030,
    OCT_2027 = 21091,
    NOV_2027 = 21122,
    DEC_2027 = 21152,
    JAN_2028 = 21183,
    FEB_2028 = 21214,
    MAR_2028 = 21243,
};

#define AT(month_day, hour, minute, offset_h)                                                      \
    (INT64_C(86400) * (month_day) + ((hour) - (offset_h)) * 3600 + (minute)*60)
#define WINTER(month_day, hour, minute) AT(month_day, hour, minute, 1)
#define SUMMER(month_day, hour, minute) AT(month_day, hour, minute, 2)

/* As configs/access/eurohpc.yaml has them. */
static const struct aif_holiday holidays[] = {
    {false, 101, 101}, {true, -3, -2},      {true, 1, 1},        {false, 501, 501},
    {false, 509, 509}, {true, 39, 40},      {true, 50, 50},      {false, 721, 721},
    {false, 815, 815}, {false, 1101, 1102}, {false, 1224, 1231},
};
static const struct aif_brussels calendar = {holidays, AIF_COUNT(holidays)};

#endif
