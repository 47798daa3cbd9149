#ifndef SIM_HOST_CAMPAIGN_ACCESS_TABLE_H
#define SIM_HOST_CAMPAIGN_ACCESS_TABLE_H

#include "aif/sim.h"
#include "host/access/granted.h"
#include "host/campaign/result.h"

/* access.csv: what became of proposals and grants in a cell - of all, of each access mode, pool,
 * community, country and project.  docs/access.md says what the columns mean. */
struct access_table {
    const struct access_spec *spec;
    const struct granted *granted;
    const struct aif_scenario *scenario;
    const struct aif_sim *sim;
    int64_t span_s;
};

void access_table_header(struct bytes *out);
void access_table_rows(struct result_table *out, const struct result_cell *cell,
                       const struct access_table *table);

#endif
