/* Records as `scontrol show node` and `scontrol show partition` print them. */
#include "host/slurm/lines.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* How much of a word is the key of a pair; 0: the word is part of a value. */
static size_t key_bytes(const char *word, size_t bytes)
{
    size_t n = 0;
    while (n < bytes && ((word[n] >= 'a' && word[n] <= 'z') || (word[n] >= 'A' && word[n] <= 'Z') ||
                         word[n] == '_' || word[n] == ':'))
        n++;
    return n < bytes && word[n] == '=' ? n : 0;
}

struct words {
    const char *at, *end;
    struct slurm_place place;
};

/* The next word; its length, 0 at the end. */
static size_t next_word(struct words *w, const char **word, struct slurm_place *place)
{
    for (; w->at < w->end && is_blank(*w->at); w->at++) {
        w->place.column++;
        if (*w->at == '\n') {
            w->place.line++;
            w->place.column = 1;
        }
    }
    *word = w->at;
    *place = w->place;
    while (w->at < w->end && !is_blank(*w->at))
        w->at++;
    size_t bytes = (size_t)(w->at - *word);
    w->place.column += (uint32_t)bytes;
    return bytes;
}

static void *grown(struct aif_arena *a, const void *old, uint32_t *capacity, size_t size)
{
    uint32_t before = *capacity;
    *capacity = before ? 2 * before : 16;
    void *items = aif_arena_alloc(a, *capacity, size);
    if (before)
        memcpy(items, old, before * size);
    return items;
}

bool slurm_lines_records(struct slurm_lines *l, const struct slurm_files *files, const char *path,
                         const char *first, struct aif_err *err)
{
    struct words w = {.place = {aif_arena_text(l->arena, path, strlen(path)), 1, 1}};
    const char *word;
    size_t bytes;
    struct slurm_place place;
    if (!files->open(files->of, path, &w.at, &bytes, err))
        return false;
    w.end = w.at + bytes;
    while ((bytes = next_word(&w, &word, &place)) > 0) {
        size_t key = key_bytes(word, bytes);
        if (key == 0 && l->count == 0)
            return slurm_fail(err, &place, "expected records that begin with %s=, found '%.*s'",
                              first, bytes > 40 ? 40 : (int)bytes, word);
        if (key == 0)
            continue;
        const char *name = aif_arena_text(l->arena, word, key);
        if (slurm_is_same(name, first)) {
            if (l->count == l->capacity)
                l->lines = grown(l->arena, l->lines, &l->capacity, sizeof *l->lines);
            l->lines[l->count++] = (struct slurm_line){0};
        } else if (l->count == 0) {
            return slurm_fail(err, &place, "expected records that begin with %s=, found '%s='",
                              first, name);
        }
        struct slurm_line *line = &l->lines[l->count - 1];
        if (line->count == line->capacity)
            line->pairs = grown(l->arena, line->pairs, &line->capacity, sizeof *line->pairs);
        line->pairs[line->count++] = (struct slurm_pair){
            .key = name,
            .value = aif_arena_text(l->arena, word + key + 1, bytes - key - 1),
            .at = place,
            .value_at = {place.path, place.line, place.column + (uint32_t)key + 1},
        };
    }
    if (l->count == 0)
        return aif_err_set(err, "%s: expected records that begin with %s=, found none", path,
                           first);
    return true;
}
