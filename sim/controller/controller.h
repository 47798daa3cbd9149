#ifndef SIM_CONTROLLER_CONTROLLER_H
#define SIM_CONTROLLER_CONTROLLER_H

#include "aif/preempt.h"
#include "controller/backfill.h"
#include "controller/depend.h"
#include "controller/fairshare.h"
#include "controller/pending.h"
#include "controller/waits.h"
#include "engine/event.h"
#include "engine/run.h"
#include "engine/state.h"
#include "limit/limit.h"

/* The model of a batch system's controller: Slurm's slurmctld, and start rules that need as much of
 * a machine's daily life.  Jobs have states and may return to the queue; several partitions,
 * limits, reservations, dependencies, arrays, preemption.  Time is milliseconds since the trace's
 * origin; what Slurm computes in whole seconds is cut to seconds. */

extern const struct engine engine_controller;

/* Where a job is in its life. */
enum phase {
    PHASE_FUTURE,  /* not submitted yet */
    PHASE_PENDING, /* submitted; in the queue if it may start */
    PHASE_RUNNING,
    PHASE_ENDED,
};

struct job_state {
    int64_t submit_ms;
    int64_t begin_ms; /* not before */
    int64_t wake_ms;  /* it is looked at again then; an event has been pushed */
    int64_t accrue_ms;
    int64_t eligible_ms; /* since when only resources, limits and rank hold it; -1: not yet */
    int64_t begun_ms;    /* the start of its first run; -1: none yet */
    int64_t start_ms;    /* of the present or last run, later by what it stood still in it */
    int64_t end_ms;      /* when the present run ends by itself, or when the job ended */
    int64_t charged_s;   /* usage of the present run is charged up to here */
    int64_t run_ms;      /* what was left to run at start_ms */
    int64_t parked_ms;   /* work done in earlier runs, before it was parked */
    int64_t used_ms;     /* it ran in the runs before the present one ... */
    int64_t lost_ms;     /* ... and what it has to do again of that; see runtime_used_ms() */
    int64_t grace_ms;    /* when the grace of the present run is over; -1: none */
    int64_t stopped_ms;  /* since when it stands still, if it does */
    int64_t limit_s;
    struct ask *asks; /* one for each partition that it may run in; while it is pending */
    uint32_t record_count;
    uint32_t assoc;    /* index in the share tree, or AIF_NONE */
    uint32_t priority; /* 0: held */
    uint32_t blocker;  /* job, association or the like that stands in the way, or AIF_NONE */
    uint32_t restarts;
    uint32_t reservation; /* that it names, as the centre's index; AIF_NONE: none */
    uint32_t set_nodes;   /* by an action; 0: as the trace says */
    uint32_t heir;        /* job that it is being ended for, or AIF_NONE */
    uint32_t last_heir;   /* for which it was requeued last, or AIF_NONE ... */
    uint32_t heir_run;    /* ... when that one had had so many runs */
    uint32_t victims;     /* jobs that are being ended to make room for it */
    uint16_t qos;         /* index in the centre; AIF_NONE16: none */
    uint16_t partition;   /* of the present run */
    uint8_t phase;        /* enum phase */
    uint8_t reason;       /* enum aif_wait */
    bool is_held, is_queued, has_failed, is_planned;
    bool is_uncounted; /* for nodes that have none of the units of the capacity */
    bool is_stopped;   /* in a run, but others have its cores: see gang.h */
    bool is_accruing;  /* gains priority by age, since accrue_ms */
};

/* Events, in the order in which they are applied at one instant. */
enum controller_event {
    EV_END,         /* entity: job */
    EV_GRANT,       /* entity: grant; what its jobs may do may change */
    EV_GRACE,       /* entity: job; its grace time is over */
    EV_ACTION,      /* entity: action */
    EV_RESERVATION, /* entity: reservation; it begins or ends */
    EV_BEGIN,       /* entity: job; its begin time has come, or a delay of a dependency is over */
    EV_SUBMIT,      /* entity: job; only of workloads with milliseconds */
    EV_PRIORITY,
    EV_PASS, /* the main scheduler */
    EV_BACKFILL,
    EV_ENFORCE, /* running jobs are held against limits that end them */
    EV_TURN,    /* a time slice of gang scheduling is over */
};

/* What a running job holds, for charges and limits. */
struct held {
    struct aif_tres_set amount;
    double billing;
    struct limit_hold limits;
    uint32_t units; /* of the capacity of the machine */
    uint32_t part_count;
    int64_t suspended_s; /* since when it stands still, if it does */
    bool is_whole;
};

/* Node sets that jobs may use, made when first asked for. */
struct allowed {
    struct allowed *next;
    uint32_t partition, features, reservation;
    uint64_t able; /* classes whose nodes are large enough */
    struct bitset nodes;
};

/* Memory of asks given back. */
struct spare_asks {
    struct spare_asks *next;
};

/* Which kinds of jobs, QOS with partition, are among some; and which kinds may preempt any of
 * these.  Stamps and answers of earlier rounds do not count. */
struct preempt_answer {
    uint64_t round;
    bool is_yes;
};

struct preempt_kinds {
    uint64_t round;
    uint32_t *list;
    uint32_t count;
    uint64_t *stamps;               /* by kind */
    struct preempt_answer *answers; /* by kind */
};

/* Preemption; see preempt.c. */
struct preempt_state {
    const struct aif_preempt *type;
    struct preempt_kinds running_kinds; /* among the running jobs ... */
    uint64_t change_count;              /* ... when the cluster was so */
    struct preempt_kinds all_kinds;     /* and among those that wait, in this cycle */
    uint32_t asked_kind;                /* last, or AIF_NONE ... */
    bool *may_go;                       /* ... and for it: by running kind */
    struct aif_preempt_job *running;    /* scratch */
    uint32_t capacity;
    bool may_suspend; /* some mode says so */
    bool *is_gone;    /* by job: in the trial that is being made ... */
    bool is_trying;
    struct bitset nodes; /* ... and the nodes it gave */
};

/* Somebody who wants to see every plan. */
struct plan_listener {
    void (*planned)(void *context, const struct ask *a, const struct choice *nodes,
                    int64_t slot_start_s, int64_t slot_end_s);
    void *context;
};

struct timers {
    int64_t pass_ms, backfill_ms, priority_ms, enforce_ms,
        turn_ms; /* the next one pushed; AIF_NEVER_S: none */
    int64_t last_pass_s, last_full_pass_s;
    int64_t backfill_end_ms; /* of the last cycle */
    int64_t priority_done_s; /* when priorities were computed last */
    int64_t last_change_s;
    bool is_pass_wanted;
    bool is_polling;  /* the backfill scheduler waits for something to change */
    uint64_t chances; /* something has changed that may let a job start, but for starts */
    uint64_t changes; /* of what runs, waits or is up, in all ... */
    uint64_t tried_by_pass, tried_by_backfill; /* ... and up to which all was looked at */
    uint64_t looks;                            /* changes, and new orders of the queue */
    uint64_t looks_at_full_pass, looks_at_backfill;
};

struct start_rule;

struct controller {
    struct aif_sim sim;            /* first: what callers of aif_sim_*() see */
    const struct start_rule *rule; /* NULL: Slurm's two schedulers */
    void *rule_state;              /* the rule's own */
    struct aif_centre centre;
    const struct aif_machine *machine; /* the scenario's, or pool */
    struct aif_machine pool;
    struct aif_class pool_class;
    struct aif_partition pool_partition;
    bool has_gpus; /* units are GPUs, else cores */
    int64_t now_ms;
    struct event_queue events;
    uint32_t outside_event_count; /* pushed and not popped; see controller_is_outside() */
    int64_t recurrence_s;         /* the longest period of one; 0: none recurs */
    int64_t eventful_s;           /* when something last happened to a job or node */
    bool *is_at_rest;             /* by reservation: recurs only if something else happens */
    uint32_t at_rest_count;
    struct timers timers;
    struct job_state *jobs;
    uint16_t *record_partitions;     /* by record */
    uint32_t *partition_of, *qos_of; /* by name of the workload */
    struct bitset *partition_nodes;
    struct held *held; /* by job */
    struct limit_book limits;
    uint32_t *running; /* jobs on nodes that do not stand still, ascending */
    uint32_t running_count;
    struct pending pending; /* records that may start, in queue order */
    struct cluster cluster;
    struct select *select;
    struct backfill *backfill;
    struct allowed *allowed;
    struct spare_asks *spare_asks;
    struct depend_graph depends;
    struct fairshare fairshare;
    const struct ask **queue; /* scratch of a backfill cycle: the queue as it was */
    uint32_t queue_capacity;
    struct backfill_window *windows;
    uint32_t *partition_qos;              /* scratch: of a job's partitions */
    bool bounds_accrual, ends_jobs;       /* whether there are limits that do */
    uint32_t *node_list;                  /* scratch: room for all nodes */
    struct aif_reservation *reservations; /* the same as in centre */
    struct bitset *reservation_nodes;     /* by reservation */
    struct limit_verdict *verdicts; /* by job: the limit in its way, while that is its reason */
    struct waits waits;
    struct plan_listener plan_listener;
    int64_t *planned_s; /* by job: the start that the last cycle planned; NULL: nobody asks */
    int64_t cycle_ms;   /* when that was; AIF_UNKNOWN_S: not yet */
    struct preempt_state preempt;
    struct gang *gang;          /* NULL: no jobs share cores, and none are suspended */
    struct bitset mine, usable; /* scratch of the main scheduler */
    struct later *later;        /* scratch of why_whom() */
    bool *is_blocked;           /* scratch: partitions in which a job waits for resources */
    uint32_t *looked_at;        /* scratch: jobs of a partition */
    uint32_t *heads;            /* by partition: the job that waits for resources, or AIF_NONE */
    uint32_t *array_running;    /* tasks that run, by array */
    uint32_t *array_queued;     /* tasks in the queue, by array */
    uint32_t *array_first;      /* no task before this one is in the queue, by array ... */
    uint32_t *array_next;       /* ... or waits for others of its array */
    int64_t counted_until_ms, lost_a_unit_ms, lost_b_unit_ms, lost_c_unit_ms;
    uint32_t waiting_count, least_units; /* of the jobs in the queue that are for units of the
                                          * capacity: how many, and the least width; 0: not known */
    struct aif_episode *episodes;
    uint32_t episode_count, episode_capacity;
    int64_t capacity_units, idle_units, waiting_units;
    bool submits_by_event;
};

/* Before anything that happens, in seconds or milliseconds; may be multiplied by 1000. */
#define CONTROLLER_LONG_AGO (-(INT64_C(1) << 48))

/* The second that has begun then, and now. */
static inline int64_t controller_second(int64_t t_ms)
{
    return t_ms >= 0 ? t_ms / 1000 : -((-t_ms + 999) / 1000);
}

static inline int64_t controller_now_s(const struct controller *c)
{
    return controller_second(c->now_ms);
}

/* Whether an event is one that a run waits for: the timers', and reservations that recur, come for
 * ever. */
static inline bool controller_is_outside(const struct controller *c, enum controller_event kind,
                                         uint32_t entity)
{
    const uint32_t recurs = AIF_RESERVATION_DAILY | AIF_RESERVATION_WEEKLY;
    return kind < EV_PRIORITY &&
           !(kind == EV_RESERVATION && (c->reservations[entity].flags & recurs));
}

static inline void controller_push(struct controller *c, int64_t t_ms, enum controller_event kind,
                                   uint32_t entity)
{
    c->outside_event_count += controller_is_outside(c, kind, entity);
    event_push(&c->events, t_ms, (enum event_kind)kind, entity);
}

static inline struct controller *controller_of(struct aif_sim *sim)
{
    return (struct controller *)sim;
}

#endif
