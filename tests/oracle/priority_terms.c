/* Priorities of jobs told on standard input, one line of numbers a job, in the order of the reads
 * below: for slurm_priority.py, which compares them with those of a real Slurm. */
#include "aif/priority.h"

#include <stdio.h>

static bool is_bad;

static double number(void)
{
    double x = 0;
    is_bad |= scanf("%lf", &x) != 1;
    return x;
}

static int64_t whole(void)
{
    return (int64_t)number();
}

static void read_tres(struct aif_tres_set *s)
{
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        s->of[t] = whole();
}

static void read_settings(struct aif_priority *p, struct aif_priority_scale *s)
{
    p->weight_age = whole();
    p->weight_assoc = whole();
    p->weight_fairshare = whole();
    p->weight_job_size = whole();
    p->weight_partition = whole();
    p->weight_qos = whole();
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        p->weight_tres[t] = number();
    p->max_age_s = whole();
    p->favors_small = whole();
    p->is_small_relative_to_time = whole();
    p->has_plain_partition = whole();
    p->has_plain_qos = whole();
    p->has_plain_assoc = whole();
    p->has_plain_tres = whole();
    s->nodes = (uint32_t)whole();
    s->cpus = (uint32_t)whole();
    s->max_partition_factor = whole();
    s->max_qos = whole();
    s->max_assoc = whole();
}

static void read_job(struct aif_priority_job *j, struct aif_tres_set *capacity)
{
    j->age_s = whole();
    j->fairshare = number();
    j->nodes = (uint32_t)whole();
    j->cpus = (uint32_t)whole();
    j->limit_s = whole();
    read_tres(&j->tres);
    read_tres(capacity);
    j->capacity = capacity;
    j->partition_factor = whole();
    j->qos_priority = whole();
    j->assoc_priority = whole();
    j->nice = whole();
    j->site_factor = whole();
    j->is_in_several_partitions = whole();
}

static void print_terms(const struct aif_priority_terms *t)
{
    printf("%.17g %.17g %.17g %.17g %.17g %.17g ", t->age, t->assoc, t->fairshare, t->job_size,
           t->partition, t->qos);
    for (int i = 0; i < AIF_TRES_COUNT; i++)
        printf("%.17g ", t->tres[i]);
}

int main(void)
{
    for (;;) {
        struct aif_priority settings = {0};
        struct aif_priority_scale scale;
        struct aif_priority_job job;
        struct aif_tres_set capacity;
        read_settings(&settings, &scale);
        read_job(&job, &capacity);
        if (is_bad)
            return feof(stdin) ? 0 : 1;
        struct aif_priority_sum sum;
        aif_priority_compute(&settings, &scale, &job, &sum);
        print_terms(&sum.factor);
        print_terms(&sum.weighted);
        printf("%.17g %u\n", sum.shown, sum.priority);
    }
}
