/* Who may preempt whom, in which order victims are asked, and which of them are taken. */
#include "aif/preempt.h"

#include "suite.h"

enum { LOW, NORMAL, HIGH };

static struct aif_centre_qos qos[3];
static struct aif_centre_partition partitions[2];
static struct aif_centre centre;

static void set_up(void)
{
    for (int q = 0; q < 3; q++)
        qos[q] = (struct aif_centre_qos){.name = "",
                                         .priority = 10 * (q + 1),
                                         .preempt_mode = AIF_PREEMPT_UNSET,
                                         .preempt_exempt_s = AIF_UNKNOWN_S};
    qos[NORMAL].preempt_mask = 1 << LOW;
    qos[HIGH].preempt_mask = 1 << LOW | 1 << NORMAL;
    for (int p = 0; p < 2; p++)
        partitions[p] = (struct aif_centre_partition){
            .priority_tier = 1 + 9 * p, .preempt_mode = AIF_PREEMPT_UNSET, .qos = AIF_NONE};
    centre = aif_centre_default();
    centre.qos = qos;
    centre.qos_count = 3;
    centre.partitions = partitions;
    centre.preempt_type = AIF_PREEMPT_QOS;
    centre.preempt_mode = AIF_PREEMPT_REQUEUE;
}

static struct aif_preempt_job job(uint32_t number, uint32_t q, uint32_t nodes)
{
    return (struct aif_preempt_job){.job = number, .qos = q, .node_count = nodes, .priority = 100};
}

static bool may(const struct aif_preempt_job *preemptor, const struct aif_preempt_job *victim,
                int64_t now_s)
{
    return aif_preempt_may(aif_preempt_of(&centre), &centre, preemptor, victim, now_s);
}

START_TEST(a_qos_preempts_those_it_lists_and_its_own_only_within)
{
    struct aif_preempt_job low = job(1, LOW, 1), normal = job(2, NORMAL, 1), high = job(3, HIGH, 1);
    struct aif_preempt_job rival = job(4, NORMAL, 1);

    ck_assert(may(&normal, &low, 0) && may(&high, &normal, 0));
    ck_assert(!may(&low, &normal, 0) && !may(&normal, &high, 0) && !may(&normal, &rival, 0));
    qos[NORMAL].flags = AIF_QOS_PREEMPT_WITHIN;
    ck_assert(!may(&normal, &rival, 0));
    rival.priority = 99;
    ck_assert(may(&normal, &rival, 0) && !may(&rival, &normal, 0));
    qos[HIGH].flags = AIF_QOS_PREEMPT_PRIORITY;
    ck_assert(!may(&high, &normal, 0));
    high.priority = 101;
    ck_assert(may(&high, &normal, 0));
}
END_TEST

START_TEST(a_partition_preempts_those_of_lower_tiers_unless_they_are_off)
{
    centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    struct aif_preempt_job lower = job(1, HIGH, 1), upper = job(2, LOW, 1);
    upper.partition = 1;

    ck_assert(may(&upper, &lower, 0) && !may(&lower, &upper, 0) && !may(&lower, &lower, 0));
    partitions[0].preempt_mode = AIF_PREEMPT_OFF;
    ck_assert(!may(&upper, &lower, 0));
    centre.preempt_type = AIF_PREEMPT_NONE;
    partitions[0].preempt_mode = AIF_PREEMPT_CANCEL;
    ck_assert(!may(&upper, &lower, 0));
}
END_TEST

START_TEST(what_is_done_is_of_the_victim_then_of_the_centre)
{
    const struct aif_preempt *p = aif_preempt_of(&centre);
    struct aif_preempt_job low = job(1, LOW, 1);
    qos[LOW].grace_s = 30;

    ck_assert_int_eq(aif_preempt_how(p, &centre, &low), AIF_PREEMPT_REQUEUE);
    ck_assert_int_eq(p->grace_s(&centre, &low), 30);
    low.must_not_requeue = true;
    ck_assert_int_eq(aif_preempt_how(p, &centre, &low), AIF_PREEMPT_CANCEL);
    qos[LOW].preempt_mode = AIF_PREEMPT_SUSPEND;
    ck_assert_int_eq(aif_preempt_how(p, &centre, &low), AIF_PREEMPT_SUSPEND);
}
END_TEST

START_TEST(exempt_time_is_of_the_partitions_qos_before_the_jobs_before_the_centres)
{
    struct aif_preempt_job low = job(1, LOW, 1), high = job(2, HIGH, 1);
    low.start_s = 1000;

    centre.preempt_exempt_s = 60;
    ck_assert(!may(&high, &low, 1059) && may(&high, &low, 1060));
    qos[LOW].preempt_exempt_s = 10;
    ck_assert(!may(&high, &low, 1009) && may(&high, &low, 1010));
    partitions[0].qos = NORMAL;
    qos[NORMAL].preempt_exempt_s = 20;
    ck_assert(!may(&high, &low, 1019) && may(&high, &low, 1020));
    qos[LOW].flags = AIF_QOS_OVER_PART_QOS;
    ck_assert(may(&high, &low, 1010));
}
END_TEST

static void check_order(const struct aif_preempt_job *jobs, uint32_t count, const uint32_t *numbers)
{
    for (uint32_t i = 0; i < count; i++)
        ck_assert_uint_eq(jobs[i].job, numbers[i]);
}

START_TEST(victims_are_asked_by_rank_then_size_then_number_or_the_youngest_first)
{
    struct aif_preempt_job high = job(9, HIGH, 1);
    struct aif_preempt_job all[] = {job(6, NORMAL, 1), job(5, LOW, 4), job(4, LOW, 2),
                                    job(3, HIGH, 1),   job(2, LOW, 4), job(1, NORMAL, 1)};
    struct aif_preempt_job again[6];
    for (int i = 0; i < 6; i++) {
        all[i].start_s = i == 4 ? 3 : i;
        again[i] = all[i];
    }

    ck_assert_uint_eq(aif_preempt_candidates(&centre, &high, all, 6, 10), 5);
    check_order(all, 5, (const uint32_t[]){4, 2, 5, 1, 6});
    centre.slurm.preempts_youngest_first = true;
    ck_assert_uint_eq(aif_preempt_candidates(&centre, &high, again, 6, 10), 5);
    check_order(again, 5, (const uint32_t[]){1, 2, 4, 5, 6});
}
END_TEST

/* A machine whose jobs have masks of nodes by number, and which gives the lowest free ones. */
struct machine {
    uint32_t masks[8], free, need, picked;
};

static bool fits(void *context, const struct aif_preempt_job *gone, uint32_t count)
{
    struct machine *m = context;
    uint32_t free = m->free, left = m->need;
    for (uint32_t i = 0; i < count; i++)
        free |= m->masks[gone[i].job];
    m->picked = 0;
    for (uint32_t n = 0; n < 8 && left; n++)
        if (free >> n & 1) {
            m->picked |= 1u << n;
            left--;
        }
    return left == 0;
}

static uint32_t overlap(void *context, const struct aif_preempt_job *j)
{
    const struct machine *m = context;
    uint32_t both = m->picked & m->masks[j->job], count = 0;
    for (; both; both &= both - 1)
        count++;
    return count;
}

/* Jobs 1 and 2 are asked first and have a node each, but job 3 has three: alone it is enough. */
START_TEST(who_was_needed_last_is_tried_first_and_others_are_spared)
{
    struct machine m = {.masks = {0, 1u << 0, 1u << 7, 7u << 3}, .need = 3};
    struct aif_preempt_trial trial = {&m, fits, overlap};
    struct aif_preempt_job c[] = {job(1, LOW, 1), job(2, LOW, 1), job(3, LOW, 3)};

    ck_assert_uint_eq(aif_preempt_choose(&centre.slurm, &trial, c, 3), 1);
    ck_assert_uint_eq(c[0].job, 3);
    m.need = 6;
    ck_assert_uint_eq(aif_preempt_choose(&centre.slurm, &trial, c, 3), 0);
}
END_TEST

/* Nodes: 1 has 0; 2 has 7; 3 has 1, 2; 4 has 3, 4; five are needed.  All four are taken away the
 * first time, the job gets 0 to 4.  Then 4, 3, 1 (most nodes first) are enough; then 1, 4, 3.  In
 * strict order: 4, 1, 2, 3, all again; then 3, 4, 1. */
START_TEST(the_order_of_later_rounds_is_by_use_or_strict)
{
    struct machine m = {.masks = {0, 1u << 0, 1u << 7, 3u << 1, 3u << 3}, .need = 5};
    struct aif_preempt_trial trial = {&m, fits, overlap};
    struct aif_preempt_job c[] = {job(1, LOW, 1), job(2, LOW, 1), job(3, LOW, 2), job(4, LOW, 2)};
    struct aif_preempt_job d[] = {c[0], c[1], c[2], c[3]}, e[] = {c[0], c[1], c[2], c[3]};

    ck_assert_uint_eq(aif_preempt_choose(&centre.slurm, &trial, c, 4), 3);
    check_order(c, 3, (const uint32_t[]){1, 4, 3});
    centre.slurm.is_preempt_strict_order = true;
    ck_assert_uint_eq(aif_preempt_choose(&centre.slurm, &trial, d, 4), 3);
    check_order(d, 3, (const uint32_t[]){3, 4, 1});
    centre.slurm.preempt_reorder_count = 0;
    ck_assert_uint_eq(aif_preempt_choose(&centre.slurm, &trial, e, 4), 3);
    check_order(e, 3, (const uint32_t[]){4, 1, 3});
}
END_TEST

/* One that frees nothing the job uses is no victim. */
START_TEST(only_jobs_on_the_nodes_chosen_are_victims)
{
    struct machine m = {.masks = {0, 1u << 7, 3u << 2}, .free = 1, .need = 3};
    struct aif_preempt_trial trial = {&m, fits, overlap};
    struct aif_preempt_job c[] = {job(1, LOW, 1), job(2, LOW, 2)};

    centre.slurm.preempt_reorder_count = 0;
    ck_assert_uint_eq(aif_preempt_choose(&centre.slurm, &trial, c, 2), 1);
    ck_assert_uint_eq(c[0].job, 2);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("preempt");
    TCase *c = tcase_create("preempt");
    tcase_add_checked_fixture(c, set_up, NULL);
    tcase_add_test(c, a_qos_preempts_those_it_lists_and_its_own_only_within);
    tcase_add_test(c, a_partition_preempts_those_of_lower_tiers_unless_they_are_off);
    tcase_add_test(c, what_is_done_is_of_the_victim_then_of_the_centre);
    tcase_add_test(c, exempt_time_is_of_the_partitions_qos_before_the_jobs_before_the_centres);
    tcase_add_test(c, victims_are_asked_by_rank_then_size_then_number_or_the_youngest_first);
    tcase_add_test(c, who_was_needed_last_is_tried_first_and_others_are_spared);
    tcase_add_test(c, the_order_of_later_rounds_is_by_use_or_strict);
    tcase_add_test(c, only_jobs_on_the_nodes_chosen_are_victims);
    suite_add_tcase(s, c);
    return run_suite(s);
}
