/* The parameters that Lublin and Feitelson published (JPDC 63(11), 2003), as their program
 * m_lublin99 has them. */
#include "aif/lublin.h"

#include <string.h>

static const struct aif_lublin_type known[] = {
    {
        .name = "batch",
        .serial_share = 0.2927,
        .power_of_two_share = 0.6686,
        .log2_low = 1.2,
        .low_share = 0.875,
        .run = {{6.57, 0.823}, {639.1, 0.0156}},
        .run_share = 0.6986,
        .run_slope = -0.003,
        .gap = {6.0415, 0.8531},
        .gap_ratio = 1.0519,
        .day = {6.1271, 5.2740},
    },
    {
        .name = "interactive",
        .serial_share = 0.1541,
        .power_of_two_share = 0.625,
        .log2_low = 1.0,
        .low_share = 0.705,
        .run = {{3.8351, 0.6605}, {7.073, 0.6856}},
        .run_share = 0.9156,
        .run_slope = -0.0118,
        .gap = {6.5510, 0.6621},
        .gap_ratio = 0.9797,
        .day = {8.9186, 3.6680},
    },
    {
        .name = "untyped",
        .serial_share = 0.244,
        .power_of_two_share = 0.576,
        .log2_low = 0.8,
        .low_share = 0.86,
        .run = {{4.2, 0.94}, {312.0, 0.03}},
        .run_share = 0.78,
        .run_slope = -0.0054,
        .gap = {10.2303, 0.4871},
        .gap_ratio = 1.0225,
        .day = {8.1737, 3.9631},
    },
};

const char *const aif_lublin_names[] = {"batch", "interactive", "untyped", NULL};

const struct aif_lublin_type *aif_lublin_find(const char *name)
{
    for (size_t i = 0; i < AIF_COUNT(known); i++)
        if (strcmp(known[i].name, name) == 0)
            return &known[i];
    return NULL;
}
