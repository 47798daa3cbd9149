/* Nodes: making, finding and reading them. */
#include "host/conf/conf.h"

#include <string.h>

void conf_append(struct conf_node *parent, struct conf_node *child)
{
    child->next = NULL;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

struct conf_node *conf_new_scalar(struct conf_doc *doc, const struct conf_node *like,
                                  const char *text, size_t bytes)
{
    struct conf_node *n = AIF_NEW(&doc->arena, struct conf_node, 1);
    n->kind = CONF_KIND_SCALAR;
    n->is_plain = true;
    n->text = aif_arena_text(&doc->arena, text, bytes);
    n->line = n->key_line = like->line;
    n->column = n->key_column = like->column;
    n->source = like->source;
    return n;
}

const struct conf_node *conf_get(const struct conf_node *map, const char *key)
{
    AIF_CHECK(map->kind == CONF_KIND_MAP);
    for (const struct conf_node *n = map->first; n; n = n->next)
        if (strcmp(n->key, key) == 0)
            return n;
    return NULL;
}

const struct conf_node *conf_at(const struct conf_node *list, uint32_t i)
{
    AIF_CHECK(list->kind != CONF_KIND_SCALAR && i < list->count);
    const struct conf_node *n = list->first;
    while (i--)
        n = n->next;
    return n;
}

const struct conf_node *conf_value(const struct conf_node *node)
{
    return node->is_figure && node->kind == CONF_KIND_MAP ? conf_get(node, "value") : node;
}

static const struct conf_node *typed(const struct conf_node *map, const char *key,
                                     enum conf_type type)
{
    const struct conf_node *n = conf_get(map, key);
    AIF_CHECK(n && n->field && n->field->type == type);
    return conf_value(n);
}

const char *conf_text(const struct conf_node *map, const char *key)
{
    const struct conf_node *n = conf_get(map, key);
    AIF_CHECK(n && conf_value(n)->kind == CONF_KIND_SCALAR);
    return conf_value(n)->text;
}

int64_t conf_int(const struct conf_node *map, const char *key)
{
    return typed(map, key, CONF_INT)->whole;
}

double conf_real(const struct conf_node *map, const char *key)
{
    return typed(map, key, CONF_REAL)->real;
}

bool conf_bool(const struct conf_node *map, const char *key)
{
    return typed(map, key, CONF_BOOL)->whole != 0;
}

int64_t conf_duration_s(const struct conf_node *map, const char *key)
{
    return typed(map, key, CONF_DURATION)->whole;
}

uint32_t conf_choice(const struct conf_node *map, const char *key)
{
    return (uint32_t)typed(map, key, CONF_CHOICE)->whole;
}

void conf_close(struct conf_doc *doc)
{
    aif_arena_free(&doc->arena);
    *doc = (struct conf_doc){0};
}
