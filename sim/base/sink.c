#include "aif/sink.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void aif_sink_format(struct aif_sink *s, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    aif_sink_text(s, text);
}

bool aif_sink_flush(struct aif_sink *s)
{
    if (s->used && !s->has_failed)
        s->has_failed = !s->put(s->to, s->buffer, s->used);
    s->used = 0;
    return !s->has_failed;
}

void aif_sink_bytes(struct aif_sink *s, const char *text, size_t bytes)
{
    while (bytes) {
        if (s->used == sizeof s->buffer)
            aif_sink_flush(s);
        size_t room = sizeof s->buffer - s->used;
        size_t n = bytes < room ? bytes : room;
        memcpy(s->buffer + s->used, text, n);
        s->used += n;
        text += n;
        bytes -= n;
    }
}

void aif_sink_text(struct aif_sink *s, const char *text)
{
    aif_sink_bytes(s, text, strlen(text));
}

void aif_sink_char(struct aif_sink *s, char c)
{
    aif_sink_bytes(s, &c, 1);
}

void aif_sink_int(struct aif_sink *s, int64_t value)
{
    char digits[20];
    size_t i = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--i] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        aif_sink_char(s, '-');
    aif_sink_bytes(s, digits + i, sizeof digits - i);
}

void aif_sink_ratio(struct aif_sink *s, int64_t n, int64_t d, unsigned digits)
{
    AIF_CHECK(d > 0 && digits <= 9);
    uint64_t divisor = (uint64_t)d;
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    uint64_t whole = rest / divisor;
    char text[9];
    rest %= divisor;
    for (unsigned i = 0; i < digits; i++) {
        AIF_CHECK(rest <= UINT64_MAX / 10);
        text[i] = (char)('0' + rest * 10 / divisor);
        rest = rest * 10 % divisor;
    }
    bool carry = rest >= divisor - rest;
    for (unsigned i = digits; carry && i-- > 0;) {
        carry = text[i] == '9';
        text[i] = carry ? '0' : (char)(text[i] + 1);
    }
    if (n < 0)
        aif_sink_char(s, '-');
    aif_sink_int(s, (int64_t)(whole + carry));
    if (digits) {
        aif_sink_char(s, '.');
        aif_sink_bytes(s, text, digits);
    }
}

void aif_sink_csv(struct aif_sink *s, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        aif_sink_text(s, text);
        return;
    }
    aif_sink_char(s, '"');
    for (; *text; text++) {
        if (*text == '"')
            aif_sink_char(s, '"');
        aif_sink_char(s, *text);
    }
    aif_sink_char(s, '"');
}

/* Bytes of the UTF-8 character at p (RFC 3629, section 4), or 0 if it is none. */
static size_t utf8_bytes(const unsigned char *p)
{
    static const struct {
        unsigned char first, last;   /* of the first byte */
        unsigned char second, until; /* of the second byte; others are 80 to bf */
        unsigned char bytes;
    } forms[] = {
        {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    if (p[0] < 0x80)
        return 1;
    for (size_t i = 0; i < AIF_COUNT(forms); i++) {
        if (p[0] < forms[i].first || p[0] > forms[i].last)
            continue;
        if (p[1] < forms[i].second || p[1] > forms[i].until)
            return 0;
        for (size_t b = 2; b < forms[i].bytes; b++)
            if ((p[b] & 0xc0) != 0x80)
                return 0;
        return forms[i].bytes;
    }
    return 0;
}

void aif_sink_json(struct aif_sink *s, const char *text)
{
    static const char hex[] = "0123456789abcdef";
    aif_sink_char(s, '"');
    while (*text) {
        unsigned char c = (unsigned char)*text;
        size_t bytes = utf8_bytes((const unsigned char *)text);
        if (c < 0x20) {
            aif_sink_text(s, "\\u00");
            aif_sink_char(s, hex[c >> 4]);
            aif_sink_char(s, hex[c & 15]);
        } else if (bytes == 0) {
            aif_sink_text(s, "\\ufffd");
        } else {
            if (c == '"' || c == '\\')
                aif_sink_char(s, '\\');
            aif_sink_bytes(s, text, bytes);
        }
        text += bytes ? bytes : 1;
    }
    aif_sink_char(s, '"');
}
