#ifndef SIM_HOST_WORKLOAD_SPEC_H
#define SIM_HOST_WORKLOAD_SPEC_H

#include "aif/generate.h"

/* A workload spec from a YAML file (configs/workloads/), and how much of it the file asks for. */
struct workload_spec {
    struct aif_arena arena; /* owns everything below */
    const char *path;
    const char *site; /* for which it is meant: a site's name, or "procs:N"; "" if not stated */
    struct aif_generate_spec model;
    struct aif_generate_size size;
};

/* Read and check a spec.  `name` is a path, or the name of a file in configs/workloads without its
 * ending.  sets: `count` texts "key=value" that replace values of the file before it is checked
 * (--set); may be NULL.  On failure err has one line per fault, with file, line and column. */
bool workload_spec_open(const char *name, const char *const *sets, size_t set_count,
                        struct workload_spec *out, struct aif_err *err);
void workload_spec_close(struct workload_spec *s);

/* Make the workload of this seed for this machine.  Members of `size` that are not 0 replace the
 * file's; may be NULL.  Two of (jobs, span, load) given here leave out the file's third.  *out must
 * be zeroed; close it with aif_workload_close(), also on failure.  report may be NULL. */
bool workload_spec_make(const struct workload_spec *s, const struct aif_machine *machine,
                        const struct aif_generate_size *size, uint64_t seed,
                        struct aif_workload *out, struct aif_generate_report *report,
                        struct aif_err *err);

#endif
