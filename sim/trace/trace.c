/* From the bytes of a file to a workload: find the format, then read. */
#include "aif/trace.h"
#include "trace/lines.h"

#include <stdio.h>
#include <string.h>

enum { LOOK_BYTES = 1 << 16 };

static bool has_suffix(const char *text, size_t bytes, const char *suffix)
{
    size_t n = strlen(suffix);
    return bytes > n && memcmp(text + bytes - n, suffix, n) == 0;
}

/* "logs/KTH-SP2.swf.gz" -> "KTH-SP2".  Only endings that say something about the format go. */
static const char *name_of(const char *path, struct aif_arena *a)
{
    static const char *const packed[] = {".gz", ".zst", ".xz", ".bz2"};
    static const char *const plain[] = {".swf", ".csv", ".txt", ".json"};
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t bytes = strlen(name);
    for (size_t i = 0; i < AIF_COUNT(packed); i++)
        if (has_suffix(name, bytes, packed[i])) {
            bytes -= strlen(packed[i]);
            break;
        }
    for (size_t i = 0; i < AIF_COUNT(plain); i++)
        if (has_suffix(name, bytes, plain[i])) {
            bytes -= strlen(plain[i]);
            break;
        }
    return aif_arena_text(a, name, bytes);
}

/* No text of ours holds control characters beside blanks and line ends. */
static bool is_binary(const struct aif_trace_input *in)
{
    size_t bytes = in->bytes < LOOK_BYTES ? in->bytes : LOOK_BYTES, odd = 0;
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)in->text[i];
        if (c == 0)
            return true;
        odd += c < ' ' && c != '\n' && c != '\r' && c != '\t';
    }
    return odd > bytes / 100;
}

static bool is_blank(const struct aif_trace_input *in)
{
    size_t i = 0;
    while (i < in->bytes && memchr(" \t\r\n", in->text[i], 4))
        i++;
    return i == in->bytes;
}

/* Formats of the library, then the others. */
static const struct aif_trace *format_at(const struct aif_trace_formats *others, size_t i)
{
    size_t n = 0;
    const struct aif_plugin *p;
    for (; (p = aif_plugin_at(AIF_TRACE, n)); n++)
        if (n == i)
            return (const struct aif_trace *)(const void *)p;
    return i - n < others->count ? others->items[i - n] : NULL;
}

const struct aif_trace *aif_trace_find(const struct aif_trace_input *in,
                                       const struct aif_trace_formats *others)
{
    const struct aif_trace *f = NULL;
    for (size_t i = 0; (f = format_at(others, i)); i++)
        if (f->matches(in))
            break;
    return f;
}

static bool unknown(const struct aif_trace_input *in, const struct aif_trace_formats *others,
                    struct aif_err *err)
{
    char found[61], list[256] = "";
    size_t n = 0;
    while (n < in->bytes && n < sizeof found - 1 && in->text[n] != '\n' && in->text[n] != '\r') {
        found[n] = in->text[n] >= ' ' && in->text[n] < 127 ? in->text[n] : '?';
        n++;
    }
    found[n] = '\0';
    const struct aif_trace *f;
    for (size_t i = 0; (f = format_at(others, i)); i++) {
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", f->plugin.name);
    }
    return aif_err_set(err,
                       "%s:1: found '%s', expected a job trace in one of these formats: %s; "
                       "`aifsim list trace` says how they look",
                       in->path, found, list);
}

size_t trace_count_lines(const struct aif_trace_input *in)
{
    const char *p = in->text, *end = p + in->bytes;
    size_t n = 1;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
        n++;
        p++;
    }
    return n;
}

bool aif_trace_parse_with(const struct aif_trace_input *in, const struct aif_trace_formats *others,
                          struct aif_workload *out, struct aif_err *err)
{
    if (is_blank(in))
        return aif_err_set(err, "%s: empty, expected a job trace", in->path);
    if (is_binary(in))
        return aif_err_set(err, "%s: found binary data, expected a job trace as text", in->path);
    const struct aif_trace *format = aif_trace_find(in, others);
    if (!format)
        return unknown(in, others, err);
    if (!format->parse(in, out, err))
        return false;
    out->name = name_of(in->path, &out->arena);
    if (!out->count && (out->from_s || out->until_s))
        return aif_err_set(err, "%s: none of its %llu jobs was submitted in that window", in->path,
                           (unsigned long long)out->record_count);
    return true;
}

bool aif_trace_parse(const struct aif_trace_input *in, struct aif_workload *out,
                     struct aif_err *err)
{
    return aif_trace_parse_with(in, &(struct aif_trace_formats){NULL, 0}, out, err);
}
