/* Whether a waiting job may start: what limits leave room for it now. */
#include "aif/usage.h"
#include "limit/rules.h"

/* Usage of the job's group that the rules look at, in the units of limits. */
struct start {
    const struct limit_book *book;
    const struct limit_job *job;
    struct limit_order order;
    bool is_safe; /* a job starts only if it can end within its minutes */
    int64_t minutes;
    double usage_factor;
    struct aif_tres_set tres_minutes, per_node;
    const uint32_t *nodes;
    uint32_t node_count;
    struct limit_seen seen;
    struct limit_verdict verdict;
};

static struct start begin(const struct limit_book *b, const struct limit_job *j)
{
    struct start s = {.book = b,
                      .job = j,
                      .order = limit_qos_order(b->centre, j),
                      .is_safe = b->centre->enforce & AIF_ENFORCE_SAFE,
                      .minutes = limit_minutes(j->limit_s),
                      .usage_factor = 1};
    if (j->qos == AIF_NONE)
        return s;
    const struct aif_centre_qos *q = &b->centre->qos[j->qos];
    s.usage_factor = q->usage_factor;
    if (q->flags & AIF_QOS_USAGE_FACTOR_SAFE)
        s.minutes = (int64_t)((double)s.minutes * q->usage_factor);
    return s;
}

static bool is_full(struct start *s, enum limit_kind kind, int64_t limit, uint32_t jobs,
                    struct limit_entity e)
{
    return limit_decides(limit, kind, e, &s->seen) && jobs >= limit &&
           limit_breaks(&s->verdict, kind, e, limit, (int64_t)jobs + 1);
}

static bool is_out_of_wall(struct start *s, int64_t limit_s, const struct aif_used *used,
                           struct limit_entity e)
{
    if (!limit_decides(limit_s, LIMIT_GRP_WALL, e, &s->seen))
        return false;
    int64_t limit = limit_s / 60, gone = used ? (int64_t)(used->wall_s / 60) : 0;
    return (gone >= limit || (s->is_safe && gone + s->minutes > limit)) &&
           limit_breaks(&s->verdict, LIMIT_GRP_WALL, e, limit, gone + s->minutes);
}

static bool is_too_long(struct start *s, int64_t limit_s, struct limit_entity e)
{
    return limit_decides(limit_s, LIMIT_MAX_WALL, e, &s->seen) && s->minutes > limit_s / 60 &&
           limit_breaks(&s->verdict, LIMIT_MAX_WALL, e, limit_s / 60, s->minutes);
}

static const struct aif_used *used_of(const struct limit_book *b, struct limit_entity e)
{
    const struct aif_used *list = e.is_of_qos ? b->usage.qos : b->usage.assocs;
    return list ? &list[e.index] : NULL;
}

enum {
    EARLY_KINDS = 1 << LIMIT_GRP_JOBS | 1 << LIMIT_GRP_WALL | 1 << LIMIT_MAX_JOBS |
                  1 << LIMIT_MAX_JOBS_PER_USER | 1 << LIMIT_MAX_JOBS_PER_ACCOUNT |
                  1 << LIMIT_MAX_WALL
};

static bool qos_blocks_early(struct start *s, uint32_t qos)
{
    if (qos == AIF_NONE || !(s->book->qos_kinds[qos] & EARLY_KINDS))
        return false;
    const struct limit_book *b = s->book;
    const struct aif_limits *l = &b->centre->qos[qos].limits;
    uint32_t of_account = limit_use_of_account(b, qos, s->job->assoc)->jobs;
    uint32_t of_user = limit_use_of_user(b, qos, s->job->assoc)->jobs;
    struct limit_entity e = {true, qos};
    return is_full(s, LIMIT_GRP_JOBS, l->grp_jobs, b->qos[qos].all.jobs, e) ||
           is_out_of_wall(s, l->grp_wall_s, used_of(b, e), e) ||
           is_full(s, LIMIT_MAX_JOBS_PER_ACCOUNT, l->max_jobs_per_account, of_account, e) ||
           is_full(s, LIMIT_MAX_JOBS_PER_USER, l->max_jobs_per_user, of_user, e) ||
           is_too_long(s, l->max_wall_s, e);
}

static bool assoc_blocks_early(struct start *s, uint32_t assoc)
{
    if (!(s->book->assoc_kinds[assoc] & EARLY_KINDS))
        return false;
    const struct aif_limits *l = &s->book->own[assoc];
    uint32_t jobs = s->book->assocs[assoc].jobs;
    struct limit_entity e = {false, assoc};
    if (is_full(s, LIMIT_GRP_JOBS, l->grp_jobs, jobs, e) ||
        is_out_of_wall(s, l->grp_wall_s, used_of(s->book, e), e))
        return true;
    if (assoc != s->job->assoc)
        return false;
    /* Either limit of a QOS, per user or per account, stands for the association's. */
    return (!limit_is_seen(&s->seen, LIMIT_MAX_JOBS_PER_ACCOUNT) &&
            !limit_is_seen(&s->seen, LIMIT_MAX_JOBS_PER_USER) &&
            is_full(s, LIMIT_MAX_JOBS, l->max_jobs, jobs, e)) ||
           is_too_long(s, l->max_wall_s, e);
}

static bool is_below_threshold(struct start *s)
{
    if (s->job->qos == AIF_NONE)
        return false;
    const struct aif_centre_qos *q = &s->book->centre->qos[s->job->qos];
    struct limit_entity e = {true, s->job->qos};
    return (q->flags & AIF_QOS_ENFORCE_USAGE_THRESHOLD) && s->job->fairshare < q->usage_threshold &&
           limit_breaks(&s->verdict, LIMIT_USAGE_THRESHOLD, e, 0, 0);
}

static bool is_limited(const struct limit_book *b, uint32_t qos)
{
    return qos != AIF_NONE &&
           (b->qos_kinds[qos] || (b->centre->qos[qos].flags & AIF_QOS_ENFORCE_USAGE_THRESHOLD));
}

/* Whether any limit is set that could hold the job: mostly there is none. */
static bool enforces(const struct limit_book *b, const struct limit_job *j)
{
    if (!(b->centre->enforce & AIF_ENFORCE_LIMITS) || j->assoc == AIF_NONE)
        return false;
    return b->assoc_kinds[j->assoc] || b->next_limited[j->assoc] != AIF_NONE ||
           is_limited(b, j->qos) || is_limited(b, j->partition_qos);
}

struct limit_verdict limit_check_early(const struct limit_book *b, const struct limit_job *j)
{
    if (!enforces(b, j))
        return (struct limit_verdict){0};
    struct start s = begin(b, j);
    if (is_below_threshold(&s) || qos_blocks_early(&s, s.order.first) ||
        qos_blocks_early(&s, s.order.second))
        return s.verdict;
    for (uint32_t a = j->assoc; a != AIF_NONE; a = b->next_limited[a])
        if (assoc_blocks_early(&s, a))
            return s.verdict;
    return s.verdict;
}

/* What the job asks of a group that uses some of its nodes already. */
static struct aif_tres_set asked_of(const struct start *s, const struct limit_use *u)
{
    struct aif_tres_set asked = s->job->amount;
    for (uint32_t i = 0; u->node_jobs && s->nodes && i < s->node_count; i++)
        asked.of[AIF_TRES_NODE] -= u->node_jobs[s->nodes[i]] > 0;
    return asked;
}

static struct aif_tres_set run_minutes(const struct start *s, const struct limit_use *u)
{
    struct aif_tres_set minutes;
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        minutes.of[t] = s->usage_factor > 0 ? u->run_tres_s.of[t] / 60 : 0;
    return minutes;
}

/* Only where a limit asks for it: it is the dearest part of a check. */
static struct aif_tres_set used_minutes(const struct start *s, struct limit_entity e,
                                        uint32_t kinds)
{
    const struct aif_used *used = kinds >> LIMIT_GRP_TRES_MINS & 1 ? used_of(s->book, e) : NULL;
    struct aif_tres_set minutes = {{0}};
    for (int t = 0; used && s->usage_factor > 0 && t < AIF_TRES_COUNT; t++)
        minutes.of[t] = (int64_t)(used->tres[t] / 60);
    return minutes;
}

static bool any_breaks(struct start *s, const struct limit_rule *rules, size_t count,
                       struct limit_entity e)
{
    uint32_t kinds = e.is_of_qos ? s->book->qos_kinds[e.index] : s->book->assoc_kinds[e.index];
    for (size_t i = 0; i < count; i++)
        if ((kinds >> rules[i].kind & 1) && limit_rule_breaks(&rules[i], e, &s->seen, &s->verdict))
            return true;
    return false;
}

enum { RESOURCE_KINDS = (1 << LIMIT_GRP_JOBS) - 1 };

static bool qos_blocks(struct start *s, uint32_t qos)
{
    if (qos == AIF_NONE || !(s->book->qos_kinds[qos] & RESOURCE_KINDS))
        return false;
    const struct aif_limits *l = &s->book->centre->qos[qos].limits;
    const struct limit_use *all = &s->book->qos[qos].all;
    const struct limit_use *user = limit_use_of_user(s->book, qos, s->job->assoc);
    const struct limit_use *account = limit_use_of_account(s->book, qos, s->job->assoc);
    struct limit_entity e = {true, qos};
    const struct aif_tres_set *minutes = &s->tres_minutes, *amount = &s->job->amount;
    struct aif_tres_set used = used_minutes(s, e, s->book->qos_kinds[qos]);
    struct aif_tres_set running = run_minutes(s, all);
    struct aif_tres_set running_user = run_minutes(s, user),
                        running_account = run_minutes(s, account);
    struct aif_tres_set asked = asked_of(s, all), asked_user = asked_of(s, user);
    struct aif_tres_set asked_account = asked_of(s, account);
    const struct limit_rule rules[] = {
        {LIMIT_GRP_TRES_MINS, &l->grp_tres_mins, minutes, &running, &used, false, !s->is_safe},
        {LIMIT_GRP_TRES, &l->grp_tres, &asked, &all->in_use, NULL, false, false},
        {LIMIT_GRP_TRES_RUN_MINS, &l->grp_tres_run_mins, minutes, &running, NULL, false, false},
        {LIMIT_MAX_TRES_MINS_PER_JOB, &l->max_tres_mins_per_job, minutes, NULL, NULL, false, false},
        {LIMIT_MAX_TRES_PER_JOB, &l->max_tres_per_job, amount, NULL, NULL, false, false},
        {LIMIT_MAX_TRES_PER_NODE, &l->max_tres_per_node, &s->per_node, NULL, NULL, false, false},
        {LIMIT_MIN_TRES_PER_JOB, &l->min_tres_per_job, amount, NULL, NULL, true, false},
        {LIMIT_MAX_TRES_PER_ACCOUNT, &l->max_tres_per_account, &asked_account, &account->in_use,
         NULL, false, false},
        {LIMIT_MAX_TRES_PER_USER, &l->max_tres_per_user, &asked_user, &user->in_use, NULL, false,
         false},
        {LIMIT_MAX_TRES_RUN_MINS_PER_ACCOUNT, &l->max_tres_run_mins_per_account, minutes,
         &running_account, NULL, false, false},
        {LIMIT_MAX_TRES_RUN_MINS_PER_USER, &l->max_tres_run_mins_per_user, minutes, &running_user,
         NULL, false, false},
    };
    return any_breaks(s, rules, AIF_COUNT(rules), e);
}

static bool assoc_blocks(struct start *s, uint32_t assoc, double factor)
{
    if (!(s->book->assoc_kinds[assoc] & RESOURCE_KINDS))
        return false;
    const struct aif_limits *l = &s->book->own[assoc];
    const struct limit_use *all = &s->book->assocs[assoc];
    struct limit_entity e = {false, assoc};
    const struct aif_tres_set *minutes = &s->tres_minutes, *amount = &s->job->amount;
    struct aif_tres_set used = used_minutes(s, e, s->book->assoc_kinds[assoc]);
    struct aif_tres_set running = run_minutes(s, all), asked = asked_of(s, all);
    struct aif_tres_set grp_tres = limit_scaled(&l->grp_tres, factor);
    struct aif_tres_set per_job = limit_scaled(&l->max_tres_per_job, factor);
    const struct limit_rule rules[] = {
        {LIMIT_GRP_TRES_MINS, &l->grp_tres_mins, minutes, &running, &used, false, !s->is_safe},
        {LIMIT_GRP_TRES, &grp_tres, &asked, &all->in_use, NULL, false, false},
        {LIMIT_GRP_TRES_RUN_MINS, &l->grp_tres_run_mins, minutes, &running, NULL, false, false},
        /* The rest is inherited and of the job's own association only. */
        {LIMIT_MAX_TRES_MINS_PER_JOB, &l->max_tres_mins_per_job, minutes, NULL, NULL, false, false},
        {LIMIT_MAX_TRES_PER_JOB, &per_job, amount, NULL, NULL, false, false},
        {LIMIT_MAX_TRES_PER_NODE, &l->max_tres_per_node, &s->per_node, NULL, NULL, false, false},
    };
    return any_breaks(s, rules, assoc == s->job->assoc ? AIF_COUNT(rules) : 3, e);
}

struct limit_verdict limit_check_start(const struct limit_book *b, const struct limit_job *j,
                                       const uint32_t *nodes, uint32_t node_count)
{
    struct limit_verdict v = limit_check_early(b, j);
    if (v.kind != LIMIT_NONE || !enforces(b, j))
        return v;
    if (limit_max_nodes(b, j, &v) < j->amount.of[AIF_TRES_NODE])
        return v;
    struct start s = begin(b, j);
    s.nodes = nodes;
    s.node_count = node_count;
    s.tres_minutes = limit_times(&j->amount, s.minutes);
    s.per_node = j->amount;
    for (int t = 0; j->amount.of[AIF_TRES_NODE] > 0 && t < AIF_TRES_COUNT; t++)
        s.per_node.of[t] /= j->amount.of[AIF_TRES_NODE];
    if (qos_blocks(&s, s.order.first) || qos_blocks(&s, s.order.second))
        return s.verdict;
    double factor = limit_factor_of(b->centre, s.order);
    for (uint32_t a = j->assoc; a != AIF_NONE; a = b->next_limited[a])
        if (assoc_blocks(&s, a, factor))
            return s.verdict;
    return s.verdict;
}
