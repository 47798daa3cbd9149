/* From a file of published numbers to structs. */
#include "host/calibrate/published.h"

#include "aif/text.h"
#include "host/conf/internal.h"
#include "host/files/configs.h"
#include "host/workload/internal.h"

#include <string.h>

enum { MOST_FILES = 256 };

#define REAL(name, high, text)                                                                     \
    {                                                                                              \
        .key = name, .type = CONF_REAL, .is_required = true, .real_min = 0.0, .real_max = high,    \
        .help = text                                                                               \
    }
#define PART(name, high, text)                                                                     \
    {                                                                                              \
        .key = name, .type = CONF_REAL, .fallback = "0", .real_min = 0.0, .real_max = high,        \
        .help = text                                                                               \
    }
#define TEXT(name, text)                                                                           \
    {                                                                                              \
        .key = name, .type = CONF_TEXT, .is_required = true, .min = 1, .max = 1000, .help = text   \
    }

static bool verify_curve(const struct conf_node *n, struct conf_errors *errors)
{
    double before = -1.0, share = 0.0;
    for (const struct conf_node *p = n->first; p; p = p->next) {
        double at;
        if (!workload_number(p->key, 0.0, 1e12, &at))
            return conf_error_key(errors, p, "expected a number, found '%s'", p->key);
        if (at <= before || p->real < share)
            return conf_error_key(errors, p, "%s: numbers and their shares must ascend", n->key);
        before = at;
        share = p->real;
    }
    return true;
}

static bool verify_sizes(const struct conf_node *n, struct conf_errors *errors)
{
    double before = 0.0;
    for (const struct conf_node *p = n->first; p; p = p->next) {
        double gpus;
        if (!workload_number(p->key, 1.0, 1e8, &gpus) || strchr(p->key, '.') || gpus <= before)
            return conf_error_key(errors, p, "%s: expected numbers of GPUs, ascending, found '%s'",
                                  n->key, p->key);
        before = gpus;
    }
    return true;
}

static const struct conf_field percent_item = {
    .type = CONF_REAL, .real_min = 0.0, .real_max = 100.0};
static const struct conf_field number_item = {.type = CONF_REAL, .real_min = 0.0, .real_max = 1e9};
static const struct conf_field name_item = {.type = CONF_TEXT, .min = 1, .max = 60};

#define CURVE(name, ...)                                                                           \
    {                                                                                              \
        .key = name, .type = CONF_DICT, .min = 1, .max = 1000, .item = &percent_item,              \
        .verify = verify_curve, __VA_ARGS__                                                        \
    }
static const struct conf_field gpus_item = {.type = CONF_REAL, .real_min = 1.0, .real_max = 1e9};
#define NUMBERS(name, n, ...)                                                                      \
    {                                                                                              \
        .key = name, .type = CONF_LIST, .min = n, .max = n, .item = &number_item, __VA_ARGS__      \
    }

static const struct conf_field moment_fields[] = {REAL("mean_runtime_s", 1e9, "run time, mean"),
                                                  REAL("median_runtime_s", 1e9, "run time, median"),
                                                  REAL("mean_gpus", 1e9, "GPUs of a job, mean"),
                                                  REAL("median_gpus", 1e9, "GPUs of a job, median"),
                                                  CONF_END};
static const struct conf_field ending_fields[] = {REAL("completed", 1.0, "share"),
                                                  REAL("cancelled", 1.0, "share"),
                                                  REAL("failed", 1.0, "share"), CONF_END};
static const struct conf_field percent_fields[] = {REAL("completed", 100.0, "percent"),
                                                   REAL("cancelled", 100.0, "percent"),
                                                   REAL("failed", 100.0, "percent"), CONF_END};
static const struct conf_field size_item = {.type = CONF_TABLE, .fields = percent_fields};
static const struct conf_field outcome_fields[] = {
    {.key = "jobs",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = ending_fields,
     .help = "by jobs"},
    {.key = "gpu_time",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = ending_fields,
     .help = "by GPU time"},
    CONF_END,
};
static const struct conf_field kind_fields[] = {
    {.key = "kinds",
     .type = CONF_LIST,
     .is_required = true,
     .min = 1,
     .max = 100,
     .item = &name_item,
     .help = "of the workload that make it up"},
    PART("jobs_percent", 100.0, "of all jobs"),
    PART("gpu_time_percent", 100.0, "of all GPU time"),
    {.key = "gpus_quartiles",
     .type = CONF_LIST,
     .is_required = true,
     .min = 3,
     .max = 3,
     .item = &gpus_item,
     .help = "of sizes"},
    CURVE("runtime", .is_required = true,
          .help = "seconds: percent of jobs that run at most so long"),
    CONF_END,
};
static const struct conf_field kind_item = {.type = CONF_TABLE, .fields = kind_fields};
static const struct conf_field burst_fields[] = {
    REAL("dispersion", 1e6, "variance to mean of submissions in 10 minutes"),
    REAL("empty", 1.0, "share of 10 minutes without any"), CONF_END};

const struct conf_field published_fields[] = {
    TEXT("title", "for people"),
    TEXT("source", "where it was published"),
    TEXT("licence", "of what was published"),
    TEXT("workload", "the spec that is compared: a name"),
    {.key = "jobs",
     .type = CONF_INT,
     .is_required = true,
     .min = 1,
     .max = 200000000,
     .help = "how many to generate"},
    {.key = "per_10min",
     .type = CONF_REAL,
     .is_required = true,
     .real_min = 0.001,
     .real_max = 1e6,
     .help = "submissions in 10 minutes"},
    CURVE("runtime_by_jobs", .is_required = true,
          .help = "seconds: percent of jobs that run at most so long"),
    CURVE("gpus_by_jobs", .is_required = true,
          .help = "GPUs: percent of jobs with at most so many"),
    CURVE("gpus_by_gpu_time", .is_required = true,
          .help = "GPUs: percent of GPU time of such jobs"),
    {.key = "moments",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = moment_fields,
     .help = "means and medians"},
    {.key = "outcome",
     .type = CONF_TABLE,
     .is_required = true,
     .fields = outcome_fields,
     .help = "how jobs end, shares"},
    {.key = "kinds",
     .type = CONF_DICT,
     .fallback = "{}",
     .max = 100,
     .item = &kind_item,
     .help = "of job, by name"},
    {.key = "outcome_by_gpus",
     .type = CONF_DICT,
     .fallback = "{}",
     .max = 100,
     .item = &size_item,
     .verify = verify_sizes,
     .help = "how jobs end, by size"},
    CURVE("user_share", .help = "percent of users: percent of GPU time of the most active"),
    NUMBERS("hours", 24, .help = "submissions by hour of the day"),
    {.key = "bursts",
     .type = CONF_TABLE,
     .fields = burst_fields,
     .help = "how uneven submissions are"},
    CONF_END,
};

static struct published_curve bind_curve(struct aif_arena *a, const struct conf_node *n)
{
    struct published_curve c = {.count = 0};
    if (!n)
        return c;
    struct published_point *points = AIF_NEW(a, struct published_point, n->count);
    for (const struct conf_node *p = n->first; p; p = p->next) {
        double at = 0.0;
        workload_number(p->key, 0.0, 1e12, &at);
        points[c.count++] = (struct published_point){at, p->real / 100.0};
    }
    c.points = points;
    return c;
}

static struct published_outcome bind_outcome(const struct conf_node *n, double whole)
{
    return (struct published_outcome){
        .completed = conf_real(n, "completed") / whole,
        .failed = conf_real(n, "failed") / whole,
        .cancelled = conf_real(n, "cancelled") / whole,
    };
}

static void bind_by_gpus(struct published *p, const struct conf_node *n)
{
    struct published_outcome *list =
        AIF_NEW(&p->doc.arena, struct published_outcome, (size_t)n->count + 1);
    for (const struct conf_node *o = n->first; o; o = o->next) {
        double gpus = 0.0;
        workload_number(o->key, 1.0, 1e8, &gpus);
        list[p->by_gpus_count] = bind_outcome(o, 100.0);
        list[p->by_gpus_count++].from_gpus = (uint32_t)gpus;
    }
    p->by_gpus = list;
}

static struct published_kind bind_kind(struct aif_arena *a, const struct conf_node *n)
{
    struct published_kind k = {
        .name = n->key,
        .jobs_share = conf_real(n, "jobs_percent") / 100.0,
        .gpu_time_share = conf_real(n, "gpu_time_percent") / 100.0,
        .runtime = bind_curve(a, conf_get(n, "runtime")),
    };
    const struct conf_node *list = conf_get(n, "kinds");
    const char **kinds = AIF_NEW(a, const char *, list->count);
    for (const struct conf_node *item = list->first; item; item = item->next)
        kinds[k.kind_count++] = item->text;
    k.kinds = kinds;
    for (uint32_t i = 0; i < 3; i++)
        k.quartiles[i] = conf_at(conf_get(n, "gpus_quartiles"), i)->real;
    return k;
}

static void bind_kinds(struct published *p, const struct conf_node *n)
{
    struct published_kind *list =
        AIF_NEW(&p->doc.arena, struct published_kind, (size_t)n->count + 1);
    for (const struct conf_node *k = n->first; k; k = k->next)
        list[p->kind_count++] = bind_kind(&p->doc.arena, k);
    p->kinds = list;
}

static void bind_moments(struct published *p, const struct conf_node *n)
{
    p->mean_runtime_s = conf_real(n, "mean_runtime_s");
    p->median_runtime_s = conf_real(n, "median_runtime_s");
    p->mean_gpus = conf_real(n, "mean_gpus");
    p->median_gpus = conf_real(n, "median_gpus");
}

static void bind_texts(struct published *p, const struct conf_node *root)
{
    p->title = conf_text(root, "title");
    p->source = conf_text(root, "source");
    p->licence = conf_text(root, "licence");
    p->workload = conf_text(root, "workload");
    p->jobs = (uint32_t)conf_int(root, "jobs");
    p->per_10min = conf_real(root, "per_10min");
    p->path = p->doc.source->name;
    const char *slash = strrchr(p->path, '/');
    const char *base = slash ? slash + 1 : p->path;
    p->name = aif_arena_text(&p->doc.arena, base, strcspn(base, "."));
}

static void bind(struct published *p)
{
    struct aif_arena *a = &p->doc.arena;
    const struct conf_node *root = p->doc.root;
    bind_texts(p, root);
    p->runtime_by_jobs = bind_curve(a, conf_get(root, "runtime_by_jobs"));
    p->gpus_by_jobs = bind_curve(a, conf_get(root, "gpus_by_jobs"));
    p->gpus_by_gpu_time = bind_curve(a, conf_get(root, "gpus_by_gpu_time"));
    p->user_share = bind_curve(a, conf_get(root, "user_share"));
    bind_moments(p, conf_get(root, "moments"));
    const struct conf_node *outcome = conf_get(root, "outcome");
    p->by_jobs = bind_outcome(conf_get(outcome, "jobs"), 1.0);
    p->by_gpu_time = bind_outcome(conf_get(outcome, "gpu_time"), 1.0);
    bind_by_gpus(p, conf_get(root, "outcome_by_gpus"));
    bind_kinds(p, conf_get(root, "kinds"));
    const struct conf_node *hours = conf_get(root, "hours"), *bursts = conf_get(root, "bursts");
    for (uint32_t h = 0; hours && h < 24; h++)
        p->hours[h] = conf_at(hours, h)->real;
    if (bursts) {
        p->dispersion = conf_real(bursts, "dispersion");
        p->empty_share = conf_real(bursts, "empty");
    }
}

static bool unknown(const char *name, struct conf_errors *errors)
{
    struct aif_arena a = {0};
    struct config_file *files = AIF_NEW(&a, struct config_file, MOST_FILES);
    const char *names[MOST_FILES];
    char list[1000];
    uint32_t n = configs_list(&a, "calibration", files, MOST_FILES);
    for (uint32_t i = 0; i < n; i++)
        names[i] = files[i].name;
    conf_join(list, sizeof list, names, n);
    const char *near = aif_text_nearest(name, names, n);
    conf_error_plain(errors,
                     "nothing published is known of '%s'%s%s%s (known: %s; also the path of a "
                     ".yaml file)",
                     name, near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "",
                     n ? list : "none");
    errors->is_missing = true;
    aif_arena_free(&a);
    return false;
}

bool published_open(const char *name, struct published *out, struct conf_errors *errors)
{
    struct aif_arena a = {0};
    const char *path = configs_is_path(name) ? name : configs_find(&a, "calibration", name);
    bool ok = path ? conf_open(&out->doc, path, errors) : unknown(name, errors);
    aif_arena_free(&a);
    if (!ok || !conf_check(&out->doc, published_fields, errors))
        return false;
    bind(out);
    return true;
}

void published_close(struct published *p)
{
    conf_close(&p->doc);
    *p = (struct published){.name = NULL};
}
