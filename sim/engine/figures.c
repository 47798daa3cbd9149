#include "engine/figures.h"

static const uint64_t NANO = 1000000000;

struct region region_at(size_t first, size_t size)
{
    return (struct region){first, first, first + size, first + size, 0};
}

void region_add(struct region *r, struct figure *figures, const struct figure *f)
{
    AIF_CHECK(r->waited_until < r->prompt_from);
    r->empty_count += !f->wait_s && !f->run_s;
    size_t i = f->wait_s ? r->waited_until++ : --r->prompt_from;
    figures[i] = *f;
}

/* n / d for n < 2^63, d < 2^53.  A machine divides doubles several times faster than 64-bit
 * integers.  A quotient below 2^51 found so is never too small, and at most one too large, which
 * the exact rest then shows: the result is that of integer division on any machine. */
static inline uint64_t divide(uint64_t n, uint64_t d)
{
    double guess = (double)(int64_t)n / (double)(int64_t)d;
    if (guess >= 0x1p51)
        return n / d;
    int64_t quotient = (int64_t)guess;
    int64_t rest = (int64_t)n - quotient * (int64_t)d;
    return (uint64_t)(quotient - (rest < 0));
}

/* Both durations are below 2^32, so all products fit 64 bits; the divisor is below 2^33. */
static inline uint64_t bound_slowdown(const struct figure *f, uint32_t units, uint32_t tau_s)
{
    uint64_t turnaround_s = (uint64_t)f->wait_s + f->run_s;
    uint64_t divisor_s = f->run_s > tau_s ? f->run_s : tau_s;
    divisor_s *= units;
    if (turnaround_s <= divisor_s)
        return NANO;
    return divide(turnaround_s * NANO + divisor_s / 2, divisor_s);
}

uint64_t figure_bsld(const struct figure *f, uint32_t units, uint32_t tau_s)
{
    return bound_slowdown(f, units, tau_s);
}

enum statistic { WAIT, TURNAROUND, SLOWDOWN, BSLD_10, BSLD_600, PPBSLD_10 };

/* The numbers of jobs that waited, in seconds or, for slowdowns, in nano. */
static void derive(const struct figure *f, size_t count, enum statistic what, uint64_t *out)
{
    switch (what) {
    case WAIT:
        for (size_t i = 0; i < count; i++)
            out[i] = f[i].wait_s;
        break;
    case TURNAROUND:
        for (size_t i = 0; i < count; i++)
            out[i] = (uint64_t)f[i].wait_s + f[i].run_s;
        break;
    case SLOWDOWN: /* of a job that waits it is no less than 1 */
        for (size_t i = 0; i < count; i++)
            out[i] = bound_slowdown(&f[i], 1, 1);
        break;
    case BSLD_10:
        for (size_t i = 0; i < count; i++)
            out[i] = bound_slowdown(&f[i], 1, 10);
        break;
    case BSLD_600:
        for (size_t i = 0; i < count; i++)
            out[i] = bound_slowdown(&f[i], 1, 600);
        break;
    case PPBSLD_10:
        for (size_t i = 0; i < count; i++)
            out[i] = bound_slowdown(&f[i], f[i].units, 10);
        break;
    }
}

/* Take the usual value out of n numbers; returns how many are left. */
static size_t drop_usual(uint64_t *values, size_t n, uint64_t usual)
{
    size_t left = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t value = values[i];
        values[left] = value;
        left += value != usual;
    }
    return left;
}

/* In steps, so that numbers are still in the cache when they are counted. */
static void sample_figures(const struct figure *f, size_t count, enum statistic what,
                           struct sample *s)
{
    enum { STEP = 1024 };
    for (size_t i = 0; i < count; i += STEP) {
        size_t n = count - i < STEP ? count - i : STEP;
        uint64_t *values = s->values + s->count;
        derive(f + i, n, what, values);
        size_t left = drop_usual(values, n, s->usual);
        s->usual_count += n - left;
        sample_add(s, left);
    }
}

/* Those that did not wait: wait 0, slowdown 1, but for the slowdown of jobs that did not run
 * either, which is not bounded and 0. */
static void sample_prompt(const struct figure *f, const struct region *r, enum statistic what,
                          struct sample *s)
{
    size_t count = r->end - r->prompt_from;
    if (what == TURNAROUND) {
        sample_figures(f + r->prompt_from, count, what, s);
        return;
    }
    size_t zeros = what == SLOWDOWN ? r->empty_count : 0;
    for (size_t i = 0; i < zeros; i++)
        s->values[s->count + i] = 0;
    sample_add(s, zeros);
    s->usual_count += count - zeros;
}

void figures_summarise(const struct figure *figures, const struct region *regions, size_t count,
                       struct sample *sample, struct aif_group *out)
{
    const struct {
        enum statistic what;
        uint64_t usual, unit_nano;
        struct aif_stat *out;
    } all[] = {
        {WAIT, 0, NANO, &out->wait_s},       {TURNAROUND, 0, NANO, &out->turnaround_s},
        {SLOWDOWN, NANO, 1, &out->slowdown}, {BSLD_10, NANO, 1, &out->bsld_10},
        {BSLD_600, NANO, 1, &out->bsld_600}, {PPBSLD_10, NANO, 1, &out->ppbsld_10},
    };
    for (size_t i = 0; i < AIF_COUNT(all); i++) {
        sample_clear(sample, all[i].usual);
        for (size_t j = 0; j < count; j++) {
            const struct region *r = &regions[j];
            sample_figures(figures + r->first, r->waited_until - r->first, all[i].what, sample);
            sample_prompt(figures, r, all[i].what, sample);
        }
        sample_compute(sample, all[i].unit_nano, all[i].out);
    }
}
