/* slurm.conf to a machine and the rules of a centre: the steps, and the settings that need code. */
#include "host/slurm/import.h"

#include <stdio.h>
#include <string.h>

void slurm_import_init(struct slurm_import *im, const struct slurm_files *files)
{
    *im = (struct slurm_import){
        .files = *files, .centre = aif_centre_default(), .usual = aif_centre_default()};
    im->report.arena = &im->arena;
    im->cluster = "slurm";
}

void slurm_import_fini(struct slurm_import *im)
{
    aif_workload_close(&im->workload);
    aif_arena_free(&im->arena);
}

void slurm_note(struct slurm_import *im, const struct slurm_note *note)
{
    slurm_report_add(&im->report, note);
}

void slurm_not_modelled(struct slurm_import *im, const struct slurm_pair *pair, const char *value,
                        const char *meaning)
{
    slurm_note(im, &(struct slurm_note){.kind = SLURM_NOTE_NOT_MODELLED,
                                        .name = pair->key,
                                        .value = value,
                                        .meaning = meaning,
                                        .at = pair->at});
}

bool slurm_bad_value(const struct slurm_pair *pair, const char *expected, struct aif_err *err)
{
    return slurm_fail(err, &pair->value_at, "%s: expected %s, found '%.80s'", pair->key, expected,
                      pair->value);
}

bool slurm_preempt_mode(const char *text, enum aif_preempt_mode *out)
{
    static const struct {
        const char *name;
        enum aif_preempt_mode mode;
    } modes[] = {{"off", AIF_PREEMPT_OFF},         {"cancel", AIF_PREEMPT_CANCEL},
                 {"requeue", AIF_PREEMPT_REQUEUE}, {"suspend", AIF_PREEMPT_SUSPEND},
                 {"cluster", AIF_PREEMPT_UNSET},   {"", AIF_PREEMPT_UNSET}};
    for (size_t i = 0; i < AIF_COUNT(modes); i++)
        if (slurm_is_same(text, modes[i].name)) {
            *out = modes[i].mode;
            return true;
        }
    return false;
}

static bool read_preempt_mode(struct slurm_import *im, const struct slurm_pair *pair,
                              struct aif_err *err)
{
    char item[32];
    im->centre.preempt_mode = AIF_PREEMPT_OFF;
    for (const char *next = pair->value; slurm_item(&next, item, sizeof item);) {
        if (slurm_is_same(item, "gang"))
            im->centre.is_gang = true;
        else if (slurm_is_same(item, "within"))
            im->centre.preempts_within = true;
        else if (slurm_is_same(item, "priority"))
            im->centre.preempts_by_priority = true;
        else if (slurm_is_unset(item) || !slurm_preempt_mode(item, &im->centre.preempt_mode))
            return slurm_bad_value(pair, "OFF, CANCEL, REQUEUE, SUSPEND or GANG", err);
    }
    return true;
}

/* Settings that are one of a few words. */
struct choice {
    const char *word;
    int value;
};

static bool read_choice(const struct slurm_pair *pair, const struct choice *choices, int *out)
{
    for (const struct choice *c = choices; c->word; c++)
        if (slurm_is_same(pair->value, c->word)) {
            *out = c->value;
            return true;
        }
    return false;
}

static bool read_types(struct slurm_import *im, const struct slurm_pair *pair, struct aif_err *err)
{
    static const struct choice schedulers[] = {
        {"sched/backfill", 0}, {"sched/builtin", 1}, {NULL, 0}};
    static const struct choice priorities[] = {
        {"priority/basic", 1}, {"priority/multifactor", 0}, {NULL, 0}};
    static const struct choice selects[] = {
        {"select/cons_tres", 0}, {"select/cons_res", 0}, {"select/linear", 1}, {NULL, 0}};
    static const struct choice preempts[] = {{"preempt/none", AIF_PREEMPT_NONE},
                                             {"preempt/qos", AIF_PREEMPT_QOS},
                                             {"preempt/partition_prio", AIF_PREEMPT_PARTITION_PRIO},
                                             {"", AIF_PREEMPT_NONE},
                                             {NULL, 0}};
    int value = 0;
    bool is_known = true;
    if (slurm_is_same(pair->key, "SchedulerType")) {
        is_known = read_choice(pair, schedulers, &value);
        im->centre.slurm.is_builtin = value;
    } else if (slurm_is_same(pair->key, "PriorityType")) {
        is_known = read_choice(pair, priorities, &value);
        im->centre.priority.is_basic = value;
    } else if (slurm_is_same(pair->key, "SelectType")) {
        is_known = read_choice(pair, selects, &value);
        im->is_linear = value;
    } else {
        if (!read_choice(pair, preempts, &value))
            return slurm_bad_value(pair, "preempt/none, preempt/qos or preempt/partition_prio",
                                   err);
        im->centre.preempt_type = (enum aif_preempt_type)value;
    }
    if (!is_known)
        slurm_not_modelled(im, pair, pair->value, "Slurm's default is taken instead");
    return true;
}

static void read_priority_flags(struct slurm_import *im, const struct slurm_pair *pair)
{
    struct aif_priority *p = &im->centre.priority;
    const struct {
        const char *name;
        bool *flag;
    } flags[] = {
        {"ACCRUE_ALWAYS", &p->has_accrue_always},
        {"CALCULATE_RUNNING", &p->calculates_running},
        {"INCR_ONLY", &p->is_increase_only},
        {"SMALL_RELATIVE_TO_TIME", &p->is_small_relative_to_time},
        {"NO_NORMAL_ASSOC", &p->has_plain_assoc},
        {"NO_NORMAL_PART", &p->has_plain_partition},
        {"NO_NORMAL_QOS", &p->has_plain_qos},
        {"NO_NORMAL_TRES", &p->has_plain_tres},
        {"MAX_TRES", &im->has_max_tres},
    };
    char item[64];
    for (const char *next = pair->value; slurm_item(&next, item, sizeof item);) {
        bool is_known = slurm_is_unset(item) || slurm_is_same(item, "FAIR_TREE");
        for (size_t i = 0; i < AIF_COUNT(flags); i++)
            if (slurm_is_same(item, flags[i].name))
                is_known = *flags[i].flag = true;
        if (slurm_is_same(item, "NO_NORMAL_ALL"))
            is_known = p->has_plain_assoc = p->has_plain_partition = p->has_plain_qos =
                p->has_plain_tres = true;
        if (slurm_is_same(item, "DEPTH_OBLIVIOUS")) {
            p->share = "depth-oblivious";
            is_known = true;
        }
        if (slurm_is_same(item, "NO_FAIR_TREE")) {
            p->share = p->share ? p->share : "classic";
            is_known = true;
        }
        if (!is_known)
            slurm_not_modelled(im, pair, item, "this flag is not followed");
    }
}

static void read_select_parameters(struct slurm_import *im, const struct slurm_pair *pair)
{
    static const struct {
        const char *name;
        enum aif_select_unit unit;
        bool has_memory;
    } units[] = {
        {"CR_Core", AIF_SELECT_CORE, false},     {"CR_Core_Memory", AIF_SELECT_CORE, true},
        {"CR_CPU", AIF_SELECT_CPU, false},       {"CR_CPU_Memory", AIF_SELECT_CPU, true},
        {"CR_Socket", AIF_SELECT_SOCKET, false}, {"CR_Socket_Memory", AIF_SELECT_SOCKET, true},
    };
    char item[64];
    im->centre.selects_memory = false; /* what is not in the list is not planned */
    for (const char *next = pair->value; slurm_item(&next, item, sizeof item);) {
        bool is_known = slurm_is_unset(item) || slurm_is_same(item, "CR_CORE_DEFAULT_DIST_BLOCK");
        for (size_t i = 0; i < AIF_COUNT(units); i++)
            if (slurm_is_same(item, units[i].name)) {
                im->centre.select_unit = units[i].unit;
                im->centre.selects_memory |= units[i].has_memory;
                is_known = true;
            }
        if (slurm_is_same(item, "CR_Memory"))
            is_known = im->centre.selects_memory = true;
        if (slurm_is_same(item, "CR_LLN"))
            is_known = im->centre.is_least_loaded = true;
        if (!is_known)
            slurm_not_modelled(im, pair, item, "not followed when nodes are chosen");
    }
}

static bool read_enforce(struct slurm_import *im, const struct slurm_pair *pair,
                         struct aif_err *err)
{
    static const struct choice words[] = {
        {"associations", AIF_ENFORCE_ASSOCIATIONS},
        {"limits", AIF_ENFORCE_ASSOCIATIONS | AIF_ENFORCE_LIMITS},
        {"qos", AIF_ENFORCE_ASSOCIATIONS | AIF_ENFORCE_QOS},
        {"safe", AIF_ENFORCE_ASSOCIATIONS | AIF_ENFORCE_LIMITS | AIF_ENFORCE_SAFE},
        {"all", AIF_ENFORCE_ASSOCIATIONS | AIF_ENFORCE_LIMITS | AIF_ENFORCE_QOS | AIF_ENFORCE_SAFE},
        {"none", 0},
        {"0", 0},
        {"1", AIF_ENFORCE_ASSOCIATIONS},
        {"nojobs", 0},
        {"nosteps", 0},
        {"", 0},
        {NULL, 0},
    };
    char item[32];
    for (const char *next = pair->value; slurm_item(&next, item, sizeof item);) {
        struct slurm_pair one = *pair;
        one.value = item;
        int value = 0;
        if (slurm_is_same(item, "wckeys"))
            slurm_not_modelled(im, pair, item, "workload keys are not looked at");
        else if (!read_choice(&one, words, &value))
            return slurm_bad_value(pair, "associations, limits, qos, safe, all", err);
        im->centre.enforce |= (uint32_t)value;
    }
    return true;
}

static bool read_usage_reset(struct slurm_import *im, const struct slurm_pair *pair,
                             struct aif_err *err)
{
    static const struct choice words[] = {
        {"NONE", AIF_USAGE_RESET_NONE},       {"NOW", AIF_USAGE_RESET_NOW},
        {"DAILY", AIF_USAGE_RESET_DAILY},     {"WEEKLY", AIF_USAGE_RESET_WEEKLY},
        {"MONTHLY", AIF_USAGE_RESET_MONTHLY}, {"QUARTERLY", AIF_USAGE_RESET_QUARTERLY},
        {"YEARLY", AIF_USAGE_RESET_YEARLY},   {NULL, 0},
    };
    int value = 0;
    if (!read_choice(pair, words, &value))
        return slurm_bad_value(pair, "NONE, NOW, DAILY, WEEKLY, MONTHLY, QUARTERLY or YEARLY", err);
    im->centre.priority.usage_reset = (enum aif_usage_reset)value;
    return true;
}

/* A list of "name" and "name=value" items, each of which is a setting. */
static bool read_list(struct slurm_import *im, const struct slurm_pair *pair,
                      const struct slurm_setting *table, struct aif_err *err)
{
    char item[256], name[300];
    for (const char *next = pair->value; slurm_item(&next, item, sizeof item);) {
        if (slurm_is_unset(item))
            continue;
        char *equals = strchr(item, '=');
        if (equals)
            *equals = '\0';
        snprintf(name, sizeof name, "%.40s: %s", pair->key, item);
        const struct slurm_given given = {
            .name = name, .key = item, .value = equals ? equals + 1 : "", .at = pair->value_at};
        /* A parameter that is named without its value is on. */
        struct slurm_given shown = given;
        enum slurm_kind kind;
        if (!equals)
            shown.value = "yes";
        if (!slurm_setting_apply(table, &shown, &im->centre, &im->report, &kind))
            return slurm_fail(err, &pair->value_at, "%s: expected %s, found '%.80s'", name,
                              slurm_kind_text(kind), given.value);
        if (!im->shows_all)
            slurm_setting_differ(table, item, &im->centre, &im->usual);
    }
    return true;
}

static bool read_weights(struct slurm_import *im, const struct slurm_pair *pair,
                         struct aif_err *err)
{
    const char *other;
    if (!slurm_weights(pair->value, im->centre.priority.weight_tres, &other))
        return slurm_bad_value(pair, "weights such as cpu=1000,gres/gpu=5000", err);
    if (other)
        slurm_not_modelled(im, pair, other, "these resources have no weight");
    return true;
}

bool slurm_read_setting(struct slurm_import *im, const struct slurm_pair *pair, struct aif_err *err)
{
    static const char *const types[] = {"SchedulerType", "PriorityType", "SelectType",
                                        "PreemptType"};
    for (size_t i = 0; i < AIF_COUNT(types); i++)
        if (slurm_is_same(pair->key, types[i]))
            return read_types(im, pair, err);
    if (slurm_is_same(pair->key, "ClusterName"))
        im->cluster = pair->value;
    else if (slurm_is_same(pair->key, "PriorityFlags"))
        read_priority_flags(im, pair);
    else if (slurm_is_same(pair->key, "SelectTypeParameters"))
        read_select_parameters(im, pair);
    else if (slurm_is_same(pair->key, "PreemptMode"))
        return read_preempt_mode(im, pair, err);
    else if (slurm_is_same(pair->key, "AccountingStorageEnforce"))
        return read_enforce(im, pair, err);
    else if (slurm_is_same(pair->key, "PriorityUsageResetPeriod"))
        return read_usage_reset(im, pair, err);
    else if (slurm_is_same(pair->key, "SchedulerParameters"))
        return read_list(im, pair, slurm_scheduler_settings, err);
    else if (slurm_is_same(pair->key, "PreemptParameters"))
        return read_list(im, pair, slurm_preempt_settings, err);
    else if (slurm_is_same(pair->key, "PriorityWeightTRES"))
        return read_weights(im, pair, err);
    return true;
}

static bool is_record(const char *key)
{
    return slurm_is_same(key, "NodeName") || slurm_is_same(key, "PartitionName") ||
           slurm_is_same(key, "NodeSet") || slurm_is_same(key, "DownNodes");
}

static bool read_settings(struct slurm_import *im, const struct slurm_lines *lines,
                          struct aif_err *err)
{
    im->shows_all = lines->is_shown;
    for (uint32_t i = 0; i < lines->count; i++) {
        const struct slurm_line *line = &lines->lines[i];
        uint32_t pairs = is_record(line->pairs[0].key) ? 1 : line->count;
        for (uint32_t j = 0; j < pairs; j++) {
            const struct slurm_pair *pair = &line->pairs[j];
            const struct slurm_given given = {pair->key, pair->key, pair->value, pair->at};
            enum slurm_kind kind;
            bool ok =
                slurm_setting_apply(slurm_conf_settings, &given, &im->centre, &im->report, &kind);
            if (!ok)
                return slurm_bad_value(pair, slurm_kind_text(kind), err);
            if (!im->shows_all && !slurm_is_unset(pair->value))
                slurm_setting_differ(slurm_conf_settings, pair->key, &im->centre, &im->usual);
            if (kind == SLURM_SPECIAL && pairs == line->count && !is_record(pair->key) &&
                !slurm_is_unset(pair->value) && !slurm_read_setting(im, pair, err))
                return false;
        }
    }
    return true;
}

bool slurm_read_conf(struct slurm_import *im, const struct slurm_conf_paths *paths,
                     struct aif_err *err)
{
    struct slurm_lines conf = {.arena = &im->arena};
    struct slurm_lines nodes = {.arena = &im->arena}, partitions = {.arena = &im->arena};
    if (!slurm_lines_conf(&conf, &im->files, paths->conf, err) || !read_settings(im, &conf, err))
        return false;
    if (paths->nodes && !slurm_lines_records(&nodes, &im->files, paths->nodes, "NodeName", err))
        return false;
    if (paths->partitions &&
        !slurm_lines_records(&partitions, &im->files, paths->partitions, "PartitionName", err))
        return false;
    if (!slurm_read_nodes(im, paths->nodes ? &nodes : &conf, err))
        return false;
    if (im->nodes.names.count == 0)
        return aif_err_set(err,
                           "%s: expected NodeName lines, found none (give --nodes the output of "
                           "`scontrol show node`)",
                           paths->conf);
    if (!slurm_read_partitions(im, paths->partitions ? &partitions : &conf, err))
        return false;
    if (im->partitions.count == 0)
        return aif_err_set(err,
                           "%s: expected PartitionName lines, found none (give --partitions the "
                           "output of `scontrol show partition`)",
                           paths->conf);
    return slurm_make_classes(im, err);
}
