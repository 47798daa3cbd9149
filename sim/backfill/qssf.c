/* Quasi-shortest service first (Hu et al., SC 2021, without its learnt model): the smallest product
 * of predicted duration and width comes first, and nothing passes a job that does not fit.  A
 * duration is predicted once, when the job comes into the queue: the mean of its user's jobs of the
 * same name that have run, or else of all of the user's, or else what it asks for.  A job that was
 * suspended or kept a checkpoint has run all its stretches together; what it lost does not count.
 */
#include "aif/sched.h"
#include "controller/pass.h"
#include "controller/rule.h"
#include "controller/runtime.h"

/* How long jobs of one user, or of one name, have run. */
struct habit {
    struct habit *next;
    uint32_t name;
    int64_t sum_ms;
    uint32_t count;
};

struct history {
    struct habit *users; /* by user: all of its jobs; `next` leads to those of each name */
    double *predicted;   /* by job: unit-milliseconds; below 0: not yet */
};

static void open(struct controller *c)
{
    struct aif_arena *arena = &c->sim.arena;
    struct history *h = AIF_NEW(arena, struct history, 1);
    h->users = AIF_NEW(arena, struct habit, c->sim.scenario.workload->users.count + 1);
    h->predicted = AIF_NEW(arena, double, c->sim.job_count + 1);
    for (uint32_t job = 0; job < c->sim.job_count; job++)
        h->predicted[job] = -1;
    c->rule_state = h;
}

static int64_t pass(struct controller *c)
{
    main_pass_all(c);
    return AIF_NEVER_S;
}

static uint32_t name_of(const struct controller *c, uint32_t job)
{
    const struct aif_workload *w = c->sim.scenario.workload;
    return w->extras ? w->extras[job].name : AIF_NONE;
}

static struct habit *find(struct habit *user, uint32_t name)
{
    struct habit *k = user->next;
    while (k && k->name != name)
        k = k->next;
    return k;
}

static double predict_ms(const struct controller *c, const struct ask *a)
{
    const struct history *h = c->rule_state;
    if (a->user == AIF_NONE || !h->users[a->user].count)
        return (double)a->limit_s * 1000;
    struct habit *user = &h->users[a->user];
    uint32_t name = name_of(c, a->job);
    const struct habit *k = name == AIF_NONE ? NULL : find(user, name);
    k = k ? k : user;
    return (double)k->sum_ms / k->count;
}

static double score(struct controller *c, const struct ask *a)
{
    struct history *h = c->rule_state;
    if (h->predicted[a->job] < 0)
        h->predicted[a->job] = predict_ms(c, a) * c->sim.rows[a->job].units;
    return h->predicted[a->job];
}

static void note(struct habit *k, int64_t ran_ms)
{
    k->sum_ms += ran_ms;
    k->count++;
}

static void ended(struct controller *c, uint32_t job)
{
    struct history *h = c->rule_state;
    uint32_t user = c->sim.scenario.workload->jobs[job].user, name = name_of(c, job);
    if (user == AIF_NONE || c->sim.rows[job].start_s == AIF_UNKNOWN_S)
        return;
    int64_t ran_ms = runtime_done_ms(c, job);
    note(&h->users[user], ran_ms);
    if (name == AIF_NONE)
        return;
    struct habit *k = find(&h->users[user], name);
    if (!k) {
        k = AIF_NEW(&c->sim.arena, struct habit, 1);
        *k = (struct habit){.next = h->users[user].next, .name = name};
        h->users[user].next = k;
    }
    note(k, ran_ms);
}

static const struct start_rule rule = {
    .open = open,
    .pass = pass,
    .score = score,
    .preempts = true,
    .ended = ended,
};

const struct aif_backfill aif_backfill_qssf = {
    .plugin = {AIF_BACKFILL, "qssf",
               "Helios: smallest predicted duration x width first, from history"},
    .controls = true,
    .rule = &rule,
};
