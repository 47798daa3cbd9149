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
