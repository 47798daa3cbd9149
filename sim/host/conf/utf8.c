/* Characters: what YAML takes as they are, and what must be written as an escape or refused. */
#include "host/conf/internal.h"

size_t conf_character(const char *p, uint32_t *code)
{
    static const struct {
        unsigned char mask, lead;
        uint32_t smallest;
    } forms[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
    unsigned char first = (unsigned char)*p;
    for (size_t more = 0; more < AIF_COUNT(forms); more++) {
        if ((first & forms[more].mask) != forms[more].lead)
            continue;
        uint32_t value = first & ~(uint32_t)forms[more].mask;
        for (size_t i = 1; i <= more; i++) {
            /* A zero at the end of the text is no continuation, so nothing after it is read. */
            if (((unsigned char)p[i] & 0xc0) != 0x80)
                return 0;
            value = value << 6 | ((unsigned char)p[i] & 0x3f);
        }
        *code = value;
        bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
        return value < forms[more].smallest || is_surrogate || value > 0x10ffff ? 0 : more + 1;
    }
    return 0;
}

bool conf_is_plain_character(uint32_t code)
{
    if (code < 0x20 || (code >= 0x7f && code < 0xa0))
        return false;
    /* Two more line breaks, the mark of byte order, and what is not a character. */
    return code != 0x2028 && code != 0x2029 && code != 0xfeff && code != 0xfffe && code != 0xffff;
}

static bool is_utf8(const char *text)
{
    uint32_t code;
    while (*text) {
        size_t bytes = conf_character(text, &code);
        if (!bytes)
            return false;
        text += bytes;
    }
    return true;
}

bool conf_is_text(const struct conf_node *root)
{
    if (!is_utf8(root->text) || (root->key && !is_utf8(root->key)))
        return false;
    for (const struct conf_node *n = root->first; n; n = n->next)
        if (!conf_is_text(n))
            return false;
    return true;
}
