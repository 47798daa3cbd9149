#ifndef SIM_HOST_SLURM_LIMITS_H
#define SIM_HOST_SLURM_LIMITS_H

#include "aif/limits.h"
#include "host/slurm/table.h"

/* Columns of limits, which associations and QOS share. */

enum { SLURM_LIMIT_COLUMNS = 25 };

struct slurm_limit_columns {
    uint32_t column[SLURM_LIMIT_COLUMNS]; /* AIF_NONE: not in the table */
};

/* Find them in a table. */
struct slurm_limit_columns slurm_limit_columns(struct slurm_table *t);

/* Read those of this row; what is not set is unlimited.  Resources that are not modelled are
 * noted, with `what` before the column's name. */
bool slurm_limits_read(const struct slurm_table *t, const struct slurm_limit_columns *columns,
                       struct aif_limits *out, struct slurm_report *report, struct aif_err *err);

#endif
