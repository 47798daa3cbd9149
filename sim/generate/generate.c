/* A workload from a spec: a plan says how much each community writes, a stream puts the jobs in
 * order of submission, an emitter gives them names; all at once, or piece by piece. */
#include "aif/generate.h"

#include "generate/check.h"
#include "generate/emit.h"

#include <stdlib.h>

enum { PIECE_JOBS = 4096 };

static bool open_plan(struct plan *p, const struct aif_generate_spec *spec,
                      const struct aif_generate_ask *ask, struct aif_err *err)
{
    *p = (struct plan){.spec = spec, .machine = ask->machine, .size = ask->size};
    return aif_generate_check(spec, err) && check_amount_asked(&ask->size, err) &&
           plan_make(p, ask->seed, err);
}

bool aif_generate(const struct aif_generate_spec *spec, const struct aif_generate_ask *ask,
                  struct aif_workload *out, struct aif_generate_report *report, struct aif_err *err)
{
    struct plan plan;
    struct stream stream;
    struct streamed job;
    struct emitter emitter;
    bool is_ok = open_plan(&plan, spec, ask, err);
    if (is_ok) {
        stream_open(&stream, &plan);
        emit_open(&emitter, &plan, out, plan.jobs, false);
        while (stream_next(&stream, &job))
            emit_job(&emitter, &job);
        AIF_CHECK(out->count == plan.jobs);
        if (report)
            *report = plan_report(&plan, &out->arena);
        stream_close(&stream);
    }
    aif_arena_free(&plan.arena);
    return is_ok;
}

bool aif_generate_capacity(const struct aif_generate_spec *spec, const struct aif_machine *machine,
                           uint64_t *units, struct aif_err *err)
{
    struct plan plan = {.spec = spec, .machine = machine};
    bool is_ok = aif_generate_check(spec, err) && plan_capacity(&plan, err);
    *units = plan.capacity_units;
    aif_arena_free(&plan.arena);
    return is_ok;
}

struct aif_generator {
    struct plan plan;
    struct stream stream;
    struct emitter emitter;
    struct aif_workload sample, piece;
    struct aif_generate_report report;
    bool is_held;  /* the piece was made elsewhere, and is the sample, too */
    bool is_given; /* and has been handed out */
};

static void make_sample(struct aif_generator *g)
{
    struct emitter e;
    uint32_t accounts = 0; /* there are names for all of them */
    for (uint32_t i = 0; i < g->plan.author_count; i++)
        accounts += g->plan.authors[i].community->accounts;
    emit_open(&e, &g->plan, &g->sample, accounts, true);
    emit_sample(&e);
}

struct aif_generator *aif_generator_open(const struct aif_generate_spec *spec,
                                         const struct aif_generate_ask *ask, struct aif_err *err)
{
    struct aif_generator *g = calloc(1, sizeof *g);
    if (!g)
        aif_fatal("out of memory");
    if (!open_plan(&g->plan, spec, ask, err)) {
        aif_generator_close(g);
        return NULL;
    }
    make_sample(g);
    stream_open(&g->stream, &g->plan);
    emit_open(&g->emitter, &g->plan, &g->piece, PIECE_JOBS, true);
    g->report = plan_report(&g->plan, &g->plan.arena);
    return g;
}

struct aif_generator *aif_generator_hold(struct aif_workload *made,
                                         const struct aif_generate_report *report)
{
    struct aif_generator *g = calloc(1, sizeof *g);
    if (!g)
        aif_fatal("out of memory");
    g->piece = *made;
    g->report = *report;
    g->is_held = true;
    *made = (struct aif_workload){.name = NULL};
    return g;
}

void aif_generator_close(struct aif_generator *g)
{
    if (!g)
        return;
    if (!g->is_held)
        stream_close(&g->stream);
    aif_workload_close(&g->piece);
    aif_workload_close(&g->sample);
    aif_arena_free(&g->plan.arena);
    free(g);
}

const struct aif_generate_report *aif_generator_report(const struct aif_generator *g)
{
    return &g->report;
}

const struct aif_workload *aif_generator_sample(const struct aif_generator *g)
{
    return g->is_held ? &g->piece : &g->sample;
}

const struct aif_workload *aif_generator_next(struct aif_generator *g)
{
    struct streamed job;
    if (g->is_held) {
        bool is_first = !g->is_given;
        g->is_given = true;
        return is_first && g->piece.count ? &g->piece : NULL;
    }
    emit_clear(&g->emitter);
    while (g->piece.count < PIECE_JOBS && stream_next(&g->stream, &job))
        emit_job(&g->emitter, &job);
    return g->piece.count ? &g->piece : NULL;
}
