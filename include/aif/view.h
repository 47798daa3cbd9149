#ifndef AIF_VIEW_H
#define AIF_VIEW_H

#include "aif/arena.h"
#include "aif/sim.h"

/* A run looked at from outside, between two of its steps or after the last: why jobs wait and
 * waited, and what the tables of a batch system show.  Nothing here changes the run. */

/* What stands in the way of a waiting job. */
enum aif_blocker_kind {
    AIF_BLOCKER_NONE, /* nothing in particular */
    AIF_BLOCKER_JOB,
    AIF_BLOCKER_ASSOC, /* an account or a user: index in the accounts of aif_view_centre() */
    AIF_BLOCKER_QOS,
    AIF_BLOCKER_RESERVATION,
    AIF_BLOCKER_PARTITION,
    AIF_BLOCKER_COUNT
};

struct aif_blocker {
    uint32_t index;
    uint8_t kind; /* enum aif_blocker_kind */
};

/* A time through which a job waited for one reason. */
struct aif_wait_span {
    uint32_t job;
    int64_t from_s, to_s; /* from_s < to_s; AIF_NEVER_S: it waits for good */
    enum aif_wait reason;
    const char *text; /* as squeue names it: "QOSMaxGRESPerUser"; static */
    struct aif_blocker blocker;
};

/* Whether the engine of this run keeps reasons; asked of a scenario with keeps_waits.  Where
 * waits_are_bounded it may have kept them up to some step, and no longer do. */
bool aif_sim_has_waits(const struct aif_sim *sim);

/* All spans up to now by job, then time; memory comes from the arena.  The spans of a job cover its
 * waiting - from submission to start, and from each requeue to the next start - without gaps, and
 * no two that touch agree in all.  In whole seconds: what changes within one shows its last.
 *
 * A controller: Priority stands behind one job, the one that waited at the head of the partition
 * when the span began, or was the first to do so later.  O(changes).
 *
 * The textbook engine knows two reasons.  Resources: the job does not fit on what is free; its
 * blocker is the running job with whose end it would, in the order in which those that ran when the
 * span began were due.  Priority: it fits, but somebody else has a claim on that; its blocker is
 * the first job of the queue when the span began (none: it was the first itself, and reservations
 * that last keep it from starting). O(jobs x (log + running jobs) + changes). */
struct aif_wait_span *aif_sim_waits(const struct aif_sim *sim, struct aif_arena *arena,
                                    uint32_t *count);

/* By job, its longest span up to now, of several the first; one for which it waits for good is the
 * longest.  Without length (from_s == to_s): it never waited.  Memory comes from the arena, and
 * no more of it than that; NULL where no reasons are kept. */
struct aif_wait_span *aif_sim_longest_waits(const struct aif_sim *sim, struct aif_arena *arena);

enum aif_job_state {
    AIF_JOB_FUTURE, /* not submitted yet */
    AIF_JOB_PENDING,
    AIF_JOB_RUNNING,
    AIF_JOB_SUSPENDED,
    AIF_JOB_ENDED, /* the rest is in its row */
};

/* A job now.  Times are seconds on the trace's clock, AIF_UNKNOWN_S where there is none. */
struct aif_job_view {
    enum aif_job_state state;
    int64_t submit_s;
    int64_t eligible_s; /* since when it could have started but for resources and rank */
    int64_t start_s;    /* of its last run */
    int64_t end_s;      /* of its last run; while that lasts, when it is over at the latest */
    int64_t over_s;     /* since when it is over, whether it ran or not */
    int64_t planned_s;  /* the start that the last cycle of backfill planned; scenario.keeps_plan */
    int64_t limit_s;
    int64_t suspended_s;        /* that it stood still since start_s, now not counted ... */
    int64_t suspended_since_s;  /* ... and since when it does now */
    uint32_t record_count;      /* partitions in which it waits; 1 otherwise */
    uint32_t partition;         /* the first of them, or where it runs or ran */
    uint32_t priority;          /* there; 0: held, or never computed */
    uint32_t assoc, qos;        /* of aif_view_centre(); AIF_NONE: none */
    uint32_t restarts;          /* after requeues */
    uint32_t node_count;        /* that it has or had; else how many it asks for at the least */
    const uint32_t *nodes;      /* ascending; NULL: has none, or of a pool */
    struct aif_tres_set amount; /* that it has or had; else what it asks for at the least */
    enum aif_wait wait;         /* why it waits, as of the last look at it */
    const char *reason;         /* the same, as squeue prints it */
    struct aif_blocker blocker;
};

/* Where the job is in its life, and what it has.  The textbook engine has no priorities, and
 * amounts of nodes only; why jobs wait is as in aif_sim_waits(), but for now, if the scenario
 * keeps_waits: else the first job of each queue waits for resources and all others stand behind it.
 * Planned are the starts that its policy has promised: of the head (EASY), of some or of all. */
struct aif_job_view aif_view_job(const struct aif_sim *sim, uint32_t job);

/* How a job came to start, if the run keeps_waits and its engine knows. */
enum aif_start_kind {
    AIF_START_UNKNOWN, /* never ran, or nobody noted it */
    AIF_START_TURN,    /* nobody was before it in the queue */
    AIF_START_AHEAD    /* ahead of jobs before it in the queue: backfilled */
};
enum aif_start_kind aif_view_start(const struct aif_sim *sim, uint32_t job);

/* What the last run of a job has, or had; nothing of a job that never ran. */
struct aif_holding aif_view_holding(const struct aif_sim *sim, uint32_t job);

/* The i-th partition in which a pending job waits and its priority there, term by term, from its
 * age now and the factors of the last calculation.  False if there is none. */
bool aif_view_priority(const struct aif_sim *sim, uint32_t job, uint32_t i, uint32_t *partition,
                       struct aif_priority_sum *out);

/* Shares, usage and factors as of the last calculation of priorities (ends of jobs are charged at
 * once); rows of a factor that was never computed are zero.  NULL: the engine keeps none. */
const struct aif_share_view *aif_view_share(const struct aif_sim *sim);

/* When the last cycle of backfill was that looked at the queue, in milliseconds on the trace's
 * clock; AIF_UNKNOWN_S: there was none, or the engine has none. */
int64_t aif_view_cycle_ms(const struct aif_sim *sim);

/* The machine and the centre as the run sees them: a pool as nodes, with the accounts of the trace
 * where the centre states none. */
const struct aif_machine *aif_view_machine(const struct aif_sim *sim);
const struct aif_centre *aif_view_centre(const struct aif_sim *sim);

const char *aif_blocker_name(
    enum aif_blocker_kind kind); /* "job", "association", "qos", "reservation", "partition"; "" */

#endif
