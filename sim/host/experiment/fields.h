#ifndef SIM_HOST_EXPERIMENT_FIELDS_H
#define SIM_HOST_EXPERIMENT_FIELDS_H

#include "host/conf/conf.h"

/* What an experiment file may say: fields for conf_check().  The check writes short forms out: a
 * trace that is only a path, a policy such as fcfs/easy+sjf/pack, seeds such as 1..5, several loads
 * of one generated trace. */
extern const struct conf_field experiment_fields[];

#endif
