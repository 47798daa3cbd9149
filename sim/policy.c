/* From names to a scheduler. */
#include "aif/sched.h"
#include "aif/text.h"

#include <string.h>

static bool find(enum aif_kind kind, const char *name, const void **out, struct aif_err *err)
{
    *out = aif_plugin_find(kind, name);
    return *out || aif_plugin_unknown(kind, name, err);
}

static bool set_variant(struct aif_policy *p, const char *text, struct aif_err *err)
{
    const struct aif_backfill *b = p->backfill;
    p->is_variant = strcmp(text, b->variant) == 0;
    return p->is_variant || aif_err_set(err, "backfill '%s:%.40s': expected '%s' or nothing",
                                        b->plugin.name, text, b->variant);
}

static bool set_thresholds(struct aif_policy *p, const char *text, struct aif_err *err)
{
    char number[24];
    int64_t last = 0;
    for (const char *at = text;; at++) {
        size_t bytes = strcspn(at, ",");
        if (bytes >= sizeof number || p->threshold_count == AIF_THRESHOLD_MOST)
            break;
        memcpy(number, at, bytes);
        number[bytes] = '\0';
        if (!aif_text_int(number, last + 1, INT32_MAX, &last))
            break;
        p->thresholds[p->threshold_count++] = last;
        at += bytes;
        if (*at == '\0')
            return true;
    }
    return aif_err_set(err, "backfill '%s:%.40s': expected 1 to %d ascending numbers above 0",
                       p->backfill->plugin.name, text, AIF_THRESHOLD_MOST);
}

static bool set_parameter(struct aif_policy *p, const char *text, struct aif_err *err)
{
    const struct aif_backfill *b = p->backfill;
    int64_t depth;
    if (!b->parameter)
        return aif_err_set(err, "backfill '%s' takes no parameter, found ':%s'", b->plugin.name,
                           text);
    if (b->variant)
        return set_variant(p, text, err);
    if (b->takes_thresholds)
        return set_thresholds(p, text, err);
    if (!b->keeps_reservations) {
        if (!aif_text_int(text, 1, UINT32_MAX - 1, &depth))
            return aif_err_set(err,
                               "backfill '%s:%s': expected a number of reservations, 1 or more",
                               b->plugin.name, text);
        p->depth = (uint32_t)depth;
        return true;
    }
    p->is_replanned = strcmp(text, "replan") == 0;
    if (!p->is_replanned && strcmp(text, "compress") != 0)
        return aif_err_set(err, "backfill '%s:%s': expected 'compress' or 'replan'", b->plugin.name,
                           text);
    return true;
}

static bool parse_backfill(const char *text, struct aif_policy *p, struct aif_err *err)
{
    char name[64];
    size_t bytes = strcspn(text, ":");
    if (bytes >= sizeof name)
        return aif_plugin_unknown(AIF_BACKFILL, text, err);
    memcpy(name, text, bytes);
    name[bytes] = '\0';
    const void *found;
    if (!find(AIF_BACKFILL, name, &found, err))
        return false;
    p->backfill = found;
    p->depth = p->backfill->default_depth;
    return text[bytes] == '\0' || set_parameter(p, text + bytes + 1, err);
}

/* The controller has one queue, and chooses nodes as Slurm does. */
static bool check_controlled(const struct aif_policy_names *names, const struct aif_policy *p,
                             struct aif_err *err)
{
    const char *name = p->backfill->plugin.name;
    if (!p->backfill->controls)
        return true;
    if (p->candidates)
        return aif_err_set(err,
                           "backfill '%s' has no order of candidates, found '%s': leave it out",
                           name, names->candidates);
    if (names->place && strcmp(names->place, "first-fit") != 0)
        return aif_err_set(err,
                           "backfill '%s' chooses nodes itself, found place '%s': leave it out",
                           name, names->place);
    return true;
}

/* NAME, or NAME:EXPRESSION of orders that take one. */
static bool parse_order(const char *text, const struct aif_order **out, struct aif_formula *formula,
                        struct aif_err *err)
{
    char name[64] = "";
    size_t bytes = strcspn(text, ":");
    const void *found;
    if (bytes >= sizeof name)
        return aif_plugin_unknown(AIF_ORDER, text, err);
    memcpy(name, text, bytes);
    if (!find(AIF_ORDER, name, &found, err))
        return false;
    *out = found;
    const char *parameter = text[bytes] ? text + bytes + 1 : NULL;
    if (!parameter != !(*out)->parameter)
        return aif_err_set(err, "order '%s' takes %s, found '%.200s'", name,
                           (*out)->parameter ? (*out)->parameter : "no parameter", text);
    return !parameter || aif_formula_parse(parameter, formula, err);
}

static bool parse_candidates(const struct aif_policy_names *names, struct aif_policy *out,
                             struct aif_err *err)
{
    if (!names->candidates ||
        !parse_order(names->candidates, &out->candidates, &out->candidates_formula, err))
        return !names->candidates;
    if (out->candidates != out->order)
        return true;
    if (out->order->parameter && strcmp(names->candidates, names->order) != 0)
        return aif_err_set(err, "order and candidates may not both be '%s' with other expressions",
                           out->order->plugin.name);
    out->candidates = NULL;
    return true;
}

bool aif_policy_parse(const struct aif_policy_names *names, struct aif_policy *out,
                      struct aif_err *err)
{
    const void *place, *share = NULL;
    *out = (struct aif_policy){0};
    if (!parse_backfill(names->backfill, out, err))
        return false;
    const char *usual = out->backfill->controls ? "multifactor" : "fcfs";
    if (!parse_order(names->order ? names->order : usual, &out->order, &out->order_formula, err) ||
        !parse_candidates(names, out, err))
        return false;
    if (!find(AIF_PLACE, names->place ? names->place : "first-fit", &place, err))
        return false;
    if (names->share && !find(AIF_SHARE, names->share, &share, err))
        return false;
    out->share = share;
    out->place = place;
    return check_controlled(names, out, err);
}
