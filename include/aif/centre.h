#ifndef AIF_CENTRE_H
#define AIF_CENTRE_H

#include "aif/accounts.h"

/* How a centre runs its machine: who may use it and by which rules.  Settings carry Slurm's names
 * and defaults (slurm.conf(5), sacctmgr(1)).  Constant; everything is borrowed from the caller.
 * Times are seconds unless the name says otherwise. */

enum aif_preempt_mode {
    AIF_PREEMPT_OFF,
    AIF_PREEMPT_CANCEL,
    AIF_PREEMPT_REQUEUE,
    AIF_PREEMPT_SUSPEND, /* the victim keeps its nodes' memory and goes on when they are free again
                          */
    AIF_PREEMPT_UNSET,   /* of a QOS or partition: as the centre's */
};

/* Flags of a QOS. */
enum aif_qos_flag {
    AIF_QOS_DENY_ON_LIMIT = 1 << 0,   /* a job that its limits can never allow is refused */
    AIF_QOS_NO_DECAY = 1 << 1,        /* its usage does not decay */
    AIF_QOS_NO_RESERVE = 1 << 2,      /* its jobs get no place in the plan */
    AIF_QOS_OVER_PART_QOS = 1 << 3,   /* its limits come before the partition's QOS */
    AIF_QOS_PART_MAX_NODE = 1 << 4,   /* may exceed the partition's max nodes */
    AIF_QOS_PART_MIN_NODE = 1 << 5,   /* may be below the partition's min nodes */
    AIF_QOS_PART_TIME_LIMIT = 1 << 6, /* may exceed the partition's max time */
    AIF_QOS_REQUIRES_RESERVATION = 1 << 7,
    AIF_QOS_ENFORCE_USAGE_THRESHOLD = 1 << 8,
    AIF_QOS_USAGE_FACTOR_SAFE = 1 << 9, /* with safe: usage factor applies to what is left */
    AIF_QOS_PREEMPT_WITHIN = 1 << 10,   /* PreemptMode=WITHIN: may preempt its own QOS's jobs of
                                           lower priority */
    AIF_QOS_PREEMPT_PRIORITY = 1 << 11, /* PreemptMode=PRIORITY: preempts lower priority only */
};

/* A quality of service.  The first of a centre is the default of associations without one. */
struct aif_centre_qos {
    const char *name;
    int64_t priority;
    struct aif_limits limits;
    double usage_factor;    /* default 1 */
    double limit_factor;    /* of the associations' grp_tres and max_tres_per_job; 0: none */
    double usage_threshold; /* fair-share factor below which its jobs wait; 0: none */
    uint32_t flags;         /* enum aif_qos_flag */
    uint64_t preempt_mask;  /* QOS, by index, that it may preempt */
    enum aif_preempt_mode preempt_mode;
    int64_t grace_s;
    int64_t preempt_exempt_s;       /* AIF_UNKNOWN_S: not set */
    int64_t min_priority_threshold; /* jobs of less priority get no place in the plan; 0: none */
};

/* What a partition has beyond struct aif_partition. */
struct aif_centre_partition {
    int64_t priority_tier;       /* default 1 */
    int64_t priority_job_factor; /* default 1 */
    uint32_t min_nodes;          /* per job; 0: none */
    uint32_t qos;                /* index of its QOS, or AIF_NONE */
    enum aif_preempt_mode preempt_mode;
    int64_t grace_s;
    struct aif_billing billing;
    uint64_t allowed_qos_mask;                      /* 0: all */
    const char *allowed_accounts, *denied_accounts; /* by name, comma-separated; none allowed ("" or
                                                       NULL): all but those denied */
    bool is_least_loaded;                           /* LLN */
    bool is_default;
    bool takes_no_qos;      /* jobs of any are refused, whatever allowed_qos_mask says */
    bool is_down;           /* State=DOWN or INACTIVE: jobs wait */
    uint32_t oversubscribe; /* jobs that may share a resource by gang scheduling; 1: none but those
                               that it is suspended for, or that are for it; 0: nor these */
};

/* What the nodes of a class have beyond struct aif_class. */
struct aif_centre_class {
    uint32_t weight;      /* lower first; default 1 */
    const char *features; /* comma-separated; "" none */
    uint32_t sockets;     /* 0: not stated, taken as 1 */
    const char *hosts;    /* names of the nodes in their order, as a host list ("n[001-064]"); "" or
                             NULL: none */
};

enum aif_reservation_flag {
    AIF_RESERVATION_MAINT = 1 << 0,
    AIF_RESERVATION_IGNORE_JOBS = 1 << 1, /* may be made over running jobs */
    AIF_RESERVATION_FLEX = 1 << 2,        /* its jobs may use nodes and times outside */
    AIF_RESERVATION_MAGNETIC = 1 << 3,    /* takes jobs that could use it without being named */
    AIF_RESERVATION_DAILY = 1 << 4,
    AIF_RESERVATION_WEEKLY = 1 << 5,
};

/* Nodes set aside for some users for a time. */
struct aif_reservation {
    const char *name;
    int64_t start_s, end_s; /* relative to the trace's origin */
    int64_t made_s;         /* when it becomes known; AIF_UNKNOWN_S: from the start */
    const uint32_t *nodes;  /* ascending */
    uint32_t node_count;
    const char *users, *accounts; /* comma-separated; "" none */
    uint32_t flags;               /* enum aif_reservation_flag */
};

enum aif_usage_reset {
    AIF_USAGE_RESET_NONE,
    AIF_USAGE_RESET_NOW,
    AIF_USAGE_RESET_DAILY,
    AIF_USAGE_RESET_WEEKLY, /* Sunday 00:00 UTC */
    AIF_USAGE_RESET_MONTHLY,
    AIF_USAGE_RESET_QUARTERLY,
    AIF_USAGE_RESET_YEARLY,
};

/* priority/multifactor. */
struct aif_priority {
    bool is_basic; /* PriorityType=priority/basic: first come, first served */
    int64_t weight_age, weight_assoc, weight_fairshare, weight_job_size, weight_partition,
        weight_qos;
    double weight_tres[AIF_TRES_COUNT];
    int64_t max_age_s;         /* default 7 d */
    int64_t calc_period_s;     /* default 300 */
    int64_t decay_half_life_s; /* default 7 d; 0: no decay */
    enum aif_usage_reset usage_reset;
    bool favors_small, is_small_relative_to_time;
    bool has_accrue_always, is_increase_only, calculates_running;
    bool has_plain_partition, has_plain_qos, has_plain_assoc, has_plain_tres; /* NO_NORMAL_* */
    const char *share;         /* share algorithm by name; NULL: "fair-tree" */
    double dampening;          /* FairShareDampeningFactor; default 1 */
    bool merges_tied_accounts; /* Fair Tree as documented, not as shipped */
};

/* SchedulerParameters. */
struct aif_slurm {
    bool is_builtin;              /* sched/builtin: no backfill */
    int64_t sched_interval_s;     /* 60 */
    uint32_t default_queue_depth; /* 100 */
    int64_t batch_sched_delay_s;  /* 3 */
    bool is_deferred;             /* defer: no attempt at submit */
    bool stops_at_assoc_limit;    /* assoc_limit_stop */
    uint32_t partition_job_depth; /* 0: none */
    int64_t bf_interval_s;        /* 30 */
    int64_t bf_window_s;          /* 1440 min */
    int64_t bf_resolution_s;      /* 60 */
    uint32_t bf_max_job_test;     /* 500 */
    uint32_t bf_max_job_start, bf_max_job_part, bf_max_job_user, bf_max_job_user_part,
        bf_max_job_assoc;               /* 0: no limit */
    uint32_t bf_max_job_array_resv;     /* 20 */
    uint32_t bf_job_part_count_reserve; /* 0: no limit */
    uint32_t bf_node_space_size;        /* 0: bf_max_job_test */
    int64_t bf_min_age_reserve_s, bf_min_prio_reserve;
    bool bf_busy_nodes, bf_one_resv_per_job, bf_running_job_reserve;
    int64_t bf_window_linear_s; /* 0: doubling windows */
    bool raises_time_min;       /* not 22.05's: see the start of a job with --time-min */
    bool plans_exactly; /* not Slurm's: plans look at each end of a running job by itself, and a job
                           may end in the second in which a reservation begins */
    bool packs_serial_at_end; /* pack_serial_at_end */
    bool preempts_youngest_first;
    uint32_t preempt_reorder_count; /* 1 */
    bool is_preempt_strict_order;
};

enum aif_preempt_type { AIF_PREEMPT_NONE, AIF_PREEMPT_QOS, AIF_PREEMPT_PARTITION_PRIO };

enum aif_select_unit { AIF_SELECT_CORE, AIF_SELECT_CPU, AIF_SELECT_SOCKET };

/* AccountingStorageEnforce. */
enum aif_enforce {
    AIF_ENFORCE_ASSOCIATIONS = 1,
    AIF_ENFORCE_LIMITS = 2,
    AIF_ENFORCE_QOS = 4,
    AIF_ENFORCE_SAFE = 8
};

struct aif_centre {
    struct aif_accounts accounts; /* count 0: made from the trace's users and accounts */
    const struct aif_centre_qos *qos;
    uint32_t qos_count;
    const struct aif_centre_partition *partitions; /* parallel to the machine's; NULL: defaults */
    const struct aif_centre_class *classes;        /* parallel to the machine's; NULL: defaults */
    const struct aif_reservation *reservations;
    uint32_t reservation_count;
    struct aif_priority priority;
    struct aif_slurm slurm;
    uint32_t enforce; /* enum aif_enforce */
    enum aif_preempt_type preempt_type;
    enum aif_preempt_mode preempt_mode;
    int64_t preempt_exempt_s;
    bool preempts_within, preempts_by_priority; /* PreemptMode=...,WITHIN, PRIORITY: for all QOS */
    bool requeues;                              /* JobRequeue; default on */
    bool is_gang;                               /* PreemptMode=...,GANG */
    int64_t time_slice_s;                       /* SchedulerTimeSlice, 30 */
    enum aif_select_unit select_unit;
    bool selects_memory;  /* CR_*_Memory */
    bool is_least_loaded; /* CR_LLN */
    int64_t kill_wait_s;  /* 30 */
    int64_t over_time_limit_s;
    int64_t
        checkpoint_s;  /* preempted jobs keep what they did up to the last multiple; 0: nothing */
    int64_t restart_s; /* work that a job does again when a start rule has moved it: 30 */
    int64_t requeue_delay_s;                           /* a requeued job waits at least that: 121 */
    int64_t def_mem_per_cpu_mib, def_mem_per_node_mib; /* 0: all of a node's */
    uint32_t max_array_size, max_job_count;
};

/* Slurm's defaults, with no accounts, no QOS, no limits and no preemption. */
struct aif_centre aif_centre_default(void);

/* The same of its parts, where they state nothing. */
struct aif_centre_qos aif_centre_qos_default(const char *name); /* borrowed */
struct aif_centre_partition aif_centre_partition_default(void);
struct aif_centre_class aif_centre_class_default(void);

#endif
