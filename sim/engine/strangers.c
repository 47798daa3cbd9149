/* Jobs of people whom the site's accounts do not know. */
#include "aif/metrics.h"
#include "aif/share.h"

static bool has_shares(const struct aif_scenario *s)
{
    const struct aif_policy *p = &s->policy;
    return p->backfill->controls || p->order->score_standing ||
           (p->candidates && p->candidates->score_standing);
}

struct aif_strangers aif_strangers_of(const struct aif_scenario *s)
{
    const struct aif_workload *w = s->workload;
    struct aif_strangers out = {.first = ""};
    if (!s->centre || !s->centre->accounts.count || !has_shares(s))
        return out;
    struct aif_arena scratch = {0};
    uint32_t count = s->job_limit && s->job_limit < w->count ? s->job_limit : w->count;
    uint32_t *assoc_of_job = AIF_NEW(&scratch, uint32_t, w->count);
    bool *is_seen = AIF_NEW(&scratch, bool, w->users.count + 1);
    aif_accounts_bind(&s->centre->accounts, w, NULL, assoc_of_job);
    for (uint32_t i = 0; i < count; i++) {
        if (assoc_of_job[i] != AIF_NONE)
            continue;
        uint32_t user = w->jobs[i].user < w->users.count ? w->jobs[i].user : w->users.count;
        if (out.jobs++ == 0)
            out.first = aif_names_at(&w->users, w->jobs[i].user, "(no user)");
        out.users += !is_seen[user];
        is_seen[user] = true;
    }
    out.is_refused =
        (s->centre->enforce & AIF_ENFORCE_ASSOCIATIONS) && s->policy.backfill->controls;
    aif_arena_free(&scratch);
    return out;
}
