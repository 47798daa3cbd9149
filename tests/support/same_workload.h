/* Whether two workloads say the same, whatever the order of their tables. */
#ifndef TESTS_SAME_WORKLOAD_H
#define TESTS_SAME_WORKLOAD_H

#include "aif/workload.h"

#include <string.h>

static inline bool same_name(const struct aif_names *a, uint32_t i, const struct aif_names *b,
                             uint32_t j)
{
    return strcmp(aif_names_at(a, i, ""), aif_names_at(b, j, "")) == 0;
}

static inline const char *job_difference(const struct aif_workload *a, const struct aif_workload *b,
                                         uint32_t i)
{
    const struct aif_job *x = &a->jobs[i], *y = &b->jobs[i];
    if (x->id != y->id || x->status != y->status || x->think_s != y->think_s)
        return "number, status or think time";
    if (x->submit_s != y->submit_s || x->runtime_s != y->runtime_s || x->limit_s != y->limit_s)
        return "times";
    if (x->request.procs != y->request.procs || x->request.nodes != y->request.nodes ||
        x->request.is_exclusive != y->request.is_exclusive ||
        memcmp(&x->request.per_node, &y->request.per_node, sizeof x->request.per_node))
        return "request";
    if (!same_name(&a->users, x->user, &b->users, y->user) ||
        !same_name(&a->accounts, x->account, &b->accounts, y->account) ||
        !same_name(&a->applications, x->application, &b->applications, y->application) ||
        !same_name(&a->communities, x->community, &b->communities, y->community) ||
        !same_name(&a->partitions, x->partition, &b->partitions, y->partition) ||
        !same_name(&a->qos, x->qos, &b->qos, y->qos))
        return "names";
    return NULL;
}

static inline const char *list_difference(const struct aif_workload *a,
                                          const struct aif_workload *b, uint32_t i)
{
    const struct aif_extra *x = &a->extras[i], *y = &b->extras[i];
    if (x->partition_count != y->partition_count || x->depend_count != y->depend_count ||
        x->is_any_depend_enough != y->is_any_depend_enough)
        return "lists";
    for (uint32_t k = 0; k < x->partition_count; k++)
        if (!same_name(&a->partitions, a->partition_lists[x->first_partition + k], &b->partitions,
                       b->partition_lists[y->first_partition + k]))
            return "partitions";
    for (uint32_t k = 0; k < x->depend_count; k++) {
        const struct aif_depend *d = &a->depends[x->first_depend + k];
        const struct aif_depend *e = &b->depends[y->first_depend + k];
        if (d->kind != e->kind || d->job != e->job || d->delay_s != e->delay_s ||
            (d->array == AIF_NONE) != (e->array == AIF_NONE) ||
            (d->array != AIF_NONE && a->arrays[d->array].id != b->arrays[e->array].id))
            return "dependencies";
    }
    return NULL;
}

static inline const char *array_difference(const struct aif_workload *a,
                                           const struct aif_workload *b, uint32_t i)
{
    const struct aif_extra *x = &a->extras[i], *y = &b->extras[i];
    if (x->array == AIF_NONE && y->array == AIF_NONE)
        return NULL;
    if (x->array == AIF_NONE || y->array == AIF_NONE || x->array_task != y->array_task)
        return "task of an array";
    const struct aif_array *s = &a->arrays[x->array], *t = &b->arrays[y->array];
    if (s->id != t->id || s->job_count != t->job_count || s->max_running != t->max_running ||
        memcmp(a->array_jobs + s->first_job, b->array_jobs + t->first_job,
               s->job_count * sizeof *a->array_jobs))
        return "array";
    return NULL;
}

static inline const char *extra_difference(const struct aif_workload *a,
                                           const struct aif_workload *b, uint32_t i)
{
    const struct aif_extra *x = &a->extras[i], *y = &b->extras[i];
    if (x->is_held != y->is_held || x->must_not_requeue != y->must_not_requeue ||
        x->has_failed != y->has_failed)
        return "hold, requeue or exit code";
    if (!same_name(&a->job_names, x->name, &b->job_names, y->name) ||
        !same_name(&a->reservations, x->reservation, &b->reservations, y->reservation) ||
        !same_name(&a->features, x->features, &b->features, y->features))
        return "job name, reservation or features";
    if (x->begin_s != y->begin_s || x->nice != y->nice || x->site_factor != y->site_factor ||
        x->priority != y->priority || x->min_limit_s != y->min_limit_s ||
        x->submit_ms != y->submit_ms || x->runtime_ms != y->runtime_ms)
        return "times or priority";
    if (x->tasks != y->tasks || x->cpus_per_task != y->cpus_per_task || x->gpus != y->gpus ||
        x->max_nodes != y->max_nodes || x->mem_per_cpu_mib != y->mem_per_cpu_mib)
        return "tasks, GPUs, memory or nodes";
    const char *difference = list_difference(a, b, i);
    return difference ? difference : array_difference(a, b, i);
}

static inline const char *traits_difference(const struct aif_workload *a,
                                            const struct aif_workload *b, uint32_t i)
{
    const struct aif_traits *x = &a->traits[i], *y = &b->traits[i];
    if (!same_name(&a->organisations, x->organisation, &b->organisations, y->organisation) ||
        !same_name(&a->countries, x->country, &b->countries, y->country) ||
        !same_name(&a->data_homes, x->data_home, &b->data_homes, y->data_home))
        return "organisation, country or home of data";
    if (x->data_gib != y->data_gib || x->min_nodes != y->min_nodes ||
        x->deadline_s != y->deadline_s || x->checkpoint_s != y->checkpoint_s ||
        x->is_sensitive != y->is_sensitive || x->is_preemptible != y->is_preemptible)
        return "data, nodes, deadline or checkpoints";
    return NULL;
}

static inline const char *action_difference(const struct aif_workload *a,
                                            const struct aif_workload *b, uint32_t i)
{
    const struct aif_action *x = &a->actions[i], *y = &b->actions[i];
    if (x->t_s != y->t_s || x->t_ms != y->t_ms || x->kind != y->kind || x->job != y->job ||
        x->value != y->value || x->node_count != y->node_count)
        return "action";
    return x->node_count && memcmp(a->action_nodes + x->first_node, b->action_nodes + y->first_node,
                                   x->node_count * sizeof *a->action_nodes)
               ? "nodes of an action"
               : NULL;
}

/* What differs first, in words; NULL: nothing.  `after` of jobs with the same number may differ. */
static inline const char *workload_difference(const struct aif_workload *a,
                                              const struct aif_workload *b)
{
    if (a->count != b->count || a->max_procs != b->max_procs || a->unix_start_s != b->unix_start_s)
        return "number of jobs or header";
    if (!a->extras != !b->extras || !a->traits != !b->traits)
        return "whether there is more about jobs";
    if (a->action_count != b->action_count || a->array_count != b->array_count ||
        a->depend_count != b->depend_count)
        return "number of actions, arrays or dependencies";
    const char *difference = NULL;
    for (uint32_t i = 0; i < a->count && !difference; i++) {
        difference = job_difference(a, b, i);
        if (!difference && a->extras)
            difference = extra_difference(a, b, i);
        if (!difference && a->traits)
            difference = traits_difference(a, b, i);
    }
    for (uint32_t i = 0; i < a->action_count && !difference; i++)
        difference = action_difference(a, b, i);
    return difference;
}

#endif
