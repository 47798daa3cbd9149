/* Access modes for tests, with the dates and amounts of policies that were published. */
#ifndef TESTS_MODES_H
#define TESTS_MODES_H

#include "aif/admission.h"

#include "brussels.h"

enum { PLAYGROUND, FAST_LANE, LARGE_SCALE, AI_FOR_SCIENCE, BENCHMARK, REGULAR, NATIONAL, MODES };
enum { SME = 1 << AIF_ORG_SME, INDUSTRY = 1 << AIF_ORG_INDUSTRY };
enum { ACADEMIA = 1 << AIF_ORG_ACADEMIA, PUBLIC = 1 << AIF_ORG_PUBLIC };

static const int64_t package[] = {5000};
static const int64_t large_menu[] = {50000, 100000, 2400000};
static const uint32_t short_months[] = {1, 2, 3}, long_months[] = {3, 6, 12};
static const uint32_t half_year[] = {6}, quarter[] = {3}, year[] = {12};
static const struct aif_month_day twice_a_month[] = {{0, 15}, {0, 31}}, first_of_month[] = {{0, 1}};
static const struct aif_month_day every_second_month[] = {{2, 31}, {4, 30},  {6, 30},
                                                          {8, 31}, {10, 31}, {12, 11}};
static const struct aif_month_day twice_a_year[] = {{3, 30}, {9, 4}};

#define CUT_OFFS(days, how)                                                                        \
    .has_cutoffs = true,                                                                           \
    .cutoffs = {.rule = days, .rule_count = AIF_COUNT(days), .shift = how, .second = 36000}

static const struct aif_access_mode modes[MODES] = {
    {.name = "playground",
     .orgs = SME,
     .min_unit_hours = 1,
     .max_unit_hours = 5000,
     .menu = package,
     .menu_count = 1,
     .months = short_months,
     .month_count = 3,
     .evaluation = {AIF_PERIOD_WORKING_DAYS, 2}},
    {.name = "fast-lane",
     .orgs = SME | INDUSTRY,
     .horizon_orgs = INDUSTRY,
     .min_unit_hours = 5001,
     .max_unit_hours = 50000,
     .months = short_months,
     .month_count = 3,
     .evaluation = {AIF_PERIOD_WORKING_DAYS, 4}},
    {.name = "large-scale",
     .orgs = SME | INDUSTRY,
     .horizon_orgs = INDUSTRY,
     .min_unit_hours = 50001,
     .max_unit_hours = 2400000,
     .menu = large_menu,
     .menu_count = 3,
     .months = long_months,
     .month_count = 3,
     CUT_OFFS(twice_a_month, AIF_SHIFT_BEFORE),
     .evaluation = {AIF_PERIOD_WORKING_DAYS, 10}},
    {.name = "ai-for-science",
     .orgs = ACADEMIA | PUBLIC | SME | INDUSTRY,
     .horizon_orgs = SME | INDUSTRY,
     .min_unit_hours = 80000,
     .max_unit_hours = 360000,
     .months = half_year,
     .month_count = 1,
     CUT_OFFS(every_second_month, AIF_SHIFT_BEFORE),
     .evaluation = {AIF_PERIOD_MONTHS, 1}},
    {.name = "benchmark",
     .orgs = ACADEMIA | PUBLIC,
     .min_unit_hours = 1,
     .max_unit_hours = 14000,
     .months = quarter,
     .month_count = 1,
     CUT_OFFS(first_of_month, AIF_SHIFT_NONE),
     .evaluation = {AIF_PERIOD_WEEKS, 3}},
    {.name = "regular",
     .orgs = ACADEMIA | PUBLIC,
     .min_unit_hours = 14001,
     .max_unit_hours = 880000,
     .months = year,
     .month_count = 1,
     CUT_OFFS(twice_a_year, AIF_SHIFT_NONE),
     .evaluation = {AIF_PERIOD_MONTHS, 4}},
    {.name = "national",
     .orgs = ACADEMIA,
     .reach = AIF_REACH_HOST,
     .min_unit_hours = 1,
     .max_unit_hours = 100000,
     .months = year,
     .month_count = 1,
     .evaluation = {AIF_PERIOD_WORKING_DAYS, 1},
     .setup = {AIF_PERIOD_WORKING_DAYS, 3}},
};

enum { SWEDEN, GERMANY, ELSEWHERE, COUNTRIES };
static const struct aif_country countries[COUNTRIES] = {
    {"SE", true, true}, {"DE", true, false}, {"XX", false, false}};

#endif
