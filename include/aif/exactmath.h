#ifndef AIF_EXACTMATH_H
#define AIF_EXACTMATH_H

#include "aif/base.h"

/* Elementary functions with the same bits on every machine.  The C library's log, exp and pow
 * differ between processors with and without fused multiply-add; these use only +, -, *, / and sqrt
 * of IEEE doubles (and the build forbids contraction), so a schedule or a generated trace cannot
 * depend on where it was computed.  Relative error below 1e-14. */
double aif_log2(double x);  /* x > 0 and finite */
double aif_log10(double x); /* x > 0 and finite */
double aif_ln(double x);    /* x > 0 and finite */
double aif_exp2(double x);  /* -1000 < x < 1000 */
double aif_exp(double x);   /* -690 < x < 690 */

/* base ^ exponent for 0 < base <= 1, correctly rounded (but for exponents far above 10^9); 0 or a
 * little above where that is below 1e-290. */
double aif_power(double base, uint64_t exponent);

#endif
