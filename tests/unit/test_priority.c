/* The terms of multifactor priority.  Expected values: the examples of Slurm's pages on priorities,
 * and by hand from its formulae. */
#include "aif/priority.h"

#include "suite.h"

static const struct aif_priority_scale cluster = {
    .nodes = 100, .cpus = 6400, .max_partition_factor = 20, .max_qos = 500, .max_assoc = 50};

static const struct aif_priority_job tenth = {.nodes = 10, .cpus = 640, .limit_s = 3600};

static struct aif_priority_sum compute(const struct aif_priority *settings,
                                       const struct aif_priority_job *job)
{
    struct aif_priority_sum sum;
    aif_priority_compute(settings, &cluster, job, &sum);
    return sum;
}

START_TEST(partitions_count_against_the_largest_factor_or_as_they_are)
{
    struct aif_priority p = {.weight_partition = 5000};
    struct aif_priority_job large = {.partition_factor = 20}, small = {.partition_factor = 10};

    ck_assert_uint_eq(compute(&p, &large).priority, 5000);
    ck_assert_uint_eq(compute(&p, &small).priority, 2500);

    p.has_plain_partition = true;
    ck_assert_uint_eq(compute(&p, &large).priority, 100000);
    ck_assert_uint_eq(compute(&p, &small).priority, 50000);
}
END_TEST

START_TEST(size_favours_large_or_small_jobs_or_counts_by_the_minute)
{
    struct aif_priority p = {.weight_job_size = 1};

    ck_assert_double_eq_tol(compute(&p, &tenth).factor.job_size, 0.1, 1e-15);
    p.favors_small = true;
    ck_assert_double_eq_tol(compute(&p, &tenth).factor.job_size, 0.9, 1e-15);
    p.favors_small = false;
    p.is_small_relative_to_time = true;
    ck_assert_double_eq_tol(compute(&p, &tenth).factor.job_size, 0.1 / 60, 1e-15);
}
END_TEST

START_TEST(size_of_unknown_cpus_is_that_of_the_nodes)
{
    struct aif_priority p = {.weight_job_size = 1};
    struct aif_priority_job job = {.nodes = 10};

    ck_assert_double_eq_tol(compute(&p, &job).factor.job_size, 0.1, 1e-15);
}
END_TEST

START_TEST(age_grows_to_the_most_there_is)
{
    struct aif_priority p = {.weight_age = 1000, .max_age_s = 7 * 86400};
    struct aif_priority_job half = {.age_s = 302400}, old = {.age_s = 8 * 86400};

    ck_assert_double_eq(compute(&p, &half).factor.age, 0.5);
    ck_assert_uint_eq(compute(&p, &half).priority, 500);
    ck_assert_uint_eq(compute(&p, &old).priority, 1000);
}
END_TEST

START_TEST(sums_are_cut_and_kept_within_32_bits)
{
    struct aif_priority p = {.weight_qos = 1, .has_plain_qos = true};
    struct aif_priority_job below = {.qos_priority = 10, .nice = 100},
                            above = {.qos_priority = 9, .site_factor = INT32_MAX},
                            far = {.qos_priority = INT64_C(5000000000)};

    ck_assert_uint_eq(compute(&p, &below).priority, 1);
    ck_assert_uint_eq(compute(&p, &above).priority, UINT32_C(2147483656));
    ck_assert_uint_eq(compute(&p, &far).priority, UINT32_MAX);
    ck_assert_double_eq(compute(&p, &far).shown, 5e9);

    p.has_plain_qos = false;
    p.weight_qos = 1999;
    ck_assert_uint_eq(compute(&p, &(struct aif_priority_job){.qos_priority = 250}).priority, 999);
}
END_TEST

START_TEST(tres_count_against_their_partition)
{
    struct aif_tres_set capacity = {{[AIF_TRES_CPU] = 1024, [AIF_TRES_GPU] = 64}};
    struct aif_priority p = {.weight_tres = {[AIF_TRES_CPU] = 4000, [AIF_TRES_GPU] = 6000}};
    struct aif_priority_job job = {.tres = {{[AIF_TRES_CPU] = 256, [AIF_TRES_GPU] = 16}},
                                   .capacity = &capacity};

    ck_assert_uint_eq(compute(&p, &job).priority, 1000 + 1500);
    p.has_plain_tres = true;
    ck_assert_uint_eq(compute(&p, &job).priority, 256 * 4000 + 16 * 6000);
}
END_TEST

START_TEST(a_scale_takes_the_largest_values_of_a_centre)
{
    struct aif_centre_partition partitions[] = {{.priority_job_factor = 10},
                                                {.priority_job_factor = 100}};
    struct aif_centre_qos qos[] = {{.priority = 500}, {.priority = 10}};
    struct aif_assoc assocs[] = {{.priority = 0}, {.priority = 7}, {.priority = 3}};
    struct aif_centre c = {.partitions = partitions,
                           .qos = qos,
                           .qos_count = 2,
                           .accounts = {.assocs = assocs, .count = 3}};

    struct aif_priority_scale s = aif_priority_scale_of(&c, 2, 16, 1024);

    ck_assert_int_eq(s.max_partition_factor, 100);
    ck_assert_int_eq(s.max_qos, 500);
    ck_assert_int_eq(s.max_assoc, 7);
    ck_assert_uint_eq(s.nodes, 16);
    ck_assert_uint_eq(s.cpus, 1024);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("priority");
    TCase *t = tcase_create("terms");
    suite_add_tcase(s, t);
    tcase_add_test(t, partitions_count_against_the_largest_factor_or_as_they_are);
    tcase_add_test(t, size_favours_large_or_small_jobs_or_counts_by_the_minute);
    tcase_add_test(t, size_of_unknown_cpus_is_that_of_the_nodes);
    tcase_add_test(t, age_grows_to_the_most_there_is);
    tcase_add_test(t, sums_are_cut_and_kept_within_32_bits);
    tcase_add_test(t, tres_count_against_their_partition);
    tcase_add_test(t, a_scale_takes_the_largest_values_of_a_centre);
    return run_suite(s);
}
