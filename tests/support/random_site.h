/* Random centres, for tests that write and read them: every member that a table of settings knows
 * may have any value that its field allows. */
#ifndef TESTS_RANDOM_SITE_H
#define TESTS_RANDOM_SITE_H

#include "aif/rng.h"
#include "host/site/internal.h"

#include <stdio.h>
#include <string.h>

/* A value that the field allows, in a member. */
static void fill(struct aif_rng *rng, const struct conf_field *fields, void *to);

static uint64_t below(struct aif_rng *rng, uint64_t n)
{
    return aif_rng_below(rng, n);
}

static void fill_number(struct aif_rng *rng, const struct conf_field *f, char *at)
{
    uint64_t range = (uint64_t)(f->max - f->min);
    int64_t whole = f->min + (int64_t)below(rng, below(rng, 2) && range > 50 ? 50 : range + 1);
    uint32_t small = (uint32_t)whole;
    double real = (double)below(rng, 100000) / 65536 * (f->factor != 0.0 ? f->factor : 1);
    if (f->store == CONF_STORE_I64)
        memcpy(at, &whole, sizeof whole);
    else if (f->store == CONF_STORE_U32)
        memcpy(at, &small, sizeof small);
    else
        memcpy(at, real > f->real_max ? &f->real_max : &real, sizeof real);
}

static uint32_t words(const char *const *choices)
{
    uint32_t n = 0;
    while (choices[n])
        n++;
    return n;
}

static void fill_one(struct aif_rng *rng, const struct conf_field *f, char *at)
{
    static const char *const lists[] = {"ann", "ann,ben", "a b,\xc3\xa9\xc3\xa8,- c"};
    bool truth = below(rng, 2);
    uint32_t i;
    const char *list = lists[below(rng, 3)];
    if (f->store == CONF_STORE_PART) {
        fill(rng, f->fields, at);
    } else if (f->store == CONF_STORE_BOOL) {
        memcpy(at, &truth, sizeof truth);
    } else if (f->store == CONF_STORE_ENUM) {
        i = (uint32_t)below(rng, words(f->choices));
        memcpy(at, &i, sizeof i);
    } else if (f->store == CONF_STORE_BITS) {
        i = (uint32_t)below(rng, UINT64_C(1) << words(f->item->choices));
        memcpy(at, &i, sizeof i);
    } else if (f->store == CONF_STORE_TEXTS) {
        memcpy(at, &list, sizeof list);
    } else if (f->store != CONF_STORE_TEXT) {
        fill_number(rng, f, at);
    }
}

static void fill(struct aif_rng *rng, const struct conf_field *fields, void *to)
{
    for (const struct conf_field *f = fields; f->key; f++)
        if (f->store && !f->is_alias && (f->store == CONF_STORE_PART || below(rng, 3) == 0))
            fill_one(rng, f, (char *)to + f->at);
}

static const struct aif_class classes[] = {
    {.name = "cpu", .node_count = 4, .shape = {8, 0, 1000}, .gpu_model = ""},
    {.name = "yes: [",
     .first_node = 4,
     .node_count = 3,
     .shape = {16, 4, 2048},
     .gpu_model = "H100",
     .idle_w = 5,
     .max_w = 9},
};
static const struct aif_partition partitions[] = {
    {.name = "main", .class_mask = 3, .unit = AIF_UNIT_GPU},
    {.name = "a b",
     .class_mask = 2,
     .unit = AIF_UNIT_NODE,
     .default_limit_s = 61,
     .max_limit_s = 90000,
     .max_nodes = 7,
     .is_exclusive = true},
};
static const struct aif_machine random_machine = {.name = "s",
                                                  .classes = classes,
                                                  .class_count = 2,
                                                  .partitions = partitions,
                                                  .partition_count = 2,
                                                  .node_count = 7};

static struct aif_centre_qos *some_qos(struct aif_arena *arena, struct aif_rng *rng, uint32_t count)
{
    static const char *const names[] = {"normal", "high", "\"low\"", "true", "12"};
    struct aif_centre_qos *qos = AIF_NEW(arena, struct aif_centre_qos, 5);
    for (uint32_t i = 0; i < count; i++) {
        qos[i] = aif_centre_qos_default(names[i]);
        fill(rng, site_qos_fields, &qos[i]);
        qos[i].preempt_mask = below(rng, UINT64_C(1) << count);
    }
    return qos;
}

static struct aif_centre_partition *some_partitions(struct aif_arena *arena, struct aif_rng *rng,
                                                    uint32_t qos_count)
{
    struct aif_centre_partition *p = AIF_NEW(arena, struct aif_centre_partition, 2);
    for (uint32_t i = 0; i < 2; i++) {
        p[i] = aif_centre_partition_default();
        fill(rng, site_partition_fields, &p[i]);
        p[i].is_default = i == 0;
        p[i].min_nodes %= 8;
        p[i].qos = below(rng, 2) ? (uint32_t)below(rng, qos_count) : AIF_NONE;
        p[i].allowed_qos_mask = below(rng, UINT64_C(1) << qos_count);
        p[i].billing.is_set = below(rng, 2);
        if (p[i].billing.is_set)
            fill(rng, site_billing_fields, &p[i].billing);
    }
    return p;
}

static void decorate(struct aif_rng *rng, struct aif_assoc *a, uint32_t qos_count)
{
    static const char kinds[] = "+-^";
    if (below(rng, 2))
        return;
    fill(rng, site_account_fields, a);
    a->has_parent_share = below(rng, 4) == 0;
    a->shares = a->has_parent_share ? 1 : a->shares % 1000;
    a->qos_mask = below(rng, UINT64_C(1) << qos_count);
    if (below(rng, 2)) {
        a->target_percent = (double)(1 + below(rng, 799)) / 8;
        a->target_kind = kinds[below(rng, 4)];
    }
    if (!a->qos_mask && below(rng, 2))
        a->default_qos = (uint32_t)below(rng, qos_count);
}

/* Depth first, users first. */
static void grow(struct aif_rng *rng, struct aif_accounts_builder *b, uint32_t parent,
                 uint32_t depth, uint32_t qos_count)
{
    char name[32];
    uint32_t users = (uint32_t)below(rng, 4), accounts = depth < 4 ? (uint32_t)below(rng, 3) : 0;
    for (uint32_t i = 0; i < users; i++) {
        snprintf(name, sizeof name, "u%u", i);
        uint32_t u = aif_accounts_add(b, name, parent, true, 1);
        decorate(rng, &b->tree.assocs[u], qos_count);
        if (below(rng, 4) == 0) {
            uint32_t other = aif_accounts_add(b, name, parent, true, 1);
            b->tree.assocs[other].partition = (uint32_t)below(rng, 2);
            decorate(rng, &b->tree.assocs[other], qos_count);
        }
    }
    for (uint32_t i = 0; i < accounts; i++) {
        snprintf(name, sizeof name, "a%u", b->tree.count);
        uint32_t a = aif_accounts_add(b, name, parent, false, 1);
        decorate(rng, &b->tree.assocs[a], qos_count);
        grow(rng, b, a, depth + 1, qos_count);
    }
}

static const struct aif_reservation *some_reservations(struct aif_arena *arena, struct aif_rng *rng,
                                                       uint32_t count)
{
    static const char *const names[] = {"one", "two", "null"};
    struct aif_reservation *all = AIF_NEW(arena, struct aif_reservation, 3);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t *nodes = AIF_NEW(arena, uint32_t, 7), used_nodes = 0;
        all[i] = (struct aif_reservation){.made_s = AIF_UNKNOWN_S, .users = "", .accounts = ""};
        fill(rng, site_reservation_fields, &all[i]);
        all[i].name = names[i];
        all[i].start_s = (int64_t)below(rng, 100000) * (int64_t)below(rng, 100);
        all[i].end_s = all[i].start_s + 1 + (int64_t)below(rng, 86400);
        all[i].made_s = below(rng, 2) ? all[i].start_s / 2 : AIF_UNKNOWN_S;
        for (uint32_t node = 0; node < 7; node++)
            if (below(rng, 2) || node == 6)
                nodes[used_nodes++] = node;
        all[i].nodes = nodes;
        all[i].node_count = used_nodes;
    }
    return all;
}

/* A centre of random_machine that a site file can state, in the order in which files are read. */
static struct aif_centre some_centre(struct aif_arena *arena, uint64_t seed)
{
    struct aif_rng rng = aif_rng_stream(seed, AIF_STREAM_TEST, 0);
    struct aif_centre c = aif_centre_default();
    struct aif_centre_class *extra = AIF_NEW(arena, struct aif_centre_class, 2);
    struct aif_accounts_builder b = {.arena = arena};
    fill(&rng, site_scheduler_fields, &c);
    c.qos_count = 2 + (uint32_t)below(&rng, 4);
    c.qos = some_qos(arena, &rng, c.qos_count);
    c.partitions = some_partitions(arena, &rng, c.qos_count);
    for (uint32_t i = 0; i < 2; i++) {
        extra[i] = aif_centre_class_default();
        fill(&rng, site_class_fields, &extra[i]);
    }
    extra[0].hosts = "n[1-4]";
    c.classes = extra;
    aif_accounts_add(&b, "root", AIF_NONE, false, 1);
    grow(&rng, &b, 0, 0, c.qos_count);
    c.accounts = b.tree;
    c.reservation_count = (uint32_t)below(&rng, 4);
    c.reservations = some_reservations(arena, &rng, c.reservation_count);
    return c;
}

#endif
