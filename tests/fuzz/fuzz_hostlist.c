/* Junk as a host list: it is refused with words and a place, or what is written of it expands to
 * the same names. */
#include "base/hostlist.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes);

struct text {
    char *bytes;
    size_t used;
};

static bool put(void *to, const char *bytes, size_t count)
{
    struct text *t = to;
    t->bytes = realloc(t->bytes, t->used + count + 1);
    AIF_CHECK(t->bytes);
    memcpy(t->bytes + t->used, bytes, count);
    t->used += count;
    t->bytes[t->used] = '\0';
    return true;
}

static void survives(const struct hostlist *list, struct aif_arena *a)
{
    static struct aif_sink sink;
    struct text text = {0};
    struct hostlist again;
    struct aif_err err;
    sink = (struct aif_sink){.put = put, .to = &text};
    hostlist_put(list->names, list->count, &sink);
    AIF_CHECK(aif_sink_flush(&sink));
    AIF_CHECK(hostlist_expand(text.used ? text.bytes : "", a, &again, &err));
    AIF_CHECK(again.count == list->count);
    for (uint32_t i = 0; i < list->count; i++)
        AIF_CHECK(strcmp(again.names[i], list->names[i]) == 0);
    free(text.bytes);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes)
{
    struct aif_arena a = {0};
    struct hostlist list;
    struct aif_err err = {{0}};
    char *text = malloc(bytes + 1);
    AIF_CHECK(text);
    if (bytes)
        memcpy(text, data, bytes);
    text[bytes] = '\0';
    if (hostlist_expand(text, &a, &list, &err))
        survives(&list, &a);
    else
        AIF_CHECK(err.text[0] && list.error_at <= strlen(text));
    aif_arena_free(&a);
    free(text);
    return 0;
}
