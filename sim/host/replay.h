#ifndef SIM_HOST_REPLAY_H
#define SIM_HOST_REPLAY_H

#include "host/input.h"
#include "host/output.h"
#include "host/site.h"

#include "aif/metrics.h"

struct replay_options {
    const char *trace, *site, *partition, *jobs_path, *swf_path;
    struct aif_policy_names policy;
    bool is_json, is_parsable, may_replace, is_strict, is_checked;
};

/* Everything a replay holds, so that one function can give it all back. */
struct replay {
    struct replay_options options;
    struct input input;
    struct aif_workload workload;
    struct site site;
    char site_name[32];
    struct aif_scenario scenario;
    struct aif_sim *sim;
    struct aif_arena arena; /* of the metrics */
    struct aif_metrics metrics;
    struct output jobs, swf;
    double read_s, bind_s, run_s, metrics_s;
};

/* Print the summary as the options ask for it.  False if standard output takes no more. */
bool replay_print(const struct replay *r);

#endif
