#ifndef SIM_HOST_CAMPAIGN_FINISH_H
#define SIM_HOST_CAMPAIGN_FINISH_H

#include "host/provenance/crate.h"

/* What is made from the results when all cells are in, on rank 0.  The file that describes the
 * others comes last.  In a directory that has it already nothing is done: that campaign had been
 * finished before. */
bool campaign_finish(const struct crate_plan *plan, struct aif_err *err);

#endif
