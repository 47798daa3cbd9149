#ifndef SIM_CONTROLLER_VIEW_H
#define SIM_CONTROLLER_VIEW_H

#include "aif/view.h"

/* The controller seen from outside: see aif/view.h. */

struct aif_holding view_holding(const struct aif_sim *sim, uint32_t job);
struct aif_job_view view_job(const struct aif_sim *sim, uint32_t job);
bool view_priority(const struct aif_sim *sim, uint32_t job, uint32_t i, uint32_t *partition,
                   struct aif_priority_sum *out);
int64_t view_cycle_ms(const struct aif_sim *sim);
const struct aif_share_view *view_share(const struct aif_sim *sim);
const struct aif_machine *view_machine(const struct aif_sim *sim);
const struct aif_centre *view_centre(const struct aif_sim *sim);

#endif
