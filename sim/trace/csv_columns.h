#ifndef SIM_TRACE_CSV_COLUMNS_H
#define SIM_TRACE_CSV_COLUMNS_H

/* The columns of our own trace format, in the order in which they are written.  Read by name, in
 * any order; see csv.c for what each means. */
enum csv_column {
    CSV_JOB_ID,
    CSV_USER,
    CSV_ACCOUNT,
    CSV_COMMUNITY,
    CSV_PARTITION,
    CSV_QOS,
    CSV_SUBMIT_S,
    CSV_NODES,
    CSV_GPUS_PER_NODE,
    CSV_CORES_PER_NODE,
    CSV_MEM_MIB_PER_NODE,
    CSV_PROCS,
    CSV_EXCLUSIVE,
    CSV_LIMIT_S,
    CSV_RUN_S,
    CSV_STATUS,
    CSV_AFTER,
    CSV_THINK_S,
    CSV_APPLICATION,
    /* Of struct aif_extra. */
    CSV_PARTITIONS,
    CSV_ARRAY_ID,
    CSV_ARRAY_TASK,
    CSV_ARRAY_LIMIT,
    CSV_DEPENDS,
    CSV_BEGIN_S,
    CSV_HOLD,
    CSV_NICE,
    CSV_PRIORITY,
    CSV_SITE_FACTOR,
    CSV_REQUEUE,
    CSV_EXIT_CODE,
    CSV_JOB_NAME,
    CSV_RESERVATION,
    CSV_FEATURES,
    CSV_TASKS,
    CSV_CPUS_PER_TASK,
    CSV_GPUS,
    CSV_MEM_MIB_PER_CPU,
    CSV_MAX_NODES,
    CSV_MIN_LIMIT_S,
    CSV_SUBMIT_MS,
    CSV_RUN_MS,
    /* Of struct aif_traits. */
    CSV_ORGANISATION,
    CSV_COUNTRY,
    CSV_SENSITIVE,
    CSV_DATA_GIB,
    CSV_DATA_HOME,
    CSV_DEADLINE_S,
    CSV_CHECKPOINT_S,
    CSV_PREEMPTIBLE,
    CSV_MIN_NODES,
    CSV_COLUMN_COUNT
};
enum { CSV_FIRST_EXTRA = CSV_PARTITIONS, CSV_FIRST_TRAIT = CSV_ORGANISATION };

extern const char *const csv_column_names[CSV_COLUMN_COUNT];

/* The first line of a file. */
#define CSV_MAGIC "#aifsim-trace "
enum { CSV_VERSION = 1 };

/* The line before the table of actions, and its columns. */
#define CSV_ACTIONS_MAGIC "#aifsim-actions "
enum csv_action_column {
    CSV_ACTION_TIME,
    CSV_ACTION_KIND,
    CSV_ACTION_JOB,
    CSV_ACTION_NODES,
    CSV_ACTION_VALUE,
    CSV_ACTION_COLUMN_COUNT
};
extern const char *const csv_action_column_names[CSV_ACTION_COLUMN_COUNT];
extern const char *const csv_action_names[]; /* by enum aif_action_kind */
extern const char *const csv_depend_names[]; /* by enum aif_depend_kind */

#endif
