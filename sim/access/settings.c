#include "aif/access.h"

struct aif_access_settings aif_access_settings_default(void)
{
    return (struct aif_access_settings){
        .free_share_percent = 50,
        .free_limit_s = INT64_C(18) * 3600,
        .floor_percent = 101,
    };
}
