#include "aif/sink.h"

#include <string.h>

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
