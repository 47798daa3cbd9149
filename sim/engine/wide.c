#include "engine/wide.h"

enum { NANO_DIGITS = 9 };

struct wide wide_plus(struct wide a, struct wide b)
{
    wide_add(&a, b.lo);
    a.hi += b.hi;
    return a;
}

struct wide wide_product(uint64_t a, uint64_t b)
{
    uint64_t a0 = a & UINT32_MAX, a1 = a >> 32, b0 = b & UINT32_MAX, b1 = b >> 32;
    struct wide out = {.hi = a1 * b1, .lo = a0 * b0};
    out.hi += a1 * b0 >> 32;
    out.hi += a0 * b1 >> 32;
    wide_add(&out, a1 * b0 << 32);
    wide_add(&out, a0 * b1 << 32);
    return out;
}

int wide_compare(struct wide a, struct wide b)
{
    if (a.hi != b.hi)
        return a.hi < b.hi ? -1 : 1;
    return a.lo < b.lo ? -1 : a.lo > b.lo;
}

struct wide wide_minus(struct wide a, struct wide b)
{
    return (struct wide){.hi = a.hi - b.hi - (a.lo < b.lo), .lo = a.lo - b.lo};
}

static struct wide twice(struct wide a)
{
    return (struct wide){.hi = a.hi << 1 | a.lo >> 63, .lo = a.lo << 1};
}

/* Long division in binary. */
static struct wide divide(struct wide n, struct wide d, struct wide *rest)
{
    struct wide quotient = {0};
    *rest = (struct wide){0};
    for (unsigned bit = 128; bit-- > 0;) {
        *rest = twice(*rest);
        rest->lo |= (bit >= 64 ? n.hi >> (bit - 64) : n.lo >> bit) & 1;
        quotient = twice(quotient);
        if (wide_compare(*rest, d) >= 0) {
            *rest = wide_minus(*rest, d);
            quotient.lo |= 1;
        }
    }
    return quotient;
}

uint64_t wide_divide(struct wide n, uint64_t d, uint64_t *rest)
{
    AIF_CHECK(d > 0 && n.hi < d);
    if (n.hi == 0) {
        *rest = n.lo % d;
        return n.lo / d;
    }
    struct wide left;
    struct wide quotient = divide(n, (struct wide){.lo = d}, &left);
    *rest = left.lo;
    return quotient.lo;
}

int64_t wide_ratio_nano(struct wide n, struct wide d)
{
    AIF_CHECK((d.hi || d.lo) && d.hi < UINT64_C(1) << 60);
    struct wide rest;
    struct wide whole = divide(n, d, &rest);
    if (whole.hi || whole.lo >= INT64_MAX / 1000000000)
        return INT64_MAX;
    uint64_t nano = whole.lo;
    for (unsigned i = 0; i < NANO_DIGITS; i++) {
        struct wide eight = twice(twice(twice(rest)));
        rest = wide_plus(eight, twice(rest));
        unsigned digit = 0;
        for (; wide_compare(rest, d) >= 0; digit++)
            rest = wide_minus(rest, d);
        nano = nano * 10 + digit;
    }
    return (int64_t)(nano + (wide_compare(twice(rest), d) >= 0));
}

int64_t ratio_nano(int64_t n, int64_t d)
{
    AIF_CHECK(n >= 0 && d > 0);
    return wide_ratio_nano((struct wide){.lo = (uint64_t)n}, (struct wide){.lo = (uint64_t)d});
}
