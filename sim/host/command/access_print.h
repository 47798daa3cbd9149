#ifndef SIM_HOST_COMMAND_ACCESS_PRINT_H
#define SIM_HOST_COMMAND_ACCESS_PRINT_H

#include "host/access/spec.h"

/* What a year of proposals came to, as tables: modes, refusals, pools, legal shares.  Only years in
 * which proposals are submitted are shown. */
void access_print(struct aif_sink *s, const struct access_spec *spec,
                  const struct aif_admission_ask *ask, const struct aif_admission_result *r);

/* All proposals, in order of submission: times in UTC. */
void access_csv(struct aif_sink *s, const struct access_spec *spec,
                const struct aif_admission_result *r);

/* The grants as a table for replays: accounts are projects, times count from unix_start_s. */
void access_grants(struct aif_sink *s, const struct access_spec *spec,
                   const struct aif_admission_result *r, int64_t unix_start_s);

#endif
