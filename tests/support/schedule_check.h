/* What must hold of any schedule, found from rows and episodes alone.  Whoever uses this has a
 * struct random_run, the loop index of the test is the seed. */
#ifndef TESTS_SCHEDULE_CHECK_H
#define TESTS_SCHEDULE_CHECK_H

#include "random_run.h"

enum { CHECK_MAX_RUNS = 20000 };

/* A stretch of time in which a job had its nodes; or, of suspensions, had them not. */
struct stretch {
    uint32_t job;
    int64_t start_s, end_s, kept_s;
    const uint32_t *nodes;
    uint32_t node_count;
    bool is_last; /* of a job's runs: the one in its row */
};

struct stretches {
    struct stretch items[CHECK_MAX_RUNS];
    uint32_t count;
};

struct schedule {
    const struct random_run *r;
    const struct aif_row *rows;
    const struct aif_episode *episodes;
    uint32_t episode_count;
    struct stretches runs, stands; /* runs of a job in the order of time */
};

/* Check's own macros cost a system call each, even where nothing is wrong. */
static inline void require(bool holds, uint32_t job, int64_t t_s, const char *what)
{
    if (!holds)
        ck_abort_msg("job_id %u, t = %lld: %s", job + 1, (long long)t_s, what);
}

static inline void schedule_add(struct stretches *list, struct stretch s)
{
    ck_assert_uint_lt(list->count, CHECK_MAX_RUNS);
    list->items[list->count++] = s;
}

static inline void schedule_read(struct schedule *s, const struct random_run *r)
{
    s->r = r;
    s->rows = aif_sim_rows(r->sim);
    s->runs.count = s->stands.count = 0;
    s->episodes = aif_sim_episodes(r->sim, &s->episode_count);
    for (uint32_t i = 0; i < s->episode_count; i++) {
        const struct aif_episode *e = &s->episodes[i];
        require(e->start_s <= e->end_s, e->job, e->end_s, "an episode ends before it begins");
        schedule_add(e->is_suspension ? &s->stands : &s->runs,
                     (struct stretch){e->job, e->start_s, e->end_s, e->kept_s, e->nodes,
                                      e->node_count, false});
    }
    for (uint32_t j = 0; j < RUN_JOBS; j++) {
        const struct aif_row *row = &s->rows[j];
        if (row->start_s != AIF_UNKNOWN_S)
            schedule_add(&s->runs, (struct stretch){j, row->start_s, row->end_s, 0, row->nodes,
                                                    row->node_count, true});
    }
}

/* Seconds of a run in which the job stood still. */
static inline int64_t stood_s(const struct schedule *s, const struct stretch *run)
{
    int64_t sum_s = 0;
    for (uint32_t i = 0; i < s->stands.count; i++) {
        const struct stretch *p = &s->stands.items[i];
        if (p->job == run->job && p->start_s >= run->start_s && p->end_s <= run->end_s)
            sum_s += p->end_s - p->start_s;
    }
    return sum_s;
}

static inline uint32_t stands_in(const struct schedule *s, const struct stretch *run)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->stands.count; i++)
        count += s->stands.items[i].job == run->job && s->stands.items[i].start_s >= run->start_s &&
                 s->stands.items[i].end_s <= run->end_s;
    return count;
}

static inline bool is_at(const struct stretch *s, int64_t t_s)
{
    return s->start_s <= t_s && t_s < s->end_s;
}

static inline bool stands_at(const struct schedule *s, uint32_t job, int64_t t_s)
{
    for (uint32_t i = 0; i < s->stands.count; i++)
        if (s->stands.items[i].job == job && is_at(&s->stands.items[i], t_s))
            return true;
    return false;
}

static inline const struct aif_class *class_of(const struct random_run *r, uint32_t node)
{
    return &r->classes[node >= r->classes[1].first_node];
}

static inline bool has_node(const struct stretch *s, uint32_t node)
{
    for (uint32_t i = 0; i < s->node_count; i++)
        if (s->nodes[i] == node)
            return true;
    return false;
}

/* What a job has on one of its nodes. */
static inline struct aif_shape share_of(const struct random_run *r, uint32_t job, uint32_t node)
{
    const struct aif_request *q = &r->workload.jobs[job].request;
    return r->is_exclusive || q->is_exclusive ? class_of(r, node)->shape : q->per_node;
}

static inline int64_t amount_of(const struct random_run *r, const struct stretch *run,
                                enum aif_tres t)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < run->node_count; i++) {
        struct aif_shape has = share_of(r, run->job, run->nodes[i]);
        sum += t == AIF_TRES_CPU ? has.cores : t == AIF_TRES_GPU ? has.gpus : 1;
    }
    return sum;
}

/* No node is given away twice; jobs that stand still have none. */
static inline void check_nodes_at(const struct schedule *s, int64_t t_s)
{
    struct aif_shape used[RUN_NODES] = {{0}};
    for (uint32_t i = 0; i < s->runs.count; i++) {
        const struct stretch *run = &s->runs.items[i];
        if (!is_at(run, t_s) || stands_at(s, run->job, t_s))
            continue;
        for (uint32_t k = 0; k < run->node_count; k++) {
            struct aif_shape has = share_of(s->r, run->job, run->nodes[k]);
            struct aif_shape *sum = &used[run->nodes[k]];
            const struct aif_shape *most = &class_of(s->r, run->nodes[k])->shape;
            sum->cores += has.cores;
            sum->gpus += has.gpus;
            sum->mem_mib += has.mem_mib;
            require(sum->cores <= most->cores && sum->gpus <= most->gpus &&
                        sum->mem_mib <= most->mem_mib,
                    run->job, t_s, "its node is given away twice");
        }
    }
}

static inline void check_nodes(const struct schedule *s)
{
    for (uint32_t i = 0; i < s->runs.count; i++)
        check_nodes_at(s, s->runs.items[i].start_s);
    for (uint32_t i = 0; i < s->stands.count; i++)
        check_nodes_at(s, s->stands.items[i].end_s);
}

/* The job's longest limit in its life. */
static inline int64_t longest_limit_s(const struct random_run *r, uint32_t job)
{
    int64_t most_s = r->workload.jobs[job].limit_s;
    for (uint32_t i = 0; i < r->workload.action_count; i++) {
        const struct aif_action *a = &r->workload.actions[i];
        if (a->kind == AIF_ACTION_SET_LIMIT && a->job == job && a->value > most_s)
            most_s = a->value;
    }
    return most_s;
}

static inline bool has_action(const struct random_run *r, uint32_t job, enum aif_action_kind kind)
{
    for (uint32_t i = 0; i < r->workload.action_count; i++)
        if (r->workload.actions[i].kind == kind && r->workload.actions[i].job == job)
            return true;
    return false;
}

static inline bool is_near(const struct schedule *s, int64_t a, int64_t b, int64_t parts)
{
    int64_t off = a < b ? b - a : a - b;
    return off <= (s->r->has_ms ? parts : 0); /* whole seconds are cut of each part */
}

/* What a run keeps when it is cut short. */
static inline bool keeps_rightly(const struct schedule *s, const struct stretch *run, int64_t ran_s)
{
    int64_t step_s = s->r->centre.checkpoint_s, parts = 2 + 2 * stands_in(s, run);
    int64_t moved_s = ran_s > s->r->centre.restart_s ? ran_s - s->r->centre.restart_s : 0;
    if (run_parks(s->r) && is_near(s, run->kept_s, moved_s, parts))
        return true;
    for (int64_t d = -parts; d <= parts; d++)
        if ((d == 0 || s->r->has_ms) && ran_s + d >= 0 &&
            run->kept_s == (step_s ? (ran_s + d) / step_s * step_s : 0))
            return true;
    return false;
}

/* All runs of one job together. */
static inline void check_work(const struct schedule *s, uint32_t job)
{
    const struct random_run *r = s->r;
    const struct aif_row *row = &s->rows[job];
    const struct aif_job *traced = &r->workload.jobs[job];
    int64_t kept_s = 0, parts = 1, longest_s = longest_limit_s(r, job);
    for (uint32_t i = 0; i < s->runs.count; i++) {
        const struct stretch *run = &s->runs.items[i];
        if (run->job != job)
            continue;
        int64_t ran_s = run->end_s - run->start_s - stood_s(s, run),
                before_s = run_parks(r) ? kept_s : 0;
        parts += 2 + 2 * stands_in(s, run);
        require(ran_s >= 0, job, run->start_s, "has stood still for longer than it ran");
        require(ran_s + before_s <= longest_s || is_near(s, ran_s + before_s, longest_s, parts),
                job, run->start_s, "runs past its limit");
        require(ran_s + kept_s <= traced->runtime_s + parts * r->has_ms, job, run->start_s,
                "runs for longer than it has work");
        require(run->is_last || keeps_rightly(s, run, ran_s), job, run->end_s,
                "keeps too much work");
        bool is_over = row->outcome == AIF_OUTCOME_COMPLETED || row->outcome == AIF_OUTCOME_FAILED;
        if (run->is_last && is_over)
            require(is_near(s, ran_s + kept_s, traced->runtime_s, parts), job, run->start_s,
                    "has not done its work");
        bool has_other_end = r->ends_jobs || r->workload.extras[job].reservation != AIF_NONE ||
                             has_action(r, job, AIF_ACTION_SET_LIMIT);
        if (run->is_last && row->outcome == AIF_OUTCOME_TIMED_OUT && !has_other_end)
            require(is_near(s, ran_s + before_s, row->limit_s, parts), job, run->end_s,
                    "times out, but not at its limit");
        kept_s += run->kept_s;
    }
    if (row->start_s == AIF_UNKNOWN_S || has_action(r, job, AIF_ACTION_SET_LIMIT))
        return;
    int64_t least_s = r->workload.extras[job].min_limit_s;
    require(row->limit_s <= traced->limit_s &&
                row->limit_s >= (least_s && least_s < traced->limit_s ? least_s : traced->limit_s),
            job, row->start_s, "has a limit that nobody set");
}

/* The runs of a job come after one another, not before it may begin, and of its own nodes. */
static inline void check_places(const struct schedule *s)
{
    const struct random_run *r = s->r;
    int64_t over_s[RUN_JOBS] = {0};
    for (uint32_t i = 0; i < s->runs.count; i++) {
        const struct stretch *run = &s->runs.items[i];
        const struct aif_extra *x = &r->workload.extras[run->job];
        require(run->end_s >= run->start_s, run->job, run->start_s, "ends before it starts");
        require(run->start_s >= r->workload.jobs[run->job].submit_s, run->job, run->start_s,
                "starts before it is submitted");
        require(x->begin_s == AIF_UNKNOWN_S || run->start_s >= x->begin_s, run->job, run->start_s,
                "starts before its begin time");
        require(run->start_s >= over_s[run->job], run->job, run->start_s, "runs twice at a time");
        over_s[run->job] = run->end_s + (run_parks(r) ? 0 : r->centre.requeue_delay_s);
        require(run->is_last || run_parks(r) || (r->centre.requeues && !x->must_not_requeue),
                run->job, run->end_s, "must not be requeued");
        const char *wanted = x->features == AIF_NONE ? "" : r->workload.features.texts[x->features];
        for (uint32_t k = 0; k < run->node_count; k++) {
            bool is_big = run->nodes[k] >= r->classes[1].first_node;
            require(run->nodes[k] < r->machine.node_count, run->job, run->start_s, "no such node");
            require(k == 0 || run->nodes[k] > run->nodes[k - 1], run->job, run->start_s,
                    "nodes are not ascending");
            require(is_big || strcmp(wanted, "big") != 0, run->job, run->start_s,
                    "is on a node without its feature");
            require(!run->is_last ||
                        (r->partitions[s->rows[run->job].partition].class_mask >> is_big & 1),
                    run->job, run->start_s, "is on a node outside its partition");
        }
        require(run->node_count == r->workload.jobs[run->job].request.nodes ||
                    has_action(r, run->job, AIF_ACTION_SET_NODES),
                run->job, run->start_s, "has not the number of nodes it asked for");
    }
}

#endif
