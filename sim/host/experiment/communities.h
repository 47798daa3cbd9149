#ifndef SIM_HOST_EXPERIMENT_COMMUNITIES_H
#define SIM_HOST_EXPERIMENT_COMMUNITIES_H

#include "aif/workload.h"

/* Tables of results have a column `community` with other groups in it as well: "all", and
 * "account:NAME" and the like.  A community of such a name could not be told from them. */

/* Whether results can show a community of that name.  On failure err says what to do; where: the
 * file that names it. */
bool experiment_check_community(const char *where, const char *name, struct aif_err *err);

/* The same of all communities of a workload. */
bool experiment_check_communities(const char *where, const struct aif_workload *w,
                                  struct aif_err *err);

#endif
