/* What must hold of a schedule by the rules of the centre and of its jobs: see schedule_check.h. */
#ifndef TESTS_SCHEDULE_RULES_H
#define TESTS_SCHEDULE_RULES_H

#include "schedule_check.h"

/* How often a job has been started, and its first start; AIF_UNKNOWN_S: never. */
static inline int64_t first_start_s(const struct schedule *s, uint32_t job)
{
    for (uint32_t i = 0; i < s->runs.count; i++)
        if (s->runs.items[i].job == job)
            return s->runs.items[i].start_s;
    return AIF_UNKNOWN_S;
}

/* Whether the job was over at this time, as far as rows say: one that never ran may have been
 * cancelled at any time. */
static inline bool was_over(const struct schedule *s, uint32_t job, int64_t t_s)
{
    const struct aif_row *row = &s->rows[job];
    if (row->outcome == AIF_OUTCOME_REJECTED)
        return true;
    if (row->start_s == AIF_UNKNOWN_S)
        return row->outcome == AIF_OUTCOME_CANCELLED;
    return row->end_s <= t_s;
}

static inline bool has_done_well(const struct schedule *s, uint32_t job)
{
    return s->rows[job].outcome == AIF_OUTCOME_COMPLETED;
}

static inline bool is_target_met(const struct schedule *s, const struct aif_depend *d,
                                 uint32_t target, int64_t t_s)
{
    int64_t since_s = first_start_s(s, target);
    switch ((enum aif_depend_kind)d->kind) {
    case AIF_DEPEND_AFTER:
        return since_s == AIF_UNKNOWN_S ? was_over(s, target, t_s)
                                        : since_s + d->delay_s <= t_s + s->r->has_ms;
    case AIF_DEPEND_AFTER_ANY:
        return was_over(s, target, t_s);
    case AIF_DEPEND_AFTER_OK:
    case AIF_DEPEND_AFTER_CORR:
        return was_over(s, target, t_s) && has_done_well(s, target);
    case AIF_DEPEND_AFTER_NOT_OK:
        return was_over(s, target, t_s) && !has_done_well(s, target);
    case AIF_DEPEND_SINGLETON:
        break;
    }
    return false;
}

/* Of an array it is enough for afternotok that one task has failed; all must be over. */
static inline bool is_array_met(const struct schedule *s, const struct aif_depend *d, uint32_t job,
                                int64_t t_s)
{
    const struct aif_workload *w = &s->r->workload;
    bool is_all = true, is_over = true, is_any = false;
    for (uint32_t i = 0; i < w->arrays[d->array].job_count; i++) {
        uint32_t target = w->array_jobs[w->arrays[d->array].first_job + i];
        if (d->kind == AIF_DEPEND_AFTER_CORR &&
            w->extras[target].array_task != w->extras[job].array_task)
            continue;
        is_all &= is_target_met(s, d, target, t_s);
        is_any |= is_target_met(s, d, target, t_s);
        is_over &= was_over(s, target, t_s);
    }
    return is_all || (d->kind == AIF_DEPEND_AFTER_NOT_OK && is_over && is_any);
}

static inline bool is_alone(const struct schedule *s, uint32_t job, int64_t t_s)
{
    const struct aif_workload *w = &s->r->workload;
    for (uint32_t i = 0; i < job; i++)
        if (w->jobs[i].user == w->jobs[job].user && w->extras[i].name == w->extras[job].name &&
            !was_over(s, i, t_s))
            return false;
    return true;
}

static inline bool is_met(const struct schedule *s, const struct aif_depend *d, uint32_t job,
                          int64_t t_s)
{
    if (d->kind == AIF_DEPEND_SINGLETON)
        return is_alone(s, job, t_s);
    return d->array != AIF_NONE ? is_array_met(s, d, job, t_s) : is_target_met(s, d, d->job, t_s);
}

static inline void check_dependencies(const struct schedule *s)
{
    for (uint32_t i = 0; i < s->runs.count; i++) {
        const struct stretch *run = &s->runs.items[i];
        const struct aif_extra *x = &s->r->workload.extras[run->job];
        bool is_all = true, is_any = x->depend_count == 0;
        for (uint32_t k = 0; k < x->depend_count; k++) {
            const struct aif_depend *d = &s->r->workload.depends[x->first_depend + k];
            bool is_this = is_met(s, d, run->job, run->start_s);
            is_all &= is_this;
            is_any |= is_this;
        }
        require(x->is_any_depend_enough ? is_any : is_all, run->job, run->start_s,
                "starts before what it depends on");
    }
}

/* Who counts for a limit: jobs of an association or below it, of a QOS, of a user. */
struct circle {
    uint32_t assoc, qos, user, array; /* AIF_NONE: whichever */
};

static inline bool is_in_circle(const struct random_run *r, uint32_t job, const struct circle *c)
{
    const struct aif_job *j = &r->workload.jobs[job];
    const char *user = r->workload.users.texts[j->user];
    uint32_t own = 3 + (uint32_t)(user[1] - '0'); /* see run_draw_accounts() */
    uint32_t qos = strcmp(r->workload.qos.texts[j->qos], "urgent") == 0;
    if (c->assoc != AIF_NONE) {
        while (own != AIF_NONE && own != c->assoc)
            own = r->tree.tree.assocs[own].parent;
        if (own == AIF_NONE)
            return false;
    }
    return (c->qos == AIF_NONE || qos == c->qos) && (c->user == AIF_NONE || j->user == c->user) &&
           (c->array == AIF_NONE || r->workload.extras[job].array == c->array);
}

/* Jobs that have been started and have not ended, or what they have; one that stands still counts,
 * nodes that several have once where `nodes_once` says so. */
static inline int64_t sum_at(const struct schedule *s, const struct circle *c, int64_t t_s,
                             int tres)
{
    int64_t sum = 0;
    bool is_used[RUN_NODES] = {0};
    for (uint32_t i = 0; i < s->runs.count; i++) {
        const struct stretch *run = &s->runs.items[i];
        if (!is_at(run, t_s) || !is_in_circle(s->r, run->job, c))
            continue;
        if (tres != AIF_TRES_NODE)
            sum += tres < 0 ? 1 : amount_of(s->r, run, (enum aif_tres)tres);
        for (uint32_t k = 0; tres == AIF_TRES_NODE && k < run->node_count; k++) {
            sum += !is_used[run->nodes[k]];
            is_used[run->nodes[k]] = true;
        }
    }
    return sum;
}

static inline void check_at_most(const struct schedule *s, const struct circle *c,
                                 const struct stretch *run, int64_t limit)
{
    require(limit == AIF_UNLIMITED || sum_at(s, c, run->start_s, -1) <= limit, run->job,
            run->start_s, "more jobs run than may");
}

static inline void check_tres(const struct schedule *s, const struct circle *c,
                              const struct stretch *run, const struct aif_tres_set *limit)
{
    static const int all[] = {AIF_TRES_CPU, AIF_TRES_GPU, AIF_TRES_NODE};
    for (size_t i = 0; i < AIF_COUNT(all); i++)
        require(limit->of[all[i]] == AIF_UNLIMITED ||
                    sum_at(s, c, run->start_s, all[i]) <= limit->of[all[i]],
                run->job, run->start_s, "more is in use than a limit allows");
}

static inline void check_limits_at(const struct schedule *s, const struct stretch *run)
{
    const struct random_run *r = s->r;
    const struct aif_assoc *assocs = r->tree.tree.assocs;
    const struct aif_job *j = &r->workload.jobs[run->job];
    for (uint32_t a = 1; r->has_assoc_limits && a < r->tree.tree.count; a++) {
        struct circle c = {a, AIF_NONE, AIF_NONE, AIF_NONE};
        if (!is_in_circle(r, run->job, &c))
            continue;
        check_at_most(s, &c, run, assocs[a].limits.grp_jobs);
        check_tres(s, &c, run, &assocs[a].limits.grp_tres);
        uint32_t from = a; /* who sets the user's limit */
        while (from && assocs[from].limits.max_jobs == AIF_UNLIMITED)
            from = assocs[from].parent;
        if (assocs[a].is_user)
            check_at_most(s, &c, run, assocs[from].limits.max_jobs);
    }
    for (uint32_t q = 0; r->has_qos_limits && q < 2; q++) {
        struct circle all = {AIF_NONE, q, AIF_NONE, AIF_NONE},
                      own = {AIF_NONE, q, j->user, AIF_NONE};
        if (!is_in_circle(r, run->job, &all))
            continue;
        check_at_most(s, &all, run, r->qos[q].limits.grp_jobs);
        check_tres(s, &all, run, &r->qos[q].limits.grp_tres);
        check_at_most(s, &own, run, r->qos[q].limits.max_jobs_per_user);
        check_tres(s, &own, run, &r->qos[q].limits.max_tres_per_user);
    }
}

static inline void check_counts(const struct schedule *s)
{
    for (uint32_t i = 0; i < s->runs.count; i++) {
        const struct stretch *run = &s->runs.items[i];
        uint32_t array = s->r->workload.extras[run->job].array;
        struct circle tasks = {AIF_NONE, AIF_NONE, AIF_NONE, array};
        if (run->end_s == run->start_s)
            continue;
        check_limits_at(s, run);
        if (array != AIF_NONE)
            check_at_most(s, &tasks, run, s->r->workload.arrays[array].max_running);
    }
}

#endif
