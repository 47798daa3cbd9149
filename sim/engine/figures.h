/* What the statistics need of each job that ran, and the statistics themselves. */
#ifndef ENGINE_FIGURES_H
#define ENGINE_FIGURES_H

#include "engine/stat.h"

/* Durations above 2^32 - 1 s (136 years) count as that. */
struct figure {
    uint32_t wait_s, run_s, units;
};

/* The jobs of one group: those that waited from `first` on, upwards; those that did not from `end`
 * on, downwards.  Of the latter, half or more of a trace, most statistics are known at once. */
struct region {
    size_t first, waited_until; /* [first, waited_until) */
    size_t prompt_from, end;    /* [prompt_from, end) */
    size_t empty_count;         /* jobs that neither waited nor ran */
};

/* An empty region for `size` jobs. */
struct region region_at(size_t first, size_t size);

void region_add(struct region *r, struct figure *figures, const struct figure *f);

/* max(1, turnaround / (units x max(run, tau))) in nano, rounded half up. */
uint64_t figure_bsld(const struct figure *f, uint32_t units, uint32_t tau_s);

/* Fill in the statistics of a group that has the jobs of these regions.  The sample must have room
 * for the values of all of them. */
void figures_summarise(const struct figure *figures, const struct region *regions, size_t count,
                       struct sample *sample, struct aif_group *out);

#endif
