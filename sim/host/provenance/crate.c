/* Writing ro-crate-metadata.json.  The graph is flat: every thing is an object with an @id, and
 * things name each other by it (RO-Crate 1.1, section "RO-Crate JSON-LD"). */
#include "host/provenance/crate.h"

#include "host/files/configs.h"
#include "host/files/durable.h"
#include "host/files/input.h"
#include "host/provenance/contents.h"
#include "host/provenance/run_log.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { PATH_BYTES = 4096, MOST_SESSIONS = 64, ID_BYTES = 128 };

#define PROFILE "https://w3id.org/ro/wfrun/process/0.5"

static const char software_licence[] = "http://spdx.org/licenses/Apache-2.0";
static const char results_licence[] = "#licence-of-the-results";

struct writer {
    const struct crate_plan *plan;
    json_t *graph;
    json_t *parts;   /* references to the files */
    json_t *results; /* those of them that are results */
    json_t *objects; /* what the run read */
    struct run_session sessions[MOST_SESSIONS];
    uint32_t session_count;
    bool has_failed; /* a file could not be read: in *err */
    struct aif_err *err;
};

/* JSON is UTF-8; names of files need not be. */
static json_t *text(const char *bytes)
{
    json_t *s = json_string(bytes);
    if (s)
        return s;
    char *copy = strdup(bytes);
    if (!copy)
        aif_fatal("out of memory");
    for (char *c = copy; *c; c++)
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    s = json_string(copy);
    free(copy);
    return s;
}

static json_t *reference(const char *id)
{
    return json_pack("{s:o}", "@id", text(id));
}

/* A thing of that type, added to the graph, which owns it. */
static json_t *add(struct writer *w, const char *id, const char *type)
{
    json_t *thing = json_pack("{s:o, s:s}", "@id", text(id), "@type", type);
    if (!thing || json_array_append_new(w->graph, thing) != 0)
        aif_fatal("out of memory");
    return thing;
}

static void put(json_t *thing, const char *key, const char *value)
{
    json_object_set_new(thing, key, text(value));
}

static void put_value(struct writer *w, json_t *list, const char *id, const char *name,
                      const char *value)
{
    json_t *thing = add(w, id, "PropertyValue");
    put(thing, "name", name);
    put(thing, "value", value);
    json_array_append_new(list, reference(id));
}

static void put_hash(struct writer *w, json_t *thing, const char *path)
{
    char sha256[INPUT_HASH_TEXT];
    if (w->has_failed)
        return;
    if (input_sha256(path, sha256, w->err))
        put(thing, "sha256", sha256);
    else
        w->has_failed = true;
}

/* The log goes on growing when somebody resumes a finished campaign, so neither size nor hash of it
 * would stay true. */
static void add_file(struct writer *w, const struct content *c)
{
    char path[PATH_BYTES], bytes[32];
    struct stat s;
    if (!content_find(w->plan->dir, c->name, path, sizeof path))
        return;
    json_t *file = add(w, c->name, "File");
    put(file, "name", c->name);
    put(file, "description", c->what);
    put(file, "encodingFormat", c->format);
    json_array_append_new(w->parts, reference(c->name));
    if (c->kind == CONTENT_LOG)
        return;
    if (stat(path, &s) == 0) {
        snprintf(bytes, sizeof bytes, "%lld", (long long)s.st_size);
        put(file, "contentSize", bytes);
    }
    put_hash(w, file, path);
    json_array_append_new(w->results, reference(c->name));
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* A file that the run read: it is not in the crate, so it is described and not counted among the
 * files. */
static json_t *add_input(struct writer *w, const char *id, const char *path, const char *what)
{
    char description[200];
    json_t *thing = add(w, id, "CreativeWork");
    put(thing, "name", base_name(path));
    put(thing, "alternateName", path);
    snprintf(description, sizeof description, "%s.  It is not part of this crate.", what);
    put(thing, "description", description);
    json_array_append_new(w->objects, reference(id));
    return thing;
}

static void add_inputs(struct writer *w)
{
    const struct experiment *e = w->plan->e;
    char id[ID_BYTES];
    struct aif_arena a = {0};
    json_t *given =
        add_input(w, "#experiment", configs_label(&a, e->path), "The experiment as it was given");
    aif_arena_free(&a);
    if (*w->plan->e_sha256)
        put(given, "sha256", w->plan->e_sha256);
    for (uint32_t i = 0; i < e->input_count; i++) {
        snprintf(id, sizeof id, "#input-%" PRIu32, i + 1);
        json_t *input =
            add_input(w, id, e->inputs[i].path, "A site, workload, trace or set of access rules");
        put(input, "sha256", e->inputs[i].sha256);
    }
}

static void add_licences(struct writer *w)
{
    json_t *software = add(w, software_licence, "CreativeWork");
    put(software, "name", "Apache License 2.0");
    put(software, "description", "The licence of aifsim, not of what it computes.");
    put(software, "url", "https://www.apache.org/licenses/LICENSE-2.0");
    json_t *results = add(w, results_licence, "CreativeWork");
    put(results, "name", "No licence stated");
    put(results, "description",
        "aifsim claims no rights in its results: they belong to whoever ran it, who may name a "
        "licence here before passing them on.  Inputs keep their own licences.");
}

static void software_id(const struct run_session *s, char id[ID_BYTES])
{
    snprintf(id, ID_BYTES, "#aifsim-%s", *s->version ? s->version : "unknown");
}

static bool is_known(const struct writer *w, const char *id)
{
    json_t *wanted = text(id);
    bool is_found = false;
    for (size_t i = 0; i < json_array_size(w->graph); i++)
        is_found |= json_equal(json_object_get(json_array_get(w->graph, i), "@id"), wanted) != 0;
    json_decref(wanted);
    return is_found;
}

static void add_software(struct writer *w, const struct run_session *s)
{
    char id[ID_BYTES];
    software_id(s, id);
    if (is_known(w, id))
        return;
    json_t *software = add(w, id, "SoftwareApplication");
    put(software, "name", "aifsim");
    put(software, "description",
        "Replays job traces on models of Europe's AI factories and compares scheduling policies.");
    if (*s->version)
        put(software, "softwareVersion", s->version);
    if (*AIF_HOMEPAGE)
        put(software, "url", AIF_HOMEPAGE);
    json_object_set_new(software, "license", reference(software_licence));
}

static void add_circumstances(struct writer *w, const struct run_session *s, json_t *action,
                              uint32_t number)
{
    const struct {
        const char *id, *name, *text;
        uint32_t count;
    } all[] = {{"ranks", "MPI ranks", NULL, s->ranks},
               {"nodes", "nodes", NULL, s->nodes},
               {"mpi", "MPI library", s->mpi, 0},
               {"compiler", "compiler", s->compiler, 0}};
    json_t *list = json_array();
    for (size_t i = 0; i < AIF_COUNT(all); i++) {
        char id[ID_BYTES], value[RUN_TEXT];
        snprintf(id, sizeof id, "#%s-%" PRIu32, all[i].id, number);
        snprintf(value, sizeof value, "%" PRIu32, all[i].count);
        if (all[i].count || (all[i].text && *all[i].text))
            put_value(w, list, id, all[i].name, all[i].text ? all[i].text : value);
    }
    if (json_array_size(list))
        json_object_set(action, "additionalProperty", list);
    json_decref(list);
}

/* What was typed, so far as it decides the results. */
static void describe(const struct writer *w, json_t *action, uint32_t stored)
{
    const struct crate_plan *p = w->plan;
    char line[2 * PATH_BYTES];
    size_t used = (size_t)snprintf(line, sizeof line, "aifsim run %s", p->e->path);
    for (size_t i = 0; used < sizeof line && i < p->set_count; i++)
        used += (size_t)snprintf(line + used, sizeof line - used, " --set %s", p->sets[i]);
    if (used < sizeof line)
        snprintf(line + used, sizeof line - used, "; stored %" PRIu32 " of %" PRIu32 " cells",
                 stored, p->e->cell_count);
    put(action, "description", line);
}

static void add_action(struct writer *w, uint32_t i, json_t *actions)
{
    const struct run_session *s = &w->sessions[i];
    bool is_last = i + 1 == w->session_count;
    uint32_t end = is_last ? w->plan->e->cell_count : s[1].first;
    uint32_t stored = end > s->first ? end - s->first : 0;
    char id[ID_BYTES];
    add_software(w, s);
    snprintf(id, sizeof id, "#run-%" PRIu32, i + 1);
    json_t *action = add(w, id, "CreateAction");
    json_array_append_new(actions, reference(id));
    put(action, "name", i ? "aifsim run --resume" : "aifsim run");
    describe(w, action, stored);
    if (*s->started)
        put(action, "startTime", s->started);
    if (*s->finished)
        put(action, "endTime", s->finished);
    software_id(s, id);
    json_object_set_new(action, "instrument", reference(id));
    json_object_set(action, "object", w->objects);
    if (stored || is_last)
        json_object_set(action, "result", w->results);
    put(action, "actionStatus",
        is_last ? "http://schema.org/CompletedActionStatus"
                : "http://schema.org/FailedActionStatus");
    if (!is_last)
        put(action, "error", "It ended before all cells were stored and was resumed.");
    add_circumstances(w, s, action, i + 1);
}

/* Without a log this run is all that is known. */
static void read_sessions(struct writer *w)
{
    char path[PATH_BYTES];
    if (content_find(w->plan->dir, "run.log", path, sizeof path))
        w->session_count = run_log_read(path, w->sessions, MOST_SESSIONS);
    if (!w->session_count)
        w->sessions[w->session_count++] = (struct run_session){.ranks = 0};
    struct run_session *last = &w->sessions[w->session_count - 1];
    if (!*last->version)
        snprintf(last->version, sizeof last->version, "%s", w->plan->version);
}

/* The day on which the results were complete.  RO-Crate wants a date; nobody has published
 * anything. */
static void put_date(const struct writer *w, json_t *root)
{
    const struct run_session *last = &w->sessions[w->session_count - 1];
    const char *known = *last->finished ? last->finished : last->started;
    char day[16];
    time_t now = time(NULL);
    struct tm utc;
    if (*known)
        snprintf(day, sizeof day, "%.10s", known);
    else if (!gmtime_r(&now, &utc) || !strftime(day, sizeof day, "%Y-%m-%d", &utc))
        snprintf(day, sizeof day, "1970-01-01");
    put(root, "datePublished", day);
}

static void add_root(struct writer *w)
{
    const struct experiment *e = w->plan->e;
    char name[512], description[2048];
    json_t *self = add(w, content_crate, "CreativeWork");
    json_object_set_new(self, "conformsTo", reference("https://w3id.org/ro/crate/1.1"));
    json_object_set_new(self, "about", reference("./"));
    json_t *root = add(w, "./", "Dataset");
    snprintf(name, sizeof name, "Results of the experiment %s", e->name);
    put(root, "name", name);
    snprintf(description, sizeof description,
             "%s%s%" PRIu32 " cells: sites %" PRIu32 ", traces %" PRIu32 ", policies %" PRIu32
             ", seeds %" PRIu32 ".  SHA-256 of its settings and inputs: %s.",
             e->description, *e->description ? "  " : "", e->cell_count, e->site_count,
             e->trace_count, e->policy_count, e->seed_count, e->sha256);
    put(root, "description", description);
    put_date(w, root);
    json_object_set_new(root, "license", reference(results_licence));
    json_object_set_new(root, "conformsTo", reference(PROFILE));
    json_object_set(root, "hasPart", w->parts);
    json_t *profile = add(w, PROFILE, "CreativeWork");
    put(profile, "name", "Process Run Crate");
    put(profile, "version", "0.5");
}

static void make_graph(struct writer *w)
{
    json_t *actions = json_array();
    read_sessions(w);
    add_root(w);
    json_t *root = json_array_get(w->graph, 1);
    for (size_t i = 0; i < content_count(); i++)
        add_file(w, content_at(i));
    add_inputs(w);
    for (uint32_t i = 0; i < w->session_count; i++)
        add_action(w, i, actions);
    add_licences(w);
    json_object_set_new(root, "mentions", actions);
}

/* The one term that RO-Crate 1.1 has not is defined on the spot, so that readers need no network
 * for it. */
static json_t *make_document(json_t *graph)
{
    return json_pack("{s:[s, {s:s}], s:O}", "@context", "https://w3id.org/ro/crate/1.1/context",
                     "sha256", "https://w3id.org/ro/terms/workflow-run#sha256", "@graph", graph);
}

bool crate_write(const struct crate_plan *plan, struct aif_err *err)
{
    char path[PATH_BYTES];
    if (snprintf(path, sizeof path, "%s/%s", plan->dir, content_crate) >= (int)sizeof path)
        return aif_err_set(err, "%s: the path is too long", plan->dir);
    struct writer *w = calloc(1, sizeof *w);
    if (!w)
        aif_fatal("out of memory");
    *w = (struct writer){.plan = plan,
                         .graph = json_array(),
                         .parts = json_array(),
                         .results = json_array(),
                         .objects = json_array(),
                         .err = err};
    make_graph(w);
    json_t *document = make_document(w->graph);
    char *out = document ? json_dumps(document, JSON_INDENT(2)) : NULL;
    if (!out)
        aif_fatal("out of memory");
    size_t bytes = strlen(out);
    out[bytes++] = '\n'; /* over the zero that ended it */
    bool is_written =
        !w->has_failed && durable_write(path, out, bytes, err) && durable_folder(plan->dir, err);
    free(out);
    json_decref(document);
    json_decref(w->graph);
    json_decref(w->parts);
    json_decref(w->results);
    json_decref(w->objects);
    free(w);
    return is_written;
}
