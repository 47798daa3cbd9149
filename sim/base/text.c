#include "aif/text.h"

#include <string.h>

enum { LONGEST = 63 };

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
    unsigned m = a < b ? a : b;
    return m < c ? m : c;
}

/* Optimal string alignment distance, three rows of the table at a time. */
unsigned aif_text_distance(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b);
    if (na > LONGEST || nb > LONGEST)
        return LONGEST;
    unsigned rows[3][LONGEST + 1] = {{0}};
    unsigned *two = rows[0], *one = rows[1], *now = rows[2];
    for (size_t j = 0; j <= nb; j++)
        one[j] = (unsigned)j;
    for (size_t i = 1; i <= na; i++) {
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= nb; j++) {
            now[j] = min3(one[j] + 1, now[j - 1] + 1, one[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                two[j - 2] + 1 < now[j])
                now[j] = two[j - 2] + 1;
        }
        unsigned *spare = two;
        two = one;
        one = now;
        now = spare;
    }
    return one[nb];
}

/* From so many letters on the beginning of a name tells which is meant. */
enum { BEGUN = 3 };

const char *aif_text_nearest(const char *text, const char *const *candidates, size_t n)
{
    const char *best = NULL;
    size_t length = strlen(text);
    unsigned best_distance = length < 4 ? 2 : 3 + (unsigned)(length > 12);
    for (size_t i = 0; i < n; i++) {
        unsigned d = aif_text_distance(text, candidates[i]);
        if (d < best_distance && d < length) {
            best_distance = d;
            best = candidates[i];
        }
    }
    for (size_t i = 0; !best && length >= BEGUN && i < n; i++)
        if (strncmp(candidates[i], text, length) == 0)
            best = candidates[i];
    return best;
}

static const char *digits(const char *p, int64_t *out)
{
    int64_t value = 0;
    const char *start = p;
    for (; *p >= '0' && *p <= '9'; p++) {
        if (value > (INT64_MAX - 9) / 10)
            return NULL;
        value = value * 10 + (*p - '0');
    }
    *out = value;
    return p == start ? NULL : p;
}

bool aif_text_int(const char *text, int64_t min, int64_t max, int64_t *out)
{
    bool is_negative = *text == '-';
    const char *first = text + is_negative;
    int64_t value;
    const char *end = digits(first, &value);
    if (!end || *end != '\0' || (first[0] == '0' && first[1] != '\0'))
        return false;
    if (is_negative)
        value = -value;
    if (value < min || value > max)
        return false;
    *out = value;
    return true;
}

static bool suffixed(int64_t value, const char *suffix, int64_t *out_s)
{
    static const struct {
        const char *suffix;
        int64_t seconds;
    } units[] = {{"", 1},     {"s", 1},     {"m", 60},    {"min", 60},
                 {"h", 3600}, {"d", 86400}, {"w", 604800}};
    for (size_t i = 0; i < AIF_COUNT(units); i++)
        if (strcmp(suffix, units[i].suffix) == 0 && value <= AIF_NEVER_S / units[i].seconds) {
            *out_s = value * units[i].seconds;
            return true;
        }
    return false;
}

/* [days-]hours:minutes:seconds, or minutes:seconds. */
static bool clock_form(const char *p, int64_t days, bool has_days, int64_t *out_s)
{
    int64_t part[3] = {0};
    int count = 0;
    do {
        p = digits(p, &part[count++]);
    } while (p && *p == ':' && count < 3 && p++);
    if (!p || *p != '\0' || days > 36500 || part[0] > 876000 || (count > 1 && part[1] > 59) ||
        part[2] > 59)
        return false;
    if (!has_days && count == 1)
        return false;
    if (!has_days && count == 2)
        *out_s = part[0] * 60 + part[1];
    else
        *out_s = days * 86400 + part[0] * 3600 + part[1] * 60 + part[2];
    return true;
}

bool aif_text_duration(const char *text, int64_t *out_s)
{
    int64_t value;
    const char *p = digits(text, &value);
    if (!p)
        return false;
    if (*p == '-')
        return clock_form(p + 1, value, true, out_s);
    if (*p == ':')
        return clock_form(text, 0, false, out_s);
    return suffixed(value, p, out_s);
}

bool aif_text_lists(const char *list, const char *word, size_t bytes)
{
    for (const char *at = list; at && *at;) {
        size_t length = strcspn(at, ",");
        if (length == bytes && memcmp(at, word, bytes) == 0)
            return true;
        at += length + (at[length] == ',');
    }
    return false;
}

static bool number_before(const char **p, const char *end, uint32_t *out)
{
    uint64_t value = 0;
    const char *start = *p;
    for (; *p < end && **p >= '0' && **p <= '9' && value < UINT32_MAX; (*p)++)
        value = 10 * value + (uint64_t)(**p - '0');
    *out = (uint32_t)value;
    return *p > start && value < UINT32_MAX;
}

bool aif_text_range(const char **p, const char *end, uint32_t *first, uint32_t *last)
{
    if (!number_before(p, end, first))
        return false;
    *last = *first;
    if (*p < end && **p == '-') {
        ++*p;
        if (!number_before(p, end, last))
            return false;
    }
    if (*last < *first || (*p < end && **p != ' '))
        return false;
    *p += *p < end;
    return true;
}
