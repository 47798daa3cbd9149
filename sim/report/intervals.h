#ifndef SIM_REPORT_INTERVALS_H
#define SIM_REPORT_INTERVALS_H

#include "aif/sim.h"
#include "aif/sink.h"

/* Processors first..last, both included. */
struct interval {
    uint32_t first, last;
};

struct intervals {
    const struct interval *items; /* ascending, not touching */
    uint32_t count;
};

/* Which processors of a pool each job of a finished schedule may have had: one set per row, empty
 * where the job never ran.  Memory comes from the arena.  O(n log n + intervals moved). */
struct intervals *intervals_assign(const struct aif_row *rows, uint32_t count, uint32_t procs,
                                   struct aif_arena *arena);

/* "0-3 7". */
void intervals_write(struct intervals set, struct aif_sink *out);

/* The same from ascending numbers. */
void intervals_write_numbers(const uint32_t *numbers, uint32_t count, struct aif_sink *out);

#endif
