/* Resources that are charged for, and what they cost. */
#include "aif/tres.h"

const char *aif_tres_name(enum aif_tres t)
{
    static const char *const names[AIF_TRES_COUNT] = {"cpu", "mem", "node", "gres/gpu", "billing"};
    AIF_CHECK(t < AIF_TRES_COUNT);
    return names[t];
}

double aif_billing_of(const struct aif_billing *b, const struct aif_tres_set *amount)
{
    if (!b->is_set)
        return (double)amount->of[AIF_TRES_CPU];
    double sum = 0, dearest = 0;
    for (int t = 0; t < AIF_TRES_BILLING; t++) {
        double cost = b->weights[t] * (double)amount->of[t];
        sum += cost;
        if (t != AIF_TRES_NODE && cost > dearest)
            dearest = cost;
    }
    return b->is_max ? dearest : sum;
}
