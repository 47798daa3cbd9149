/* Changing a tree from the command line, before it is checked: what the option gets wrong is then
 * found, and explained, like any mistake in the file. */
#include "host/conf/internal.h"

#include "aif/text.h"

#include <string.h>

enum { LONGEST_KEY = 200 };

static struct conf_node *find(const struct conf_node *map, const char *key)
{
    for (struct conf_node *n = map->first; n; n = n->next)
        if (strcmp(n->key, key) == 0)
            return n;
    return NULL;
}

static struct conf_node *child_of_list(struct conf_node *list, const char *part,
                                       const struct conf_node *value, struct conf_errors *errors)
{
    int64_t i;
    if (!aif_text_int(part, 0, UINT32_MAX, &i)) {
        conf_error(errors, value, "'%s' is not a position in a list (0, 1, ...)",
                   conf_quote(part).text);
        return NULL;
    }
    if (i >= list->count) {
        conf_error(errors, value, "no position %s: the list '%s' has %u entries",
                   conf_quote(part).text, list->key ? list->key : "", list->count);
        return NULL;
    }
    struct conf_node *n = list->first;
    while (i--)
        n = n->next;
    return n;
}

/* The node that one part of the path leads to; a key that is not there yet is added. */
static struct conf_node *descend(struct conf_doc *doc, struct conf_node *from, const char *part,
                                 const struct conf_node *value, struct conf_errors *errors)
{
    if (from->kind == CONF_KIND_LIST)
        return child_of_list(from, part, value, errors);
    if (from->kind == CONF_KIND_SCALAR) {
        conf_error(errors, value, "'%s' is a single value: it has no '%s'",
                   from->key ? from->key : conf_quote(from->text).text, conf_quote(part).text);
        return NULL;
    }
    struct conf_node *n = find(from, part);
    if (n)
        return n;
    n = AIF_NEW(&doc->arena, struct conf_node, 1);
    n->kind = CONF_KIND_MAP;
    n->text = "";
    n->key = aif_arena_text(&doc->arena, part, strlen(part));
    n->source = value->source;
    n->line = n->key_line = value->line;
    n->column = n->key_column = value->column;
    conf_append(from, n);
    return n;
}

static struct conf_node *copy(struct conf_doc *doc, const struct conf_node *from)
{
    struct conf_node *n = AIF_NEW(&doc->arena, struct conf_node, 1);
    *n = *from;
    n->first = n->last = n->next = NULL;
    n->count = 0;
    n->field = NULL;
    for (const struct conf_node *item = from->first; item; item = item->next)
        conf_append(n, copy(doc, item));
    return n;
}

static void replace(struct conf_node *node, const struct conf_node *value)
{
    struct conf_node *next = node->next;
    const char *key = node->key;
    *node = *value;
    node->next = next;
    node->key = key;
    node->key_line = value->key ? value->key_line : value->line;
    node->key_column = value->key ? value->key_column : value->column;
}

/* A map of a value with its source stands for one value. */
static bool is_figure(const struct conf_node *n)
{
    return n->kind == CONF_KIND_MAP && find(n, "value") &&
           (find(n, "published") || find(n, "assumed"));
}

/* Put a value into a place of the tree.  A figure stays one, but what was published is not what it
 * has now. */
static void put(struct conf_doc *doc, struct conf_node *at, const struct conf_node *value)
{
    if (!is_figure(at) || value->kind == CONF_KIND_MAP) {
        replace(at, copy(doc, value));
        return;
    }
    static const char before[] = "changed by ";
    const char *name = value->source->name;
    char *reason = AIF_NEW(&doc->arena, char, sizeof before + strlen(name));
    strcat(strcpy(reason, before), name);
    struct conf_node *assumed = conf_new_scalar(doc, value, reason, strlen(reason));
    struct conf_node *figure = copy(doc, find(at, "value"));
    figure->key = "value";
    replace(figure, copy(doc, value));
    assumed->key = "assumed";
    assumed->is_plain = false;
    at->first = at->last = NULL;
    at->count = 0;
    conf_append(at, figure);
    conf_append(at, assumed);
}

/* How many bytes of the path are the next key: up to the first dot, unless the map has a key with
 * dots in it, as names of users and hosts have. */
static size_t key_bytes(const struct conf_node *at, const char *path)
{
    size_t most = strcspn(path, ".");
    if (at->kind != CONF_KIND_MAP)
        return most;
    for (const struct conf_node *n = at->first; n; n = n->next) {
        size_t bytes = strlen(n->key);
        if (bytes > most && strncmp(n->key, path, bytes) == 0 &&
            (!path[bytes] || path[bytes] == '.'))
            most = bytes;
    }
    return most;
}

/* The node that a path leads to from another one; NULL after a mistake. */
static struct conf_node *walk(struct conf_doc *doc, struct conf_node *at, const char *path,
                              const struct conf_node *value, struct conf_errors *errors)
{
    for (const char *p = path;; p++) {
        char part[LONGEST_KEY];
        size_t bytes = key_bytes(at, p);
        if (!bytes || bytes >= sizeof part) {
            conf_error(errors, value, "'%s' is not a key: expected words joined by dots",
                       conf_quote(path).text);
            return NULL;
        }
        memcpy(part, p, bytes);
        part[bytes] = '\0';
        at = descend(doc, at, part, value, errors);
        p += bytes;
        if (!at || !*p)
            return at;
    }
}

bool conf_set_node(struct conf_doc *doc, const char *path, const struct conf_node *value,
                   struct conf_errors *errors)
{
    struct conf_node *at = walk(doc, doc->root, path, value, errors);
    if (at)
        put(doc, at, value);
    return at != NULL;
}

static bool merge(struct conf_doc *doc, struct conf_node *at, const struct conf_node *changes,
                  struct conf_errors *errors)
{
    bool ok = true;
    for (const struct conf_node *n = changes->first; n; n = n->next) {
        struct conf_node *to = walk(doc, at, n->key, n, errors);
        ok &= to != NULL;
        bool is_part = n->kind == CONF_KIND_MAP && n->count && !is_figure(n);
        if (to && is_part && to->kind == CONF_KIND_MAP)
            ok &= merge(doc, to, n, errors);
        else if (to)
            put(doc, to, n);
    }
    return ok;
}

bool conf_merge(struct conf_doc *doc, const struct conf_node *changes, struct conf_errors *errors)
{
    return merge(doc, doc->root, changes, errors);
}

static struct conf_node *piece(struct conf_doc *doc, const struct conf_source *source,
                               const char *text, size_t bytes)
{
    struct conf_node like = {.source = source};
    return conf_new_scalar(doc, &like, text, bytes);
}

/* "a,b,c" or "a". */
static struct conf_node *split(struct conf_doc *doc, const struct conf_source *source,
                               struct conf_errors *errors)
{
    struct conf_node *whole = piece(doc, source, source->text, source->bytes);
    if (!strchr(source->text, ','))
        return whole;
    whole->kind = CONF_KIND_LIST;
    for (const char *p = source->text;; p++) {
        size_t bytes = strcspn(p, ",");
        if (!bytes) {
            conf_error(errors, whole, "an empty value beside a comma");
            return NULL;
        }
        conf_append(whole, piece(doc, source, p, bytes));
        p += bytes;
        if (!*p)
            return whole;
    }
}

/* A file with such characters is refused by the parser, which does not see every option. */
static bool is_good_text(const char *text)
{
    uint32_t code;
    for (size_t bytes; *text; text += bytes) {
        bytes = conf_character(text, &code);
        if (!bytes || !conf_is_plain_character(code))
            return false;
    }
    return true;
}

/* The option as it was typed, and the value in it. */
static struct conf_source *option_source(struct conf_doc *doc, const char *option,
                                         const char *assignment, const char *value)
{
    size_t prefix = strlen(option) + 1;
    char *name = AIF_NEW(&doc->arena, char, prefix + strlen(assignment) + 1);
    strcat(strcat(strcpy(name, option), " "), assignment);
    struct conf_source *source = AIF_NEW(&doc->arena, struct conf_source, 1);
    *source = (struct conf_source){.name = name,
                                   .text = name + prefix + (value - assignment),
                                   .bytes = strlen(value),
                                   .is_option = true};
    return source;
}

bool conf_set(struct conf_doc *doc, const char *assignment, struct conf_errors *errors)
{
    return conf_set_option(doc, "--set", assignment, errors);
}

bool conf_set_option(struct conf_doc *doc, const char *option, const char *assignment,
                     struct conf_errors *errors)
{
    AIF_CHECK(doc->root);
    const char *equals = strchr(assignment, '=');
    if (!equals)
        return conf_error_plain(errors, "%s %s: expected KEY=VALUE", option,
                                conf_quote(assignment).text);
    if (!is_good_text(assignment))
        return conf_error_plain(errors, "%s %s: not a line of text in UTF-8", option,
                                conf_quote(assignment).text);
    struct conf_source *source = option_source(doc, option, assignment, equals + 1);
    struct conf_node *value = *source->text && strchr("[{\"'", *source->text)
                                  ? conf_parse_source(doc, source, errors)
                                  : split(doc, source, errors);
    if (!value)
        return false;
    char *path = aif_arena_text(&doc->arena, assignment, (size_t)(equals - assignment));
    return conf_set_node(doc, path, value, errors);
}
