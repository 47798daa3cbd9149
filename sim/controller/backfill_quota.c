/* How many jobs of each kind a backfill cycle looks at and plans. */
#include "controller/backfill_internal.h"

#include <string.h>

/* The count of an index in this cycle. */
static uint32_t *count_of(struct quota *q, struct counter *c, uint32_t index)
{
    if (index >= c->capacity) {
        uint32_t capacity = index + 1 > 2 * c->capacity ? index + 1 : 2 * c->capacity;
        struct stamped_count *items = AIF_NEW(q->arena, struct stamped_count, capacity);
        if (c->capacity)
            memcpy(items, c->items, c->capacity * sizeof *items);
        c->items = items;
        c->capacity = capacity;
    }
    struct stamped_count *s = &c->items[index];
    if (s->cycle != q->cycle)
        *s = (struct stamped_count){.cycle = q->cycle};
    return &s->count;
}

/* The counts of a partition's users. */
static struct counter *users_of(struct quota *q, uint32_t partition)
{
    if (partition >= q->partition_count) {
        uint32_t count =
            partition + 1 > 2 * q->partition_count ? partition + 1 : 2 * q->partition_count;
        struct counter *grown = AIF_NEW(q->arena, struct counter, count);
        if (q->partition_count)
            memcpy(grown, q->user_of_partition, q->partition_count * sizeof *grown);
        q->user_of_partition = grown;
        q->partition_count = count;
    }
    return &q->user_of_partition[partition];
}

bool quota_look(struct quota *q, const struct aif_slurm *settings, const struct ask *a)
{
    bool has_user = a->user != AIF_NONE, has_partition = a->partition != AIF_NONE;
    uint32_t *counts[4] = {NULL};
    const uint32_t most[4] = {settings->bf_max_job_user_part, settings->bf_max_job_part,
                              settings->bf_max_job_assoc, settings->bf_max_job_user};
    if (most[0] && has_user && has_partition)
        counts[0] = count_of(q, users_of(q, a->partition), a->user);
    if (most[1] && has_partition)
        counts[1] = count_of(q, &q->partition, a->partition);
    if (most[2] && a->assoc != AIF_NONE)
        counts[2] = count_of(q, &q->assoc, a->assoc);
    if (most[3] && has_user)
        counts[3] = count_of(q, &q->user, a->user);
    for (int i = 0; i < 4; i++)
        if (counts[i] && *counts[i] >= most[i])
            return true;
    for (int i = 0; i < 4; i++)
        if (counts[i])
            ++*counts[i];
    return false;
}

bool quota_has_reserved_all(struct quota *q, const struct ask *a, uint32_t most)
{
    return most && a->partition != AIF_NONE && *count_of(q, &q->reserved, a->partition) >= most;
}

void quota_note_reserved(struct quota *q, const struct ask *a)
{
    if (a->partition != AIF_NONE)
        ++*count_of(q, &q->reserved, a->partition);
}

bool quota_allows_task(struct quota *q, const struct aif_slurm *settings, const struct ask *a)
{
    if (a->array == AIF_NONE)
        return true;
    return !*count_of(q, &q->rejected_array, a->array) &&
           *count_of(q, &q->array, a->array) < settings->bf_max_job_array_resv;
}

void quota_note_task(struct quota *q, const struct ask *a, bool is_placed, bool is_planned)
{
    if (a->array == AIF_NONE)
        return;
    *count_of(q, &q->rejected_array, a->array) = !is_placed;
    *count_of(q, &q->array, a->array) += is_planned;
}

void quota_note_planned(struct quota *q, const struct ask *a)
{
    *count_of(q, &q->planned_job, a->job) = 1;
}

bool quota_has_planned(struct quota *q, const struct ask *a)
{
    return *count_of(q, &q->planned_job, a->job);
}
