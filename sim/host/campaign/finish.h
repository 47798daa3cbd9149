#ifndef SIM_HOST_CAMPAIGN_FINISH_H
#define SIM_HOST_CAMPAIGN_FINISH_H

#include "host/provenance/crate.h"

/* What is made from the results when all cells are in, on rank 0: the page, and last the file that
 * describes the others.  What is there already is left alone where the directory has been
 * described: that campaign had been finished before.  On failure *status says what kind it is (enum
 * exit_status). */
bool campaign_finish(const struct crate_plan *plan, int *status, struct aif_err *err);

#endif
