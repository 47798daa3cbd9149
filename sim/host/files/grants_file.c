#include "host/files/grants_file.h"

#include "aif/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* 300 years. */
static const int64_t MOST_S = INT64_C(10000000000);

enum { FIELD_BYTES = 256, MOST_UNIT_HOURS = 300000000, AMOUNT_DIGITS = 6 };

enum column { ACCOUNT, MODE, START, END, AMOUNT, COLUMNS };

static const char *const names[COLUMNS] = {"account", "mode", "start_s", "end_s",
                                           "amount_unit_hours"};

/* Before sorting. */
struct line {
    struct aif_grant grant;
    const char *account;
    uint32_t number;
};

struct reader {
    const char *path, *at, *end;
    uint32_t line, first_line; /* of the row being read: a field may have several lines */
    int places[COLUMNS];       /* where the columns stand; -1: nowhere */
    char fields[COLUMNS][FIELD_BYTES];
    bool is_too_long;
    struct aif_err *err;
};

/* The next field; whether it is the last of its row. */
static bool next_field(struct reader *r, char field[FIELD_BYTES])
{
    size_t used = 0;
    bool is_quoted = false;
    for (; r->at < r->end; r->at++) {
        char c = *r->at;
        r->line += c == '\n';
        if (c == '"' && is_quoted && r->at + 1 < r->end && r->at[1] == '"')
            r->at++; /* a quote within quotes */
        else if (c == '"') {
            is_quoted = !is_quoted;
            continue;
        }
        if (!is_quoted && (c == ',' || c == '\n'))
            break;
        r->is_too_long |= used + 1 == FIELD_BYTES;
        if (used + 1 < FIELD_BYTES)
            field[used++] = c;
    }
    if (used && field[used - 1] == '\r')
        used--;
    field[used] = '\0';
    bool is_last = r->at == r->end || *r->at == '\n';
    r->at += r->at < r->end;
    return is_last;
}

static bool read_header(struct reader *r)
{
    char field[FIELD_BYTES];
    bool is_last = false;
    r->line = 1;
    for (int k = 0; k < COLUMNS; k++)
        r->places[k] = -1;
    for (int i = 0; !is_last; i++) {
        is_last = next_field(r, field);
        for (int k = 0; k < COLUMNS; k++)
            if (strcmp(field, names[k]) == 0)
                r->places[k] = i;
    }
    for (int k = 0; k < COLUMNS; k++)
        if (r->places[k] < 0)
            return aif_err_set(r->err,
                               "%s:1: no column '%s'; --grants wants a CSV file with the columns "
                               "account, mode, start_s, end_s and amount_unit_hours",
                               r->path, names[k]);
    return true;
}

/* False: the row is empty. */
static bool read_fields(struct reader *r)
{
    char field[FIELD_BYTES];
    bool is_last = false, has_any = false;
    memset(r->fields, 0, sizeof r->fields);
    r->first_line = r->line;
    for (int i = 0; !is_last; i++) {
        is_last = next_field(r, field);
        has_any |= field[0] != '\0' || i > 0;
        for (int k = 0; k < COLUMNS; k++)
            if (r->places[k] == i)
                memcpy(r->fields[k], field, sizeof field);
    }
    return has_any;
}

static bool refuse(const struct reader *r, enum column c, const char *expected)
{
    return aif_err_set(r->err, "%s:%" PRIu32 ": %s: found '%s', expected %s", r->path,
                       r->first_line, names[c], r->fields[c], expected);
}

/* Unit-hours with decimals as unit-milliseconds, rounded down. */
static bool parse_amount(const char *text, int64_t *out)
{
    char whole[16] = "";
    const char *point = strchr(text, '.');
    size_t bytes = point ? (size_t)(point - text) : strlen(text);
    size_t decimals = point ? strlen(point + 1) : 0;
    int64_t hours, micro = 0;
    if (bytes >= sizeof whole || decimals > AMOUNT_DIGITS || (point && decimals == 0) ||
        (point && strspn(point + 1, "0123456789") < decimals))
        return false;
    memcpy(whole, text, bytes);
    if (!aif_text_int(whole, 0, MOST_UNIT_HOURS, &hours))
        return false;
    for (size_t i = 0; i < AMOUNT_DIGITS; i++)
        micro = 10 * micro + (i < decimals ? point[1 + i] - '0' : 0);
    *out = hours * AIF_UNIT_MS_PER_UNIT_HOUR + micro * (AIF_UNIT_MS_PER_UNIT_HOUR / 100000) / 10;
    return true;
}

static bool parse_row(struct reader *r, struct aif_grant *g)
{
    if (r->is_too_long)
        return aif_err_set(r->err, "%s:%" PRIu32 ": a field of more than %d bytes", r->path,
                           r->first_line, FIELD_BYTES - 1);
    if (!r->fields[ACCOUNT][0])
        return refuse(r, ACCOUNT, "the name of an account");
    if (!aif_text_int(r->fields[START], -MOST_S, MOST_S, &g->start_s))
        return refuse(r, START, "whole seconds on the trace's clock, within 1e10");
    if (!aif_text_int(r->fields[END], -MOST_S, MOST_S, &g->end_s))
        return refuse(r, END, "whole seconds on the trace's clock, within 1e10");
    if (g->end_s <= g->start_s)
        return refuse(r, END, "a time after start_s");
    if (!parse_amount(r->fields[AMOUNT], &g->amount_unit_ms))
        return refuse(r, AMOUNT,
                      "unit-hours from 0 to 300000000 with at most 6 decimals, such as 1200.5");
    return true;
}

static int compare(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    if (x->grant.account != y->grant.account)
        return x->grant.account < y->grant.account ? -1 : 1;
    if (x->grant.start_s != y->grant.start_s)
        return x->grant.start_s < y->grant.start_s ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static void sort(struct line *lines, uint32_t count, struct aif_arena *arena,
                 struct grants_file *out)
{
    if (count)
        qsort(lines, count, sizeof *lines, compare);
    out->count = count;
    out->grants = AIF_NEW(arena, struct aif_grant, count + 1);
    out->accounts = AIF_NEW(arena, const char *, count + 1);
    out->by_line = AIF_NEW(arena, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        out->grants[i] = lines[i].grant;
        out->accounts[i] = lines[i].account;
        out->by_line[lines[i].number] = i;
        out->idle_count += lines[i].grant.account == AIF_NONE;
    }
}

static bool read_rows(struct reader *r, const struct aif_workload *w, struct aif_arena *arena,
                      struct grants_file *out)
{
    size_t most = 1;
    uint32_t count = 0;
    for (const char *p = r->at; p < r->end; p++)
        most += *p == '\n';
    struct line *lines = AIF_NEW(arena, struct line, most);
    while (r->at < r->end) {
        struct line *l = &lines[count];
        if (!read_fields(r))
            continue;
        if (!parse_row(r, &l->grant))
            return false;
        const char *account = r->fields[ACCOUNT], *mode = r->fields[MODE];
        l->grant.account = aif_names_find(&w->accounts, account);
        l->grant.mode = aif_names_intern(&out->modes, arena, mode, strlen(mode));
        l->account = aif_arena_text(arena, account, strlen(account));
        l->number = count++;
    }
    sort(lines, count, arena, out);
    return true;
}

bool grants_file_parse(const struct grants_text *in, const struct aif_workload *workload,
                       struct aif_arena *arena, struct grants_file *out, struct aif_err *err)
{
    struct reader r = {.path = in->path, .at = in->text, .end = in->text + in->bytes, .err = err};
    *out = (struct grants_file){0};
    bool is_read = read_header(&r) && read_rows(&r, workload, arena, out);
    out->status = is_read ? EXIT_STATUS_OK : EXIT_STATUS_DATA;
    return is_read;
}

bool grants_file_read(const char *path, const struct aif_workload *workload,
                      struct aif_arena *arena, struct grants_file *out, struct aif_err *err)
{
    struct input in = {0};
    if (!input_open(path, &in, err)) {
        *out = (struct grants_file){.status = in.status};
        return false;
    }
    const struct grants_text text = {path, in.text, in.bytes};
    bool is_read = grants_file_parse(&text, workload, arena, out, err);
    input_close(&in);
    return is_read;
}
