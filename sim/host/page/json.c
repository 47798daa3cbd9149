/* JSON (RFC 8259) for a page: texts, numbers and packed columns (base64: RFC 4648, section 4). */
#include "host/page/json.h"

#include <string.h>

static bool put_escaped(void *to, const char *text, size_t bytes)
{
    struct aif_sink *s = to;
    const char *end = text + bytes;
    while (text < end) {
        const char *less = memchr(text, '<', (size_t)(end - text));
        aif_sink_bytes(s, text, (size_t)((less ? less : end) - text));
        if (less)
            aif_sink_text(s, "\\u003c");
        text = less ? less + 1 : end;
    }
    return !s->has_failed;
}

void page_json_init(struct page_json *j, struct aif_sink *to, bool is_packed)
{
    memset(j, 0, sizeof *j);
    j->sink.put = put_escaped;
    j->sink.to = to;
    j->to = to;
    j->is_packed = is_packed;
}

void page_json_fini(struct page_json *j)
{
    aif_sink_flush(&j->sink);
}

/* What stands before every value. */
static void begin(struct page_json *j, const char *key)
{
    if (j->needs_comma)
        aif_sink_char(&j->sink, ',');
    j->needs_comma = true;
    if (!key)
        return;
    aif_sink_json(&j->sink, key);
    aif_sink_char(&j->sink, ':');
}

void page_json_open(struct page_json *j, const char *key, char bracket)
{
    begin(j, key);
    aif_sink_char(&j->sink, bracket);
    j->needs_comma = false;
}

void page_json_close(struct page_json *j, char bracket)
{
    aif_sink_char(&j->sink, bracket);
    j->needs_comma = true;
}

void page_json_text(struct page_json *j, const char *key, const char *text)
{
    begin(j, key);
    aif_sink_json(&j->sink, text);
}

void page_json_int(struct page_json *j, const char *key, int64_t value)
{
    begin(j, key);
    aif_sink_int(&j->sink, value);
}

void page_json_word(struct page_json *j, const char *key, const char *word)
{
    begin(j, key);
    aif_sink_text(&j->sink, word);
}

void page_json_ratio(struct page_json *j, const char *key, int64_t n, int64_t d, unsigned digits)
{
    begin(j, key);
    aif_sink_ratio(&j->sink, n, d, digits);
}

void page_json_column_open(struct page_json_column *c, struct page_json *j, const char *key,
                           size_t count)
{
    *c = (struct page_json_column){.j = j, .last = 0};
    page_json_open(j, key, j->is_packed ? '{' : '[');
    if (!j->is_packed)
        return;
    page_json_int(j, "n", (int64_t)count);
    begin(j, "v");
    aif_sink_char(&j->sink, '"');
}

static void put_quad(struct page_json_column *c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned n = c->held_count;
    for (unsigned i = n; i < 3; i++)
        c->held[i] = 0;
    uint32_t bits = (uint32_t)c->held[0] << 16 | (uint32_t)c->held[1] << 8 | c->held[2];
    char quad[4];
    for (unsigned i = 0; i < 4; i++)
        quad[i] = i <= n ? digits[bits >> (18 - 6 * i) & 63] : '=';
    aif_sink_bytes(&c->j->sink, quad, sizeof quad);
    c->held_count = 0;
}

static void put_byte(struct page_json_column *c, unsigned char byte)
{
    c->held[c->held_count++] = byte;
    if (c->held_count == 3)
        put_quad(c);
}

void page_json_column_put(struct page_json_column *c, int64_t value)
{
    if (!c->j->is_packed) {
        page_json_int(c->j, NULL, value);
        return;
    }
    uint64_t difference = (uint64_t)value - c->last;
    uint64_t sign = 0 - (difference >> 63);
    uint64_t rest = difference << 1 ^ sign;
    c->last = (uint64_t)value;
    for (; rest > 0x7f; rest >>= 7)
        put_byte(c, (unsigned char)(rest & 0x7f) | 0x80);
    put_byte(c, (unsigned char)rest);
}

void page_json_column_close(struct page_json_column *c)
{
    if (!c->j->is_packed) {
        page_json_close(c->j, ']');
        return;
    }
    if (c->held_count)
        put_quad(c);
    aif_sink_char(&c->j->sink, '"');
    page_json_close(c->j, '}');
}
