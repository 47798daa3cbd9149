/* The first difference between two files, in words. */
#include "host/provenance/compare.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_BYTES = 60, MOST_COLUMNS = 512, NO_COLUMN = -1 };

/* A file that is read line by line, a table row by row: line breaks in quotes belong to a row. */
struct reader {
    FILE *file;
    bool is_table;
    char *line, *more; /* with the end; the next line of a row */
    size_t room, more_room;
    ssize_t bytes;               /* -1: no more lines */
    uint64_t number, lines_read; /* the line on which it begins */
    char *fields[MOST_COLUMNS];  /* of the line, after split(); the line is taken apart for it */
    int field_count;
};

static enum compare_answer differ(struct compare_text *out, const char *fmt, ...) AIF_PRINTF(2, 3);
static enum compare_answer differ(struct compare_text *out, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(out->text, sizeof out->text, fmt, args);
    va_end(args);
    for (char *c = out->text; *c; c++)
        if ((unsigned char)*c < ' ')
            *c = '?';
    return COMPARE_DIFFERENT;
}

static bool start(struct reader *r, const char *path, bool is_table, struct compare_text *out)
{
    *r = (struct reader){.file = fopen(path, "re"), .is_table = is_table};
    if (r->file)
        return true;
    differ(out, "%s: cannot be read: %s", path, strerror(errno));
    return false;
}

static void stop(struct reader *r)
{
    if (r->file)
        fclose(r->file);
    free(r->line);
    free(r->more);
}

/* Whether a quote is open behind the text. */
static bool is_open_after(bool is_open, const char *text, ssize_t bytes)
{
    for (ssize_t i = 0; i < bytes; i++)
        is_open ^= text[i] == '"';
    return is_open;
}

static void append(struct reader *r, ssize_t bytes)
{
    size_t needed = (size_t)r->bytes + (size_t)bytes + 1;
    if (needed > r->room) {
        r->room = 2 * needed;
        r->line = realloc(r->line, r->room);
        if (!r->line)
            aif_fatal("out of memory");
    }
    memcpy(r->line + r->bytes, r->more, (size_t)bytes + 1);
    r->bytes += bytes;
}

/* The end of the line stays: a file that lacks its last one differs. */
static bool next_line(struct reader *r)
{
    r->bytes = getline(&r->line, &r->room, r->file);
    r->number = ++r->lines_read;
    bool is_open = r->is_table && is_open_after(false, r->line, r->bytes);
    while (is_open) {
        ssize_t bytes = getline(&r->more, &r->more_room, r->file);
        if (bytes < 0)
            break;
        r->lines_read++;
        is_open = is_open_after(is_open, r->more, bytes);
        append(r, bytes);
    }
    return r->bytes >= 0;
}

static bool is_same_line(const struct reader *a, const struct reader *b)
{
    return a->bytes == b->bytes && memcmp(a->line, b->line, (size_t)a->bytes) == 0;
}

/* A few bytes from there on, on one line. */
static void show(const struct reader *r, size_t from, char to[SHOWN_BYTES + 4])
{
    size_t n = 0;
    for (; n < SHOWN_BYTES && from + n < (size_t)r->bytes && r->line[from + n] != '\n'; n++)
        to[n] = (unsigned char)r->line[from + n] < ' ' ? '?' : r->line[from + n];
    snprintf(to + n, 4, "%s", from + n + 1 < (size_t)r->bytes ? "..." : "");
}

static enum compare_answer say_lengths(const struct reader *there, const struct reader *anew,
                                       struct compare_text *out)
{
    char shown[SHOWN_BYTES + 4];
    show(there->bytes < 0 ? anew : there, 0, shown);
    return differ(out,
                  there->bytes < 0 ? "line %llu is missing there: %s"
                                   : "line %llu is there and not computed anew: %s",
                  (unsigned long long)there->number, shown);
}

static enum compare_answer say_bytes(const struct reader *there, const struct reader *anew,
                                     struct compare_text *out)
{
    char a[SHOWN_BYTES + 4], b[SHOWN_BYTES + 4];
    size_t at = 0;
    while (at < (size_t)there->bytes && at < (size_t)anew->bytes &&
           there->line[at] == anew->line[at])
        at++;
    size_t from = at > SHOWN_BYTES / 4 ? at - SHOWN_BYTES / 4 : 0;
    show(there, from, a);
    show(anew, from, b);
    return differ(out, "line %llu, byte %zu: '%s' there, '%s' computed anew",
                  (unsigned long long)there->number, at + 1, a, b);
}

/* Cut the row at its commas (RFC 4180). */
static void split(struct reader *r)
{
    char *at = r->line;
    r->field_count = 0;
    if (r->bytes > 0 && r->line[r->bytes - 1] == '\n')
        r->line[r->bytes - 1] = '\0';
    while (r->field_count < MOST_COLUMNS) {
        r->fields[r->field_count++] = at;
        bool is_quoted = false;
        while (*at && (is_quoted || *at != ','))
            is_quoted ^= *at++ == '"';
        if (!*at)
            return;
        *at++ = '\0';
    }
}

/* Header of the tables: a copy of its names. */
struct header {
    char *text;
    struct reader names;
    int cell; /* column; NO_COLUMN: it has none */
};

static bool read_header(struct reader *r, struct header *h)
{
    *h = (struct header){.cell = NO_COLUMN};
    if (!next_line(r))
        return false;
    h->text = strndup(r->line, (size_t)r->bytes);
    if (!h->text)
        aif_fatal("out of memory");
    h->names = (struct reader){.line = h->text, .bytes = (ssize_t)strlen(h->text)};
    split(&h->names);
    for (int i = 0; i < h->names.field_count; i++)
        if (strcmp(h->names.fields[i], "cell") == 0)
            h->cell = i;
    return true;
}

/* ", cell 3, community all": what tells rows apart, as far as the table has it. */
static void say_key(const struct header *h, const struct reader *r, char *to, size_t room)
{
    static const char *const keys[] = {"cell", "community", "job_id", "group_kind", "group"};
    size_t used = 0;
    *to = '\0';
    for (size_t k = 0; k < AIF_COUNT(keys); k++)
        for (int i = 0; i < h->names.field_count && i < r->field_count; i++)
            if (strcmp(h->names.fields[i], keys[k]) == 0 && *r->fields[i] && used < room)
                used +=
                    (size_t)snprintf(to + used, room - used, ", %s %.80s", keys[k], r->fields[i]);
}

static enum compare_answer say_fields(const struct header *h, struct reader *there,
                                      struct reader *anew, struct compare_text *out)
{
    char key[300];
    split(there);
    split(anew);
    say_key(h, anew, key, sizeof key);
    if (there->field_count != anew->field_count)
        return differ(out, "line %llu%s: has %d columns there, %d computed anew",
                      (unsigned long long)there->number, key, there->field_count,
                      anew->field_count);
    for (int i = 0; i < anew->field_count; i++)
        if (strcmp(there->fields[i], anew->fields[i]) != 0)
            return differ(out, "line %llu%s, column %s: '%.100s' there, '%.100s' computed anew",
                          (unsigned long long)there->number, key,
                          i < h->names.field_count ? h->names.fields[i] : "?", there->fields[i],
                          anew->fields[i]);
    return differ(out, "line %llu%s: its end differs", (unsigned long long)there->number, key);
}

/* The number in the column "cell"; the line stays whole.  -1: there is no line. */
static int64_t cell_of(const struct header *h, const struct reader *r)
{
    const char *at = r->line;
    if (r->bytes < 0)
        return -1;
    for (int column = 0; column < h->cell; column++) {
        for (bool is_quoted = false; *at && (is_quoted || *at != ','); at++)
            is_quoted ^= *at == '"';
        at += *at == ',';
    }
    return strtoll(at, NULL, 10);
}

/* The next row of a cell that both files have rows of.  Where only one has more rows of the cell
 * `done`, which was compared last, the other counts as ended. */
static void meet(const struct compare_pair *pair, const struct header *h, struct reader *there,
                 struct reader *anew, int64_t done)
{
    next_line(there);
    next_line(anew);
    while (there->bytes >= 0 && anew->bytes >= 0) {
        int64_t a = cell_of(h, there), b = cell_of(h, anew);
        bool is_outside = a < (int64_t)pair->first || a >= (int64_t)pair->end;
        if (!is_outside && (a == b || a == done || b == done))
            break;
        next_line(is_outside || a < b ? there : anew);
    }
    int64_t a = cell_of(h, there), b = cell_of(h, anew);
    if (a != b && a != done)
        there->bytes = -1;
    if (a != b && b != done)
        anew->bytes = -1;
}

static enum compare_answer compare_rows(const struct compare_pair *pair, const struct header *h,
                                        struct reader *there, struct reader *anew,
                                        struct compare_text *out)
{
    for (int64_t done = -1;;) {
        if (pair->is_part) {
            meet(pair, h, there, anew, done);
        } else {
            next_line(there);
            next_line(anew);
        }
        if (there->bytes < 0 && anew->bytes < 0)
            return COMPARE_SAME;
        if (there->bytes < 0 || anew->bytes < 0)
            return say_lengths(there, anew, out);
        done = h->cell == NO_COLUMN ? -1 : cell_of(h, anew);
        if (!is_same_line(there, anew))
            return say_fields(h, there, anew, out);
    }
}

static enum compare_answer compare_tables(const struct compare_pair *pair, struct reader *there,
                                          struct reader *anew, struct compare_text *out)
{
    struct header h, theirs;
    enum compare_answer answer;
    bool has_anew = read_header(anew, &h), has_there = read_header(there, &theirs);
    if (!has_anew || !has_there)
        answer = differ(out, "one of the files is empty");
    else if (!is_same_line(there, anew))
        answer = say_fields(&h, there, anew, out);
    else if (pair->is_part && h.cell == NO_COLUMN)
        answer = differ(out, "has no column 'cell'");
    else
        answer = compare_rows(pair, &h, there, anew, out);
    free(h.text);
    free(theirs.text);
    return answer;
}

static enum compare_answer compare_lines(struct reader *there, struct reader *anew,
                                         struct compare_text *out)
{
    for (;;) {
        next_line(there);
        next_line(anew);
        if (there->bytes < 0 && anew->bytes < 0)
            return COMPARE_SAME;
        if (there->bytes < 0 || anew->bytes < 0)
            return say_lengths(there, anew, out);
        if (!is_same_line(there, anew))
            return say_bytes(there, anew, out);
    }
}

enum compare_answer compare_csv(const struct compare_pair *pair, struct compare_text *out)
{
    struct reader there = {.file = NULL}, anew = {.file = NULL};
    enum compare_answer answer = COMPARE_DIFFERENT;
    if (start(&there, pair->there, true, out) && start(&anew, pair->anew, true, out))
        answer = compare_tables(pair, &there, &anew, out);
    stop(&there);
    stop(&anew);
    return answer;
}

enum compare_answer compare_bytes(const struct compare_pair *pair, struct compare_text *out)
{
    struct reader there = {.file = NULL}, anew = {.file = NULL};
    enum compare_answer answer = COMPARE_DIFFERENT;
    if (start(&there, pair->there, false, out) && start(&anew, pair->anew, false, out))
        answer = compare_lines(&there, &anew, out);
    stop(&there);
    stop(&anew);
    return answer;
}
