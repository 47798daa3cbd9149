/* An access spec and a mode made of junk, with a line between them: refused with words, or a year
 * of proposals that keeps what aif/admission.h promises. */
#include "host/access/internal.h"

#include <string.h>

enum { MOST_MODES = 4, MOST_PROPOSALS = 2000, MOST_PEOPLE = 10000, YEAR_S = 365 * 86400 };

static const char border[] = "\n=====\n";

static const struct aif_class node_class = {
    .name = "gpu", .node_count = 100, .shape = {.cores = 30, .gpus = 4, .mem_mib = 1000}};
static const struct site site = {
    .machine = {.name = "mimer", .classes = &node_class, .class_count = 1, .node_count = 100},
    .path = ""};

static bool is_small(const struct access_spec *s)
{
    double proposals = 0.0;
    uint64_t people = 0;
    for (uint32_t i = 0; i < s->population.community_count; i++) {
        const struct aif_applicants *c = &s->population.communities[i];
        proposals += c->per_year;
        people += (uint64_t)c->organisations * c->pis;
    }
    return proposals <= MOST_PROPOSALS && people <= MOST_PEOPLE;
}

static void check_proposal(const struct aif_admission_ask *ask, const struct aif_proposal *p)
{
    bool is_granted = p->decision == AIF_DECISION_GRANTED;
    AIF_CHECK(p->submitted_s >= ask->from_s && p->submitted_s < ask->from_s + ask->span_s);
    AIF_CHECK(p->decided_s >= p->submitted_s || p->kind != AIF_PROPOSAL_NEW);
    AIF_CHECK(p->cutoff_s == AIF_UNKNOWN_S || p->cutoff_s >= p->submitted_s);
    AIF_CHECK(is_granted ? p->end_s > p->access_s : p->access_s == AIF_UNKNOWN_S);
    AIF_CHECK(p->granted_unit_hours == (is_granted ? p->asked_unit_hours : 0));
}

static void run(const struct access_spec *s)
{
    struct aif_admission_ask ask = {INT64_C(1798758000), YEAR_S, 1};
    struct aif_admission_result r = {.count = 0};
    aif_admission_run(&s->admission, &s->population, &ask, &r);
    for (uint32_t i = 0; i < r.count; i++)
        check_proposal(&ask, &r.proposals[i]);
    for (uint32_t i = 0; i < s->admission.pool_count * r.year_count; i++)
        AIF_CHECK(r.pool_years[i].cap_unit_hours == AIF_UNLIMITED ||
                  r.pool_years[i].used_unit_hours <= r.pool_years[i].cap_unit_hours);
    aif_admission_totals(&s->admission, &r, &r.arena);
    aif_admission_close(&r);
}

static bool read_modes(struct access_spec *s, const char *text, size_t bytes,
                       struct conf_errors *errors)
{
    const struct conf_node *names = conf_get(s->doc.root, "modes");
    for (uint32_t i = 0; i < names->count; i++) {
        struct conf_doc *doc = &s->modes[s->mode_count++];
        if (!conf_parse(doc, "junk", text, bytes, errors) ||
            !conf_check(doc, access_mode_fields, errors))
            return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct conf_errors errors = {0};
    struct access_spec spec = {.site = NULL};
    const char *text = (const char *)data;
    size_t first = 0, gap = sizeof border - 1;
    while (first + gap < size && memcmp(text + first, border, gap) != 0)
        first++;
    size_t second = first + gap < size ? first + gap : size;
    bool ok =
        conf_parse(&spec.doc, "junk", text, first, &errors) && access_spec_begin(&spec, &errors);
    if (ok && conf_get(spec.doc.root, "modes")->count > MOST_MODES)
        ok = conf_error_plain(&errors, "too much for a fuzz target");
    ok = ok && read_modes(&spec, text + second, size - second, &errors) &&
         access_spec_bind(&spec, &site, &errors);
    AIF_CHECK(ok || errors.count);
    if (ok && is_small(&spec))
        run(&spec);
    access_spec_close(&spec);
    conf_errors_fini(&errors);
    return 0;
}
