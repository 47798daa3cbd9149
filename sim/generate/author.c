/* Visits, the sessions in them, and the items in these.  Each value is addressed by the community's
 * name and the number of the session or job, so a job is the same whatever else is generated. */
#include "generate/author.h"

#include "generate/sample.h"

enum { KEY_SHIFT = 40, PART_SHIFT = 32 };

/* FNV-1a, folded to the 24 bits above the job number. */
uint64_t author_key(const char *name)
{
    uint32_t h = 2166136261u;
    for (; *name; name++)
        h = (h ^ (uint8_t)*name) * 16777619u;
    return (uint64_t)((h >> 24) ^ (h & 0xffffff)) << KEY_SHIFT;
}

struct aif_rng author_stream(const struct author *a, enum aif_stream purpose, uint32_t part,
                             uint32_t number)
{
    return aif_rng_stream(a->seed, purpose, a->key | (uint64_t)part << PART_SHIFT | number);
}

static bool links(const struct aif_job_kind *k)
{
    return k->is_array || k->trigger_count || k->most_pieces > 1;
}

static bool states_traits(const struct aif_job_kind *k)
{
    return k->data_share > 0.0 || k->deadline.share > 0.0 || k->checkpoint.share > 0.0 ||
           k->preemptible_share > 0.0 || k->least_nodes > 0.0;
}

void author_init(struct author *a, const struct aif_community *community, uint64_t seed)
{
    a->community = community;
    a->seed = seed;
    a->key = author_key(community->name);
    people_init(&a->people, community, seed, a->key, a->arena);
    a->has_traits = a->people.organisations != NULL;
    a->estimates = AIF_NEW(a->arena, struct estimates, community->kind_count);
    for (uint32_t k = 0; k < community->kind_count; k++) {
        const struct aif_job_kind *kind = &community->kinds[k];
        a->has_links |= links(kind);
        a->has_traits |= states_traits(kind);
        if (kind->limit.distinct)
            estimates_init(&a->estimates[k], &a->fits[k], seed,
                           a->key | (uint64_t)(k & 0xff) << PART_SHIFT, a->arena);
    }
}

void author_rewind(struct author *a)
{
    a->at = (struct author_state){.next_number = 0};
    a->item_count = 0;
}

/* The first session of a visit draws a kind, and a user who does such things; the others draw from
 * what this user does. */
static void begin_visit(struct author *a, uint32_t session, struct draft *like)
{
    struct aif_rng kind = author_stream(a, AIF_STREAM_KIND, 0, session);
    struct aif_rng user = author_stream(a, AIF_STREAM_USER, 0, session);
    struct aif_rng visit = author_stream(a, AIF_STREAM_VISIT, 0, session);
    double mean = a->community->visit_mean;
    like->kind = (uint16_t)sample_index(&kind, a->people.kind_sums, a->community->kind_count);
    like->user = people_user(&a->people, like->kind, &user);
    a->at.left_in_visit = mean > 1.0 ? sample_geometric(&visit, mean) : 1;
    a->at.visit_count++;
    a->at.array_count = 0;
    a->at.offset_s = 0.0;
}

static void go_on(struct author *a, uint32_t session, struct draft *like)
{
    struct aif_rng kind = author_stream(a, AIF_STREAM_KIND, 0, session);
    struct aif_rng think = author_stream(a, AIF_STREAM_VISIT, 1, session);
    const struct aif_dist *think_s = &a->community->think_s;
    like->user = a->at.like.user;
    like->kind = (uint16_t)people_kind(&a->people, like->user, &kind);
    a->at.offset_s = (double)a->at.end_s;
    if (think_s->part_count)
        a->at.offset_s += sample_dist(&think, think_s, 1);
}

static void begin_session(struct author *a)
{
    uint32_t number = a->at.session_count++;
    struct draft like = {
        .deadline_s = AIF_UNKNOWN_S, .think_s = -1, .parent = AIF_NONE, .is_last_piece = true};
    if (a->at.left_in_visit == 0)
        begin_visit(a, number, &like);
    else
        go_on(a, number, &like);
    struct aif_rng size = author_stream(a, AIF_STREAM_SIZE, 0, number);
    const struct aif_job_kind *kind = &a->community->kinds[like.kind];
    like.units = fit_units(&a->fits[like.kind], &size);
    a->at.gaps = author_stream(a, AIF_STREAM_BURST, 0, number);
    a->at.left_in_session = sample_geometric(&a->at.gaps, kind->burst_mean);
    if (kind->is_array && a->at.left_in_session > 1)
        like.array = ++a->at.array_count;
    a->at.left_in_visit--;
    a->at.end_s = 0;
    a->at.like = like;
}

bool author_is_between_visits(const struct author *a)
{
    return a->at.left_in_session == 0 && a->at.left_in_visit == 0;
}

int64_t draft_lasts_s(const struct draft *d)
{
    return d->runtime_s < d->limit_s ? d->runtime_s : d->limit_s;
}

/* Tasks of an array are submitted together. */
void author_write(struct author *a)
{
    if (a->at.left_in_session == 0)
        begin_session(a);
    a->at.like.offset_s = (int64_t)a->at.offset_s;
    a->at.like.array_task += a->at.like.array > 0;
    item_write(a, &a->at.like);
    for (uint32_t i = 0; i < a->item_count; i++) {
        int64_t end_s = a->item[i].offset_s + draft_lasts_s(&a->item[i]);
        if (end_s > a->at.end_s)
            a->at.end_s = end_s;
    }
    const struct aif_dist *gap_s = &a->community->kinds[a->at.like.kind].gap_s;
    if (--a->at.left_in_session && gap_s->part_count && !a->at.like.array)
        a->at.offset_s += sample_dist(&a->at.gaps, gap_s, a->at.like.units);
}

double author_gap(const struct author *a, uint32_t visit)
{
    struct aif_rng r = author_stream(a, AIF_STREAM_ARRIVAL, 0, visit);
    return sample_exponential(&r);
}

int64_t author_unit_s(const struct author *a)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < a->item_count; i++) {
        const struct draft *d = &a->item[i];
        uint32_t part = a->parts[d->kind];
        if (part)
            sum += (int64_t)(d->units / part + (d->units % part > 0)) * draft_lasts_s(d);
    }
    return sum;
}
