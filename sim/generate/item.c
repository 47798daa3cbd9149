/* A job, the pieces that it is cut into, and the jobs that follow when it ends. */
#include "generate/author.h"
#include "generate/sample.h"

#include "aif/extra.h"

#include <math.h>
#include <string.h>

enum { FIRST_CAPACITY = 16 };

/* Parts of a job's stream for traits: each has draws of its own, so one more changes no other. */
enum trait { TRAIT_DATA, TRAIT_DEADLINE, TRAIT_CHECKPOINT, TRAIT_PREEMPTIBLE };

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

static int64_t draw_limit(const struct author *a, const struct draft *d, double needed_s,
                          struct aif_rng *r)
{
    const struct fit *f = &a->fits[d->kind];
    const struct aif_limit_model *l = &f->kind->limit;
    double u = aif_rng_unit(r);
    if (u < l->longest_share)
        return f->longest_s;
    if (u < l->longest_share + l->too_short_share) {
        for (uint32_t i = l->popular_count; i-- > 0;)
            if ((double)l->popular_s[i] < needed_s && l->popular_s[i] < f->longest_s)
                return l->popular_s[i];
    }
    double excess = l->excess.part_count ? sample_dist(r, &l->excess, d->units) : 1.0;
    double guess_s = needed_s * (excess > 1.0 ? excess : 1.0);
    if (l->distinct)
        return estimates_draw(&a->estimates[d->kind], guess_s, r);
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

/* Whole seconds, at least 1.  What would need more than the longest limit is cut to as many pieces
 * of that as the kind submits. */
static double draw_needed(const struct fit *f, uint32_t units, struct aif_rng *r)
{
    double x = floor(draw_runtime(f->kind, units, r) + 0.5);
    double most_s = (double)f->longest_s * (f->kind->most_pieces > 1 ? f->kind->most_pieces : 1);
    if (x < 1.0)
        return 1.0;
    return x < most_s ? x : most_s;
}

/* Whether a job is one of the kind's share. */
static bool is_in(const struct author *a, const struct draft *d, enum trait t, double share,
                  struct aif_rng *r)
{
    *r = author_stream(a, AIF_STREAM_TRAIT, t, d->number);
    return share > 0.0 && aif_rng_unit(r) < share;
}

static void draw_traits(const struct author *a, struct draft *d)
{
    const struct aif_job_kind *k = &a->community->kinds[d->kind];
    struct aif_rng r;
    d->has_data = is_in(a, d, TRAIT_DATA, k->data_share, &r);
    d->is_preemptible = is_in(a, d, TRAIT_PREEMPTIBLE, k->preemptible_share, &r);
    d->deadline_s = AIF_UNKNOWN_S;
    if (is_in(a, d, TRAIT_DEADLINE, k->deadline.share, &r))
        d->deadline_s = d->limit_s + (int64_t)sample_dist(&r, &k->deadline.time_s, d->units);
    d->checkpoint_s = 0;
    if (is_in(a, d, TRAIT_CHECKPOINT, k->checkpoint.share, &r)) {
        double s = sample_dist(&r, &k->checkpoint.time_s, d->units);
        d->checkpoint_s = s < 1.0 ? 1 : s < 1e9 ? (int32_t)s : 1000000000;
    }
}

/* Room for one more job of the item; NULL: it is as long as items may be. */
static struct draft *append(struct author *a)
{
    if (a->item_count == MOST_IN_ITEM)
        return NULL;
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

/* The others begin where the piece before them ends, and wait for it.  Each but the last runs as
 * long as it may, and goes on from its checkpoint. */
static void cut(struct author *a, uint32_t first, double needed_s, int64_t longest_s)
{
    uint32_t before = first;
    while (needed_s > (double)longest_s) {
        struct draft *next = append(a);
        struct draft *d = &a->item[before];
        if (!next)
            return;
        *next = *d;
        d->runtime_s = d->limit_s = (int32_t)longest_s;
        d->status = AIF_STATUS_COMPLETED;
        d->is_last_piece = false;
        needed_s -= (double)longest_s;
        next->runtime_s = (int32_t)(needed_s < (double)longest_s ? needed_s : (double)longest_s);
        next->limit_s = (int32_t)longest_s;
        next->offset_s = d->offset_s + longest_s;
        next->number = a->at.next_number++;
        next->parent = before;
        next->depend = AIF_DEPEND_AFTER_ANY;
        next->think_s = 0;
        next->array = next->array_task = 0;
        draw_traits(a, next);
        before = a->item_count - 1;
    }
}

/* One job like this, with the pieces that it is cut into.  False: there was no room. */
static bool add_job(struct author *a, const struct draft *like)
{
    struct draft *d = append(a);
    if (!d)
        return false;
    uint32_t index = a->item_count - 1;
    const struct fit *f = &a->fits[like->kind];
    *d = *like;
    d->number = a->at.next_number++;
    struct aif_rng runtime = author_stream(a, AIF_STREAM_RUNTIME, 0, d->number);
    struct aif_rng limit = author_stream(a, AIF_STREAM_LIMIT, 0, d->number);
    struct aif_rng outcome = author_stream(a, AIF_STREAM_OUTCOME, 0, d->number);
    double needed_s = draw_needed(f, d->units, &runtime);
    d->limit_s = (int32_t)draw_limit(a, d, needed_s, &limit);
    d->status = (int8_t)draw_status(f->kind, d->units, needed_s, &outcome);
    if (d->status != AIF_STATUS_COMPLETED && aif_rng_unit(&outcome) < f->kind->early_share)
        needed_s = 1.0 + floor(aif_rng_unit(&outcome) * needed_s);
    d->runtime_s = (int32_t)(needed_s < (double)f->longest_s ? needed_s : (double)f->longest_s);
    if (a->has_traits)
        draw_traits(a, d);
    cut(a, index, needed_s, f->longest_s);
    return true;
}

/* A burst of jobs after the end of item[parent]; gaps and arrays are those of their kind. */
static void add_burst(struct author *a, uint32_t parent, const struct aif_trigger *t,
                      struct aif_rng *r)
{
    const struct aif_job_kind *kind = &a->community->kinds[t->kind];
    const struct draft ended = a->item[parent];
    double think_s = t->think_s.part_count ? sample_dist(r, &t->think_s, ended.units) : 0.0;
    double offset_s = floor(think_s < 1e9 ? think_s : 1e9);
    uint32_t count = sample_geometric(r, t->jobs_mean);
    struct draft like = {
        .deadline_s = AIF_UNKNOWN_S,
        .user = ended.user,
        .parent = parent,
        .depend = t->needs_success ? AIF_DEPEND_AFTER_OK : AIF_DEPEND_AFTER_ANY,
        .kind = (uint16_t)t->kind,
        .units = fit_units(&a->fits[t->kind], r),
        .is_last_piece = true,
    };
    if (kind->is_array && count > 1)
        like.array = ++a->at.array_count;
    for (uint32_t i = 0; i < count; i++) {
        like.think_s = (int32_t)(offset_s < 2e9 ? offset_s : 2e9);
        like.offset_s = ended.offset_s + draft_lasts_s(&ended) + like.think_s;
        like.array_task += like.array > 0;
        if (!add_job(a, &like))
            return;
        if (kind->gap_s.part_count && !like.array)
            offset_s += sample_dist(r, &kind->gap_s, like.units);
    }
}

static void set_off(struct author *a, uint32_t index)
{
    const struct aif_job_kind *k = &a->community->kinds[a->item[index].kind];
    for (uint32_t i = 0; i < k->trigger_count && a->item[index].is_last_piece; i++) {
        const struct aif_trigger *t = &k->triggers[i];
        const struct draft *d = &a->item[index];
        struct aif_rng r = author_stream(a, AIF_STREAM_FOLLOW, i, d->number);
        bool is_success = d->status == AIF_STATUS_COMPLETED && d->runtime_s <= d->limit_s;
        if (aif_rng_unit(&r) < t->share && (is_success || !t->needs_success))
            add_burst(a, index, t, &r);
    }
}

void item_write(struct author *a, const struct draft *first)
{
    a->item_count = 0;
    add_job(a, first);
    for (uint32_t i = 0; a->has_links && i < a->item_count; i++)
        set_off(a, i);
}

struct aif_traits draft_traits(const struct author *a, const struct draft *d, int64_t submit_s)
{
    const struct people *p = &a->people;
    const struct aif_job_kind *k = &a->community->kinds[d->kind];
    uint32_t account = p->accounts[d->user];
    struct aif_traits x = aif_traits_none();
    if (p->organisations) {
        x.organisation = p->organisations[account];
        x.country = p->countries ? p->countries[x.organisation] : AIF_NONE16;
    }
    if (d->has_data && p->data && p->data[account].gib) {
        x.data_gib = p->data[account].gib;
        x.data_home = p->data[account].home;
        x.is_sensitive = p->data[account].is_sensitive;
    }
    if (d->deadline_s != AIF_UNKNOWN_S)
        x.deadline_s = submit_s + d->deadline_s;
    x.checkpoint_s = d->checkpoint_s;
    x.is_preemptible = d->is_preemptible;
    uint32_t nodes = fit_request(&a->fits[d->kind], d->units).nodes;
    if (k->least_nodes > 0.0 && nodes > 1) {
        double least = ceil(nodes * k->least_nodes);
        x.min_nodes = least < 1.0 ? 1 : least < nodes ? (uint32_t)least : nodes;
    }
    return x;
}
