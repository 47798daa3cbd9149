/* What a site file may say about how the machine is run: limits, QOS, accounts, reservations and
 * the batch system.  Keys are Slurm's names in our spelling; an absent key has Slurm's default. */
#include "host/files/dates.h"
#include "host/site/internal.h"
#include "host/site/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool verify_memory(const struct conf_node *n, struct conf_errors *errors)
{
    const struct conf_node *gib = conf_get(n, "mem_gib");
    return !gib || !conf_get(n, "mem_mib") ||
           conf_error_key(errors, gib, "mem_gib and mem_mib are one amount: state one of them");
}

#define STRUCT struct aif_tres_set
static const struct conf_field tres_fields[] = {
    NUMBER("cpu", of[AIF_TRES_CPU], "CPUs"),
    NUMBER("mem_mib", of[AIF_TRES_MEM], "memory, in MiB"),
    SETTING("mem_gib", INT, I64, of[AIF_TRES_MEM], .max = MOST / 1024, .factor = 1024,
            .is_alias = true, .help = "memory, in GiB"),
    NUMBER("node", of[AIF_TRES_NODE], "nodes"),
    NUMBER("gpu", of[AIF_TRES_GPU], "GPUs"),
    NUMBER("billing", of[AIF_TRES_BILLING], "billing units"),
    CONF_END,
};
#undef STRUCT

#define STRUCT struct aif_limits
#define TRES(name, member, text)                                                                   \
    {                                                                                              \
        .key = name, .type = CONF_TABLE, .fields = tres_fields, .store = CONF_STORE_PART,          \
        .at = offsetof(STRUCT, member), .verify = verify_memory, .help = text                      \
    }
const struct conf_field site_limits_fields[] = {
    TRES("grp_tres", grp_tres, "most that all jobs together may hold"),
    TRES("grp_tres_mins", grp_tres_mins, "most use, in resource-minutes, decayed"),
    TRES("grp_tres_run_mins", grp_tres_run_mins,
         "most that running jobs may still need, in resource-minutes"),
    TRES("max_tres_per_job", max_tres_per_job, "most of one job"),
    TRES("max_tres_per_node", max_tres_per_node, "most of one job on a node"),
    TRES("max_tres_mins_per_job", max_tres_mins_per_job, "most resource-minutes of one job"),
    TRES("max_tres_per_user", max_tres_per_user, "most that a user's jobs may hold"),
    TRES("max_tres_per_account", max_tres_per_account, "most that an account's jobs may hold"),
    TRES("max_tres_run_mins_per_user", max_tres_run_mins_per_user,
         "as grp_tres_run_mins, of each user"),
    TRES("max_tres_run_mins_per_account", max_tres_run_mins_per_account,
         "as grp_tres_run_mins, of each account"),
    TRES("min_tres_per_job", min_tres_per_job, "least that a job has to ask for"),
    NUMBER("grp_jobs", grp_jobs, "most jobs that run, all together"),
    NUMBER("grp_submit", grp_submit, "most jobs that wait and run, all together"),
    SECONDS("grp_wall", grp_wall_s, "most time that jobs may run, all together, decayed"),
    NUMBER("max_jobs", max_jobs, "most jobs of an association that run"),
    NUMBER("max_submit", max_submit, "most jobs of an association that wait and run"),
    NUMBER("max_jobs_per_user", max_jobs_per_user, "most jobs of a user that run"),
    NUMBER("max_submit_per_user", max_submit_per_user, "most jobs of a user that wait and run"),
    NUMBER("max_jobs_per_account", max_jobs_per_account, "most jobs of an account that run"),
    NUMBER("max_submit_per_account", max_submit_per_account,
           "most jobs of an account that wait and run"),
    NUMBER("max_accrue", max_accrue, "most jobs of an association that gain priority by age"),
    NUMBER("grp_accrue", grp_accrue, "most jobs that gain priority by age, all together"),
    NUMBER("max_accrue_per_user", max_accrue_per_user,
           "most jobs of a user that gain priority by age"),
    NUMBER("max_accrue_per_account", max_accrue_per_account,
           "most jobs of an account that gain priority by age"),
    SECONDS("max_wall", max_wall_s, "longest limit of a job"),
    CONF_END,
};
#undef STRUCT

#define STRUCT struct aif_billing
const struct conf_field site_billing_fields[] = {
    REAL("cpu", weights[AIF_TRES_CPU], 1e12, "of a CPU"),
    SETTING("mem_gib", REAL, REAL, weights[AIF_TRES_MEM], .real_max = 1e12, .factor = 1.0 / 1024,
            .help = "of a GiB"),
    SETTING("mem_mib", REAL, REAL, weights[AIF_TRES_MEM], .real_max = 1e9, .is_alias = true,
            .help = "of a MiB"),
    REAL("node", weights[AIF_TRES_NODE], 1e12, "of a node"),
    REAL("gpu", weights[AIF_TRES_GPU], 1e12, "of a GPU"),
    TRUTH("max", is_max, "bill the dearest resource, not the sum"),
    CONF_END,
};
#undef STRUCT

static const struct conf_field name_item = {.type = CONF_TEXT, .min = 1, .max = 200};
static const char *const modes[] = {"off", "cancel", "requeue", "suspend", NULL};

#define NAMES(name, text)                                                                          \
    {                                                                                              \
        .key = name, .type = CONF_LIST, .item = &name_item, .may_be_figure = true, .help = text    \
    }
#define NAME(name, text)                                                                           \
    {                                                                                              \
        .key = name, .type = CONF_TEXT, .may_be_figure = true, .min = 1, .max = 200, .help = text  \
    }

static const char *const qos_flags[] = {"deny_on_limit",
                                        "no_decay",
                                        "no_reserve",
                                        "over_part_qos",
                                        "part_max_node",
                                        "part_min_node",
                                        "part_time_limit",
                                        "requires_reservation",
                                        "enforce_usage_threshold",
                                        "usage_factor_safe",
                                        "preempt_within",
                                        "preempt_priority",
                                        NULL};
static const struct conf_field qos_flag_item = {.type = CONF_CHOICE, .choices = qos_flags};

#define STRUCT struct aif_centre_qos
const struct conf_field site_qos_fields[] = {
    {.key = "max_limit",
     .type = CONF_DURATION,
     .may_be_figure = true,
     .min = 1,
     .max = MOST_S,
     .help = "limits.max_wall"},
    {.key = "max_nodes",
     .type = CONF_INT,
     .may_be_figure = true,
     .min = 1,
     .max = 1000000,
     .help = "limits.max_tres_per_job.node"},
    {.key = "max_cores",
     .type = CONF_INT,
     .may_be_figure = true,
     .min = 1,
     .max = 100000000,
     .help = "limits.max_tres_per_job.cpu"},
    NUMBER("priority", priority, "of the priority's QOS term"),
    REAL("usage_factor", usage_factor, 1e12, "what its jobs' use counts"),
    REAL("limit_factor", limit_factor, 1e12, "multiplies group limits of associations"),
    REAL("usage_threshold", usage_threshold, 1.0, "least fair-share factor with which jobs start"),
    SETTING("flags", LIST, BITS, flags, .item = &qos_flag_item,
            .help = "exceptions, see Slurm's QOS flags"),
    NAMES("preempt", "QOS whose jobs it may preempt"),
    SETTING("preempt_mode", CHOICE, ENUM, preempt_mode, .choices = modes,
            .help = "how its jobs are preempted; default: the scheduler's"),
    SECONDS("grace_time", grace_s, "between notice and end of a preempted job"),
    SECONDS("preempt_exempt_time", preempt_exempt_s,
            "its jobs are not preempted before they ran so long"),
    NUMBER("min_prio_threshold", min_priority_threshold,
           "least priority that gets a reservation by backfill"),
    PART("limits", limits, site_limits_fields, "of all its jobs"),
    CONF_END,
};
#undef STRUCT

/* Accounts: 30, parent or {value: 30, ...} for {shares: ...}. */

static void wrap(struct conf_doc *doc, struct conf_node *n, const char *key)
{
    struct conf_node *inner = AIF_NEW(&doc->arena, struct conf_node, 1);
    *inner = *n;
    inner->key = key;
    inner->next = NULL;
    n->kind = key ? CONF_KIND_MAP : CONF_KIND_LIST;
    n->text = "";
    n->first = n->last = NULL;
    n->count = 0;
    conf_append(n, inner);
}

static bool expand_account(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    (void)errors;
    if (n->kind == CONF_KIND_SCALAR || (n->kind == CONF_KIND_MAP && conf_get(n, "value")))
        wrap(doc, n, "shares");
    return true;
}

/* One association, or a list of those that a user has for several partitions. */
static bool expand_user(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    (void)errors;
    if (n->kind != CONF_KIND_LIST)
        wrap(doc, n, NULL);
    return true;
}

static bool expand_shares(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    (void)doc;
    (void)errors;
    if (n->kind == CONF_KIND_SCALAR && strcmp(n->text, "parent") == 0) {
        n->text = "2147483647";
        n->is_plain = true;
    }
    return true;
}

bool site_target_read(const char *text, double *percent, char *kind)
{
    size_t whole = strspn(text, "0123456789"), bytes = whole;
    if (text[bytes] == '.')
        bytes += 1 + strspn(text + bytes + 1, "0123456789");
    if (!whole || bytes > 40 || (text[bytes] && (text[bytes + 1] || !strchr("+-^", text[bytes]))))
        return false;
    *percent = strtod(text, NULL);
    *kind = text[bytes];
    return *percent > 0 && *percent <= 100;
}

static bool verify_target(const struct conf_node *n, struct conf_errors *errors)
{
    double percent;
    char kind;
    return site_target_read(conf_value(n)->text, &percent, &kind) ||
           conf_error(errors, n,
                      "target: expected a percentage, and '+' for a floor, '-' for a ceiling or "
                      "'^' for a cap behind it, found '%.40s'",
                      conf_value(n)->text);
}

#define STRUCT struct aif_assoc
#define ASSOCIATION                                                                                \
    SETTING("shares", INT, U32, shares, .max = SITE_PARENT_SHARES, .expand = expand_shares,        \
            .help = "among the siblings; or parent"),                                              \
        NUMBER("priority", priority, "of the priority's association term"),                        \
        NUMBER("min_prio_threshold", min_priority_threshold,                                       \
               "least priority that gets a reservation by backfill"),                              \
        NAMES("qos", "those allowed; default: all"),                                               \
        NAME("default_qos", "of jobs that name none"),                                             \
        {.key = "target",                                                                          \
         .type = CONF_TEXT,                                                                        \
         .may_be_figure = true,                                                                    \
         .max = 40,                                                                                \
         .verify = verify_target,                                                                  \
         .help =                                                                                   \
             "percent, for schedulers with targets: 25, 25+ a floor, 25- a ceiling, 25^ a cap"},   \
        PART("limits", limits, site_limits_fields, "of the association")
static const struct conf_field user_fields[] = {
    ASSOCIATION, NAME("partition", "the association is for this partition only"), CONF_END};
static const struct conf_field association_item = {
    .type = CONF_TABLE, .fields = user_fields, .expand = expand_account};
static const struct conf_field user_item = {
    .type = CONF_LIST, .item = &association_item, .min = 1, .max = 1000, .expand = expand_user};

const struct conf_field site_account_fields[] = {
    ASSOCIATION,
    {.key = "users",
     .type = CONF_DICT,
     .item = &user_item,
     .help = "by name; a number alone is its shares"},
    {.key = "accounts",
     .type = CONF_DICT,
     .item = &site_account_item,
     .help = "accounts below this one"},
    CONF_END,
};
const struct conf_field site_account_item = {
    .type = CONF_TABLE, .fields = site_account_fields, .expand = expand_account};
#undef STRUCT

static const char *const reservation_flags[] = {"maint", "ignore_jobs", "flex", "magnetic",
                                                "daily", "weekly",      NULL};

/* Slurm writes flags in capitals. */
static bool expand_flag(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    (void)errors;
    if (n->kind != CONF_KIND_SCALAR)
        return true;
    char *text = aif_arena_text(&doc->arena, n->text, strlen(n->text));
    for (char *p = text; *p; p++)
        *p = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
    n->text = text;
    return true;
}

static const struct conf_field reservation_flag_item = {
    .type = CONF_CHOICE, .choices = reservation_flags, .expand = expand_flag};

/* A date is kept as a time that no duration is as long as. */
static bool expand_date(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    int64_t unix_s;
    char text[32];
    if (n->kind != CONF_KIND_SCALAR || !date_read(n->text, &unix_s))
        return true;
    if (unix_s < 0 || unix_s > MOST_S)
        return conf_error(errors, n, "'%.60s': expected a date from 1970 to 2069", n->text);
    snprintf(text, sizeof text, "%llds", (long long)(SITE_DATES_S + unix_s));
    n->text = aif_arena_text(&doc->arena, text, strlen(text));
    return true;
}

static bool expand_nodes(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    (void)errors;
    if (n->kind == CONF_KIND_SCALAR)
        wrap(doc, n, NULL);
    return true;
}

#define STRUCT struct aif_reservation
const struct conf_field site_reservation_fields[] = {
    SETTING("start", DURATION, I64, start_s, .max = SITE_DATES_S + MOST_S, .is_required = true,
            .expand = expand_date, .help = "time since the trace's origin, or a date in UTC"),
    SETTING("end", DURATION, I64, end_s, .min = 1, .max = SITE_DATES_S + MOST_S,
            .expand = expand_date, .help = "when it ends, like start"),
    {.key = "duration",
     .type = CONF_DURATION,
     .may_be_figure = true,
     .min = 1,
     .max = MOST_S,
     .help = "instead of end"},
    SETTING("made", DURATION, I64, made_s, .max = MOST_S,
            .help = "when it becomes known; default: from the start"),
    {.key = "nodes",
     .type = CONF_LIST,
     .item = &name_item,
     .may_be_figure = true,
     .is_required = true,
     .min = 1,
     .max = 100000,
     .expand = expand_nodes,
     .help = "all, node classes, ranges of node numbers or host names"},
    SETTING("users", LIST, TEXTS, users, .item = &name_item, .help = "who may use it"),
    SETTING("accounts", LIST, TEXTS, accounts, .item = &name_item, .help = "who may use it"),
    SETTING("flags", LIST, BITS, flags, .item = &reservation_flag_item,
            .help = "see Slurm's reservation flags"),
    CONF_END,
};
#undef STRUCT
