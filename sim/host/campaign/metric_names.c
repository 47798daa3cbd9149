/* Units of metrics by their names. */
#include "host/campaign/metric_names.h"

#include "aif/base.h"

#include <string.h>

const char *metric_unit(const char *name)
{
    /* The longer of two endings first. */
    static const char *const units[][2] = {{"_unit_s", "unit-seconds"},
                                           {"_unit_h", "unit-hours"},
                                           {"_s", "s"},
                                           {"_j", "J"},
                                           {"_kwh", "kWh"},
                                           {"_mwh", "MWh"},
                                           {"_kg", "kg"},
                                           {"_g", "g"}};
    for (size_t i = 0; i < AIF_COUNT(units); i++) {
        size_t bytes = strlen(name), end = strlen(units[i][0]);
        if (bytes > end && strcmp(name + bytes - end, units[i][0]) == 0)
            return units[i][1];
    }
    return "";
}
