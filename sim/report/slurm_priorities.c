/* sprio: the terms of the priorities of all that waits. */
#include "report/slurm_table.h"

#include <stdio.h>
#include <string.h>

/* Of sprio -w, whose only row is that of no job. */
static const char *weight(struct slurm_table *t, int64_t value)
{
    return slurm_text(t, "%lld", (long long)value);
}

static const char *term(struct slurm_table *t, double weighted, double factor)
{
    return t->request->is_normalised ? slurm_text(t, "%.7f", factor)
                                     : slurm_text(t, "%.0f", weighted);
}

static const char *prio_job(struct slurm_table *t)
{
    return t->request->is_weights ? "Weights" : slurm_job_id(t);
}

static const char *prio_user(struct slurm_table *t)
{
    return t->request->is_weights ? "" : slurm_user(t);
}

static const char *prio_partition(struct slurm_table *t)
{
    return t->request->is_weights ? "" : slurm_partition(t, t->partition);
}

/* Slurm's normalised priority is a share of all that 32 bits can say. */
static const char *prio_priority(struct slurm_table *t)
{
    if (t->request->is_weights)
        return "";
    if (t->request->is_normalised)
        return slurm_text(t, "%.8f", t->sum.shown / (double)UINT32_MAX);
    return slurm_text(t, "%lld", (long long)t->sum.shown);
}

static const struct aif_extra *extra_of(const struct slurm_table *t)
{
    const struct aif_workload *w = t->scenario->workload;
    return w->extras ? &w->extras[t->row->index] : NULL;
}

static const char *prio_site(struct slurm_table *t)
{
    if (t->request->is_weights)
        return "1";
    return slurm_text(t, "%d", extra_of(t) ? extra_of(t)->site_factor : 0);
}

static const char *prio_nice(struct slurm_table *t)
{
    if (t->request->is_weights)
        return "";
    return slurm_text(t, "%d", extra_of(t) ? extra_of(t)->nice : 0);
}

static const char *prio_age(struct slurm_table *t)
{
    if (t->request->is_weights)
        return weight(t, t->centre->priority.weight_age);
    return term(t, t->sum.weighted.age, t->sum.factor.age);
}

static const char *prio_assoc(struct slurm_table *t)
{
    if (t->request->is_weights)
        return weight(t, t->centre->priority.weight_assoc);
    return term(t, t->sum.weighted.assoc, t->sum.factor.assoc);
}

static const char *prio_fairshare(struct slurm_table *t)
{
    if (t->request->is_weights)
        return weight(t, t->centre->priority.weight_fairshare);
    return term(t, t->sum.weighted.fairshare, t->sum.factor.fairshare);
}

static const char *prio_size(struct slurm_table *t)
{
    if (t->request->is_weights)
        return weight(t, t->centre->priority.weight_job_size);
    return term(t, t->sum.weighted.job_size, t->sum.factor.job_size);
}

static const char *prio_partition_term(struct slurm_table *t)
{
    if (t->request->is_weights)
        return weight(t, t->centre->priority.weight_partition);
    return term(t, t->sum.weighted.partition, t->sum.factor.partition);
}

static const char *prio_qos(struct slurm_table *t)
{
    if (t->request->is_weights)
        return weight(t, t->centre->priority.weight_qos);
    return term(t, t->sum.weighted.qos, t->sum.factor.qos);
}

static const char *prio_tres(struct slurm_table *t)
{
    char text[256] = "";
    for (int i = 0; t->centre && i < AIF_TRES_COUNT; i++) {
        size_t used = strlen(text);
        if (t->centre->priority.weight_tres[i] > 0 && used < sizeof text)
            snprintf(text + used, sizeof text - used,
                     t->request->is_normalised ? "%s%s=%.2f" : "%s%s=%.0f", used ? "," : "",
                     aif_tres_name((enum aif_tres)i),
                     t->request->is_weights      ? t->centre->priority.weight_tres[i]
                     : t->request->is_normalised ? t->sum.factor.tres[i]
                                                 : t->sum.weighted.tres[i]);
    }
    return slurm_text(t, "%s", text);
}

/* Two columns are called PARTITION; chosen by name, the second is PARTITIONPRIO. */
static const struct slurm_column columns[] = {
    {"JOBID", 15, prio_job, NULL},    {"PARTITION", -9, prio_partition, NULL},
    {"USER", 8, prio_user, NULL},     {"PRIORITY", 10, prio_priority, NULL},
    {"SITE", 10, prio_site, NULL},    {"AGE", 10, prio_age, NULL},
    {"ASSOC", 10, prio_assoc, NULL},  {"FAIRSHARE", 10, prio_fairshare, NULL},
    {"JOBSIZE", 10, prio_size, NULL}, {"PARTITIONPRIO", 10, prio_partition_term, "PARTITION"},
    {"QOS", 10, prio_qos, NULL},      {"NICE", 11, prio_nice, NULL},
    {"TRES", 20, prio_tres, NULL},    {0},
};

/* Whether the order is one by priorities. */
static bool has_priorities(const struct slurm_table *t, struct aif_err *err)
{
    const struct aif_order *order = t->scenario->policy.order;
    if (!t->share)
        return aif_err_set(err, "no priorities are kept by this start rule: use --backfill slurm");
    if (!order->is_by_priority)
        return aif_err_set(err,
                           "no priorities: the order %s ranks jobs without them; use --order "
                           "multifactor",
                           order->plugin.name);
    return true;
}

static bool find_priorities(struct slurm_table *t, struct aif_err *err)
{
    uint32_t jobs = aif_sim_job_count(t->sim), count = 0;
    if (!has_priorities(t, err))
        return false;
    if (t->request->is_weights && t->centre) {
        t->rows = AIF_NEW(&t->arena, struct slurm_row, 1);
        t->row_count = 1;
        return true;
    }
    for (uint32_t job = 0; job < jobs; job++)
        count += aif_view_job(t->sim, job).record_count;
    t->rows = AIF_NEW(&t->arena, struct slurm_row, count + 1);
    for (uint32_t job = 0; job < jobs; job++) {
        uint32_t partition;
        struct aif_priority_sum sum;
        const struct aif_workload *w = t->scenario->workload;
        struct aif_job_view view = aif_view_job(t->sim, job);
        if (!slurm_is_job_wanted(t, job, &view))
            continue;
        for (uint32_t i = 0; aif_view_priority(t->sim, job, i, &partition, &sum); i++)
            if (slurm_is_listed(t->request->partitions, slurm_partition(t, partition)))
                t->rows[t->row_count++] =
                    (struct slurm_row){.index = job, .record = i, .key = {w->jobs[job].id}};
    }
    return true;
}

static void look(struct slurm_table *t)
{
    if (t->request->is_weights)
        return;
    t->job = aif_view_job(t->sim, t->row->index);
    aif_view_priority(t->sim, t->row->index, t->row->record, &t->partition, &t->sum);
}

/* Terms without a weight are not shown. */
static const char *choose_usual(struct slurm_table *t)
{
    struct aif_priority none = {0};
    const struct aif_priority *p = t->centre ? &t->centre->priority : &none;
    bool has_tres = false;
    for (int i = 0; i < AIF_TRES_COUNT; i++)
        has_tres |= p->weight_tres[i] > 0;
    return slurm_text(t, "JOBID,PARTITION,PRIORITY%s%s%s%s%s%s%s%s",
                      t->request->is_normalised ? "" : ",SITE", p->weight_age ? ",AGE" : "",
                      p->weight_assoc ? ",ASSOC" : "", p->weight_fairshare ? ",FAIRSHARE" : "",
                      p->weight_job_size ? ",JOBSIZE" : "",
                      p->weight_partition ? ",PARTITIONPRIO" : "", p->weight_qos ? ",QOS" : "",
                      has_tres ? ",TRES" : "");
}

const struct slurm_layout slurm_sprio = {
    columns,
    NULL,
    "JOBID,PARTITION,USER,PRIORITY,SITE,AGE,ASSOC,FAIRSHARE,JOBSIZE,PARTITIONPRIO,QOS,NICE,TRES",
    choose_usual,
    find_priorities,
    look,
    false,
    NULL,
};
