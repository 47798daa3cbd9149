#ifndef SIM_HOST_COMMAND_REPLAY_H
#define SIM_HOST_COMMAND_REPLAY_H

#include "host/command/against.h"
#include "host/files/grants_file.h"
#include "host/files/input.h"
#include "host/files/output.h"
#include "host/site/site.h"

#include "aif/metrics.h"

#include <argp.h>

struct replay_options {
    const char *trace, *site, *partition, *jobs_path, *swf_path, *waits_path, *summary_path;
    const char *recording_path;                         /* recording.h */
    const char *against_path;                           /* against.h */
    const char *grants_path, *access, *grants_out_path; /* grants_file.h; a rule by name */
    int64_t from_s, until_s; /* window of submit times; until_s 0: to the end */
    struct aif_policy_names policy;
    const char *site_sets[64]; /* KEY=VALUE */
    const char *job_sets[64];  /* WHERE:CHANGES, see job_rules.h */
    size_t site_set_count, job_set_count;
    bool is_by[AIF_BY_COUNT]; /* groups of jobs to add to the summary */
    bool is_json, is_parsable, may_replace, is_strict, is_checked;
};

/* Everything a replay holds, so that one function can give it all back. */
struct replay {
    struct replay_options options;
    struct input input;
    struct aif_workload workload;
    struct site site;
    char site_name[32];
    struct aif_centre centre; /* the site's, for this trace */
    struct aif_scenario scenario;
    struct aif_sim *sim;
    struct aif_arena arena; /* of the metrics and the recording */
    struct aif_metrics metrics;
    struct aif_recording recording;
    struct grants_file grants;
    struct aif_access access;
    struct against against;
    struct output jobs, swf, waits, summary, grants_out;
    double read_s, bind_s, run_s, metrics_s;
};

/* Options of the policy, the machine and the trace, as a child of a command's parser; its input is
 * the struct replay_options, which starts as replay_defaults(). */
extern const struct argp replay_argp;
struct replay_options replay_defaults(void);

/* From the options: the policy, then trace, site and recording.  An exit status; what is wrong has
 * been printed. */
int replay_read(struct replay *r);

/* A part of it: the grants, and how they are enforced. */
int replay_read_grants(struct replay *r);

/* What became of each grant, as CSV: docs/enforcement.md. */
void replay_grants_csv(const struct replay *r, struct aif_sink *s);

/* Open the run, r->sim. */
int replay_open(struct replay *r);

/* Give everything back; the struct was made by calloc(). */
void replay_close(struct replay *r);

double replay_clock_s(void); /* for measuring */

/* Print the summary as the options ask for it.  False if standard output takes no more. */
bool replay_print(const struct replay *r);

/* The same figures as CSV: columns that name the run, then those of summary.csv. */
void replay_summary_csv(const struct replay *r, struct aif_sink *s);

#endif
