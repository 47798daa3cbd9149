/* aifsim compare DIR: policies of a campaign, or variants of a site, against a baseline. */
#include "host/campaign/access_report.h"
#include "host/campaign/comparison.h"
#include "host/command/command.h"
#include "host/files/output.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    KEY_CSV = 256,
    KEY_JSON,
    KEY_MARKDOWN,
    KEY_FORCE,
    KEY_BY,
    MOST_METRICS = 64,
    KINDS_BYTES = 64
};

struct options {
    const char *dir, *baseline, *community, *by;
    const char *metrics; /* separated by commas */
    const char *exports[COMPARISON_JSON + 1];
    char kinds[KINDS_BYTES]; /* of --by, as the communities begin */
    uint64_t seed;
    bool is_parsable, may_replace;
};

static const struct argp_option argp_options[] = {
    {"baseline", 'b', "NAME", 0,
     "What to compare with: a policy, or a variant of a site; default: the first variant if a site "
     "has several, else the first policy",
     0},
    {"metric", 'm', "NAME[,NAME...]", 0,
     "Columns of summary.csv; default: wait_mean_s,wait_p95_s,bsld10_mean and utilisation_submit "
     "or, with --by, billing_share",
     0},
    {"community", 'c', "NAME[,NAME...]", 0, "Whose jobs; default: all", 0},
    {"by", KEY_BY, "account|qos|user[,...]", 0,
     "Each account, QOS or user by itself, if the experiment has outputs.by", 0},
    {"export-csv", KEY_CSV, "FILE", 0, "Write the comparison as CSV too", 0},
    {"export-json", KEY_JSON, "FILE", 0, "Write the comparison as JSON too", 0},
    {"export-markdown", KEY_MARKDOWN, "FILE", 0, "Write the comparison as a Markdown table too", 0},
    {"force", KEY_FORCE, NULL, 0, "Overwrite files", 0},
    {"seed", 's', "N", 0, "Of the bootstrap; default: 1", 0},
    {"parsable", 'P', NULL, 0, "Separate columns by |", 0},
    {0},
};

/* "account,qos" -> "account:,qos:" */
static bool find_kinds(const char *by, char kinds[KINDS_BYTES])
{
    size_t used = 0;
    for (; *by; by += *by == ',') {
        size_t bytes = strcspn(by, ",");
        unsigned k = 0;
        while (k < AIF_BY_COUNT && (strlen(aif_by_name((enum aif_by)k)) != bytes ||
                                    memcmp(aif_by_name((enum aif_by)k), by, bytes) != 0))
            k++;
        if (k == AIF_BY_COUNT || used + bytes + 3 > KINDS_BYTES)
            return false;
        used += (size_t)snprintf(kinds + used, KINDS_BYTES - used, "%s%.*s:", used ? "," : "",
                                 (int)bytes, by);
        by += bytes;
    }
    return used > 0;
}

static error_t parse_seed(const char *arg, struct options *o, struct argp_state *state)
{
    char *end;
    errno = 0;
    o->seed = strtoull(arg, &end, 10);
    if (errno || end == arg || *end || *arg == '-')
        argp_error(state, "--seed wants a whole number, found '%s'", arg);
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case 'b':
        o->baseline = arg;
        return 0;
    case 'm':
        o->metrics = arg;
        return 0;
    case 'c':
        o->community = arg;
        return 0;
    case KEY_BY:
        o->by = arg;
        return 0;
    case KEY_CSV:
        o->exports[COMPARISON_CSV] = arg;
        return 0;
    case KEY_JSON:
        o->exports[COMPARISON_JSON] = arg;
        return 0;
    case KEY_MARKDOWN:
        o->exports[COMPARISON_MARKDOWN] = arg;
        return 0;
    case KEY_FORCE:
        o->may_replace = true;
        return 0;
    case 's':
        return parse_seed(arg, o, state);
    case 'P':
        o->is_parsable = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->dir)
            argp_error(state, "one DIR, found also '%s'", arg);
        o->dir = arg;
        return 0;
    case ARGP_KEY_END:
        if (o->by && !find_kinds(o->by, o->kinds))
            argp_error(state, "--by wants account, qos or user, or several with commas, found '%s'",
                       o->by);
        if (!o->dir)
            argp_error(state, "which DIR? that of a campaign: aifsim run EXPERIMENT --out DIR");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "DIR",
    "Compare the policies of a campaign, or the variants of a site: for each site, trace and "
    "metric the mean over the seeds, "
    "and the mean of the differences between runs of the same seed, with 95 % percentile bootstrap "
    "intervals (10,000 resamples of the seeds).",
    NULL,
    NULL,
    NULL};

/* The columns named, in a list separated by commas. */
static bool find_columns(const char *names, size_t *columns, size_t *count, struct aif_err *err)
{
    for (*count = 0; *names;) {
        char name[64];
        size_t bytes = strcspn(names, ",");
        if (bytes >= sizeof name || *count == MOST_METRICS)
            return aif_err_set(err, "--metric: too long a list or name");
        memcpy(name, names, bytes);
        name[bytes] = '\0';
        if (!comparison_column(name, &columns[(*count)++], err))
            return false;
        names += bytes + (names[bytes] == ',');
    }
    return *count || aif_err_set(err, "--metric: names no metric");
}

/* Names that a baseline may have, each once. */
struct known {
    char text[1024];
    size_t used;
};

static void add_known(struct known *k, const char *name)
{
    char quoted[256];
    snprintf(quoted, sizeof quoted, ", %s,", name);
    if (strstr(k->text, quoted) || k->used + strlen(name) + 3 >= sizeof k->text)
        return;
    /* ", a, b," holds ", a," and ", b,": see strstr(). */
    k->used += (size_t)snprintf(k->text + k->used, sizeof k->text - k->used, "%s %s,",
                                k->used ? "" : ",", name);
}

/* Every community that was named must be there. */
static bool find_communities(const struct results *r, const struct options *o, struct aif_err *err)
{
    for (const char *p = o->community; *p && !o->by; p += *p == ',') {
        size_t bytes = strcspn(p, ",");
        bool is_there = false;
        for (uint32_t i = 0; i < r->count && !is_there; i++) {
            const char *name = r->cells[i].community;
            is_there = strcmp(name, o->community) == 0 || !bytes ||
                       (strncmp(name, p, bytes) == 0 && (!name[bytes] || p[bytes - 1] == ':'));
        }
        if (!is_there)
            return aif_err_set(err, "%s: no cells of community '%.*s' there", o->dir, (int)bytes,
                               p);
        p += bytes;
    }
    return r->count ||
           aif_err_set(err, "%s: no cells of community '%s' there", o->dir, o->community);
}

/* What is compared with what: the policy or the variant that is asked for; else variants with the
 * first of their site, or policies with the first. */
static bool find_baseline(const struct results *r, const struct options *o,
                          struct comparison_plan *plan, struct aif_err *err)
{
    struct known known = {0};
    bool has_variants = false, is_policy = false, is_variant = false;
    for (uint32_t i = 0; i < r->count; i++) {
        const struct results_cell *cell = &r->cells[i];
        has_variants |= strcmp(cell->site, cell->base) != 0;
        is_policy |= o->baseline && strcmp(cell->policy, o->baseline) == 0;
        is_variant |= o->baseline && strcmp(cell->site, o->baseline) == 0;
        add_known(&known, cell->policy);
    }
    for (uint32_t i = 0; i < r->count && has_variants; i++)
        add_known(&known, r->cells[i].site);
    if (!r->count && o->by)
        return aif_err_set(err, "%s: no figures by %s there; run it with --set outputs.by=%s",
                           o->dir, o->by, o->by);
    if (!find_communities(r, o, err))
        return false;
    plan->is_by_site = has_variants && !is_policy;
    plan->baseline = o->baseline ? o->baseline : has_variants ? NULL : r->cells[0].policy;
    if (!o->baseline || is_policy || (is_variant && has_variants))
        return true;
    known.text[known.used - 1] = '\0';
    return aif_err_set(err, "no policy%s '%s' in %s (there: %s)",
                       has_variants ? " or variant of a site" : "", o->baseline, o->dir,
                       known.text + 2);
}

static int export_one(const struct comparison *c, enum comparison_format format,
                      const struct options *o)
{
    struct output file = {0};
    struct aif_err err = {{0}};
    if (!output_open(&file, o->exports[format], o->may_replace, &err))
        return command_fail(EXIT_STATUS_IO, "%s", err.text);
    comparison_write(c, format, &file.sink);
    bool is_done = output_commit(&file, &err);
    output_discard(&file);
    return is_done ? EXIT_STATUS_OK : command_fail(EXIT_STATUS_IO, "%s", err.text);
}

static int print(const struct comparison *c, const struct options *o)
{
    int file = STDOUT_FILENO;
    struct aif_sink s = output_stream(&file);
    if (o->is_parsable)
        comparison_write(c, COMPARISON_PARSABLE, &s);
    else
        comparison_write_text(c, &s);
    if (!aif_sink_flush(&s))
        return command_fail(EXIT_STATUS_IO, "standard output: cannot be written: %s",
                            strerror(errno));
    for (int f = COMPARISON_CSV; f <= COMPARISON_JSON; f++) {
        if (!o->exports[f])
            continue;
        int status = export_one(c, (enum comparison_format)f, o);
        if (status != EXIT_STATUS_OK)
            return status;
    }
    return EXIT_STATUS_OK;
}

static void warn(const struct results *r, const struct comparison *c, const struct options *o)
{
    if (r->done < r->planned)
        fprintf(stderr,
                "aifsim: warning: %s: %u of %u cells are there; `aifsim run --resume` computes the "
                "rest\n",
                o->dir, r->done, r->planned);
    char text[512];
    if (comparison_caution(c, text, sizeof text))
        fprintf(stderr, "aifsim: warning: %s\n", text);
}

static int print_access(const struct options *o)
{
    int file = STDOUT_FILENO;
    struct aif_sink s = output_stream(&file);
    struct aif_err err = {{0}};
    if (!access_report(o->dir, &s, &err))
        return command_fail(EXIT_STATUS_DATA, "%s", err.text);
    return aif_sink_flush(&s)
               ? EXIT_STATUS_OK
               : command_fail(EXIT_STATUS_IO, "standard output: cannot be written: %s",
                              strerror(errno));
}

static int compare(const struct results *results, const struct options *o)
{
    size_t columns[MOST_METRICS];
    struct comparison_plan plan = {.columns = columns, .seed = o->seed};
    struct comparison comparison;
    struct aif_err err = {{0}};
    if (!find_columns(o->metrics, columns, &plan.column_count, &err) ||
        !find_baseline(results, o, &plan, &err))
        return command_fail(EXIT_STATUS_DATA, "%s", err.text);
    comparison_make(results, &plan, &comparison);
    warn(results, &comparison, o);
    int status = print(&comparison, o);
    if (status == EXIT_STATUS_OK && !o->is_parsable && comparison_is_of_access(results))
        status = print_access(o);
    aif_arena_free(&comparison.arena);
    return status;
}

int command_compare(int argc, char **argv)
{
    struct options o = {.community = "all", .seed = 1};
    struct results results = {0};
    struct aif_err err = {{0}};
    int status;
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    if (o.by)
        o.community = o.kinds;
    if (results_open(o.dir, o.community, &results, &status, &err)) {
        if (!o.metrics)
            o.metrics = o.by && !comparison_is_of_access(&results)
                            ? "wait_mean_s,wait_p95_s,bsld10_mean,billing_share"
                            : comparison_usual_metrics(&results);
        status = compare(&results, &o);
    } else
        command_fail((enum exit_status)status, "%s", err.text);
    results_close(&results);
    return status;
}
