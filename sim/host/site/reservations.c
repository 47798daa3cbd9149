/* Reservations of a site file, and the names of its nodes. */
#include "host/files/dates.h"
#include "host/site/internal.h"
#include "host/site/settings.h"

#include "base/hostlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct binder {
    struct site *site;
    struct conf_errors *errors;
    struct aif_arena scratch;
    bool *is_reserved;  /* per node, for the reservation at hand */
    const char **hosts; /* per node; NULL where a class names none.  NULL: not looked up yet */
};

static void take(struct binder *b, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++)
        b->is_reserved[i] = true;
}

static bool is_class(struct binder *b, const char *text)
{
    const struct aif_machine *m = &b->site->machine;
    for (uint32_t i = 0; i < m->class_count; i++)
        if (strcmp(m->classes[i].name, text) == 0) {
            take(b, m->classes[i].first_node, m->classes[i].node_count);
            return true;
        }
    return false;
}

/* "4" or "4-7": nodes by number. */
static bool take_numbers(struct binder *b, const struct conf_node *n)
{
    uint32_t nodes = b->site->machine.node_count;
    char *end;
    unsigned long long first = strtoull(n->text, &end, 10), last = first;
    if (*end == '-')
        last = strtoull(end + 1, &end, 10);
    if (*end || last < first || last >= nodes)
        return conf_error(b->errors, n,
                          "nodes: expected numbers from 0 to %u such as 4 or 4-7, found '%.60s'",
                          nodes - 1, n->text);
    take(b, (uint32_t)first, (uint32_t)(last - first) + 1);
    return true;
}

static bool take_host(struct binder *b, const struct conf_node *n, const char *name)
{
    for (uint32_t i = 0; i < b->site->machine.node_count; i++)
        if (b->hosts[i] && strcmp(b->hosts[i], name) == 0) {
            b->is_reserved[i] = true;
            return true;
        }
    return conf_error(b->errors, n, "nodes: no node '%.60s', and no node class of that name", name);
}

static bool take_hosts(struct binder *b, const struct conf_node *n)
{
    struct hostlist list;
    struct aif_err err;
    if (!hostlist_expand(n->text, &b->scratch, &list, &err))
        return conf_error(b->errors, n, "nodes: %s", err.text);
    for (uint32_t i = 0; i < list.count; i++)
        if (!take_host(b, n, list.names[i]))
            return false;
    return true;
}

static bool take_item(struct binder *b, const struct conf_node *n)
{
    if (is_class(b, n->text))
        return true;
    if (strcmp(n->text, "all") == 0 || strcmp(n->text, "ALL") == 0) {
        take(b, 0, b->site->machine.node_count);
        return true;
    }
    bool has_number = *n->text >= '0' && *n->text <= '9';
    return has_number && strspn(n->text, "0123456789-") == strlen(n->text) ? take_numbers(b, n)
                                                                           : take_hosts(b, n);
}

static bool bind_nodes(struct binder *b, const struct conf_node *list, struct aif_reservation *r)
{
    uint32_t nodes = b->site->machine.node_count;
    memset(b->is_reserved, 0, nodes * sizeof *b->is_reserved);
    bool ok = true;
    for (const struct conf_node *n = list->first; n; n = n->next)
        ok &= take_item(b, n);
    for (uint32_t i = 0; i < nodes; i++)
        r->node_count += b->is_reserved[i];
    uint32_t *taken = AIF_NEW(&b->site->doc.arena, uint32_t, r->node_count), used = 0;
    for (uint32_t i = 0; i < nodes; i++)
        if (b->is_reserved[i])
            taken[used++] = i;
    r->nodes = taken;
    return ok;
}

/* A class that names its nodes names each of them. */
static bool bind_hosts(struct binder *b)
{
    const struct aif_machine *m = &b->site->machine;
    const struct conf_node *table = conf_get(b->site->doc.root, "classes");
    bool ok = true;
    for (uint32_t i = 0; i < m->class_count; i++) {
        const struct aif_class *c = &m->classes[i];
        const struct conf_node *n = conf_get(conf_get(table, c->name), "hosts");
        struct hostlist list;
        struct aif_err err;
        if (!n)
            continue;
        if (!hostlist_expand(conf_value(n)->text, &b->scratch, &list, &err))
            ok = conf_error(b->errors, n, "hosts: %s", err.text);
        else if (list.count != c->node_count)
            ok = conf_error(b->errors, n, "hosts: %u names, expected %u as there are nodes",
                            list.count, c->node_count);
        else
            memcpy(b->hosts + c->first_node, list.names, list.count * sizeof *list.names);
    }
    return ok;
}

static bool bind_one(struct binder *b, const struct conf_node *n, struct aif_reservation *r)
{
    *r = (struct aif_reservation){
        .name = n->key, .made_s = AIF_UNKNOWN_S, .users = "", .accounts = ""};
    conf_bind(n, r, &b->site->doc.arena);
    if (conf_get(n, "duration"))
        r->end_s = r->start_s + conf_duration_s(n, "duration");
    if (r->start_s < SITE_DATES_S && r->end_s >= SITE_DATES_S)
        return conf_error(b->errors, conf_get(n, "end"),
                          "reservation %.60s: its end is a date, and so must be its start", n->key);
    if (r->start_s >= SITE_DATES_S && r->end_s <= r->start_s)
        return conf_error(b->errors, n,
                          "reservation %.60s: it must end after it starts, at a date "
                          "or after a duration",
                          n->key);
    if (r->made_s > r->start_s)
        return conf_error(b->errors, conf_get(n, "made"),
                          "reservation %.60s: made after it has started", n->key);
    return bind_nodes(b, conf_value(conf_get(n, "nodes")), r);
}

void site_time_text(int64_t t_s, char text[32])
{
    if (t_s >= SITE_DATES_S)
        date_write(t_s - SITE_DATES_S, text);
    else
        snprintf(text, 32, "%lld", (long long)t_s);
}

/* Dates are shown as such. */
static void restore_dates(struct site *s, struct conf_node *reservation)
{
    for (struct conf_node *n = reservation->first; n; n = n->next) {
        char text[32];
        bool is_time = strcmp(n->key, "start") == 0 || strcmp(n->key, "end") == 0;
        if (!is_time || n->kind != CONF_KIND_SCALAR || n->whole < SITE_DATES_S)
            continue;
        site_time_text(n->whole, text);
        n->text = aif_arena_text(&s->doc.arena, text, strlen(text));
    }
}

bool site_bind_reservations(struct site *s, struct conf_errors *errors)
{
    const struct conf_node *table = conf_get(s->doc.root, "reservations");
    struct binder b = {.site = s, .errors = errors};
    b.hosts = AIF_NEW(&b.scratch, const char *, s->machine.node_count);
    b.is_reserved = AIF_NEW(&b.scratch, bool, s->machine.node_count);
    struct aif_reservation *all = AIF_NEW(&s->doc.arena, struct aif_reservation, table->count);
    bool ok = bind_hosts(&b);
    uint32_t count = 0;
    for (struct conf_node *n = table->first; n; n = n->next) {
        ok &= bind_one(&b, n, &all[count++]);
        restore_dates(s, n);
    }
    s->centre.reservations = all;
    s->centre.reservation_count = count;
    aif_arena_free(&b.scratch);
    return ok;
}

/* The first reservation at a date; AIF_NONE: there is none. */
static uint32_t first_dated(const struct aif_centre *c)
{
    for (uint32_t i = 0; i < c->reservation_count; i++)
        if (c->reservations[i].start_s >= SITE_DATES_S)
            return i;
    return AIF_NONE;
}

bool site_centre_at(const struct site *s, int64_t unix_start_s, struct aif_arena *a,
                    struct aif_centre *out, struct aif_err *err)
{
    const struct aif_centre *c = &s->centre;
    uint32_t first = first_dated(c), kept = 0;
    *out = *c;
    if (first == AIF_NONE)
        return true;
    if (unix_start_s == AIF_UNKNOWN_S)
        return aif_err_set(err,
                           "reservation %.60s starts at a date, and the trace does not state when "
                           "it starts",
                           c->reservations[first].name);
    struct aif_reservation *all = AIF_NEW(a, struct aif_reservation, c->reservation_count);
    for (uint32_t i = 0; i < c->reservation_count; i++) {
        struct aif_reservation *r = &all[kept];
        *r = c->reservations[i];
        if (r->start_s >= SITE_DATES_S) {
            r->start_s -= SITE_DATES_S + unix_start_s;
            r->end_s -= SITE_DATES_S + unix_start_s;
        }
        /* What was over before the trace begins holds back nothing. */
        kept += r->end_s > 0;
    }
    out->reservations = all;
    out->reservation_count = kept;
    return true;
}
