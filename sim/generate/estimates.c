/* Tsafrir, Etsion and Feitelson, Modeling User Runtime Estimates, JSSPP 2005: few different values,
 * of which 20 hold 89 % of the jobs; these are the longest limit and round times.  Which of the
 * round times is more popular is taken from what the jobs need; the model does not say.
 *
 * How estimates meet run times: there, jobs draw from the pool of all estimates what is left and
 * long enough.  The same shares come out if each job draws by itself from the values that are long
 * enough, when the weight of each value is its popularity times the part that shorter needs leave
 * of it.  That part is found from the top: of the pool of estimates that are at least as long as
 * value j, jobs with a need between the values j - 1 and j take a fraction, and take it alike from
 * all. */
#include "generate/estimates.h"

#include "aif/exactmath.h"
#include "generate/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TOP = 20, SAMPLE = 4096, MINUTE_S = 60 };

/* Longer ones have the popularity of the rest. */
static const int64_t round_s[] = {300,   600,   900,   1200,  1800,  3600,  7200, 10800,
                                  14400, 18000, 21600, 28800, 36000, 43200, 64800};

/* Per cent of the jobs for ranks 2 to 20; rank 1 has what is left of 89. */
static double popularity_of_top(uint32_t rank)
{
    return 14.0491 * aif_exp(-0.177531 * rank) + 0.462513;
}

/* Weights by rank from 1, into weights[0 ..]. */
static void weigh_ranks(double *weights, uint32_t count)
{
    double first = 89.0, tail = 0.0;
    for (uint32_t rank = 2; rank <= TOP; rank++)
        first -= popularity_of_top(rank);
    for (uint32_t rank = TOP + 1; rank <= count; rank++)
        tail += aif_exp(-2.267 * aif_ln(rank));
    for (uint32_t rank = 1; rank <= count; rank++) {
        if (rank == 1)
            weights[0] = first;
        else if (rank <= TOP)
            weights[rank - 1] = popularity_of_top(rank);
        else
            weights[rank - 1] = 11.0 * aif_exp(-2.267 * aif_ln(rank)) / tail;
    }
}

static bool has(const int64_t *values, uint32_t count, int64_t value)
{
    for (uint32_t i = 0; i < count; i++)
        if (values[i] == value)
            return true;
    return false;
}

/* The longest, round ones, then those in between, which lie where the model's curve
 * (a - 1) x / (a - x) has them, on whole minutes.  Returns how many there are. */
static uint32_t choose_values(int64_t *values, uint32_t wanted, int64_t longest_s)
{
    uint32_t count = 0;
    values[count++] = longest_s;
    for (size_t i = 0; i < AIF_COUNT(round_s) && count < wanted; i++)
        if (round_s[i] < longest_s)
            values[count++] = round_s[i];
    double a = 1.0 + 12.1039 * aif_exp(-0.6026 * aif_ln(wanted));
    for (uint32_t i = 1; i < wanted && count < wanted; i++) {
        double x = (double)i / wanted;
        double s = (double)longest_s * (a - 1.0) * x / (a - x);
        int64_t value = ((int64_t)floor(s / MINUTE_S) + 1) * MINUTE_S;
        while (value < longest_s && has(values, count, value))
            value += MINUTE_S;
        if (value < longest_s)
            values[count++] = value;
    }
    return count;
}

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Of one value, for putting them in the order of their popularity. */
struct estimate {
    uint32_t index;
    int class; /* the longest limit, round times, others */
    double needed;
};

static int by_popularity(const void *a, const void *b)
{
    const struct estimate *x = a, *y = b;
    if (x->class != y->class)
        return x->class < y->class ? -1 : 1;
    if (x->needed > y->needed || x->needed < y->needed)
        return x->needed > y->needed ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

/* Ranks 1, 2, ...: the longest limit, the round times by how many jobs need just them if they know
 * no others, then the rest by how many need just them. */
static void rank_values(const struct estimates *e, const double *needs, struct estimate *ranks)
{
    double since_round = 0.0;
    for (uint32_t i = 0; i < e->count; i++) {
        bool is_longest = i + 1 == e->count;
        bool is_round = has(round_s, AIF_COUNT(round_s), e->values_s[i]);
        since_round += needs[i];
        ranks[i] = (struct estimate){i, is_longest ? 0 : is_round ? 1 : 2, needs[i]};
        if (is_round) {
            ranks[i].needed = since_round;
            since_round = 0.0;
        }
    }
    qsort(ranks, e->count, sizeof *ranks, by_popularity);
}

/* The first value that is long enough; the last if none is. */
static uint32_t first_above(const struct estimates *e, double need_s)
{
    uint32_t low = 0, high = e->count - 1;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if ((double)e->values_s[mid] >= need_s)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

/* Shares of jobs by the first value that is long enough. */
static void sample_needs(const struct estimates *e, const struct fit *f, uint64_t seed,
                         uint64_t key, double *shares)
{
    const struct aif_dist *excess = &f->kind->limit.excess;
    for (uint32_t i = 0; i < SAMPLE; i++) {
        struct aif_rng r = aif_rng_stream(seed, AIF_STREAM_ESTIMATE, key | i);
        uint32_t units = fit_units(f, &r);
        double need_s = sample_dist(&r, &f->kind->runtime_s, units);
        double factor = excess->part_count ? sample_dist(&r, excess, units) : 1.0;
        if (need_s > (double)f->longest_s)
            need_s = (double)f->longest_s;
        shares[first_above(e, need_s * (factor > 1.0 ? factor : 1.0))] += 1.0 / SAMPLE;
    }
}

/* From popularities to the running sums of weights, as the comment at the top says. */
static void match(const struct estimates *e, const double *popularity, const double *needs)
{
    double pool = 0.0, left = 1.0, sum = 0.0;
    for (uint32_t i = e->count; i-- > 0;) {
        pool += popularity[i];
        double taken = pool > 0.0 ? needs[i] / pool : 1.0;
        if (taken > 0.999)
            taken = 0.999;
        e->sums[i] = taken;
        pool -= pool * taken;
    }
    for (uint32_t i = 0; i < e->count; i++) {
        if (i)
            left *= 1.0 - e->sums[i];
        e->sums[i] = sum += popularity[i] * left;
    }
}

void estimates_init(struct estimates *e, const struct fit *f, uint64_t seed, uint64_t key,
                    struct aif_arena *arena)
{
    int64_t longest_minutes = (f->longest_s + MINUTE_S - 1) / MINUTE_S;
    uint32_t wanted = f->kind->limit.distinct;
    if (wanted > longest_minutes)
        wanted = (uint32_t)longest_minutes;
    struct estimate *ranks = AIF_NEW(arena, struct estimate, wanted);
    double *weights = AIF_NEW(arena, double, wanted), *needs = AIF_NEW(arena, double, wanted);
    double *popularity = AIF_NEW(arena, double, wanted), total = 0.0;
    e->values_s = AIF_NEW(arena, int64_t, wanted);
    e->sums = AIF_NEW(arena, double, wanted);
    e->count = choose_values(e->values_s, wanted, f->longest_s);
    qsort(e->values_s, e->count, sizeof *e->values_s, by_time);
    sample_needs(e, f, seed, key, needs);
    rank_values(e, needs, ranks);
    weigh_ranks(weights, e->count);
    for (uint32_t i = 0; i < e->count; i++)
        total += weights[i];
    for (uint32_t i = 0; i < e->count; i++)
        popularity[ranks[i].index] = weights[i] / total;
    match(e, popularity, needs);
}

int64_t estimates_draw(const struct estimates *e, double need_s, struct aif_rng *r)
{
    uint32_t first = first_above(e, need_s), low = first, high = e->count - 1;
    double below = first ? e->sums[first - 1] : 0.0;
    double x = below + aif_rng_unit(r) * (e->sums[high] - below);
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (e->sums[mid] > x)
            high = mid;
        else
            low = mid + 1;
    }
    return e->values_s[low];
}
