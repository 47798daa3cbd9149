/* Logarithms by the series of artanh, exponentials by Taylor's, after reducing the argument by
 * powers of two, which is exact. */
#include "aif/exactmath.h"

#include <math.h>

#define LN2 0x1.62e42fefa39efp-1
#define INV_LN2 0x1.71547652b82fep+0
#define LOG10_2 0x1.34413509f79ffp-2
#define SQRT_HALF 0x1.6a09e667f3bcdp-1

/* ln m for m in [sqrt(1/2), sqrt(2)): 2 artanh(s), s = (m - 1) / (m + 1), |s| < 0.172. */
static double ln_near_one(double m)
{
    double s = (m - 1.0) / (m + 1.0);
    double s2 = s * s;
    double sum = 0.0;
    for (int k = 25; k >= 1; k -= 2)
        sum = sum * s2 + 1.0 / k;
    return 2.0 * s * sum;
}

static double reduce(double x, int *exponent)
{
    AIF_CHECK(x > 0.0 && x < INFINITY);
    double m = frexp(x, exponent);
    if (m < SQRT_HALF) {
        m *= 2.0;
        (*exponent)--;
    }
    return m;
}

double aif_log2(double x)
{
    int e;
    double m = reduce(x, &e);
    return e + ln_near_one(m) * INV_LN2;
}

double aif_log10(double x)
{
    return aif_log2(x) * LOG10_2;
}

double aif_ln(double x)
{
    int e;
    double m = reduce(x, &e);
    return e * LN2 + ln_near_one(m);
}

double aif_exp2(double x)
{
    AIF_CHECK(x > -1000.0 && x < 1000.0);
    double whole = floor(x + 0.5);
    double y = (x - whole) * LN2;
    double sum = 1.0;
    for (int k = 18; k >= 1; k--)
        sum = 1.0 + sum * y / k;
    return ldexp(sum, (int)whole);
}

double aif_exp(double x)
{
    return aif_exp2(x * INV_LN2);
}

/* A number of about 106 bits: the sum of two doubles that do not overlap. */
struct pair {
    double high, low;
};

/* Both are split into halves of 26 bits whose products are exact (Dekker 1971). */
static struct pair multiply(struct pair a, struct pair b)
{
    const double splitter = 134217729; /* 2^27 + 1 */
    double a_wide = splitter * a.high, b_wide = splitter * b.high;
    double a_top = a_wide - (a_wide - a.high), a_rest = a.high - a_top;
    double b_top = b_wide - (b_wide - b.high), b_rest = b.high - b_top;
    double product = a.high * b.high;
    double lost = ((a_top * b_top - product) + a_top * b_rest + a_rest * b_top) + a_rest * b_rest;
    double rest = lost + (a.high * b.low + a.low * b.high);
    double high = product + rest;
    return (struct pair){high, rest - (high - product)};
}

double aif_power(double base, uint64_t exponent)
{
    AIF_CHECK(base > 0 && base <= 1);
    struct pair square = {base, 0}, result = {1, 0};
    for (; exponent > 0; square = multiply(square, square), exponent >>= 1)
        if (exponent & 1)
            result = multiply(result, square);
    return result.high > 0 ? result.high : 0;
}
