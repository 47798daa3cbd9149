#ifndef SIM_ENGINE_LINE_H
#define SIM_ENGINE_LINE_H

#include "aif/arena.h"
#include "aif/job.h"

/* What one node has free from each point in time to the next: the availability profile of a node
 * that jobs share.  A node holds few jobs, so a line is a short sorted array.  The first step began
 * in the past, the last never ends. */

struct line_step {
    int64_t t_s;
    struct aif_shape free;
};

struct line {
    struct line_step *steps;
    uint32_t count, capacity;
};

/* Whether each part of need is within free. */
static inline bool shape_fits(const struct aif_shape *need, const struct aif_shape *free)
{
    return need->cores <= free->cores && need->gpus <= free->gpus && need->mem_mib <= free->mem_mib;
}

void line_open(struct line *l, struct aif_arena *arena, const struct aif_shape *capacity);

/* Forget what lies before now_s. */
void line_advance(struct line *l, int64_t now_s);

/* Take what a job needs out of [from_s, until_s), or give it back.  Taking more than there is or
 * giving back more than was taken is a bug. */
void line_take(struct line *l, struct aif_arena *arena, int64_t from_s, int64_t until_s,
               const struct aif_shape *need);
void line_give(struct line *l, struct aif_arena *arena, int64_t from_s, int64_t until_s,
               const struct aif_shape *need);

/* What is free at t_s. */
const struct aif_shape *line_at(const struct line *l, int64_t t_s);

/* Whether need is free during all of [from_s, until_s). */
bool line_fits(const struct line *l, const struct aif_shape *need, int64_t from_s, int64_t until_s);

/* When a job may start: from first_s to last_s, both included. */
struct line_window {
    int64_t first_s, last_s;
};

/* The next window in which a job of length_s may start, at or after from_s.  False: none. */
bool line_window(const struct line *l, const struct aif_shape *need, int64_t length_s,
                 int64_t from_s, struct line_window *out);

#endif
