/* What the file of an access mode may say.  Everything is a figure: it states its source, or the
 * reasoning behind an assumption, or the file is refused. */
#include "host/access/internal.h"

#define FIGURE(name, kind, ...)                                                                    \
    {                                                                                              \
        .key = name, .type = kind, .is_figure = true, __VA_ARGS__                                  \
    }
#define AMOUNT(name, ...) FIGURE(name, CONF_INT, .min = 1, .max = 1000000000, __VA_ARGS__)
#define SHARE(name, ...) FIGURE(name, CONF_REAL, .real_min = 0.0, .real_max = 1.0, __VA_ARGS__)
#define PERIOD(name, ...)                                                                          \
    FIGURE(name, CONF_TEXT, .min = 1, .max = 60, .verify = verify_period, __VA_ARGS__)

static bool verify_period(const struct conf_node *n, struct conf_errors *errors)
{
    struct aif_period p;
    const struct conf_node *v = conf_value(n);
    return access_period_read(v->text, &p) ||
           conf_error(errors, v,
                      "%s: expected so many working days, days, weeks or months, such as '10 "
                      "working days', found '%.40s'",
                      n->key, v->text);
}

static bool verify_dates(const struct conf_node *n, struct conf_errors *errors)
{
    int32_t day, last = -1;
    for (const struct conf_node *d = conf_value(n)->first; d; d = d->next) {
        if (!access_day_read(d->text, &day))
            return conf_error(errors, d, "%s: expected a day such as 2026-03-30, found '%.40s'",
                              n->key, d->text);
        if (day <= last)
            return conf_error(errors, d, "%s: dates must ascend", n->key);
        last = day;
    }
    return true;
}

static bool verify_rule(const struct conf_node *n, struct conf_errors *errors)
{
    struct aif_month_day day;
    for (const struct conf_node *d = conf_value(n)->first; d; d = d->next)
        if (!access_month_day_read(d->text, &day))
            return conf_error(errors, d,
                              "%s: expected a day of every month such as \"15\", or of the year "
                              "such as \"03-30\", found '%.40s'",
                              n->key, d->text);
    return true;
}

static bool verify_ascending(const struct conf_node *n, struct conf_errors *errors)
{
    for (const struct conf_node *p = conf_value(n)->first; p && p->next; p = p->next)
        if (p->next->whole <= p->whole)
            return conf_error(errors, p->next, "%s: values must ascend", n->key);
    return true;
}

static bool verify_cut_offs(const struct conf_node *n, struct conf_errors *errors)
{
    return conf_get(n, "dates") || conf_get(n, "rule") ||
           conf_error_key(errors, n, "cut_offs: expected dates, a rule, or both");
}

static bool verify_amount(const struct conf_node *n, struct conf_errors *errors)
{
    const struct conf_node *least = conf_get(n, "least"), *max = conf_get(n, "max");
    if (conf_int(n, "min") > conf_int(n, "max"))
        return conf_error(errors, max, "amounts of %s: max is below min", n->key);
    if (least && conf_int(n, "least") > conf_int(n, "max"))
        return conf_error(errors, least, "amounts of %s: least is above max", n->key);
    return true;
}

static const char *const orgs[] = {[AIF_ORG_SME] = "sme",
                                   [AIF_ORG_INDUSTRY] = "industry",
                                   [AIF_ORG_ACADEMIA] = "academia",
                                   [AIF_ORG_PUBLIC] = "public",
                                   NULL};
static const char *const reaches[] = {
    [AIF_REACH_PARTICIPATING] = "participating", [AIF_REACH_HOST] = "host", NULL};
static const char *const orders[] = {
    [AIF_REVIEW_IN_ORDER] = "in_order", [AIF_REVIEW_RANKED] = "ranked", NULL};
static const char *const shifts[] = {
    [AIF_SHIFT_NONE] = "none", [AIF_SHIFT_BEFORE] = "before", [AIF_SHIFT_AFTER] = "after", NULL};
static const char *const units[] = {"gpu_hours", "node_hours", NULL};

static const struct conf_field org_item = {.type = CONF_CHOICE, .choices = orgs};
static const struct conf_field text_item = {.type = CONF_TEXT, .min = 1, .max = 60};
static const struct conf_field amount_value = {.type = CONF_INT, .min = 1, .max = 1000000000};
static const struct conf_field month_item = {.type = CONF_INT, .min = 1, .max = 60};

static const struct conf_field eligible_fields[] = {
    FIGURE("organisations", CONF_LIST, .is_required = true, .min = 1, .max = 4, .item = &org_item,
           .help = "who may apply"),
    FIGURE("horizon_only", CONF_LIST, .min = 1, .max = 4, .item = &org_item,
           .help = "these only within a project of Horizon or Digital Europe"),
    FIGURE("countries", CONF_CHOICE, .is_required = true, .choices = reaches,
           .help = "from where: all participating ones, or the host's"),
    CONF_END,
};

static const struct conf_field amount_fields[] = {
    FIGURE("gpus", CONF_INT, .min = 1, .max = 100000000, .help = "of the system, to scale by"),
    FIGURE("gpus_per_node", CONF_INT, .min = 1, .max = 64,
           .help = "of the system, to convert node-hours"),
    FIGURE("unit", CONF_CHOICE, .is_required = true, .choices = units, .help = "of these amounts"),
    AMOUNT("min", .is_required = true, .help = "wishes below go to other modes"),
    AMOUNT("max", .is_required = true, .help = "wishes above ask for this"),
    AMOUNT("least", .help = "whoever wants less asks for this"),
    FIGURE("menu", CONF_LIST, .min = 1, .max = 100, .item = &amount_value,
           .verify = verify_ascending, .help = "amounts to choose from"),
    AMOUNT("cutoff_pool", .help = "what a cut-off gives in all"),
    CONF_END,
};
static const struct conf_field amount_item = {
    .type = CONF_TABLE, .fields = amount_fields, .verify = verify_amount};

static const struct conf_field cut_off_fields[] = {
    FIGURE("dates", CONF_LIST, .min = 1, .max = 1000, .item = &text_item, .verify = verify_dates,
           .help = "days that were published"),
    FIGURE("rule", CONF_LIST, .min = 1, .max = 100, .item = &text_item, .verify = verify_rule,
           .help = "beyond the dates"),
    FIGURE("shift", CONF_CHOICE, .choices = shifts, .help = "of the rule's days without work"),
    FIGURE("hour", CONF_INT, .is_required = true, .min = 0, .max = 23,
           .help = "of the day, local time"),
    CONF_END,
};
static const struct conf_field intake_fields[] = {
    {.key = "cut_offs",
     .type = CONF_TABLE,
     .fields = cut_off_fields,
     .verify = verify_cut_offs,
     .help = "without them proposals are looked at as they come"},
    PERIOD("evaluation", .is_required = true, .help = "from cut-off or proposal to the decision"),
    PERIOD("setup", .help = "from the decision to access"),
    CONF_END,
};
static const struct conf_field review_fields[] = {
    FIGURE("order", CONF_CHOICE, .is_required = true, .choices = orders,
           .help = "first come, first granted, or best scores first"),
    SHARE("technical_reject", .help = "of proposals"),
    SHARE("threshold", .help = "of scores, which are even from 0 to 1"),
    FIGURE("one_per_pi", CONF_BOOL, .help = "active grant of an investigator"),
    CONF_END,
};
static const struct conf_field renewal_fields[] = {
    FIGURE("times", CONF_INT, .is_required = true, .min = 0, .max = 10,
           .help = "that a grant may be renewed"),
    SHARE("share", .is_required = true, .help = "of grants"),
    CONF_END,
};
static const struct conf_field extension_fields[] = {
    SHARE("share", .is_required = true, .help = "of grants"),
    FIGURE("months", CONF_INT, .is_required = true, .min = 1, .max = 24,
           .help = "by which it is extended"),
    FIGURE("percent", CONF_INT, .is_required = true, .min = 1, .max = 100,
           .help = "of the grant that is added"),
    PERIOD("evaluation", .is_required = true, .help = "from the request to the decision"),
    CONF_END,
};

const struct conf_field access_mode_fields[] = {
    {.key = "title",
     .type = CONF_TEXT,
     .is_required = true,
     .min = 1,
     .max = 200,
     .help = "of the mode"},
    {.key = "eligible",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = eligible_fields,
     .help = "who may apply"},
    FIGURE("scale_from", CONF_TEXT, .min = 1, .max = 60,
           .help = "row that systems without one are scaled from"),
    {.key = "amounts",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .max = 100,
     .item = &amount_item,
     .help = "by system; 'any' is for all without a row"},
    FIGURE("months", CONF_LIST, .is_required = true, .min = 1, .max = 20, .item = &month_item,
           .verify = verify_ascending,
           .help = "durations: the first that is long enough, else the last"),
    {.key = "intake",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = intake_fields,
     .help = "when proposals are looked at"},
    {.key = "review",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = review_fields,
     .help = "how proposals are decided"},
    FIGURE("lead_days", CONF_INT, .min = 0, .max = 366,
           .help = "before the end of a grant: when more is asked for"),
    {.key = "renewals", .type = CONF_TABLE, .fields = renewal_fields, .help = "a grant goes on"},
    {.key = "extension",
     .type = CONF_TABLE,
     .fields = extension_fields,
     .help = "a grant gets more"},
    {.key = "pools",
     .type = CONF_LIST,
     .is_required = true,
     .min = 1,
     .max = AIF_POOL_MAX,
     .item = &text_item,
     .help = "that its grants come out of: union, national, commercial, or one of the common file"},
    CONF_END,
};
