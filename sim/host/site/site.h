#ifndef SIM_HOST_SITE_SITE_H
#define SIM_HOST_SITE_SITE_H

#include "aif/centre.h"
#include "aif/machine.h"
#include "host/conf/conf.h"

/* A site to replay on: a file of configs/sites, or a plain pool of processors. */
struct site {
    struct aif_machine machine; /* valid until site_close() */
    struct aif_centre centre;   /* how it is run; as long */
    const char *path;           /* of its file; "" for a pool */
    struct conf_doc doc;      /* the checked file, every figure with its flag; root NULL: a pool */
    struct conf_errors notes; /* no mistakes, but what the user should know */
};

/* Open "procs:N", a path (it has a / or ends in .yaml), or the name of a site.  Names are looked up
 * as configs.h says.  On failure err says what is wrong, with all
 * mistakes of the file, or which sites there are.  Close it also on failure. */
bool site_open(const char *name_or_path, struct site *out, struct aif_err *err);

/* The path of a site's file, "" for a pool; false if there is none of that name or the number of
 * processors is wrong.  Whether the file can be read is not looked at. */
bool site_locate(const char *name_or_path, struct aif_arena *a, const char **path,
                 struct aif_err *err);

/* The same as site_open(), adding to errors. */
bool site_read(const char *name_or_path, struct site *out, struct conf_errors *errors);

/* What is changed in a site's file before it is checked.  A figure whose value is changed is
 * assumed. A plain pool has nothing to change: that is an error. */
struct site_changes {
    const struct conf_node
        *set;                   /* map of paths, of a document that outlives the site; NULL: none */
    const char *const *options; /* KEY=VALUE as in --site-set */
    size_t option_count;
};
bool site_read_changed(const char *name_or_path, const struct site_changes *changes,
                       struct site *out, struct conf_errors *errors);

/* The centre for a trace that starts at this Unix time (AIF_UNKNOWN_S: not stated), with all
 * reservations on its clock.  Memory comes from the arena and the site.  False if a reservation
 * starts at a date, which such a trace does not tell. */
bool site_centre_at(const struct site *s, int64_t unix_start_s, struct aif_arena *a,
                    struct aif_centre *out, struct aif_err *err);

/* A time of the site's reservations, which may be a date: "3600", "2026-01-20T08:00:00". */
void site_time_text(int64_t t_s, char text[32]);

void site_close(struct site *s);

/* Whether a checked tree is a site: fields for conf_check(). */
extern const struct conf_field site_fields[];

/* Fill machine and centre from a checked document; memory comes from the document's arena. */
bool site_bind(struct site *s, struct conf_errors *errors);

#endif
