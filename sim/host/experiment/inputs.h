#ifndef SIM_HOST_EXPERIMENT_INPUTS_H
#define SIM_HOST_EXPERIMENT_INPUTS_H

#include "host/experiment/experiment.h"

/* Hash every file that the results depend on.  Where the experiment states hashes (as a resolved
 * one does), a file that has another content is an error. */
bool experiment_read_inputs(struct experiment *e, struct conf_errors *errors);

/* Write the resolved experiment into e->resolved and its hash into e->sha256.  The hash covers the
 * settings and the content of the inputs, but not the description and not where files lie. */
void experiment_resolve(struct experiment *e, const char *folder);

#endif
