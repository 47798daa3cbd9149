/* The proposals of `aifsim access` as CSV. */
#include "host/command/access_print.h"
#include "host/files/dates.h"

static const char *const kinds[] = {[AIF_PROPOSAL_NEW] = "new",
                                    [AIF_PROPOSAL_RENEWAL] = "renewal",
                                    [AIF_PROPOSAL_EXTENSION] = "extension"};

static void put_time(struct aif_sink *s, int64_t unix_s)
{
    char text[DATE_ROOM];
    aif_sink_char(s, ',');
    if (unix_s == AIF_UNKNOWN_S)
        return;
    date_write(unix_s, text);
    aif_sink_text(s, text);
    aif_sink_char(s, 'Z');
}

static void put_int(struct aif_sink *s, int64_t value)
{
    aif_sink_char(s, ',');
    aif_sink_int(s, value);
}

static void put_name(struct aif_sink *s, const char *name)
{
    aif_sink_char(s, ',');
    aif_sink_csv(s, name);
}

static void put_project(struct aif_sink *s, const struct access_spec *spec,
                        const struct aif_proposal *p)
{
    char name[ACCESS_PROJECT_ROOM];
    access_project_name(spec, p, name);
    aif_sink_text(s, name);
}

/* Numbers of proposals, organisations and people count from 1.  A project is a new proposal and all
 * that follows it. */
static void put_proposal(struct aif_sink *s, const struct access_spec *spec,
                         const struct aif_proposal *p)
{
    const struct aif_admission *a = &spec->admission;
    aif_sink_int(s, (int64_t)p->id + 1);
    aif_sink_char(s, ',');
    put_project(s, spec, p);
    put_name(s, kinds[p->kind]);
    aif_sink_char(s, ',');
    if (p->parent != AIF_NONE)
        aif_sink_int(s, (int64_t)p->parent + 1);
    put_name(s, spec->population.communities[p->community].name);
    put_int(s, (int64_t)p->organisation + 1);
    put_int(s, (int64_t)p->pi + 1);
    put_name(s, spec->population.countries[p->country].name);
    put_int(s, p->has_horizon);
    put_name(s, p->mode == AIF_NONE ? "" : a->modes[p->mode].name);
    put_time(s, p->submitted_s);
    put_time(s, p->cutoff_s);
    put_time(s, p->decided_s);
    put_time(s, p->access_s);
    put_time(s, p->end_s);
    put_int(s, p->months);
    put_int(s, p->wish_unit_hours);
    put_int(s, p->asked_unit_hours);
    put_int(s, p->granted_unit_hours);
    put_int(s, p->extended_unit_hours);
    put_int(s, p->score_ppm);
    put_name(s, aif_decision_name(p->decision));
    put_name(s, p->pool == AIF_NONE ? "" : a->pools[p->pool].name);
    aif_sink_char(s, '\n');
}

void access_csv(struct aif_sink *s, const struct access_spec *spec,
                const struct aif_admission_result *r)
{
    aif_sink_text(s,
                  "id,project,kind,parent,community,organisation,pi,country,horizon,mode,submitted,"
                  "cutoff,decided,access,end,months,wish_gpu_h,asked_gpu_h,granted_gpu_h,"
                  "extended_gpu_h,score_ppm,decision,pool\n");
    for (uint32_t i = 0; i < r->count; i++)
        put_proposal(s, spec, &r->proposals[i]);
}

void access_grants(struct aif_sink *s, const struct access_spec *spec,
                   const struct aif_admission_result *r, int64_t unix_start_s)
{
    aif_sink_text(s, "account,mode,start_s,end_s,amount_unit_hours\n");
    for (uint32_t i = 0; i < r->count; i++) {
        const struct aif_proposal *p = &r->proposals[i];
        if (p->decision != AIF_DECISION_GRANTED || p->kind == AIF_PROPOSAL_EXTENSION)
            continue;
        struct aif_grant g = aif_proposal_grant(p, 0, unix_start_s);
        put_project(s, spec, p);
        put_name(s, spec->admission.modes[g.mode].name);
        put_int(s, g.start_s);
        put_int(s, g.end_s);
        put_int(s, g.amount_unit_ms / AIF_UNIT_MS_PER_UNIT_HOUR);
        aif_sink_char(s, '\n');
    }
}
