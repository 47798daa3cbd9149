/* From visits, which begin in the order of their numbers, to jobs in the order of their submission:
 * a heap of the jobs of those visits that have begun. */
#include "generate/stream.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

/* Where a community is in writing its visits again. */
struct cursor {
    struct author *author;
    const struct quota *quota;
    struct timeline *timelines; /* the community's own, then those of its kinds that have one */
    uint32_t *timeline_of;      /* each kind */
    uint32_t timeline_count;
    uint32_t items, left_out; /* so many done */
    double gap_sum;           /* up to the next visit */
    int64_t next_s;           /* it does not begin before; INT64_MAX: there is none */
};

/* The numbers of a visit's jobs and of its arrays, for those that name them.  Lives until the last
 * of its jobs has left; then another visit takes it over. */
struct shared {
    struct streamed_id *ids; /* by index */
    uint32_t *arrays;        /* by number, from 1 */
    uint32_t id_count, id_capacity, array_capacity;
    uint32_t users; /* jobs pending, and the visit while it is written */
};

/* What happens to the jobs that a visit submits after the end of the span. */
enum laps { LAPS_FIRST, LAPS_LATER };

static bool is_before(const struct pending *a, const struct pending *b)
{
    if (a->submit_s != b->submit_s)
        return a->submit_s < b->submit_s;
    if (a->community != b->community)
        return a->community < b->community;
    return a->number < b->number;
}

static void *grown(struct stream *s, const void *old, uint32_t count, uint32_t capacity,
                   size_t size)
{
    char *larger = aif_arena_alloc(&s->arena, capacity, size);
    if (count)
        memcpy(larger, old, count * size);
    return larger;
}

static uint32_t take_slot(struct stream *s)
{
    if (s->free_count)
        return s->free_slots[--s->free_count];
    if (s->slot_count == s->slot_capacity) {
        uint32_t capacity = s->slot_capacity ? 2 * s->slot_capacity : FIRST_CAPACITY;
        s->slots = grown(s, s->slots, s->slot_count, capacity, sizeof *s->slots);
        s->free_slots = grown(s, s->free_slots, 0, capacity, sizeof *s->free_slots);
        s->heap = grown(s, s->heap, s->heap_count, capacity, sizeof *s->heap);
        s->slot_capacity = capacity;
    }
    return s->slot_count++;
}

static void push(struct stream *s, const struct slot *job, int64_t submit_s, uint16_t community)
{
    uint32_t slot = take_slot(s);
    struct pending new = {submit_s, job->draft.number, slot, community};
    s->slots[slot] = *job;
    uint32_t i = s->heap_count++;
    for (; i > 0 && is_before(&new, &s->heap[(i - 1) / 2]); i = (i - 1) / 2)
        s->heap[i] = s->heap[(i - 1) / 2];
    s->heap[i] = new;
}

static struct pending pop(struct stream *s)
{
    struct pending top = s->heap[0], last = s->heap[--s->heap_count];
    uint32_t i = 0;
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child >= s->heap_count)
            break;
        if (child + 1 < s->heap_count && is_before(&s->heap[child + 1], &s->heap[child]))
            child++;
        if (!is_before(&s->heap[child], &last))
            break;
        s->heap[i] = s->heap[child];
        i = child;
    }
    s->heap[i] = last;
    s->free_slots[s->free_count++] = top.slot;
    return top;
}

static uint32_t take_visit(struct stream *s)
{
    uint32_t visit = s->free_visit_count ? s->free_visits[--s->free_visit_count] : s->visit_count++;
    if (visit == s->visit_capacity) {
        uint32_t capacity = s->visit_capacity ? 2 * s->visit_capacity : FIRST_CAPACITY;
        s->visits = grown(s, s->visits, s->visit_capacity, capacity, sizeof *s->visits);
        s->free_visits = grown(s, s->free_visits, 0, capacity, sizeof *s->free_visits);
        s->visit_capacity = capacity;
    }
    s->visits[visit].id_count = 0;
    s->visits[visit].users = 1;
    return visit;
}

static void leave_visit(struct stream *s, uint32_t visit)
{
    if (visit != AIF_NONE && --s->visits[visit].users == 0)
        s->free_visits[s->free_visit_count++] = visit;
}

static void *resized(void *old, uint32_t *capacity, uint32_t wanted, size_t size)
{
    uint32_t before = *capacity;
    if (wanted <= before)
        return old;
    *capacity = wanted < 2 * before ? 2 * before : wanted;
    char *larger = realloc(old, *capacity * size);
    if (!larger)
        aif_fatal("out of memory: %zu bytes asked for", *capacity * size);
    memset(larger + before * size, 0, (*capacity - before) * size);
    return larger;
}

/* A place for the numbers of so many more jobs, and of so many arrays. */
static void make_room(struct shared *v, uint32_t jobs, uint32_t arrays)
{
    v->ids = resized(v->ids, &v->id_capacity, v->id_count + jobs, sizeof *v->ids);
    uint32_t before = v->array_capacity;
    v->arrays = resized(v->arrays, &v->array_capacity, arrays + 1, sizeof *v->arrays);
    if (v->id_count == 0)
        memset(v->arrays, 0, before * sizeof *v->arrays);
    v->id_count += jobs;
}

/* When the next visit begins at the earliest: when, that depends on the kind of its first session.
 * Its number is that of the visits written. */
static void look_ahead(struct cursor *c)
{
    if (c->items == c->quota->items) {
        c->next_s = INT64_MAX;
        return;
    }
    c->gap_sum += author_gap(c->author, c->author->at.visit_count);
    c->next_s = (int64_t)timeline_time(&c->timelines[0], c->gap_sum / c->quota->gap_sum);
    for (uint32_t i = 1; i < c->timeline_count; i++) {
        int64_t other_s = (int64_t)timeline_time(&c->timelines[i], c->gap_sum / c->quota->gap_sum);
        if (other_s < c->next_s)
            c->next_s = other_s;
    }
}

static void rewind_cursor(struct cursor *c)
{
    author_rewind(c->author);
    c->items = c->left_out = 0;
    c->gap_sum = 0.0;
    look_ahead(c);
}

/* A visit that runs past the end of the span goes on at its beginning, like one that began before
 * it; what is submitted there does not wait for what is submitted at the end. */
static void push_item(struct stream *s, const struct cursor *c, int64_t start_s, enum laps laps,
                      uint32_t visit)
{
    int64_t span_s = s->plan->size.span_s;
    const struct author *a = c->author;
    uint32_t first = 0;
    if (visit != AIF_NONE) {
        first = s->visits[visit].id_count;
        make_room(&s->visits[visit], a->item_count, a->at.array_count);
    }
    for (uint32_t i = 0; i < a->item_count; i++) {
        const struct draft *d = &a->item[i];
        int64_t submit_s = start_s + d->offset_s;
        if ((submit_s >= span_s) != (laps == LAPS_LATER))
            continue;
        struct slot job = {*d, visit, first + i, AIF_NONE};
        if (d->parent != AIF_NONE &&
            (start_s + a->item[d->parent].offset_s) / span_s == submit_s / span_s)
            job.parent = first + d->parent;
        push(s, &job, submit_s % span_s, (uint16_t)(c - s->cursors));
        if (visit != AIF_NONE)
            s->visits[visit].users++;
    }
}

static bool is_left_out(struct cursor *c)
{
    const struct quota *q = c->quota;
    if (c->left_out == q->left_out_count || q->left_out[c->left_out] != c->items)
        return false;
    c->left_out++;
    return true;
}

static void write_visit(struct stream *s, struct cursor *c, enum laps laps)
{
    struct author *a = c->author;
    double share = c->gap_sum / c->quota->gap_sum;
    int64_t start_s = AIF_UNKNOWN_S;
    uint32_t visit = a->has_links ? take_visit(s) : AIF_NONE;
    do {
        author_write(a);
        if (start_s == AIF_UNKNOWN_S)
            start_s = (int64_t)timeline_time(&c->timelines[c->timeline_of[a->item->kind]], share);
        bool is_last = c->items + 1 == c->quota->items;
        if (is_last && c->quota->last_jobs)
            a->item_count = c->quota->last_jobs;
        if (!is_left_out(c))
            push_item(s, c, start_s, laps, visit);
        c->items++;
    } while (c->items < c->quota->items && !author_is_between_visits(a));
    leave_visit(s, visit);
    look_ahead(c);
}

/* Swings are those of the community, whatever the hours of a kind. */
static void set_timelines(struct stream *s, struct cursor *c)
{
    const struct author *a = c->author;
    const struct aif_community *m = a->community;
    const struct swings swings = {m->swings, m->swing_count, a->seed, a->key};
    c->timelines = AIF_NEW(&s->arena, struct timeline, m->kind_count + (size_t)1);
    c->timeline_of = AIF_NEW(&s->arena, uint32_t, m->kind_count);
    c->timeline_count = 1;
    for (uint32_t k = 0; k < m->kind_count; k++)
        if (m->kinds[k].cycle)
            c->timeline_of[k] = c->timeline_count++;
    for (uint32_t k = 0; k <= m->kind_count; k++) {
        const struct aif_cycle *cycle = k < m->kind_count ? m->kinds[k].cycle : &m->cycle;
        struct timeline *line = &c->timelines[k < m->kind_count ? c->timeline_of[k] : 0];
        if (!cycle)
            continue;
        week_init(&line->week, cycle, s->plan->spec->unix_start_s, s->plan->spec->utc_offset_s);
        timeline_init(line, &swings, s->plan->size.span_s, &s->arena);
    }
}

void stream_open(struct stream *s, struct plan *plan)
{
    *s = (struct stream){.plan = plan};
    s->cursors = AIF_NEW(&s->arena, struct cursor, plan->author_count);
    for (uint32_t i = 0; i < plan->author_count; i++) {
        struct cursor *c = &s->cursors[i];
        *c = (struct cursor){.author = &plan->authors[i], .quota = &plan->quotas[i]};
        set_timelines(s, c);
        /* What goes on at the beginning must be known before that is written. */
        rewind_cursor(c);
        while (c->quota->latest_s > 0 && c->next_s != INT64_MAX)
            write_visit(s, c, LAPS_LATER);
        rewind_cursor(c);
    }
}

void stream_close(struct stream *s)
{
    for (uint32_t i = 0; i < s->visit_count; i++) {
        free(s->visits[i].ids);
        free(s->visits[i].arrays);
    }
    aif_arena_free(&s->arena);
    *s = (struct stream){.plan = NULL};
}

static struct cursor *first_to_begin(const struct stream *s)
{
    struct cursor *first = &s->cursors[0];
    for (uint32_t i = 1; i < s->plan->author_count; i++)
        if (s->cursors[i].next_s < first->next_s)
            first = &s->cursors[i];
    return first;
}

/* The job gets its number, and what it names has one already: it was submitted before. */
static void name_job(struct stream *s, const struct slot *job, struct streamed *out)
{
    const struct draft *d = &job->draft;
    out->id.job = ++s->streamed;
    if (job->visit == AIF_NONE)
        return;
    struct shared *v = &s->visits[job->visit];
    if (d->array) {
        if (!v->arrays[d->array])
            v->arrays[d->array] = s->streamed;
        out->id.array = v->arrays[d->array];
        out->id.task = d->array_task;
    }
    v->ids[job->index] = out->id;
    if (job->parent != AIF_NONE)
        out->parent = v->ids[job->parent];
}

bool stream_next(struct stream *s, struct streamed *out)
{
    for (;;) {
        struct cursor *c = first_to_begin(s);
        if (c->next_s == INT64_MAX || (s->heap_count && s->heap[0].submit_s < c->next_s))
            break;
        write_visit(s, c, LAPS_FIRST);
    }
    if (!s->heap_count)
        return false;
    struct pending p = pop(s);
    const struct slot *job = &s->slots[p.slot];
    *out = (struct streamed){.draft = job->draft, .submit_s = p.submit_s, .community = p.community};
    name_job(s, job, out);
    leave_visit(s, job->visit);
    return true;
}
