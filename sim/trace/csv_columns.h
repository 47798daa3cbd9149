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
    CSV_COLUMN_COUNT
};

extern const char *const csv_column_names[CSV_COLUMN_COUNT];

/* The first line of a file. */
#define CSV_MAGIC "#aifsim-trace "
enum { CSV_VERSION = 1 };

#endif
