#ifndef SIM_ENGINE_TRAIL_H
#define SIM_ENGINE_TRAIL_H

#include "aif/view.h"

/* What a run of the textbook engine leaves behind for those who ask why jobs waited: how much room
 * there was after each pass, and who stood first in the queue.  The spans follow from this and the
 * rows when they are asked for, so that a pass costs the same however many jobs wait. */

struct domain;

struct trail_step {
    int64_t t_s; /* from then on */
    uint32_t value;
};

struct trail_line {
    struct trail_step *steps;
    uint32_t count, capacity;
};

struct trail {
    struct trail_line *rooms; /* by domain the units free; behind them by kind the nodes that fit */
    struct trail_line *heads; /* by domain; AIF_NONE: nobody waits */
    uint8_t *starts;          /* by job: enum aif_start_kind */
    uint32_t domain_count;
};

/* After the jobs have been bound; from the run's arena. */
struct trail *trail_open(struct aif_sim *sim);

/* A pass over the domain is over. */
void trail_note(struct aif_sim *sim, const struct domain *d);

/* A job that has left the queue starts. */
void trail_note_start(struct aif_sim *sim, const struct domain *d, uint32_t job);
enum aif_start_kind trail_start(const struct aif_sim *sim, uint32_t job);

/* See aif_sim_waits() and, for the second, aif_sim_longest_waits(). */
struct aif_wait_span *trail_waits(const struct aif_sim *sim, struct aif_arena *arena,
                                  uint32_t *count);
struct aif_wait_span *trail_longest(const struct aif_sim *sim, struct aif_arena *arena);

#endif
