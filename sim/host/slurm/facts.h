#ifndef SIM_HOST_SLURM_FACTS_H
#define SIM_HOST_SLURM_FACTS_H

#include "aif/sink.h"
#include "host/slurm/import.h"

/* What was understood, as one JSON object: times in seconds, memory in MiB. */
void slurm_facts_put(const struct slurm_import *im, struct aif_sink *out);

#endif
