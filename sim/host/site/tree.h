#ifndef SIM_HOST_SITE_TREE_H
#define SIM_HOST_SITE_TREE_H

#include "host/conf/conf.h"
#include "host/site/write.h"

/* Parts of a site file in the making. */

/* Names of the QOS in the mask, as a list. */
struct conf_node *site_tree_qos(struct conf_doc *doc, const struct aif_centre *c, uint64_t mask);

/* Put the share tree below "accounts", if there is one.  False if it is deeper than files nest. */
bool site_tree_accounts(struct conf_doc *doc, const struct site_text *what, struct conf_node *root,
                        struct aif_err *err);

#endif
