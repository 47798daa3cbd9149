/* From the file of an access mode to the mode on one site. */
#include "host/access/internal.h"

#include <string.h>

enum { HOUR_S = 3600 };

static uint32_t bits_of(const struct conf_node *figure)
{
    uint32_t bits = 0;
    for (const struct conf_node *n = figure ? conf_value(figure)->first : NULL; n; n = n->next)
        bits |= UINT32_C(1) << n->whole;
    return bits;
}

static double real_or_0(const struct conf_node *table, const char *key)
{
    return table && conf_get(table, key) ? conf_real(table, key) : 0.0;
}

static int64_t int_or_0(const struct conf_node *table, const char *key)
{
    return table && conf_get(table, key) ? conf_int(table, key) : 0;
}

static struct aif_period period_of(const struct conf_node *table, const char *key)
{
    struct aif_period p = {AIF_PERIOD_DAYS, 0};
    if (table && conf_get(table, key))
        access_period_read(conf_text(table, key), &p);
    return p;
}

/* How a row's numbers become GPU-hours of the site: times up over down, at least 1. */
struct scale {
    int64_t up, down;
};

static int64_t scaled(struct scale s, int64_t amount)
{
    int64_t whole = amount / s.down * s.up + amount % s.down * s.up / s.down;
    return whole > 0 ? whole : 1;
}

static const struct conf_node *row_of(const struct conf_node *root, const struct access_site *site,
                                      struct scale *scale, struct conf_errors *errors)
{
    const struct conf_node *amounts = conf_get(root, "amounts");
    const struct conf_node *own = conf_get(amounts, site->name);
    const struct conf_node *row = own ? own : conf_get(amounts, "any");
    *scale = (struct scale){1, 1};
    if (row) {
        if (conf_choice(row, "unit") == 1)
            scale->up = site->gpus_per_node;
        return row;
    }
    const struct conf_node *from = conf_get(root, "scale_from");
    row = from ? conf_get(amounts, conf_text(root, "scale_from")) : NULL;
    if (!row) {
        conf_error_key(errors, amounts,
                       "no amounts for %s: expected a row of it, 'any', or "
                       "scale_from with the name of a row",
                       site->name);
        return NULL;
    }
    if (!conf_get(row, "gpus") || !conf_get(row, "gpus_per_node")) {
        conf_error_key(errors, row,
                       "amounts are scaled from %s: expected its gpus and "
                       "gpus_per_node",
                       row->key);
        return NULL;
    }
    scale->down = conf_int(row, "gpus");
    scale->up = site->gpus * (conf_choice(row, "unit") == 1 ? conf_int(row, "gpus_per_node") : 1);
    return row;
}

static void bind_menu(struct aif_arena *a, const struct conf_node *row, struct scale scale,
                      struct aif_access_mode *to)
{
    const struct conf_node *menu = conf_get(row, "menu");
    int64_t *list = AIF_NEW(a, int64_t, menu ? conf_value(menu)->count : 1);
    for (const struct conf_node *n = menu ? conf_value(menu)->first : NULL; n; n = n->next) {
        int64_t amount = scaled(scale, n->whole);
        if (!to->menu_count || amount > list[to->menu_count - 1])
            list[to->menu_count++] = amount;
    }
    to->menu = list;
}

static void bind_months(struct aif_arena *a, const struct conf_node *months,
                        struct aif_access_mode *to)
{
    uint32_t *list = AIF_NEW(a, uint32_t, conf_value(months)->count);
    for (const struct conf_node *n = conf_value(months)->first; n; n = n->next)
        list[to->month_count++] = (uint32_t)n->whole;
    to->months = list;
}

static void bind_cut_offs(struct aif_arena *a, const struct conf_node *n, struct aif_cutoffs *to)
{
    const struct conf_node *dates = conf_get(n, "dates"), *rule = conf_get(n, "rule");
    int32_t *days = AIF_NEW(a, int32_t, dates ? conf_value(dates)->count : 1);
    struct aif_month_day *of_year =
        AIF_NEW(a, struct aif_month_day, rule ? conf_value(rule)->count : 1);
    for (const struct conf_node *d = dates ? conf_value(dates)->first : NULL; d; d = d->next)
        access_day_read(d->text, &days[to->day_count++]);
    for (const struct conf_node *d = rule ? conf_value(rule)->first : NULL; d; d = d->next)
        access_month_day_read(d->text, &of_year[to->rule_count++]);
    to->days = days;
    to->rule = of_year;
    to->shift = conf_get(n, "shift") ? (enum aif_shift)conf_choice(n, "shift") : AIF_SHIFT_NONE;
    to->second = (int32_t)conf_int(n, "hour") * HOUR_S;
}

static void bind_review(const struct conf_node *root, struct aif_access_mode *to)
{
    const struct conf_node *review = conf_get(root, "review");
    const struct conf_node *renewals = conf_get(root, "renewals");
    const struct conf_node *extension = conf_get(root, "extension");
    to->review = (enum aif_review)conf_choice(review, "order");
    to->technical_reject_ppm = access_ppm(real_or_0(review, "technical_reject"));
    to->threshold_ppm = access_ppm(real_or_0(review, "threshold"));
    to->is_one_per_pi = conf_get(review, "one_per_pi") && conf_bool(review, "one_per_pi");
    to->lead_days = (uint32_t)int_or_0(root, "lead_days");
    to->renewals = (uint32_t)int_or_0(renewals, "times");
    to->renewal_ppm = access_ppm(real_or_0(renewals, "share"));
    to->extension_ppm = access_ppm(real_or_0(extension, "share"));
    to->extension_months = (uint32_t)int_or_0(extension, "months");
    to->extension_percent = (uint32_t)int_or_0(extension, "percent");
    to->extension_evaluation = period_of(extension, "evaluation");
}

bool access_mode_bind(struct conf_doc *doc, const char *name, const struct access_site *site,
                      struct access_bound *out, struct conf_errors *errors)
{
    const struct conf_node *root = doc->root, *eligible = conf_get(root, "eligible");
    const struct conf_node *intake = conf_get(root, "intake");
    struct scale scale;
    const struct conf_node *row = row_of(root, site, &scale, errors);
    if (!row)
        return false;
    struct aif_access_mode *to = &out->mode;
    *to = (struct aif_access_mode){
        .name = name,
        .orgs = bits_of(conf_get(eligible, "organisations")),
        .horizon_orgs = bits_of(conf_get(eligible, "horizon_only")),
        .reach = (enum aif_reach)conf_choice(eligible, "countries"),
        .min_unit_hours = scaled(scale, conf_int(row, "min")),
        .max_unit_hours = scaled(scale, conf_int(row, "max")),
        .least_unit_hours = conf_get(row, "least") ? scaled(scale, conf_int(row, "least")) : 0,
        .evaluation = period_of(intake, "evaluation"),
        .setup = period_of(intake, "setup"),
    };
    out->cutoff_pool =
        conf_get(row, "cutoff_pool") ? scaled(scale, conf_int(row, "cutoff_pool")) : 0;
    bind_menu(&doc->arena, row, scale, to);
    bind_months(&doc->arena, conf_get(root, "months"), to);
    to->has_cutoffs = conf_get(intake, "cut_offs") != NULL;
    if (to->has_cutoffs)
        bind_cut_offs(&doc->arena, conf_get(intake, "cut_offs"), &to->cutoffs);
    bind_review(root, to);
    return true;
}
