/* A workload after Lublin and Feitelson (JPDC 63(11), 2003).  Two steps: jobs are drawn in the
 * order of their published arrivals until there are enough; then their gaps are stretched to the
 * span. */
#include "aif/lublin.h"

#include "aif/exactmath.h"
#include "generate/check.h"
#include "generate/lublin_day.h"
#include "generate/sample.h"

#include <math.h>
#include <string.h>

enum { KEY_SHIFT = 40, FIRST_CAPACITY = 1024, MOST_REDRAWS = 1000, MOST_LEFT_OUT = 10000 };

static const double LARGEST_LN_RUN = 12.0, LARGEST_LN_GAP = 13.0;

struct lublin_job {
    double even_s; /* of its arrival, since the beginning, without the daily cycle */
    uint32_t procs;
    int32_t run_s;
};

/* The jobs of one type. */
struct stream {
    const struct aif_lublin_type *type;
    struct lublin_day day;
    double low, mid, high; /* log2 of sizes */
    uint64_t key;
    double start_s, start_even_s; /* time of day at which the trace begins */
    uint32_t number;              /* of the next job */
    double even_s, next_s;        /* of its arrival; with the cycle */

    struct lublin_job *jobs; /* grows in the arena */
    uint32_t count, capacity;
    int64_t unit_s;
};

struct lublin {
    const struct aif_lublin_spec *spec;
    uint32_t procs;
    uint64_t seed;
    struct aif_generate_size size;
    struct stream streams[AIF_LUBLIN_TYPE_MAX];
    uint32_t count; /* of jobs, all streams */
    int64_t unit_s;
    double end_s; /* of the jobs drawn, as published: when the next one would have come */
    struct aif_arena scratch;
};

static bool is_share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

static bool is_gamma(const struct aif_lublin_gamma *g)
{
    return g->shape > 0.0 && g->shape <= 1e4 && g->scale > 0.0 && g->scale <= 1e3;
}

static bool check_type(const struct aif_lublin_type *t, struct aif_err *err)
{
    if (!is_share(t->serial_share) || !is_share(t->power_of_two_share) || !is_share(t->low_share))
        return aif_err_set(err, "type %s: a share outside 0 to 1", t->name);
    if (!(t->log2_low >= 0.0 && t->log2_low <= 30.0 && t->log2_mid >= 0.0 && t->log2_mid <= 30.0 &&
          t->log2_high >= 0.0 && t->log2_high <= 30.0))
        return aif_err_set(err, "type %s: the logarithm of a size outside 0 to 30", t->name);
    if (!is_gamma(&t->run[0]) || !is_gamma(&t->run[1]) || !is_gamma(&t->gap) || !is_gamma(&t->day))
        return aif_err_set(err,
                           "type %s: a gamma distribution with a shape outside 0 to 10000 or "
                           "a scale outside 0 to 1000",
                           t->name);
    if (!(t->gap_ratio > 0.0 && t->gap_ratio <= 100.0))
        return aif_err_set(err, "type %s: a ratio of gaps outside 0 to 100", t->name);
    if (!(fabs(t->run_share) <= 1e6) || !(fabs(t->run_slope) <= 1e6))
        return aif_err_set(err, "type %s: the share of the first run times is out of range",
                           t->name);
    return true;
}

static bool check_spec(const struct aif_lublin_spec *spec, const struct aif_machine *m,
                       struct aif_err *err)
{
    if (!m->procs)
        return aif_err_set(err,
                           "the model of Lublin and Feitelson is for a pool of processors, and %s "
                           "has nodes: give --site procs:N",
                           m->name);
    if (spec->type_count < 1 || spec->type_count > AIF_LUBLIN_TYPE_MAX)
        return aif_err_set(err, "%u types of job, expected 1 to %d", spec->type_count,
                           AIF_LUBLIN_TYPE_MAX);
    for (uint32_t i = 0; i < spec->type_count; i++) {
        if (!check_type(&spec->types[i], err))
            return false;
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(spec->types[i].name, spec->types[j].name) == 0)
                return aif_err_set(err, "type %s is given twice", spec->types[i].name);
    }
    return true;
}

static double draw_ln(struct aif_rng *r, double shape, double scale, double largest)
{
    for (int i = 0; i < MOST_REDRAWS; i++) {
        double x = sample_gamma(r, shape, scale);
        if (x <= largest)
            return x;
    }
    return largest;
}

/* Find out when the next job comes. */
static void look_ahead(struct stream *s, uint64_t seed)
{
    struct aif_rng r = aif_rng_stream(seed, AIF_STREAM_ARRIVAL, s->key | s->number);
    const struct aif_lublin_gamma *gap = &s->type->gap;
    s->even_s += aif_exp(draw_ln(&r, gap->shape * s->type->gap_ratio, gap->scale, LARGEST_LN_GAP));
    s->next_s = lublin_day_time(&s->day, s->start_even_s + s->even_s) - s->start_s;
}

static uint32_t draw_procs(const struct stream *s, uint32_t most, struct aif_rng *r)
{
    const struct aif_lublin_type *t = s->type;
    double u = aif_rng_unit(r);
    if (u < t->serial_share)
        return 1;
    bool is_low = aif_rng_unit(r) < t->low_share;
    double from = is_low ? s->low : s->mid, to = is_low ? s->mid : s->high;
    double x = from + (to - from) * aif_rng_unit(r);
    if (u < t->serial_share + t->power_of_two_share)
        x = floor(x + 0.5);
    double procs = floor(aif_exp2(x < 31.0 ? x : 31.0) + 0.5);
    return procs < 1.0 ? 1 : procs < (double)most ? (uint32_t)procs : most;
}

static int32_t draw_run_s(const struct aif_lublin_type *t, uint32_t procs, struct aif_rng *r)
{
    double share = t->run_share + t->run_slope * procs;
    const struct aif_lublin_gamma *g = &t->run[aif_rng_unit(r) < share ? 0 : 1];
    return (int32_t)floor(aif_exp(draw_ln(r, g->shape, g->scale, LARGEST_LN_RUN)));
}

static struct lublin_job draw_job(const struct stream *s, const struct lublin *l)
{
    struct aif_rng size = aif_rng_stream(l->seed, AIF_STREAM_SIZE, s->key | s->number);
    struct aif_rng run = aif_rng_stream(l->seed, AIF_STREAM_RUNTIME, s->key | s->number);
    struct lublin_job j = {.even_s = s->even_s, .procs = draw_procs(s, l->procs, &size)};
    j.run_s = draw_run_s(s->type, j.procs, &run);
    return j;
}

static void keep(struct stream *s, struct lublin_job j, struct aif_arena *scratch)
{
    if (s->count == s->capacity) {
        uint32_t capacity = s->capacity ? 2 * s->capacity : FIRST_CAPACITY;
        struct lublin_job *jobs = AIF_NEW(scratch, struct lublin_job, capacity);
        if (s->count)
            memcpy(jobs, s->jobs, s->count * sizeof *jobs);
        s->jobs = jobs;
        s->capacity = capacity;
    }
    s->jobs[s->count++] = j;
}

/* Streams are told apart by the type's place among all published ones, not in the spec. */
static uint64_t key_of(const char *name)
{
    uint64_t place = 0;
    while (aif_lublin_names[place] && strcmp(aif_lublin_names[place], name) != 0)
        place++;
    return (place + 1) << KEY_SHIFT;
}

static bool open_streams(struct lublin *l, struct aif_err *err)
{
    double start_s =
        (double)(((l->spec->unix_start_s + l->spec->utc_offset_s) % LUBLIN_DAY_S + LUBLIN_DAY_S) %
                 LUBLIN_DAY_S);
    for (uint32_t i = 0; i < l->spec->type_count; i++) {
        const struct aif_lublin_type *t = &l->spec->types[i];
        struct stream *s = &l->streams[i];
        *s = (struct stream){.type = t, .low = t->log2_low, .key = key_of(t->name)};
        if (!lublin_day_init(&s->day, &t->day))
            return aif_err_set(err, "type %s: no jobs at any time of the day", t->name);
        s->high = t->log2_high > 0.0 ? t->log2_high : aif_log2(l->procs);
        s->mid = t->log2_mid > 0.0 ? t->log2_mid : s->high - 2.5;
        s->start_s = start_s;
        s->start_even_s = lublin_day_even(&s->day, start_s);
        look_ahead(s, l->seed);
    }
    return true;
}

static struct stream *earliest(struct lublin *l)
{
    struct stream *first = &l->streams[0];
    for (uint32_t i = 1; i < l->spec->type_count; i++)
        if (l->streams[i].next_s < first->next_s)
            first = &l->streams[i];
    return first;
}

/* Draw until there are enough jobs, or what they ask for is within half a per cent of the target (a
 * job that would overshoot is left out), or the span is over. */
static bool draw_all(struct lublin *l, struct aif_err *err)
{
    const struct aif_generate_size *z = &l->size;
    bool has_target = !z->jobs && z->load > 0.0;
    double target = has_target ? (double)l->procs * (double)z->span_s * z->load : 0.0;
    for (uint32_t left_out = 0; left_out < MOST_LEFT_OUT;) {
        struct stream *s = earliest(l);
        l->end_s = s->next_s;
        if (z->jobs      ? l->count == z->jobs
            : has_target ? (double)l->unit_s >= target
                         : l->end_s >= (double)z->span_s)
            break;
        if (l->count == LARGEST_JOB_COUNT)
            return aif_err_set(err, "more than %d jobs are needed", LARGEST_JOB_COUNT);
        struct lublin_job j = draw_job(s, l);
        int64_t unit_s = (int64_t)j.procs * j.run_s;
        bool fits = !has_target || (double)(l->unit_s + unit_s) <= target * 1.005;
        if (fits) {
            keep(s, j, &l->scratch);
            s->unit_s += unit_s;
            l->unit_s += unit_s;
            l->count++;
        }
        left_out += !fits;
        s->number++;
        look_ahead(s, l->seed);
        if (!fits && (double)l->unit_s >= target * 0.995)
            break;
    }
    return true;
}

/* Two of three are given, or arrivals stay as published. */
static bool must_stretch(const struct aif_generate_size *asked)
{
    return (asked->jobs > 0) + (asked->span_s > 0) + (asked->load > 0.0) == 2;
}

static void decide_span(struct lublin *l)
{
    if (l->size.span_s)
        return;
    double capacity = (double)l->procs * l->size.load;
    double span_s = l->size.load > 0.0 ? (double)l->unit_s / capacity : l->end_s;
    l->size.span_s = 1 + (int64_t)floor(span_s);
}

/* So that the end of what was drawn becomes the end of the span. */
static double stretch_of(const struct stream *s, const struct lublin *l, bool is_stretched)
{
    if (!is_stretched)
        return 1.0;
    double drawn = lublin_day_even(&s->day, s->start_s + l->end_s) - s->start_even_s;
    double wanted = lublin_day_even(&s->day, s->start_s + (double)l->size.span_s) - s->start_even_s;
    return drawn > 0.0 ? wanted / drawn : 1.0;
}

/* Submit times of the next job of each stream, as the jobs are merged. */
struct merge {
    double stretch[AIF_LUBLIN_TYPE_MAX];
    uint32_t next[AIF_LUBLIN_TYPE_MAX];
    double time_s[AIF_LUBLIN_TYPE_MAX];
};

static void take_up(struct merge *m, const struct lublin *l, uint32_t i)
{
    const struct stream *s = &l->streams[i];
    if (m->next[i] >= s->count)
        return;
    double even_s = s->start_even_s + m->stretch[i] * s->jobs[m->next[i]].even_s;
    m->time_s[i] = lublin_day_time(&s->day, even_s) - s->start_s;
}

static uint32_t next_stream(const struct merge *m, const struct lublin *l)
{
    uint32_t best = AIF_NONE;
    for (uint32_t i = 0; i < l->spec->type_count; i++)
        if (m->next[i] < l->streams[i].count &&
            (best == AIF_NONE || m->time_s[i] < m->time_s[best]))
            best = i;
    return best;
}

static struct aif_job job_of(const struct lublin_job *j, double time_s, int64_t span_s)
{
    int64_t submit_s = time_s > 0.0 ? (int64_t)floor(time_s) : 0;
    return (struct aif_job){
        .submit_s = submit_s < span_s ? submit_s : span_s - 1,
        .limit_s = j->run_s,
        .runtime_s = j->run_s,
        .request = {.procs = j->procs},
        .user = AIF_NONE,
        .account = AIF_NONE,
        .after = AIF_NONE,
        .think_s = -1,
        .partition = AIF_NONE16,
        .qos = AIF_NONE16,
        .status = AIF_STATUS_COMPLETED,
    };
}

static void emit(const struct lublin *l, bool is_stretched, struct aif_workload *out)
{
    struct merge m = {.next = {0}};
    out->jobs = AIF_NEW(&out->arena, struct aif_job, l->count ? l->count : 1);
    for (uint32_t i = 0; i < l->spec->type_count; i++) {
        const char *name = l->spec->types[i].name;
        aif_names_intern(&out->communities, &out->arena, name, strlen(name));
        aif_names_intern(&out->applications, &out->arena, name, strlen(name));
        m.stretch[i] = stretch_of(&l->streams[i], l, is_stretched);
        take_up(&m, l, i);
    }
    for (uint32_t n = 0; n < l->count; n++) {
        uint32_t i = next_stream(&m, l);
        out->jobs[n] = job_of(&l->streams[i].jobs[m.next[i]], m.time_s[i], l->size.span_s);
        out->jobs[n].id = (int64_t)n + 1;
        out->jobs[n].community = (uint16_t)i;
        out->jobs[n].application = i;
        m.next[i]++;
        take_up(&m, l, i);
    }
    out->count = l->count;
    out->record_count = l->count;
    out->max_procs = l->procs;
    out->unix_start_s = l->spec->unix_start_s;
    out->name = aif_arena_text(&out->arena, l->spec->name, strlen(l->spec->name));
}

static void report_on(const struct lublin *l, struct aif_workload *out,
                      struct aif_generate_report *report)
{
    double capacity = (double)l->procs * (double)l->size.span_s;
    struct aif_community_total *totals =
        AIF_NEW(&out->arena, struct aif_community_total, l->spec->type_count);
    *report = (struct aif_generate_report){
        .jobs = l->count,
        .span_s = l->size.span_s,
        .capacity_units = l->procs,
        .unit_s = l->unit_s,
        .load_nano = (int64_t)floor((double)l->unit_s / capacity * 1e9 + 0.5),
        .communities = totals,
    };
    for (uint32_t i = 0; i < l->spec->type_count; i++) {
        const struct stream *s = &l->streams[i];
        totals[i] = (struct aif_community_total){
            .jobs = s->count, .sessions = s->count, .unit_s = s->unit_s};
    }
}

bool aif_lublin_generate(const struct aif_lublin_spec *spec, const struct aif_generate_ask *ask,
                         struct aif_workload *out, struct aif_generate_report *report,
                         struct aif_err *err)
{
    if (!check_spec(spec, ask->machine, err) || !check_amount_asked(&ask->size, err))
        return false;
    struct lublin l = {.spec = spec, .procs = ask->machine->procs, .seed = ask->seed};
    l.size = ask->size;
    bool is_made = open_streams(&l, err) && draw_all(&l, err);
    if (is_made) {
        decide_span(&l);
        emit(&l, must_stretch(&ask->size), out);
        if (report)
            report_on(&l, out, report);
    }
    aif_arena_free(&l.scratch);
    return is_made;
}
