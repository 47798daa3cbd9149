#ifndef SIM_HOST_CAMPAIGN_FINISH_H
#define SIM_HOST_CAMPAIGN_FINISH_H

#include "host/provenance/crate.h"

/* What is made from the results when all cells are in, on rank 0: the page, and last the file that
 * describes the others.  What is there already is left alone where the directory has been
 * described: that campaign had been finished before.  The description is written anew where it is
 * not of this page, if the results are still those it was written for.  On failure *status says
 * what kind it is (enum exit_status).  Nobody else may write there meanwhile. */
bool campaign_finish(const struct crate_plan *plan, int *status, struct aif_err *err);

#endif
