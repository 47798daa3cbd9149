#ifndef SIM_HOST_EXPERIMENT_EXPAND_H
#define SIM_HOST_EXPERIMENT_EXPAND_H

#include "host/conf/conf.h"

/* Most bytes of a name, and most seeds of an experiment. */
enum { LONGEST_NAME = 200, MOST_SEEDS = 100000 };

/* For fields of the experiment: what people write in short becomes what the tables say.  A site
 * that is only a name; ORDER/BACKFILL[+CANDIDATES][/PLACE][@RULE]; 1..5; a path, or a list of
 * loads. */
bool experiment_expand_site(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors);
bool experiment_expand_policy(struct conf_doc *doc, struct conf_node *n,
                              struct conf_errors *errors);
bool experiment_expand_seeds(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors);
bool experiment_expand_traces(struct conf_doc *doc, struct conf_node *n,
                              struct conf_errors *errors);

#endif
