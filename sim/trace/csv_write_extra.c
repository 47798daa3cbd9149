/* Writer of the columns and the table that only traces of batch systems have. */
#include "trace/csv_write.h"

#include "trace/csv_columns.h"

/* A job as dependencies and actions name it: a task by its array, which no other job is called. */
static void put_target(struct aif_sink *out, const struct aif_workload *w, uint32_t job)
{
    const struct aif_extra *x = w->extras ? &w->extras[job] : NULL;
    if (!x || x->array == AIF_NONE) {
        aif_sink_int(out, w->jobs[job].id);
        return;
    }
    aif_sink_int(out, w->arrays[x->array].id);
    aif_sink_char(out, '_');
    aif_sink_int(out, x->array_task);
}

static void put_depend(struct aif_sink *out, const struct aif_workload *w,
                       const struct aif_depend *d)
{
    aif_sink_text(out, csv_depend_names[d->kind]);
    if (d->kind == AIF_DEPEND_SINGLETON)
        return;
    aif_sink_char(out, ':');
    if (d->array != AIF_NONE)
        aif_sink_int(out, w->arrays[d->array].id);
    else
        put_target(out, w, d->job);
    if (d->kind != AIF_DEPEND_AFTER || !d->delay_s)
        return;
    bool is_whole = d->delay_s % 60 == 0;
    aif_sink_char(out, '+');
    aif_sink_int(out, is_whole ? d->delay_s / 60 : d->delay_s);
    aif_sink_text(out, is_whole ? "" : "s");
}

static void put_depends(struct aif_sink *out, const struct aif_workload *w,
                        const struct aif_extra *x)
{
    bool is_quoted = x->depend_count > 1;
    aif_sink_text(out, is_quoted ? "\"" : "");
    for (uint32_t i = 0; i < x->depend_count; i++) {
        if (i)
            aif_sink_char(out, x->is_any_depend_enough ? '?' : ',');
        put_depend(out, w, &w->depends[x->first_depend + i]);
    }
    aif_sink_text(out, is_quoted ? "\"" : "");
}

/* Quotes within names are doubled, as within any cell. */
static void put_partitions(struct aif_sink *out, const struct aif_workload *w,
                           const struct aif_extra *x)
{
    aif_sink_text(out, x->partition_count ? "\"" : "");
    for (uint32_t i = 0; i < x->partition_count; i++) {
        const char *p =
            aif_names_at(&w->partitions, w->partition_lists[x->first_partition + i], "");
        if (i)
            aif_sink_char(out, ',');
        for (; *p; p++) {
            if (*p == '"')
                aif_sink_char(out, '"');
            aif_sink_char(out, *p);
        }
    }
    aif_sink_text(out, x->partition_count ? "\"" : "");
}

/* The number in a column, or whether there is one. */
static bool number_of(const struct aif_workload *w, const struct aif_extra *x, enum csv_column c,
                      int64_t *out)
{
    bool has_array = x->array != AIF_NONE;
    const struct aif_array *array = has_array ? &w->arrays[x->array] : NULL;
    const int64_t numbers[CSV_FIRST_TRAIT] = {
        [CSV_ARRAY_ID] = has_array ? array->id : 0,
        [CSV_ARRAY_LIMIT] = has_array ? array->max_running : 0,
        [CSV_HOLD] = x->is_held,
        [CSV_NICE] = x->nice,
        [CSV_SITE_FACTOR] = x->site_factor,
        [CSV_EXIT_CODE] = x->has_failed,
        [CSV_TASKS] = x->tasks,
        [CSV_CPUS_PER_TASK] = x->cpus_per_task,
        [CSV_GPUS] = x->gpus,
        [CSV_MEM_MIB_PER_CPU] = x->mem_per_cpu_mib,
        [CSV_MAX_NODES] = x->max_nodes,
        [CSV_MIN_LIMIT_S] = x->min_limit_s,
        [CSV_SUBMIT_MS] = x->submit_ms,
        [CSV_RUN_MS] = x->runtime_ms,
    };
    *out = numbers[c];
    if (c == CSV_BEGIN_S)
        *out = x->begin_s;
    else if (c == CSV_PRIORITY)
        *out = x->priority;
    else if (c == CSV_ARRAY_TASK)
        *out = x->array_task;
    if (c == CSV_BEGIN_S || c == CSV_PRIORITY)
        return *out != AIF_UNKNOWN_S;
    if (c == CSV_ARRAY_TASK)
        return has_array;
    return c == CSV_REQUEUE ? x->must_not_requeue : *out != 0;
}

static const char *name_of(const struct aif_workload *w, const struct aif_extra *x,
                           enum csv_column c)
{
    if (c == CSV_JOB_NAME)
        return aif_names_at(&w->job_names, x->name, "");
    if (c == CSV_RESERVATION)
        return aif_names_at(&w->reservations, x->reservation, "");
    return c == CSV_FEATURES ? aif_names_at(&w->features, x->features, "") : "";
}

static bool states(const struct aif_workload *w, const struct aif_extra *x, enum csv_column c)
{
    int64_t number;
    if (c == CSV_PARTITIONS)
        return x->partition_count > 0;
    if (c == CSV_DEPENDS)
        return x->depend_count > 0;
    return number_of(w, x, c, &number) || *name_of(w, x, c);
}

uint64_t csv_used_extras(const struct aif_workload *w)
{
    uint64_t used = 0;
    for (uint32_t i = 0; w->extras && i < w->count; i++)
        for (int c = CSV_FIRST_EXTRA; c < CSV_FIRST_TRAIT; c++)
            if (!(used >> c & 1) && states(w, &w->extras[i], (enum csv_column)c))
                used |= UINT64_C(1) << c;
    return used;
}

void csv_put_extra(struct aif_sink *out, const struct aif_workload *w, uint32_t job, uint64_t used)
{
    const struct aif_extra *x = &w->extras[job];
    for (int i = CSV_FIRST_EXTRA; i < CSV_FIRST_TRAIT; i++) {
        enum csv_column c = (enum csv_column)i;
        int64_t number;
        if (!(used >> i & 1))
            continue;
        aif_sink_char(out, ',');
        if (c == CSV_PARTITIONS)
            put_partitions(out, w, x);
        else if (c == CSV_DEPENDS)
            put_depends(out, w, x);
        else if (number_of(w, x, c, &number))
            aif_sink_int(out, number);
        else
            aif_sink_csv(out, name_of(w, x, c));
    }
}

/* "0-3,8": neighbours that follow each other become a range. */
static void put_nodes(struct aif_sink *out, const uint32_t *nodes, uint32_t count)
{
    aif_sink_text(out, "\"");
    for (uint32_t i = 0, last; i < count; i = last + 1) {
        for (last = i; last + 1 < count && nodes[last + 1] == nodes[last] + 1;)
            last++;
        if (i)
            aif_sink_char(out, ',');
        aif_sink_int(out, nodes[i]);
        if (last > i) {
            aif_sink_char(out, '-');
            aif_sink_int(out, nodes[last]);
        }
    }
    aif_sink_text(out, "\"");
}

static void put_action(struct aif_sink *out, const struct aif_workload *w,
                       const struct aif_action *a)
{
    aif_sink_int(out, a->t_s);
    if (a->t_ms) {
        aif_sink_char(out, '.');
        aif_sink_char(out, (char)('0' + a->t_ms / 100));
        aif_sink_char(out, (char)('0' + a->t_ms / 10 % 10));
        aif_sink_char(out, (char)('0' + a->t_ms % 10));
    }
    aif_sink_char(out, ',');
    aif_sink_text(out, csv_action_names[a->kind]);
    aif_sink_char(out, ',');
    if (a->job != AIF_NONE)
        put_target(out, w, a->job);
    aif_sink_char(out, ',');
    if (a->node_count)
        put_nodes(out, w->action_nodes + a->first_node, a->node_count);
    aif_sink_char(out, ',');
    if (a->value)
        aif_sink_int(out, a->value);
    aif_sink_char(out, '\n');
}

void csv_put_actions(struct aif_sink *out, const struct aif_workload *w)
{
    aif_sink_text(out, CSV_ACTIONS_MAGIC);
    aif_sink_int(out, CSV_VERSION);
    aif_sink_char(out, '\n');
    for (int c = 0; c < CSV_ACTION_COLUMN_COUNT; c++) {
        aif_sink_text(out, csv_action_column_names[c]);
        aif_sink_char(out, c + 1 < CSV_ACTION_COLUMN_COUNT ? ',' : '\n');
    }
    for (uint32_t i = 0; i < w->action_count; i++)
        put_action(out, w, &w->actions[i]);
}
