#ifndef AIF_SIM_H
#define AIF_SIM_H

#include "aif/centre.h"
#include "aif/machine.h"
#include "aif/sched.h"
#include "aif/workload.h"

/* One run: a machine, a workload and a policy give a schedule.  A pure function of its scenario;
 * runs share nothing that changes, so several may be open at once. */

/* Times at which a real controller acted, in milliseconds since the trace's origin; after the last
 * of a kind, or if there are none, it acts by its own clock.  For comparing a schedule with a
 * recorded one. */
struct aif_recording {
    const int64_t *tick_ms; /* its background loop looked whether the main scheduler is wanted */
    const int64_t
        *pass_ms; /* the main scheduler ran, wanted or not; with these, ticks count for nothing */
    const int64_t *backfill_ms, *priority_ms;                        /* cycles and calculations */
    uint32_t tick_count, pass_count, backfill_count, priority_count; /* all ascending */
};

struct aif_access;

struct aif_scenario {
    const struct aif_machine *machine; /* borrowed; must outlive the run, as must the workload */
    const struct aif_workload *workload;
    const struct aif_centre *centre;       /* borrowed as well; NULL: aif_centre_default() */
    const struct aif_recording *recording; /* borrowed as well; NULL: none */
    const struct aif_access *access;       /* borrowed as well; NULL: all may use all they like */
    struct aif_policy policy;
    uint32_t job_limit;     /* only the first so many jobs of the workload; 0: all */
    bool is_strict;         /* binding repairs (no request, killed at limit, ...) are errors */
    bool is_checked;        /* recompute the whole state after every pass; slow */
    bool keeps_waits;       /* why jobs wait, for aif_sim_waits() ... */
    bool waits_are_bounded; /* ... in O(jobs): a textbook run that needs more keeps none */
    bool keeps_plan;      /* when waiting jobs are planned to start, for aif_view_job(); slow ... */
    int64_t plan_from_ms; /* ... but for cycles before this time, whose plans are not kept */
};

/* What became of a job. */
enum aif_outcome {
    AIF_OUTCOME_WAITING, /* still to come, waiting or running: not at the end of a run */
    AIF_OUTCOME_COMPLETED,
    AIF_OUTCOME_FAILED,    /* ran its time; the log says that it failed or was cancelled */
    AIF_OUTCOME_TIMED_OUT, /* ended at its limit */
    AIF_OUTCOME_REJECTED,  /* can never run here; see reason */
    AIF_OUTCOME_CANCELLED, /* by an action of the trace, waiting or running */
    AIF_OUTCOME_PREEMPTED, /* ended for another job and not requeued */
    AIF_OUTCOME_BLOCKED,   /* still waited when nothing could change any more; see its wait */
    AIF_OUTCOME_NODE_FAIL, /* ended with its node and not requeued */
    AIF_OUTCOME_COUNT
};

/* Why a job was rejected.  Append only. */
enum aif_reject {
    AIF_REJECT_NONE,
    AIF_REJECT_TOO_WIDE,          /* more than the machine or partition has */
    AIF_REJECT_NODE_TOO_SMALL,    /* no node has the cores, GPUs or memory asked for */
    AIF_REJECT_UNKNOWN_PARTITION, /* names a partition that the site does not have */
    AIF_REJECT_LIMIT_TOO_LONG,    /* asks for more time than the partition or QOS allows */
    AIF_REJECT_TOO_MANY_NODES,    /* asks for more nodes than the partition or QOS allows */
    AIF_REJECT_TOO_FEW_NODES,     /* asks for fewer nodes than the partition's jobs need */
    AIF_REJECT_UNKNOWN_USER,      /* has no association, and the centre enforces them */
    AIF_REJECT_QOS,               /* a QOS that the site does not have, or may not use */
    AIF_REJECT_RESERVATION,       /* names a reservation that there is not, or is not for it */
    AIF_REJECT_ACCOUNT,           /* the partition does not take jobs of its account */
    AIF_REJECT_LIMIT,             /* a limit of an account or QOS refuses it at submit */
    AIF_REJECT_NO_GRANT,          /* its account has no grant at that time */
    AIF_REJECT_GRANT_USED,        /* the grant of its account is used up */
    AIF_REJECT_FREE_LIMIT,        /* the grant is used up, and what is left is for shorter jobs */
    AIF_REJECT_COUNT
};

const char *aif_outcome_name(enum aif_outcome o);  /* "completed" */
const char *aif_reject_name(enum aif_reject r);    /* "too_wide" */
const char *aif_reject_summary(enum aif_reject r); /* one line for people */

/* Why a job waits: Slurm's reasons. */
enum aif_wait {
    AIF_WAIT_NONE,
    AIF_WAIT_PRIORITY, /* a job before it in the queue waits for resources */
    AIF_WAIT_RESOURCES,
    AIF_WAIT_DEPENDENCY,
    AIF_WAIT_DEPENDENCY_NEVER, /* can not be met any more */
    AIF_WAIT_HELD,
    AIF_WAIT_BEGIN,            /* its begin time has not come */
    AIF_WAIT_ARRAY,            /* enough tasks of its array run */
    AIF_WAIT_RESERVATION,      /* has not begun */
    AIF_WAIT_RESERVATION_GONE, /* is over, or never was */
    AIF_WAIT_RESERVED,         /* its nodes are set aside for others before it could end */
    AIF_WAIT_NODES_DOWN,
    AIF_WAIT_PARTITION_DOWN,
    AIF_WAIT_LIMIT, /* of an account or QOS */
    AIF_WAIT_COUNT
};

/* "Priority", as squeue prints it. */
const char *aif_wait_name(enum aif_wait w);

/* What a run of a job has of the machine, and what a second of that is billed by the weights of its
 * partition, without the usage factor of a QOS. */
struct aif_holding {
    struct aif_tres_set amount;
    double billing;
};

/* A run of a job that was cut short, by preemption or a node that went down. */
struct aif_episode {
    uint32_t job;
    int64_t start_s, end_s;
    int64_t kept_s;        /* work that the next run need not do again */
    bool is_suspension;    /* not a run of its own: the job was suspended, within the run of its row
                            */
    uint32_t units;        /* of the capacity */
    const uint32_t *nodes; /* owned by the run */
    uint32_t node_count;
    struct aif_holding holding;
};

/* What a run did with one job; index = the job's in the workload. */
struct aif_row {
    int64_t start_s, end_s; /* AIF_UNKNOWN_S where it never ran */
    int64_t limit_s;        /* as used, after the site's defaults */
    uint32_t units;         /* width; see aif_ask */
    uint32_t
        counted_units;   /* taken of the capacity: GPUs on a machine that has any (0 for jobs on its
                            nodes without), else cores; processors on a pool; 0 if it never ran */
    uint32_t node_count; /* 0 on a plain pool */
    const uint32_t *nodes;   /* ascending node numbers; owned by the run */
    uint16_t partition;      /* index in the machine */
    uint8_t outcome, reason; /* enum aif_outcome, enum aif_reject */
};

/* Integrals over time that a schedule alone does not give back, in unit-seconds of the whole
 * machine. Loss of capacity, three published variants (their sums; divide by capacity x makespan):
 * a: idle units while anything waits (Zhang et al.); b: idle units while some waiting job needs no
 * more units than are idle in its domain (Tang et al.); c: min(idle, units waiting) (Leung et al.).
 * Where GPUs are counted, jobs of partitions whose nodes have none do not wait for idle ones. */
struct aif_totals {
    uint64_t event_count, pass_count, start_count, backfill_count;
    uint32_t max_waiting, max_running;
    uint64_t preempt_count, cycle_count; /* of a controller: jobs preempted, backfill cycles */
    uint64_t node_fail_count;            /* runs cut short because a node of theirs went down */
    int64_t lost_work_unit_s;            /* done by runs that were cut short, and done again */
    int64_t capacity_units; /* GPUs if the machine has any, else cores; processors of a pool */
    int64_t lost_a_unit_s, lost_b_unit_s, lost_c_unit_s;
    uint64_t repairs[AIF_REPAIR_COUNT]; /* made when binding jobs to the machine */
    uint64_t rejects[AIF_REJECT_COUNT];
};

/* What a job had to do with grants; of runs with an access layer.  Unit-milliseconds: aif/access.h.
 */
struct aif_grant_use {
    uint32_t grant;          /* that pays, or that refused it; AIF_NONE: there was none */
    uint8_t band;            /* in which it waits, or started last */
    int64_t charged_unit_ms; /* for all of its runs */
    int64_t lowered_unit_ms; /* of it, for those that started in a band other than 0 */
    int64_t refused_unit_ms; /* what it would have used, if it was refused ... */
    int64_t refused_s;       /* ... at that time; AIF_UNKNOWN_S: it was not */
};

/* What became of a grant: charged + unused = amount + overrun. */
struct aif_grant_result {
    int64_t charged_unit_ms, lowered_unit_ms, refused_unit_ms; /* sums over its jobs */
    int64_t unused_unit_ms;    /* at its end, or at the end of the run if that was before */
    int64_t overrun_unit_ms;   /* charged beyond the amount */
    int64_t forfeited_unit_ms; /* quota of months, lost by the rule of enforcement */
    uint32_t job_count;        /* that have run */
    uint32_t refused_count;    /* a job that has run and was refused later counts in both */
};

struct aif_sim;

/* Bind the workload to the machine and stand before the first event.  On failure NULL, and err says
 * why (an inconsistent machine; with is_strict, the first repair needed with its line).  O(jobs).
 */
struct aif_sim *aif_sim_open(const struct aif_scenario *scenario, struct aif_err *err);

/* Time of the next instant at which something happens, or AIF_NEVER_S. */
int64_t aif_sim_next(const struct aif_sim *sim);

/* The same in milliseconds, for runs that know them. */
int64_t aif_sim_next_ms(const struct aif_sim *sim);

/* Process that instant: all its events, then its passes.  False when nothing is left. */
bool aif_sim_step(struct aif_sim *sim);

/* Step to the end. */
void aif_sim_run(struct aif_sim *sim);

/* One row per job of the scenario, valid until aif_sim_close(). */
const struct aif_row *aif_sim_rows(const struct aif_sim *sim);
uint32_t aif_sim_job_count(const struct aif_sim *sim);
const struct aif_totals *aif_sim_totals(const struct aif_sim *sim);

/* Runs that were cut short, in the order of their ends; the last run of a job is in its row. */
const struct aif_episode *aif_sim_episodes(const struct aif_sim *sim, uint32_t *count);

/* One result for each grant of the scenario, and a last one for jobs that there was no grant for;
 * from the arena.  NULL and a count of 0 without access layer. */
const struct aif_grant_result *aif_sim_grants(const struct aif_sim *sim, struct aif_arena *arena,
                                              uint32_t *count);

/* By job, valid until aif_sim_close(); NULL without access layer. */
const struct aif_grant_use *aif_sim_grant_uses(const struct aif_sim *sim);

/* Bytes that the run has taken from the system. */
size_t aif_sim_bytes(const struct aif_sim *sim);

void aif_sim_close(struct aif_sim *sim); /* NULL is allowed */

#endif
