/* Proposals are a Poisson process whose rate follows months, weekdays and hours. */
#include "access/applicants.h"

#include "aif/exactmath.h"
#include "model/civil.h"

enum { KEY_SHIFT = 40, MILLION = 1000000, HOURS = 24, HOUR_S = 3600, MOST_LATE_DAYS = 1000 };

/* FNV-1a, folded to the 24 bits above the proposal's number. */
static uint64_t community_key(const char *name)
{
    uint32_t h = 2166136261u;
    for (; *name; name++)
        h = (h ^ (uint8_t)*name) * 16777619u;
    return (uint64_t)((h >> 24) ^ (h & 0xffffff)) << KEY_SHIFT;
}

struct aif_rng crowd_stream(const char *community, uint64_t seed, enum aif_stream purpose,
                            uint32_t number)
{
    return aif_rng_stream(seed, purpose, community_key(community) | number);
}

bool crowd_chance(struct aif_rng *r, uint32_t ppm)
{
    return aif_rng_below(r, MILLION) < ppm;
}

static double mean_of(const double *weights, uint32_t n)
{
    double total = 0.0;
    for (uint32_t i = 0; i < n; i++)
        total += weights[i];
    return total / n;
}

static double exponential(struct aif_rng *r)
{
    return -aif_ln(1.0 - aif_rng_unit(r));
}

static uint32_t pick(struct aif_rng *r, const double *weights, uint32_t n)
{
    double left = aif_rng_unit(r) * mean_of(weights, n) * n;
    uint32_t last = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (weights[i] <= 0.0)
            continue;
        last = i;
        left -= weights[i];
        if (left < 0.0)
            break;
    }
    return last;
}

/* An average day of an average month gets the rate of a year's days. */
static double expected_on(const struct crowd *c, int64_t day)
{
    const struct aif_population *p = c->population;
    double month = p->month[civil_date(day).month] / mean_of(p->month, 12);
    double weekday = p->day[civil_weekday(day)] / mean_of(p->day, 7);
    return c->who->per_year / 365.25 * month * weekday;
}

void crowd_open(struct crowd *c, const struct aif_population *p, uint32_t community,
                const struct aif_admission_ask *ask, struct aif_arena *arena)
{
    const struct aif_applicants *who = &p->communities[community];
    *c = (struct crowd){.population = p, .who = who, .seed = ask->seed};
    c->key = community_key(who->name);
    c->arrivals = aif_rng_stream(ask->seed, AIF_STREAM_PROPOSAL, c->key);
    c->first_day = aif_brussels_day(ask->from_s);
    c->day_count = (uint32_t)(aif_brussels_day(ask->from_s + ask->span_s - 1) - c->first_day + 1);
    c->day_sums = AIF_NEW(arena, double, c->day_count);
    double sum = 0.0;
    for (uint32_t i = 0; i < c->day_count; i++)
        c->day_sums[i] = sum += expected_on(c, c->first_day + i);
}

static int64_t wish_of(const struct aif_applicants *who, double share)
{
    const struct aif_wish_point *high = &who->wish[1];
    while (high < &who->wish[who->wish_count - 1] && high->ppm < share * MILLION)
        high++;
    const struct aif_wish_point *low = high - 1;
    double way =
        high->ppm > low->ppm ? (share * MILLION - low->ppm) / ((double)high->ppm - low->ppm) : 1.0;
    double log_low = aif_ln(low->unit_hours);
    double wish = aif_exp(log_low + way * (aif_ln(high->unit_hours) - log_low));
    return wish < 1.0 ? 1 : (int64_t)(wish + 0.5);
}

/* An organisation is in one country for all its proposals. */
static uint32_t country_of(const struct crowd *c, uint32_t organisation)
{
    struct aif_rng r = aif_rng_stream(c->seed, AIF_STREAM_ORGANISATION, c->key | organisation);
    return pick(&r, c->who->country_weights, c->population->country_count);
}

static struct applicant draw(const struct crowd *c, int64_t day)
{
    const struct aif_applicants *who = c->who;
    struct aif_rng r = aif_rng_stream(c->seed, AIF_STREAM_APPLICANT, c->key | c->number);
    struct applicant a = {.number = c->number};
    a.organisation = (uint32_t)aif_rng_below(&r, who->organisations);
    a.pi = (uint32_t)aif_rng_below(&r, who->pis);
    a.country = country_of(c, a.organisation);
    a.has_horizon = crowd_chance(&r, who->horizon_ppm);
    a.wish_unit_hours = wish_of(who, aif_rng_unit(&r));
    a.months = 1 + pick(&r, who->duration_weights, 12);
    int32_t hour = (int32_t)pick(&r, c->population->hour, HOURS);
    a.written_s = aif_brussels_time(day, hour * HOUR_S + (int32_t)aif_rng_below(&r, HOUR_S));
    a.is_late = crowd_chance(&r, who->late_ppm);
    double days = exponential(&r) * who->late_days;
    a.before_cutoff_s =
        (int64_t)((days < MOST_LATE_DAYS ? days : MOST_LATE_DAYS) * (double)CIVIL_DAY_S);
    return a;
}

bool crowd_next(struct crowd *c, struct applicant *out)
{
    c->reached += exponential(&c->arrivals);
    uint32_t low = 0, high = c->day_count; /* the first day whose sum is above what is reached */
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (c->day_sums[mid] > c->reached)
            high = mid;
        else
            low = mid + 1;
    }
    if (low == c->day_count)
        return false;
    *out = draw(c, c->first_day + low);
    c->number++;
    return true;
}
