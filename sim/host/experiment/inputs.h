#ifndef SIM_HOST_EXPERIMENT_INPUTS_H
#define SIM_HOST_EXPERIMENT_INPUTS_H

#include "host/experiment/experiment.h"

/* A path that the file states, as seen from the current folder; and the pairs of `set` of a node as
 * the texts that --set takes. */
const char *experiment_path(struct experiment *e, const char *folder, const char *text);
const char *const *experiment_sets(struct experiment *e, const struct conf_node *n, size_t *count,
                                   struct conf_errors *errors);

/* Hash every file that the results depend on.  Where the experiment states hashes (as a resolved
 * one does), a file that has another content is an error. */
bool experiment_read_inputs(struct experiment *e, struct conf_errors *errors);

/* Write the resolved experiment into e->resolved and its hash into e->sha256.  The hash covers the
 * settings and the content of the inputs, but not the description and not where files lie. */
void experiment_resolve(struct experiment *e, const char *folder);

#endif
