/* The keys of a file from the tables it is checked against. */
#include "host/conf/schema.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MOST_TABLES = 200, LONGEST_PATH = 400, LONGEST_VALUES = 600 };

struct walk {
    struct aif_arena *arena;
    struct conf_schema out;
    const struct conf_field *seen[MOST_TABLES];
    const char *paths[MOST_TABLES]; /* where each table was shown */
    uint32_t seen_count;
};

static const char *keep(struct walk *w, const char *text)
{
    return aif_arena_text(w->arena, text, strlen(text));
}

static const char *const scalar_words[] = {
    [CONF_TEXT] = "text",         [CONF_INT] = "whole number",  [CONF_REAL] = "number",
    [CONF_BOOL] = "truth",        [CONF_DURATION] = "duration", [CONF_CHOICE] = "choice",
    [CONF_TABLE] = "maps",        [CONF_LIST] = "lists",        [CONF_ANY] = "anything",
    [CONF_DICT] = "maps by name",
};

static const char *type_of(struct walk *w, const struct conf_field *f)
{
    char text[80];
    if (f->type == CONF_TABLE)
        return "map";
    if (f->type != CONF_LIST && f->type != CONF_DICT)
        return scalar_words[f->type];
    snprintf(text, sizeof text, "%s%s", f->type == CONF_LIST ? "list of " : "map by name, of ",
             scalar_words[f->item->type]);
    return keep(w, text);
}

/* 7d, 12h, 90s: in the largest unit that is exact. */
static void put_duration(char *to, size_t bytes, int64_t s)
{
    static const struct {
        int64_t seconds;
        char unit;
    } units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
    size_t i = 0;
    while (s % units[i].seconds)
        i++;
    if (s)
        snprintf(to, bytes, "%" PRId64 "%c", s / units[i].seconds, units[i].unit);
    else
        snprintf(to, bytes, "0");
}

static const char *range_of(struct walk *w, const struct conf_field *f)
{
    char text[LONGEST_VALUES] = "", low[40], high[40];
    switch (f->type) {
    case CONF_INT:
        if (f->max)
            snprintf(text, sizeof text, "%" PRId64 " to %" PRId64, f->min, f->max);
        break;
    case CONF_REAL:
        if (f->real_max != 0.0)
            snprintf(text, sizeof text, "%g to %g", f->real_min, f->real_max);
        break;
    case CONF_DURATION:
        put_duration(low, sizeof low, f->min);
        put_duration(high, sizeof high, f->max);
        if (f->max)
            snprintf(text, sizeof text, "%s to %s", low, high);
        break;
    case CONF_CHOICE:
        for (size_t i = 0, used = 0; f->choices[i] && used < sizeof text; i++)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? ", " : "",
                                     f->choices[i]);
        break;
    case CONF_LIST:
    case CONF_DICT:
        return range_of(w, f->item);
    case CONF_TEXT:
    case CONF_BOOL:
    case CONF_TABLE:
    case CONF_ANY:
        break;
    }
    return keep(w, text);
}

/* The table below a field, of its items if it has them, or NULL. */
static const struct conf_field *below(const struct conf_field *f)
{
    while (f->type == CONF_LIST || f->type == CONF_DICT)
        f = f->item;
    return f->type == CONF_TABLE ? f->fields : NULL;
}

static const char *source_of(const struct conf_field *f)
{
    const struct conf_field *item = f->type == CONF_DICT ? f->item : f;
    if (f->is_figure || item->is_figure)
        return "needed";
    return f->may_be_figure || item->may_be_figure ? "may" : "";
}

static void add(struct walk *w, struct conf_schema_row row)
{
    struct conf_schema *s = &w->out;
    if (s->count == s->capacity) {
        uint32_t capacity = s->capacity ? 2 * s->capacity : 64;
        struct conf_schema_row *rows = AIF_NEW(w->arena, struct conf_schema_row, capacity);
        if (s->count)
            memcpy(rows, s->rows, s->count * sizeof *rows);
        s->rows = rows;
        s->capacity = capacity;
    }
    s->rows[s->count++] = row;
}

/* Where a table was shown before, or NULL; it is from now on. */
static const char *seen_at(struct walk *w, const struct conf_field *fields, const char *path)
{
    for (uint32_t i = 0; i < w->seen_count; i++)
        if (w->seen[i] == fields)
            return w->paths[i];
    AIF_CHECK(w->seen_count < MOST_TABLES);
    w->seen[w->seen_count] = fields;
    w->paths[w->seen_count++] = path;
    return NULL;
}

/* The path of what is in a field: items of lists and entries of maps. */
static const char *path_inside(struct walk *w, const char *path, const struct conf_field *f)
{
    char text[LONGEST_PATH];
    snprintf(text, sizeof text, "%s", path);
    for (; f->type == CONF_LIST || f->type == CONF_DICT; f = f->item) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s", f->type == CONF_LIST ? "[]" : ".NAME");
    }
    return keep(w, text);
}

/* Tables are nested as deep as their authors wrote them, and one that contains itself ends here. */
static void show(struct walk *w, const char *above, const struct conf_field *fields)
{
    for (const struct conf_field *f = fields; f->key; f++) {
        char path[LONGEST_PATH], values[LONGEST_VALUES];
        snprintf(path, sizeof path, "%s%s%s", above, *above ? "." : "", f->key);
        const char *key = keep(w, path);
        const struct conf_field *table = below(f);
        const char *inside = path_inside(w, key, f);
        const char *before = table ? seen_at(w, table, inside) : NULL;
        snprintf(values, sizeof values, "keys as %s", before ? before : "");
        add(w, (struct conf_schema_row){.key = key,
                                        .type = type_of(w, f),
                                        .values = before ? keep(w, values) : range_of(w, f),
                                        .fallback = f->is_required ? "(required)"
                                                    : f->fallback  ? f->fallback
                                                                   : "",
                                        .source = source_of(f),
                                        .help = f->help ? f->help : ""});
        if (table && !before)
            show(w, inside, table);
    }
}

struct conf_schema conf_schema(struct aif_arena *a, const struct conf_field *fields)
{
    struct walk w = {.arena = a};
    seen_at(&w, fields, "the file");
    show(&w, "", fields);
    return w.out;
}
