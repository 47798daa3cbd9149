#ifndef SIM_CONTROLLER_GANG_INTERNAL_H
#define SIM_CONTROLLER_GANG_INTERNAL_H

#include "controller/gang.h"
#include "controller/rows.h"

/* Shared by the files of gang. */

enum turn {
    TURN_OUT,    /* stands still */
    TURN_FILLER, /* runs where there was room */
    TURN_ACTIVE  /* runs in its turn */
};

/* The jobs of a partition and what those that run have. */
struct gang_list {
    uint32_t partition;
    int64_t tier;
    uint32_t *jobs, *scratch;
    uint32_t count, capacity, stopped_count;
    uint64_t *cores; /* by node */
    uint32_t *used;  /* by node */
    bool has_turns;  /* more than one job may have a core */
    bool is_stale;   /* a job has left, or what higher tiers run has changed */
};

struct gang {
    struct rows *rows;
    struct gang_list *lists; /* by partition; cores NULL: it shares with nobody */
    uint32_t *order;         /* partitions that share, highest tiers first */
    uint32_t order_count;
    uint8_t *turns; /* by job: enum turn */
    int64_t slice_ms;
    bool counts_cores; /* any will do, as many as a node has: CR_CPU */
    bool is_stale;     /* some list is */
};

#endif
