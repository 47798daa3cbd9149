/* When proposals to modes with cut-offs are collected. */
#include "aif/admission.h"

#include "model/civil.h"

static int64_t shifted(const struct aif_brussels *b, enum aif_shift shift, int64_t day)
{
    if (shift == AIF_SHIFT_NONE)
        return day;
    while (!aif_is_working_day(b, day))
        day += shift == AIF_SHIFT_AFTER ? 1 : -1;
    return day;
}

static int64_t day_of_month(int64_t year, uint32_t month, uint32_t day)
{
    int64_t first = civil_first_day(year, month - 1);
    int64_t next = civil_first_day_of_month((year - 1970) * 12 + month);
    return first + day <= next ? first + day - 1 : next - 1;
}

struct search {
    const struct aif_brussels *calendar;
    const struct aif_cutoffs *cutoffs;
    int64_t unix_s, first_day, last_day; /* days that are listed: from .. to */
    int64_t best_s;
};

static void consider(struct search *s, int64_t day)
{
    day = shifted(s->calendar, s->cutoffs->shift, day);
    int64_t t_s = aif_brussels_time(day, s->cutoffs->second);
    bool is_covered = day >= s->first_day && day <= s->last_day;
    if (!is_covered && t_s >= s->unix_s && t_s < s->best_s)
        s->best_s = t_s;
}

static void consider_year(struct search *s, int64_t year)
{
    for (uint32_t i = 0; i < s->cutoffs->rule_count; i++) {
        struct aif_month_day d = s->cutoffs->rule[i];
        for (uint32_t month = 1; month <= 12; month++)
            if (d.month == 0 || d.month == month)
                consider(s, day_of_month(year, month, d.day));
    }
}

/* The first of the days that are listed; they ascend. */
static int64_t next_listed(const struct aif_cutoffs *c, int64_t unix_s)
{
    for (uint32_t i = 0; i < c->day_count; i++) {
        int64_t t_s = aif_brussels_time(c->days[i], c->second);
        if (t_s >= unix_s)
            return t_s;
    }
    return AIF_NEVER_S;
}

/* Shifts lead into the next year at most, and every year of a rule has a cut-off. */
int64_t aif_next_cutoff(const struct aif_brussels *b, const struct aif_cutoffs *c, int64_t unix_s)
{
    struct search s = {.calendar = b,
                       .cutoffs = c,
                       .unix_s = unix_s,
                       .first_day = INT64_MAX,
                       .last_day = INT64_MIN,
                       .best_s = next_listed(c, unix_s)};
    int64_t year = civil_date(aif_brussels_day(unix_s)).year;
    if (c->day_count) {
        s.first_day = c->days[0];
        s.last_day = c->days[c->day_count - 1];
    }
    for (int64_t y = year - 1; y <= year + 1; y++)
        consider_year(&s, y);
    return s.best_s;
}
