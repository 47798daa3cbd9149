#ifndef SIM_MODEL_FORMULA_H
#define SIM_MODEL_FORMULA_H

#include "aif/formula.h"

/* What a step does with the top of the stack. */
enum formula_op {
    FORMULA_NUMBER,
    FORMULA_VARIABLE,
    FORMULA_OPEN, /* never a step: a parenthesis while reading */
    FORMULA_ADD,
    FORMULA_SUBTRACT,
    FORMULA_MULTIPLY,
    FORMULA_DIVIDE,
    FORMULA_POWER,
    FORMULA_NEGATE,
    FORMULA_LESS,
    FORMULA_LESS_EQUAL,
    FORMULA_GREATER,
    FORMULA_GREATER_EQUAL,
    FORMULA_EQUAL,
    FORMULA_NOT_EQUAL,
    FORMULA_ABS, /* functions from here on */
    FORMULA_EXP,
    FORMULA_IF,
    FORMULA_LN,
    FORMULA_LOG10,
    FORMULA_LOG2,
    FORMULA_MAX,
    FORMULA_MIN,
    FORMULA_SQRT,
    FORMULA_OPS
};

/* Values an operation takes. */
uint32_t formula_arity(enum formula_op op);

#endif
