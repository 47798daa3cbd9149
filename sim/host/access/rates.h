#ifndef SIM_HOST_ACCESS_RATES_H
#define SIM_HOST_ACCESS_RATES_H

#include "aif/access.h"
#include "aif/arena.h"
#include "aif/machine.h"

/* What jobs are charged on a machine, by partition: the largest of their parts of a node, where a
 * part is a GPU with its share of cores and memory.  Grants are GPU-hours: partitions without GPUs
 * beside others that have some cost nothing.  On a machine without any GPU a part is a core, on a
 * pool a processor.  Of a partition with several classes of nodes the first is what counts.  From
 * the arena; *count is the number of partitions. */
const struct aif_charge_rate *access_rates(const struct aif_machine *machine,
                                           struct aif_arena *arena, uint32_t *count);

#endif
