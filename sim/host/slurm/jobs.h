#ifndef SIM_HOST_SLURM_JOBS_H
#define SIM_HOST_SLURM_JOBS_H

#include "host/slurm/import.h"
#include "host/slurm/table.h"

/* One row of sacct: a job, or one of several runs of a job.  Times are Unix time; names are numbers
 * in the workload's tables, texts in the import's arena. */
struct slurm_row {
    int64_t id;                                   /* JobIDRaw */
    int64_t array_id, task;                       /* -1: no task of an array */
    int64_t submit_s, eligible_s, start_s, end_s; /* AIF_UNKNOWN_S: not known */
    int64_t elapsed_s, limit_s;                   /* AIF_UNLIMITED: no limit */
    int64_t nodes, cpus, gpus, mem_mib;           /* asked for in all; 0: not stated */
    int64_t got_nodes, got_cpus;
    uint32_t line, user, account, qos, partitions, name, reservation, features;
    const char *slurm_id, *state, *exit_code, *hosts, *reason, *priority;
    uint8_t kind; /* enum slurm_row_kind */
    int8_t status;
    char started_by;
    bool has_failed, has_partition_limit;
};

enum slurm_row_kind { SLURM_ROW_ENDED, SLURM_ROW_RUNNING, SLURM_ROW_PENDING };

/* Most tasks at a time of a pending array ("7_[1-9%4]"). */
struct slurm_throttle {
    int64_t array_id;
    uint32_t most;
};

struct slurm_rows {
    struct slurm_row *rows;
    uint32_t count, capacity;
    struct slurm_throttle *throttles;
    uint32_t throttle_count, throttle_capacity;
    struct aif_names texts; /* states, hosts and the like */
};

/* Read all rows but those of job steps. */
bool slurm_rows_read(struct slurm_import *im, const char *path, struct slurm_rows *out,
                     struct aif_err *err);

/* A job of all its runs; the row is the last of them, submitted when the first was. */
struct slurm_merged {
    struct slurm_row row;
    struct slurm_record record;
};

/* Sort rows and put them together; `out` has room for all.  Returns the number of jobs that have
 * started, by time of submission. */
uint32_t slurm_runs_merge(struct slurm_import *im, struct slurm_rows *rows, bool sums_all_runs,
                          struct slurm_merged *out);

#endif
