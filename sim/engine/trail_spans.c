/* From a trail and the rows to spans of waiting: a job waits for resources while it does not fit,
 * and else stands behind the first of the queue, who has a claim on what is free. */
#include "engine/state.h"
#include "engine/trail.h"
#include "engine/whom.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_A_BLOCK = 64, LOOKS_A_JOB = 256 };

struct bounds {
    uint32_t least, most;
};

struct list {
    const struct aif_sim *sim;
    struct aif_arena *arena;
    struct bounds **blocks; /* by line of rooms, when first needed: of STEPS_A_BLOCK steps each */
    struct aif_wait_span *spans;
    size_t count, capacity;
    uint64_t looks, most_looks; /* at steps or blocks; with more the list is given up */
};

static uint32_t room_of(const struct aif_sim *sim, uint32_t job)
{
    const struct domain *d = state_domain(sim, job);
    return d->is_counted ? (uint32_t)(d - sim->domains)
                         : sim->trail->domain_count + sim->needs[job].kind;
}

static uint32_t asked_by(const struct aif_sim *sim, uint32_t job)
{
    return state_domain(sim, job)->is_counted ? sim->rows[job].units : sim->needs[job].nodes;
}

/* When a job left the queue for whatever reason, or now. */
static int64_t waited_until_s(const struct aif_sim *sim, uint32_t job)
{
    const struct aif_row *row = &sim->rows[job];
    int64_t submit_s = sim->scenario.workload->jobs[job].submit_s;
    if (row->start_s != AIF_UNKNOWN_S)
        return row->start_s;
    if (row->outcome == AIF_OUTCOME_WAITING)
        return job < sim->next_submit ? sim->now_s : submit_s;
    int64_t refused_s = sim->grants ? sim->grants->uses[job].refused_s : AIF_UNKNOWN_S;
    return refused_s == AIF_UNKNOWN_S ? submit_s : refused_s;
}

/* The last step at or before t_s. */
static uint32_t step_at(const struct trail_line *l, int64_t t_s)
{
    uint32_t low = 0, high = l->count;
    AIF_CHECK(l->count > 0);
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (l->steps[middle].t_s <= t_s)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static const struct bounds *blocks_of(struct list *list, uint32_t room)
{
    const struct trail_line *l = &list->sim->trail->rooms[room];
    if (list->blocks[room])
        return list->blocks[room];
    struct bounds *b = AIF_NEW(list->arena, struct bounds, l->count / STEPS_A_BLOCK + 1);
    for (uint32_t i = 0; i < l->count; i++) {
        struct bounds *in = &b[i / STEPS_A_BLOCK];
        uint32_t value = l->steps[i].value;
        in->least = i % STEPS_A_BLOCK == 0 || value < in->least ? value : in->least;
        in->most = i % STEPS_A_BLOCK == 0 || value > in->most ? value : in->most;
    }
    return list->blocks[room] = b;
}

/* The first step from i on at which the answer to "is there room for so much" is not `fits`. */
static uint32_t next_turn(struct list *list, uint32_t room, uint32_t i, uint32_t asked, bool fits)
{
    const struct trail_line *l = &list->sim->trail->rooms[room];
    const struct bounds *b = blocks_of(list, room);
    while (i < l->count && (l->steps[i].value >= asked) == fits) {
        const struct bounds *in = &b[i / STEPS_A_BLOCK];
        bool is_alike = i % STEPS_A_BLOCK == 0 && (fits ? in->least >= asked : in->most < asked);
        i += is_alike ? STEPS_A_BLOCK : 1;
        list->looks++;
    }
    return i < l->count ? i : l->count;
}

/* Who stood first in its domain when the span began.  That may be the job itself, where
 * reservations last: those behind it may have theirs before. */
static struct aif_blocker head_of(const struct aif_sim *sim, const struct aif_wait_span *span)
{
    const struct trail_line *l = &sim->trail->heads[state_domain(sim, span->job) - sim->domains];
    uint32_t head = l->steps[step_at(l, span->from_s)].value;
    if (head == AIF_NONE || head == span->job)
        return (struct aif_blocker){AIF_NONE, AIF_BLOCKER_NONE};
    return (struct aif_blocker){head, AIF_BLOCKER_JOB};
}

static void add(struct list *list, const struct aif_wait_span *span)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : STEPS_A_BLOCK;
        struct aif_wait_span *grown = AIF_NEW(list->arena, struct aif_wait_span, list->capacity);
        if (list->count)
            memcpy(grown, list->spans, list->count * sizeof *grown);
        list->spans = grown;
    }
    list->spans[list->count++] = *span;
}

/* The spans of one job, without those whom it waits for to end.  Of all or of the longest. */
static void add_job(struct list *list, uint32_t job, bool is_longest)
{
    const struct aif_sim *sim = list->sim;
    int64_t from_s = sim->scenario.workload->jobs[job].submit_s;
    int64_t until_s = waited_until_s(sim, job);
    struct aif_wait_span longest = {.job = job};
    if (from_s < until_s) {
        uint32_t room = room_of(sim, job), asked = asked_by(sim, job);
        const struct trail_line *l = &sim->trail->rooms[room];
        uint32_t i = step_at(l, from_s);
        while (from_s < until_s && list->looks <= list->most_looks) {
            bool fits = l->steps[i].value >= asked;
            enum aif_wait why = fits ? AIF_WAIT_PRIORITY : AIF_WAIT_RESOURCES;
            i = next_turn(list, room, i, asked, fits);
            int64_t to_s = i < l->count && l->steps[i].t_s < until_s ? l->steps[i].t_s : until_s;
            struct aif_wait_span span = {.job = job,
                                         .from_s = from_s,
                                         .to_s = to_s,
                                         .reason = why,
                                         .text = aif_wait_name(why),
                                         .blocker = {AIF_NONE, AIF_BLOCKER_NONE}};
            if (!is_longest)
                add(list, &span);
            if (to_s - from_s > longest.to_s - longest.from_s)
                longest = span;
            from_s = to_s;
        }
    }
    if (is_longest)
        add(list, &longest);
}

/* A time at which the running jobs are looked at: a start, an end, or the begin of a span. */
struct mark {
    int64_t t_s;
    uint32_t kind; /* ends come first, then starts */
    size_t index;  /* of the job, or of the span */
};

enum { MARK_END, MARK_START, MARK_SPAN };

static int by_time(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    if (x->t_s != y->t_s)
        return x->t_s < y->t_s ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* The machine as it was, followed through the rows. */
struct replayed {
    const struct aif_sim *sim;
    uint32_t *running; /* by due time */
    uint32_t running_count;
    uint32_t *free_units; /* by domain */
    struct aif_shape *free, *scratch;
};

static bool is_due_before(const struct aif_sim *sim, uint32_t a, uint32_t b)
{
    int64_t a_s = state_due_s(sim, a), b_s = state_due_s(sim, b);
    return a_s != b_s ? a_s < b_s : a < b;
}

/* Where a job is among those that run, or would be. */
static uint32_t place_of(const struct replayed *r, uint32_t job)
{
    uint32_t low = 0, high = r->running_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (is_due_before(r->sim, r->running[middle], job))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void move_nodes(struct replayed *r, uint32_t job, bool starts)
{
    const struct aif_row *row = &r->sim->rows[job];
    for (uint32_t i = 0; i < row->node_count; i++) {
        struct aif_shape *f = &r->free[row->nodes[i]];
        const struct aif_shape *s = state_taken(r->sim, job, row->nodes[i]);
        if (starts)
            *f =
                (struct aif_shape){f->cores - s->cores, f->gpus - s->gpus, f->mem_mib - s->mem_mib};
        else
            *f =
                (struct aif_shape){f->cores + s->cores, f->gpus + s->gpus, f->mem_mib + s->mem_mib};
    }
}

static void move(struct replayed *r, uint32_t job, bool starts)
{
    uint32_t at = place_of(r, job), *units;
    uint32_t behind = r->running_count - at;
    units = &r->free_units[state_domain(r->sim, job) - r->sim->domains];
    if (starts) {
        memmove(r->running + at + 1, r->running + at, behind * sizeof *r->running);
        r->running[at] = job;
        r->running_count++;
        *units -= r->sim->rows[job].units;
    } else {
        AIF_CHECK(at < r->running_count && r->running[at] == job);
        memmove(r->running + at, r->running + at + 1, (behind - 1) * sizeof *r->running);
        r->running_count--;
        *units += r->sim->rows[job].units;
    }
    move_nodes(r, job, starts);
}

/* Zero-length jobs run at no time that lasts. */
static size_t list_marks(const struct list *list, struct mark *marks)
{
    const struct aif_sim *sim = list->sim;
    size_t n = 0;
    for (uint32_t job = 0; job < sim->job_count; job++) {
        const struct aif_row *row = &sim->rows[job];
        if (row->start_s == AIF_UNKNOWN_S || row->start_s == row->end_s)
            continue;
        marks[n++] = (struct mark){row->start_s, MARK_START, job};
        marks[n++] = (struct mark){row->end_s, MARK_END, job};
    }
    for (size_t i = 0; i < list->count; i++)
        if (list->spans[i].reason == AIF_WAIT_RESOURCES)
            marks[n++] = (struct mark){list->spans[i].from_s, MARK_SPAN, i};
    qsort(marks, n, sizeof *marks, by_time);
    return n;
}

static struct replayed replayed_open(const struct aif_sim *sim, struct aif_arena *arena)
{
    uint32_t node_count = sim->nodes ? sim->scenario.machine->node_count : 0;
    struct replayed r = {.sim = sim,
                         .running = AIF_NEW(arena, uint32_t, sim->job_count + 1),
                         .free_units = AIF_NEW(arena, uint32_t, sim->domain_count),
                         .free = AIF_NEW(arena, struct aif_shape, node_count + 1),
                         .scratch = AIF_NEW(arena, struct aif_shape, node_count + 1)};
    for (uint32_t i = 0; i < sim->domain_count; i++)
        r.free_units[i] = sim->domains[i].capacity_units;
    for (uint32_t i = 0; i < node_count; i++)
        r.free[i] = sim->nodes[i].capacity;
    return r;
}

/* Whom those that wait for resources wait for when their spans begin. */
static void find_whom(struct list *list)
{
    const struct aif_sim *sim = list->sim;
    struct mark *marks =
        AIF_NEW(list->arena, struct mark, 2 * (size_t)sim->job_count + list->count + 1);
    size_t count = list_marks(list, marks);
    struct replayed r = replayed_open(sim, list->arena);
    for (size_t i = 0; i < count; i++) {
        if (marks[i].kind != MARK_SPAN) {
            move(&r, (uint32_t)marks[i].index, marks[i].kind == MARK_START);
            continue;
        }
        struct aif_wait_span *span = &list->spans[marks[i].index];
        struct whom_scene scene = {.free_units =
                                       r.free_units[state_domain(sim, span->job) - sim->domains],
                                   .free = r.free,
                                   .running = r.running,
                                   .running_count = r.running_count,
                                   .scratch = r.scratch};
        span->blocker.index = whom_in(sim, span->job, &scene);
        span->blocker.kind = span->blocker.index == AIF_NONE ? AIF_BLOCKER_NONE : AIF_BLOCKER_JOB;
    }
}

static struct list list_all(const struct aif_sim *sim, struct aif_arena *arena, bool is_longest)
{
    struct list list = {.sim = sim, .arena = arena, .most_looks = UINT64_MAX};
    if (is_longest && sim->scenario.waits_are_bounded)
        list.most_looks = LOOKS_A_JOB * (uint64_t)sim->job_count;
    list.blocks = AIF_NEW(arena, struct bounds *, sim->domain_count + sim->kinds.count);
    for (uint32_t job = 0; job < sim->job_count; job++)
        add_job(&list, job, is_longest);
    if (list.looks > list.most_looks)
        return list;
    for (size_t i = 0; i < list.count; i++)
        if (list.spans[i].reason == AIF_WAIT_PRIORITY)
            list.spans[i].blocker = head_of(sim, &list.spans[i]);
    find_whom(&list);
    AIF_CHECK(list.count < UINT32_MAX);
    return list;
}

static struct aif_wait_span *copy_of(const struct list *list, struct aif_arena *arena)
{
    struct aif_wait_span *spans = AIF_NEW(arena, struct aif_wait_span, list->count + 1);
    if (list->count)
        memcpy(spans, list->spans, list->count * sizeof *spans);
    return spans;
}

struct aif_wait_span *trail_waits(const struct aif_sim *sim, struct aif_arena *arena,
                                  uint32_t *count)
{
    struct aif_arena scratch = {0};
    struct list list = list_all(sim, &scratch, false);
    struct aif_wait_span *spans = copy_of(&list, arena);
    *count = (uint32_t)list.count;
    aif_arena_free(&scratch);
    return spans;
}

struct aif_wait_span *trail_longest(const struct aif_sim *sim, struct aif_arena *arena)
{
    struct aif_arena scratch = {0};
    struct list list = list_all(sim, &scratch, true);
    AIF_CHECK(list.count == sim->job_count);
    struct aif_wait_span *spans = list.looks > list.most_looks ? NULL : copy_of(&list, arena);
    aif_arena_free(&scratch);
    return spans;
}
