/* A formula of the user's, smallest value first: as scores are published. */
#include "aif/sched.h"

static double score(const struct aif_standing *s, int64_t now_s)
{
    (void)now_s;
    return aif_formula_eval(s->formula, s->values);
}

const struct aif_order aif_order_formula = {
    .plugin = {AIF_ORDER, "formula",
               "formula:EXPRESSION over job and usage variables, smallest first"},
    .is_dynamic = true,
    .parameter = "an expression",
    .score_standing = score,
};
