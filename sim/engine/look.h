#ifndef SIM_ENGINE_LOOK_H
#define SIM_ENGINE_LOOK_H

#include "aif/view.h"

/* The textbook engine seen from outside: see aif/view.h. */

/* What a job that is bound takes, on nodes of the first class that can hold it. */
struct aif_tres_set look_amount(const struct aif_sim *sim, uint32_t job);

struct aif_holding look_holding(const struct aif_sim *sim, uint32_t job);
struct aif_job_view look_job(const struct aif_sim *sim, uint32_t job);
const struct aif_machine *look_machine(const struct aif_sim *sim);
const struct aif_centre *look_centre(const struct aif_sim *sim);

#endif
