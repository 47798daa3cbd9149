/* Comment lines at the start of a log: "; Key: value". */
#include "trace/swf_header.h"

#include <string.h>

struct span {
    const char *text;
    size_t bytes;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct span trim(struct span s)
{
    while (s.bytes && is_space(s.text[0])) {
        s.text++;
        s.bytes--;
    }
    while (s.bytes && is_space(s.text[s.bytes - 1]))
        s.bytes--;
    return s;
}

/* Cut a whole number off the front; false if there is none. */
static bool cut_number(struct span *s, int64_t *out)
{
    size_t n = 0;
    int64_t value = 0;
    while (n < s->bytes && n < 18 && s->text[n] >= '0' && s->text[n] <= '9')
        value = value * 10 + (s->text[n++] - '0');
    if (n == 0 || (n < s->bytes && !is_space(s->text[n])))
        return false;
    *out = value;
    *s = trim((struct span){s->text + n, s->bytes - n});
    return true;
}

uint32_t swf_names_find(const struct swf_names *names, int64_t number)
{
    for (uint32_t i = names->count; i-- > 0;)
        if (names->items[i].number == number)
            return names->items[i].index;
    return AIF_NONE;
}

/* "NUMBER NAME".  A name that is missing, or a table that is full, leaves the number without. */
static void add(struct swf_header *h, struct swf_names *names, struct aif_names *table,
                struct span value, struct aif_workload *w)
{
    int64_t number;
    if (!cut_number(&value, &number) || value.bytes == 0 || memchr(value.text, 0, value.bytes) ||
        table->count >= AIF_NONE16 - 1)
        return;
    if (names->count == names->capacity) {
        names->capacity = names->capacity ? 2 * names->capacity : 32;
        struct swf_name *items = AIF_NEW(h->scratch, struct swf_name, names->capacity);
        if (names->count)
            memcpy(items, names->items, names->count * sizeof *items);
        names->items = items;
    }
    uint32_t index = aif_names_intern(table, &w->arena, value.text, value.bytes);
    names->items[names->count++] = (struct swf_name){number, index};
}

static bool has_key(struct span s, const char *key)
{
    return s.bytes == strlen(key) && memcmp(s.text, key, s.bytes) == 0;
}

void swf_header_read(struct swf_header *h, const char *line, size_t bytes, struct aif_workload *w)
{
    struct span rest = {line, bytes};
    while (rest.bytes && (*rest.text == ';' || is_space(*rest.text)))
        rest = (struct span){rest.text + 1, rest.bytes - 1};
    const char *colon = memchr(rest.text, ':', rest.bytes);
    if (!colon)
        return;
    struct span key = trim((struct span){rest.text, (size_t)(colon - rest.text)});
    struct span value =
        trim((struct span){colon + 1, rest.bytes - (size_t)(colon - rest.text) - 1});
    int64_t number;
    if (has_key(key, "Queue"))
        add(h, &h->queues, &w->qos, value, w);
    else if (has_key(key, "Partition"))
        add(h, &h->partitions, &w->partitions, value, w);
    else if (has_key(key, "Community"))
        add(h, &h->communities, &w->communities, value, w);
    else if (has_key(key, "MaxProcs") && cut_number(&value, &number) && number < AIF_NONE)
        w->max_procs = (uint32_t)number;
    else if (has_key(key, "UnixStartTime") && cut_number(&value, &number))
        w->unix_start_s = number;
}
