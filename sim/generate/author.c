/* Sessions and the jobs in them.  Each value is addressed by the community's name and the number of
 * the session or job, so a job is the same whatever else is generated. */
#include "generate/author.h"

#include "generate/sample.h"

#include <math.h>
#include <string.h>

enum { KEY_SHIFT = 40, FIRST_CAPACITY = 16 };

/* FNV-1a, folded to the 24 bits above the job number. */
uint64_t author_key(const char *name)
{
    uint32_t h = 2166136261u;
    for (; *name; name++)
        h = (h ^ (uint8_t)*name) * 16777619u;
    return (uint64_t)((h >> 24) ^ (h & 0xffffff)) << KEY_SHIFT;
}

static struct aif_rng stream(const struct author *a, enum aif_stream purpose, uint32_t number)
{
    return aif_rng_stream(a->seed, purpose, a->key | number);
}

/* Mixes are given by jobs; a session of a kind stands for burst_mean of them. */
static void sum_kinds(struct author *a)
{
    double total = 0.0;
    for (uint32_t i = 0; i < a->community->kind_count; i++) {
        const struct aif_job_kind *k = &a->community->kinds[i];
        a->kind_sums[i] = total += k->weight / k->burst_mean;
    }
}

void author_init(struct author *a, const struct aif_community *community, uint64_t seed)
{
    a->community = community;
    a->seed = seed;
    a->key = author_key(community->name);
    a->kind_sums = AIF_NEW(a->arena, double, community->kind_count);
    a->user_sums = AIF_NEW(a->arena, double, community->users);
    sum_kinds(a);
    if (community->user_stretch > 0.0)
        sample_sum_stretched(community->user_skew, community->user_stretch, community->users,
                             a->user_sums);
    else
        sample_sum_ranks(community->user_skew, community->users, a->user_sums);
}

void author_rewind(struct author *a)
{
    a->at = (struct author_state){.next_number = 0};
    a->item_count = 0;
}

static void begin_session(struct author *a)
{
    uint32_t number = a->at.session_count++;
    struct aif_rng kind = stream(a, AIF_STREAM_KIND, number);
    struct aif_rng user = stream(a, AIF_STREAM_USER, number);
    struct aif_rng size = stream(a, AIF_STREAM_SIZE, number);
    a->at.gaps = stream(a, AIF_STREAM_BURST, number);
    uint32_t k = sample_index(&kind, a->kind_sums, a->community->kind_count);
    a->at.like = (struct draft){
        .units = fit_units(&a->fits[k], &size),
        .user = sample_index(&user, a->user_sums, a->community->users),
        .kind = (uint16_t)k,
    };
    a->at.left_in_session = sample_geometric(&a->at.gaps, a->community->kinds[k].burst_mean);
    a->at.offset_s = 0.0;
    a->at.visit_count++;
}

static const struct aif_outcome_share *outcome_of(const struct aif_outcome_share *list,
                                                  uint32_t count, uint32_t units)
{
    const struct aif_outcome_share *o = NULL;
    for (uint32_t i = 0; i < count && list[i].from_units <= units; i++)
        o = &list[i];
    return o;
}

static enum aif_status draw_status(const struct aif_job_kind *kind, uint32_t units, double needed_s,
                                   struct aif_rng *r)
{
    const struct aif_outcome_share *o = outcome_of(kind->outcomes, kind->outcome_count, units);
    if (kind->long_outcome_count && needed_s >= (double)kind->long_s)
        o = outcome_of(kind->long_outcomes, kind->long_outcome_count, units);
    double u = aif_rng_unit(r);
    if (!o || u >= o->failed + o->cancelled)
        return AIF_STATUS_COMPLETED;
    return u < o->failed ? AIF_STATUS_FAILED : AIF_STATUS_CANCELLED;
}

static int64_t draw_limit(const struct fit *f, double needed_s, uint32_t units, struct aif_rng *r)
{
    const struct aif_limit_model *l = &f->kind->limit;
    double u = aif_rng_unit(r);
    if (u < l->longest_share)
        return f->longest_s;
    if (u < l->longest_share + l->too_short_share) {
        for (uint32_t i = l->popular_count; i-- > 0;)
            if ((double)l->popular_s[i] < needed_s && l->popular_s[i] < f->longest_s)
                return l->popular_s[i];
    }
    double excess = l->excess.part_count ? sample_dist(r, &l->excess, units) : 1.0;
    double guess_s = needed_s * (excess > 1.0 ? excess : 1.0);
    for (uint32_t i = 0; i < l->popular_count && l->popular_s[i] < f->longest_s; i++)
        if ((double)l->popular_s[i] >= guess_s)
            return l->popular_s[i];
    return f->longest_s;
}

static double draw_runtime(const struct aif_job_kind *kind, uint32_t units, struct aif_rng *r)
{
    const struct aif_size_power *p = NULL;
    for (uint32_t i = 0; i < kind->runtime_power_count; i++)
        if (kind->runtime_powers[i].from_units <= units)
            p = &kind->runtime_powers[i];
    return p ? sample_table_power(r, &kind->runtime_s, p->power)
             : sample_dist(r, &kind->runtime_s, units);
}

/* Whole seconds, at least 1.  A job that would need more than the longest limit is cut to it: long
 * trainings are submitted in pieces. */
static double draw_needed(const struct fit *f, uint32_t units, struct aif_rng *r)
{
    double x = floor(draw_runtime(f->kind, units, r) + 0.5);
    if (x < 1.0)
        return 1.0;
    return x < (double)f->longest_s ? x : (double)f->longest_s;
}

static void fill(const struct author *a, struct draft *d)
{
    const struct fit *f = &a->fits[d->kind];
    struct aif_rng runtime = stream(a, AIF_STREAM_RUNTIME, d->number);
    struct aif_rng limit = stream(a, AIF_STREAM_LIMIT, d->number);
    struct aif_rng outcome = stream(a, AIF_STREAM_OUTCOME, d->number);
    double needed_s = draw_needed(f, d->units, &runtime);
    d->limit_s = (int32_t)draw_limit(f, needed_s, d->units, &limit);
    d->status = (int8_t)draw_status(f->kind, d->units, needed_s, &outcome);
    if (d->status != AIF_STATUS_COMPLETED && aif_rng_unit(&outcome) < f->kind->early_share)
        needed_s = 1.0 + floor(aif_rng_unit(&outcome) * needed_s);
    d->runtime_s = (int32_t)needed_s;
}

/* Room for one more job of the item. */
static struct draft *append(struct author *a)
{
    if (a->item_count == a->item_capacity) {
        uint32_t capacity = a->item_capacity ? 2 * a->item_capacity : FIRST_CAPACITY;
        struct draft *item = AIF_NEW(a->arena, struct draft, capacity);
        if (a->item_count)
            memcpy(item, a->item, a->item_count * sizeof *item);
        a->item = item;
        a->item_capacity = capacity;
    }
    return &a->item[a->item_count++];
}

bool author_is_between_visits(const struct author *a)
{
    return a->at.left_in_session == 0;
}

void author_write(struct author *a)
{
    if (a->at.left_in_session == 0)
        begin_session(a);
    a->item_count = 0;
    struct draft *d = append(a);
    *d = a->at.like;
    d->number = a->at.next_number++;
    d->offset_s = (int64_t)a->at.offset_s;
    fill(a, d);
    const struct aif_dist *gap_s = &a->community->kinds[d->kind].gap_s;
    if (--a->at.left_in_session && gap_s->part_count)
        a->at.offset_s += sample_dist(&a->at.gaps, gap_s, d->units);
}

double author_gap(const struct author *a, uint32_t visit)
{
    struct aif_rng r = stream(a, AIF_STREAM_ARRIVAL, visit);
    return sample_exponential(&r);
}

int64_t author_unit_s(const struct author *a)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < a->item_count; i++) {
        const struct draft *d = &a->item[i];
        sum += (int64_t)d->units * (d->runtime_s < d->limit_s ? d->runtime_s : d->limit_s);
    }
    return sum;
}
