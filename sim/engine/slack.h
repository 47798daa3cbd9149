#ifndef SIM_ENGINE_SLACK_H
#define SIM_ENGINE_SLACK_H

#include "aif/base.h"

/* When plans have become looser: the rest of the request of jobs that ended early, and the times
 * that reservations left when they moved up.  Only there can a reservation find a better place that
 * it had not before.  Kept as the one interval around all of it, which may only say too much.  Zero
 * is none. */
struct slack {
    int64_t from_s, until_s;
    int32_t most_units; /* free anywhere in it, where that is known; on counted domains */
    bool is_known;
};

/* Add [from_s, until_s); most_units is no longer known. */
static inline void slack_add(struct slack *s, int64_t from_s, int64_t until_s)
{
    if (from_s >= until_s)
        return;
    bool is_empty = s->from_s >= s->until_s;
    s->from_s = is_empty || from_s < s->from_s ? from_s : s->from_s;
    s->until_s = is_empty || until_s > s->until_s ? until_s : s->until_s;
    s->is_known = false;
}

#endif
