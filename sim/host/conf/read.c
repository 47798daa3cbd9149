/* YAML text into nodes, by the events of libyaml.  Anchors, aliases and tags are refused: a
 * configuration needs none of them, and they can make a small file huge. */
#include "host/conf/internal.h"

#include "aif/names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

enum { DEEPEST = 32, MOST_BYTES = 1 << 24 };

struct level {
    struct conf_node *node;
    struct conf_node *key; /* of a map: the key whose value comes next */
    struct aif_names keys; /* of a map: those so far, in the order of its children */
};

struct reader {
    struct conf_doc *doc;
    const struct conf_source *source;
    struct conf_errors *errors;
    struct conf_node *root;
    struct level levels[DEEPEST];
    uint32_t depth;
    bool has_failed, has_ended;
};

static struct conf_node *new_node(struct reader *r, const yaml_mark_t *mark, enum conf_kind kind)
{
    struct conf_node *n = AIF_NEW(&r->doc->arena, struct conf_node, 1);
    n->kind = kind;
    n->source = r->source;
    n->line = n->key_line = (uint32_t)mark->line + 1;
    n->column = n->key_column = (uint32_t)mark->column + 1;
    n->text = "";
    return n;
}

static void fail_at(struct reader *r, const yaml_mark_t *mark, const char *what)
{
    conf_error(r->errors, new_node(r, mark, CONF_KIND_SCALAR), "%s", what);
    r->has_failed = true;
}

static void take_key(struct reader *r, struct level *level, struct conf_node *node)
{
    level->key = node;
    if (node->kind != CONF_KIND_SCALAR) {
        conf_error(r->errors, node, "a key must be a plain word, found a %s",
                   node->kind == CONF_KIND_MAP ? "map" : "list");
        r->has_failed = true;
        return;
    }
    uint32_t before = level->keys.count;
    uint32_t i = aif_names_intern(&level->keys, &r->doc->arena, node->text, strlen(node->text));
    if (i < before) {
        const struct conf_node *first = conf_at(level->node, i);
        conf_error(r->errors, node, "key '%s' twice; the first is in line %u",
                   conf_quote(node->text).text, first->key_line);
        r->has_failed = true;
    }
}

/* The node belongs to the innermost open list or map, or is the root. */
static void place(struct reader *r, struct conf_node *node)
{
    if (!r->depth) {
        r->root = node;
        return;
    }
    struct level *level = &r->levels[r->depth - 1];
    if (level->node->kind == CONF_KIND_LIST) {
        conf_append(level->node, node);
        return;
    }
    if (!level->key) {
        take_key(r, level, node);
        return;
    }
    node->key = level->key->text;
    node->key_line = level->key->line;
    node->key_column = level->key->column;
    level->key = NULL;
    conf_append(level->node, node);
}

static void open_level(struct reader *r, const yaml_event_t *event, enum conf_kind kind)
{
    struct conf_node *node = new_node(r, &event->start_mark, kind);
    if (r->depth == DEEPEST) {
        fail_at(r, &event->start_mark, "nested more than 32 levels deep");
        r->has_ended = true;
        return;
    }
    place(r, node);
    r->levels[r->depth++] = (struct level){.node = node};
}

static void read_scalar(struct reader *r, const yaml_event_t *event)
{
    struct conf_node *node = new_node(r, &event->start_mark, CONF_KIND_SCALAR);
    const char *text = (const char *)event->data.scalar.value;
    size_t bytes = event->data.scalar.length;
    if (memchr(text, '\0', bytes))
        fail_at(r, &event->start_mark, "a text with a zero byte in it");
    node->text = aif_arena_text(&r->doc->arena, text, bytes);
    node->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    place(r, node);
}

static void refuse(struct reader *r, const yaml_event_t *event, const unsigned char *anchor,
                   const unsigned char *tag)
{
    if (anchor)
        fail_at(r, &event->start_mark, "anchors (&name) are not supported: write the value out");
    if (tag)
        fail_at(r, &event->start_mark, "tags (!type) are not supported: leave it out");
}

static void handle(struct reader *r, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        refuse(r, event, event->data.scalar.anchor, event->data.scalar.tag);
        read_scalar(r, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        refuse(r, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
        open_level(r, event, CONF_KIND_LIST);
        break;
    case YAML_MAPPING_START_EVENT:
        refuse(r, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
        open_level(r, event, CONF_KIND_MAP);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        r->depth--;
        break;
    case YAML_ALIAS_EVENT:
        fail_at(r, &event->start_mark, "aliases (*name) are not supported: write the value out");
        place(r, new_node(r, &event->start_mark, CONF_KIND_SCALAR));
        break;
    case YAML_DOCUMENT_START_EVENT:
        if (r->root) {
            fail_at(r, &event->start_mark, "a second document in one file; expected one");
            r->has_ended = true;
        }
        break;
    case YAML_STREAM_END_EVENT:
        r->has_ended = true;
        break;
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    case YAML_NO_EVENT:
        break;
    }
}

/* The reader of libyaml counts bytes, its scanner lines and columns. */
static yaml_mark_t mark_of_offset(const struct conf_source *s, size_t offset)
{
    yaml_mark_t mark = {0};
    for (size_t i = 0; i < offset && i < s->bytes; i++) {
        mark.column += ((unsigned char)s->text[i] & 0xc0) != 0x80;
        if (s->text[i] == '\n') {
            mark.line++;
            mark.column = 0;
        }
    }
    return mark;
}

static void fail_syntax(struct reader *r, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR)
        aif_fatal("out of memory while reading %s", r->source->name);
    char what[300];
    yaml_mark_t mark = parser->problem_mark;
    if (parser->error == YAML_READER_ERROR) {
        mark = mark_of_offset(r->source, parser->problem_offset);
        snprintf(what, sizeof what, "not a text file in UTF-8: %s", parser->problem);
    } else if (parser->context) {
        snprintf(what, sizeof what, "not valid YAML: %s (%s that starts in line %zu)",
                 parser->problem, parser->context, parser->context_mark.line + 1);
    } else {
        snprintf(what, sizeof what, "not valid YAML: %s", parser->problem);
    }
    fail_at(r, &mark, what);
}

struct conf_node *conf_parse_source(struct conf_doc *doc, const struct conf_source *source,
                                    struct conf_errors *errors)
{
    struct reader r = {.doc = doc, .source = source, .errors = errors};
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        aif_fatal("out of memory while reading %s", source->name);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->text, source->bytes);
    while (!r.has_ended) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            fail_syntax(&r, &parser);
            break;
        }
        handle(&r, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (!r.root && !r.has_failed) {
        conf_error_plain(errors, "%s: empty", source->name);
        r.has_failed = true;
    }
    return r.has_failed ? NULL : r.root;
}

bool conf_parse(struct conf_doc *doc, const char *name, const char *text, size_t bytes,
                struct conf_errors *errors)
{
    if (bytes > MOST_BYTES)
        return conf_error_plain(errors, "%s: %zu bytes; a file of settings has at most %d", name,
                                bytes, MOST_BYTES);
    struct conf_source *source = AIF_NEW(&doc->arena, struct conf_source, 1);
    *source = (struct conf_source){
        .name = aif_arena_text(&doc->arena, name, strlen(name)),
        .text = aif_arena_text(&doc->arena, text, bytes),
        .bytes = bytes,
    };
    doc->source = source;
    doc->root = conf_parse_source(doc, source, errors);
    return doc->root != NULL;
}

/* At most one byte more than a document may have, so that conf_parse() can say that it is too long.
 */
static bool read_all(FILE *f, struct aif_arena *arena, char **text, size_t *bytes)
{
    *text = AIF_NEW(arena, char, MOST_BYTES + 1);
    *bytes = fread(*text, 1, MOST_BYTES + 1, f);
    return !ferror(f);
}

bool conf_open(struct conf_doc *doc, const char *path, struct conf_errors *errors)
{
    FILE *f = fopen(path, "rb");
    struct aif_arena scratch = {0};
    char *text = NULL;
    size_t bytes = 0;
    bool is_read = f && read_all(f, &scratch, &text, &bytes);
    int reason = errno;
    if (f)
        fclose(f);
    if (!is_read) {
        errors->is_missing = true;
        conf_error_plain(errors, "%s: cannot be read: %s", path, strerror(reason));
    }
    bool ok = is_read && conf_parse(doc, path, text, bytes, errors);
    aif_arena_free(&scratch);
    return ok;
}
