/* What an access spec may say beside its modes: legal shares, pools, calendar, population. */
#include "host/access/internal.h"

#include <stdlib.h>
#include <string.h>

#define FIGURE(name, kind, ...)                                                                    \
    {                                                                                              \
        .key = name, .type = kind, .is_figure = true, __VA_ARGS__                                  \
    }
#define PERCENT(name, ...) FIGURE(name, CONF_INT, .min = 0, .max = 100, __VA_ARGS__)
#define SHARE(name, ...) FIGURE(name, CONF_REAL, .real_min = 0.0, .real_max = 1.0, __VA_ARGS__)

/* Names go into tables and CSV. */
bool access_verify_names(const struct conf_node *n, struct conf_errors *errors)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    bool ok = true;
    for (const struct conf_node *p = n->first; p; p = p->next) {
        size_t bytes = strlen(p->key);
        if (bytes == 0 || bytes > 60 || strspn(p->key, allowed) != bytes)
            ok = conf_error_key(errors, p,
                                "%s: names have 1 to 60 letters, digits, dots, dashes and "
                                "underscores",
                                n->key);
    }
    return ok;
}

static bool verify_holiday(const struct conf_node *n, struct conf_errors *errors)
{
    struct aif_holiday h;
    const struct conf_node *v = conf_value(n);
    return access_holiday_read(v->text, &h) ||
           conf_error(errors, v,
                      "%s: expected a day such as \"05-01\", days such as \"12-24..12-31\", or "
                      "days from Easter such as \"easter-2\", found '%.40s'",
                      n->key, v->text);
}

/* Keys of percentiles and durations are numbers. */
bool access_key_number(const char *text, double min, double max, double *out)
{
    size_t bytes = strlen(text);
    if (!bytes || bytes > 20 || strspn(text, "0123456789.") != bytes)
        return false;
    char *end;
    *out = strtod(text, &end);
    return !*end && *out >= min && *out <= max;
}

static bool verify_percentiles(const struct conf_node *n, struct conf_errors *errors)
{
    double last = -1.0, value = 0.0, percent = 0.0;
    const struct conf_node *dict = conf_value(n);
    for (const struct conf_node *p = dict->first; p; p = p->next) {
        if (!access_key_number(p->key, 0.0, 100.0, &percent))
            return conf_error_key(errors, p, "expected a percentage from 0 to 100, found '%s'",
                                  p->key);
        if (percent <= last || p->real < value)
            return conf_error_key(errors, p, "percentiles and their values must ascend");
        last = percent;
        value = p->real;
    }
    if (!access_key_number(dict->first->key, 0.0, 0.0, &percent) || last < 100.0)
        return conf_error_key(errors, n, "percentiles must begin with 0 and end with 100");
    return true;
}

static bool verify_durations(const struct conf_node *n, struct conf_errors *errors)
{
    double months;
    for (const struct conf_node *p = conf_value(n)->first; p; p = p->next)
        if (!access_key_number(p->key, 1.0, 12.0, &months) || strchr(p->key, '.'))
            return conf_error_key(errors, p, "expected 1 to 12 months, found '%s'", p->key);
    return true;
}

static const char *const machines[] = {"high_end",  "ai_optimised",     "quantum",
                                       "mid_range", "industrial_grade", NULL};
static const char *const orgs[] = {[AIF_ORG_SME] = "sme",
                                   [AIF_ORG_INDUSTRY] = "industry",
                                   [AIF_ORG_ACADEMIA] = "academia",
                                   [AIF_ORG_PUBLIC] = "public",
                                   NULL};

static const struct conf_field text_item = {.type = CONF_TEXT, .min = 1, .max = 200};
static const struct conf_field weight_item = {.type = CONF_REAL, .real_min = 0.0, .real_max = 1e9};
static const struct conf_field wish_item = {.type = CONF_REAL, .real_min = 1.0, .real_max = 1e9};
static const struct conf_field holiday_item =
    FIGURE(NULL, CONF_TEXT, .min = 1, .max = 40, .verify = verify_holiday);
static const struct conf_field machine_item = FIGURE(NULL, CONF_CHOICE, .choices = machines);
static const struct conf_field host_item = FIGURE(NULL, CONF_TEXT, .min = 1, .max = 60);

static const struct conf_field most_fields[] = {
    PERCENT("high_end", .is_required = true, .help = "percent"),
    PERCENT("ai_optimised", .is_required = true, .help = "percent"),
    PERCENT("quantum", .is_required = true, .help = "percent"),
    PERCENT("mid_range", .is_required = true, .help = "percent"),
    PERCENT("industrial_grade", .is_required = true, .help = "percent"),
    CONF_END,
};
static const struct conf_field legal_fields[] = {
    {.key = "machine",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .max = 300,
     .item = &machine_item,
     .help = "kind of each site's machine"},
    {.key = "union_at_most",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = most_fields,
     .help = "of the machine, by kind of machine"},
    PERCENT("union_percent", .help = "of the machine; else what the site's funding says"),
    PERCENT("commercial_at_most", .is_required = true, .help = "of the Union's share, by law"),
    PERCENT("commercial_percent", .help = "of the Union's share; else what the law allows"),
    CONF_END,
};
static const struct conf_field pool_fields[] = {
    FIGURE("percent", CONF_REAL, .is_required = true, .real_min = 0.0, .real_max = 100.0,
           .help = "of the Union's share, at most"),
    CONF_END,
};
static const struct conf_field pool_item = {.type = CONF_TABLE, .fields = pool_fields};
static const struct conf_field calendar_fields[] = {
    FIGURE("opens", CONF_INT, .is_required = true, .min = 0, .max = 23,
           .help = "hour at which decisions come and access begins"),
    {.key = "holidays",
     .type = CONF_DICT,
     .is_required = true,
     .min = 0,
     .max = 100,
     .item = &holiday_item,
     .help = "days without work, by name"},
    CONF_END,
};

static const struct conf_field late_fields[] = {
    SHARE("share", .is_required = true, .help = "of proposals to modes with cut-offs"),
    FIGURE("days", CONF_REAL, .is_required = true, .real_min = 0.0, .real_max = 365.0,
           .help = "before the cut-off, on average"),
    CONF_END,
};
static const struct conf_field community_fields[] = {
    FIGURE("organisation", CONF_CHOICE, .is_required = true, .choices = orgs,
           .help = "what kind they are"),
    FIGURE("per_year", CONF_REAL, .is_required = true, .real_min = 0.0, .real_max = 1e6,
           .help = "new proposals"),
    FIGURE("organisations", CONF_INT, .is_required = true, .min = 1, .max = 1000000,
           .help = "how many"),
    FIGURE("pis", CONF_INT, .is_required = true, .min = 1, .max = 10000,
           .help = "investigators of each"),
    FIGURE("countries", CONF_DICT, .is_required = true, .min = 1, .max = 300, .item = &weight_item,
           .help = "weights of where organisations are"),
    FIGURE("modes", CONF_LIST, .min = 1, .max = AIF_MODE_MAX, .item = &text_item,
           .help = "which are looked at, in this order; else all"),
    SHARE("horizon", .is_required = true, .help = "of proposals within such a project"),
    FIGURE("wishes", CONF_DICT, .is_required = true, .min = 2, .max = 100, .item = &wish_item,
           .verify = verify_percentiles, .help = "percentiles of GPU-hours"),
    FIGURE("months", CONF_DICT, .is_required = true, .min = 1, .max = 12, .item = &weight_item,
           .verify = verify_durations, .help = "weights of how long they ask for"),
    {.key = "late",
     .type = CONF_TABLE,
     .fields = late_fields,
     .help = "who writes just before cut-offs"},
    FIGURE("behaves_like", CONF_TEXT, .min = 1, .max = 60,
           .help = "community of a workload whose jobs its projects have; else that of its name"),
    CONF_END,
};
static const struct conf_field community_item = {.type = CONF_TABLE, .fields = community_fields};
static const struct conf_field population_fields[] = {
    FIGURE("months", CONF_LIST, .is_required = true, .min = 12, .max = 12, .item = &weight_item,
           .help = "weights of when proposals are written"),
    FIGURE("days", CONF_LIST, .is_required = true, .min = 7, .max = 7, .item = &weight_item,
           .help = "the same, Monday first"),
    FIGURE("hours", CONF_LIST, .is_required = true, .min = 24, .max = 24, .item = &weight_item,
           .help = "the same, local time"),
    FIGURE("participating", CONF_LIST, .is_required = true, .min = 1, .max = 100,
           .item = &text_item, .help = "countries"),
    {.key = "communities",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .max = 1000,
     .item = &community_item,
     .verify = access_verify_names,
     .help = "applicants, by name"},
    CONF_END,
};

const struct conf_field access_fields[] = {
    {.key = "title",
     .type = CONF_TEXT,
     .is_required = true,
     .min = 1,
     .max = 200,
     .help = "of the spec"},
    {.key = "site", .type = CONF_TEXT, .fallback = "\"\"", .help = "if nothing else is said"},
    {.key = "modes",
     .type = CONF_LIST,
     .is_required = true,
     .min = 1,
     .max = AIF_MODE_MAX,
     .item = &text_item,
     .help = "files of configs/access, or paths, in the order in which applicants look at them"},
    {.key = "hosts",
     .type = CONF_DICT,
     .is_required = true,
     .min = 1,
     .max = 300,
     .item = &host_item,
     .help = "country of each site"},
    {.key = "legal",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = legal_fields,
     .help = "shares by law"},
    {.key = "pools",
     .type = CONF_DICT,
     .fallback = "{}",
     .min = 0,
     .max = AIF_POOL_MAX - ACCESS_POOL_FIXED,
     .item = &pool_item,
     .verify = access_verify_names,
     .help = "parts of the Union's share, by name"},
    {.key = "calendar",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = calendar_fields,
     .help = "days and hours of work"},
    {.key = "population",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = population_fields,
     .help = "who writes proposals"},
    CONF_END,
};
