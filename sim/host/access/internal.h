#ifndef SIM_HOST_ACCESS_INTERNAL_H
#define SIM_HOST_ACCESS_INTERNAL_H

#include "host/access/spec.h"

enum { ACCESS_MILLION = 1000000 };

/* Short texts of the files; false if a text is none of these. */
bool access_month_day_read(const char *text, struct aif_month_day *to); /* "03-30", or "15" */
bool access_period_read(const char *text, struct aif_period *to);       /* "10 working days" */
bool access_holiday_read(const char *text, struct aif_holiday *to);
/* "12-24..12-31", "05-01", "easter-2", "easter+39..easter+40" */

/* A key that is a number without sign or exponent, within [min, max]. */
bool access_key_number(const char *text, double min, double max, double *out);

/* A share written as a number from 0 to 1. */
uint32_t access_ppm(double share);

/* Check out->doc; its modes are for the caller to fill in. */
bool access_spec_begin(struct access_spec *out, struct conf_errors *errors);

/* The mode of a checked file, for a site; errors are shown there. */
struct access_site {
    const char *name;
    int64_t gpus;          /* of the machine */
    int64_t gpus_per_node; /* of the nodes that have some */
};
struct access_bound {
    struct aif_access_mode mode;
    int64_t cutoff_pool; /* unit-hours that a cut-off gives; 0: no such cap */
};
bool access_mode_bind(struct conf_doc *doc, const char *name, const struct access_site *site,
                      struct access_bound *out, struct conf_errors *errors);

/* The population of a checked spec; modes are those of s->admission. */
bool access_population_bind(struct access_spec *s, const char *host_country,
                            struct conf_errors *errors);

/* Verify functions of the field tables. */
bool access_verify_names(const struct conf_node *n, struct conf_errors *errors);

#endif
