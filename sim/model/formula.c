/* Evaluating a formula: a stack machine, whose steps keep every value finite. */
#include "model/formula.h"

#include "aif/exactmath.h"

#include <math.h>

#define MOST 1e300
#define LEAST 1e-300

uint32_t formula_arity(enum formula_op op)
{
    if (op == FORMULA_NUMBER || op == FORMULA_VARIABLE || op == FORMULA_OPEN)
        return 0;
    if (op == FORMULA_IF)
        return 3;
    bool is_unary = op == FORMULA_NEGATE || op == FORMULA_ABS || op == FORMULA_EXP ||
                    op == FORMULA_LN || op == FORMULA_LOG10 || op == FORMULA_LOG2 ||
                    op == FORMULA_SQRT;
    return is_unary ? 1 : 2;
}

static double cut(double x)
{
    if (isnan(x))
        return 0;
    return x > MOST ? MOST : x < -MOST ? -MOST : x;
}

static double divide(double a, double b)
{
    if (b < 0 || b > 0)
        return a / b;
    return a > 0 ? MOST : a < 0 ? -MOST : 0;
}

static double exp2_of(double x)
{
    return x > 997 ? MOST : x < -997 ? 0 : aif_exp2(x);
}

static double logarithm_argument(double x)
{
    return x > LEAST ? x : LEAST;
}

/* Whole powers by multiplication, so that squares are exact. */
static double power(double a, double b)
{
    if (b >= -64 && b <= 64 && b == trunc(b)) {
        double product = 1;
        for (int n = (int)fabs(b); n > 0; n--)
            product = cut(product * a);
        return b < 0 ? divide(1, product) : product;
    }
    if (a > 0)
        return exp2_of(cut(b * aif_log2(a)));
    return a < 0 || b > 0 ? 0 : MOST;
}

static double apply(enum formula_op op, const double *x)
{
    switch (op) {
    case FORMULA_ADD:
        return x[0] + x[1];
    case FORMULA_SUBTRACT:
        return x[0] - x[1];
    case FORMULA_MULTIPLY:
        return x[0] * x[1];
    case FORMULA_DIVIDE:
        return divide(x[0], x[1]);
    case FORMULA_POWER:
        return power(x[0], x[1]);
    case FORMULA_NEGATE:
        return -x[0];
    case FORMULA_LESS:
        return x[0] < x[1];
    case FORMULA_LESS_EQUAL:
        return x[0] <= x[1];
    case FORMULA_GREATER:
        return x[0] > x[1];
    case FORMULA_GREATER_EQUAL:
        return x[0] >= x[1];
    case FORMULA_EQUAL:
        return !(x[0] < x[1] || x[0] > x[1]);
    case FORMULA_NOT_EQUAL:
        return x[0] < x[1] || x[0] > x[1];
    case FORMULA_ABS:
        return fabs(x[0]);
    case FORMULA_EXP:
        return x[0] > 690 ? MOST : x[0] < -690 ? 0 : aif_exp(x[0]);
    case FORMULA_IF:
        return x[0] < 0 || x[0] > 0 ? x[1] : x[2];
    case FORMULA_LN:
        return aif_ln(logarithm_argument(x[0]));
    case FORMULA_LOG10:
        return aif_log10(logarithm_argument(x[0]));
    case FORMULA_LOG2:
        return aif_log2(logarithm_argument(x[0]));
    case FORMULA_MAX:
        return x[0] > x[1] ? x[0] : x[1];
    case FORMULA_MIN:
        return x[0] < x[1] ? x[0] : x[1];
    case FORMULA_SQRT:
        return x[0] > 0 ? sqrt(x[0]) : 0;
    case FORMULA_NUMBER:
    case FORMULA_VARIABLE:
    case FORMULA_OPEN:
    case FORMULA_OPS:
        break;
    }
    AIF_CHECK(false); /* not a step of a formula */
    return 0;
}

double aif_formula_eval(const struct aif_formula *f, const double *values)
{
    double stack[AIF_FORMULA_DEPTH] = {0};
    uint32_t depth = 0;
    AIF_CHECK(f->length > 0);
    for (uint32_t i = 0; i < f->length; i++) {
        const struct aif_formula_step *s = &f->steps[i];
        double result = s->number;
        if (s->op == FORMULA_VARIABLE) {
            result = values[s->variable];
        } else if (s->op != FORMULA_NUMBER) {
            depth -= formula_arity(s->op);
            result = cut(apply(s->op, stack + depth));
        }
        stack[depth++] = result;
    }
    return stack[0];
}

bool aif_formula_is_restless(const struct aif_formula *f)
{
    uint32_t restless = UINT32_C(1) << AIF_FORMULA_WAIT_S | UINT32_C(1) << AIF_FORMULA_NOW_S |
                        UINT32_C(1) << AIF_FORMULA_USER_RUNNING;
    return f->variables & restless;
}
