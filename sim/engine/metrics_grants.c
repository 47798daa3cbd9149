/* What grants were used for, by groups of jobs.  A job's charges count in its own group; a grant's
 * amount, and what was left of it, in that of the first job of its account. */
#include "engine/metrics.h"

#include "aif/access.h"
#include "engine/stat.h"
#include "engine/wide.h"

/* Unit-milliseconds of a group. */
struct sums {
    int64_t granted, charged, lowered, expired, forfeited, overrun, refused;
    uint64_t refused_count;
};

static void add(struct sums *sum, const struct sums *s)
{
    sum->granted += s->granted;
    sum->charged += s->charged;
    sum->lowered += s->lowered;
    sum->expired += s->expired;
    sum->forfeited += s->forfeited;
    sum->overrun += s->overrun;
    sum->refused += s->refused;
    sum->refused_count += s->refused_count;
}

static uint32_t group_of(const struct metrics_input *in, uint32_t job, uint32_t group_count)
{
    uint32_t group = in->groups ? in->groups->of_job[job] : in->workload->jobs[job].community;
    return group < group_count - 1 ? group + 1 : AIF_NONE;
}

static void add_jobs(const struct metrics_input *in, struct sums *of, uint32_t group_count)
{
    for (uint32_t job = 0; job < in->count; job++) {
        const struct aif_grant_use *u = &in->uses[job];
        const struct sums s = {.charged = u->charged_unit_ms,
                               .lowered = u->lowered_unit_ms,
                               .refused = u->refused_unit_ms,
                               .refused_count = u->refused_s != AIF_UNKNOWN_S};
        uint32_t group = group_of(in, job, group_count);
        add(&of[0], &s);
        if (group != AIF_NONE)
            add(&of[group], &s);
    }
}

static void add_grants(const struct metrics_input *in, struct sums *of, uint32_t group_count,
                       struct aif_arena *scratch)
{
    uint32_t accounts = in->workload->accounts.count;
    uint32_t *group = AIF_NEW(scratch, uint32_t, accounts + 1);
    for (uint32_t a = 0; a < accounts; a++)
        group[a] = AIF_NONE;
    for (uint32_t job = in->count; job-- > 0;)
        if (in->workload->jobs[job].account < accounts)
            group[in->workload->jobs[job].account] = group_of(in, job, group_count);
    for (uint32_t i = 0; i < in->access->grant_count; i++) {
        const struct aif_grant_result *r = &in->results[i];
        uint32_t account = in->access->grants[i].account;
        int64_t expired = r->unused_unit_ms - r->forfeited_unit_ms;
        const struct sums s = {.granted = in->access->grants[i].amount_unit_ms,
                               .expired = expired > 0 ? expired : 0,
                               .forfeited = r->forfeited_unit_ms,
                               .overrun = r->overrun_unit_ms};
        add(&of[0], &s);
        if (account < accounts && group[account] != AIF_NONE)
            add(&of[group[account]], &s);
    }
}

static int64_t hours_nano(int64_t unit_ms)
{
    return ratio_nano(unit_ms, AIF_UNIT_MS_PER_UNIT_HOUR);
}

static void fill_in(struct aif_group *g, const struct sums *s, bool has_grants)
{
    g->granted_h_nano = has_grants ? hours_nano(s->granted) : -1;
    g->expired_h_nano = has_grants ? hours_nano(s->expired) : -1;
    g->forfeited_h_nano = has_grants ? hours_nano(s->forfeited) : -1;
    g->overrun_h_nano = has_grants ? hours_nano(s->overrun) : -1;
    g->charged_h_nano = hours_nano(s->charged);
    g->refused_h_nano = hours_nano(s->refused);
    g->refused = s->refused_count;
    g->lowered_share_nano = s->charged > 0 ? ratio_nano(s->lowered, s->charged) : -1;
}

void metrics_of_grants(const struct metrics_input *in, struct aif_metrics *out)
{
    struct aif_arena scratch = {0};
    struct sums *of = AIF_NEW(&scratch, struct sums, out->group_count);
    add_jobs(in, of, out->group_count);
    add_grants(in, of, out->group_count, &scratch);
    for (uint32_t g = 0; g < out->group_count; g++)
        fill_in(&out->groups[g], &of[g], g == 0 || !in->groups || in->groups->have_grants);
    out->has_access = true;
    aif_arena_free(&scratch);
}
