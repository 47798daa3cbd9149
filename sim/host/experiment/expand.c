/* The short forms of an experiment file, written out. */
#include "host/experiment/expand.h"

#include "aif/text.h"

#include <stdio.h>
#include <string.h>

static struct conf_node *child(struct conf_node *map, const char *key)
{
    for (struct conf_node *n = map->first; n; n = n->next)
        if (strcmp(n->key, key) == 0)
            return n;
    return NULL;
}

static struct conf_node *add(struct conf_doc *doc, struct conf_node *map, const char *key,
                             const char *text, size_t bytes)
{
    struct conf_node *n = conf_new_scalar(doc, map, text, bytes);
    n->key = key;
    conf_append(map, n);
    return n;
}

/* A scalar becomes an empty map in the same place. */
static void make_map(struct conf_node *n)
{
    n->kind = CONF_KIND_MAP;
    n->first = n->last = NULL;
    n->count = 0;
}

static const char *text_of(struct conf_node *map, const char *key, const char *fallback)
{
    struct conf_node *n = child(map, key);
    return n && n->kind == CONF_KIND_SCALAR ? n->text : fallback;
}

/* Sites.  A name or path alone; or a map, with changes. */

bool experiment_expand_site(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    (void)errors;
    if (n->kind != CONF_KIND_SCALAR)
        return true;
    const char *text = n->text;
    make_map(n);
    add(doc, n, "site", text, strlen(text));
    return true;
}

/* Policies.  ORDER/BACKFILL[+CANDIDATES][/PLACE][@RULE] */

static bool split_policy(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    const char *whole = n->text;
    size_t before_rule = strcspn(whole, "@");
    const char *rule = whole[before_rule] ? whole + before_rule + 1 : NULL;
    const char *text = aif_arena_text(&doc->arena, whole, before_rule);
    size_t order = strcspn(text, "/");
    const char *backfill = text[order] ? text + order + 1 : "";
    size_t backfill_bytes = strcspn(backfill, "+/");
    const char *rest = backfill + backfill_bytes;
    size_t candidates = *rest == '+' ? strcspn(rest + 1, "/") : 0;
    const char *place = *rest == '+' ? rest + 1 + candidates : rest;
    if (!order || !backfill_bytes || (rule && !*rule) || (*rest == '+' && !candidates) ||
        (*place && (!place[1] || strchr(place + 1, '/'))))
        return conf_error(errors, n,
                          "policy '%.60s': expected ORDER/BACKFILL, ORDER/BACKFILL/PLACE or "
                          "ORDER/BACKFILL+CANDIDATES/PLACE, such as fcfs/easy/first-fit",
                          whole);
    make_map(n);
    add(doc, n, "name", whole, strlen(whole));
    if (rule)
        add(doc, n, "access", rule, strlen(rule));
    add(doc, n, "order", text, order);
    add(doc, n, "backfill", backfill, backfill_bytes);
    if (candidates)
        add(doc, n, "candidates", rest + 1, candidates);
    if (*place)
        add(doc, n, "place", place + 1, strlen(place + 1));
    return true;
}

bool experiment_expand_policy(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    if (n->kind == CONF_KIND_SCALAR && !split_policy(doc, n, errors))
        return false;
    if (n->kind != CONF_KIND_MAP)
        return true;
    const char *order = text_of(n, "order", ""), *place = text_of(n, "place", "first-fit");
    const char *candidates = text_of(n, "candidates", order);
    if (!child(n, "candidates") && *order)
        add(doc, n, "candidates", order, strlen(order));
    if (!child(n, "name")) {
        char name[LONGEST_NAME];
        bool has_own = strcmp(candidates, order) != 0, is_first_fit = !strcmp(place, "first-fit");
        const char *share = text_of(n, "share", ""), *rule = text_of(n, "access", "");
        int bytes = snprintf(name, sizeof name, "%s%s%s%s/%s%s%s%s%s%s%s", order, *share ? "(" : "",
                             share, *share ? ")" : "", text_of(n, "backfill", ""),
                             has_own ? "+" : "", has_own ? candidates : "", is_first_fit ? "" : "/",
                             is_first_fit ? "" : place, *rule ? "@" : "", rule);
        if (bytes >= (int)sizeof name)
            return conf_error(
                errors, n,
                "policy '%.40s...': its parts are too long for a name (%d characters): "
                "give it a 'name'",
                order, LONGEST_NAME - 1);
        add(doc, n, "name", name, strlen(name));
    }
    return true;
}

/* Seeds.  7, or 1..5 for 1, 2, 3, 4, 5, alone or in a list. */

static bool expand_range(struct conf_doc *doc, struct conf_node *list, struct conf_node *item,
                         struct conf_errors *errors)
{
    char first[LONGEST_NAME];
    int64_t from, to;
    const char *dots = item->kind == CONF_KIND_SCALAR ? strstr(item->text, "..") : NULL;
    if (!dots) {
        conf_append(list, item);
        return true;
    }
    snprintf(first, sizeof first, "%.*s", (int)(dots - item->text), item->text);
    if (!aif_text_int(first, 1, INT64_MAX, &from) ||
        !aif_text_int(dots + 2, from, INT64_MAX, &to) || to - from >= MOST_SEEDS)
        return conf_error(errors, item,
                          "seeds: expected a range such as 1..10, ascending, of at most %d seeds, "
                          "found '%.60s'",
                          MOST_SEEDS, item->text);
    for (int64_t seed = from; seed <= to; seed++) {
        int bytes = snprintf(first, sizeof first, "%lld", (long long)seed);
        conf_append(list, conf_new_scalar(doc, item, first, (size_t)bytes));
    }
    return true;
}

bool experiment_expand_seeds(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    struct conf_node *item, *next;
    if (n->kind == CONF_KIND_SCALAR) {
        item = conf_new_scalar(doc, n, n->text, strlen(n->text));
        item->is_plain = n->is_plain;
        item->next = NULL;
    } else if (n->kind == CONF_KIND_LIST) {
        item = n->first;
    } else {
        return true;
    }
    n->kind = CONF_KIND_LIST;
    n->first = n->last = NULL;
    n->count = 0;
    bool ok = true;
    for (; item; item = next) {
        next = item->next;
        ok &= expand_range(doc, n, item, errors);
    }
    return ok;
}

/* Traces.  A path alone; a list of loads, jobs or spans makes one trace of each. */

static bool is_swept(const char *key)
{
    return !strcmp(key, "load") || !strcmp(key, "jobs") || !strcmp(key, "span");
}

/* The last part of a path without the endings of trace and settings files. */
static void base_name(const char *path, char name[LONGEST_NAME])
{
    static const char *const endings[] = {".gz",  ".xz",   ".zst", ".bz2", ".swf",
                                          ".csv", ".json", ".txt", ".yaml"};
    const char *slash = strrchr(path, '/');
    snprintf(name, LONGEST_NAME, "%s", slash ? slash + 1 : path);
    for (size_t i = 0; i < AIF_COUNT(endings); i++) {
        size_t bytes = strlen(name), cut = strlen(endings[i]);
        if (bytes > cut && strcmp(name + bytes - cut, endings[i]) == 0)
            name[bytes - cut] = '\0';
    }
}

static void name_trace(struct conf_doc *doc, struct conf_node *n)
{
    if (n->kind == CONF_KIND_SCALAR && *n->text) {
        const char *text = n->text;
        make_map(n);
        add(doc, n, "file", text, strlen(text));
    }
    if (n->kind != CONF_KIND_MAP || child(n, "name"))
        return;
    const char *path = text_of(n, "file", text_of(n, "generate", ""));
    char name[LONGEST_NAME];
    base_name(path, name);
    if (*name)
        add(doc, n, "name", name, strlen(name));
}

static struct conf_node *first_swept(struct conf_node *trace)
{
    if (trace->kind == CONF_KIND_MAP)
        for (struct conf_node *n = trace->first; n; n = n->next)
            if (n->kind == CONF_KIND_LIST && n->count && is_swept(n->key))
                return n;
    return NULL;
}

/* The trace with one value of the swept key, which is added to its name. */
static struct conf_node *variant(struct conf_doc *doc, const struct conf_node *trace,
                                 const struct conf_node *swept, const struct conf_node *value)
{
    struct conf_node *v = AIF_NEW(&doc->arena, struct conf_node, 1);
    *v = *trace;
    make_map(v);
    for (const struct conf_node *n = trace->first; n; n = n->next) {
        struct conf_node *copy = AIF_NEW(&doc->arena, struct conf_node, 1);
        *copy = n == swept ? *value : *n;
        copy->key = n->key;
        if (!strcmp(n->key, "name") && n->kind == CONF_KIND_SCALAR) {
            char name[LONGEST_NAME];
            snprintf(name, sizeof name, "%.120s-%s%.60s", n->text, swept->key,
                     value->kind == CONF_KIND_SCALAR ? value->text : "");
            copy->text = aif_arena_text(&doc->arena, name, strlen(name));
        }
        conf_append(v, copy);
    }
    return v;
}

bool experiment_expand_traces(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    if (n->kind == CONF_KIND_SCALAR && n->source->is_option && *n->text) {
        struct conf_node *item = conf_new_scalar(doc, n, n->text, strlen(n->text));
        n->kind = CONF_KIND_LIST;
        n->first = n->last = NULL;
        n->count = 0;
        conf_append(n, item);
    }
    if (n->kind != CONF_KIND_LIST)
        return true;
    struct conf_node *item = n->first;
    n->first = n->last = NULL;
    n->count = 0;
    while (item) {
        struct conf_node *next = item->next;
        name_trace(doc, item);
        struct conf_node *swept = first_swept(item);
        if (!swept) {
            conf_append(n, item);
            item = next;
            continue;
        }
        if (n->count + swept->count > 10000)
            return conf_error(errors, swept, "more than 10000 traces");
        /* Variants may hold further lists: they are looked at before what follows. */
        struct conf_node variants = {0};
        for (const struct conf_node *value = swept->first; value; value = value->next)
            conf_append(&variants, variant(doc, item, swept, value));
        variants.last->next = next;
        item = variants.first;
    }
    return true;
}
