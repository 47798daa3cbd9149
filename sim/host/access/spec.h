#ifndef SIM_HOST_ACCESS_SPEC_H
#define SIM_HOST_ACCESS_SPEC_H

#include "aif/admission.h"
#include "host/site/site.h"

/* Access to a site from YAML files (configs/access/): modes, each a file of its own, the legal
 * shares and pools that they have in common, and the population that writes proposals. */

/* Pools that every spec has, before its own. */
enum { ACCESS_POOL_UNION, ACCESS_POOL_NATIONAL, ACCESS_POOL_COMMERCIAL, ACCESS_POOL_FIXED };

struct access_spec {
    struct aif_admission admission; /* valid until access_spec_close() */
    struct aif_population population;
    const char *const *behaves_like; /* by community of the population: that of a workload */
    const char *site;                /* for which it is meant, if no other is asked for */
    const char *path;                /* of the file */
    const struct conf_node *changes; /* set before reading: a map of keys of the file that get other
                                        values, of a document that outlives this; NULL: none */
    int32_t union_percent, union_most_percent; /* of the machine's time; what the law allows */
    int32_t commercial_percent, commercial_most_percent; /* of the Union's; likewise */

    struct conf_doc doc;    /* the checked file; owns all but the modes' texts */
    struct conf_doc *modes; /* the checked file of each */
    uint32_t mode_count;
};

/* Fields of a spec and of a mode's file, for conf_check(). */
extern const struct conf_field access_fields[];
extern const struct conf_field access_mode_fields[];

/* Read and check a spec and its modes.  `name` is a path (it has a / or ends in .yaml), or the name
 * of a file of configs/access.  sets: texts "key=value" (--set) that change the spec.  All mistakes
 * are added to errors.  *out is zeroed by the caller, who closes it also on failure. */
bool access_spec_read(const char *name, const char *const *sets, size_t set_count,
                      struct access_spec *out, struct conf_errors *errors);

/* Fill admission and population for a site: its GPUs, its share of the Union, its host country, and
 * the amounts for it.  Call once. */
bool access_spec_bind(struct access_spec *s, const struct site *site, struct conf_errors *errors);

/* "startups-p007": the project of a proposal and all that follow it, as accounts of jobs are named.
 */
enum { ACCESS_PROJECT_ROOM = 96 };
void access_project_name(const struct access_spec *s, const struct aif_proposal *p,
                         char name[ACCESS_PROJECT_ROOM]);

/* Check a file of one mode by itself. */
bool access_mode_read(const char *path, struct conf_errors *errors);

/* "2027-01-31": days from 1970-01-01; false if the text is no day from 1970 on. */
bool access_day_read(const char *text, int32_t *day);

void access_spec_close(struct access_spec *s);

#endif
