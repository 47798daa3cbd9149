/* What groups are entitled to: their part of the shares, or what they were granted. */
#include "report/series.h"

#include "aif/access.h"
#include "engine/wide.h"

enum { MS_PER_S = 1000 };

/* No community: of an account that has jobs of several, or none yet. */
static const uint32_t nobody = AIF_NONE, unseen = AIF_NONE - 1;

/* a x b / c, rounded half up.  a, b >= 0, c > 0; the result fits. */
static int64_t part_of(int64_t a, int64_t b, int64_t c)
{
    uint64_t rest, whole = wide_divide(wide_product((uint64_t)a, (uint64_t)b), (uint64_t)c, &rest);
    return (int64_t)(whole + (rest >= (uint64_t)c - rest));
}

static int64_t *of_shares(const struct series_groups *g, uint64_t shares, struct aif_arena *arena,
                          const struct aif_series *s)
{
    int64_t *entitled = AIF_NEW(arena, int64_t, s->bin_count + (size_t)1);
    for (uint32_t i = 0; i < s->bin_count; i++) {
        int64_t bin_s = aif_series_bin(s, i + 1) - aif_series_bin(s, i);
        entitled[i] = part_of(s->capacity_units * bin_s, (int64_t)shares, (int64_t)g->level_shares);
    }
    return entitled;
}

/* By account group, the community that all of its jobs are of. */
static uint32_t *find_owners(const struct series_input *in, const struct series_groups *g,
                             struct aif_arena *scratch)
{
    uint32_t *owners = AIF_NEW(scratch, uint32_t, g->accounts + (size_t)1);
    for (uint32_t i = 0; i < g->accounts; i++)
        owners[i] = unseen;
    for (uint32_t i = 0; i < in->count; i++) {
        uint32_t account = g->account_of_job[i], community = series_community(in, i);
        if (account == AIF_NONE)
            continue;
        owners[account] =
            owners[account] == unseen || owners[account] == community ? community : nobody;
    }
    return owners;
}

/* A community that has accounts for itself, and no jobs elsewhere, has their shares. */
static void entitle_by_accounts(const struct series_input *in, const struct series_groups *g,
                                struct aif_arena *arena, struct aif_series *s)
{
    struct aif_arena scratch = {0};
    const uint32_t *owners = find_owners(in, g, &scratch);
    bool *is_elsewhere = AIF_NEW(&scratch, bool, g->communities + (size_t)1);
    bool *has_jobs = AIF_NEW(&scratch, bool, g->communities + (size_t)1);
    uint64_t *shares = AIF_NEW(&scratch, uint64_t, g->communities + (size_t)1);
    for (uint32_t i = 0; i < in->count; i++) {
        uint32_t account = g->account_of_job[i], community = series_community(in, i);
        has_jobs[community] = true;
        is_elsewhere[community] |= account == AIF_NONE || owners[account] != community;
    }
    for (uint32_t i = 0; i < g->accounts; i++)
        if (owners[i] < g->communities)
            shares[owners[i]] += g->account_shares[i];
    for (uint32_t c = 0; c < g->communities; c++)
        if (has_jobs[c] && !is_elsewhere[c])
            s->groups[1 + c].entitled_unit_s = of_shares(g, shares[c], arena, s);
    aif_arena_free(&scratch);
}

static void entitle_by_shares(const struct series_input *in, const struct series_groups *g,
                              struct aif_arena *arena, struct aif_series *s)
{
    for (uint32_t i = 0; i < g->accounts; i++)
        s->groups[1 + g->communities + i].entitled_unit_s =
            of_shares(g, g->account_shares[i], arena, s);
    if (!in->access)
        entitle_by_accounts(in, g, arena, s);
}

/* By grant, the community of the first job of its account. */
static const uint32_t *guess_communities(const struct series_input *in, struct aif_arena *scratch)
{
    const struct aif_workload *w = in->workload;
    uint32_t *of_account = AIF_NEW(scratch, uint32_t, w->accounts.count + (size_t)1);
    uint32_t *of_grant = AIF_NEW(scratch, uint32_t, in->access->grant_count + (size_t)1);
    for (uint32_t i = 0; i < w->accounts.count; i++)
        of_account[i] = AIF_NONE;
    for (uint32_t i = in->count; i-- > 0;)
        if (w->jobs[i].account < w->accounts.count)
            of_account[w->jobs[i].account] = w->jobs[i].community;
    for (uint32_t i = 0; i < in->access->grant_count; i++)
        of_grant[i] = of_account[in->access->grants[i].account];
    return of_grant;
}

/* What a grant gives up to a time: so that its bins add up to what it gives. */
static int64_t given_unit_ms(const struct aif_grant *grant, int64_t t_s)
{
    uint64_t rest;
    if (t_s <= grant->start_s)
        return 0;
    if (t_s >= grant->end_s)
        return grant->amount_unit_ms;
    struct wide share =
        wide_product((uint64_t)grant->amount_unit_ms, (uint64_t)(t_s - grant->start_s));
    return (int64_t)wide_divide(share, (uint64_t)(grant->end_s - grant->start_s), &rest);
}

static void spread(const struct aif_grant *grant, const struct aif_series *s, int64_t *all,
                   int64_t *own)
{
    int64_t first = (grant->start_s - s->from_s) / s->width_s;
    for (uint32_t i = first > 0 ? (uint32_t)first : 0; i < s->bin_count; i++) {
        int64_t from_s = aif_series_bin(s, i), to_s = aif_series_bin(s, i + 1);
        if (from_s >= grant->end_s)
            return;
        int64_t unit_ms = given_unit_ms(grant, to_s) - given_unit_ms(grant, from_s);
        all[i] += unit_ms;
        if (own)
            own[i] += unit_ms;
    }
}

static void entitle_by_grants(const struct series_input *in, const struct series_groups *g,
                              struct aif_arena *arena, struct aif_series *s)
{
    struct aif_arena scratch = {0};
    const uint32_t *of_grant =
        in->community_of_grant ? in->community_of_grant : guess_communities(in, &scratch);
    int64_t **unit_s = AIF_NEW(&scratch, int64_t *, g->communities + (size_t)1);
    for (uint32_t c = 0; c <= g->communities; c++) /* the first is of all */
        unit_s[c] = AIF_NEW(arena, int64_t, s->bin_count + (size_t)1);
    for (uint32_t i = 0; i < in->access->grant_count; i++)
        spread(&in->access->grants[i], s, unit_s[0],
               of_grant[i] < g->communities ? unit_s[1 + of_grant[i]] : NULL);
    for (uint32_t c = 0; c <= g->communities; c++) {
        for (uint32_t i = 0; i < s->bin_count; i++)
            unit_s[c][i] = (unit_s[c][i] + MS_PER_S / 2) / MS_PER_S;
        s->groups[c].entitled_unit_s = unit_s[c];
    }
    aif_arena_free(&scratch);
}

void series_entitle(const struct series_input *in, const struct series_groups *groups,
                    struct aif_arena *arena, struct aif_series *series)
{
    if (in->accounts && groups->level_shares)
        entitle_by_shares(in, groups, arena, series);
    if (in->access)
        entitle_by_grants(in, groups, arena, series);
}
