/* Reading what was recorded of each job. */
#include "host/command/against.h"
#include "host/files/input.h"

#include "aif/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 2, FIELD_BYTES = 32 };

static const char *const names[COLUMNS] = {"job_id", "start_s"};

struct reader {
    const char *path, *at, *end;
    uint32_t line;
    int columns[COLUMNS]; /* where they stand; -1: nowhere */
    char fields[COLUMNS][FIELD_BYTES];
    struct aif_err *err;
};

/* The next field, cut off where it is longer than any number; whether it is the last of its line.
 * Quoted ones may hold commas and ends of lines. */
static bool next_field(struct reader *r, char field[FIELD_BYTES])
{
    size_t used = 0;
    bool is_quoted = false;
    for (; r->at < r->end; r->at++) {
        char c = *r->at;
        if (c == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && (c == ',' || c == '\n'))
            break;
        else if (used + 1 < FIELD_BYTES)
            field[used++] = c;
    }
    if (used && field[used - 1] == '\r')
        used--;
    field[used] = '\0';
    bool is_last = r->at == r->end || *r->at == '\n';
    r->at += r->at < r->end;
    r->line += is_last;
    return is_last;
}

static bool read_header(struct reader *r)
{
    char field[FIELD_BYTES];
    bool is_last = false;
    for (int k = 0; k < COLUMNS; k++)
        r->columns[k] = -1;
    for (int i = 0; !is_last; i++) {
        is_last = next_field(r, field);
        for (int k = 0; k < COLUMNS; k++)
            if (strcmp(field, names[k]) == 0)
                r->columns[k] = i;
    }
    for (int k = 0; k < COLUMNS; k++)
        if (r->columns[k] < 0)
            return aif_err_set(r->err,
                               "%s:1: no column '%s'; --against wants the recorded.csv that "
                               "`aifsim import slurm` writes, or a CSV file with the columns "
                               "job_id and start_s",
                               r->path, names[k]);
    return true;
}

static void read_line(struct reader *r)
{
    char field[FIELD_BYTES];
    bool is_last = false;
    memset(r->fields, 0, sizeof r->fields);
    for (int i = 0; !is_last; i++) {
        is_last = next_field(r, field);
        for (int k = 0; k < COLUMNS; k++)
            if (r->columns[k] == i)
                memcpy(r->fields[k], field, sizeof field);
    }
}

static bool read_rows(struct reader *r, struct against *out)
{
    while (r->at < r->end) {
        struct against_record record = {0};
        int64_t *const values[COLUMNS] = {&record.job_id, &record.start_s};
        read_line(r);
        if (!*r->fields[0] || !*r->fields[1])
            continue;
        for (int k = 0; k < COLUMNS; k++)
            if (!aif_text_int(r->fields[k], -AIF_NEVER_S, AIF_NEVER_S, values[k]))
                return aif_err_set(r->err,
                                   "%s:%" PRIu32 ": %s: expected a whole number, found '%s'",
                                   r->path, r->line, names[k], r->fields[k]);
        out->records[out->count++] = record;
    }
    return true;
}

static int compare_records(const void *a, const void *b)
{
    const struct against_record *left = a, *right = b;
    return (left->job_id > right->job_id) - (left->job_id < right->job_id);
}

bool against_read(const char *path, struct against *out, enum exit_status *status,
                  struct aif_err *err)
{
    struct input in = {0};
    bool is_open = input_open(path, &in, err);
    *status = in.status;
    if (!is_open)
        return false;
    struct reader r = {.path = path, .at = in.text, .end = in.text + in.bytes, .err = err};
    size_t lines = 1;
    for (size_t i = 0; i < in.bytes; i++)
        lines += in.text[i] == '\n';
    out->path = path;
    out->records = AIF_NEW(&out->arena, struct against_record, lines);
    bool is_read = read_header(&r) && read_rows(&r, out);
    *status = is_read ? EXIT_STATUS_OK : EXIT_STATUS_DATA;
    if (out->count)
        qsort(out->records, out->count, sizeof *out->records, compare_records);
    input_close(&in);
    return is_read;
}

void against_close(struct against *a)
{
    aif_arena_free(&a->arena);
}
