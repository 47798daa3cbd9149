/* Numbers of a line of the Standard Workload Format.  This loop sees every byte of a trace, so it
 * does no more than it must; whatever is unusual leaves it for a function that may be slow. */
#include "trace/swf_scan.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool is_end(char c)
{
    return c == '\n' || is_blank(c);
}

/* Past ".digits"; notes in the record whether they matter.  NULL if it is something else. */
static const char *skip_decimals(const char *p, bool is_negative, unsigned field,
                                 struct swf_record *r)
{
    if (*p != '.')
        return NULL;
    bool has_value = false;
    for (p++; *p >= '0' && *p <= '9'; p++)
        has_value |= *p != '0';
    if (!is_end(*p))
        return NULL;
    if (has_value && field < SWF_FIELDS) {
        r->decimals |= UINT32_C(1) << field;
        if (is_negative && r->f[field] == 0)
            r->negative_zero |= UINT32_C(1) << field;
    }
    return p;
}

/* Fields past the 18th may hold anything but are counted. */
static const char *skip_extra(const char *p, struct swf_record *r)
{
    for (;;) {
        while (is_blank(*p))
            p++;
        if (*p == '\n')
            return p;
        r->field_count++;
        while (!is_end(*p))
            p++;
    }
}

static unsigned digit_of(char c)
{
    return (unsigned)((unsigned char)c - '0');
}

/* The digits at p, of which there is at least one, into field n; past the number, or NULL. */
static inline const char *scan_digits(const char *p, bool is_negative, unsigned n,
                                      struct swf_record *r)
{
    const char *first = p;
    uint64_t value = 0;
    for (unsigned digit; (digit = digit_of(*p)) < 10; p++)
        value = value * 10 + digit;
    if (p - first > SWF_DIGITS_MAX)
        return NULL;
    r->f[n] = is_negative ? -(int64_t)value : (int64_t)value;
    return is_end(*p) ? p : skip_decimals(p, is_negative, n, r);
}

const char *swf_scan(const char *p, struct swf_record *r)
{
    unsigned n = 0;
    r->decimals = r->negative_zero = 0;
    while (n < SWF_FIELDS) {
        while (*p == ' ')
            p++;
        if (digit_of(*p) < 10) {
            p = scan_digits(p, false, n++, r);
        } else if (p[0] == '-' && p[1] == '1' && p[2] == ' ') {
            r->f[n++] = -1;
            p += 2;
        } else if (*p == '-' && digit_of(p[1]) < 10) {
            p = scan_digits(p + 1, true, n++, r);
        } else if (is_blank(*p)) {
            p++;
        } else {
            break;
        }
        if (!p)
            return NULL;
    }
    r->field_count = n;
    if (n == SWF_FIELDS)
        return skip_extra(p, r);
    return *p == '\n' ? p : NULL;
}

static const char *const field_names[SWF_FIELDS] = {
    "job number",
    "submit time",
    "wait time",
    "run time",
    "allocated processors",
    "average CPU time",
    "used memory",
    "requested processors",
    "requested time",
    "requested memory",
    "status",
    "user",
    "group",
    "application",
    "queue",
    "partition",
    "preceding job",
    "think time",
};

/* The n-th field of a line, or the newline. */
static const char *field_at(const char *p, unsigned n)
{
    for (;; n--) {
        while (is_blank(*p))
            p++;
        if (n == 0 || *p == '\n')
            return p;
        while (!is_end(*p))
            p++;
    }
}

bool swf_field_error(const struct swf_place *at, enum swf_field field, const char *advice,
                     struct aif_err *err)
{
    char found[41];
    size_t n = 0;
    for (const char *p = field_at(at->line, field); !is_end(*p) && n < sizeof found - 1; p++)
        found[n++] = *p > ' ' && *p < 127 ? *p : '?';
    found[n] = '\0';
    return aif_err_set(err, "%s:%llu: field %d (%s): found '%s', %s", at->path,
                       (unsigned long long)at->line_number, (int)field + 1, field_names[field],
                       found, advice);
}

bool swf_explain(const struct swf_place *at, struct aif_err *err)
{
    for (unsigned i = 0; i < SWF_FIELDS; i++) {
        struct swf_record one = {0};
        const char *p = field_at(at->line, i), *digits = p + (*p == '-');
        size_t count = 0;
        while (digits[count] >= '0' && digits[count] <= '9')
            count++;
        const char *end = digits + count;
        if (count > SWF_DIGITS_MAX)
            return swf_field_error(at, (enum swf_field)i,
                                   "expected a number of at most 18 digits; correct the line or "
                                   "remove it",
                                   err);
        if (count == 0 || (!is_end(*end) && !skip_decimals(end, false, i, &one)))
            return swf_field_error(at, (enum swf_field)i,
                                   "expected a number, or -1 where it is not known; correct the "
                                   "line or remove it",
                                   err);
    }
    aif_check_failed("swf_scan() refused a line without a bad field", __FILE__, __LINE__);
}
