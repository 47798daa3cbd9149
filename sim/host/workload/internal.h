#ifndef SIM_HOST_WORKLOAD_INTERNAL_H
#define SIM_HOST_WORKLOAD_INTERNAL_H

#include "host/workload/spec.h"

/* Of a checked duration in seconds, else of a checked number. */
double workload_amount(const struct conf_node *n);

/* Which distribution a checked part is, and the node that says so; NULL: none (a mixture). */
const struct conf_node *workload_shape(const struct conf_node *part, enum aif_dist_kind *kind);

/* A decimal number without sign or exponent, within [min, max]. */
bool workload_number(const char *text, double min, double max, double *out);

/* Whether a node is a day such as 2026-11-02; its midnight (UTC). */
bool workload_verify_date(const struct conf_node *n, struct conf_errors *errors);
bool workload_date(const char *text, int64_t *unix_s);

/* What `lublin:` may say, and the model it asks for; the root says the rest. */
extern const struct conf_field workload_lublin_fields[];
bool workload_bind_lublin(struct workload_spec *out, struct conf_errors *errors);

/* A distribution from a checked node; NULL gives one without parts. */
struct aif_dist workload_dist(struct aif_arena *a, const struct conf_node *n);

/* Fields that several tables share: a part of a whole, and a weight among others. */
#define WORKLOAD_SHARE(name, text)                                                                 \
    {                                                                                              \
        .key = name, .type = CONF_REAL, .fallback = "0", .real_min = 0.0, .real_max = 1.0,         \
        .help = text                                                                               \
    }
extern const struct conf_field workload_weight_item;
extern const struct conf_field workload_time_fields[], workload_number_fields[];
bool workload_verify_bounds(const struct conf_node *n, struct conf_errors *errors);
bool workload_verify_names(const struct conf_node *n, struct conf_errors *errors);

/* Sizes of jobs; keys that are numbers of GPUs or processors, ascending. */
extern const struct conf_field workload_size_fields[];
bool workload_verify_size(const struct conf_node *n, struct conf_errors *errors);
bool workload_verify_units(const struct conf_node *n, struct conf_errors *errors);

/* How users belong together and behave: fields, and what becomes of them. */
extern const struct conf_field workload_organisation_fields[], workload_data_fields[],
    workload_visit_fields[], workload_deadline_fields[], workload_checkpoint_fields[],
    workload_nodes_fields[];
extern const struct conf_field workload_swing, workload_trigger;
bool workload_verify_kinds(const struct conf_node *n, struct conf_errors *errors);
void workload_bind_community(struct aif_arena *a, const struct conf_node *n,
                             struct aif_community *to);
void workload_bind_kind(struct aif_arena *a, const struct conf_node *n,
                        const struct conf_node *kinds, struct aif_job_kind *to);

#endif
