/* aifsim check FILE...: every mistake of every file, without running anything. */
#include "host/access/spec.h"
#include "host/calibrate/published.h"
#include "host/command/command.h"
#include "host/experiment/communities.h"
#include "host/experiment/experiment.h"
#include "host/experiment/fields.h"
#include "host/files/input.h"
#include "host/formats/formats.h"

#include <argp.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct options {
    bool is_strict;
    size_t file_count;
    struct conf_errors errors;
};

/* "1 site", "2 sites". */
static void put_count(uint32_t n, const char *one, const char *many, const char *behind)
{
    printf("%u %s%s", n, n == 1 ? one : many, behind);
}

static void check_trace_text(const struct aif_trace_input *in, struct options *o)
{
    struct aif_workload w = {0};
    struct aif_err err = {{0}};
    if (formats_parse(in, &w, &err) && experiment_check_communities(in->path, &w, &err)) {
        uint64_t repairs = 0;
        for (int i = 0; i < AIF_REPAIR_COUNT; i++)
            repairs += w.repairs[i];
        printf("%s: trace of ", in->path);
        put_count(w.count, "job", "jobs", "");
        printf(", %" PRIu64 " of its values repaired: good\n", repairs);
    } else {
        conf_error_lines(&o->errors, err.text);
    }
    aif_workload_close(&w);
}

static void check_trace(const char *path, bool is_strict, struct options *o)
{
    struct input in = {0};
    struct aif_err err = {{0}};
    if (!input_open(path, &in, &err)) {
        o->errors.is_missing |= in.status == EXIT_STATUS_NO_INPUT;
        conf_error_lines(&o->errors, err.text);
        return;
    }
    check_trace_text(
        &(struct aif_trace_input){
            .text = in.text, .bytes = in.bytes, .path = path, .is_strict = is_strict},
        o);
    input_close(&in);
}

static void put_experiment(const char *path, const struct experiment *e)
{
    printf("%s: experiment of ", path);
    put_count(e->site_count, "site", "sites", ", ");
    put_count(e->trace_count, "trace", "traces", ", ");
    put_count(e->policy_count, "policy", "policies", " and ");
    put_count(e->seed_count, "seed", "seeds", " in ");
    put_count(e->cell_count, "run", "runs", ": good\n");
}

static void check_experiment(const char *path, struct options *o)
{
    struct experiment e = {0};
    if (experiment_open(path, NULL, 0, &e, &o->errors)) {
        uint32_t before = o->errors.count;
        for (uint32_t i = 0; i < e.site_count; i++)
            command_notes(&e.sites[i].site.notes);
        for (uint32_t i = 0; i < e.trace_count; i++)
            if (e.traces[i].path)
                check_trace(e.traces[i].path, o->is_strict || e.is_strict, o);
        if (o->errors.count == before)
            put_experiment(path, &e);
    }
    experiment_close(&e);
}

static void check_site(const char *path, struct options *o)
{
    struct site s = {0};
    if (site_read(path, &s, &o->errors)) {
        printf("%s: site of ", path);
        put_count(s.machine.node_count, "node", "nodes", " in ");
        put_count(s.machine.partition_count, "partition", "partitions", ": good\n");
    }
    site_close(&s);
}

static void check_workload(const char *path, struct options *o)
{
    struct workload_spec s = {0};
    if (workload_spec_read(path, NULL, 0, &s, &o->errors)) {
        printf("%s: workload of ", path);
        if (s.lublin.type_count)
            put_count(s.lublin.type_count, "type", "types",
                      " of Lublin and Feitelson's model: good\n");
        else
            put_count(s.model.community_count, "community", "communities", ": good\n");
    }
    workload_spec_close(&s);
}

static void check_published(const char *path, struct options *o)
{
    struct published p = {.name = NULL};
    if (published_open(path, &p, &o->errors))
        printf("%s: what was published of %s, for the workload %s: good\n", path, p.title,
               p.workload);
    published_close(&p);
}

static void check_access(const char *path, struct options *o)
{
    struct access_spec s = {.site = NULL};
    struct site site = {.path = NULL};
    if (access_spec_read(path, NULL, 0, &s, &o->errors) &&
        (!*s.site ||
         (site_read(s.site, &site, &o->errors) && access_spec_bind(&s, &site, &o->errors)))) {
        printf("%s: access by ", path);
        put_count(s.mode_count, "mode", "modes", ": good\n");
    }
    site_close(&site);
    access_spec_close(&s);
}

static void check_access_mode(const char *path, struct options *o)
{
    if (access_mode_read(path, &o->errors))
        printf("%s: access mode: good\n", path);
}

static uint32_t known_keys(const struct conf_node *root, const struct conf_field *fields)
{
    uint32_t n = 0;
    for (; fields->key; fields++)
        n += conf_get(root, fields->key) != NULL;
    return n;
}

/* Of kinds with as many keys the first is meant. */
static const struct {
    const struct conf_field *fields;
    void (*check)(const char *path, struct options *o);
    bool is_named; /* looks its path up as a name */
} kinds[] = {
    {experiment_fields, check_experiment, false},  {site_fields, check_site, true},
    {workload_fields, check_workload, true},       {access_fields, check_access, true},
    {access_mode_fields, check_access_mode, true}, {published_fields, check_published, true},
};

/* What a YAML file is meant to be shows in its keys: that kind whose keys it has most of. */
static void check_yaml(const char *path, struct options *o)
{
    struct conf_doc doc = {0};
    bool ok = conf_open(&doc, path, &o->errors);
    if (ok && doc.root->kind != CONF_KIND_MAP)
        ok = conf_error(&o->errors, doc.root, "expected a map (key: value)");
    uint32_t best = 0, most = 0;
    for (uint32_t i = 0; ok && i < AIF_COUNT(kinds); i++) {
        uint32_t known = known_keys(doc.root, kinds[i].fields);
        best = known > most ? i : best;
        most = known > most ? known : most;
    }
    conf_close(&doc);
    char named[4096];
    /* A name without a slash would be looked up among the files that come with the program. */
    snprintf(named, sizeof named, "%s%s", strchr(path, '/') ? "" : "./", path);
    if (ok)
        kinds[best].check(kinds[best].is_named ? named : path, o);
}

static bool ends_in(const char *text, const char *ending)
{
    size_t bytes = strlen(text), cut = strlen(ending);
    return bytes > cut && strcmp(text + bytes - cut, ending) == 0;
}

/* A workload of Batsim; what cannot be opened is none. */
static bool is_trace(const char *path)
{
    struct input in = {0};
    struct aif_err err = {{0}};
    if (!input_open(path, &in, &err))
        return false;
    bool is_it =
        formats_find(&(struct aif_trace_input){.text = in.text, .bytes = in.bytes, .path = path}) !=
        NULL;
    input_close(&in);
    return is_it;
}

static void check_file(const char *path, struct options *o)
{
    if (ends_in(path, ".yaml") || ends_in(path, ".yml") ||
        (ends_in(path, ".json") && !is_trace(path)))
        check_yaml(path, o);
    else
        check_trace(path, o->is_strict, o);
}

static const struct argp_option argp_options[] = {
    {"strict", 's', NULL, 0, "A value of a trace that would be repaired is an error", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case 's':
        o->is_strict = true;
        return 0;
    case ARGP_KEY_ARG:
        o->file_count++;
        check_file(arg, o);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected a FILE");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "FILE...",
    "Check experiments, sites, workloads, access (.yaml) and traces without running anything: all "
    "mistakes "
    "of all files are shown.  Nothing is written.  Exits with 0 if all are good, 65 if one is "
    "wrong, 66 if one is missing.",
    NULL,
    NULL,
    NULL};

int command_check(int argc, char **argv)
{
    struct options o = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    int status = o.errors.count ? command_complain(&o.errors) : EXIT_STATUS_OK;
    conf_errors_fini(&o.errors);
    if (fflush(stdout) != 0 || ferror(stdout))
        return command_fail(EXIT_STATUS_IO, "standard output cannot be written");
    return status;
}
