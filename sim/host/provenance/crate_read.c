/* Reading ro-crate-metadata.json, as far as `aifsim verify` needs it. */
#include "host/command/command.h"
#include "host/files/durable.h"
#include "host/provenance/contents.h"
#include "host/provenance/crate.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *value(const json_t *thing, const char *key)
{
    const char *text = json_string_value(json_object_get(thing, key));
    return text ? text : "";
}

static const char *keep(struct crate_record *r, const char *text)
{
    return aif_arena_text(&r->arena, text, strlen(text));
}

/* Only what we wrote ourselves: a name that led out of the directory is none of ours. */
static bool is_content(const char *name)
{
    for (size_t i = 0; i < content_count(); i++)
        if (strcmp(content_at(i)->name, name) == 0)
            return true;
    return false;
}

static const json_t *find(const json_t *graph, const char *id)
{
    for (size_t i = 0; i < json_array_size(graph); i++)
        if (strcmp(value(json_array_get(graph, i), "@id"), id) == 0)
            return json_array_get(graph, i);
    return NULL;
}

/* The version of the last run that is mentioned. */
static const char *find_version(const json_t *graph)
{
    const json_t *runs = json_object_get(find(graph, "./"), "mentions");
    size_t count = json_array_size(runs);
    if (!count)
        return "";
    const json_t *run = find(graph, value(json_array_get(runs, count - 1), "@id"));
    const json_t *software = json_object_get(run, "instrument");
    return value(find(graph, value(software, "@id")), "softwareVersion");
}

static void take(const json_t *graph, struct crate_record *r)
{
    size_t count = json_array_size(graph);
    r->files = AIF_NEW(&r->arena, struct crate_file, count + 1);
    r->inputs = AIF_NEW(&r->arena, struct crate_file, count + 1);
    for (size_t i = 0; i < count; i++) {
        const json_t *thing = json_array_get(graph, i);
        struct crate_file stated = {keep(r, value(thing, "@id")), keep(r, value(thing, "sha256"))};
        if (strcmp(value(thing, "@type"), "File") == 0 && is_content(stated.name))
            r->files[r->file_count++] = stated;
        if (strncmp(stated.name, "#input-", 7) == 0) {
            stated.name = keep(r, value(thing, "alternateName"));
            r->inputs[r->input_count++] = stated;
        }
    }
    r->version = keep(r, find_version(graph));
}

bool crate_read(const char *dir, struct crate_record *out, int *status, struct aif_err *err)
{
    char path[4096];
    size_t bytes = 0;
    *status = EXIT_STATUS_NO_INPUT;
    if (snprintf(path, sizeof path, "%s/%s", dir, content_crate) >= (int)sizeof path)
        return aif_err_set(err, "%s: the path is too long", dir);
    char *text = durable_read(path, &bytes);
    if (!text)
        return aif_err_set(err,
                           "%s: cannot be read, so it is not known which files the run left; "
                           "`aifsim run EXPERIMENT.yaml --out %s --resume` writes it anew",
                           path, dir);
    *status = EXIT_STATUS_DATA;
    json_error_t wrong;
    json_t *document = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &wrong);
    free(text);
    if (!document)
        return aif_err_set(err, "%s:%d: is not JSON: %s", path, wrong.line, wrong.text);
    take(json_object_get(document, "@graph"), out);
    json_decref(document);
    return out->file_count > 0 ||
           aif_err_set(err, "%s: describes none of the files that aifsim writes", path);
}

void crate_close(struct crate_record *r)
{
    aif_arena_free(&r->arena);
}
