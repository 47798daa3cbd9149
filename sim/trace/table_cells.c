/* What the cells of a foreign job table mean: times, amounts, names, and how jobs ended. */
#include "aif/text.h"
#include "trace/dates.h"
#include "trace/table.h"

#include <stdio.h>
#include <string.h>

struct csv_cell table_cell(const struct table *t, unsigned column)
{
    static const char *const nothing[] = {"nan",  "NaN",  "NaT", "None",
                                          "null", "NULL", "N/A", "Unknown"};
    if (!t->found[column].cell)
        return (struct csv_cell){"", 0};
    struct csv_cell cell = t->row.cells[t->found[column].cell - 1];
    for (size_t i = 0; i < AIF_COUNT(nothing); i++)
        if (csv_cell_is(cell, nothing[i]))
            return (struct csv_cell){"", 0};
    return cell;
}

bool table_fail(const struct table *t, unsigned column, const char *expected)
{
    char found[41];
    struct csv_cell cell = table_cell(t, column);
    size_t n = 0;
    for (; n < cell.bytes && n < sizeof found - 1; n++)
        found[n] = cell.text[n] >= ' ' && cell.text[n] < 127 ? cell.text[n] : '?';
    found[n] = '\0';
    return aif_err_set(t->err, "%s:%llu: column %.*s: found '%s', %s", t->in->path,
                       (unsigned long long)t->line, (int)t->found[column].name.bytes,
                       t->found[column].name.text, found, expected);
}

bool table_repair(struct table *t, enum aif_repair what, unsigned column)
{
    t->w->repairs[what]++;
    if (!t->in->is_strict)
        return true;
    char expected[160] = "which --strict does not allow: ";
    strncat(expected, aif_repair_summary(what), sizeof expected - strlen(expected) - 1);
    return table_fail(t, column, expected);
}

/* A decimal number without sign or exponent, times scale; *is_rounded where it was rounded, up or
 * down.  False if it is none, or too large for 18 digits. */
static bool read_decimal(struct csv_cell cell, int64_t scale, int64_t *out, bool *is_rounded)
{
    size_t i = 0, digits = 0;
    int64_t whole = 0, part = 0, unit = 1;
    bool is_more = false;
    for (; i < cell.bytes && cell.text[i] >= '0' && cell.text[i] <= '9'; i++, digits++) {
        if (whole > INT64_C(99999999999999))
            return false;
        whole = whole * 10 + (cell.text[i] - '0');
    }
    if (i < cell.bytes && cell.text[i] == '.')
        for (i++; i < cell.bytes && cell.text[i] >= '0' && cell.text[i] <= '9'; i++, digits++) {
            int64_t digit = cell.text[i] - '0';
            if (unit < 1000000) {
                part = part * 10 + digit;
                unit *= 10;
            } else {
                is_more |= digit != 0;
            }
        }
    if (i != cell.bytes || digits == 0)
        return false;
    *out = whole * scale + part * scale / unit;
    *is_rounded = is_more || part * scale % unit != 0;
    return true;
}

bool table_seconds(struct table *t, unsigned column, int64_t *out_s)
{
    struct csv_cell cell = table_cell(t, column);
    bool is_rounded;
    *out_s = AIF_UNKNOWN_S;
    if (cell.bytes == 0)
        return true;
    if (!read_decimal(cell, 1, out_s, &is_rounded))
        return table_fail(t, column, "expected seconds >= 0; correct the cell or empty it");
    if (*out_s > AIF_TRACE_TIME_MAX_S)
        return table_fail(t, column, "expected at most 9999999999 seconds; times in milliseconds?");
    return !is_rounded || table_repair(t, AIF_REPAIR_FRACTION, column);
}

static bool read_date(struct table *t, unsigned column, int64_t *out_s)
{
    struct csv_cell cell = table_cell(t, column);
    bool has_decimals;
    if (!dates_read(cell.text, cell.bytes, out_s, &has_decimals) || *out_s > AIF_TRACE_TIME_MAX_S)
        return table_fail(t, column,
                          "expected a date like 2020-01-31 13:45:00, as in the rows above");
    return !has_decimals || table_repair(t, AIF_REPAIR_FRACTION, column);
}

bool table_time(struct table *t, unsigned column, int64_t *out_s)
{
    struct csv_cell cell = table_cell(t, column);
    *out_s = AIF_UNKNOWN_S;
    if (cell.bytes == 0)
        return true;
    bool is_date = dates_matches(cell.text, cell.bytes);
    if (t->clock == TABLE_CLOCK_UNKNOWN)
        t->clock = is_date ? TABLE_CLOCK_DATES : TABLE_CLOCK_SECONDS;
    if (t->clock == TABLE_CLOCK_DATES)
        return read_date(t, column, out_s);
    if (is_date)
        return table_fail(t, column, "expected a number of seconds, as in the rows above");
    return table_seconds(t, column, out_s);
}

bool table_run(struct table *t, unsigned start, unsigned end, int64_t *out_s)
{
    int64_t start_s, end_s;
    *out_s = AIF_UNKNOWN_S;
    if (!table_time(t, start, &start_s) || !table_time(t, end, &end_s))
        return false;
    if (start_s == AIF_UNKNOWN_S || end_s == AIF_UNKNOWN_S)
        return true;
    *out_s = end_s - start_s;
    if (end_s >= start_s)
        return true;
    char expected[100];
    snprintf(expected, sizeof expected, "expected a time not before %.40s",
             t->format->columns[start].names);
    return table_fail(t, end, expected);
}

bool table_amount(struct table *t, unsigned column, uint32_t scale, uint32_t *out, bool *is_rounded)
{
    struct csv_cell cell = table_cell(t, column);
    int64_t value = 0;
    bool is_part = false;
    if (cell.bytes && !read_decimal(cell, scale, &value, &is_part))
        value = AIF_NONE;
    value += is_part;
    if (value >= AIF_NONE)
        return table_fail(t, column, "expected a number from 0 to 4294967294");
    *out = (uint32_t)value;
    if (is_rounded)
        *is_rounded = is_part;
    return true;
}

bool table_count(struct table *t, unsigned column, enum aif_repair part, uint32_t *out)
{
    bool is_rounded;
    return table_amount(t, column, 1, out, &is_rounded) &&
           (!is_rounded || table_repair(t, part, column));
}

uint32_t table_name(struct table *t, unsigned column, struct aif_names *names)
{
    struct csv_cell cell = table_cell(t, column);
    return cell.bytes ? aif_names_intern(names, &t->w->arena, cell.text, cell.bytes) : AIF_NONE;
}

bool table_small_name(struct table *t, unsigned column, struct aif_names *names, uint16_t *out)
{
    uint32_t index = table_name(t, column, names);
    *out = (uint16_t)index;
    return index == AIF_NONE || index < AIF_NONE16 ||
           table_fail(t, column, "expected at most 65534 different names in this column");
}

void table_id(const struct table *t, unsigned column, struct aif_job *job)
{
    struct csv_cell cell = table_cell(t, column);
    int64_t value;
    bool is_rounded;
    if (cell.bytes && !memchr(cell.text, '.', cell.bytes) &&
        read_decimal(cell, 1, &value, &is_rounded))
        job->id = value;
}

/* "CANCELLED by 1000" begins with its state. */
static struct csv_cell first_word(struct csv_cell cell)
{
    struct csv_cell word = {.text = cell.text, .bytes = 0};
    while (cell.bytes && *word.text == ' ') {
        word.text++;
        cell.bytes--;
    }
    while (word.bytes < cell.bytes && word.text[word.bytes] != ' ')
        word.bytes++;
    return word;
}

bool table_status(struct table *t, unsigned column, struct aif_job *job)
{
    static const struct {
        const char *names;
        int8_t status;
    } known[] = {{"COMPLETED,Completed,completed,Succeeded,Pass,Terminated", AIF_STATUS_COMPLETED},
                 {"CANCELLED,Cancelled,canceled,cancelled,Killed", AIF_STATUS_CANCELLED},
                 {"FAILED,Failed,failed,TIMEOUT,NODE_FAIL,OUT_OF_MEMORY,BOOT_FAIL,DEADLINE",
                  AIF_STATUS_FAILED},
                 {"RUNNING,Running,PENDING,Pending", AIF_STATUS_UNKNOWN}};
    struct csv_cell word = first_word(table_cell(t, column));
    bool is_known = word.bytes == 0;
    for (size_t i = 0; i < AIF_COUNT(known) && !is_known; i++) {
        is_known = aif_text_lists(known[i].names, word.text, word.bytes);
        if (is_known)
            job->status = known[i].status;
    }
    if (!is_known)
        return table_repair(t, AIF_REPAIR_STATUS_UNKNOWN, column);
    bool is_running = csv_cell_is(word, "RUNNING") && job->runtime_s != AIF_UNKNOWN_S;
    return !is_running || table_repair(t, AIF_REPAIR_RUN_CUT, column);
}

static uint32_t divided(uint32_t amount, uint32_t by)
{
    return amount / by + (amount % by != 0);
}

bool table_share_out(struct table *t, const struct aif_shape *sum, uint32_t nodes,
                     struct aif_request *out)
{
    if (!nodes && !sum->gpus && !sum->cores)
        return true;
    if (!nodes) {
        uint32_t each = TABLE_NODE_GPUS;
        while (sum->gpus % each)
            each--;
        nodes = sum->gpus ? sum->gpus / each : 1;
    }
    *out = (struct aif_request){.nodes = nodes,
                                .per_node = {.cores = divided(sum->cores, nodes),
                                             .gpus = divided(sum->gpus, nodes),
                                             .mem_mib = sum->mem_mib}};
    out->is_exclusive = !out->per_node.cores && !out->per_node.gpus && !out->per_node.mem_mib;
    bool is_uneven = sum->cores % nodes || sum->gpus % nodes;
    return !is_uneven || table_repair(t, AIF_REPAIR_UNEVEN, t->format->size);
}
