/* Reading a formula: Dijkstra's shunting yard, to steps in the order of their evaluation. */
#include "aif/text.h"
#include "model/formula.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    enum aif_formula_variable variable;
    const char *meaning;
} variables[] = {
    {"account_usage", AIF_FORMULA_ACCOUNT_USAGE, "decayed usage of the account, billing seconds"},
    {"age_s", AIF_FORMULA_AGE_S, "seconds since submission at the last recalculation"},
    {"cpus", AIF_FORMULA_CPUS, "cores taken; of a pool, processors"},
    {"fairshare", AIF_FORMULA_FAIRSHARE, "fair-share factor, see --share"},
    {"fairshare_factor", AIF_FORMULA_FAIRSHARE, "the same, as OpenPBS calls it"},
    {"gpus", AIF_FORMULA_GPUS, "GPUs taken"},
    {"limit_s", AIF_FORMULA_LIMIT_S, "requested time"},
    {"mem_mib", AIF_FORMULA_MEM_MIB, "memory taken"},
    {"ncpus", AIF_FORMULA_CPUS, "cpus, as OpenPBS calls them"},
    {"nice", AIF_FORMULA_NICE, "nice value of the job"},
    {"nodes", AIF_FORMULA_NODES, "nodes taken; of a pool, processors"},
    {"now_s", AIF_FORMULA_NOW_S, "time of the trace"},
    {"partition_factor", AIF_FORMULA_PARTITION_FACTOR, "PriorityJobFactor of the partition"},
    {"priority", AIF_FORMULA_PRIORITY, "Slurm's multifactor priority"},
    {"procs", AIF_FORMULA_PROCS, "width: processors of a pool, GPUs or else cores of nodes"},
    {"qos_priority", AIF_FORMULA_QOS_PRIORITY, "priority of the QOS"},
    {"submit_s", AIF_FORMULA_SUBMIT_S, "time of submission"},
    {"units", AIF_FORMULA_PROCS, "the same as procs"},
    {"usage", AIF_FORMULA_USAGE, "decayed usage of the user in the account, billing seconds"},
    {"user_running", AIF_FORMULA_USER_RUNNING, "jobs that the user has running in the account"},
    {"wait_s", AIF_FORMULA_WAIT_S, "seconds since submission"},
    {"walltime", AIF_FORMULA_LIMIT_S, "limit_s, as OpenPBS calls it"},
};

static const struct {
    const char *name;
    enum formula_op op;
    const char *meaning;
} functions[] = {
    {"abs", FORMULA_ABS, "without the sign"},
    {"exp", FORMULA_EXP, "e to the power of x"},
    {"if", FORMULA_IF, "if(c, a, b): a where c is not 0, else b"},
    {"ln", FORMULA_LN, "natural logarithm"},
    {"log10", FORMULA_LOG10, "decimal logarithm"},
    {"log2", FORMULA_LOG2, "binary logarithm"},
    {"max", FORMULA_MAX, "the larger of two"},
    {"min", FORMULA_MIN, "the smaller of two"},
    {"sqrt", FORMULA_SQRT, "square root"},
};

static const struct {
    const char *sign;
    enum formula_op op;
    int rank; /* binds tighter */
} operators[] = {
    {"<=", FORMULA_LESS_EQUAL, 1}, {">=", FORMULA_GREATER_EQUAL, 1}, {"==", FORMULA_EQUAL, 1},
    {"!=", FORMULA_NOT_EQUAL, 1},  {"<", FORMULA_LESS, 1},           {">", FORMULA_GREATER, 1},
    {"+", FORMULA_ADD, 2},         {"-", FORMULA_SUBTRACT, 2},       {"*", FORMULA_MULTIPLY, 3},
    {"/", FORMULA_DIVIDE, 3},      {"^", FORMULA_POWER, 5},
};
enum { NEGATE_RANK = 4 };

const char *aif_formula_variable(size_t i, const char **meaning)
{
    if (i >= AIF_COUNT(variables))
        return NULL;
    *meaning = variables[i].meaning;
    return variables[i].name;
}

const char *aif_formula_function(size_t i, const char **meaning)
{
    if (i >= AIF_COUNT(functions))
        return NULL;
    *meaning = functions[i].meaning;
    return functions[i].name;
}

/* An operator that waits for its right side, or a parenthesis that is open. */
struct held {
    enum formula_op op;
    enum formula_op function; /* whose arguments the parenthesis has; else FORMULA_OPEN */
    int rank;
    uint32_t arguments; /* read completely */
    const char *at;
};

struct reader {
    const char *text, *at;
    struct aif_formula *out;
    struct aif_err *err;
    struct held held[AIF_FORMULA_DEPTH];
    uint32_t held_count, depth;
};

static bool fail(const struct reader *r, const char *at, const char *found, const char *expected)
{
    size_t column = (size_t)(at - r->text);
    return aif_err_set(r->err, "formula, column %zu: %s; expected %s\n  %.400s\n  %*s^", column + 1,
                       found, expected, r->text, column < 400 ? (int)column : 400, "");
}

static bool emit(struct reader *r, struct aif_formula_step step, const char *at)
{
    r->depth += 1 - formula_arity(step.op);
    if (r->out->length == AIF_FORMULA_LENGTH || r->depth > AIF_FORMULA_DEPTH)
        return fail(r, at, "this is too long", "a shorter formula");
    r->out->steps[r->out->length++] = step;
    return true;
}

static bool hold(struct reader *r, struct held h)
{
    if (r->held_count == AIF_FORMULA_DEPTH)
        return fail(r, h.at, "this is nested too deeply", "a flatter formula");
    r->held[r->held_count++] = h;
    return true;
}

/* Emit what waits since the last open parenthesis and binds at least as tightly. */
static bool release(struct reader *r, int rank)
{
    while (r->held_count && r->held[r->held_count - 1].op != FORMULA_OPEN &&
           r->held[r->held_count - 1].rank >= rank) {
        const struct held *h = &r->held[--r->held_count];
        if (!emit(r, (struct aif_formula_step){.op = (uint8_t)h->op}, h->at))
            return false;
    }
    return true;
}

static size_t name_length(const char *s)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    return strcspn(s, letters) ? 0
                               : strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                           "_0123456789");
}

static bool read_variable(struct reader *r, const char *name)
{
    const char *names[AIF_COUNT(variables)];
    for (size_t i = 0; i < AIF_COUNT(variables); i++) {
        names[i] = variables[i].name;
        if (strcmp(name, names[i]) != 0)
            continue;
        r->out->variables |= UINT32_C(1) << variables[i].variable;
        return emit(r,
                    (struct aif_formula_step){.op = FORMULA_VARIABLE,
                                              .variable = (uint8_t)variables[i].variable},
                    r->at);
    }
    char list[512] = "a variable:";
    const char *near = aif_text_nearest(name, names, AIF_COUNT(names));
    for (size_t i = 0; i < AIF_COUNT(names); i++) {
        strncat(list, i ? ", " : " ", sizeof list - strlen(list) - 1);
        strncat(list, names[i], sizeof list - strlen(list) - 1);
    }
    char found[160];
    snprintf(found, sizeof found, "unknown name '%.40s'%s%s%s", name,
             near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    return fail(r, r->at, found, list);
}

static bool read_function(struct reader *r, const char *name)
{
    for (size_t i = 0; i < AIF_COUNT(functions); i++)
        if (strcmp(name, functions[i].name) == 0)
            return hold(
                r, (struct held){.op = FORMULA_OPEN, .function = functions[i].op, .at = r->at});
    return fail(r, r->at, "unknown function", "abs, exp, if, ln, log10, log2, max, min or sqrt");
}

/* A number, a variable, or what comes before one: a minus, a parenthesis, a function.  Sets
 * *is_complete if a value has been read. */
static bool read_operand(struct reader *r, bool *is_complete)
{
    char name[64] = "", *end;
    size_t length = name_length(r->at);
    *is_complete = false;
    if (*r->at == '(' || *r->at == '-') {
        bool is_minus = *r->at == '-';
        return hold(r, (struct held){.op = is_minus ? FORMULA_NEGATE : FORMULA_OPEN,
                                     .function = FORMULA_OPEN,
                                     .rank = NEGATE_RANK,
                                     .at = r->at++});
    }
    *is_complete = true;
    if (length) {
        memcpy(name, r->at, length < sizeof name - 1 ? length : sizeof name - 1);
        const char *after = r->at + length + strspn(r->at + length, " ");
        *is_complete = *after != '(';
        bool ok = *is_complete ? read_variable(r, name) : read_function(r, name);
        r->at = *is_complete ? r->at + length : after + 1;
        return ok;
    }
    double number = strtod(r->at, &end);
    if (!strchr("0123456789.", *r->at) || !*r->at || end == r->at || !(number <= 1e300))
        return fail(r, r->at, *r->at ? "this is no value" : "the formula ends here",
                    "a number, a variable, a function or '('");
    const char *at = r->at;
    r->at = end;
    return emit(r, (struct aif_formula_step){.op = FORMULA_NUMBER, .number = number}, at);
}

/* A comma or a closing parenthesis: an argument is complete. */
static bool read_separator(struct reader *r)
{
    bool is_comma = *r->at == ',';
    if (!release(r, 0))
        return false;
    if (r->held_count == 0)
        return fail(r, r->at, is_comma ? "a comma outside a function" : "')' without '('",
                    "an operator or the end");
    struct held *h = &r->held[r->held_count - 1];
    uint32_t wanted = h->function == FORMULA_OPEN ? 1 : formula_arity(h->function);
    h->arguments++;
    if (is_comma ? h->arguments >= wanted : h->arguments < wanted)
        return fail(r, r->at, is_comma ? "too many arguments" : "too few arguments",
                    wanted == 1   ? "one value"
                    : wanted == 2 ? "two values"
                                  : "three values");
    if (!is_comma) {
        struct held closed = *h;
        r->held_count--;
        if (closed.function != FORMULA_OPEN &&
            !emit(r, (struct aif_formula_step){.op = (uint8_t)closed.function}, closed.at))
            return false;
    }
    r->at++;
    return true;
}

/* What may follow a value.  Sets *is_complete if that is another value's end. */
static bool read_operator(struct reader *r, bool *is_complete)
{
    if (*r->at == ',' || *r->at == ')') {
        *is_complete = *r->at == ')';
        return read_separator(r);
    }
    *is_complete = false;
    for (size_t i = 0; i < AIF_COUNT(operators); i++) {
        size_t length = strlen(operators[i].sign);
        if (strncmp(r->at, operators[i].sign, length) != 0)
            continue;
        bool is_to_the_right = operators[i].op == FORMULA_POWER;
        if (!release(r, operators[i].rank + is_to_the_right))
            return false;
        r->at += length;
        return hold(r, (struct held){
                           .op = operators[i].op, .rank = operators[i].rank, .at = r->at - length});
    }
    return fail(r, r->at, "a value follows a value", "an operator or the end");
}

bool aif_formula_parse(const char *text, struct aif_formula *out, struct aif_err *err)
{
    *out = (struct aif_formula){0};
    struct reader r = {.text = text, .at = text, .out = out, .err = err};
    bool is_complete = false;
    for (;;) {
        r.at += strspn(r.at, " \t\n");
        if (is_complete && !*r.at)
            break;
        if (!(is_complete ? read_operator(&r, &is_complete) : read_operand(&r, &is_complete)))
            return false;
    }
    if (!release(&r, 0))
        return false;
    if (r.held_count)
        return fail(&r, r.held[r.held_count - 1].at, "this is never closed", "')'");
    AIF_CHECK(r.depth == 1);
    return true;
}
