/* Lines of slurm.conf and of what scontrol prints, as key=value pairs with their places. */
#include "host/slurm/lines.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DEPTH = 16, MOST_FILES = 1000, LONGEST_KEY = 80 };

/* A place in a text.  A backslash at the end of a line is passed over, with the line break. */
struct cursor {
    const char *text, *end;
    struct slurm_place at;
};

/* Files that are being read; the last one is included by the one before. */
struct stack {
    struct cursor files[MOST_DEPTH];
    uint32_t count, opened;
};

static bool is_continued(const struct cursor *c)
{
    const char *p = c->text;
    if (p + 1 < c->end && p[0] == '\\' && p[1] == '\n')
        return true;
    return p + 2 < c->end && p[0] == '\\' && p[1] == '\r' && p[2] == '\n';
}

/* The character here, '\n' at the end of the text. */
static char peek(struct cursor *c)
{
    while (c->text < c->end && is_continued(c)) {
        c->text += c->text[1] == '\r' ? 3 : 2;
        c->at.line++;
        c->at.column = 1;
    }
    if (c->text >= c->end)
        return '\n';
    return *c->text == '\r' ? ' ' : *c->text;
}

static void skip(struct cursor *c)
{
    c->text++;
    c->at.column++;
}

static void skip_blanks(struct cursor *c)
{
    while (peek(c) == ' ' || peek(c) == '\t')
        skip(c);
}

/* To the start of the next line of the file, whether or not this one is continued: what is left is
 * a comment. */
static void skip_line(struct cursor *c)
{
    while (c->text < c->end && *c->text != '\n')
        c->text++;
    if (c->text < c->end)
        c->text++;
    c->at.line++;
    c->at.column = 1;
}

static bool is_key(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
}

static struct slurm_line *add_line(struct slurm_lines *l)
{
    if (l->count == l->capacity) {
        l->capacity = l->capacity ? 2 * l->capacity : 64;
        struct slurm_line *lines = AIF_NEW(l->arena, struct slurm_line, l->capacity);
        if (l->count)
            memcpy(lines, l->lines, l->count * sizeof *lines);
        l->lines = lines;
    }
    return &l->lines[l->count++];
}

static struct slurm_pair *add_pair(struct slurm_lines *l, struct slurm_line *line)
{
    if (line->count == line->capacity) {
        line->capacity = line->capacity ? 2 * line->capacity : 1;
        struct slurm_pair *pairs = AIF_NEW(l->arena, struct slurm_pair, line->capacity);
        if (line->count)
            memcpy(pairs, line->pairs, line->count * sizeof *pairs);
        line->pairs = pairs;
    }
    return &line->pairs[line->count++];
}

/* What the text up to a stop says, joined over continued lines.  The scratch is as long as the
 * text can be. */
static const char *read_until(struct slurm_lines *l, struct cursor *c, const char *stops)
{
    struct cursor from = *c;
    size_t n = 0;
    char ch;
    while ((ch = peek(c)) != '\n' && !strchr(stops, ch)) {
        skip(c);
        n++;
    }
    char *copy = AIF_NEW(l->arena, char, n + 1);
    for (size_t i = 0; i < n; i++) {
        copy[i] = peek(&from);
        skip(&from);
    }
    return copy;
}

static const char *read_value(struct slurm_lines *l, struct cursor *c, struct slurm_place *at,
                              struct aif_err *err)
{
    *at = c->at;
    if (peek(c) != '"')
        return read_until(l, c, " \t#");
    skip(c);
    *at = c->at;
    const char *value = read_until(l, c, "\"");
    if (peek(c) != '"') {
        slurm_fail(err, at, "expected '\"' at the end of the value, found the end of the line");
        return NULL;
    }
    skip(c);
    return value;
}

static const char *read_key(struct slurm_lines *l, struct cursor *c, struct aif_err *err)
{
    struct slurm_place at = c->at;
    size_t n = 0;
    char key[LONGEST_KEY];
    for (; is_key(peek(c)); skip(c)) {
        if (n == sizeof key) {
            slurm_fail(err, &at, "expected a key, found a word of more than %d letters",
                       LONGEST_KEY);
            return NULL;
        }
        key[n++] = peek(c);
    }
    if (n > 0)
        return aif_arena_text(l->arena, key, n);
    char found = peek(c);
    if (found > ' ' && found < 0x7f)
        slurm_fail(err, &at, "expected KEY=VALUE, found '%c'", found);
    else
        slurm_fail(err, &at, "expected KEY=VALUE, found byte 0x%02x", (unsigned char)found);
    return NULL;
}

/* One pair; `Include PATH` comes as a pair of that key. */
static bool read_pair(struct slurm_lines *l, struct cursor *c, struct slurm_line *line,
                      struct aif_err *err)
{
    struct slurm_pair pair = {.at = c->at};
    pair.key = read_key(l, c, err);
    if (!pair.key)
        return false;
    skip_blanks(c);
    bool is_include = slurm_is_same(pair.key, "Include");
    if (peek(c) == '=') {
        skip(c);
        skip_blanks(c);
    } else if (!is_include) {
        if (peek(c) == '\n')
            return slurm_fail(err, &c->at, "expected '=' after '%s', found the end of the line",
                              pair.key);
        return slurm_fail(err, &c->at, "expected '=' after '%s', found '%c'", pair.key, peek(c));
    }
    pair.value = read_value(l, c, &pair.value_at, err);
    if (!pair.value)
        return false;
    *add_pair(l, line) = pair;
    return true;
}

/* The pairs of one line; none for an empty one. */
static bool read_line(struct slurm_lines *l, struct cursor *c, struct slurm_line *line,
                      struct aif_err *err)
{
    for (;;) {
        skip_blanks(c);
        char here = peek(c);
        if (here == '\n' || here == '#') {
            skip_line(c);
            return true;
        }
        if (!read_pair(l, c, line, err))
            return false;
    }
}

static bool open_file(struct stack *s, const struct slurm_files *files, const char *path,
                      struct aif_err *err)
{
    const char *text;
    size_t bytes;
    if (!files->open(files->of, path, &text, &bytes, err))
        return false;
    s->files[s->count++] = (struct cursor){.text = text, .end = text + bytes, .at = {path, 1, 1}};
    s->opened++;
    return true;
}

/* The path as the including file means it. */
static const char *included_path(struct slurm_lines *l, const struct slurm_pair *pair)
{
    const char *slash = strrchr(pair->at.path, '/');
    if (pair->value[0] == '/' || !slash)
        return pair->value;
    size_t folder = (size_t)(slash - pair->at.path) + 1, bytes = strlen(pair->value);
    char *path = AIF_NEW(l->arena, char, folder + bytes + 1);
    memcpy(path, pair->at.path, folder);
    memcpy(path + folder, pair->value, bytes);
    return path;
}

static bool include(struct slurm_lines *l, struct stack *s, const struct slurm_files *files,
                    const struct slurm_pair *pair, struct aif_err *err)
{
    if (s->count == MOST_DEPTH || s->opened == MOST_FILES)
        return slurm_fail(err, &pair->at, "too many included files: does one include itself?");
    if (pair->value[0] == '\0')
        return slurm_fail(err, &pair->value_at, "expected the path of a file after Include");
    struct aif_err why = {{0}};
    if (open_file(s, files, included_path(l, pair), &why))
        return true;
    return slurm_fail(err, &pair->value_at, "the included file cannot be read: %s", why.text);
}

static bool read_conf(struct slurm_lines *l, struct stack *s, const struct slurm_files *files,
                      struct aif_err *err)
{
    while (s->count > 0) {
        struct cursor *c = &s->files[s->count - 1];
        if (c->text >= c->end) {
            s->count--;
            continue;
        }
        struct slurm_line line = {0};
        if (!read_line(l, c, &line, err))
            return false;
        if (line.count == 0)
            continue;
        if (!slurm_is_same(line.pairs[0].key, "Include"))
            *add_line(l) = line;
        else if (!include(l, s, files, &line.pairs[0], err))
            return false;
    }
    return true;
}

/* "Key                = value with blanks"; other lines are headings. */
static void read_shown(struct slurm_lines *l, struct cursor *c)
{
    static const char cgroup[] = "Cgroup Support";
    for (; c->text < c->end; skip_line(c)) {
        const char *end = memchr(c->text, '\n', (size_t)(c->end - c->text));
        end = end ? end : c->end;
        const char *equals = memchr(c->text, '=', (size_t)(end - c->text));
        if ((size_t)(end - c->text) >= sizeof cgroup - 1 &&
            memcmp(c->text, cgroup, sizeof cgroup - 1) == 0)
            return;
        if (!equals)
            continue;
        const char *key_end = equals, *value = equals + 1;
        while (key_end > c->text && key_end[-1] == ' ')
            key_end--;
        while (value < end && *value == ' ')
            value++;
        while (end > value && (end[-1] == ' ' || end[-1] == '\r'))
            end--;
        struct slurm_line *line = add_line(l);
        struct slurm_pair *pair = add_pair(l, line);
        *pair = (struct slurm_pair){
            .key = aif_arena_text(l->arena, c->text, (size_t)(key_end - c->text)),
            .value = aif_arena_text(l->arena, value, (size_t)(end - value)),
            .at = c->at,
            .value_at = {c->at.path, c->at.line, (uint32_t)(value - c->text) + 1},
        };
    }
}

bool slurm_lines_conf(struct slurm_lines *l, const struct slurm_files *files, const char *path,
                      struct aif_err *err)
{
    static const char shown[] = "Configuration data as of";
    struct stack s = {.count = 0};
    path = aif_arena_text(l->arena, path, strlen(path));
    if (!open_file(&s, files, path, err))
        return false;
    struct cursor *c = &s.files[0];
    if ((size_t)(c->end - c->text) < sizeof shown || memcmp(c->text, shown, sizeof shown - 1) != 0)
        return read_conf(l, &s, files, err);
    read_shown(l, c);
    l->is_shown = true;
    return true;
}

const struct slurm_pair *slurm_line_find(const struct slurm_line *line, const char *key)
{
    for (uint32_t i = line->count; i-- > 0;)
        if (slurm_is_same(line->pairs[i].key, key))
            return &line->pairs[i];
    return NULL;
}
