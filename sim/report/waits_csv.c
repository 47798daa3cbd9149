/* Why jobs waited, as a table of spans. */
#include "aif/report.h"
#include "aif/view.h"

#include <stdio.h>

static void put_assoc(const struct aif_accounts *t, uint32_t assoc, struct aif_sink *out)
{
    char text[512];
    const struct aif_assoc *a = &t->assocs[assoc];
    if (a->is_user && a->parent != AIF_NONE)
        snprintf(text, sizeof text, "%s/%s", t->assocs[a->parent].name, a->name);
    else
        snprintf(text, sizeof text, "%s", a->name);
    aif_sink_csv(out, text);
}

void aif_report_blocker(const struct aif_report *r, const struct aif_blocker *b,
                        struct aif_sink *out)
{
    const struct aif_centre *centre = aif_view_centre(r->sim);
    switch ((enum aif_blocker_kind)b->kind) {
    case AIF_BLOCKER_JOB:
        aif_sink_int(out, r->scenario->workload->jobs[b->index].id);
        return;
    case AIF_BLOCKER_ASSOC:
        put_assoc(&centre->accounts, b->index, out);
        return;
    case AIF_BLOCKER_QOS:
        aif_sink_csv(out, centre->qos[b->index].name);
        return;
    case AIF_BLOCKER_RESERVATION:
        aif_sink_csv(out, centre->reservations[b->index].name);
        return;
    case AIF_BLOCKER_PARTITION:
        aif_sink_csv(out, aif_view_machine(r->sim)->partitions[b->index].name);
        return;
    case AIF_BLOCKER_NONE:
    case AIF_BLOCKER_COUNT:
        return;
    }
}

void aif_report_waits_csv(const struct aif_report *r, struct aif_sink *out)
{
    struct aif_arena arena = {0};
    uint32_t count;
    const struct aif_wait_span *spans = aif_sim_waits(r->sim, &arena, &count);
    aif_sink_text(out, "job_id,from_s,to_s,reason,blocker_kind,blocker\n");
    for (uint32_t i = 0; i < count; i++) {
        const struct aif_wait_span *s = &spans[i];
        aif_sink_int(out, r->scenario->workload->jobs[s->job].id);
        aif_sink_char(out, ',');
        aif_sink_int(out, s->from_s);
        aif_sink_char(out, ',');
        if (s->to_s != AIF_NEVER_S)
            aif_sink_int(out, s->to_s);
        aif_sink_char(out, ',');
        aif_sink_csv(out, s->text);
        aif_sink_char(out, ',');
        aif_sink_text(out, aif_blocker_name((enum aif_blocker_kind)s->blocker.kind));
        aif_sink_char(out, ',');
        aif_report_blocker(r, &s->blocker, out);
        aif_sink_char(out, '\n');
    }
    aif_arena_free(&arena);
}
