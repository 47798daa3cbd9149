#ifndef SIM_HOST_SITE_WRITE_H
#define SIM_HOST_SITE_WRITE_H

#include "aif/centre.h"
#include "aif/machine.h"
#include "aif/sink.h"

/* A site to be written as a file of configs/sites. */
struct site_text {
    const struct aif_machine *machine; /* has nodes, not only processors */
    const struct aif_centre *centre;
    const char *title;  /* may be NULL */
    const char *source; /* where the figures of the machine come from */
    /* What settings need not be stated; NULL: Slurm's defaults. */
    const struct aif_centre *usual;
    bool is_published; /* they were published there; else they are assumed for that reason */
};

/* Write the file that site_open() reads as the same machine and centre, but for the order of what
 * has none in a file: the default partition and the QOS "normal" come first, and accounts come
 * depth first, the users of one before the accounts below it.  Settings that are Slurm's defaults
 * are left out.  False, and nothing is written, where the format has no way to say something (a
 * name that is not UTF-8, an amount out of range); err says what. */
bool site_write(const struct site_text *what, struct aif_sink *to, struct aif_err *err);

#endif
