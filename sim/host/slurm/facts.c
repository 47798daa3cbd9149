/* What an import understood, as one JSON object under Slurm's names: for people who check it, and
 * for programs. */
#include "host/slurm/facts.h"

#include <stdio.h>
#include <string.h>

static void key(struct aif_sink *out, const char *name, bool *is_first)
{
    if (!*is_first)
        aif_sink_char(out, ',');
    *is_first = false;
    aif_sink_json(out, name);
    aif_sink_char(out, ':');
}

static void put_int(struct aif_sink *out, const char *name, int64_t value, bool *is_first)
{
    key(out, name, is_first);
    aif_sink_int(out, value);
}

static void put_text(struct aif_sink *out, const char *name, const char *value, bool *is_first)
{
    key(out, name, is_first);
    aif_sink_json(out, value);
}

static void put_real(struct aif_sink *out, const char *name, double value, bool *is_first)
{
    char text[40];
    snprintf(text, sizeof text, "%.17g", value);
    key(out, name, is_first);
    aif_sink_text(out, text);
}

static void open_group(struct aif_sink *out, const char *name, char bracket, bool *is_first)
{
    key(out, name, is_first);
    aif_sink_char(out, bracket);
}

/* The values of a table's settings in their target. */
static void put_settings(struct aif_sink *out, const struct slurm_setting *table,
                         const void *target, bool *is_first)
{
    for (const struct slurm_setting *s = table; s->key; s++) {
        const void *at = (const char *)target + s->offset;
        if (s->kind == SLURM_U32)
            put_int(out, s->key, *(const uint32_t *)at, is_first);
        else if (s->kind == SLURM_BOOL || s->kind == SLURM_FLAG)
            put_int(out, s->key, *(const bool *)at, is_first);
        else if (s->kind == SLURM_REAL)
            put_real(out, s->key, *(const double *)at, is_first);
        else if (s->kind == SLURM_INT || s->kind == SLURM_SECONDS || s->kind == SLURM_MINUTES ||
                 s->kind == SLURM_TIME || s->kind == SLURM_AGE || s->kind == SLURM_MIB)
            put_int(out, s->key, *(const int64_t *)at, is_first);
    }
}

static void put_weights(struct aif_sink *out, const char *name, const double *weights,
                        bool *is_first)
{
    bool first = true;
    open_group(out, name, '{', is_first);
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        put_real(out, aif_tres_name((enum aif_tres)t), weights[t], &first);
    aif_sink_char(out, '}');
}

static void put_tres(struct aif_sink *out, const char *name, const struct aif_tres_set *set,
                     bool *is_first)
{
    bool first = true;
    open_group(out, name, '{', is_first);
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        if (set->of[t] != AIF_UNLIMITED)
            put_int(out, aif_tres_name((enum aif_tres)t), set->of[t], &first);
    aif_sink_char(out, '}');
}

static void put_limit(struct aif_sink *out, const char *name, int64_t value, bool *is_first)
{
    if (value != AIF_UNLIMITED)
        put_int(out, name, value, is_first);
}

static void put_limits(struct aif_sink *out, const struct aif_limits *l, bool *is_first)
{
    const struct {
        const char *name;
        const struct aif_tres_set *set;
    } sets[] = {
        {"GrpTRES", &l->grp_tres},
        {"GrpTRESMins", &l->grp_tres_mins},
        {"GrpTRESRunMins", &l->grp_tres_run_mins},
        {"MaxTRES", &l->max_tres_per_job},
        {"MaxTRESPerNode", &l->max_tres_per_node},
        {"MaxTRESMins", &l->max_tres_mins_per_job},
        {"MaxTRESPU", &l->max_tres_per_user},
        {"MaxTRESPA", &l->max_tres_per_account},
        {"MaxTRESRunMinsPU", &l->max_tres_run_mins_per_user},
        {"MaxTRESRunMinsPA", &l->max_tres_run_mins_per_account},
        {"MinTRES", &l->min_tres_per_job},
    };
    bool first = true;
    open_group(out, "limits", '{', is_first);
    for (size_t i = 0; i < AIF_COUNT(sets); i++) {
        bool is_set = false;
        for (int t = 0; t < AIF_TRES_COUNT; t++)
            is_set |= sets[i].set->of[t] != AIF_UNLIMITED;
        if (is_set)
            put_tres(out, sets[i].name, sets[i].set, &first);
    }
    put_limit(out, "GrpJobs", l->grp_jobs, &first);
    put_limit(out, "GrpSubmit", l->grp_submit, &first);
    put_limit(out, "GrpWall", l->grp_wall_s, &first);
    put_limit(out, "MaxJobs", l->max_jobs, &first);
    put_limit(out, "MaxSubmit", l->max_submit, &first);
    put_limit(out, "MaxJobsPU", l->max_jobs_per_user, &first);
    put_limit(out, "MaxSubmitPU", l->max_submit_per_user, &first);
    put_limit(out, "MaxJobsPA", l->max_jobs_per_account, &first);
    put_limit(out, "MaxSubmitPA", l->max_submit_per_account, &first);
    put_limit(out, "MaxJobsAccrue", l->max_accrue, &first);
    put_limit(out, "GrpJobsAccrue", l->grp_accrue, &first);
    put_limit(out, "MaxJobsAccruePU", l->max_accrue_per_user, &first);
    put_limit(out, "MaxJobsAccruePA", l->max_accrue_per_account, &first);
    put_limit(out, "MaxWall", l->max_wall_s, &first);
    aif_sink_char(out, '}');
}

static void put_qos_names(struct aif_sink *out, const char *name, const struct aif_centre *c,
                          uint64_t mask, bool *is_first)
{
    bool first = true;
    open_group(out, name, '[', is_first);
    for (uint32_t i = 0; i < c->qos_count; i++)
        if (mask >> i & 1) {
            if (!first)
                aif_sink_char(out, ',');
            first = false;
            aif_sink_json(out, c->qos[i].name);
        }
    aif_sink_char(out, ']');
}

static const char *mode_name(enum aif_preempt_mode mode)
{
    static const char *const names[] = {[AIF_PREEMPT_OFF] = "off",
                                        [AIF_PREEMPT_CANCEL] = "cancel",
                                        [AIF_PREEMPT_REQUEUE] = "requeue",
                                        [AIF_PREEMPT_SUSPEND] = "suspend",
                                        [AIF_PREEMPT_UNSET] = "cluster"};
    return names[mode];
}

static void put_classes(const struct slurm_import *im, struct aif_sink *out, bool *is_first)
{
    open_group(out, "classes", '[', is_first);
    for (uint32_t i = 0; i < im->machine.class_count; i++) {
        const struct aif_class *c = &im->machine.classes[i];
        bool first = true;
        aif_sink_text(out, i ? ",\n{" : "\n{");
        put_text(out, "name", c->name, &first);
        put_text(out, "hosts", im->centre.classes[i].hosts, &first);
        put_int(out, "nodes", c->node_count, &first);
        put_int(out, "CPUs", c->shape.cores, &first);
        put_int(out, "gpus", c->shape.gpus, &first);
        put_int(out, "RealMemory", c->shape.mem_mib, &first);
        put_int(out, "Sockets", im->centre.classes[i].sockets, &first);
        put_int(out, "Weight", im->centre.classes[i].weight, &first);
        put_text(out, "Feature", im->centre.classes[i].features, &first);
        put_text(out, "gpu_model", c->gpu_model, &first);
        aif_sink_char(out, '}');
    }
    aif_sink_char(out, ']');
}

static void put_partition(const struct slurm_import *im, uint32_t i, struct aif_sink *out)
{
    const struct aif_partition *p = &im->machine.partitions[i];
    const struct aif_centre_partition *more = &im->centre.partitions[i];
    const struct slurm_partition both = {.base = *p, .more = *more};
    bool first = true, first_class = true;
    aif_sink_text(out, i ? ",\n{" : "\n{");
    put_text(out, "PartitionName", p->name, &first);
    open_group(out, "classes", '[', &first);
    for (uint32_t c = 0; c < im->machine.class_count; c++)
        if (p->class_mask >> c & 1) {
            if (!first_class)
                aif_sink_char(out, ',');
            first_class = false;
            aif_sink_json(out, im->machine.classes[c].name);
        }
    aif_sink_char(out, ']');
    put_settings(out, slurm_partition_settings, &both, &first);
    put_int(out, "is_exclusive", p->is_exclusive, &first);
    put_int(out, "oversubscribe", more->oversubscribe, &first);
    put_int(out, "is_down", more->is_down, &first);
    put_text(out, "QOS", more->qos == AIF_NONE ? "" : im->centre.qos[more->qos].name, &first);
    put_text(out, "PreemptMode", mode_name(more->preempt_mode), &first);
    put_qos_names(out, "AllowQos", &im->centre, more->allowed_qos_mask, &first);
    put_text(out, "AllowAccounts", more->allowed_accounts, &first);
    put_text(out, "DenyAccounts", more->denied_accounts, &first);
    if (more->billing.is_set)
        put_weights(out, "TRESBillingWeights", more->billing.weights, &first);
    aif_sink_char(out, '}');
}

static void put_qos(const struct slurm_import *im, uint32_t i, struct aif_sink *out)
{
    const struct aif_centre_qos *q = &im->centre.qos[i];
    bool first = true;
    aif_sink_text(out, i ? ",\n{" : "\n{");
    put_text(out, "Name", q->name, &first);
    put_int(out, "Priority", q->priority, &first);
    put_real(out, "UsageFactor", q->usage_factor, &first);
    put_real(out, "LimitFactor", q->limit_factor, &first);
    put_real(out, "UsageThres", q->usage_threshold, &first);
    put_int(out, "flags", q->flags, &first);
    put_int(out, "GraceTime", q->grace_s, &first);
    put_int(out, "PreemptExemptTime", q->preempt_exempt_s, &first);
    put_text(out, "PreemptMode", mode_name(q->preempt_mode), &first);
    put_qos_names(out, "Preempt", &im->centre, q->preempt_mask, &first);
    put_limits(out, &q->limits, &first);
    aif_sink_char(out, '}');
}

static void put_assoc(const struct slurm_import *im, uint32_t i, struct aif_sink *out)
{
    const struct aif_assoc *a = &im->centre.accounts.assocs[i];
    const struct aif_centre *c = &im->centre;
    bool first = true;
    aif_sink_text(out, i ? ",\n{" : "\n{");
    put_text(out, a->is_user ? "User" : "Account", a->name, &first);
    put_text(out, "Parent", i ? c->accounts.assocs[a->parent].name : "", &first);
    if (a->has_parent_share)
        put_text(out, "Share", "parent", &first);
    else
        put_int(out, "Share", a->shares, &first);
    put_int(out, "Priority", a->priority, &first);
    put_text(out, "Partition",
             a->partition == AIF_NONE ? "" : im->machine.partitions[a->partition].name, &first);
    put_text(out, "DefQOS", a->default_qos == AIF_NONE ? "" : c->qos[a->default_qos].name, &first);
    put_qos_names(out, "QOS", c, a->qos_mask, &first);
    put_limits(out, &a->limits, &first);
    aif_sink_char(out, '}');
}

static void put_priority(const struct aif_priority *p, struct aif_sink *out, bool *is_first)
{
    put_int(out, "is_basic", p->is_basic, is_first);
    put_text(out, "share", p->share ? p->share : "fair-tree", is_first);
    put_int(out, "usage_reset", p->usage_reset, is_first);
    put_int(out, "ACCRUE_ALWAYS", p->has_accrue_always, is_first);
    put_int(out, "CALCULATE_RUNNING", p->calculates_running, is_first);
    put_int(out, "INCR_ONLY", p->is_increase_only, is_first);
    put_int(out, "SMALL_RELATIVE_TO_TIME", p->is_small_relative_to_time, is_first);
    put_int(out, "NO_NORMAL_ASSOC", p->has_plain_assoc, is_first);
    put_int(out, "NO_NORMAL_PART", p->has_plain_partition, is_first);
    put_int(out, "NO_NORMAL_QOS", p->has_plain_qos, is_first);
    put_int(out, "NO_NORMAL_TRES", p->has_plain_tres, is_first);
    put_weights(out, "PriorityWeightTRES", p->weight_tres, is_first);
}

static void put_centre(const struct slurm_import *im, struct aif_sink *out)
{
    const struct aif_centre *c = &im->centre;
    bool first = true;
    open_group(out, "settings", '{', &(bool){true});
    put_settings(out, slurm_conf_settings, c, &first);
    put_settings(out, slurm_scheduler_settings, c, &first);
    put_settings(out, slurm_preempt_settings, c, &first);
    put_priority(&c->priority, out, &first);
    put_int(out, "is_builtin", c->slurm.is_builtin, &first);
    put_int(out, "enforce", c->enforce, &first);
    put_int(out, "preempt_type", c->preempt_type, &first);
    put_text(out, "PreemptMode", mode_name(c->preempt_mode), &first);
    put_int(out, "is_gang", c->is_gang, &first);
    put_int(out, "select_unit", c->select_unit, &first);
    put_int(out, "selects_memory", c->selects_memory, &first);
    put_int(out, "is_least_loaded", c->is_least_loaded, &first);
    aif_sink_char(out, '}');
}

void slurm_facts_put(const struct slurm_import *im, struct aif_sink *out)
{
    bool first = false;
    aif_sink_char(out, '{');
    put_centre(im, out);
    put_text(out, "ClusterName", im->machine.name, &first);
    put_int(out, "nodes", im->machine.node_count, &first);
    put_classes(im, out, &first);
    open_group(out, "partitions", '[', &first);
    for (uint32_t i = 0; i < im->machine.partition_count; i++)
        put_partition(im, i, out);
    aif_sink_text(out, "],\n");
    first = true;
    open_group(out, "qos", '[', &first);
    for (uint32_t i = 0; i < im->centre.qos_count; i++)
        put_qos(im, i, out);
    aif_sink_char(out, ']');
    open_group(out, "associations", '[', &first);
    for (uint32_t i = 0; i < im->centre.accounts.count; i++)
        put_assoc(im, i, out);
    aif_sink_char(out, ']');
    put_int(out, "jobs", im->workload.count, &first);
    put_int(out, "rows", (int64_t)im->row_count, &first);
    open_group(out, "not_modelled", '[', &first);
    bool is_first_note = true;
    for (uint32_t i = 0; i < im->report.count; i++)
        if (im->report.notes[i].kind == SLURM_NOTE_NOT_MODELLED) {
            bool is_first_key = true;
            aif_sink_text(out, is_first_note ? "{" : ",\n{");
            is_first_note = false;
            put_text(out, "setting", im->report.notes[i].name, &is_first_key);
            put_text(out, "value", im->report.notes[i].value, &is_first_key);
            aif_sink_char(out, '}');
        }
    aif_sink_text(out, "]}\n");
}
