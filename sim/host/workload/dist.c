/* Distributions and dates of a workload spec. */
#include "host/workload/internal.h"

#include <string.h>

double workload_amount(const struct conf_node *n)
{
    return n->field->type == CONF_DURATION ? (double)n->whole : n->real;
}

static void bind_table(struct aif_arena *a, const struct conf_node *table, struct aif_dist_part *to)
{
    struct aif_dist_point *points = AIF_NEW(a, struct aif_dist_point, table->count);
    for (const struct conf_node *n = table->first; n; n = n->next) {
        double percent = 0.0;
        workload_number(n->key, 0.0, 100.0, &percent);
        points[to->point_count++] = (struct aif_dist_point){percent / 100.0, workload_amount(n)};
    }
    to->points = points;
}

static struct aif_dist_part bind_part(struct aif_arena *a, const struct conf_node *node)
{
    struct aif_dist_part to = {.weight = 1.0};
    const struct conf_node *shape = workload_shape(node, &to.kind);
    AIF_CHECK(shape);
    switch (to.kind) {
    case AIF_DIST_CONSTANT:
    case AIF_DIST_EXPONENTIAL:
        to.a = workload_amount(shape);
        break;
    case AIF_DIST_UNIFORM:
    case AIF_DIST_LOG_UNIFORM:
        to.a = workload_amount(shape->first);
        to.b = workload_amount(shape->last);
        break;
    case AIF_DIST_LOG_NORMAL:
        to.a = workload_amount(conf_get(shape, "median"));
        to.b = conf_real(shape, "sigma");
        break;
    case AIF_DIST_GAMMA:
    case AIF_DIST_EXP_OF_GAMMA:
        to.a = conf_real(shape, "shape");
        to.b = conf_real(shape, "scale");
        break;
    case AIF_DIST_TABLE:
        bind_table(a, shape, &to);
        break;
    }
    return to;
}

struct aif_dist workload_dist(struct aif_arena *a, const struct conf_node *n)
{
    struct aif_dist d = {0};
    if (!n)
        return d;
    const struct conf_node *mix = conf_get(n, "mix");
    struct aif_dist_part *parts = AIF_NEW(a, struct aif_dist_part, mix ? mix->count : 1);
    if (!mix)
        parts[d.part_count++] = bind_part(a, n);
    for (const struct conf_node *part = mix ? mix->first : NULL; part; part = part->next) {
        parts[d.part_count] = bind_part(a, part);
        parts[d.part_count].weight = conf_real(part, "weight");
        parts[d.part_count++].weight_slope = conf_real(part, "weight_per_unit");
    }
    d.parts = parts;
    d.min = conf_get(n, "min") ? workload_amount(conf_get(n, "min")) : 0.0;
    d.max = conf_get(n, "max") ? workload_amount(conf_get(n, "max")) : 0.0;
    return d;
}

static int two_digits(const char *p)
{
    return (p[0] - '0') * 10 + (p[1] - '0');
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool workload_date(const char *text, int64_t *unix_s)
{
    static const char form[] = "dddd-dd-dd";
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (size_t i = 0; i < sizeof form; i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    int year = two_digits(text) * 100 + two_digits(text + 2);
    int month = two_digits(text + 5), day = two_digits(text + 8);
    if (year < 1970 || month < 1 || month > 12 || day < 1)
        return false;
    if (day > days[month - 1] + (month == 2 && is_leap(year)))
        return false;
    int64_t count = day - 1;
    for (int y = 1970; y < year; y++)
        count += 365 + is_leap(y);
    for (int m = 1; m < month; m++)
        count += days[m - 1] + (m == 2 && is_leap(year));
    *unix_s = count * 86400;
    return true;
}

bool workload_verify_date(const struct conf_node *n, struct conf_errors *errors)
{
    int64_t unix_s;
    if (workload_date(n->text, &unix_s))
        return true;
    return conf_error(errors, n, "%s: expected a day such as 2026-11-02, found '%.40s'", n->key,
                      n->text);
}
