#ifndef SIM_HOST_COMMAND_DESCRIPTION_TEXT_H
#define SIM_HOST_COMMAND_DESCRIPTION_TEXT_H

#include "aif/describe.h"

/* A description for people, at most 100 columns wide.  machine: the site's name; NULL if the load
 * refers to what the trace says of its machine. */
void description_text(const struct aif_description *d, const char *machine, struct aif_sink *out);

#endif
