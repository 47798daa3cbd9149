#ifndef SIM_ENGINE_TRAIL_H
#define SIM_ENGINE_TRAIL_H

#include "aif/view.h"

/* What a run of the textbook engine leaves behind for those who ask why jobs waited: how much room
 * there was after each pass, and who stood first in the queue.  The spans follow from this and the
 * rows when they are asked for.  Where units are counted, and for the heads, a pass adds a step at
 * most, however many jobs wait; where nodes are, a kind that somebody waits for adds one only when
 * some job of it begins to fit or no longer does. */

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
    struct trail_line *rooms; /* by domain the units free; behind them by kind the nodes that fit,
                               * as in kind_room() */
    struct trail_line *heads; /* by domain; AIF_NONE: nobody waits */
    uint8_t *starts;          /* by job: enum aif_start_kind */
    uint32_t domain_count;
    uint32_t *stale; /* kinds to be looked at after the pass */
    uint32_t stale_count;
    uint64_t steps_left; /* of kinds; when they are used up the trail is given up */
};

/* After the jobs have been bound; from the run's arena. */
struct trail *trail_open(struct aif_sim *sim);

/* A pass over the domain is over.  May give up the trail: sim->trail is NULL from then on. */
void trail_note(struct aif_sim *sim, const struct domain *d);

/* What a kind has room for may have changed, or somebody begins to wait for it. */
void trail_mark(struct aif_sim *sim, uint32_t kind);

/* A job that has left the queue starts. */
void trail_note_start(struct aif_sim *sim, const struct domain *d, uint32_t job);
enum aif_start_kind trail_start(const struct aif_sim *sim, uint32_t job);

/* See aif_sim_waits() and, for the second, aif_sim_longest_waits(). */
struct aif_wait_span *trail_waits(const struct aif_sim *sim, struct aif_arena *arena,
                                  uint32_t *count);
struct aif_wait_span *trail_longest(const struct aif_sim *sim, struct aif_arena *arena);

#endif
