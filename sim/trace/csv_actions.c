/* The table behind the jobs of our own trace format: what somebody did to jobs and nodes.
 *
 *     #aifsim-actions 1
 *     time_s,action,job_id,nodes,value
 *     3600,cancel,17,,
 *     7200.5,drain,,"0-3,8", */
#include "aif/text.h"
#include "trace/csv_reader.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NODE = 999999, MOST_NODES = 1 << 24, MOST_ACTIONS = 1 << 22 };

const char *const csv_action_column_names[CSV_ACTION_COLUMN_COUNT] = {"time_s", "action", "job_id",
                                                                      "nodes", "value"};
const char *const csv_action_names[] = {
    [AIF_ACTION_CANCEL] = "cancel",       [AIF_ACTION_HOLD] = "hold",
    [AIF_ACTION_RELEASE] = "release",     [AIF_ACTION_SET_NODES] = "set_nodes",
    [AIF_ACTION_SET_LIMIT] = "set_limit", [AIF_ACTION_DRAIN] = "drain",
    [AIF_ACTION_RESUME] = "resume",       [AIF_ACTION_DOWN] = "down",
};
enum { KINDS = AIF_ACTION_DOWN + 1 };

static struct csv_cell at(const struct csv_reader *r, enum csv_action_column c)
{
    unsigned char cell = r->actions.cell_of[c];
    return cell ? r->row.cells[cell - 1] : (struct csv_cell){"", 0};
}

static bool fail(const struct csv_reader *r, enum csv_action_column c, const char *expected)
{
    return csv_error(r, csv_action_column_names[c], at(r, c), expected);
}

static bool row_error(const struct csv_reader *r, const char *what)
{
    return aif_err_set(r->err, "%s:%llu: %s", r->in->path, (unsigned long long)r->line, what);
}

static bool read_header(struct csv_reader *r)
{
    struct csv_actions *a = &r->actions;
    for (unsigned i = 0; i < r->row.count; i++) {
        unsigned c = 0;
        while (c < CSV_ACTION_COLUMN_COUNT &&
               !csv_cell_is(r->row.cells[i], csv_action_column_names[c]))
            c++;
        if (c == CSV_ACTION_COLUMN_COUNT || a->cell_of[c])
            return row_error(r, "expected the columns time_s, action, job_id, nodes, value of the "
                                "table of actions, each once");
        a->cell_of[c] = (unsigned char)(i + 1);
    }
    a->cell_count = r->row.count;
    return (a->cell_of[CSV_ACTION_TIME] && a->cell_of[CSV_ACTION_KIND]) ||
           row_error(r, "a table of actions needs the columns time_s and action");
}

/* Seconds, with up to three decimals. */
static bool read_time(struct csv_reader *r, struct aif_action *a)
{
    struct csv_cell cell = at(r, CSV_ACTION_TIME);
    const char *point = cell.bytes ? memchr(cell.text, '.', cell.bytes) : NULL;
    size_t whole = point ? (size_t)(point - cell.text) : cell.bytes;
    size_t decimals = point ? cell.bytes - whole - 1 : 0;
    int64_t ms = 0;
    bool ok = whole && cell.text[0] != '-' &&
              csv_number((struct csv_cell){cell.text, whole}, 0, &a->t_s, NULL) &&
              a->t_s <= AIF_TRACE_TIME_MAX_S;
    if (point)
        ok = ok && decimals >= 1 && decimals <= 3 && point[1] != '-' &&
             csv_number((struct csv_cell){point + 1, decimals}, 0, &ms, NULL);
    for (size_t i = decimals; i < 3; i++)
        ms *= 10;
    a->t_ms = (uint16_t)(ok ? ms : 0);
    return ok || fail(r, CSV_ACTION_TIME,
                      "expected seconds from 0 to 9999999999 with at most three decimals");
}

static bool read_kind(struct csv_reader *r, struct aif_action *a)
{
    struct csv_cell cell = at(r, CSV_ACTION_KIND);
    for (uint8_t k = 0; k < KINDS; k++)
        if (csv_cell_is(cell, csv_action_names[k])) {
            a->kind = k;
            return true;
        }
    return fail(r, CSV_ACTION_KIND,
                "expected cancel, hold, release, set_nodes, set_limit, drain, resume or down");
}

static bool take_node(struct csv_reader *r, struct aif_action *a, int64_t node)
{
    struct aif_workload *w = r->w;
    if (w->action_node_count == MOST_NODES)
        return fail(r, CSV_ACTION_NODES, "expected at most 16777216 nodes in all actions together");
    w->action_nodes = csv_grown(&w->arena, w->action_nodes, w->action_node_count,
                                &r->actions.node_capacity, sizeof *w->action_nodes);
    w->action_nodes[w->action_node_count++] = (uint32_t)node;
    a->node_count++;
    return true;
}

/* "0-3,8" */
static bool read_nodes(struct csv_reader *r, struct aif_action *a)
{
    struct csv_cell cell = at(r, CSV_ACTION_NODES);
    const char *p = cell.text, *end = p + cell.bytes;
    a->first_node = r->w->action_node_count;
    while (p < end) {
        const char *comma = memchr(p, ',', (size_t)(end - p)), *stop = comma ? comma : end;
        const char *dash = stop > p ? memchr(p, '-', (size_t)(stop - p)) : NULL;
        int64_t first, last;
        bool ok =
            csv_number((struct csv_cell){p, (size_t)((dash ? dash : stop) - p)}, -1, &first, NULL);
        last = first;
        if (dash)
            ok = ok && csv_number((struct csv_cell){dash + 1, (size_t)(stop - dash - 1)}, -1, &last,
                                  NULL);
        if (!ok || first < 0 || last < first || last > MOST_NODE || (comma && comma + 1 == end))
            return fail(r, CSV_ACTION_NODES, "expected node numbers up to 999999, such as 0-3,8");
        for (int64_t node = first; node <= last; node++)
            if (!take_node(r, a, node))
                return false;
        p = comma ? comma + 1 : end;
    }
    return true;
}

static bool read_job(struct csv_reader *r, struct csv_target *t)
{
    struct csv_cell cell = at(r, CSV_ACTION_JOB);
    const char *end = cell.text + cell.bytes;
    return csv_target_read(cell.text, end, t) == end ||
           fail(r, CSV_ACTION_JOB, "expected a job, an array or a task, such as 51 or 51_4");
}

static bool read_action(struct csv_reader *r, struct csv_action *item)
{
    struct aif_action *a = &item->action;
    if (!read_time(r, a) || !read_kind(r, a))
        return false;
    bool needs_nodes = a->kind >= AIF_ACTION_DRAIN;
    bool needs_value = a->kind == AIF_ACTION_SET_NODES || a->kind == AIF_ACTION_SET_LIMIT;
    if (needs_nodes != (at(r, CSV_ACTION_NODES).bytes > 0))
        return fail(r, CSV_ACTION_NODES,
                    needs_nodes ? "expected the nodes that it is done to" : "expected nothing");
    if (needs_nodes == (at(r, CSV_ACTION_JOB).bytes > 0))
        return fail(r, CSV_ACTION_JOB,
                    needs_nodes ? "expected nothing" : "expected the job that it is done to");
    if (needs_value != (at(r, CSV_ACTION_VALUE).bytes > 0))
        return fail(r, CSV_ACTION_VALUE,
                    needs_value ? "expected a number of nodes or seconds" : "expected nothing");
    if (!csv_number(at(r, CSV_ACTION_VALUE), 0, &a->value, NULL) || a->value < 0 ||
        (needs_value && (a->value == 0 || a->value > AIF_TRACE_TIME_MAX_S)))
        return fail(r, CSV_ACTION_VALUE, "expected a whole number from 1 to 9999999999");
    return needs_nodes ? read_nodes(r, a) : read_job(r, &item->target);
}

bool csv_actions_line(struct csv_reader *r)
{
    struct csv_actions *a = &r->actions;
    if (!a->cell_count)
        return read_header(r);
    if (r->row.count != a->cell_count)
        return row_error(r, "an action with more or fewer cells than there are columns");
    struct csv_action item = {.action = {.job = AIF_NONE}, .line = (uint32_t)r->line};
    if (!read_action(r, &item))
        return false;
    a->items = csv_grown(&r->scratch, a->items, a->count, &a->capacity, sizeof *a->items);
    a->items[a->count++] = item;
    return true;
}

static int by_time(const void *a, const void *b)
{
    const struct csv_action *x = a, *y = b;
    if (x->action.t_s != y->action.t_s)
        return x->action.t_s < y->action.t_s ? -1 : 1;
    if (x->action.t_ms != y->action.t_ms)
        return x->action.t_ms < y->action.t_ms ? -1 : 1;
    return x->line < y->line ? -1 : 1;
}

/* One action for each job of an array. */
static bool take(struct csv_reader *r, uint32_t *capacity, struct aif_action action)
{
    struct aif_workload *w = r->w;
    if (w->action_count == MOST_ACTIONS)
        return aif_err_set(r->err, "%s: more than %d actions on jobs", r->in->path, MOST_ACTIONS);
    w->actions = csv_grown(&w->arena, w->actions, w->action_count, capacity, sizeof *w->actions);
    w->actions[w->action_count++] = action;
    return true;
}

/* Strictly read, what acts on nothing is a mistake. */
static bool count_unknown(struct csv_reader *r, const struct csv_action *item)
{
    r->w->repairs[AIF_REPAIR_TARGET_UNKNOWN]++;
    return !r->in->is_strict ||
           aif_err_set(r->err, "%s:%u: acts on job %lld, which is not in the trace", r->in->path,
                       item->line, (long long)item->target.number);
}

static bool bind(struct csv_reader *r, const struct csv_finder *f, const struct csv_action *item,
                 uint32_t *capacity)
{
    struct aif_workload *w = r->w;
    struct aif_action action = item->action;
    if (action.kind >= AIF_ACTION_DRAIN)
        return take(r, capacity, action);
    uint32_t array = csv_find_array(f, item->target);
    if (array == AIF_NONE) {
        action.job = csv_find_job(f, item->target);
        return action.job == AIF_NONE ? count_unknown(r, item) : take(r, capacity, action);
    }
    for (uint32_t i = 0; i < w->arrays[array].job_count; i++) {
        action.job = w->array_jobs[w->arrays[array].first_job + i];
        if (!take(r, capacity, action))
            return false;
    }
    return true;
}

bool csv_actions_finish(struct csv_reader *r, const struct csv_finder *f)
{
    uint32_t capacity = 0;
    if (r->actions.count)
        qsort(r->actions.items, r->actions.count, sizeof *r->actions.items, by_time);
    for (uint32_t i = 0; i < r->actions.count; i++)
        if (!bind(r, f, &r->actions.items[i], &capacity))
            return false;
    return true;
}
