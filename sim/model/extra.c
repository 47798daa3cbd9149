#include "aif/extra.h"

struct aif_extra aif_extra_none(void)
{
    return (struct aif_extra){
        .array = AIF_NONE,
        .name = AIF_NONE,
        .reservation = AIF_NONE,
        .features = AIF_NONE,
        .begin_s = AIF_UNKNOWN_S,
        .priority = AIF_UNKNOWN_S,
    };
}
