#ifndef SIM_HOST_ACCESS_RATES_H
#define SIM_HOST_ACCESS_RATES_H

#include "aif/access.h"
#include "aif/arena.h"
#include "aif/machine.h"

/* What jobs are charged on a machine, by partition: the largest of their parts of a node, where a
 * part is a GPU with its share of cores and memory, or a core where there are no GPUs; a processor
 * on a pool.  From the arena; *count is the number of partitions. */
const struct aif_charge_rate *access_rates(const struct aif_machine *machine,
                                           struct aif_arena *arena, uint32_t *count);

#endif
