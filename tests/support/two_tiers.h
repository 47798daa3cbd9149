/* A machine of equal nodes that jobs get as a whole, and two partitions of all of them: "low", the
 * default, and "high" of a higher tier. */
#ifndef TESTS_TWO_TIERS_H
#define TESTS_TWO_TIERS_H

#include "aif/centre.h"
#include "aif/machine.h"

struct two_tiers {
    struct aif_class class;
    struct aif_partition partitions[2];
    struct aif_centre_partition rules[2];
    struct aif_machine machine;
};

/* Set up the machine and a centre of Slurm's defaults; *t must outlive both. */
static inline void two_tiers_open(struct two_tiers *t, struct aif_centre *centre, uint32_t nodes,
                                  uint32_t cores)
{
    t->class = (struct aif_class){
        .name = "n", .node_count = nodes, .gpu_model = "", .shape = {cores, 0, 0}};
    for (int i = 0; i < 2; i++) {
        t->partitions[i] = (struct aif_partition){
            .name = i ? "high" : "low", .class_mask = 1, .is_exclusive = true};
        t->rules[i] = aif_centre_partition_default();
        t->rules[i].priority_tier = 1 + i;
        t->rules[i].is_default = !i;
    }
    t->machine = (struct aif_machine){.name = "m",
                                      .classes = &t->class,
                                      .class_count = 1,
                                      .partitions = t->partitions,
                                      .partition_count = 2,
                                      .node_count = nodes};
    *centre = aif_centre_default();
    centre->partitions = t->rules;
}

#endif
