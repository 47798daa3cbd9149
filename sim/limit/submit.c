/* Whether jobs may be submitted at all.  What a job can never get is refused only if a QOS of it
 * says DenyOnLimit (or it has none); otherwise it waits for ever, as in Slurm. */
#include "limit/rules.h"

struct submission {
    const struct limit_book *book;
    const struct limit_job *job;
    int64_t task_count;
    bool is_strict;
    int64_t minutes;
    struct aif_tres_set tres_minutes, per_node;
    struct limit_seen seen;
    struct limit_verdict verdict;
};

static bool breaks(struct submission *s, enum limit_kind kind, const struct aif_tres_set *limit,
                   const struct aif_tres_set *asked, struct limit_entity e)
{
    struct limit_rule r = {
        .kind = kind, .limit = limit, .asked = asked, .is_minimum = kind == LIMIT_MIN_TRES_PER_JOB};
    return limit_rule_breaks(&r, e, &s->seen, &s->verdict);
}

static bool breaks_count(struct submission *s, enum limit_kind kind, int64_t limit,
                         uint32_t submitted, struct limit_entity e)
{
    return limit_decides(limit, kind, e, &s->seen) && submitted + s->task_count > limit &&
           limit_breaks(&s->verdict, kind, e, limit, submitted + s->task_count);
}

static bool breaks_wall(struct submission *s, enum limit_kind kind, int64_t limit_s,
                        struct limit_entity e)
{
    return limit_decides(limit_s, kind, e, &s->seen) && s->is_strict && s->minutes > limit_s / 60 &&
           limit_breaks(&s->verdict, kind, e, limit_s / 60, s->minutes);
}

/* A limit per user and one of the group shadow each other here: of a resource for which one of them
 * has been set by the first QOS, the second sets neither. */
static bool breaks_user_or_group(struct submission *s, const struct aif_limits *l,
                                 struct limit_entity e)
{
    uint32_t *users = &s->seen.tres[LIMIT_MAX_TRES_PER_USER];
    uint32_t *group = &s->seen.tres[LIMIT_GRP_TRES];
    *users = *group |= *users;
    const struct aif_tres_set *asked = &s->job->amount;
    return breaks(s, LIMIT_MAX_TRES_PER_USER, &l->max_tres_per_user, asked, e) ||
           breaks(s, LIMIT_GRP_TRES, &l->grp_tres, asked, e);
}

static bool breaks_times(struct submission *s, const struct aif_limits *l, struct limit_entity e)
{
    const struct aif_tres_set *asked = &s->tres_minutes;
    return breaks(s, LIMIT_MAX_TRES_MINS_PER_JOB, &l->max_tres_mins_per_job, asked, e) ||
           breaks(s, LIMIT_GRP_TRES_MINS, &l->grp_tres_mins, asked, e) ||
           breaks(s, LIMIT_GRP_TRES_RUN_MINS, &l->grp_tres_run_mins, asked, e) ||
           breaks(s, LIMIT_MAX_TRES_RUN_MINS_PER_ACCOUNT, &l->max_tres_run_mins_per_account, asked,
                  e) ||
           breaks(s, LIMIT_MAX_TRES_RUN_MINS_PER_USER, &l->max_tres_run_mins_per_user, asked, e);
}

static bool is_refused_by_qos(struct submission *s, uint32_t qos)
{
    if (qos == AIF_NONE)
        return false;
    const struct limit_book *b = s->book;
    const struct aif_limits *l = &b->centre->qos[qos].limits;
    const struct aif_tres_set *asked = &s->job->amount;
    struct limit_entity e = {true, qos};
    uint32_t of_account = limit_use_of_account(b, qos, s->job->assoc)->submitted;
    uint32_t of_user = limit_use_of_user(b, qos, s->job->assoc)->submitted;
    if (s->is_strict &&
        (breaks(s, LIMIT_MAX_TRES_PER_ACCOUNT, &l->max_tres_per_account, asked, e) ||
         breaks_user_or_group(s, l, e)))
        return true;
    if (breaks_count(s, LIMIT_GRP_SUBMIT, l->grp_submit, b->qos[qos].all.submitted, e))
        return true;
    if (s->is_strict && breaks_times(s, l, e))
        return true;
    if (breaks_wall(s, LIMIT_MAX_WALL, l->max_wall_s, e) ||
        breaks_wall(s, LIMIT_GRP_WALL, l->grp_wall_s, e))
        return true;
    if (s->is_strict &&
        (breaks(s, LIMIT_MAX_TRES_PER_JOB, &l->max_tres_per_job, asked, e) ||
         breaks(s, LIMIT_MAX_TRES_PER_NODE, &l->max_tres_per_node, &s->per_node, e)))
        return true;
    return breaks_count(s, LIMIT_MAX_SUBMIT_PER_ACCOUNT, l->max_submit_per_account, of_account,
                        e) ||
           breaks_count(s, LIMIT_MAX_SUBMIT_PER_USER, l->max_submit_per_user, of_user, e) ||
           (s->is_strict && breaks(s, LIMIT_MIN_TRES_PER_JOB, &l->min_tres_per_job, asked, e));
}

static bool is_refused_by_group(struct submission *s, uint32_t assoc, double factor)
{
    const struct aif_limits *l = &s->book->own[assoc];
    struct aif_tres_set grp_tres = limit_scaled(&l->grp_tres, factor);
    struct limit_entity e = {false, assoc};
    if (s->is_strict && breaks(s, LIMIT_GRP_TRES, &grp_tres, &s->job->amount, e))
        return true;
    if (breaks_count(s, LIMIT_GRP_SUBMIT, l->grp_submit, s->book->assocs[assoc].submitted, e))
        return true;
    return (s->is_strict &&
            (breaks(s, LIMIT_GRP_TRES_MINS, &l->grp_tres_mins, &s->tres_minutes, e) ||
             breaks(s, LIMIT_GRP_TRES_RUN_MINS, &l->grp_tres_run_mins, &s->tres_minutes, e))) ||
           breaks_wall(s, LIMIT_GRP_WALL, l->grp_wall_s, e);
}

/* Limits that are inherited: only those of the job's own association are looked at. */
static bool is_refused_by_own(struct submission *s, uint32_t assoc, double factor)
{
    const struct aif_limits *l = &s->book->own[assoc];
    struct aif_tres_set per_job = limit_scaled(&l->max_tres_per_job, factor);
    struct limit_entity e = {false, assoc};
    if (s->is_strict &&
        (breaks(s, LIMIT_MAX_TRES_PER_JOB, &per_job, &s->job->amount, e) ||
         breaks(s, LIMIT_MAX_TRES_PER_NODE, &l->max_tres_per_node, &s->per_node, e)))
        return true;
    if (!limit_is_seen(&s->seen, LIMIT_MAX_SUBMIT_PER_ACCOUNT) &&
        !limit_is_seen(&s->seen, LIMIT_MAX_SUBMIT_PER_USER) &&
        breaks_count(s, LIMIT_MAX_SUBMIT, l->max_submit, s->book->assocs[assoc].submitted, e))
        return true;
    return (s->is_strict && breaks(s, LIMIT_MAX_TRES_MINS_PER_JOB, &l->max_tres_mins_per_job,
                                   &s->tres_minutes, e)) ||
           breaks_wall(s, LIMIT_MAX_WALL, l->max_wall_s, e);
}

static struct aif_tres_set per_node_of(const struct aif_tres_set *amount)
{
    struct aif_tres_set share = *amount;
    for (int t = 0; amount->of[AIF_TRES_NODE] > 0 && t < AIF_TRES_COUNT; t++)
        share.of[t] /= amount->of[AIF_TRES_NODE];
    return share;
}

static struct limit_verdict check_partition(const struct limit_book *b, const struct limit_job *j,
                                            uint32_t task_count)
{
    struct limit_order o = limit_qos_order(b->centre, j);
    struct submission s = {.book = b,
                           .job = j,
                           .task_count = task_count,
                           .minutes = limit_minutes(j->limit_s),
                           .per_node = per_node_of(&j->amount)};
    s.tres_minutes = limit_times(&j->amount, s.minutes);
    s.is_strict =
        o.first == AIF_NONE || (b->centre->qos[o.first].flags & AIF_QOS_DENY_ON_LIMIT) ||
        (o.second != AIF_NONE && (b->centre->qos[o.second].flags & AIF_QOS_DENY_ON_LIMIT));
    if (is_refused_by_qos(&s, o.first) || is_refused_by_qos(&s, o.second))
        return s.verdict;
    double factor = limit_factor_of(b->centre, o);
    for (uint32_t a = j->assoc; a != AIF_NONE; a = b->centre->accounts.assocs[a].parent)
        if (is_refused_by_group(&s, a, factor) ||
            (a == j->assoc && is_refused_by_own(&s, a, factor)))
            return s.verdict;
    return s.verdict;
}

/* A QOS that the association may not use, or not in this way. */
static bool is_refused_its_qos(const struct limit_book *b, const struct limit_job *j,
                               struct limit_verdict *v)
{
    struct limit_entity e = {true, j->qos};
    if (j->qos == AIF_NONE)
        return false;
    uint64_t allowed = b->centre->accounts.assocs[j->assoc].qos_mask;
    if ((b->centre->enforce & AIF_ENFORCE_QOS) && allowed && !(allowed >> j->qos & 1))
        return limit_breaks(v, LIMIT_QOS_NOT_ALLOWED, e, 0, 0);
    if ((b->centre->qos[j->qos].flags & AIF_QOS_REQUIRES_RESERVATION) && !j->has_reservation)
        return limit_breaks(v, LIMIT_NEEDS_RESERVATION, e, 0, 0);
    return false;
}

struct limit_verdict limit_check_submit(const struct limit_book *b, const struct limit_job *j,
                                        uint32_t task_count)
{
    struct limit_verdict v = {0};
    if (j->assoc == AIF_NONE || is_refused_its_qos(b, j, &v) ||
        !(b->centre->enforce & AIF_ENFORCE_LIMITS))
        return v;
    if (j->other_count == 0)
        return check_partition(b, j, task_count);
    for (uint32_t i = 0; i < j->other_count && v.kind == LIMIT_NONE; i++) {
        struct limit_job in_partition = *j;
        in_partition.partition_qos = j->other_qos[i];
        v = check_partition(b, &in_partition, task_count);
    }
    return v;
}
