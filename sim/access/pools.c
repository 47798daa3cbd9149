#include "access/pools.h"

#include "engine/wide.h"
#include "model/civil.h"

/* Longest time from a proposal to the end of what comes of it; see admission_check.c. */
enum { YEARS_BEYOND = 16, MILLION = 1000000, HOURS = 24 };

static int64_t share_of(int64_t amount, int64_t part, int64_t whole)
{
    uint64_t rest;
    return (int64_t)wide_divide(wide_product((uint64_t)amount, (uint64_t)part), (uint64_t)whole,
                                &rest);
}

static int64_t year_start_s(int64_t year)
{
    return aif_brussels_time(civil_first_day(year, 0), 0);
}

static int64_t cap_of(const struct aif_admission *a, const struct aif_pool *pool, int64_t year)
{
    if (!pool->has_share)
        return AIF_UNLIMITED;
    int64_t days = civil_first_day(year + 1, 0) - civil_first_day(year, 0);
    return share_of(a->machine_units * days * HOURS, pool->share_ppm, MILLION);
}

void pools_open(struct pools *p, const struct aif_admission *a, const struct aif_admission_ask *ask,
                struct aif_arena *arena)
{
    int64_t last = civil_date(aif_brussels_day(ask->from_s + ask->span_s)).year;
    p->admission = a;
    p->first_year = civil_date(aif_brussels_day(ask->from_s)).year;
    p->year_count = (uint32_t)(last - p->first_year) + YEARS_BEYOND;
    p->years = AIF_NEW(arena, struct aif_pool_year, (size_t)a->pool_count * p->year_count);
    p->cutoff_s = AIF_NEW(arena, int64_t, a->pool_count);
    p->cutoff_used = AIF_NEW(arena, int64_t, a->pool_count);
    for (uint32_t i = 0; i < a->pool_count; i++)
        for (uint32_t y = 0; y < p->year_count; y++)
            p->years[i * p->year_count + y].cap_unit_hours =
                cap_of(a, &a->pools[i], p->first_year + y);
}

/* What of the amount falls before a time. */
static int64_t before(const struct draw_on *d, int64_t t_s)
{
    if (t_s <= d->from_s)
        return 0;
    if (t_s >= d->to_s)
        return d->unit_hours;
    return share_of(d->unit_hours, t_s - d->from_s, d->to_s - d->from_s);
}

static int64_t part_in(const struct pools *p, const struct draw_on *d, uint32_t year)
{
    int64_t y = p->first_year + year;
    return before(d, year_start_s(y + 1)) - before(d, year_start_s(y));
}

static bool has_room(const struct pools *p, const struct draw_on *d, uint32_t pool)
{
    int64_t cap = p->admission->pools[pool].cutoff_unit_hours;
    if (cap && d->cutoff_s != AIF_UNKNOWN_S) {
        int64_t used = p->cutoff_s[pool] == d->cutoff_s ? p->cutoff_used[pool] : 0;
        if (used + d->unit_hours > cap)
            return false;
    }
    const struct aif_pool_year *years = p->years + (size_t)pool * p->year_count;
    for (uint32_t y = 0; y < p->year_count; y++)
        if (years[y].cap_unit_hours != AIF_UNLIMITED &&
            years[y].used_unit_hours + part_in(p, d, y) > years[y].cap_unit_hours)
            return false;
    return true;
}

static void take(struct pools *p, const struct draw_on *d, uint32_t pool)
{
    if (d->cutoff_s != AIF_UNKNOWN_S) {
        if (p->cutoff_s[pool] != d->cutoff_s)
            p->cutoff_used[pool] = 0;
        p->cutoff_s[pool] = d->cutoff_s;
        p->cutoff_used[pool] += d->unit_hours;
    }
    struct aif_pool_year *years = p->years + (size_t)pool * p->year_count;
    for (uint32_t y = 0; y < p->year_count; y++)
        years[y].used_unit_hours += part_in(p, d, y);
}

uint32_t pools_take(struct pools *p, const struct draw_on *d)
{
    AIF_CHECK(d->to_s <= year_start_s(p->first_year + p->year_count));
    for (uint32_t i = 0; i < p->admission->pool_count; i++)
        if ((d->pools >> i & 1) && !has_room(p, d, i))
            return i;
    for (uint32_t i = 0; i < p->admission->pool_count; i++)
        if (d->pools >> i & 1)
            take(p, d, i);
    return AIF_NONE;
}

/* What of a grant falls into a year after a time. */
static int64_t left_in(const struct pools *p, const struct draw_on *d, int64_t now_s, uint32_t year)
{
    int64_t from_s = year_start_s(p->first_year + year);
    int64_t to_s = year_start_s(p->first_year + year + 1);
    return before(d, to_s > now_s ? to_s : now_s) - before(d, from_s > now_s ? from_s : now_s);
}

uint32_t pools_prolong(struct pools *p, const struct draw_on *d, int64_t now_s, int64_t to_s)
{
    struct draw_on rest = *d;
    rest.unit_hours -= before(d, now_s);
    rest.from_s = now_s > d->from_s ? now_s : d->from_s;
    rest.to_s = to_s;
    AIF_CHECK(now_s < d->to_s && to_s <= year_start_s(p->first_year + p->year_count));
    for (uint32_t i = 0; i < p->admission->pool_count; i++)
        for (uint32_t y = 0; (d->pools >> i & 1) && y < p->year_count; y++) {
            const struct aif_pool_year *of = &p->years[(size_t)i * p->year_count + y];
            int64_t more = part_in(p, &rest, y) - left_in(p, d, now_s, y);
            if (more > 0 && of->cap_unit_hours != AIF_UNLIMITED &&
                of->used_unit_hours + more > of->cap_unit_hours)
                return i;
        }
    for (uint32_t i = 0; i < p->admission->pool_count; i++)
        for (uint32_t y = 0; (d->pools >> i & 1) && y < p->year_count; y++)
            p->years[(size_t)i * p->year_count + y].used_unit_hours +=
                part_in(p, &rest, y) - left_in(p, d, now_s, y);
    return AIF_NONE;
}
