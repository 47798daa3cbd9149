/* Host list expressions: a text is terms between commas, a term is literal text with up to
 * MOST_GROUPS brackets, a bracket is numbers and ranges.  Each term is taken apart, then counted
 * through like an odometer. */
#include "base/hostlist.h"

#include <string.h>

enum { MOST_GROUPS = 8, MOST_DIGITS = 18 };

struct range {
    int64_t low, high;
    unsigned width; /* digits of the lower end */
};

/* One bracket: its ranges, and where the odometer stands. */
struct group {
    size_t literal_at, literal_bytes; /* the text before it */
    struct range *ranges;
    uint32_t range_count, capacity;
    uint64_t count;
    uint32_t at;
    int64_t value;
};

struct parser {
    const char *text;
    size_t at;
    struct aif_arena *arena;
    struct aif_err *err;
    struct group groups[MOST_GROUPS];
    uint32_t group_count;
    size_t tail_at, tail_bytes; /* literal text behind the last bracket */
    uint32_t capacity;          /* of the names */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What stands at the parser, for messages. */
static bool expected(struct parser *p, const char *what)
{
    char c = p->text[p->at];
    if (c == '\0')
        return aif_err_set(p->err, "expected %s, found the end of the list", what);
    if (c < ' ' || c > '~')
        return aif_err_set(p->err, "expected %s, found byte 0x%02x", what, (unsigned char)c);
    return aif_err_set(p->err, "expected %s, found '%c'", what, c);
}

static bool read_number(struct parser *p, int64_t *value, unsigned *width)
{
    size_t first = p->at;
    *value = 0;
    if (!is_digit(p->text[p->at]))
        return expected(p, "a number");
    for (; is_digit(p->text[p->at]); p->at++) {
        if (p->at - first == MOST_DIGITS) {
            p->at = first;
            return aif_err_set(p->err, "expected a number of at most %d digits", MOST_DIGITS);
        }
        *value = *value * 10 + (p->text[p->at] - '0');
    }
    *width = (unsigned)(p->at - first);
    return true;
}

static struct range *add_range(struct parser *p, struct group *g)
{
    if (g->range_count == g->capacity) {
        uint32_t capacity = g->capacity ? 2 * g->capacity : 8;
        struct range *ranges = AIF_NEW(p->arena, struct range, capacity);
        if (g->range_count)
            memcpy(ranges, g->ranges, g->range_count * sizeof *ranges);
        g->ranges = ranges;
        g->capacity = capacity;
    }
    return &g->ranges[g->range_count++];
}

static bool read_range(struct parser *p, struct group *g)
{
    struct range r;
    if (!read_number(p, &r.low, &r.width))
        return false;
    r.high = r.low;
    if (p->text[p->at] == '-') {
        p->at++;
        size_t first = p->at;
        unsigned width = 0;
        if (!read_number(p, &r.high, &width))
            return false;
        if (r.high < r.low || (width != r.width && p->text[first] == '0')) {
            p->at = first;
            return aif_err_set(p->err, r.high < r.low
                                           ? "the range ends below its start"
                                           : "the two ends of a range are padded differently");
        }
    }
    uint64_t count = (uint64_t)(r.high - r.low) + 1;
    if (count > HOSTLIST_MOST || g->count + count > HOSTLIST_MOST)
        return aif_err_set(p->err, "more than %d names", HOSTLIST_MOST);
    g->count += count;
    *add_range(p, g) = r;
    return true;
}

/* From behind '[' to behind ']'. */
static bool read_group(struct parser *p, struct group *g)
{
    do {
        if (!read_range(p, g))
            return false;
    } while (p->text[p->at] == ',' && p->at++ < SIZE_MAX);
    if (p->text[p->at] != ']')
        return expected(p, "',', '-' or ']'");
    p->at++;
    return true;
}

static bool is_literal(char c)
{
    return c > ' ' && c != ',' && c != '[' && c != ']' && c != 0x7f;
}

/* One term, up to the comma or the end. */
static bool read_term(struct parser *p)
{
    size_t first = p->at;
    p->group_count = 0;
    for (;;) {
        size_t literal = p->at;
        /* Bytes above ASCII are negative where char is signed; they may stand in names. */
        while (is_literal(p->text[p->at]) || (unsigned char)p->text[p->at] > 0x7f)
            p->at++;
        if (p->text[p->at] != '[') {
            p->tail_at = literal;
            p->tail_bytes = p->at - literal;
            break;
        }
        if (p->group_count == MOST_GROUPS)
            return aif_err_set(p->err, "more than %d brackets in one name", MOST_GROUPS);
        struct group *g = &p->groups[p->group_count++];
        *g = (struct group){.literal_at = literal, .literal_bytes = p->at - literal};
        p->at++;
        if (!read_group(p, g))
            return false;
    }
    if (p->at == first)
        return expected(p, "a name");
    if (p->text[p->at] != ',' && p->text[p->at] != '\0')
        return expected(p, "',', '[' or the end of the list");
    return true;
}

struct name {
    char text[HOSTLIST_LONGEST_NAME + 1];
    size_t bytes;
    bool is_too_long;
};

static void append(struct name *n, const char *text, size_t bytes)
{
    n->is_too_long |= bytes > HOSTLIST_LONGEST_NAME - n->bytes;
    if (n->is_too_long)
        return;
    memcpy(n->text + n->bytes, text, bytes);
    n->bytes += bytes;
}

static void append_number(struct name *n, int64_t value, unsigned width)
{
    char digits[MOST_DIGITS + 2];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (sizeof digits - at < width)
        digits[--at] = '0';
    append(n, digits + at, sizeof digits - at);
}

/* The next combination; false after the last one. */
static bool advance(struct parser *p)
{
    for (uint32_t i = p->group_count; i-- > 0;) {
        struct group *g = &p->groups[i];
        if (g->value < g->ranges[g->at].high) {
            g->value++;
            return true;
        }
        if (g->at + 1 < g->range_count) {
            g->value = g->ranges[++g->at].low;
            return true;
        }
        g->at = 0;
        g->value = g->ranges[0].low;
    }
    return false;
}

static bool add_name(struct parser *p, struct hostlist *out)
{
    struct name n = {.bytes = 0};
    for (uint32_t i = 0; i < p->group_count; i++) {
        const struct group *g = &p->groups[i];
        append(&n, p->text + g->literal_at, g->literal_bytes);
        append_number(&n, g->value, g->ranges[g->at].width);
    }
    append(&n, p->text + p->tail_at, p->tail_bytes);
    if (n.is_too_long)
        return aif_err_set(p->err, "a name of more than %d bytes", HOSTLIST_LONGEST_NAME);
    if (out->count == p->capacity) {
        p->capacity = p->capacity ? 2 * p->capacity : 16;
        const char **names = AIF_NEW(p->arena, const char *, p->capacity);
        if (out->count)
            memcpy(names, out->names, out->count * sizeof *names);
        out->names = names;
    }
    out->names[out->count++] = aif_arena_text(p->arena, n.text, n.bytes);
    return true;
}

static bool expand_term(struct parser *p, struct hostlist *out)
{
    uint64_t count = 1;
    for (uint32_t i = 0; i < p->group_count; i++) {
        struct group *g = &p->groups[i];
        g->value = g->ranges[0].low;
        count *= g->count; /* both below 2^21 */
        if (count > HOSTLIST_MOST)
            break;
    }
    if (count > HOSTLIST_MOST - out->count)
        return aif_err_set(p->err, "more than %d names", HOSTLIST_MOST);
    do {
        if (!add_name(p, out))
            return false;
    } while (advance(p));
    return true;
}

bool hostlist_expand(const char *text, struct aif_arena *a, struct hostlist *out,
                     struct aif_err *err)
{
    struct parser p = {.text = text, .arena = a, .err = err};
    *out = (struct hostlist){.count = 0};
    while (text[p.at] != '\0') {
        size_t first = p.at;
        bool is_read = read_term(&p);
        if (!is_read || !expand_term(&p, out)) {
            *out = (struct hostlist){.error_at = is_read ? first : p.at};
            return false;
        }
        if (text[p.at] == ',' && text[++p.at] == '\0') {
            *out = (struct hostlist){.error_at = p.at};
            return expected(&p, "a name");
        }
    }
    return true;
}

/* A name as text and the number at its end. */
struct split {
    size_t bytes; /* of the text */
    int64_t value;
    unsigned width; /* 0: ends in no number, or in one too long to count with */
};

static struct split split(const char *name)
{
    size_t bytes = strlen(name);
    struct split s = {.bytes = bytes};
    while (s.bytes > 0 && is_digit(name[s.bytes - 1]))
        s.bytes--;
    if (bytes - s.bytes > MOST_DIGITS)
        s.bytes = bytes;
    for (size_t i = s.bytes; i < bytes; i++)
        s.value = s.value * 10 + (name[i] - '0');
    s.width = (unsigned)(bytes - s.bytes);
    return s;
}

static unsigned digits_of(int64_t value)
{
    unsigned n = 1;
    while (value >= 10) {
        value /= 10;
        n++;
    }
    return n;
}

/* Whether `next` is what a range that starts with `first` reads after `last`. */
static bool continues(const struct split *first, const struct split *last, const struct split *next)
{
    unsigned digits = digits_of(next->value);
    return next->value == last->value + 1 &&
           next->width == (digits > first->width ? digits : first->width);
}

static bool is_same_text(const char *a, const struct split *x, const char *b, const struct split *y)
{
    return x->width && y->width && x->bytes == y->bytes && memcmp(a, b, x->bytes) == 0;
}

/* How many names from names[0] on, at least one, are a range. */
static uint32_t range_length(const char *const *names, uint32_t count)
{
    struct split first = split(names[0]), last = first;
    uint32_t n = 1;
    for (; n < count; n++) {
        struct split next = split(names[n]);
        if (!is_same_text(names[0], &first, names[n], &next) || !continues(&first, &last, &next))
            break;
        last = next;
    }
    return n;
}

/* The ranges of names that share a text, up to the first that does not; returns their number. */
static uint32_t put_numbers(const char *const *names, uint32_t count, const struct split *first,
                            struct aif_sink *out)
{
    uint32_t done = 0;
    for (;;) {
        uint32_t n = range_length(names + done, count - done);
        aif_sink_text(out, names[done] + first->bytes);
        if (n > 1) {
            aif_sink_char(out, '-');
            aif_sink_text(out, names[done + n - 1] + first->bytes);
        }
        done += n;
        if (done == count)
            return done;
        struct split next = split(names[done]);
        if (!is_same_text(names[0], first, names[done], &next))
            return done;
        aif_sink_char(out, ',');
    }
}

void hostlist_put(const char *const *names, uint32_t count, struct aif_sink *out)
{
    for (uint32_t i = 0; i < count;) {
        if (i > 0)
            aif_sink_char(out, ',');
        struct split first = split(names[i]);
        struct split next = i + 1 < count ? split(names[i + 1]) : first;
        if (i + 1 == count || !is_same_text(names[i], &first, names[i + 1], &next)) {
            aif_sink_text(out, names[i++]);
            continue;
        }
        aif_sink_bytes(out, names[i], first.bytes);
        aif_sink_char(out, '[');
        i += put_numbers(names + i, count - i, &first, out);
        aif_sink_char(out, ']');
    }
}
