#ifndef SIM_CONTROLLER_WAITS_H
#define SIM_CONTROLLER_WAITS_H

#include "aif/view.h"
#include "limit/verdict.h"

/* Why jobs waited, kept for those who want to know: every change of a reason and of the head of a
 * partition, in the order of time. */

struct controller;

struct wait_change {
    int64_t t_s;
    uint32_t job;
    uint32_t blocker; /* see struct job_state */
    uint8_t reason;   /* enum aif_wait; AIF_WAIT_NONE: waits no more */
    uint8_t limit_kind, limit_tres;
    bool is_of_qos;
};

struct wait_head {
    int64_t t_s;
    uint32_t job; /* AIF_NONE: nobody waits for resources there */
};

struct wait_heads {
    struct wait_head *items;
    uint32_t count, capacity;
};

struct waits {
    bool is_kept;
    struct wait_change *changes;
    uint32_t count, capacity;
    struct wait_heads *heads; /* by partition */
};

void waits_open(struct controller *c);

/* The job's reason has changed. */
void waits_note(struct controller *c, uint32_t job);

/* c->heads of this partition has changed. */
void waits_note_head(struct controller *c, uint32_t partition);

/* The reason of a waiting job as squeue prints it, and what stands in its way now. */
const char *waits_text(const struct controller *c, uint32_t job);
struct aif_blocker waits_blocker(const struct controller *c, uint32_t job);

/* See aif_sim_waits(). */
struct aif_wait_span *waits_list(const struct controller *c, struct aif_arena *arena,
                                 uint32_t *count);

#endif
