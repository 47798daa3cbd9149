#include "aif/traits.h"

#include "aif/job.h"

struct aif_traits aif_traits_none(void)
{
    return (struct aif_traits){
        .organisation = AIF_NONE,
        .country = AIF_NONE16,
        .data_home = AIF_NONE16,
        .deadline_s = AIF_UNKNOWN_S,
    };
}
