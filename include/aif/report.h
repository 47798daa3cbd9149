#ifndef AIF_REPORT_H
#define AIF_REPORT_H

#include "aif/sim.h"
#include "aif/sink.h"

/* The schedule of a finished run, one line per job in the order of the workload.  The names and
 * the order of columns are a contract: they are only ever appended to. */

struct aif_report {
    const struct aif_scenario *scenario;
    const struct aif_sim *sim;
    const char *version; /* of this program */

    /* Further columns of the CSV, behind all others, for files with the jobs of several runs: names
     * and the values of this run, each with a comma before it; NULL: none. */
    const char *more_names, *more_values;
};

/* CSV: Batsim's 17 columns, then ours.  Times are seconds on the trace's clock.  What a rejected
 * job does not have is empty, as is everything that the trace does not state.
 *
 *  1 job_id              the trace's own number
 *  2 workload_name
 *  3 profile             always "delay": a job is its run time
 *  4 submission_time
 *  5 requested_number_of_resources   processors of a pool; nodes of a site
 *  6 requested_time      the limit as used, after the site's defaults
 *  7 success             1 if it completed, else 0
 *  8 final_state         COMPLETED_SUCCESSFULLY, COMPLETED_FAILED (the log says so),
 *                        COMPLETED_WALLTIME_REACHED, REJECTED
 *  9 starting_time, 10 execution_time, 11 finish_time, 12 waiting_time, 13 turnaround_time
 * 14 stretch             turnaround / execution, 6 decimals; empty for jobs of zero length
 * 15 allocated_resources ascending intervals "0-3 7": nodes of a site, processors of a pool
 * 16 consumed_energy, 17 metadata    not modelled: empty
 * 18 user, 19 account, 20 community, 21 partition (as asked for), 22 qos, 23 application
 * 24 units               width: processors; GPUs where the nodes have them, else cores
 * 25 nodes               number of nodes held; 0 on a pool
 * 26 gpus_per_node, 27 cores_per_node, 28 mem_mib_per_node, 29 exclusive   as asked for
 * 30 trace_limit_s, 31 trace_run_s, 32 trace_status    as the trace states them
 * 33 bounded_slowdown    max(1, turnaround / max(execution, 10 s)), 6 decimals
 * 34 reject_reason
 * 35 trace_line
 * 36 outcome, 37 restarts
 *
 * Of runs with an access layer also:
 * 38 band                of the access layer, in which it started last, or waited
 * 39 charged_unit_h      to its grant, for all of its runs
 * 40 refused_s           when it was refused, if a grant or the want of one did that
 *
 * Behind these, of all runs, the longest span of waiting (of several the first), of a run with
 * keeps_waits: else, and for jobs that never waited, both are empty:
 *    wait_reason          as squeue names it
 *    wait_blocker         see aif_report_blocker()
 *
 * A pool's processors are interchangeable to the engine; here each job gets the lowest that are
 * free, so that no processor has two jobs at a time. */
void aif_report_jobs_csv(const struct aif_report *r, struct aif_sink *out);

/* Its two parts: the first line, and the rows of a run.  has_access: of runs with an access layer.
 */
void aif_report_jobs_header(const char *more_names, bool has_access, struct aif_sink *out);
void aif_report_jobs_rows(const struct aif_report *r, struct aif_sink *out);

/* Why each job waited, of a run with keeps_waits: one line per span, by job, then time (CSV).
 *
 *  1 job_id
 *  2 from_s, 3 to_s       seconds on the trace's clock; to_s is empty where the job waits for good
 *  4 reason               as squeue names it
 *  5 blocker_kind         job, association, qos, reservation, partition; empty: nothing in
 * particular 6 blocker              its number or name; a user's association is ACCOUNT/USER */
void aif_report_waits_csv(const struct aif_report *r, struct aif_sink *out);

struct aif_blocker;

/* A blocker as a cell of a CSV file: the trace's number of a job, or a name; a user's association
 * is ACCOUNT/USER.  Nothing where there is none. */
void aif_report_blocker(const struct aif_report *r, const struct aif_blocker *b,
                        struct aif_sink *out);

/* Standard Workload Format 2.2, with a header that names the machine, the policy and what one
 * processor is.  Jobs are renumbered from 1; rejected ones have run time -1 and status 5.  Names
 * that are numbers stay what they are; other names become numbers from 1, and the header lists
 * those of partitions, queues and communities. */
void aif_report_swf(const struct aif_report *r, struct aif_sink *out);

#endif
