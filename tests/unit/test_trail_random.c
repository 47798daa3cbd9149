/* Random runs of the textbook policies: why jobs waited must agree with what the rows alone say of
 * every second. */
#include "aif/rng.h"
#include "trail_case.h"

static uint32_t below(struct aif_rng *rng, uint32_t n)
{
    return (uint32_t)(aif_rng_next(rng) % n);
}

static void draw_jobs(uint64_t seed, bool has_nodes)
{
    struct aif_rng rng = aif_rng_stream(seed, AIF_STREAM_TEST, 7);
    int64_t submit_s = 0;
    for (uint32_t i = 0; i < JOBS; i++) {
        int64_t run_s = below(&rng, 6) * below(&rng, 9);
        f.jobs[i] = wide(submit_s, 1 + below(&rng, POOL), run_s + below(&rng, 3) * 5 + 1, run_s);
        submit_s += below(&rng, 3) * below(&rng, 3);
        if (!has_nodes)
            continue;
        f.jobs[i].partition = (uint16_t)below(&rng, PARTITIONS);
        f.jobs[i].request = (struct aif_request){
            .nodes = 1 + below(&rng, 3),
            .per_node = {1 + below(&rng, 8), below(&rng, 4), 1 + below(&rng, 30)},
        };
    }
}

static bool runs_at(uint32_t i, int64_t t_s)
{
    return f.rows[i].start_s != AIF_UNKNOWN_S && f.rows[i].start_s <= t_s && t_s < f.rows[i].end_s;
}

static int64_t due_s(uint32_t i)
{
    return f.rows[i].start_s + f.rows[i].limit_s;
}

static bool is_gone_with(uint32_t i, uint32_t last)
{
    return last != AIF_NONE && (due_s(i) < due_s(last) || (due_s(i) == due_s(last) && i <= last));
}

static bool has_node_room(uint32_t i, uint32_t node, int64_t t_s, uint32_t last)
{
    const struct aif_shape *need = &f.jobs[i].request.per_node;
    struct aif_shape left = node < 3 ? classes[0].shape : classes[1].shape;
    if (node >= 3 && f.jobs[i].partition == 1)
        return false;
    for (uint32_t k = 0; k < f.workload.count; k++)
        for (uint32_t n = 0; n < f.rows[k].node_count && runs_at(k, t_s); n++) {
            if (f.rows[k].nodes[n] != node || is_gone_with(k, last))
                continue;
            left.cores -= f.jobs[k].request.per_node.cores;
            left.gpus -= f.jobs[k].request.per_node.gpus;
            left.mem_mib -= f.jobs[k].request.per_node.mem_mib;
        }
    return need->cores <= left.cores && need->gpus <= left.gpus && need->mem_mib <= left.mem_mib;
}

/* Whether job i had room at that time, if all had ended that were due before `last`, and that. */
static bool has_room(uint32_t i, int64_t t_s, uint32_t last)
{
    uint32_t nodes = 0, busy = 0;
    if (f.scenario.machine->node_count) {
        for (uint32_t n = 0; n < NODES; n++)
            nodes += has_node_room(i, n, t_s, last);
        return nodes >= f.jobs[i].request.nodes;
    }
    for (uint32_t k = 0; k < f.workload.count; k++)
        if (runs_at(k, t_s) && !is_gone_with(k, last))
            busy += f.jobs[k].request.procs;
    return f.jobs[i].request.procs <= POOL - busy;
}

static void check_resources(const struct aif_wait_span *s)
{
    uint32_t first = AIF_NONE;
    for (uint32_t k = 0; k < f.workload.count; k++)
        if (runs_at(k, s->from_s) && has_room(s->job, s->from_s, k) &&
            (first == AIF_NONE || is_gone_with(k, first)))
            first = k;
    ck_assert_msg(s->blocker.kind == AIF_BLOCKER_JOB && s->blocker.index == first,
                  "job %u waits from %lld for %u, not for %u", s->job, (long long)s->from_s, first,
                  s->blocker.index);
}

/* fcfs and sjf: who waits before whom. */
static bool is_before(uint32_t a, uint32_t b)
{
    if (strcmp(f.scenario.policy.order->plugin.name, "sjf") == 0 &&
        f.rows[a].limit_s != f.rows[b].limit_s)
        return f.rows[a].limit_s < f.rows[b].limit_s;
    return a < b;
}

static void check_priority(const struct aif_wait_span *s)
{
    uint32_t b = s->blocker.index;
    if (s->blocker.kind == AIF_BLOCKER_NONE) {
        ck_assert(f.scenario.policy.backfill->keeps_reservations);
        return;
    }
    ck_assert(s->blocker.kind == AIF_BLOCKER_JOB && is_before(b, s->job));
    ck_assert_int_le(f.jobs[b].submit_s, s->from_s);
    ck_assert_int_gt(f.rows[b].start_s, s->from_s);
}

/* The spans tile the wait of the job and say of every second whether it had room. */
static uint32_t check_job(uint32_t i, uint32_t at)
{
    int64_t t_s = f.jobs[i].submit_s, start_s = f.rows[i].start_s;
    if (start_s == AIF_UNKNOWN_S)
        return at;
    for (; t_s < start_s; at++) {
        const struct aif_wait_span *s = &f.spans[at];
        ck_assert(at < f.span_count && s->job == i && s->from_s == t_s && s->to_s > t_s);
        for (; t_s < s->to_s; t_s++)
            ck_assert_msg(has_room(i, t_s, AIF_NONE) == (s->reason == AIF_WAIT_PRIORITY),
                          "job %u at %lld: %s", i, (long long)t_s, s->text);
        if (s->reason == AIF_WAIT_RESOURCES)
            check_resources(s);
        else
            check_priority(s);
    }
    ck_assert_int_eq(t_s, start_s);
    return at;
}

/* What is promised is kept: under first come, first served, plans only move up. */
static void look(int64_t now_s, bool keeps_promises)
{
    for (uint32_t i = 0; i < f.workload.count; i++) {
        struct aif_job_view v = aif_view_job(f.sim, i);
        if (v.state != AIF_JOB_PENDING)
            continue;
        ck_assert_int_eq(v.wait == AIF_WAIT_PRIORITY, has_room(i, now_s, AIF_NONE));
        if (v.planned_s == AIF_UNKNOWN_S)
            continue;
        ck_assert_int_gt(v.planned_s, now_s);
        if (keeps_promises && f.planned_s[i])
            ck_assert_int_le(v.planned_s, f.planned_s[i]);
        f.planned_s[i] = v.planned_s;
    }
}

static void check_run(uint64_t seed, const char *order, const char *backfill, bool has_nodes)
{
    draw_jobs(seed, has_nodes);
    f.pool = aif_machine_pool(POOL);
    open_sim(has_nodes ? &shared : &f.pool, JOBS, order, backfill);
    bool is_fcfs = strcmp(order, "fcfs") == 0;
    bool keeps =
        is_fcfs && (strcmp(backfill, "easy") == 0 || strcmp(backfill, "conservative") == 0);
    for (int64_t t_s; (t_s = aif_sim_next(f.sim)) != AIF_NEVER_S;) {
        aif_sim_step(f.sim);
        look(t_s, keeps);
    }
    f.spans = aif_sim_waits(f.sim, &f.arena, &f.span_count);
    uint32_t at = 0, planned = 0;
    for (uint32_t i = 0; i < JOBS; i++) {
        at = check_job(i, at);
        planned += f.planned_s[i] > 0;
        if (keeps && f.planned_s[i] && f.rows[i].start_s != AIF_UNKNOWN_S)
            ck_assert_int_le(f.rows[i].start_s, f.planned_s[i]);
    }
    ck_assert_uint_eq(at, f.span_count);
    ck_assert_msg((planned > 0) == (f.scenario.policy.depth > 0), "%s: %u planned", backfill,
                  planned);
    close_sim();
}

START_TEST(spans_agree_with_the_rows)
{
    static const char *const backfills[] = {
        "none", "greedy", "easy", "depth:3", "conservative", "conservative:replan",
    };
    for (size_t i = 0; i < AIF_COUNT(backfills); i++)
        for (int k = 0; k < 4; k++)
            check_run((uint64_t)_i, k & 1 ? "sjf" : "fcfs", backfills[i], k & 2);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("trail_random");
    TCase *c = tcase_create("random");
    tcase_add_loop_test(c, spans_agree_with_the_rows, 0, 25);
    suite_add_tcase(s, c);
    return run_suite(s);
}
