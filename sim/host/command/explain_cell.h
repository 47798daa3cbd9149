#ifndef SIM_HOST_COMMAND_EXPLAIN_CELL_H
#define SIM_HOST_COMMAND_EXPLAIN_CELL_H

#include "host/campaign/cell.h"

/* Which run of a result directory is meant; NULL, 0 and -1: not said. */
struct explain_choice {
    const char *site, *trace, *policy;
    uint64_t seed;
    int64_t cell;
};

/* A cell of a result directory, read again from its experiment.resolved.yaml. */
struct explain_cell {
    struct experiment experiment;
    struct cell_runner *runner;
    struct cell_scene scene;
    uint32_t number;
};

/* Choose the cell and make its scenario.  An exit status; what is wrong, or that others could have
 * been meant, has been printed.  Zero *out before, close it also on failure. */
int explain_cell_open(const char *folder, const struct explain_choice *choice,
                      struct explain_cell *out);
void explain_cell_close(struct explain_cell *c);

#endif
