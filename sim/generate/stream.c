/* From visits, which begin in the order of their numbers, to jobs in the order of their submission:
 * a heap of the jobs of those visits that have begun. */
#include "generate/stream.h"

#include <string.h>

enum { FIRST_CAPACITY = 256 };

/* Where a community is in writing its visits again. */
struct cursor {
    struct author *author;
    const struct quota *quota;
    struct week week;
    uint32_t items, left_out; /* so many done */
    double gap_sum;           /* up to the next visit */
    int64_t next_s;           /* when that begins; INT64_MAX: there is none */
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

static void push(struct stream *s, const struct draft *d, int64_t submit_s, uint16_t community)
{
    uint32_t slot = take_slot(s);
    struct pending new = {submit_s, d->number, slot, community};
    s->slots[slot] = *d;
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

/* When the next visit begins; its number is that of the visits written. */
static void look_ahead(const struct stream *s, struct cursor *c)
{
    if (c->items == c->quota->items) {
        c->next_s = INT64_MAX;
        return;
    }
    c->gap_sum += author_gap(c->author, c->author->at.visit_count);
    c->next_s = (int64_t)week_time(&c->week, c->gap_sum / c->quota->gap_sum, s->plan->size.span_s);
}

static void rewind_cursor(const struct stream *s, struct cursor *c)
{
    author_rewind(c->author);
    c->items = c->left_out = 0;
    c->gap_sum = 0.0;
    look_ahead(s, c);
}

/* A visit that runs past the end of the span goes on at its beginning, like one that began before
 * it. */
static void push_item(struct stream *s, const struct cursor *c, int64_t start_s, enum laps laps)
{
    int64_t span_s = s->plan->size.span_s;
    const struct author *a = c->author;
    uint16_t community = (uint16_t)(c - s->cursors);
    for (uint32_t i = 0; i < a->item_count; i++) {
        int64_t submit_s = start_s + a->item[i].offset_s;
        if ((submit_s >= span_s) == (laps == LAPS_LATER))
            push(s, &a->item[i], submit_s % span_s, community);
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
    int64_t start_s = c->next_s;
    do {
        author_write(a);
        bool is_last = c->items + 1 == c->quota->items;
        if (is_last && c->quota->last_jobs)
            a->item_count = c->quota->last_jobs;
        if (!is_left_out(c))
            push_item(s, c, start_s, laps);
        c->items++;
    } while (c->items < c->quota->items && !author_is_between_visits(a));
    look_ahead(s, c);
}

void stream_open(struct stream *s, struct plan *plan)
{
    *s = (struct stream){.plan = plan};
    s->cursors = AIF_NEW(&s->arena, struct cursor, plan->author_count);
    for (uint32_t i = 0; i < plan->author_count; i++) {
        struct cursor *c = &s->cursors[i];
        *c = (struct cursor){.author = &plan->authors[i], .quota = &plan->quotas[i]};
        week_init(&c->week, &c->author->community->cycle, plan->spec->unix_start_s,
                  plan->spec->utc_offset_s);
        /* What goes on at the beginning must be known before that is written. */
        rewind_cursor(s, c);
        while (c->quota->latest_s > 0 && c->next_s != INT64_MAX)
            write_visit(s, c, LAPS_LATER);
        rewind_cursor(s, c);
    }
}

void stream_close(struct stream *s)
{
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
    *out = (struct streamed){s->slots[p.slot], p.submit_s, p.community};
    return true;
}
