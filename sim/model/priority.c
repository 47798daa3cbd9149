/* Slurm's priority/multifactor (slurm.conf(5), "Multifactor Priority Plugin"), as version 22.05
 * computes it: the order of the additions and the cut to 32 bits decide which jobs tie. */
#include "aif/priority.h"

struct aif_priority_scale aif_priority_scale_of(const struct aif_centre *centre,
                                                uint32_t partition_count, uint32_t nodes,
                                                uint32_t cpus)
{
    struct aif_priority_scale s = {.nodes = nodes, .cpus = cpus, .max_partition_factor = 1};
    if (centre->partitions) {
        s.max_partition_factor = 0;
        for (uint32_t i = 0; i < partition_count; i++)
            if (centre->partitions[i].priority_job_factor > s.max_partition_factor)
                s.max_partition_factor = centre->partitions[i].priority_job_factor;
    }
    for (uint32_t i = 0; i < centre->qos_count; i++)
        if (centre->qos[i].priority > s.max_qos)
            s.max_qos = centre->qos[i].priority;
    for (uint32_t i = 0; i < centre->accounts.count; i++)
        if (centre->accounts.assocs[i].priority > s.max_assoc)
            s.max_assoc = centre->accounts.assocs[i].priority;
    return s;
}

static double age_factor(const struct aif_priority *p, int64_t age_s)
{
    if (p->weight_age == 0 || age_s <= 0)
        return 0;
    return age_s < p->max_age_s ? (double)age_s / (double)p->max_age_s : 1;
}

/* CPUs, by nodes or as stated, whichever are more, per minute of the limit. */
static double relative_size(const struct aif_priority *p, const struct aif_priority_scale *s,
                            const struct aif_priority_job *j)
{
    double cpus = (double)j->nodes * (double)s->cpus / (double)s->nodes;
    if ((double)j->cpus > cpus)
        cpus = (double)j->cpus;
    int64_t limit_min = j->limit_s > 60 ? (j->limit_s + 59) / 60 : 1;
    double size = cpus / (double)limit_min / (double)s->cpus;
    return p->favors_small ? 1 - size : size;
}

static double plain_size(const struct aif_priority *p, const struct aif_priority_scale *s,
                         const struct aif_priority_job *j)
{
    double nodes = (double)j->nodes, cpus = (double)j->cpus;
    if (p->favors_small) {
        nodes = nodes < s->nodes ? s->nodes - nodes : 0;
        cpus = s->cpus - cpus;
    }
    double size = nodes / s->nodes;
    return j->cpus ? (size + cpus / s->cpus) / 2 : size;
}

static double size_factor(const struct aif_priority *p, const struct aif_priority_scale *s,
                          const struct aif_priority_job *j)
{
    if (p->weight_job_size == 0 || s->nodes == 0 || s->cpus == 0)
        return 0;
    double size = p->is_small_relative_to_time ? relative_size(p, s, j) : plain_size(p, s, j);
    return size < 0 ? 0 : size > 1 ? 1 : size;
}

/* A value against the largest one, or as it is. */
static double share_of(int64_t value, int64_t largest, bool is_plain)
{
    if (is_plain)
        return (double)value;
    return largest > 0 ? (double)value / (double)largest : 0;
}

static void tres_factors(const struct aif_priority *p, const struct aif_priority_job *j,
                         double *factors)
{
    for (int t = 0; t < AIF_TRES_COUNT; t++) {
        int64_t capacity = j->capacity ? j->capacity->of[t] : 0;
        if (p->has_plain_tres)
            factors[t] = (double)j->tres.of[t];
        else if (capacity > 0)
            factors[t] = (double)j->tres.of[t] / (double)capacity;
    }
}

static struct aif_priority_terms factors_of(const struct aif_priority *p,
                                            const struct aif_priority_scale *s,
                                            const struct aif_priority_job *j)
{
    struct aif_priority_terms f = {
        .age = age_factor(p, j->age_s),
        .fairshare = p->weight_fairshare ? j->fairshare : 0,
        .job_size = size_factor(p, s, j),
    };
    if (p->weight_assoc)
        f.assoc = share_of(j->assoc_priority, s->max_assoc, p->has_plain_assoc);
    if (p->weight_partition)
        f.partition =
            share_of(j->partition_factor, s->max_partition_factor, p->has_plain_partition);
    if (p->weight_qos)
        f.qos = share_of(j->qos_priority, s->max_qos, p->has_plain_qos);
    tres_factors(p, j, f.tres);
    return f;
}

/* In the order in which Slurm numbers them. */
static const enum aif_tres tres_order[] = {AIF_TRES_CPU, AIF_TRES_MEM, AIF_TRES_NODE,
                                           AIF_TRES_BILLING, AIF_TRES_GPU};

static double tres_sum(const struct aif_priority_terms *w, double sum)
{
    for (size_t i = 0; i < AIF_COUNT(tres_order); i++)
        sum += w->tres[tres_order[i]];
    return sum;
}

static double controller_sum(const struct aif_priority_fixed *f, double age, double fairshare)
{
    if (f->is_in_several_partitions)
        return f->partition +
               (age + f->assoc + fairshare + f->job_size + f->qos + f->tres + f->site - f->nice);
    return age + f->assoc + fairshare + f->job_size + f->partition + f->qos + f->tres + f->site -
           f->nice;
}

static uint32_t cut(double sum)
{
    if (sum < 1)
        return 1;
    return sum < 4294967295.0 ? (uint32_t)sum : UINT32_MAX;
}

static double shown_sum(const struct aif_priority_terms *w, const struct aif_priority_job *j)
{
    double sum = w->age + w->assoc + w->fairshare + w->job_size + w->partition + w->qos +
                 (double)j->site_factor - (double)j->nice;
    sum = tres_sum(w, sum);
    return sum < 1 ? 1 : sum;
}

static struct aif_priority_terms weigh(const struct aif_priority *p,
                                       const struct aif_priority_terms *f)
{
    struct aif_priority_terms w = {
        .age = f->age * (double)p->weight_age,
        .assoc = f->assoc * (double)p->weight_assoc,
        .fairshare = f->fairshare * (double)p->weight_fairshare,
        .job_size = f->job_size * (double)p->weight_job_size,
        .partition = f->partition * (double)p->weight_partition,
        .qos = f->qos * (double)p->weight_qos,
    };
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        w.tres[t] = f->tres[t] * p->weight_tres[t];
    return w;
}

static struct aif_priority_fixed fix(const struct aif_priority_terms *w,
                                     const struct aif_priority_job *j)
{
    return (struct aif_priority_fixed){
        .assoc = w->assoc,
        .job_size = w->job_size,
        .partition = w->partition,
        .qos = w->qos,
        .tres = tres_sum(w, 0),
        .site = (double)j->site_factor,
        .nice = (double)j->nice,
        .is_in_several_partitions = j->is_in_several_partitions,
    };
}

void aif_priority_fix(const struct aif_priority *settings, const struct aif_priority_scale *scale,
                      const struct aif_priority_job *job, struct aif_priority_fixed *out)
{
    struct aif_priority_terms f = factors_of(settings, scale, job);
    struct aif_priority_terms w = weigh(settings, &f);
    *out = fix(&w, job);
}

uint32_t aif_priority_now(const struct aif_priority *settings,
                          const struct aif_priority_fixed *fixed, int64_t age_s, double fairshare)
{
    double age = age_factor(settings, age_s) * (double)settings->weight_age;
    return cut(controller_sum(fixed, age, fairshare * (double)settings->weight_fairshare));
}

void aif_priority_compute(const struct aif_priority *settings,
                          const struct aif_priority_scale *scale,
                          const struct aif_priority_job *job, struct aif_priority_sum *out)
{
    struct aif_priority_terms f = factors_of(settings, scale, job);
    struct aif_priority_terms w = weigh(settings, &f);
    struct aif_priority_fixed fixed = fix(&w, job);
    *out = (struct aif_priority_sum){
        .factor = f,
        .weighted = w,
        .shown = shown_sum(&w, job),
        .priority = cut(controller_sum(&fixed, w.age, w.fairshare)),
    };
}
