#ifndef SIM_CONTROLLER_BACKFILL_INTERNAL_H
#define SIM_CONTROLLER_BACKFILL_INTERNAL_H

#include "controller/backfill.h"
#include "controller/slots.h"

/* Shared by the files of backfill. */

/* Counts that start anew each cycle, by some index. */
struct stamped_count {
    uint32_t cycle, count;
};

struct counter {
    struct stamped_count *items;
    uint32_t capacity;
};

/* How many jobs of each user, association, partition and array a cycle has looked at. */
struct quota {
    struct aif_arena *arena;
    uint32_t cycle;
    struct counter user, assoc, partition; /* looked at */
    struct counter *user_of_partition;     /* by partition: the same, by user */
    uint32_t partition_count;
    struct counter reserved;       /* by partition: planned */
    struct counter array;          /* planned tasks */
    struct counter rejected_array; /* of which a task got no place */
    struct counter planned_job;    /* in some partition */
};

/* Whether a limit of looks is reached; else the job counts as looked at. */
bool quota_look(struct quota *q, const struct aif_slurm *settings, const struct ask *a);

/* Whether the partition has as many jobs planned as it may; most 0: no limit. */
bool quota_has_reserved_all(struct quota *q, const struct ask *a, uint32_t most);
void quota_note_reserved(struct quota *q, const struct ask *a);

/* Whether more tasks of the job's array are worth a look. */
bool quota_allows_task(struct quota *q, const struct aif_slurm *settings, const struct ask *a);
void quota_note_task(struct quota *q, const struct ask *a, bool is_placed, bool is_planned);

bool quota_has_planned(struct quota *q, const struct ask *a); /* in another partition */
void quota_note_planned(struct quota *q, const struct ask *a);

/* The candidates for a start in this cycle: see backfill_tail.c. */
enum { OPEN_MOST = 255 };

struct tail {
    uint32_t *candidates; /* positions in the queue, ascending */
    uint32_t count, capacity;
    bool is_lazy; /* else all jobs are looked at */
    bool has_open_nodes;
    uint32_t idle_count;
    uint32_t by_cores[OPEN_MOST + 1], by_gpus[OPEN_MOST + 1]; /* nodes with at least so many free */
};

enum attempt { ATTEMPT_STARTED, ATTEMPT_FAILED, ATTEMPT_PREEMPTS };

struct backfill {
    struct select *select;
    struct cluster *cluster;
    const struct aif_centre *centre;
    struct aif_slurm settings;
    int64_t unix_start_s;
    struct slot_table table;
    struct quota quota;
    struct bitset usable, chosen, idle; /* scratch */
    uint32_t full_slot;                 /* that last had too few nodes left; see slots_rule_out() */
    struct tail tail;

    /* Of this cycle. */
    const struct backfill_input *input;
    const struct backfill_calls *calls;
    int64_t window_end_s;
    struct backfill_counts counts;
};

/* Whether nodes may be left for the job to start on now; if so they are in b->usable. */
bool backfill_could_use(struct backfill *b, const struct ask *a);

void tail_open(struct backfill *b);
void tail_shrink(struct backfill *b); /* after the plan has changed */

void tail_give_up(struct backfill *b); /* something has been freed: all that follow count */

/* Jobs before this position must be looked at. */
uint32_t tail_end(const struct backfill *b);

#endif
