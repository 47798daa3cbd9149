#ifndef SIM_HOST_EXPERIMENT_ACCESS_H
#define SIM_HOST_EXPERIMENT_ACCESS_H

#include "host/access/spec.h"

#include "aif/generate.h"

struct experiment;

/* The access layer of an experiment: projects are granted their hours first, and their jobs come
 * from these.  It holds for all sites and generated traces. */
struct experiment_access {
    bool is_on;
    struct access_spec *specs; /* by site, bound to it */
    int64_t before_s;          /* how long before the trace proposals begin */
    struct aif_dist use;       /* what projects ask for, as a share of what they were granted */
    struct aif_access_settings settings; /* of the rules of enforcement */
};

/* What `access:` of an experiment may say. */
extern const struct conf_field experiment_access_fields[];

/* After the sites and traces; folder as for those.  Without `access:` nothing is on. */
bool experiment_bind_access(struct experiment *e, const char *folder, struct conf_errors *errors);

/* The rule of enforcement that a policy names; NULL without an access layer. */
bool experiment_bind_rule(const struct experiment *e, const struct conf_node *policy,
                          const struct aif_access_rule **out, struct conf_errors *errors);

void experiment_close_access(struct experiment *e);

#endif
