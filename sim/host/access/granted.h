#ifndef SIM_HOST_ACCESS_GRANTED_H
#define SIM_HOST_ACCESS_GRANTED_H

#include "host/access/spec.h"
#include "host/workload/spec.h"

/* A workload whose projects were granted their hours first: proposals go through the access modes,
 * and each grant's jobs come from what it was granted. */

struct granted_ask {
    const struct access_spec *access; /* bound to the site */
    const struct workload_spec *workload;
    const struct aif_machine *machine;
    int64_t span_s;   /* submits lie in [0, span_s); trace time 0 is the workload's start */
    int64_t before_s; /* proposals are written from so long before, so that grants run already */
    uint64_t seed;
    struct aif_dist use; /* what a project asks for, as a share of what it was granted */
};

struct granted {
    struct aif_arena arena;
    struct aif_admission_result admission;
    /* Grants that the span sees, by account and start; cut to it, with the part of the amount. */
    struct aif_grant *grants; /* mode: index among the access modes */
    uint32_t *proposal_of;    /* of admission, by grant */
    uint32_t count;
};

/* Whether every community that applies behaves like one of the workload that uses GPUs. */
bool granted_check(const struct access_spec *access, const struct workload_spec *workload,
                   struct aif_err *err);

/* Both outputs are zeroed by the caller, who closes them also on failure. */
bool granted_make(const struct granted_ask *ask, struct aif_workload *out, struct granted *granted,
                  struct aif_err *err);
void granted_close(struct granted *g);

#endif
