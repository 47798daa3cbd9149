#ifndef SIM_HOST_EXPERIMENT_EXPERIMENT_H
#define SIM_HOST_EXPERIMENT_EXPERIMENT_H

#include "host/experiment/access.h"
#include "host/site/site.h"
#include "host/workload/spec.h"

#include "aif/metrics.h"
#include "aif/sched.h"

/* A campaign as a YAML file describes it: sites x traces x policies x seeds.
 *
 *     name: demo
 *     sites: [mimer, "procs:1024", {name: fairer, site: mimer, set: {KEY: VALUE}}]
 *     traces:
 *       - file: logs/sdsc-blue.swf.gz             # the same for every seed
 *       - generate: three-communities             # another workload for every site and seed
 *         load: 0.9
 *     policies: [fcfs/none, {order: fcfs, backfill: easy, candidates: sjf}]
 *     seeds: 1..5 */

/* A site, or a variant of one: the same file with some keys changed, and jobs that are given what
 * their trace does not say. */
struct experiment_site {
    const char *name; /* unique; that of the file by default */
    uint32_t base;    /* number of the first entry with the same file: itself, or less */
    const struct conf_node *job_rules; /* job_rules.h; NULL: none */
    struct site site;
};

struct experiment_trace {
    const char *name;                 /* unique in the experiment */
    const char *path;                 /* of a trace file; NULL: generated */
    int64_t from_s, until_s;          /* of a file: see struct aif_workload */
    const struct workload_spec *spec; /* NULL: a trace file */
    struct aif_generate_size size;    /* what the experiment asks for; to workload_spec_make() */
};

struct experiment_policy {
    const char *name; /* unique; "fcfs/easy/first-fit" by default */
    const char *order, *backfill, *candidates, *place; /* as written; candidates "": as order */
    struct aif_policy policy;
    const struct aif_access_rule *rule; /* of enforcement; NULL: no access layer */
};

/* One run.  Cells that need the same workload have the same workload number and, except for trace
 * files and variants of a site, stand together.  Variants see the jobs that are drawn for the first
 * of them. */
struct experiment_cell {
    uint32_t site, trace, policy;
    uint32_t workload;
    uint64_t seed; /* 0: a trace file, for which seeds change nothing */
};

/* Of which cells a table has the rows. */
enum experiment_output {
    OUTPUT_AUTO, /* those of the first seed, in their order, until the table is long */
    OUTPUT_TRUE, /* all */
    OUTPUT_FALSE,
};

/* With OUTPUT_AUTO a table takes no further cell once it has so many rows, and no cell with more
 * than that. */
enum { OUTPUT_AUTO_ROWS = 200000 };

/* A file that the results depend on. */
struct experiment_input {
    const char *path; /* configs_label() */
    char sha256[65];
};

struct experiment {
    struct aif_arena arena;
    const char *path, *name, *description;
    struct experiment_site *sites;
    struct experiment_trace *traces;
    struct experiment_policy *policies;
    uint64_t *seeds; /* > 0 */
    uint32_t site_count, trace_count, policy_count, seed_count;

    /* In the order site, trace, seed, policy: the policy changes fastest.  A trace file has one
     * cell for each site and policy, whatever seeds there are. */
    struct experiment_cell *cells;
    uint32_t cell_count, workload_count;

    struct experiment_access access;
    enum experiment_output jobs_output, series_output; /* of jobs.csv; of series and waits */
    bool writes_report;       /* outputs.report: the page that shows the results */
    bool is_by[AIF_BY_COUNT]; /* outputs.by: figures of accounts and the like, too */
    bool has_own_paths;       /* names files by paths that are relative to its folder */
    bool is_strict, is_checked;
    uint32_t job_limit; /* first jobs of each trace; 0: all */

    const struct experiment_input *inputs;
    uint32_t input_count;
    const char *resolved; /* the whole experiment as YAML with all defaults and input hashes */
    char sha256[65];      /* of what decides the results: settings and the content of inputs */

    struct conf_doc doc;
    struct workload_spec *specs; /* one a trace; those of trace files are empty */
};

/* path: of a file, or the name of an experiment that comes with the program.  Read, change by
 * `set_count` texts "key=value" (--set; sets may be NULL), check and expand.  Trace files are not
 * parsed.  On failure errors has every mistake of every file.  Zero *out before, close it also on
 * failure. */
bool experiment_open(const char *path, const char *const *sets, size_t set_count,
                     struct experiment *out, struct conf_errors *errors);
void experiment_close(struct experiment *e);

/* Whether a cell, of so many jobs, may have rows in jobs.csv; in series.csv and distributions.csv.
 * With OUTPUT_AUTO the rows of the cells before it decide in the end. */
bool experiment_writes_jobs(const struct experiment *e, const struct experiment_cell *cell,
                            uint32_t job_count);
bool experiment_writes_series(const struct experiment *e, const struct experiment_cell *cell);

#endif
