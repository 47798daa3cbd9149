#ifndef SIM_HOST_WORKLOAD_SPEC_H
#define SIM_HOST_WORKLOAD_SPEC_H

#include "aif/generate.h"
#include "aif/lublin.h"
#include "host/conf/conf.h"

/* A workload spec from a YAML file (configs/workloads/), and how much of it the file asks for. */
struct workload_spec {
    struct aif_generate_spec model; /* valid until workload_spec_close() */
    struct aif_lublin_spec lublin;  /* the same; with types, it is asked for instead of model */
    struct aif_generate_size size;
    const char *site;    /* for which it is meant: as site_open() takes it; "" if not stated */
    const char *path;    /* of the file */
    struct conf_doc doc; /* the checked file with all defaults; owns everything here */
};

/* Whether a checked tree is a workload spec: fields for conf_check(). */
extern const struct conf_field workload_fields[];

/* Read and check a spec.  `name` is a path (it has a / or ends in .yaml), or the name of a file of
 * configs/workloads.  sets: `set_count` texts "key=value" (--set) that change the file before it is
 * checked; may be NULL.  *out is zeroed by the caller, who closes it also on failure. */
bool workload_spec_open(const char *name, const char *const *sets, size_t set_count,
                        struct workload_spec *out, struct aif_err *err);

/* The same, adding all mistakes to errors. */
bool workload_spec_read(const char *name, const char *const *sets, size_t set_count,
                        struct workload_spec *out, struct conf_errors *errors);

/* Fill the model from out->doc, which has been checked against workload_fields. */
bool workload_spec_bind(struct workload_spec *out, struct conf_errors *errors);

void workload_spec_close(struct workload_spec *s);

/* Make the workload asked for.  Members of ask->size that are not 0 replace the file's; two of
 * (jobs, span, load) given there leave out the file's third.  *out must be zeroed; close it with
 * aif_workload_close(), also on failure.  report may be NULL. */
bool workload_spec_make(const struct workload_spec *s, const struct aif_generate_ask *ask,
                        struct aif_workload *out, struct aif_generate_report *report,
                        struct aif_err *err);

/* The same piece by piece; NULL on failure. */
struct aif_generator *workload_spec_open_generator(const struct workload_spec *s,
                                                   const struct aif_generate_ask *ask,
                                                   struct aif_err *err);

#endif
