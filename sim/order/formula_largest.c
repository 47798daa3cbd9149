/* A formula of the user's, largest value first: as OpenPBS's job_sort_formula. */
#include "aif/sched.h"

static double score(const struct aif_standing *s, int64_t now_s)
{
    (void)now_s;
    return -aif_formula_eval(s->formula, s->values);
}

const struct aif_order aif_order_formula_largest = {
    .plugin = {AIF_ORDER, "formula-largest",
               "formula-largest:EXPRESSION, largest first (OpenPBS's job_sort_formula)"},
    .is_dynamic = true,
    .parameter = "an expression",
    .score_standing = score,
};
