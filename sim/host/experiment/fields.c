/* What an experiment file may say. */
#include "host/experiment/fields.h"

#include "aif/trace.h"
#include "host/experiment/access.h"
#include "host/experiment/expand.h"
#include "host/experiment/outputs.h"
#include "host/site/job_rules.h"

static bool verify_trace(const struct conf_node *n, struct conf_errors *errors)
{
    bool is_generated = conf_get(n, "generate") != NULL;
    if (is_generated == (conf_get(n, "file") != NULL))
        return conf_error(errors, n, "a trace has either 'file' or 'generate'");
    static const struct {
        const char *key;
        bool is_generated;
    } only[] = {{"jobs", true}, {"span", true},  {"load", true},
                {"set", true},  {"from", false}, {"until", false}};
    bool ok = true;
    for (size_t i = 0; i < AIF_COUNT(only); i++) {
        const struct conf_node *extra = conf_get(n, only[i].key);
        if (extra && only[i].is_generated != is_generated)
            ok = conf_error_key(errors, extra, "'%s' goes with '%s', not with '%s'", only[i].key,
                                is_generated ? "file" : "generate",
                                is_generated ? "generate" : "file");
    }
    const struct conf_node *until = conf_get(n, "until");
    if (until && conf_get(n, "from") && conf_duration_s(n, "until") <= conf_duration_s(n, "from"))
        ok = conf_error(errors, until, "'until' must be after 'from'");
    return ok;
}

static const struct conf_field any_item = {.type = CONF_ANY};
static const struct conf_field seed_item = {.type = CONF_INT, .min = 1, .max = INT64_MAX};

static const struct conf_field site_entry_fields[] = {
    {.key = "name",
     .type = CONF_TEXT,
     .min = 1,
     .max = LONGEST_NAME,
     .help = "of this entry; default: what `site` says"},
    {.key = "site",
     .type = CONF_TEXT,
     .is_required = true,
     .min = 1,
     .max = 4000,
     .help = "a name, a path, or procs:N"},
    {.key = "set",
     .type = CONF_DICT,
     .item = &any_item,
     .help = "keys of the site's file and their new values"},
    {.key = "jobs",
     .type = CONF_LIST,
     .max = 10000,
     .item = &job_rule_item,
     .help = "rules that give jobs another account, qos or partition"},
    {.key = NULL},
};
static const struct conf_field site_item = {
    .type = CONF_TABLE, .fields = site_entry_fields, .expand = experiment_expand_site};

static const struct conf_field trace_fields[] = {
    {.key = "name",
     .type = CONF_TEXT,
     .min = 1,
     .max = LONGEST_NAME,
     .help = "of this entry, in results; default: the file's, with the swept value behind it"},
    {.key = "file",
     .type = CONF_TEXT,
     .min = 1,
     .max = 4000,
     .help = "a trace of any format that is read; a path"},
    {.key = "generate",
     .type = CONF_TEXT,
     .min = 1,
     .max = 4000,
     .help = "a workload: a name or a path"},
    {.key = "jobs",
     .type = CONF_INT,
     .min = 1,
     .max = UINT32_MAX - 1,
     .help = "so many; two of jobs, span and load"},
    {.key = "span",
     .type = CONF_DURATION,
     .min = 1,
     .max = 3153600000,
     .help = "submitted within so long"},
    {.key = "from",
     .type = CONF_DURATION,
     .min = 0,
     .max = AIF_TRACE_TIME_MAX_S,
     .help = "of a file: only jobs submitted then or later"},
    {.key = "until",
     .type = CONF_DURATION,
     .min = 1,
     .max = AIF_TRACE_TIME_MAX_S,
     .help = "of a file: only jobs submitted before"},
    {.key = "load",
     .type = CONF_REAL,
     .real_min = 0.0001,
     .real_max = 100.0,
     .help = "share of the machine that jobs ask for; a list makes one trace of each"},
    {.key = "set",
     .type = CONF_DICT,
     .item = &any_item,
     .help = "keys of the workload and their new values"},
    {.key = NULL},
};
static const struct conf_field trace_item = {
    .type = CONF_TABLE, .fields = trace_fields, .verify = verify_trace};

static const struct conf_field policy_fields[] = {
    {.key = "name",
     .type = CONF_TEXT,
     .is_required = true,
     .min = 1,
     .max = LONGEST_NAME,
     .help = "in results; default: made of the parts"},
    {.key = "order", .type = CONF_TEXT, .is_required = true, .help = "of the queue"},
    {.key = "backfill",
     .type = CONF_TEXT,
     .is_required = true,
     .help = "who may start before those in front"},
    {.key = "candidates",
     .type = CONF_TEXT,
     .help = "order in which jobs are tried for backfilling; default: as the queue"},
    {.key = "place", .type = CONF_TEXT, .fallback = "first-fit", .help = "choice of nodes"},
    {.key = "share",
     .type = CONF_TEXT,
     .help = "fair-share algorithm of orders by priority; default: the site's"},
    {.key = "access", .type = CONF_TEXT, .help = "rule that enforces grants; needs access"},
    {.key = NULL},
};
static const struct conf_field policy_item = {
    .type = CONF_TABLE, .fields = policy_fields, .expand = experiment_expand_policy};

static const struct conf_field input_fields[] = {
    {.key = "path", .type = CONF_TEXT, .is_required = true, .help = "of a file that was read"},
    {.key = "sha256",
     .type = CONF_TEXT,
     .is_required = true,
     .min = 64,
     .max = 64,
     .help = "of its bytes; a file that has changed is an error"},
    {.key = NULL},
};
static const struct conf_field input_item = {.type = CONF_TABLE, .fields = input_fields};

const struct conf_field experiment_fields[] = {
    {.key = "name",
     .type = CONF_TEXT,
     .is_required = true,
     .min = 1,
     .max = LONGEST_NAME,
     .help = "of the experiment, in results"},
    {.key = "description",
     .type = CONF_TEXT,
     .fallback = "\"\"",
     .help = "words; not part of the experiment's hash"},
    {.key = "sites",
     .type = CONF_LIST,
     .is_required = true,
     .min = 1,
     .max = 10000,
     .item = &site_item,
     .help = "machines, each with all traces and policies"},
    {.key = "traces",
     .type = CONF_LIST,
     .is_required = true,
     .min = 1,
     .max = 10000,
     .item = &trace_item,
     .expand = experiment_expand_traces,
     .help = "jobs, from files or drawn anew for every site and seed"},
    {.key = "policies",
     .type = CONF_LIST,
     .is_required = true,
     .min = 1,
     .max = 10000,
     .item = &policy_item,
     .help = "ORDER/BACKFILL[+CANDIDATES][/PLACE][@RULE], or a map"},
    {.key = "access",
     .type = CONF_TABLE,
     .fields = experiment_access_fields,
     .help = "projects are granted their hours first, and jobs come from these"},
    {.key = "seeds",
     .type = CONF_LIST,
     .fallback = "[1]",
     .min = 1,
     .max = MOST_SEEDS,
     .item = &seed_item,
     .expand = experiment_expand_seeds,
     .help = "numbers, or ranges such as 1..5"},
    {.key = "outputs",
     .type = CONF_TABLE,
     .fallback = "{}",
     .fields = experiment_output_fields,
     .help = "what is written beside summary.csv and results.db"},
    {.key = "job_limit",
     .type = CONF_INT,
     .fallback = "0",
     .min = 0,
     .max = UINT32_MAX - 1,
     .help = "only the first so many jobs of each trace; 0: all"},
    {.key = "strict",
     .type = CONF_BOOL,
     .fallback = "false",
     .help = "a value of a trace that would be repaired is an error"},
    {.key = "check",
     .type = CONF_BOOL,
     .fallback = "false",
     .help = "compute the whole state anew after every pass: slow"},
    {.key = "folder", .type = CONF_TEXT, .help = "what paths are relative to; default: the file's"},
    {.key = "inputs",
     .type = CONF_LIST,
     .item = &input_item,
     .help = "files and their hashes, as results state them"},
    {.key = NULL},
};
