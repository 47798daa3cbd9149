#ifndef SIM_ENGINE_WISH_H
#define SIM_ENGINE_WISH_H

#include "aif/machine.h"

/* What a job asks for in a partition: processors of a classic trace become shares of nodes. */
struct wish {
    struct aif_shape shape; /* on each node */
    uint32_t nodes;
    bool is_whole; /* all of each node, whatever the shape says */
};

/* node: what one of the partition's nodes has.  is_rounded: processors did not fill whole nodes and
 * were rounded up. */
struct wish wish_of(const struct aif_request *r, const struct aif_partition *p,
                    const struct aif_shape *node, bool *is_rounded);

/* Nodes of the partition that could hold the job's part, and the first class of them (unchanged if
 * there are none). */
uint64_t wish_count_able(const struct aif_machine *m, const struct aif_partition *p,
                         const struct wish *wish, uint32_t *first_class);

/* The classes of the partition whose nodes could hold the job's part. */
uint64_t wish_classes(const struct aif_machine *m, const struct aif_partition *p,
                      const struct wish *wish);

/* Width for orders: GPUs where nodes have them (a job that asks for none counts the GPUs' worth of
 * node that it blocks), else cores. */
uint64_t wish_width(const struct wish *wish, const struct aif_shape *node);

uint32_t wish_first_class(uint64_t class_mask);

#endif
