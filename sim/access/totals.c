/* What happened to proposals, by mode. */
#include "aif/admission.h"

#include <stdlib.h>

static int compare(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static bool has_waited(const struct aif_proposal *p, uint32_t mode)
{
    return p->mode == mode && p->kind == AIF_PROPOSAL_NEW && p->decision == AIF_DECISION_GRANTED;
}

static void measure_waits(const struct aif_admission_result *r, uint32_t mode, int64_t *waits,
                          struct aif_mode_total *t)
{
    for (uint32_t i = 0; i < r->count; i++)
        if (has_waited(&r->proposals[i], mode)) {
            waits[t->waited] = r->proposals[i].access_s - r->proposals[i].submitted_s;
            t->sum_s += waits[t->waited++];
        }
    if (!t->waited)
        return;
    qsort(waits, t->waited, sizeof *waits, compare);
    t->median_s = (waits[(t->waited - 1) / 2] + waits[t->waited / 2]) / 2;
    t->most_s = waits[t->waited - 1];
}

struct aif_mode_total *aif_admission_totals(const struct aif_admission *a,
                                            const struct aif_admission_result *r,
                                            struct aif_arena *arena)
{
    struct aif_mode_total *totals = AIF_NEW(arena, struct aif_mode_total, a->mode_count + 1);
    int64_t *waits = AIF_NEW(arena, int64_t, r->count + 1);
    for (uint32_t i = 0; i < r->count; i++) {
        const struct aif_proposal *p = &r->proposals[i];
        struct aif_mode_total *t = &totals[p->mode == AIF_NONE ? a->mode_count : p->mode];
        t->proposed++;
        t->renewals += p->kind == AIF_PROPOSAL_RENEWAL;
        t->extensions += p->kind == AIF_PROPOSAL_EXTENSION;
        t->decisions[p->decision]++;
        t->asked_unit_hours += p->asked_unit_hours;
        t->granted_unit_hours += p->granted_unit_hours;
    }
    for (uint32_t m = 0; m < a->mode_count; m++)
        measure_waits(r, m, waits, &totals[m]);
    return totals;
}
