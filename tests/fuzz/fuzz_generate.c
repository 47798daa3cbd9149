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
        AIF_CHECK(j->request.per_node.gpus >= 1 && j->request.per_node.gpus <= 4);
        AIF_CHECK(j->request.per_node.cores <= 30 && j->request.per_node.mem_mib <= 1000);
    }
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
