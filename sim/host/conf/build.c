/* Making trees that no file states. */
#include "host/conf/conf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct conf_node *conf_new(struct conf_doc *doc, enum conf_kind kind)
{
    struct conf_node *n = AIF_NEW(&doc->arena, struct conf_node, 1);
    n->kind = kind;
    n->text = "";
    return n;
}

struct conf_node *conf_new_text(struct conf_doc *doc, const char *text)
{
    struct conf_node *n = conf_new(doc, CONF_KIND_SCALAR);
    n->text = aif_arena_text(&doc->arena, text, strlen(text));
    return n;
}

static struct conf_node *plain(struct conf_doc *doc, const char *text)
{
    struct conf_node *n = conf_new_text(doc, text);
    n->is_plain = true;
    return n;
}

struct conf_node *conf_new_int(struct conf_doc *doc, int64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, value);
    return plain(doc, text);
}

/* The fewest decimals that are read as the same number. */
struct conf_node *conf_new_real(struct conf_doc *doc, double value)
{
    enum { MOST_DECIMALS = 40 };
    char text[400];
    int decimals = 0;
    do {
        snprintf(text, sizeof text, "%.*f", decimals, value);
    } while (strtod(text, NULL) != value && decimals++ < MOST_DECIMALS);
    return plain(doc, text);
}

struct conf_node *conf_new_duration(struct conf_doc *doc, int64_t value_s)
{
    static const struct {
        int64_t seconds;
        const char *suffix;
    } units[] = {{86400, "d"}, {3600, "h"}, {60, "m"}, {1, "s"}};
    size_t i = 0;
    while (value_s == 0 || value_s % units[i].seconds) {
        if (++i == AIF_COUNT(units) - 1)
            break;
    }
    char text[32];
    snprintf(text, sizeof text, "%" PRId64 "%s", value_s / units[i].seconds, units[i].suffix);
    return plain(doc, text);
}

void conf_put(struct conf_node *map, const char *key, struct conf_node *value)
{
    AIF_CHECK(map->kind == CONF_KIND_MAP);
    value->key = key;
    conf_append(map, value);
}
