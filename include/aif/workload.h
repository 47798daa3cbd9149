#ifndef AIF_WORKLOAD_H
#define AIF_WORKLOAD_H

#include "aif/extra.h"
#include "aif/job.h"
#include "aif/names.h"
#include "aif/traits.h"

/* Everything that is done to a record on the way from a log to a run.  Each is documented, counted
 * and shown in the summary, and is an error under --strict.  Append only: names go into results. */
enum aif_repair {
    AIF_REPAIR_RUN_UNKNOWN,      /* run time -1: left out */
    AIF_REPAIR_PROCS_UNKNOWN,    /* neither allocated nor requested processors: left out */
    AIF_REPAIR_PROCS_REQUESTED,  /* no allocated processors (field 5): requested ones (field 8) used
                                  */
    AIF_REPAIR_LIMIT_UNKNOWN,    /* no requested time: the site's default, else the run time */
    AIF_REPAIR_RUN_OVER_LIMIT,   /* run time above the request: ends at the request */
    AIF_REPAIR_RUN_ZERO,         /* run time 0: a zero-length job */
    AIF_REPAIR_SUBMIT_UNSORTED,  /* submitted before its predecessor: sorted by submit time */
    AIF_REPAIR_SUBMIT_UNKNOWN,   /* submit time -1: takes its predecessor's, 0 for the first */
    AIF_REPAIR_FRACTION,         /* a time with decimals: rounded down to whole seconds */
    AIF_REPAIR_EXTRA_FIELDS,     /* 19 to 21 fields: those after the 18th are not read */
    AIF_REPAIR_DEPENDENCY,       /* preceding job or think time (fields 17, 18) are not followed */
    AIF_REPAIR_ROUNDED_TO_NODES, /* processors that do not fill whole nodes: rounded up */
    AIF_REPAIR_TARGET_UNKNOWN, /* a dependency on, or an action on, a job that is not in the trace:
                                  dropped */
    AIF_REPAIR_NOT_FOLLOWED,   /* begin time, hold, dependency, array limit, reservation, second
                                  partition or action: the policy knows none of them */
    AIF_REPAIR_GPU_PART,       /* a part of a GPU: a whole one */
    AIF_REPAIR_CORE_PART,      /* parts of cores: rounded up to whole ones */
    AIF_REPAIR_UNEVEN,         /* GPUs or cores do not divide by the nodes: rounded up on each */
    AIF_REPAIR_RUN_CUT, /* still running, preempted or lost with its node: as long as it had run */
    AIF_REPAIR_RUNS_MERGED,    /* several runs of one job: the last one, submitted once */
    AIF_REPAIR_STATUS_UNKNOWN, /* a word for how it ended that nobody knows: not stated */
    AIF_REPAIR_COUNT
};

const char *aif_repair_name(enum aif_repair r);    /* "run_over_limit", for tables */
const char *aif_repair_summary(enum aif_repair r); /* one line for people */

/* How much aif_workload_append() has made room for, with what is there; 0: for no more than that.
 */
struct aif_workload_room {
    uint32_t jobs, partition_lists, array_jobs, depends, arrays;
    int64_t array_id; /* the highest of all arrays */
};

/* A trace in memory: constant, shared by all runs on it.  Owns its arena. */
struct aif_workload {
    struct aif_arena arena;
    const char *name;     /* file name without folders and endings */
    struct aif_job *jobs; /* by submit_s, then position in the file */
    uint32_t count;
    struct aif_names users, accounts, applications, communities, partitions, qos;
    int64_t unix_start_s;  /* wall-clock time of submit_s == 0; AIF_UNKNOWN_S: not stated */
    uint32_t max_procs;    /* of the log's machine, from its header; 0: not stated */
    uint64_t record_count; /* data lines read, jobs left out included */
    uint64_t repairs[AIF_REPAIR_COUNT];

    /* What only traces of batch systems state. */
    struct aif_extra *extras; /* per job, or NULL if no job states any */
    uint32_t *partition_lists, *array_jobs, *action_nodes; /* pools that the others point into */
    struct aif_depend *depends;
    struct aif_array *arrays;   /* by their first job; tasks by their numbers */
    struct aif_action *actions; /* by time */
    uint32_t depend_count, array_count, action_count;
    uint32_t partition_list_count, array_job_count, action_node_count; /* of the pools */
    struct aif_names job_names, reservations, features;

    struct aif_traits *traits; /* per job, or NULL if no job states any */
    struct aif_names organisations, countries, data_homes;

    /* Set before reading: jobs submitted before from_s, or at until_s or later, are left out;
     * until_s 0: none is too late.  The clock stays that of the trace. */
    int64_t from_s, until_s;

    struct aif_workload_room room;
};

void aif_workload_close(struct aif_workload *w);

/* Sort jobs by submit time; jobs of the same time keep their order.  All that points at jobs
 * follows: `after`, extras, traits, tasks of arrays, dependencies, actions.  Called by readers;
 * counts AIF_REPAIR_SUBMIT_UNSORTED.  O(n) if sorted, else O(n log n). */
void aif_workload_sort(struct aif_workload *w);

/* What becomes of jobs that join another workload. */
struct aif_append {
    int64_t shift_s; /* added to submission, begin time and deadline */
    /* Names that replace those of all jobs; NULL: they keep theirs.  That of the organisation is
     * for jobs that state one. */
    const char *account, *community, *organisation;
};

/* Put all jobs of `from`, and what they state, behind those of `to`.  Names are looked up or added;
 * jobs keep their numbers, arrays get new ones.  The clock and the name of `to` stay; max_procs is
 * the larger one.  `from` has no actions, and both together have fewer jobs than AIF_NONE and fewer
 * names than AIF_NONE16 where jobs keep 16 bits.  When all have been appended, sort and number.
 * O(jobs and names of `from`), amortised. */
void aif_workload_append(struct aif_workload *to, const struct aif_workload *from,
                         const struct aif_append *how);

/* The workload without the jobs marked (by index), as if its trace did not have their lines: what
 * waits for them does so no longer, tasks of arrays are fewer, what is done to them is not.  Jobs
 * keep their numbers.  of (room for w->count; NULL is allowed) gets the old index of each job that
 * is left.  Names and texts are shared with w, which must outlive it; all else is in the new one's
 * own arena. O(jobs). */
struct aif_workload aif_workload_without(const struct aif_workload *w, const bool *is_out,
                                         uint32_t *of);

/* Number jobs 1, 2, 3, ... in their order, and arrays by the first of their jobs. */
void aif_workload_number(struct aif_workload *w);

#endif
