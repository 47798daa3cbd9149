/* First fit: the lowest node numbers that fit. */
#include "aif/sched.h"

const struct aif_place aif_place_first_fit = {
    .plugin = {AIF_PLACE, "first-fit", "lowest node numbers"},

};
