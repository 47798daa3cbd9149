/* Every trace format there is. */
#include "host/formats/formats.h"

#include <string.h>

static const struct aif_trace *const others[] = {&formats_batsim, &formats_sacct};
static const struct aif_trace_formats beside = {others, AIF_COUNT(others)};

const struct aif_trace *formats_at(size_t i)
{
    size_t n = 0;
    const struct aif_plugin *p;
    for (; (p = aif_plugin_at(AIF_TRACE, n)); n++)
        if (n == i)
            return (const struct aif_trace *)(const void *)p;
    return i - n < beside.count ? others[i - n] : NULL;
}

const struct aif_trace *formats_find(const struct aif_trace_input *in)
{
    return aif_trace_find(in, &beside);
}

bool formats_parse(const struct aif_trace_input *in, struct aif_workload *out, struct aif_err *err)
{
    return aif_trace_parse_with(in, &beside, out, err);
}
