#ifndef SIM_HOST_SITE_INTERNAL_H
#define SIM_HOST_SITE_INTERNAL_H

#include "host/site/site.h"

/* The parts of a site file and the structs that their fields fill (conf_bind()). */
extern const struct conf_field site_limits_fields[];      /* struct aif_limits */
extern const struct conf_field site_billing_fields[];     /* struct aif_billing */
extern const struct conf_field site_qos_fields[];         /* struct aif_centre_qos */
extern const struct conf_field site_class_fields[];       /* struct aif_centre_class */
extern const struct conf_field site_partition_fields[];   /* struct aif_centre_partition */
extern const struct conf_field site_account_fields[];     /* struct aif_assoc */
extern const struct conf_field site_reservation_fields[]; /* struct aif_reservation */
extern const struct conf_field site_scheduler_fields[];   /* struct aif_centre */
extern const struct conf_field site_account_item;         /* number, "parent" or a table */

/* An older file's summary of its batch system becomes the key of that name. */
bool site_scheduler_expand(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors);

/* What Slurm writes for Fairshare=parent. */
enum { SITE_PARENT_SHARES = 0x7fffffff };

enum { SITE_QOS_MAX = 64 };

/* Percent of a scheduler that gives each entity a target, as Maui writes it: "25", "25+", "10.5-",
 * "30^".  False if it is none. */
bool site_target_read(const char *text, double *percent, char *kind);

/* Fill the centre, once the machine is: all of it, of which the last two are parts. */
bool site_bind_centre(struct site *s, struct conf_errors *errors);
bool site_bind_accounts(struct site *s, struct conf_errors *errors);
bool site_bind_reservations(struct site *s, struct conf_errors *errors);

/* Note changes of accounts that reach no user; once the site is bound. */
void site_note_idle(struct site *s);

/* The index of a name among those of the site's QOS or partitions; AIF_NONE, after a message at the
 * node, if there is none. */
uint32_t site_find_qos(const struct site *s, const struct conf_node *name,
                       struct conf_errors *errors);
uint32_t site_find_partition(const struct site *s, const struct conf_node *name,
                             struct conf_errors *errors);

/* The QOS in a list of names, as bits. */
bool site_qos_mask(const struct site *s, const struct conf_node *list, uint64_t *mask,
                   struct conf_errors *errors);

/* Say that no `kind` is called as the node says, and which one is nearest.  Returns false. */
bool site_no_such(const char *kind, const struct conf_node *name, const char *const *known,
                  uint32_t count, struct conf_errors *errors);

#endif
