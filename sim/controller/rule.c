/* The passes of start rules that are driven by events. */
#include "controller/rule.h"

#include "controller/timers.h"

void rule_pass(struct controller *c)
{
    struct timers *t = &c->timers;
    int64_t wake_ms = AIF_NEVER_S;
    do { /* a start may let others into the queue */
        t->is_pass_wanted = false;
        c->sim.totals.pass_count++;
        wake_ms = c->pending.count ? c->rule->pass(c) : AIF_NEVER_S;
    } while (t->is_pass_wanted);
    AIF_CHECK(wake_ms > c->now_ms);
    timers_note_rule_pass(c, wake_ms);
}
