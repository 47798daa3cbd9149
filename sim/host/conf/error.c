/* Messages about places in documents, with the line and a caret. */
#include "host/conf/conf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_MESSAGES = 50, LONGEST_EXCERPT = 120, LONGEST_MESSAGE = 1200 };

static void append(struct conf_errors *e, const char *text, size_t bytes)
{
    if (e->used + bytes + 1 > e->capacity) {
        size_t capacity = 2 * (e->capacity + bytes + 512);
        char *grown = AIF_NEW(&e->arena, char, capacity);
        if (e->used)
            memcpy(grown, e->text, e->used);
        e->text = grown;
        e->capacity = capacity;
    }
    memcpy(e->text + e->used, text, bytes);
    e->used += bytes;
    e->text[e->used] = '\0';
}

/* Outside text must not move the cursor or fake a line. */
static void append_line(struct conf_errors *e, const char *text)
{
    char clean[LONGEST_MESSAGE];
    size_t n = 0;
    for (; n < sizeof clean - 1 && text[n]; n++)
        clean[n] = (unsigned char)text[n] < ' ' || text[n] == 0x7f ? '?' : text[n];
    append(e, clean, n);
    append(e, "\n", 1);
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* The line of a place, and a caret under its column; long lines are cut around it. */
static void append_excerpt(struct conf_errors *e, const struct conf_source *s, uint32_t line,
                           uint32_t column)
{
    const char *p = s->text, *end = s->text + s->bytes;
    for (uint32_t i = 1; i < line && p < end; i++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        p = newline ? newline + 1 : end;
    }
    uint32_t first = column > 80 ? column - 40 : 1;
    char shown[4 * LONGEST_EXCERPT + 1];
    size_t used = 0;
    uint32_t at = 0;
    for (; p < end && *p != '\n' && *p != '\r'; p++) {
        at += !is_continuation(*p);
        if (at >= first + LONGEST_EXCERPT || used == sizeof shown - 1)
            break;
        if (at >= first)
            shown[used++] = (unsigned char)*p < ' ' ? ' ' : *p;
    }
    shown[used] = '\0';
    append(e, "    ", 4);
    append_line(e, shown);
    char caret[LONGEST_EXCERPT + 2];
    size_t blanks = column - first < LONGEST_EXCERPT ? column - first : LONGEST_EXCERPT;
    memset(caret, ' ', blanks);
    memcpy(caret + blanks, "^", 2);
    append(e, "    ", 4);
    append_line(e, caret);
}

static bool is_full(struct conf_errors *e)
{
    if (++e->count == MOST_MESSAGES + 1)
        append_line(e, "more mistakes follow that are not shown");
    return e->count > MOST_MESSAGES;
}

struct place {
    const struct conf_source *source;
    uint32_t line, column;
};

static bool report(struct conf_errors *e, struct place at, const char *fmt, va_list args)
    AIF_PRINTF(3, 0);

static bool report(struct conf_errors *e, struct place at, const char *fmt, va_list args)
{
    if (is_full(e))
        return false;
    char words[LONGEST_MESSAGE - 300], text[LONGEST_MESSAGE];
    vsnprintf(words, sizeof words, fmt, args);
    if (!at.source || at.source->is_option || !at.line)
        snprintf(text, sizeof text, "%.250s: %s", at.source ? at.source->name : "document", words);
    else
        snprintf(text, sizeof text, "%.250s:%u:%u: %s", at.source->name, at.line, at.column, words);
    append_line(e, text);
    if (at.source && !at.source->is_option && at.line)
        append_excerpt(e, at.source, at.line, at.column);
    return false;
}

bool conf_error(struct conf_errors *errors, const struct conf_node *where, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    report(errors, (struct place){where->source, where->line, where->column}, fmt, args);
    va_end(args);
    return false;
}

bool conf_error_key(struct conf_errors *errors, const struct conf_node *where, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    report(errors, (struct place){where->source, where->key_line, where->key_column}, fmt, args);
    va_end(args);
    return false;
}

bool conf_error_plain(struct conf_errors *errors, const char *fmt, ...)
{
    if (is_full(errors))
        return false;
    char text[LONGEST_MESSAGE];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    append_line(errors, text);
    return false;
}

bool conf_error_lines(struct conf_errors *errors, const char *text)
{
    while (*text) {
        size_t bytes = strcspn(text, "\n");
        conf_error_plain(errors, "%.*s", (int)bytes, text);
        text += bytes + (text[bytes] == '\n');
    }
    return false;
}

bool conf_errors_to(const struct conf_errors *errors, struct aif_err *err)
{
    size_t room = sizeof err->text - 64;
    size_t take = errors->used;
    while (take > room || (take && errors->text[take - 1] == '\n'))
        take--;
    if (take < errors->used && take >= room)
        return aif_err_set(err, "%.*s ...\n(%u mistakes in all)", (int)take, errors->text,
                           errors->count);
    return aif_err_set(err, "%.*s", (int)take, errors->text ? errors->text : "");
}

void conf_errors_fini(struct conf_errors *errors)
{
    aif_arena_free(&errors->arena);
    *errors = (struct conf_errors){0};
}
