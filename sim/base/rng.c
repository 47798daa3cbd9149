#include "aif/rng.h"

#include <Random123/philox.h>

/* The counter names the value (entity, draw, purpose), the key is the seed. */
static uint64_t value_at(const struct aif_rng *r, uint32_t draw)
{
    philox4x32_ctr_t counter = {
        {(uint32_t)r->entity, (uint32_t)(r->entity >> 32), draw, r->purpose}};
    philox4x32_key_t key = {{(uint32_t)r->seed, (uint32_t)(r->seed >> 32)}};
    philox4x32_ctr_t out = philox4x32(counter, key);
    return (uint64_t)out.v[1] << 32 | out.v[0];
}

struct aif_rng aif_rng_stream(uint64_t seed, enum aif_stream purpose, uint64_t entity)
{
    return (struct aif_rng){.seed = seed, .entity = entity, .purpose = (uint32_t)purpose};
}

uint64_t aif_rng_next(struct aif_rng *r)
{
    return value_at(r, r->draw++);
}

double aif_rng_unit(struct aif_rng *r)
{
    return (double)(aif_rng_next(r) >> 11) * 0x1p-53;
}

uint64_t aif_rng_below(struct aif_rng *r, uint64_t bound)
{
    AIF_CHECK(bound > 0);
    /* Values below this remainder would make the low results more likely: draw again. */
    uint64_t skip = (UINT64_MAX - bound + 1) % bound;
    uint64_t x = aif_rng_next(r);
    while (x < skip)
        x = aif_rng_next(r);
    return x % bound;
}
