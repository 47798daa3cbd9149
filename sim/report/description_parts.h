#ifndef SIM_REPORT_DESCRIPTION_PARTS_H
#define SIM_REPORT_DESCRIPTION_PARTS_H

#include "aif/describe.h"

/* The unit in which a trace's sizes are told, and the size of job i in it; 0: it has none. */
enum aif_describe_unit description_unit(const struct aif_workload *w);
int64_t description_units(const struct aif_workload *w, uint32_t i, enum aif_describe_unit unit);

/* Units of that kind in all partitions that some job may use; 0: the machine has none. */
uint64_t description_capacity(const struct aif_workload *w, const struct aif_machine *m,
                              enum aif_describe_unit unit);

/* Accounts that have a job; jobs that name a preceding one or wait for others. */
uint32_t description_accounts(const struct aif_workload *w, struct aif_arena *scratch);
uint32_t description_following(const struct aif_workload *w);

#endif
