/* A workload spec made of junk: refused with words, or a hundred jobs that keep every promise of
 * aif/generate.h, on a pool and on a small site. */
#include "host/workload/spec.h"

#include <string.h>

enum { MOST_PEOPLE = 5000 };

static const struct aif_class node_class = {
    .name = "gpu", .node_count = 7, .shape = {.cores = 30, .gpus = 4, .mem_mib = 1000}};
static const struct aif_partition partition = {
    .name = "gpu", .class_mask = 1, .max_limit_s = 7200, .max_nodes = 5};
static const struct aif_machine site = {
    .name = "site",
    .classes = &node_class,
    .class_count = 1,
    .partitions = &partition,
    .partition_count = 1,
    .node_count = 7,
};

static bool is_small(const struct aif_generate_spec *spec)
{
    uint64_t people = 0;
    for (uint32_t i = 0; i < spec->community_count; i++)
        people += spec->communities[i].users + spec->communities[i].accounts;
    return people <= MOST_PEOPLE;
}

static void check_jobs(const struct aif_workload *w, const struct aif_machine *m)
{
    for (uint32_t i = 0; i < w->count; i++) {
        const struct aif_job *j = &w->jobs[i];
        AIF_CHECK(j->submit_s >= (i ? w->jobs[i - 1].submit_s : 0));
        AIF_CHECK(j->runtime_s >= 1 && j->limit_s >= 1);
        AIF_CHECK(j->user == AIF_NONE || j->user < w->users.count);
        AIF_CHECK(j->account == AIF_NONE || j->account < w->accounts.count);
        if (m->procs) {
            AIF_CHECK(j->request.procs >= 1 && j->request.procs <= m->procs);
            continue;
        }
        AIF_CHECK(j->request.nodes >= 1 && j->request.nodes <= 5 && j->limit_s <= 7200);
        AIF_CHECK(j->request.per_node.gpus >= 1 || j->request.per_node.cores >= 1);
        AIF_CHECK(j->request.per_node.gpus <= 4);
        AIF_CHECK(j->request.per_node.cores <= 30 && j->request.per_node.mem_mib <= 1000);
    }
}

static void check_links(const struct aif_workload *w)
{
    for (uint32_t i = 0; i < w->count; i++) {
        const struct aif_job *j = &w->jobs[i];
        AIF_CHECK(j->after == AIF_NONE || j->after < i);
        AIF_CHECK(j->after == AIF_NONE || w->jobs[j->after].submit_s <= j->submit_s);
        if (!w->extras)
            continue;
        const struct aif_extra *x = &w->extras[i];
        AIF_CHECK(x->depend_count == (j->after != AIF_NONE));
        AIF_CHECK(!x->depend_count || w->depends[x->first_depend].job == j->after);
        AIF_CHECK(x->array == AIF_NONE || x->array < w->array_count);
    }
    for (uint32_t i = 0; w->traits && i < w->count; i++)
        AIF_CHECK(w->traits[i].min_nodes <= w->jobs[i].request.nodes);
}

/* The same jobs come one by one. */
static void check_pieces(const struct workload_spec *s, const struct aif_generate_ask *ask,
                         const struct aif_workload *w)
{
    struct aif_err err = {{0}};
    struct aif_generator *g = workload_spec_open_generator(s, ask, &err);
    const struct aif_workload *piece;
    uint32_t n = 0;
    AIF_CHECK(g);
    while ((piece = aif_generator_next(g)))
        for (uint32_t i = 0; i < piece->count; i++, n++) {
            const struct aif_job *a = &piece->jobs[i], *b = &w->jobs[n];
            AIF_CHECK(a->id == b->id && a->submit_s == b->submit_s && a->user == b->user);
            AIF_CHECK(a->runtime_s == b->runtime_s && a->limit_s == b->limit_s);
            AIF_CHECK((a->after == AIF_NONE) == (b->after == AIF_NONE));
            AIF_CHECK(a->after == AIF_NONE || piece->jobs[a->after].id == w->jobs[b->after].id);
        }
    AIF_CHECK(n == w->count);
    aif_generator_close(g);
}

static void make(const struct workload_spec *s, const struct aif_machine *m)
{
    struct aif_generate_ask ask = {.machine = m, .size = {.jobs = 100}, .seed = 1};
    struct aif_workload w = {.count = 0};
    struct aif_generate_report report;
    struct aif_err err = {{0}};
    if (workload_spec_make(s, &ask, &w, &report, &err)) {
        AIF_CHECK(w.count == 100);
        AIF_CHECK(w.jobs[99].submit_s < report.span_s);
        check_jobs(&w, m);
        check_links(&w);
        check_pieces(s, &ask, &w);
    } else {
        AIF_CHECK(err.text[0]);
    }
    aif_workload_close(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct aif_machine pool = aif_machine_pool(37);
    struct conf_errors errors = {0};
    struct workload_spec spec = {.site = NULL};
    if (conf_parse(&spec.doc, "junk", (const char *)data, size, &errors) &&
        conf_check(&spec.doc, workload_fields, &errors) && workload_spec_bind(&spec, &errors)) {
        if (is_small(&spec.model)) {
            make(&spec, &pool);
            make(&spec, &site);
        }
    } else {
        AIF_CHECK(errors.count);
    }
    workload_spec_close(&spec);
    conf_errors_fini(&errors);
    return 0;
}
