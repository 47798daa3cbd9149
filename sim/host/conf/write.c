/* A tree as YAML or JSON: the same bytes for the same tree. */
#include "host/conf/internal.h"

#include <string.h>

static bool is_text(const struct conf_node *n)
{
    if (!n->field)
        return !n->is_plain;
    switch (n->field->type) {
    case CONF_INT:
    case CONF_REAL:
    case CONF_BOOL:
    case CONF_DURATION:
        return false;
    case CONF_ANY:
        return !n->is_plain;
    case CONF_CHOICE: /* also one that has a third word beside the two truths */
        return strcmp(n->text, "true") != 0 && strcmp(n->text, "false") != 0;
    case CONF_TEXT:
    case CONF_TABLE:
    case CONF_LIST:
    case CONF_DICT:
        break;
    }
    return true;
}

/* Words that other readers of YAML take for a truth or for nothing. */
static bool is_reserved(const char *text)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on",
                                        "off",  "null",  "y",   "n"};
    for (size_t i = 0; i < AIF_COUNT(words); i++) {
        size_t at = 0;
        while (words[i][at] && (text[at] | 0x20) == words[i][at])
            at++;
        if (!words[i][at] && !text[at])
            return true;
    }
    return false;
}

static bool needs_quotes(const char *text)
{
    static const char safe[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+-";
    return !*text || strspn(text, safe) != strlen(text) || strchr("0123456789+-.", *text) ||
           is_reserved(text);
}

/* All that is not plain is below 0x10000, so four digits are enough. */
static void put_escape(struct aif_sink *to, uint32_t code)
{
    static const char hex[] = "0123456789abcdef";
    aif_sink_text(to, "\\u");
    for (unsigned shift = 16; shift; shift -= 4)
        aif_sink_char(to, hex[code >> (shift - 4) & 15]);
}

static void put_quoted(struct aif_sink *to, const char *text)
{
    aif_sink_char(to, '"');
    while (*text) {
        uint32_t code;
        size_t bytes = conf_character(text, &code);
        AIF_CHECK(bytes);
        if (code == '"' || code == '\\')
            aif_sink_char(to, '\\');
        if (conf_is_plain_character(code))
            aif_sink_bytes(to, text, bytes);
        else
            put_escape(to, code);
        text += bytes;
    }
    aif_sink_char(to, '"');
}

static void put_scalar(struct aif_sink *to, const struct conf_node *n)
{
    if (is_text(n) && needs_quotes(n->text))
        put_quoted(to, n->text);
    else
        aif_sink_text(to, n->text);
}

static void indent(struct aif_sink *to, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++)
        aif_sink_text(to, "  ");
}

static void put_node(struct aif_sink *to, const struct conf_node *n, unsigned depth);

/* The children of a list or map, one or more lines each.  The first of a map within a list goes
 * behind the dash: is_begun says that its indentation is there already. */
static void put_children(struct aif_sink *to, const struct conf_node *n, unsigned depth,
                         bool is_begun)
{
    for (const struct conf_node *item = n->first; item; item = item->next) {
        if (!is_begun)
            indent(to, depth);
        is_begun = false;
        if (n->kind == CONF_KIND_MAP) {
            if (needs_quotes(item->key))
                put_quoted(to, item->key);
            else
                aif_sink_text(to, item->key);
            aif_sink_char(to, ':');
            put_node(to, item, depth + 1);
        } else if (item->kind == CONF_KIND_MAP && item->count) {
            aif_sink_text(to, "- ");
            put_children(to, item, depth + 1, true);
        } else {
            aif_sink_char(to, '-');
            put_node(to, item, depth + 1);
        }
    }
}

/* What follows a key or a dash. */
static void put_node(struct aif_sink *to, const struct conf_node *n, unsigned depth)
{
    if (n->kind != CONF_KIND_SCALAR && n->count) {
        aif_sink_char(to, '\n');
        put_children(to, n, depth, false);
        return;
    }
    aif_sink_char(to, ' ');
    if (n->kind == CONF_KIND_SCALAR)
        put_scalar(to, n);
    else
        aif_sink_text(to, n->kind == CONF_KIND_MAP ? "{}" : "[]");
    aif_sink_char(to, '\n');
}

void conf_write(struct aif_sink *to, const struct conf_node *root)
{
    if (root->kind == CONF_KIND_SCALAR || !root->count)
        put_node(to, root, 0);
    else
        put_children(to, root, 0, false);
}

static bool is_json_word(const struct conf_node *n)
{
    if (!n->field)
        return false;
    return n->field->type == CONF_INT || n->field->type == CONF_REAL || n->field->type == CONF_BOOL;
}

static void put_json(struct aif_sink *to, const struct conf_node *n, unsigned depth)
{
    if (n->kind == CONF_KIND_SCALAR) {
        if (is_json_word(n))
            aif_sink_text(to, n->text);
        else
            put_quoted(to, n->text);
        return;
    }
    bool is_map = n->kind == CONF_KIND_MAP;
    aif_sink_char(to, is_map ? '{' : '[');
    for (const struct conf_node *item = n->first; item; item = item->next) {
        aif_sink_text(to, item == n->first ? "\n" : ",\n");
        indent(to, depth + 1);
        if (is_map) {
            put_quoted(to, item->key);
            aif_sink_text(to, ": ");
        }
        put_json(to, item, depth + 1);
    }
    if (n->count) {
        aif_sink_char(to, '\n');
        indent(to, depth);
    }
    aif_sink_char(to, is_map ? '}' : ']');
}

void conf_write_json(struct aif_sink *to, const struct conf_node *root)
{
    put_json(to, root, 0);
    aif_sink_char(to, '\n');
}
