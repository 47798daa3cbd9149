#ifndef SIM_HOST_EXPERIMENT_OUTPUTS_H
#define SIM_HOST_EXPERIMENT_OUTPUTS_H

#include "host/conf/conf.h"

struct experiment;

extern const struct conf_field experiment_output_fields[];

void experiment_bind_outputs(struct experiment *e);

#endif
