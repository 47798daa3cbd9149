#ifndef AIF_EXTRA_H
#define AIF_EXTRA_H

#include "aif/base.h"

/* What a job may state beyond struct aif_job, as batch systems know it: kept beside the jobs, and
 * only for workloads in which some job states any of it. */

enum aif_depend_kind {
    AIF_DEPEND_AFTER,        /* target has started, delay_s ago */
    AIF_DEPEND_AFTER_ANY,    /* has ended */
    AIF_DEPEND_AFTER_OK,     /* has completed with exit code 0 */
    AIF_DEPEND_AFTER_NOT_OK, /* has failed, timed out or been cancelled */
    AIF_DEPEND_AFTER_CORR,   /* the task of the same number in the target array has completed */
    AIF_DEPEND_SINGLETON,    /* no earlier job of the same name and user is waiting or running */
};

/* A condition on another job, or on all tasks of an array. */
struct aif_depend {
    uint8_t kind;    /* enum aif_depend_kind */
    uint32_t job;    /* index in the workload, or AIF_NONE ... */
    uint32_t array;  /* ... if the target is this array */
    int64_t delay_s; /* of AIF_DEPEND_AFTER */
};

/* Tasks of one submission. */
struct aif_array {
    int64_t id;                    /* the trace's number for the whole */
    uint32_t first_job, job_count; /* its tasks, in workload->array_jobs */
    uint32_t max_running;          /* "%4"; 0: no limit */
};

/* Zero members state nothing, except where said. */
struct aif_extra {
    uint32_t first_partition,
        partition_count;                 /* in workload->partition_lists, names; 0: the job's */
    uint32_t first_depend, depend_count; /* in workload->depends */
    bool is_any_depend_enough;           /* "?": or; else all of them */
    bool is_held;                        /* until released by an action */
    bool must_not_requeue;
    bool has_failed; /* exit code other than 0 */
    uint32_t array;  /* index in workload->arrays, or AIF_NONE */
    uint32_t array_task;
    uint32_t name;        /* in workload->job_names, or AIF_NONE */
    uint32_t reservation; /* in workload->reservations, or AIF_NONE */
    uint32_t features;    /* in workload->features ("fast&old"), or AIF_NONE */
    int64_t begin_s;      /* not before, relative to the trace's origin; AIF_UNKNOWN_S: any time */
    int32_t nice, site_factor;
    int64_t priority;              /* set directly; AIF_UNKNOWN_S: computed */
    uint32_t tasks, cpus_per_task; /* tasks without a number of nodes: as many nodes as it takes */
    uint32_t max_nodes;
    uint32_t gpus; /* in all, where not per node */
    int64_t mem_per_cpu_mib;
    int64_t min_limit_s;            /* --time-min */
    uint16_t submit_ms, runtime_ms; /* beyond the whole seconds of the job */
};

/* What somebody does to a waiting or running job, or to nodes, at some time. */
enum aif_action_kind {
    AIF_ACTION_CANCEL,
    AIF_ACTION_HOLD,
    AIF_ACTION_RELEASE,
    AIF_ACTION_SET_NODES, /* value: new number of nodes */
    AIF_ACTION_SET_LIMIT, /* value: seconds */
    AIF_ACTION_DRAIN,     /* nodes take no new jobs */
    AIF_ACTION_RESUME,
    AIF_ACTION_DOWN, /* jobs on the nodes end, and are requeued if they may be */
};

struct aif_action {
    int64_t t_s;
    uint16_t t_ms;
    uint8_t kind;                    /* enum aif_action_kind */
    uint32_t job;                    /* index, or AIF_NONE */
    uint32_t first_node, node_count; /* in workload->action_nodes */
    int64_t value;
};

/* States nothing: indices AIF_NONE, times AIF_UNKNOWN_S. */
struct aif_extra aif_extra_none(void);

#endif
