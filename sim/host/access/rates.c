/* Rates of charge that follow from the shape of the nodes. */
#include "host/access/rates.h"

static struct aif_charge_rate rate_of(const struct aif_shape *node, bool has_gpus)
{
    struct aif_charge_rate rate = {.cores_per_part = 1, .milli_per_part = 1000};
    if (!node->gpus && has_gpus) /* hours of cores are no GPU-hours */
        rate.milli_per_part = 0;
    if (!node->gpus)
        return rate;
    rate.gpus_per_part = 1;
    rate.cores_per_part = node->cores / node->gpus;
    rate.mem_mib_per_part = node->mem_mib / node->gpus;
    return rate;
}

const struct aif_charge_rate *access_rates(const struct aif_machine *machine,
                                           struct aif_arena *arena, uint32_t *count)
{
    const struct aif_shape processor = {.cores = 1};
    bool has_gpus = false;
    for (uint32_t i = 0; !machine->procs && i < machine->class_count; i++)
        has_gpus |= machine->classes[i].shape.gpus > 0;
    *count = machine->procs ? 1 : machine->partition_count;
    struct aif_charge_rate *rates = AIF_NEW(arena, struct aif_charge_rate, *count);
    for (uint32_t i = 0; i < *count; i++) {
        uint32_t class = 0;
        while (!machine->procs && !(machine->partitions[i].class_mask >> class & 1))
            class ++;
        rates[i] = rate_of(machine->procs ? &processor : &machine->classes[class].shape, has_gpus);
    }
    return rates;
}
