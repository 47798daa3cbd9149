/* Slurm's tables: choosing columns, cells that several tables have, padding. */
#include "report/slurm_table.h"

#include "aif/text.h"
#include "base/hostlist.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 64 };
#define DAY_S INT64_C(86400)

const char *slurm_text(struct slurm_table *t, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return aif_arena_text(&t->arena, text, strlen(text));
}

const char *slurm_job_id(struct slurm_table *t)
{
    const struct aif_workload *w = t->scenario->workload;
    const struct aif_extra *x = w->extras ? &w->extras[t->row->index] : NULL;
    if (x && x->array != AIF_NONE)
        return slurm_text(t, "%lld_%u", (long long)w->arrays[x->array].id, x->array_task);
    return slurm_text(t, "%lld", (long long)w->jobs[t->row->index].id);
}

const char *slurm_user(struct slurm_table *t)
{
    const struct aif_workload *w = t->scenario->workload;
    return aif_names_at(&w->users, w->jobs[t->row->index].user, "");
}

const char *slurm_partition(struct slurm_table *t, uint32_t partition)
{
    return partition < t->machine->partition_count ? t->machine->partitions[partition].name
                                                   : t->machine->name;
}

/* Years of 400 x 365.2425 days that begin in March (after Howard Hinnant's civil_from_days). */
const char *slurm_time(struct slurm_table *t, int64_t t_s, const char *unknown)
{
    if (t_s == AIF_UNKNOWN_S || t_s == AIF_NEVER_S)
        return unknown;
    int64_t zero_s = t->scenario->workload->unix_start_s;
    int64_t unix_s = t_s + (zero_s == AIF_UNKNOWN_S ? 0 : zero_s);
    int64_t day = unix_s >= 0 ? unix_s / DAY_S : -((DAY_S - 1 - unix_s) / DAY_S);
    int64_t second = unix_s - day * DAY_S, z = day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t march = (5 * of_year + 2) / 153, month = march < 10 ? march + 3 : march - 9;
    return slurm_text(t, "%04lld-%02lld-%02lldT%02lld:%02lld:%02lld",
                      (long long)(year + era * 400 + (month <= 2)), (long long)month,
                      (long long)(of_year - (153 * march + 2) / 5 + 1), (long long)(second / 3600),
                      (long long)(second / 60 % 60), (long long)(second % 60));
}

static void name_class(struct slurm_table *t, uint32_t i)
{
    const struct aif_class *k = &t->machine->classes[i];
    const char *hosts = t->centre && t->centre->classes ? t->centre->classes[i].hosts : NULL;
    struct hostlist list = {0};
    struct aif_err err;
    bool has_names = hosts && *hosts && hostlist_expand(hosts, &t->arena, &list, &err) &&
                     list.count == k->node_count;
    int digits = 1;
    for (uint32_t n = k->node_count; n >= 10; n /= 10)
        digits++;
    for (uint32_t n = 0; n < k->node_count; n++)
        t->node_names[k->first_node + n] =
            has_names ? list.names[n] : slurm_text(t, "%s-%0*u", k->name, digits, n + 1);
}

const char *slurm_nodes(struct slurm_table *t)
{
    if (!t->job.nodes || t->scenario->machine->procs)
        return "";
    if (!t->node_names) {
        t->node_names = AIF_NEW(&t->arena, const char *, t->machine->node_count);
        for (uint32_t i = 0; i < t->machine->class_count; i++)
            name_class(t, i);
    }
    const char **names = AIF_NEW(&t->arena, const char *, t->job.node_count);
    for (uint32_t i = 0; i < t->job.node_count; i++)
        names[i] = t->node_names[t->job.nodes[i]];
    t->scratch->used = 0;
    t->scratch->has_failed = false;
    hostlist_put(names, t->job.node_count, t->scratch);
    return aif_arena_text(&t->arena, t->scratch->buffer, t->scratch->used);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Fields of Slurm's commands that have other names than the columns that show them. */
static const struct {
    const char *field, *column;
} fields[] = {
    {"UserName", "USER"},    {"StateCompact", "ST"},
    {"TimeUsed", "TIME"},    {"NumNodes", "NODES"},
    {"NumCPUs", "CPUS"},     {"PriorityLong", "PRIORITY"},
    {"JobArrayID", "JOBID"}, {"ReasonList", "NODELIST(REASON)"},
};

/* The case of letters does not matter, nor does a _ that one has and the other has not. */
static bool is_same(const char *own, const char *name, size_t bytes)
{
    size_t i = 0;
    for (; *own; own++) {
        if (i < bytes && lower(*own) == lower(name[i]))
            i++;
        else if (*own != '_')
            return false;
    }
    return i == bytes;
}

static bool is_named(const struct slurm_column *c, const char *name, size_t bytes)
{
    if (is_same(c->name, name, bytes))
        return true;
    for (size_t i = 0; i < AIF_COUNT(fields); i++)
        if (strcmp(fields[i].column, c->name) == 0 && is_same(fields[i].field, name, bytes))
            return true;
    return false;
}

/* ":10", ":.10" behind a name. */
static bool read_width(const char *text, size_t bytes, int *width)
{
    bool is_right = bytes > 1 && text[1] == '.';
    int value = 0;
    for (size_t i = 1 + is_right; i < bytes; i++) {
        if (text[i] < '0' || text[i] > '9' || value > 999)
            return false;
        value = 10 * value + (text[i] - '0');
    }
    *width = is_right ? value : -value;
    return bytes > 1u + is_right;
}

static bool fail_column(const struct slurm_column *columns, const char *name, size_t bytes,
                        struct aif_err *err)
{
    char known[1024] = "";
    for (const struct slurm_column *c = columns; c->name; c++) {
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", c->name);
    }
    return aif_err_set(err, "no column '%.*s'; there are %s", (int)bytes, name, known);
}

static bool choose(struct slurm_table *t, const struct slurm_column *columns, const char *list,
                   const struct slurm_column *chosen[MOST_COLUMNS + 1], struct aif_err *err)
{
    uint32_t count = 0;
    for (const char *at = list; *at;) {
        size_t bytes = strcspn(at, ","), name_bytes = strcspn(at, ":,");
        const struct slurm_column *c = columns;
        while (c->name && !is_named(c, at, name_bytes))
            c++;
        if (!c->name)
            return fail_column(columns, at, name_bytes, err);
        if (count == MOST_COLUMNS)
            return aif_err_set(err, "more than %d columns", MOST_COLUMNS);
        struct slurm_column *own = AIF_NEW(&t->arena, struct slurm_column, 1);
        *own = *c;
        if (name_bytes < bytes && !read_width(at + name_bytes, bytes - name_bytes, &own->width))
            return aif_err_set(err, "column '%.*s': expected a width behind the colon, such as 10",
                               (int)bytes, at);
        chosen[count++] = own;
        at += bytes + (at[bytes] == ',');
    }
    chosen[count] = NULL;
    return true;
}

static void put_spaces(struct aif_sink *out, size_t count, char c)
{
    for (size_t i = 0; i < count; i++)
        aif_sink_char(out, c);
}

static void put_padded(struct aif_sink *out, const struct slurm_column *c, const char *text,
                       bool marks_cut)
{
    size_t bytes = strlen(text), width = (size_t)(c->width < 0 ? -c->width : c->width);
    bool is_cut = width && bytes > width;
    size_t shown = is_cut ? width - marks_cut : bytes;
    if (c->width > 0 && !is_cut)
        put_spaces(out, width - bytes, ' ');
    aif_sink_bytes(out, text, shown);
    if (is_cut && marks_cut)
        aif_sink_char(out, '+');
    if (c->width < 0 && !is_cut)
        put_spaces(out, width - bytes, ' ');
}

static void put_line(struct slurm_table *t, const struct slurm_layout *layout,
                     const struct slurm_column *const *chosen, struct aif_sink *out)
{
    for (uint32_t i = 0; chosen[i]; i++) {
        const char *text = t->row             ? chosen[i]->cell(t)
                           : chosen[i]->title ? chosen[i]->title
                                              : chosen[i]->name;
        if (i > 0 && !(layout->has_rule && !t->request->is_parsable))
            aif_sink_char(out, t->request->is_parsable ? '|' : ' ');
        if (t->request->is_parsable)
            aif_sink_text(out, text);
        else
            put_padded(out, chosen[i], text, layout->has_rule);
        if (layout->has_rule && !t->request->is_parsable)
            aif_sink_char(out, ' ');
    }
    aif_sink_char(out, '\n');
}

static void put_rule(const struct slurm_column *const *chosen, struct aif_sink *out)
{
    for (uint32_t i = 0; chosen[i]; i++) {
        put_spaces(out, (size_t)(chosen[i]->width < 0 ? -chosen[i]->width : chosen[i]->width), '-');
        aif_sink_char(out, ' ');
    }
    aif_sink_char(out, '\n');
}

static int compare_rows(const void *a, const void *b)
{
    const struct slurm_row *x = a, *y = b;
    for (int i = 0; i < 3; i++)
        if (x->key[i] != y->key[i])
            return x->key[i] < y->key[i] ? -1 : 1;
    if (x->index != y->index)
        return x->index < y->index ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

static void put_rows(struct slurm_table *t, const struct slurm_layout *layout,
                     const struct slurm_column *const *chosen, struct aif_sink *out)
{
    if (t->row_count)
        qsort(t->rows, t->row_count, sizeof *t->rows, compare_rows);
    if (!t->request->has_no_header) {
        put_line(t, layout, chosen, out);
        if (layout->has_rule && !t->request->is_parsable)
            put_rule(chosen, out);
    }
    for (uint32_t i = 0; i < t->row_count; i++) {
        t->row = &t->rows[i];
        layout->look(t);
        put_line(t, layout, chosen, out);
    }
}

bool aif_slurm_table_shows_plan(const struct aif_slurm_request *request)
{
    static const struct slurm_column start = {.name = "START_TIME"};
    if (request->table != AIF_SLURM_SQUEUE || request->is_start)
        return request->table == AIF_SLURM_SQUEUE;
    for (const char *at = request->columns ? request->columns : ""; *at;) {
        size_t bytes = strcspn(at, ",");
        if (is_named(&start, at, bytes))
            return true;
        at += bytes + (at[bytes] == ',');
    }
    return false;
}

bool aif_slurm_table_write(const struct aif_sim *sim, const struct aif_scenario *scenario,
                           const struct aif_slurm_request *request, struct aif_sink *out,
                           struct aif_err *err)
{
    const struct slurm_layout *const layouts[] = {&slurm_sshare, &slurm_sprio, &slurm_squeue,
                                                  &slurm_sacct};
    const struct slurm_layout *layout = layouts[request->table];
    const struct slurm_column *chosen[MOST_COLUMNS + 1];
    struct slurm_table t = {
        .sim = sim,
        .scenario = scenario,
        .request = request,
        .machine = aif_view_machine(sim),
        .centre = aif_view_centre(sim),
        .share = aif_view_share(sim),
    };
    const char *list = request->columns    ? request->columns
                       : request->is_start ? layout->of_starts
                       : request->is_long  ? layout->in_full
                                           : layout->usual;
    if (!list)
        list = layout->choose_usual(&t);
    t.scratch = AIF_NEW(&t.arena, struct aif_sink, 1);
    bool is_made = slurm_check_request(request, err) &&
                   choose(&t, layout->columns, list, chosen, err) && layout->find_rows(&t, err);
    if (is_made)
        put_rows(&t, layout, chosen, out);
    aif_arena_free(&t.arena);
    return is_made;
}
