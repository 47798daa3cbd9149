/* PartitionName lines, with their defaults. */
#include "host/slurm/import.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_PARTITIONS = 1000, FORCE_DEFAULT = 4 };

/* With GANG whose nodes are exclusive are not even taken by suspension; YES is FORCE for jobs that
 * do not say otherwise, but not of whole nodes. */
static uint32_t sharers(const struct slurm_import *im, const char *word, int64_t count)
{
    bool shares = slurm_is_same(word, "FORCE") ||
                  (slurm_is_same(word, "YES") && im->centre.is_gang && !im->is_linear);
    if (slurm_is_same(word, "EXCLUSIVE") && im->centre.is_gang)
        return 0;
    return shares && count < 1000 ? (uint32_t)count : 1;
}

static bool read_sharing(struct slurm_import *im, const struct slurm_pair *pair,
                         struct slurm_partition *p, struct aif_err *err)
{
    char word[32];
    const char *colon = strchr(pair->value, ':');
    size_t n = colon ? (size_t)(colon - pair->value) : strlen(pair->value);
    int64_t count = FORCE_DEFAULT;
    if (n >= sizeof word || (colon && (!slurm_count(colon + 1, &count) || count < 1)))
        return slurm_bad_value(pair, "EXCLUSIVE, NO, YES or FORCE, the last two with a number",
                               err);
    memcpy(word, pair->value, n);
    word[n] = '\0';
    p->base.is_exclusive = slurm_is_same(word, "EXCLUSIVE");
    p->more.oversubscribe = sharers(im, word, count);
    if (slurm_is_same(word, "YES") && p->more.oversubscribe == 1 && count > 1)
        slurm_not_modelled(im, pair, pair->value,
                           "jobs share a core only if all do (FORCE), or with PreemptMode=GANG");
    else if (p->more.oversubscribe > 1 && !im->centre.is_gang)
        slurm_not_modelled(im, pair, pair->value, "jobs share a core only with PreemptMode=GANG");
    else if (!p->base.is_exclusive && !slurm_is_same(word, "FORCE") &&
             !slurm_is_same(word, "YES") && !slurm_is_same(word, "NO"))
        return slurm_bad_value(pair, "EXCLUSIVE, NO, YES or FORCE", err);
    return true;
}

static bool read_state(struct slurm_import *im, const struct slurm_pair *pair,
                       struct slurm_partition *p, struct aif_err *err)
{
    p->more.is_down = slurm_is_same(pair->value, "DOWN") || slurm_is_same(pair->value, "INACTIVE");
    if (slurm_is_same(pair->value, "DRAIN"))
        slurm_not_modelled(im, pair, pair->value, "the partition takes new jobs");
    else if (!p->more.is_down && !slurm_is_same(pair->value, "UP"))
        return slurm_bad_value(pair, "UP, DOWN, DRAIN or INACTIVE", err);
    return true;
}

static bool read_billing(struct slurm_import *im, const struct slurm_pair *pair,
                         struct slurm_partition *p, struct aif_err *err)
{
    const char *other;
    p->more.billing = (struct aif_billing){.is_set = true, .is_max = im->has_max_tres};
    if (!slurm_weights(pair->value, p->more.billing.weights, &other))
        return slurm_bad_value(pair, "weights such as CPU=1.0,Mem=0.25G,GRES/gpu=2.0", err);
    if (other)
        slurm_not_modelled(im, pair, other, "these resources cost nothing");
    return true;
}

/* The one place of a mode list that matters for a partition. */
static bool read_preempt_mode(const struct slurm_pair *pair, struct slurm_partition *p,
                              struct aif_err *err)
{
    char item[32];
    for (const char *next = pair->value; slurm_item(&next, item, sizeof item);)
        if (!slurm_is_same(item, "gang") && !slurm_preempt_mode(item, &p->more.preempt_mode))
            return slurm_bad_value(pair, "OFF, CANCEL, REQUEUE or SUSPEND", err);
    return true;
}

static bool read_special(struct slurm_import *im, const struct slurm_pair *pair,
                         struct slurm_partition *p, struct aif_err *err)
{
    if (slurm_is_same(pair->key, "QOS")) {
        p->more.qos = slurm_qos_of(im, pair->value);
        if (p->more.qos == AIF_NONE)
            return slurm_fail(err, &pair->value_at, "no QOS '%.80s' in %s", pair->value,
                              im->qos_path);
    } else if (slurm_is_same(pair->key, "Priority")) {
        int64_t priority;
        if (!slurm_count(pair->value, &priority) || priority < 0)
            return slurm_bad_value(pair, "a whole number", err);
        p->more.priority_tier = p->more.priority_job_factor = priority;
    } else if (slurm_is_same(pair->key, "PreemptMode")) {
        return read_preempt_mode(pair, p, err);
    } else if (slurm_is_same(pair->key, "TRESBillingWeights")) {
        return read_billing(im, pair, p, err);
    } else if (slurm_is_same(pair->key, "State")) {
        return read_state(im, pair, p, err);
    } else if (slurm_is_same(pair->key, "OverSubscribe") || slurm_is_same(pair->key, "Shared")) {
        return read_sharing(im, pair, p, err);
    }
    return true;
}

static bool read_keys(struct slurm_import *im, const struct slurm_line *line,
                      struct slurm_partition *p, struct aif_err *err)
{
    for (uint32_t i = 0; i < line->count; i++) {
        const struct slurm_pair *pair = &line->pairs[i];
        const struct slurm_given given = {pair->key, pair->key, pair->value, pair->at};
        enum slurm_kind kind;
        if (!slurm_setting_apply(slurm_partition_settings, &given, p, &im->report, &kind))
            return slurm_bad_value(pair, slurm_kind_text(kind), err);
        if (slurm_is_same(pair->key, "Nodes"))
            p->nodes_at = pair->value_at;
        if (kind == SLURM_SPECIAL && !slurm_is_unset(pair->value) &&
            !read_special(im, pair, p, err))
            return false;
    }
    return true;
}

/* Which QOS may be used, as bits; 0: all. */
static bool read_qos_lists(struct slurm_import *im, struct slurm_partition *p, struct aif_err *err)
{
    char item[128];
    uint64_t *mask = &p->more.allowed_qos_mask;
    bool denies =
        !p->allow_qos || slurm_is_unset(p->allow_qos) || slurm_is_same(p->allow_qos, "ALL");
    const char *list = denies ? p->deny_qos : p->allow_qos;
    *mask = 0;
    if (!list || slurm_is_unset(list))
        return true;
    for (const char *next = list; slurm_item(&next, item, sizeof item);) {
        uint32_t qos = slurm_qos_of(im, item);
        if (qos == AIF_NONE)
            return slurm_fail(err, &p->at, "partition %.80s: no QOS '%.80s' in %s", p->base.name,
                              item, im->qos_path);
        *mask |= UINT64_C(1) << qos;
    }
    if (denies) {
        uint32_t n = im->qos_names.count;
        *mask = ~*mask & (n == 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1);
    }
    p->more.takes_no_qos = *mask == 0;
    return true;
}

static const char *accounts_of(const char *list)
{
    return list && !slurm_is_unset(list) && !slurm_is_same(list, "ALL") ? list : "";
}

static bool add(struct slurm_import *im, struct slurm_partition *p, struct aif_err *err)
{
    struct slurm_partitions *all = &im->partitions;
    for (uint32_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].base.name, p->base.name) == 0)
            return slurm_fail(err, &p->at, "partition %.80s is defined twice", p->base.name);
    if (all->count == MOST_PARTITIONS)
        return slurm_fail(err, &p->at, "more than %d partitions", MOST_PARTITIONS);
    if (!read_qos_lists(im, p, err))
        return false;
    p->more.allowed_accounts = accounts_of(p->more.allowed_accounts);
    p->more.denied_accounts = accounts_of(p->more.denied_accounts);
    if (p->base.max_limit_s > 0 && p->base.default_limit_s > p->base.max_limit_s) {
        /* Slurm says so in its log and goes on without. */
        slurm_note(im,
                   &(struct slurm_note){.kind = SLURM_NOTE_REPAIR,
                                        .name = "DefaultTime of partition",
                                        .value = p->base.name,
                                        .meaning = "more than its MaxTime: left out, as Slurm does",
                                        .at = p->at});
        p->base.default_limit_s = 0;
    }
    if (im->is_linear)
        p->base.is_exclusive = true;
    if (all->count == all->capacity) {
        all->capacity = all->capacity ? 2 * all->capacity : 8;
        struct slurm_partition *items = AIF_NEW(&im->arena, struct slurm_partition, all->capacity);
        if (all->count)
            memcpy(items, all->items, all->count * sizeof *items);
        all->items = items;
    }
    all->items[all->count++] = *p;
    return true;
}

bool slurm_read_partitions(struct slurm_import *im, const struct slurm_lines *lines,
                           struct aif_err *err)
{
    struct slurm_partition defaults = {
        .more = {.priority_tier = 1,
                 .priority_job_factor = 1,
                 .qos = AIF_NONE,
                 .preempt_mode = AIF_PREEMPT_UNSET,
                 .oversubscribe = 1},
    };
    for (uint32_t i = 0; i < lines->count; i++) {
        const struct slurm_line *line = &lines->lines[i];
        const struct slurm_pair *name = &line->pairs[0];
        if (!slurm_is_same(name->key, "PartitionName"))
            continue;
        struct slurm_partition p = defaults;
        p.at = name->at;
        p.base.name = name->value;
        if (!read_keys(im, line, &p, err))
            return false;
        if (slurm_is_same(name->value, "DEFAULT"))
            defaults = p;
        else if (!add(im, &p, err))
            return false;
    }
    return true;
}
