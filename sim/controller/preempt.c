#include "controller/preempt.h"

bool preempt_for(struct controller *c, const struct ask *a, const struct bitset *usable)
{
    (void)c;
    (void)a;
    (void)usable;
    return false;
}

void preempt_grace_over(struct controller *c, uint32_t job)
{
    (void)c;
    (void)job;
}
