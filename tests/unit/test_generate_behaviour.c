/* What users do: chains, jobs that set off others, arrays, visits, busy and quiet times.  Expected
 * figures follow from the specs by the formulae in the comments. */
#include "specs.h"

#include <math.h>
#include <string.h>

static const struct aif_dist_part ten_minutes = {.kind = AIF_DIST_CONSTANT, .a = 600};
static const struct aif_dist_part twenty_minutes = {.kind = AIF_DIST_CONSTANT, .a = 1200};
static const struct aif_dist_part ten_hours = {.kind = AIF_DIST_CONSTANT, .a = 36000};
static const struct aif_size_weight one_gpu[] = {{1, 1}};

#define DIST(part)                                                                                 \
    {                                                                                              \
        .parts = &(part), .part_count = 1                                                          \
    }

/* Jobs of one GPU that need so long and ask for as much as a popular limit has. */
static struct aif_job_kind plain(const char *name, const struct aif_dist_part *runtime)
{
    return (struct aif_job_kind){
        .name = name,
        .weight = 1,
        .size = {.weights = one_gpu, .weight_count = 1},
        .runtime_s = {.parts = runtime, .part_count = 1},
        .limit = {.popular_s = popular_s, .popular_count = AIF_COUNT(popular_s)},
        .burst_mean = 1,
    };
}

static struct aif_workload made(const struct aif_community *c, const struct aif_generate_size *size)
{
    struct aif_generate_spec spec = {.name = "one", .communities = c, .community_count = 1};
    return make(&spec, size, 1, NULL);
}

static const struct aif_depend *only_depend(const struct aif_workload *w, uint32_t job)
{
    ck_assert_uint_eq(w->extras[job].depend_count, 1);
    return &w->depends[w->extras[job].first_depend];
}

/* Ten hours under a limit of four: 4, 4 and 2, each after the one before. */
START_TEST(a_job_longer_than_the_longest_limit_becomes_a_chain)
{
    struct aif_job_kind kind = plain("train", &ten_hours);
    kind.limit.longest_s = 4 * HOUR_S;
    kind.most_pieces = 5;
    struct aif_community c = community("c", 0.5, &kind);
    struct aif_generate_size size = {.jobs = 300, .span_s = 100 * DAY_S};
    struct aif_workload w = made(&c, &size);
    uint32_t firsts = 0, chained = 0;
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_job *j = &w.jobs[i];
        ck_assert_int_eq(j->limit_s, 4 * HOUR_S);
        firsts += j->after == AIF_NONE;
        if (j->after == AIF_NONE)
            continue;
        const struct aif_job *before = &w.jobs[j->after];
        const struct aif_depend *d = only_depend(&w, i);
        ck_assert_uint_eq(d->job, j->after);
        ck_assert_uint_eq(d->kind, AIF_DEPEND_AFTER_ANY);
        ck_assert_int_eq(before->runtime_s, 4 * HOUR_S);
        ck_assert_int_eq(j->submit_s, before->submit_s + 4 * HOUR_S);
        ck_assert_int_eq(j->runtime_s, before->after == AIF_NONE ? 4 * HOUR_S : 2 * HOUR_S);
        ck_assert_int_eq(j->think_s, 0);
        ck_assert_uint_eq(j->user, before->user);
        chained++;
    }
    /* Of 100 chains, a few run past the end of the span. */
    ck_assert_uint_eq(firsts + chained, 300);
    ck_assert_uint_ge(chained, 195);
    aif_workload_close(&w);
}
END_TEST

/* Chains of up to 40 hours in a span of 11: all go round, some more than three times.  Those that
 * cross its end go on at its beginning without waiting. */
START_TEST(nobody_waits_across_the_end_of_the_span)
{
    static const struct aif_dist_part long_ones = {
        .kind = AIF_DIST_UNIFORM, .a = 3600, .b = 144000};
    struct aif_job_kind kind = plain("train", &long_ones);
    kind.limit.longest_s = 4 * HOUR_S;
    kind.most_pieces = 10;
    struct aif_community c = community("c", 0.5, &kind);
    struct aif_generate_size size = {.jobs = 2000, .span_s = 11 * HOUR_S};
    struct aif_workload w = made(&c, &size);
    uint32_t waiting = 0;
    for (uint32_t i = 0; i < w.count; i++)
        if (w.jobs[i].after != AIF_NONE) {
            ck_assert_uint_lt(w.jobs[i].after, i);
            ck_assert_int_eq(w.jobs[i].submit_s, w.jobs[w.jobs[i].after].submit_s + 4 * HOUR_S);
            waiting++;
        }
    /* Pieces of 4 hours stay within 11 with chance 7 in 11; of 1,640 that are not the first. */
    ck_assert_uint_gt(waiting, 900);
    ck_assert_uint_lt(waiting, 1200);
    aif_workload_close(&w);
}
END_TEST

/* What follows more than a span later is of another time round, wherever it lies. */
START_TEST(nobody_waits_for_a_job_of_another_time_round)
{
    static const struct aif_dist_part half_a_day = {.kind = AIF_DIST_CONSTANT, .a = 43200};
    struct aif_job_kind kinds[] = {plain("train", &ten_minutes), plain("eval", &ten_minutes),
                                   plain("again", &ten_minutes)};
    struct aif_trigger t[2];
    for (uint32_t k = 0; k < 2; k++) {
        t[k] = (struct aif_trigger){k + 1, 1.0, 1, DIST(half_a_day), true};
        kinds[k].triggers = &t[k];
        kinds[k].trigger_count = 1;
        kinds[k + 1].weight = 0;
    }
    struct aif_community c = community("c", 0.5, kinds);
    c.kind_count = 3;
    struct aif_generate_size size = {.jobs = 1000, .span_s = 11 * HOUR_S};
    struct aif_workload w = made(&c, &size);
    for (uint32_t i = 0; i < w.count; i++)
        ck_assert_uint_eq(w.jobs[i].after, AIF_NONE);
    aif_workload_close(&w);
}
END_TEST

START_TEST(without_pieces_it_is_cut)
{
    struct aif_job_kind kind = plain("train", &ten_hours);
    kind.limit.longest_s = 4 * HOUR_S;
    struct aif_community c = community("c", 0.5, &kind);
    struct aif_generate_size size = {.jobs = 100};
    struct aif_workload w = made(&c, &size);
    ck_assert_ptr_null(w.extras);
    for (uint32_t i = 0; i < w.count; i++) {
        ck_assert_int_eq(w.jobs[i].runtime_s, 4 * HOUR_S);
        ck_assert_uint_eq(w.jobs[i].after, AIF_NONE);
    }
    aif_workload_close(&w);
}
END_TEST

static const struct aif_outcome_share all_fail[] = {{1, 1.0, 0.0}};

/* Trainings of ten hours, then a burst of evaluations 20 minutes after their end. */
static struct aif_workload trained(struct aif_trigger t, bool fails)
{
    struct aif_job_kind kinds[] = {plain("train", &ten_hours), plain("eval", &ten_minutes)};
    t.kind = 1;
    kinds[0].triggers = &t;
    kinds[0].trigger_count = 1;
    kinds[0].outcomes = all_fail;
    kinds[0].outcome_count = fails;
    kinds[1].weight = 0;
    struct aif_community c = community("c", 0.5, kinds);
    c.kind_count = 2;
    struct aif_generate_size size = {.span_s = 100 * DAY_S, .load = 0.01};
    return made(&c, &size);
}

START_TEST(the_end_of_a_job_sets_off_others)
{
    struct aif_trigger t = {
        .share = 0.5, .jobs_mean = 3, .think_s = DIST(twenty_minutes), .needs_success = true};
    struct aif_workload w = trained(t, false);
    uint32_t training = aif_names_find(&w.applications, "train"), trains = 0, evals = 0;
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_job *j = &w.jobs[i];
        trains += j->application == training;
        evals += j->application != training;
        if (j->after == AIF_NONE)
            continue;
        ck_assert_uint_eq(w.jobs[j->after].application, training);
        ck_assert_int_eq(j->submit_s, w.jobs[j->after].submit_s + 36000 + 1200);
        ck_assert_int_eq(j->think_s, 1200);
        ck_assert_uint_eq(only_depend(&w, i)->kind, AIF_DEPEND_AFTER_OK);
        ck_assert_uint_eq(only_depend(&w, i)->job, j->after);
        ck_assert_uint_eq(j->user, w.jobs[j->after].user);
    }
    /* 400 GPUs x 0.01 x 100 days / about 10.25 hours = 937 trainings; half of them set off three:
     * 1.5 a training, whose standard deviation is 2.3, so 0.076 for the mean. */
    ck_assert_uint_gt(trains, 900);
    ck_assert_uint_lt(trains, 970);
    ck_assert_double_le(fabs((double)evals / trains - 1.5), 0.38);
    aif_workload_close(&w);
}
END_TEST

START_TEST(a_job_that_fails_sets_off_only_what_waits_for_any_end)
{
    struct aif_trigger t = {.share = 1.0, .jobs_mean = 1, .needs_success = true};
    struct aif_workload w = trained(t, true);
    ck_assert_ptr_null(w.extras);
    aif_workload_close(&w);

    t.needs_success = false;
    w = trained(t, true);
    ck_assert_ptr_nonnull(w.extras);
    for (uint32_t i = 0; i < w.count; i++)
        if (w.jobs[i].after != AIF_NONE) {
            ck_assert_uint_eq(only_depend(&w, i)->kind, AIF_DEPEND_AFTER_ANY);
            ck_assert_int_eq(w.jobs[i].think_s, 0);
        }
    aif_workload_close(&w);
}
END_TEST

START_TEST(a_burst_may_be_one_array)
{
    struct aif_job_kind kind = plain("eval", &ten_minutes);
    kind.burst_mean = 5;
    kind.gap_s = (struct aif_dist)DIST(twenty_minutes);
    kind.is_array = true;
    kind.array_limit = 4;
    struct aif_community c = community("c", 0.5, &kind);
    struct aif_generate_size size = {.jobs = 4000};
    struct aif_workload w = made(&c, &size);
    uint32_t tasks = 0;
    for (uint32_t i = 0; i < w.array_count; i++) {
        const struct aif_array *a = &w.arrays[i];
        const uint32_t *jobs = &w.array_jobs[a->first_job];
        ck_assert_uint_eq(a->max_running, 4);
        ck_assert_int_eq(a->id, w.jobs[jobs[0]].id);
        for (uint32_t k = 0; k < a->job_count; k++, tasks++) {
            ck_assert_uint_eq(jobs[k], jobs[0] + k);
            ck_assert_uint_eq(w.extras[jobs[k]].array, i);
            ck_assert_uint_eq(w.extras[jobs[k]].array_task, k + 1);
            ck_assert_int_eq(w.jobs[jobs[k]].submit_s, w.jobs[jobs[0]].submit_s);
            ck_assert_uint_eq(w.jobs[jobs[k]].user, w.jobs[jobs[0]].user);
        }
    }
    /* A geometric burst of mean 5 is single with chance 0.2, and 1 job in 25 is such a one. */
    ck_assert_double_le(fabs((double)(w.count - tasks) / w.count - 0.04), 0.02);
    ck_assert_uint_eq(tasks, w.array_job_count);
    aif_workload_close(&w);
}
END_TEST

/* Sessions of one job of 600 s, the next 1,200 s after the end of the one before, three a visit in
 * the mean: two of three jobs come 1,800 s after another of the same user. */
START_TEST(a_visit_has_sessions_with_time_to_think_between)
{
    struct aif_job_kind kind = plain("debug", &ten_minutes);
    struct aif_community c = community("c", 0.5, &kind);
    c.users = 1000;
    c.accounts = 10;
    c.user_skew = 0;
    c.visit_mean = 3;
    c.think_s = (struct aif_dist)DIST(twenty_minutes);
    struct aif_generate_size size = {.jobs = 3000, .span_s = 100 * DAY_S};
    struct aif_workload w = made(&c, &size);
    uint32_t after_another = 0;
    static int64_t last_s[1000];
    for (uint32_t u = 0; u < 1000; u++)
        last_s[u] = -1;
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_job *j = &w.jobs[i];
        after_another += j->submit_s == last_s[j->user] + 1800;
        last_s[j->user] = j->submit_s;
    }
    /* 1,000 geometric visits of variance 6: five standard errors are 0.043. */
    ck_assert_double_le(fabs(after_another / 3000.0 - 2.0 / 3.0), 0.05);
    aif_workload_close(&w);
}
END_TEST

/* Counts in ten minutes, of 5 in the mean, under a level that changes each hour with a standard
 * deviation of 1: the variance is 5 + 25, to mean 6.  The standard error over four runs, seen over
 * 40, is 0.2. */
START_TEST(levels_make_arrivals_overdispersed)
{
    static const struct aif_swing hourly[] = {{HOUR_S, 1.0}};
    struct aif_job_kind kind = plain("k", &ten_minutes);
    struct aif_community c = community("c", 0.5, &kind);
    c.swings = hourly;
    c.swing_count = 1;
    struct aif_generate_spec spec = {.name = "one", .communities = &c, .community_count = 1};
    double sum = 0.0;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct aif_generate_size size = {.jobs = 21600, .span_s = 30 * DAY_S};
        struct aif_workload w = make(&spec, &size, seed, NULL);
        static double counts[4320];
        memset(counts, 0, sizeof counts);
        for (uint32_t i = 0; i < w.count; i++)
            counts[w.jobs[i].submit_s / 600] += 1.0;
        for (int k = 0; k < 4320; k++)
            sum += (counts[k] - 5.0) * (counts[k] - 5.0) / 4320 / 5.0 / 4;
        aif_workload_close(&w);
    }
    ck_assert_double_le(fabs(sum - 6.0), 1.0);
}
END_TEST

START_TEST(a_kind_may_keep_hours_of_its_own)
{
    static const struct aif_cycle office = {
        .hour = {[9] = 1, [10] = 1, [11] = 1, [13] = 2, [14] = 1, [15] = 1, [16] = 1},
        .day = {1, 1, 1, 1, 1, 0, 0},
    };
    struct aif_job_kind kinds[] = {plain("debug", &ten_minutes), plain("other", &ten_minutes)};
    kinds[0].cycle = &office;
    struct aif_community c = community("c", 0.5, kinds);
    c.kind_count = 2;
    struct aif_generate_spec spec = {.name = "one",
                                     .communities = &c,
                                     .community_count = 1,
                                     .unix_start_s = INT64_C(1793577600), /* a Monday */
                                     .utc_offset_s = 2 * HOUR_S};
    struct aif_generate_size size = {.jobs = 4000, .span_s = 28 * DAY_S};
    struct aif_workload w = make(&spec, &size, 1, NULL);
    uint32_t debug = aif_names_find(&w.applications, "debug"), nights = 0, count = 0;
    for (uint32_t i = 0; i < w.count; i++) {
        int64_t local_s = w.jobs[i].submit_s + 2 * HOUR_S;
        int64_t hour = local_s % DAY_S / HOUR_S, day = local_s / DAY_S % 7;
        if (w.jobs[i].application != debug) {
            nights += hour < 6;
            continue;
        }
        count++;
        ck_assert(hour >= 9 && hour <= 16 && hour != 12 && day < 5);
    }
    ck_assert_uint_gt(nights, 400); /* a quarter of about 2,000 */
    ck_assert_uint_gt(count, 1800);
    aif_workload_close(&w);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("behaviour");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_job_longer_than_the_longest_limit_becomes_a_chain);
    tcase_add_test(t, nobody_waits_across_the_end_of_the_span);
    tcase_add_test(t, nobody_waits_for_a_job_of_another_time_round);
    tcase_add_test(t, without_pieces_it_is_cut);
    tcase_add_test(t, the_end_of_a_job_sets_off_others);
    tcase_add_test(t, a_job_that_fails_sets_off_only_what_waits_for_any_end);
    tcase_add_test(t, a_burst_may_be_one_array);
    tcase_add_test(t, a_visit_has_sessions_with_time_to_think_between);
    tcase_add_test(t, levels_make_arrivals_overdispersed);
    tcase_add_test(t, a_kind_may_keep_hours_of_its_own);
    Suite *s = suite_create("generate_behaviour");
    suite_add_tcase(s, t);
    return run_suite(s);
}
