/* Pieces that both forms of an explanation are made of. */
#include "host/explain/explain.h"

#include "aif/report.h"

#include <stdio.h>

const char *explain_duration(int64_t s, char text[32])
{
    long long days = s / 86400, hours = s / 3600 % 24, minutes = s / 60 % 60, seconds = s % 60;
    if (days)
        snprintf(text, 32, "%lld-%02lld:%02lld:%02lld", days, hours, minutes, seconds);
    else
        snprintf(text, 32, "%lld:%02lld:%02lld", hours, minutes, seconds);
    return text;
}

void explain_blocker(const struct explanation *e, const struct aif_blocker *b, struct aif_sink *out)
{
    struct aif_report report = {.scenario = &e->scenario, .sim = e->sim};
    aif_report_blocker(&report, b, out);
}

/* Ascending intervals: "0-3 7". */
void explain_nodes(const struct aif_row *row, struct aif_sink *out)
{
    for (uint32_t i = 0; i < row->node_count;) {
        uint32_t last = i;
        while (last + 1 < row->node_count && row->nodes[last + 1] == row->nodes[last] + 1)
            last++;
        aif_sink_text(out, i ? " " : "");
        aif_sink_int(out, row->nodes[i]);
        if (last > i) {
            aif_sink_char(out, '-');
            aif_sink_int(out, row->nodes[last]);
        }
        i = last + 1;
    }
}
