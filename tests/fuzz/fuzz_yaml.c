/* Junk as a YAML file: it is refused with words, or what it resolves to reads as the same again.
 * The first byte picks the kind of file; what follows a zero byte is a --set. */
#include "host/experiment/fields.h"
#include "host/site/site.h"
#include "host/site/write.h"
#include "host/workload/spec.h"

#include <stdlib.h>
#include <string.h>

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
    return true;
}

static struct text written(const struct conf_doc *doc)
{
    static struct aif_sink sink;
    struct text text = {0};
    sink.put = put;
    sink.to = &text;
    sink.used = 0;
    sink.has_failed = false;
    conf_write(&sink, doc->root);
    aif_sink_flush(&sink);
    return text;
}

static void reads_again(const struct conf_doc *doc, const struct conf_field *fields)
{
    struct conf_errors errors = {0};
    struct conf_doc again = {0};
    struct text first = written(doc);
    AIF_CHECK(conf_parse(&again, "again", first.bytes, first.used, &errors));
    AIF_CHECK(conf_check(&again, fields, &errors));
    struct text second = written(&again);
    AIF_CHECK(second.used == first.used && memcmp(first.bytes, second.bytes, first.used) == 0);
    free(first.bytes);
    free(second.bytes);
    conf_close(&again);
    conf_errors_fini(&errors);
}

static struct text site_as_text(const struct site *s)
{
    static struct aif_sink sink;
    struct text text = {0};
    struct aif_err err = {{0}};
    struct site_text what = {
        .machine = &s->machine,
        .centre = &s->centre,
        .title = conf_text(s->doc.root, "title"),
        .source = "x",
    };
    sink.put = put;
    sink.to = &text;
    sink.used = 0;
    sink.has_failed = false;
    /* Deep trees and long lists of names may not fit in a file of ours. */
    if (!site_write(&what, &sink, &err)) {
        AIF_CHECK(err.text[0] && !text.used);
        return text;
    }
    aif_sink_flush(&sink);
    return text;
}

/* What a site becomes is written, and what is read of that becomes the same. */
static void is_written_the_same_again(const struct site *s)
{
    struct text first = site_as_text(s);
    struct conf_errors errors = {0};
    struct site again = {.path = NULL};
    if (first.used) {
        AIF_CHECK(conf_parse(&again.doc, "again", first.bytes, first.used, &errors));
        AIF_CHECK(conf_check(&again.doc, site_fields, &errors) && site_bind(&again, &errors));
        struct text second = site_as_text(&again);
        AIF_CHECK(second.used == first.used && !memcmp(first.bytes, second.bytes, first.used));
        free(second.bytes);
    }
    free(first.bytes);
    conf_close(&again.doc);
    conf_errors_fini(&errors);
}

static void bind(unsigned kind, struct conf_doc *doc, struct conf_errors *errors)
{
    if (kind == 0) {
        struct site s = {.doc = *doc};
        bool ok = site_bind(&s, errors);
        AIF_CHECK(ok || errors->count);
        if (ok)
            is_written_the_same_again(&s);
        *doc = s.doc;
    } else if (kind == 1) {
        struct workload_spec s = {.doc = *doc};
        AIF_CHECK(workload_spec_bind(&s, errors) || errors->count);
        *doc = s.doc;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct conf_field *const kinds[] = {site_fields, workload_fields,
                                                     experiment_fields};
    if (size == 0)
        return 0;
    unsigned kind = data[0] % 3;
    const char *text = (const char *)data + 1;
    const char *zero = memchr(text, '\0', size - 1);
    size_t bytes = zero ? (size_t)(zero - text) : size - 1;
    struct conf_errors errors = {0};
    struct conf_doc doc = {0};
    struct aif_arena scratch = {0};
    bool ok = conf_parse(&doc, "junk", text, bytes, &errors);
    if (ok && zero)
        ok = conf_set(&doc, aif_arena_text(&scratch, zero + 1, size - 2 - bytes), &errors);
    bool is_good = ok && conf_check(&doc, kinds[kind], &errors);
    AIF_CHECK(is_good == (errors.count == 0));
    if (is_good) {
        /* A text in an option may hold commas, and paths of options are not written: what a file
         * says must survive. */
        reads_again(&doc, kinds[kind]);
        bind(kind, &doc, &errors);
    }
    struct aif_err err;
    conf_errors_to(&errors, &err);
    conf_close(&doc);
    conf_errors_fini(&errors);
    aif_arena_free(&scratch);
    return 0;
}
