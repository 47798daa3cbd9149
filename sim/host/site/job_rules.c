/* Rules that give jobs of a trace another account, QOS or partition. */
#include "host/site/job_rules.h"

#include "host/site/internal.h"

#include <stdio.h>
#include <string.h>

enum { KEYS = 4, LONGEST_NAME = 200 };

static const char *const keys[KEYS] = {"account", "user", "qos", "partition"};

/* The short form: CONDITION[,CONDITION...]:CHANGE[,CHANGE...], each KEY=VALUE. */

static struct conf_node *child(struct conf_node *map, const char *key)
{
    for (struct conf_node *n = map->first; n; n = n->next)
        if (strcmp(n->key, key) == 0)
            return n;
    return NULL;
}

static struct conf_node *part(struct conf_doc *doc, const struct conf_node *like,
                              enum conf_kind kind, const char *key)
{
    struct conf_node *n = conf_new_scalar(doc, like, "", 0);
    n->kind = kind;
    n->key = key;
    return n;
}

/* A condition may come again with another name: either will do. */
static void add(struct conf_doc *doc, struct conf_node *map, bool is_condition,
                struct conf_node *value)
{
    if (!is_condition) {
        conf_append(map, value);
        return;
    }
    struct conf_node *list = child(map, value->key);
    if (!list) {
        list = part(doc, value, CONF_KIND_LIST, value->key);
        conf_append(map, list);
    }
    value->key = NULL;
    conf_append(list, value);
}

/* "account=a,user=b" into the map, up to the first of the two ends. */
static bool read_pairs(struct conf_doc *doc, struct conf_node *map, bool is_condition,
                       const char *text, size_t bytes)
{
    const char *end = text + bytes;
    for (const char *p = text; p < end; p++) {
        const char *comma = memchr(p, ',', (size_t)(end - p)), *stop = comma ? comma : end;
        const char *equals = memchr(p, '=', (size_t)(stop - p));
        if (!equals || equals == p || equals + 1 == stop)
            return false;
        struct conf_node *value =
            conf_new_scalar(doc, map, equals + 1, (size_t)(stop - equals - 1));
        value->is_plain = false;
        value->key = aif_arena_text(&doc->arena, p, (size_t)(equals - p));
        add(doc, map, is_condition, value);
        p = stop;
        if (comma && comma + 1 == end)
            return false;
    }
    return bytes > 0;
}

static bool expand_rule(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    if (n->kind != CONF_KIND_SCALAR)
        return true;
    const char *text = n->text, *colon = strchr(text, ':');
    const char *changes = colon ? colon + 1 : text;
    n->kind = CONF_KIND_MAP;
    n->first = n->last = NULL;
    n->count = 0;
    struct conf_node *where = part(doc, n, CONF_KIND_MAP, "where");
    bool ok = !colon || read_pairs(doc, where, true, text, (size_t)(colon - text));
    if (colon)
        conf_append(n, where);
    ok = ok && read_pairs(doc, n, false, changes, strlen(changes));
    return ok ||
           conf_error(errors, n,
                      "'%.100s': expected WHERE:CHANGES, such as account=startups:qos=fast", text);
}

static bool expand_names(struct conf_doc *doc, struct conf_node *n, struct conf_errors *errors)
{
    (void)errors;
    if (n->kind != CONF_KIND_SCALAR)
        return true;
    struct conf_node *name = conf_new_scalar(doc, n, n->text, strlen(n->text));
    n->kind = CONF_KIND_LIST;
    n->first = n->last = NULL;
    n->count = 0;
    conf_append(n, name);
    return true;
}

static bool verify_rule(const struct conf_node *n, struct conf_errors *errors)
{
    return conf_get(n, "account") || conf_get(n, "qos") || conf_get(n, "partition") ||
           conf_error(errors, n,
                      "a rule for jobs gives them an 'account', a 'qos' or a "
                      "'partition'");
}

static const struct conf_field name_item = {.type = CONF_TEXT, .min = 1, .max = LONGEST_NAME};
#define NAMES(name, text)                                                                          \
    {                                                                                              \
        .key = name, .type = CONF_LIST, .min = 1, .max = 10000, .item = &name_item,                \
        .expand = expand_names, .help = text                                                       \
    }
#define NAME(name, text)                                                                           \
    {                                                                                              \
        .key = name, .type = CONF_TEXT, .min = 1, .max = LONGEST_NAME, .help = text                \
    }
static const struct conf_field where_fields[] = {
    NAMES("account", "one or several, with the accounts below"),
    NAMES("user", "one or several"),
    NAMES("qos", "one or several, as the trace states it"),
    NAMES("partition", "one or several, as the trace states it"),
    {.key = NULL}};
static const struct conf_field rule_fields[] = {
    {.key = "where",
     .type = CONF_TABLE,
     .fields = where_fields,
     .help = "whose jobs; without it all"},
    NAME("account", "that its jobs are given"),
    NAME("qos", "that its jobs are given"),
    NAME("partition", "that its jobs are given"),
    {.key = NULL},
};
const struct conf_field job_rule_item = {
    .type = CONF_TABLE, .fields = rule_fields, .expand = expand_rule, .verify = verify_rule};

/* Options. */

static const struct conf_field option_fields[] = {
    {.key = "jobs", .type = CONF_LIST, .min = 1, .max = 10000, .item = &job_rule_item},
    {.key = NULL}};

const struct conf_node *job_rules_of(struct conf_doc *doc, const char *const *texts, size_t count,
                                     struct conf_errors *errors)
{
    static const char option[] = "--jobs-set ";
    if (!count)
        return NULL;
    struct conf_node *list = conf_new(doc, CONF_KIND_LIST);
    doc->root = conf_new(doc, CONF_KIND_MAP);
    for (size_t i = 0; i < count; i++) {
        size_t bytes = strlen(texts[i]);
        char *name = AIF_NEW(&doc->arena, char, sizeof option + bytes);
        struct conf_source *source = AIF_NEW(&doc->arena, struct conf_source, 1);
        strcat(strcpy(name, option), texts[i]);
        *source = (struct conf_source){name, name + sizeof option - 1, bytes, true};
        struct conf_node like = {.source = source};
        conf_append(list, conf_new_scalar(doc, &like, texts[i], bytes));
        doc->root->source = list->source = doc->source = source;
    }
    conf_put(doc->root, "jobs", list);
    return conf_check(doc, option_fields, errors) ? conf_get(doc->root, "jobs") : NULL;
}

/* Rules against a site. */

static bool has_account(const struct site *s, const struct conf_node *name,
                        struct conf_errors *errors)
{
    const struct aif_accounts *t = &s->centre.accounts;
    if (!t->count || aif_accounts_find(t, name->text) != AIF_NONE)
        return true;
    struct aif_arena scratch = {0};
    const char **known = AIF_NEW(&scratch, const char *, t->count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->count; i++)
        if (!t->assocs[i].is_user)
            known[count++] = t->assocs[i].name;
    site_no_such("account", name, known, count, errors);
    aif_arena_free(&scratch);
    return false;
}

static bool check_rule(const struct site *s, const struct conf_node *rule,
                       struct conf_errors *errors)
{
    const struct conf_node *where = conf_get(rule, "where");
    const struct conf_node *accounts = where ? conf_get(where, "account") : NULL;
    const struct conf_node *account = conf_get(rule, "account"), *qos = conf_get(rule, "qos");
    const struct conf_node *partition = conf_get(rule, "partition");
    bool ok = true;
    for (const struct conf_node *n = accounts ? accounts->first : NULL; n; n = n->next)
        ok &= has_account(s, n, errors);
    ok &= !account || has_account(s, account, errors);
    ok &= !qos || site_find_qos(s, qos, errors) != AIF_NONE;
    return (!partition || site_find_partition(s, partition, errors) != AIF_NONE) && ok;
}

bool job_rules_check(const struct site *s, const struct conf_node *rules,
                     struct conf_errors *errors)
{
    bool ok = true;
    for (const struct conf_node *n = rules->first; n; n = n->next)
        ok &= check_rule(s, n, errors);
    return ok;
}

/* Following a rule. */

/* Which names of a table a condition means; is_meant NULL: there is no such condition. */
struct condition {
    bool *is_meant;
    uint32_t count;
};

static bool holds(const struct condition *c, uint32_t name)
{
    return !c->is_meant || (name < c->count && c->is_meant[name]);
}

static bool is_listed(const struct conf_node *list, const char *name)
{
    for (const struct conf_node *n = list->first; n; n = n->next)
        if (strcmp(n->text, name) == 0)
            return true;
    return false;
}

/* An account, or one above it, is listed. */
static bool is_below_listed(const struct conf_node *list, const struct aif_accounts *t,
                            const char *name)
{
    if (is_listed(list, name))
        return true;
    uint32_t i = aif_accounts_find(t, name);
    while (i != AIF_NONE && !is_listed(list, t->assocs[i].name))
        i = t->assocs[i].parent;
    return i != AIF_NONE;
}

static struct condition condition_of(const struct conf_node *list, const struct aif_names *names,
                                     const struct aif_accounts *tree, struct aif_arena *scratch)
{
    if (!list)
        return (struct condition){0};
    struct condition c = {AIF_NEW(scratch, bool, names->count + 1), names->count};
    for (uint32_t i = 0; i < names->count; i++) {
        const char *name = aif_names_at(names, i, "");
        c.is_meant[i] = tree ? is_below_listed(list, tree, name) : is_listed(list, name);
    }
    return c;
}

static uint32_t wide(uint16_t name)
{
    return name == AIF_NONE16 ? AIF_NONE : name;
}

/* The number of the name that the rule gives under this key; AIF_NONE: none. */
static uint32_t given(const struct conf_node *rule, const char *key, struct aif_names *names,
                      struct aif_arena *a)
{
    const struct conf_node *n = conf_get(rule, key);
    return n ? aif_names_intern(names, a, n->text, strlen(n->text)) : AIF_NONE;
}

static void change(struct aif_workload *w, uint32_t job, const uint32_t to[KEYS])
{
    struct aif_job *j = &w->jobs[job];
    if (to[0] != AIF_NONE)
        j->account = to[0];
    if (to[2] != AIF_NONE)
        j->qos = (uint16_t)to[2];
    if (to[3] == AIF_NONE)
        return;
    j->partition = (uint16_t)to[3];
    if (w->extras)
        w->extras[job].partition_count = 0;
}

uint32_t job_rule_apply(const struct conf_node *rule, const struct site *s, struct aif_workload *w)
{
    struct aif_arena scratch = {0};
    const struct conf_node *where = conf_get(rule, "where");
    struct aif_names *names[KEYS] = {&w->accounts, &w->users, &w->qos, &w->partitions};
    struct condition conditions[KEYS];
    uint32_t to[KEYS], count = 0;
    for (int k = 0; k < KEYS; k++)
        conditions[k] = condition_of(where ? conf_get(where, keys[k]) : NULL, names[k],
                                     k == 0 ? &s->centre.accounts : NULL, &scratch);
    for (int k = 0; k < KEYS; k++)
        to[k] = given(rule, keys[k], names[k], &w->arena);
    AIF_CHECK(w->qos.count < AIF_NONE16 && w->partitions.count < AIF_NONE16);
    for (uint32_t i = 0; i < w->count; i++) {
        const struct aif_job *j = &w->jobs[i];
        if (!holds(&conditions[0], j->account) || !holds(&conditions[1], j->user) ||
            !holds(&conditions[2], wide(j->qos)) || !holds(&conditions[3], wide(j->partition)))
            continue;
        change(w, i, to);
        count++;
    }
    aif_arena_free(&scratch);
    return count;
}

static void put(char *text, size_t room, const char *what)
{
    size_t used = strlen(text);
    snprintf(text + used, room - used, "%s", what);
}

static void put_condition(const struct conf_node *list, const char *key, char *text, size_t room)
{
    put(text, room, *text ? " and " : "");
    put(text, room, key);
    for (const struct conf_node *n = list->first; n; n = n->next) {
        put(text, room, n == list->first ? " " : " or ");
        put(text, room, n->text);
    }
}

void job_rule_text(const struct conf_node *rule, char *text, size_t room)
{
    const struct conf_node *where = conf_get(rule, "where");
    const char *before = ": ";
    *text = '\0';
    for (int k = 0; k < KEYS && where; k++)
        if (conf_get(where, keys[k]))
            put_condition(conf_get(where, keys[k]), keys[k], text, room);
    if (!*text)
        put(text, room, "the trace");
    for (int k = 0; k < KEYS; k++) {
        if (!conf_get(rule, keys[k]))
            continue;
        put(text, room, before);
        put(text, room, keys[k]);
        put(text, room, " ");
        put(text, room, conf_text(rule, keys[k]));
        before = ", ";
    }
}
