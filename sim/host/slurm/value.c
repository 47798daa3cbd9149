/* Values as Slurm writes them. */
#include "host/slurm/value.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_ITEM = 256 };

bool slurm_fail(struct aif_err *err, const struct slurm_place *at, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (at->column)
        return aif_err_set(err, "%s:%u:%u: %s", at->path, at->line, at->column, text);
    return aif_err_set(err, "%s:%u: %s", at->path, at->line, text);
}

bool slurm_is_same(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

bool slurm_is_unset(const char *text)
{
    return *text == '\0' || slurm_is_same(text, "(null)") || slurm_is_same(text, "(none)") ||
           slurm_is_same(text, "N/A") || slurm_is_same(text, "NONE");
}

static bool is_unlimited(const char *text)
{
    return slurm_is_same(text, "UNLIMITED") || slurm_is_same(text, "INFINITE") ||
           strcmp(text, "-1") == 0;
}

/* Digits at text, with leading zeros; the place behind them, or NULL. */
static const char *digits(const char *text, int64_t *out)
{
    const char *p = text;
    *out = 0;
    for (; *p >= '0' && *p <= '9'; p++) {
        if (*out > (AIF_NEVER_S - 9) / 10)
            return NULL;
        *out = *out * 10 + (*p - '0');
    }
    return p == text ? NULL : p;
}

bool slurm_count(const char *text, int64_t *out)
{
    if (is_unlimited(text)) {
        *out = AIF_UNLIMITED;
        return true;
    }
    const char *end = digits(text, out);
    return end && *end == '\0';
}

bool slurm_bool(const char *text, bool *out)
{
    static const char *const words[2][5] = {{"no", "0", "false", "n", "off"},
                                            {"yes", "1", "true", "y", "on"}};
    for (int value = 0; value < 2; value++)
        for (int i = 0; i < 5; i++)
            if (slurm_is_same(text, words[value][i])) {
                *out = value == 1;
                return true;
            }
    return false;
}

bool slurm_duration_s(const char *text, int64_t *out_s)
{
    int64_t days = 0, part[3] = {0};
    if (is_unlimited(text)) {
        *out_s = AIF_UNLIMITED;
        return true;
    }
    bool has_days = strchr(text, '-') != NULL;
    if (has_days) {
        text = digits(text, &days);
        if (!text || *text != '-' || days > 1000000)
            return false;
        text++;
    }
    int count = 0;
    do {
        if (count == 3)
            return false;
        text = digits(text, &part[count++]);
        if (!text || part[count - 1] > INT64_C(100000000000))
            return false;
    } while (*text == ':' && text++);
    if (*text != '\0')
        return false;
    if (has_days || count == 3)
        *out_s = days * 86400 + part[0] * 3600 + part[1] * 60 + part[2];
    else
        *out_s = part[0] * 60 + part[1];
    return true;
}

bool slurm_minutes_s(const char *text, int64_t *out_s)
{
    int64_t s;
    if (!slurm_duration_s(text, &s))
        return false;
    *out_s = s == AIF_UNLIMITED ? s : (s + 59) / 60 * 60;
    return true;
}

bool slurm_seconds(const char *text, int64_t *out_s)
{
    if (is_unlimited(text))
        return slurm_count(text, out_s);
    const char *end = digits(text, out_s);
    if (!end)
        return false;
    if (slurm_is_same(end, " min") && *out_s < AIF_NEVER_S / 60)
        *out_s *= 60;
    return *end == '\0' || slurm_is_same(end, " min") || slurm_is_same(end, " sec");
}

/* A decimal number without a sign, exponent or other adornment, and the place behind it. */
static const char *decimal(const char *text, double *out)
{
    size_t n = strspn(text, "0123456789.");
    char copy[64], *end;
    if (n == 0 || n >= sizeof copy)
        return NULL;
    memcpy(copy, text, n);
    copy[n] = '\0';
    *out = strtod(copy, &end);
    return *end == '\0' && end != copy ? text + n : NULL;
}

/* MiB in the unit, or 0. */
static double unit_mib(char c)
{
    switch (c) {
    case 'K':
    case 'k':
        return 1.0 / 1024;
    case 'M':
    case 'm':
        return 1.0;
    case 'G':
    case 'g':
        return 1024.0;
    case 'T':
    case 't':
        return 1024.0 * 1024;
    case 'P':
    case 'p':
        return 1024.0 * 1024 * 1024;
    default:
        return 0.0;
    }
}

bool slurm_memory_mib(const char *text, int64_t *out_mib, char *per)
{
    double value;
    const char *end = decimal(text, &value);
    if (!end)
        return false;
    if (unit_mib(*end) > 0.0)
        value *= unit_mib(*end++);
    *per = *end == 'c' || *end == 'n' ? *end++ : '\0';
    if (*end != '\0' || !(value < 1e12))
        return false;
    *out_mib = (int64_t)ceil(value);
    return true;
}

bool slurm_item(const char **next, char *item, size_t room)
{
    const char *p = *next;
    if (!p)
        return false;
    const char *end = strchr(p, ',');
    size_t n = end ? (size_t)(end - p) : strlen(p);
    *next = end ? end + 1 : NULL;
    while (n && (*p == ' ' || *p == '\t')) {
        p++;
        n--;
    }
    while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
        n--;
    if (n >= room)
        n = room - 1;
    memcpy(item, p, n);
    item[n] = '\0';
    return true;
}

/* Which resource a name is; `is_typed`: GPUs of one model. */
static enum aif_tres tres_of(const char *name, bool *is_typed)
{
    static const char gpu[] = "gres/gpu";
    *is_typed = strncasecmp(name, gpu, sizeof gpu - 1) == 0 && name[sizeof gpu - 1] == ':';
    if (*is_typed)
        return AIF_TRES_GPU;
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        if (slurm_is_same(name, aif_tres_name((enum aif_tres)t)))
            return (enum aif_tres)t;
    return AIF_TRES_COUNT;
}

static bool amount_of(enum aif_tres t, const char *text, int64_t *out)
{
    char per = '\0';
    double value;
    if (t == AIF_TRES_MEM && !is_unlimited(text))
        return slurm_memory_mib(text, out, &per) && !per;
    if (slurm_count(text, out))
        return true;
    /* Energy, disks and the like come with suffixes or decimals. */
    const char *end = decimal(text, &value);
    if (!end || !(value < 1e15) || strlen(end) > 2)
        return false;
    *out = (int64_t)value;
    return t == AIF_TRES_COUNT || *end == '\0';
}

bool slurm_tres(const char *text, struct aif_tres_set *set, const char **other)
{
    char item[LONGEST_ITEM];
    int64_t typed = 0, amount;
    bool has_typed = false, has_plain = false, is_typed;
    *other = NULL;
    if (*text == '\0')
        return true;
    const char *here = text;
    for (const char *next = text; slurm_item(&next, item, sizeof item); here = next) {
        char *equals = strchr(item, '=');
        if (!equals)
            return false;
        *equals = '\0';
        enum aif_tres t = tres_of(item, &is_typed);
        if (!amount_of(t, equals + 1, &amount))
            return false;
        if (t == AIF_TRES_COUNT) {
            *other = *other ? *other : here;
            continue;
        }
        has_plain |= t == AIF_TRES_GPU && !is_typed;
        has_typed |= is_typed;
        if (is_typed)
            typed += amount;
        else
            set->of[t] = amount;
    }
    if (has_typed && !has_plain)
        set->of[AIF_TRES_GPU] = typed;
    return true;
}

bool slurm_weights(const char *text, double weights[AIF_TRES_COUNT], const char **other)
{
    char item[LONGEST_ITEM];
    *other = NULL;
    const char *here = text;
    for (const char *next = text; slurm_item(&next, item, sizeof item); here = next) {
        bool is_typed;
        double value;
        char *equals = strchr(item, '=');
        if (!equals)
            return false;
        *equals = '\0';
        const char *end = decimal(equals + 1, &value);
        if (!end)
            return false;
        enum aif_tres t = tres_of(item, &is_typed);
        if (*end && unit_mib(*end) > 0.0 && end[1] == '\0') {
            if (t == AIF_TRES_MEM)
                value /= unit_mib(*end);
            end++;
        }
        if (*end != '\0')
            return false;
        if (t == AIF_TRES_COUNT || is_typed)
            *other = *other ? *other : here;
        else
            weights[t] = value;
    }
    return true;
}
