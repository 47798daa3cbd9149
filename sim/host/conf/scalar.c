/* Checking single values, strictly: a number is a number to the last character. */
#include "host/conf/internal.h"

#include "aif/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct conf_quoted conf_quote(const char *text)
{
    struct conf_quoted q;
    enum { CUT = sizeof q.text - 4 };
    size_t n = 0;
    for (; n < CUT && text[n]; n++)
        q.text[n] = (unsigned char)text[n] < ' ' || text[n] == 0x7f ? '?' : text[n];
    if (text[n]) {
        /* Not in the middle of a character. */
        while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
            n--;
        memcpy(q.text + n, "...", 3);
        n += 3;
    }
    q.text[n] = '\0';
    return q;
}

void conf_join(char *to, size_t bytes, const char *const *names, size_t count)
{
    size_t used = 0;
    to[0] = '\0';
    for (size_t i = 0; i < count && used < bytes; i++) {
        int n = snprintf(to + used, bytes - used, "%s%s", i ? ", " : "", names[i]);
        used += n > 0 ? (size_t)n : 0;
    }
}

static const char *kind_words(const struct conf_node *n)
{
    if (n->kind == CONF_KIND_MAP)
        return "a map (key: value)";
    return n->kind == CONF_KIND_LIST ? "a list" : "a single value";
}

bool conf_mismatch(struct conf_errors *errors, const struct conf_node *node, const char *expected)
{
    const char *name = node->key ? node->key : "";
    const char *colon = node->key ? ": " : "";
    if (node->kind != CONF_KIND_SCALAR)
        return conf_error(errors, node, "%s%sexpected %s, found %s", name, colon, expected,
                          kind_words(node));
    if (!*node->text)
        return conf_error(errors, node, "%s%sexpected %s, found nothing", name, colon, expected);
    return conf_error(errors, node, "%s%sexpected %s, found %s'%s'", name, colon, expected,
                      node->is_plain ? "" : "the quoted text ", conf_quote(node->text).text);
}

static bool is_plain_scalar(const struct conf_node *n)
{
    return n->kind == CONF_KIND_SCALAR && n->is_plain;
}

static bool check_int(struct conf_node *n, const struct conf_field *f, struct conf_errors *errors)
{
    int64_t min = f->max ? f->min : INT64_MIN, max = f->max ? f->max : INT64_MAX;
    if (is_plain_scalar(n) && aif_text_int(n->text, min, max, &n->whole))
        return true;
    if (!f->max)
        return conf_mismatch(errors, n, "a whole number");
    char expected[96];
    snprintf(expected, sizeof expected, "a whole number from %" PRId64 " to %" PRId64, min, max);
    return conf_mismatch(errors, n, expected);
}

/* -?(0|[1-9][0-9]*)(.[0-9]+)? of at most 64 characters. */
static bool is_decimal(const char *p)
{
    size_t bytes = strlen(p);
    p += *p == '-';
    size_t whole = strspn(p, "0123456789");
    if (!whole || (whole > 1 && *p == '0') || bytes > 64)
        return false;
    p += whole;
    if (*p == '.') {
        size_t digits = strspn(++p, "0123456789");
        if (!digits)
            return false;
        p += digits;
    }
    return *p == '\0';
}

static bool check_real(struct conf_node *n, const struct conf_field *f, struct conf_errors *errors)
{
    bool is_limited = f->real_max != 0.0;
    if (is_plain_scalar(n) && is_decimal(n->text)) {
        n->real = strtod(n->text, NULL);
        if (!is_limited || (n->real >= f->real_min && n->real <= f->real_max))
            return true;
    }
    if (!is_limited)
        return conf_mismatch(errors, n, "a number such as 0.85");
    char expected[96];
    snprintf(expected, sizeof expected, "a number from %g to %g", f->real_min, f->real_max);
    return conf_mismatch(errors, n, expected);
}

static bool check_bool(struct conf_node *n, struct conf_errors *errors)
{
    if (is_plain_scalar(n) && strcmp(n->text, "true") == 0)
        n->whole = 1;
    else if (!is_plain_scalar(n) || strcmp(n->text, "false") != 0)
        return conf_mismatch(errors, n, "true or false");
    return true;
}

/* Slurm's settings are minutes here and seconds there: a number alone would be read as one of them
 * in silence. */
static bool lacks_unit(const struct conf_node *n, const char *digits)
{
    return n->whole != 0 && !digits[strspn(digits, "0123456789")];
}

static bool check_duration(struct conf_node *n, const struct conf_field *f,
                           struct conf_errors *errors)
{
    bool may_have_sign = f->min < 0, is_negative = may_have_sign && *n->text == '-';
    const char *digits = n->text + (is_negative || (may_have_sign && *n->text == '+'));
    if (n->kind != CONF_KIND_SCALAR || !aif_text_duration(digits, &n->whole))
        return conf_mismatch(errors, n,
                             may_have_sign ? "a time such as 1h, -5h or 5:30:00"
                                           : "a duration such as 90s, 15m, 24h, 7d or 2:00:00");
    if (is_negative)
        n->whole = -n->whole;
    if (lacks_unit(n, digits))
        return conf_error(
            errors, n, "%s: a duration needs its unit: write %sm for minutes or %ss for seconds",
            n->key ? n->key : "duration", conf_quote(n->text).text, conf_quote(n->text).text);
    if (f->max && (n->whole < f->min || n->whole > f->max))
        return conf_error(errors, n, "%s: expected %" PRId64 " to %" PRId64 " s, found %s",
                          n->key ? n->key : "duration", f->min, f->max, conf_quote(n->text).text);
    return true;
}

static bool check_choice(struct conf_node *n, const struct conf_field *f,
                         struct conf_errors *errors)
{
    size_t count = 0;
    while (f->choices[count])
        count++;
    for (size_t i = 0; n->kind == CONF_KIND_SCALAR && i < count; i++)
        if (strcmp(n->text, f->choices[i]) == 0) {
            n->whole = (int64_t)i;
            return true;
        }
    char list[300], expected[400];
    conf_join(list, sizeof list, f->choices, count);
    const char *near =
        n->kind == CONF_KIND_SCALAR ? aif_text_nearest(n->text, f->choices, count) : NULL;
    if (near)
        return conf_error(errors, n, "unknown %s '%s': did you mean '%s'? (known: %s)",
                          n->key ? n->key : "value", conf_quote(n->text).text, near, list);
    snprintf(expected, sizeof expected, "one of %s", list);
    return conf_mismatch(errors, n, expected);
}

/* A text with commas, which conf_set() took for a list. */
static struct conf_node as_scalar(const struct conf_node *n)
{
    struct conf_node scalar = *n;
    scalar.kind = CONF_KIND_SCALAR;
    scalar.first = scalar.last = NULL;
    scalar.count = 0;
    return scalar;
}

static bool check_text(struct conf_node *n, const struct conf_field *f, struct conf_errors *errors)
{
    if (n->kind == CONF_KIND_LIST && n->source->is_option && *n->text)
        *n = as_scalar(n);
    if (n->kind != CONF_KIND_SCALAR)
        return conf_mismatch(errors, n, "a text");
    if (n->is_plain && (!*n->text || strcmp(n->text, "~") == 0 || strcmp(n->text, "null") == 0))
        return conf_mismatch(errors, n, "a text");
    int64_t bytes = (int64_t)strlen(n->text);
    if (f->max && (bytes < f->min || bytes > f->max))
        return conf_error(errors, n,
                          "%s: expected %" PRId64 " to %" PRId64 " characters, found %" PRId64,
                          n->key ? n->key : "text", f->min, f->max, bytes);
    return true;
}

bool conf_check_scalar(struct conf_node *n, const struct conf_field *f, struct conf_errors *errors)
{
    switch (f->type) {
    case CONF_TEXT:
        return check_text(n, f, errors);
    case CONF_INT:
        return check_int(n, f, errors);
    case CONF_REAL:
        return check_real(n, f, errors);
    case CONF_BOOL:
        return check_bool(n, errors);
    case CONF_DURATION:
        return check_duration(n, f, errors);
    case CONF_CHOICE:
        return check_choice(n, f, errors);
    case CONF_ANY:
    case CONF_TABLE:
    case CONF_LIST:
    case CONF_DICT:
        break;
    }
    aif_check_failed("the type of a scalar", __FILE__, __LINE__);
}
