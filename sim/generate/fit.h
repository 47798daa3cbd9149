#ifndef SIM_GENERATE_FIT_H
#define SIM_GENERATE_FIT_H

#include "aif/generate.h"
#include "aif/rng.h"

/* A kind of job on a given machine: where its jobs go, and what they may ask for there. */
struct fit {
    const struct aif_job_kind *kind;
    const char *partition;      /* "": the site's default */
    uint64_t class_mask;        /* node classes that its jobs reach; 0 on a pool */
    struct aif_shape node;      /* the least of each that any of those nodes has; zero on a pool */
    uint32_t node_units;        /* GPUs or cores of such a node; 0 on a pool */
    uint32_t most_nodes;        /* of one job */
    uint32_t max_units;         /* of one job; a number of whole nodes where larger than one */
    int64_t longest_s;          /* largest limit */
    double *size_sums;          /* running sums of the weights of sizes; NULL: none fits */
    double log2_high, log2_mid; /* of the two-stage model */
};

/* Memory comes from the arena.  Fails where nothing fits; err names the kind. */
bool fit_init(struct fit *f, const struct aif_job_kind *kind, const struct aif_machine *machine,
              struct aif_arena *arena, struct aif_err *err);

/* Units that a job asks for: on a site 1 .. GPUs (or cores) of a node, or whole nodes. */
uint32_t fit_units(const struct fit *f, struct aif_rng *r);

/* What such a job asks for. */
struct aif_request fit_request(const struct fit *f, uint32_t units);

/* Most nodes that such a job could use, where its kind says so and these are more; else 0. */
uint32_t fit_most_nodes(const struct fit *f, uint32_t units);

#endif
