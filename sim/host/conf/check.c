/* Checking a tree against the table of fields that says what it may hold. */
#include "host/conf/internal.h"

#include "aif/text.h"

#include <inttypes.h>
#include <string.h>

/* Looking for the nearest key takes time: not for each of 100,000 keys of junk. */
enum { MOST_GUESSES = 100 };

struct checker {
    struct conf_doc *doc;
    struct conf_errors *errors;
};

static bool check_node(struct checker *c, struct conf_node *node, const struct conf_field *field);

static bool unknown_key(struct checker *c, const struct conf_node *node,
                        const struct conf_field *fields)
{
    const char *known[64];
    size_t n = 0;
    for (; n < AIF_COUNT(known) && fields[n].key; n++)
        known[n] = fields[n].key;
    c->errors->unknown_keys++;
    if (c->errors->count > MOST_GUESSES)
        return conf_error_key(c->errors, node, "unknown key");
    const char *near = aif_text_nearest(node->key, known, n);
    struct conf_quoted key = conf_quote(node->key);
    if (near)
        return conf_error_key(c->errors, node, "unknown key '%s': did you mean '%s'?", key.text,
                              near);
    char list[400];
    conf_join(list, sizeof list, known, n);
    return conf_error_key(c->errors, node, "unknown key '%s' (known: %s)", key.text, list);
}

static const struct conf_field *field_of(const struct conf_field *fields, const char *key)
{
    for (; fields->key; fields++)
        if (strcmp(fields->key, key) == 0)
            return fields;
    return NULL;
}

/* What the document does not say.  A default that does not parse or check is a bug in the table. */
static struct conf_node *default_of(struct checker *c, const struct conf_node *table,
                                    const struct conf_field *f)
{
    struct conf_source *source = AIF_NEW(&c->doc->arena, struct conf_source, 1);
    *source = (struct conf_source){
        .name = table->source->name, .text = f->fallback, .bytes = strlen(f->fallback)};
    struct conf_node *n;
    if (strchr("[{\"", f->fallback[0])) {
        n = conf_parse_source(c->doc, source, c->errors);
        AIF_CHECK(n);
    } else {
        n = conf_new_scalar(c->doc, table, f->fallback, strlen(f->fallback));
    }
    n->key = f->key;
    n->is_default = true;
    return n;
}

/* Put the children into the order of the fields: required ones that are missing are reported,
 * others filled in. */
static bool complete(struct checker *c, struct conf_node *table, const struct conf_field *fields)
{
    struct conf_node *old = table->first, *next;
    const struct conf_field *f;
    bool ok = true;
    size_t count = 0;
    for (f = fields; f->key; f++)
        count++;
    struct conf_node **found = AIF_NEW(&c->doc->arena, struct conf_node *, count + 1);
    for (struct conf_node *n = old; n; n = n->next)
        if ((f = field_of(fields, n->key)))
            found[f - fields] = n;
        else
            ok = unknown_key(c, n, fields);
    for (f = fields; f->key; f++)
        if (!found[f - fields] && f->is_required)
            ok = conf_error(c->errors, table, "key '%s' is missing%s%s%s", f->key,
                            f->help ? " (" : "", f->help ? f->help : "", f->help ? ")" : "");
    for (struct conf_node *n = old; n; n = next) {
        next = n->next;
        if ((f = field_of(fields, n->key)))
            ok &= check_node(c, n, f);
    }
    table->first = table->last = NULL;
    table->count = 0;
    for (f = fields; f->key; f++) {
        struct conf_node *n = found[f - fields];
        if (!n && !f->is_required && f->fallback) {
            n = default_of(c, table, f);
            ok &= check_node(c, n, f);
        }
        if (n)
            conf_append(table, n);
    }
    return ok;
}

static bool check_table(struct checker *c, struct conf_node *n, const struct conf_field *f)
{
    if (n->kind != CONF_KIND_MAP)
        return conf_mismatch(c->errors, n, "a map (key: value)");
    return complete(c, n, f->fields);
}

static bool check_count(struct checker *c, const struct conf_node *n, const struct conf_field *f)
{
    if (!f->max || ((int64_t)n->count >= f->min && (int64_t)n->count <= f->max))
        return true;
    return conf_error(c->errors, n, "%s: expected %" PRId64 " to %" PRId64 " entries, found %u",
                      n->key ? n->key : "list", f->min, f->max, n->count);
}

/* On the command line a list of one is a single value. */
static void wrap_single(struct checker *c, struct conf_node *n)
{
    struct conf_node *item = AIF_NEW(&c->doc->arena, struct conf_node, 1);
    *item = *n;
    item->key = NULL;
    item->next = NULL;
    n->kind = CONF_KIND_LIST;
    n->first = n->last = NULL;
    n->count = 0;
    conf_append(n, item);
}

static bool check_items(struct checker *c, struct conf_node *n, const struct conf_field *f)
{
    if (f->type == CONF_DICT && n->kind != CONF_KIND_MAP)
        return conf_mismatch(c->errors, n, "a map (key: value)");
    if (f->type == CONF_LIST && n->kind == CONF_KIND_SCALAR && n->source->is_option)
        wrap_single(c, n);
    if (f->type == CONF_LIST && n->kind != CONF_KIND_LIST)
        return conf_mismatch(c->errors, n, "a list");
    bool ok = check_count(c, n, f);
    for (struct conf_node *item = n->first; item; item = item->next)
        ok &= check_node(c, item, f->item);
    return ok;
}

static bool check_value(struct checker *c, struct conf_node *n, const struct conf_field *f)
{
    n->field = f;
    switch (f->type) {
    case CONF_TABLE:
        return check_table(c, n, f);
    case CONF_LIST:
    case CONF_DICT:
        return check_items(c, n, f);
    case CONF_ANY:
        return true;
    case CONF_TEXT:
    case CONF_INT:
    case CONF_REAL:
    case CONF_BOOL:
    case CONF_DURATION:
    case CONF_CHOICE:
        break;
    }
    return conf_check_scalar(n, f, c->errors);
}

static const struct conf_field note_fields[] = {
    {.key = "published", .type = CONF_TEXT, .min = 1, .max = 2000},
    {.key = "assumed", .type = CONF_TEXT, .min = 1, .max = 2000},
    {.key = NULL},
};

/* {value: V, published: SOURCE} or {value: V, assumed: REASON}. */
static bool check_figure(struct checker *c, struct conf_node *n, const struct conf_field *f)
{
    n->field = f;
    n->is_figure = true;
    static const char form[] =
        "{value: V, published: \"source\"} or {value: V, assumed: \"reason\"}";
    if (n->kind != CONF_KIND_MAP)
        return conf_mismatch(c->errors, n, form);
    struct conf_field fields[] = {*f, note_fields[0], note_fields[1], {.key = NULL}};
    bool ok = true, has_published = false, has_assumed = false, has_value = false;
    for (struct conf_node *item = n->first; item; item = item->next) {
        has_published |= strcmp(item->key, "published") == 0;
        has_assumed |= strcmp(item->key, "assumed") == 0;
        fields[0].key = "value";
        const struct conf_field *of = field_of(fields, item->key);
        if (!of) {
            ok = unknown_key(c, item, fields);
        } else if (of == &fields[0]) {
            has_value = true;
            ok &= check_value(c, item, f);
        } else {
            ok &= check_value(c, item, of == &fields[1] ? &note_fields[0] : &note_fields[1]);
        }
    }
    if (!has_value)
        ok = conf_error_key(c->errors, n, "%s: key 'value' is missing", n->key);
    if (has_published == has_assumed)
        ok =
            conf_error_key(c->errors, n, "%s: a figure is either published or assumed; expected %s",
                           n->key ? n->key : "figure", form);
    return ok;
}

static bool check_node(struct checker *c, struct conf_node *n, const struct conf_field *f)
{
    if (f->expand && !f->expand(c->doc, n, c->errors))
        return false;
    bool is_noted = f->is_figure || (f->may_be_figure && n->kind == CONF_KIND_MAP &&
                                     (f->type != CONF_DICT || conf_get(n, "value")));
    bool ok = is_noted ? check_figure(c, n, f) : check_value(c, n, f);
    return ok && f->verify ? f->verify(n, c->errors) : ok;
}

bool conf_check(struct conf_doc *doc, const struct conf_field *fields, struct conf_errors *errors)
{
    struct checker c = {.doc = doc, .errors = errors};
    struct conf_field *root = AIF_NEW(&doc->arena, struct conf_field, 1);
    *root = (struct conf_field){.type = CONF_TABLE, .fields = fields};
    return check_node(&c, doc->root, root);
}
