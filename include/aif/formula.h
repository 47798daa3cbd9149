#ifndef AIF_FORMULA_H
#define AIF_FORMULA_H

#include "aif/base.h"

/* Scores written by users: an expression over what is known of a job, checked when it is read and
 * evaluated without memory of its own.  The same bits everywhere (exactmath.h).
 *
 * Numbers, + - * / ^ (to the right), < <= > >= == != (1 or 0), parentheses, and the functions and
 * variables that aif_formula_function() and aif_formula_variable() list.  Every value is a number
 * within +-1e300: what would pass that is cut, x / 0 is the largest number with the sign of x and
 * 0 / 0 is 0, logarithms take what is below 1e-300 as 1e-300, the root of a negative number is 0,
 * and so is a fractional power of one. */

enum aif_formula_variable {
    AIF_FORMULA_LIMIT_S,
    AIF_FORMULA_PROCS,
    AIF_FORMULA_NODES,
    AIF_FORMULA_CPUS,
    AIF_FORMULA_GPUS,
    AIF_FORMULA_MEM_MIB,
    AIF_FORMULA_SUBMIT_S,
    AIF_FORMULA_WAIT_S,
    AIF_FORMULA_NOW_S,
    AIF_FORMULA_AGE_S,
    AIF_FORMULA_FAIRSHARE,
    AIF_FORMULA_USAGE,
    AIF_FORMULA_ACCOUNT_USAGE,
    AIF_FORMULA_USER_RUNNING,
    AIF_FORMULA_PRIORITY,
    AIF_FORMULA_QOS_PRIORITY,
    AIF_FORMULA_PARTITION_FACTOR,
    AIF_FORMULA_NICE,
    AIF_FORMULA_VARIABLES
};

enum { AIF_FORMULA_LENGTH = 96, AIF_FORMULA_DEPTH = 32 };

/* One step of a small stack machine. */
struct aif_formula_step {
    uint8_t op, variable;
    double number;
};

/* Plain data; zero is no formula. */
struct aif_formula {
    struct aif_formula_step steps[AIF_FORMULA_LENGTH];
    uint32_t length;
    uint32_t variables; /* bit per variable used */
};

/* Name and meaning of a variable, or of a function; NULL past the end. */
const char *aif_formula_variable(size_t i, const char **meaning);
const char *aif_formula_function(size_t i, const char **meaning);

/* Read an expression.  On failure false, and err says at which column what was found and expected,
 * with the text and a mark below it. */
bool aif_formula_parse(const char *text, struct aif_formula *out, struct aif_err *err);

/* values: by enum aif_formula_variable; finite.  Never NaN.  O(length). */
double aif_formula_eval(const struct aif_formula *f, const double *values);

/* Whether it changes from one second or start to the next, and not only at recalculations. */
bool aif_formula_is_restless(const struct aif_formula *f);

#endif
