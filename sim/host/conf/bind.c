/* Between trees and structs: the fields of a table say where each value goes, so that reading and
 * writing cannot disagree. */
#include "host/conf/conf.h"

#include <string.h>

/* Choices are stored as enums that count from 0. */
enum example { EXAMPLE };
_Static_assert(sizeof(enum example) == sizeof(uint32_t), "an enum is as wide as an int");

static const char *join(const struct conf_node *list, struct aif_arena *arena)
{
    size_t bytes = 0, used = 0;
    for (const struct conf_node *n = list->first; n; n = n->next)
        bytes += strlen(n->text) + 1;
    char *text = AIF_NEW(arena, char, bytes + 1);
    for (const struct conf_node *n = list->first; n; n = n->next) {
        size_t length = strlen(n->text);
        memcpy(text + used, n->text, length);
        used += length;
        if (n->next)
            text[used++] = ',';
    }
    return text;
}

static uint32_t bits_of(const struct conf_node *list)
{
    uint32_t bits = 0;
    for (const struct conf_node *n = list->first; n; n = n->next)
        bits |= UINT32_C(1) << n->whole;
    return bits;
}

static void store_number(const struct conf_node *v, const struct conf_field *f, char *to)
{
    int64_t whole = f->factor != 0.0 ? v->whole * (int64_t)f->factor : v->whole;
    uint32_t small = (uint32_t)whole;
    double real = f->factor != 0.0 ? v->real * f->factor : v->real;
    if (f->store == CONF_STORE_I64)
        memcpy(to, &whole, sizeof whole);
    else if (f->store == CONF_STORE_REAL)
        memcpy(to, &real, sizeof real);
    else
        memcpy(to, &small, sizeof small);
}

static void store(const struct conf_node *v, const struct conf_field *f, char *to,
                  struct aif_arena *arena)
{
    bool truth = v->whole != 0;
    uint32_t bits;
    const char *text;
    switch (f->store) {
    case CONF_STORE_I64:
    case CONF_STORE_U32:
    case CONF_STORE_ENUM:
    case CONF_STORE_REAL:
        store_number(v, f, to);
        break;
    case CONF_STORE_BOOL:
        memcpy(to, &truth, sizeof truth);
        break;
    case CONF_STORE_BITS:
        bits = bits_of(v);
        memcpy(to, &bits, sizeof bits);
        break;
    case CONF_STORE_TEXT:
    case CONF_STORE_TEXTS:
        text = f->store == CONF_STORE_TEXT ? v->text : join(v, arena);
        memcpy(to, &text, sizeof text);
        break;
    case CONF_STORE_PART:
        conf_bind(v, to, arena);
        break;
    case CONF_STORE_NONE:
        break;
    }
}

void conf_bind(const struct conf_node *table, void *to, struct aif_arena *arena)
{
    AIF_CHECK(table->kind == CONF_KIND_MAP);
    for (const struct conf_node *n = table->first; n; n = n->next)
        if (n->field->store)
            store(conf_value(n), n->field, (char *)to + n->field->at, arena);
}

static struct conf_node *list_of_bits(struct conf_doc *doc, const struct conf_field *f,
                                      uint32_t bits)
{
    struct conf_node *list = conf_new(doc, CONF_KIND_LIST);
    for (uint32_t i = 0; f->item->choices[i]; i++)
        if (bits >> i & 1)
            conf_append(list, conf_new_text(doc, f->item->choices[i]));
    return list;
}

static struct conf_node *list_of_texts(struct conf_doc *doc, const char *joined)
{
    struct conf_node *list = conf_new(doc, CONF_KIND_LIST);
    for (const char *p = joined; *p;) {
        size_t bytes = strcspn(p, ",");
        conf_append(list, conf_new_text(doc, aif_arena_text(&doc->arena, p, bytes)));
        p += bytes + (p[bytes] == ',');
    }
    return list;
}

static struct conf_node *number(struct conf_doc *doc, const struct conf_field *f, const char *from)
{
    int64_t whole = 0;
    uint32_t small = 0;
    if (f->store == CONF_STORE_I64) {
        memcpy(&whole, from, sizeof whole);
    } else {
        memcpy(&small, from, sizeof small);
        whole = small;
    }
    if (f->factor != 0.0)
        whole /= (int64_t)f->factor;
    return f->type == CONF_DURATION ? conf_new_duration(doc, whole) : conf_new_int(doc, whole);
}

static struct conf_node *choice(struct conf_doc *doc, const struct conf_field *f, const char *from)
{
    bool truth = false;
    uint32_t i = 0;
    if (f->store == CONF_STORE_BOOL)
        memcpy(&truth, from, sizeof truth);
    else
        memcpy(&i, from, sizeof i);
    i = f->store == CONF_STORE_BOOL ? truth : i;
    if (f->type == CONF_CHOICE)
        return conf_new_text(doc, f->choices[i]);
    struct conf_node *n = conf_new_text(doc, i ? "true" : "false");
    n->is_plain = true;
    return n;
}

static struct conf_node *load(struct conf_doc *doc, const struct conf_field *f, const char *from)
{
    double real;
    uint32_t bits;
    const char *text;
    switch (f->store) {
    case CONF_STORE_REAL:
        memcpy(&real, from, sizeof real);
        return conf_new_real(doc, f->factor != 0.0 ? real / f->factor : real);
    case CONF_STORE_BOOL:
    case CONF_STORE_ENUM:
        return choice(doc, f, from);
    case CONF_STORE_BITS:
        memcpy(&bits, from, sizeof bits);
        return list_of_bits(doc, f, bits);
    case CONF_STORE_TEXT:
        memcpy(&text, from, sizeof text);
        return conf_new_text(doc, text);
    case CONF_STORE_TEXTS:
        memcpy(&text, from, sizeof text);
        return list_of_texts(doc, text);
    case CONF_STORE_I64:
    case CONF_STORE_U32:
    case CONF_STORE_NONE:
    case CONF_STORE_PART:
        break;
    }
    return number(doc, f, from);
}

static bool is_same_text(const char *a, const char *b)
{
    const char *x, *y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return strcmp(x ? x : "", y ? y : "") == 0;
}

static bool is_same(const struct conf_field *f, const char *a, const char *b)
{
    static const size_t bytes[] = {
        [CONF_STORE_I64] = sizeof(int64_t),
        [CONF_STORE_U32] = sizeof(uint32_t),
        [CONF_STORE_BOOL] = sizeof(bool),
        [CONF_STORE_REAL] = sizeof(double),
        [CONF_STORE_ENUM] = sizeof(int32_t),
        [CONF_STORE_BITS] = sizeof(uint32_t),
        [CONF_STORE_TEXT] = 0,
        [CONF_STORE_TEXTS] = 0,
        [CONF_STORE_PART] = 0,
    };
    return bytes[f->store] ? memcmp(a, b, bytes[f->store]) == 0 : is_same_text(a, b);
}

void conf_unbind(struct conf_doc *doc, struct conf_node *map, const struct conf_field *fields,
                 const void *values, const void *defaults)
{
    for (const struct conf_field *f = fields; f->key; f++) {
        const char *value = (const char *)values + f->at, *usual = (const char *)defaults + f->at;
        if (!f->store || f->is_alias)
            continue;
        if (f->store == CONF_STORE_PART) {
            struct conf_node *part = conf_new(doc, CONF_KIND_MAP);
            conf_unbind(doc, part, f->fields, value, usual);
            if (part->count)
                conf_put(map, f->key, part);
        } else if (!is_same(f, value, usual)) {
            conf_put(map, f->key, load(doc, f, value));
        }
    }
}
