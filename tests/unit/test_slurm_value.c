/* Values as Slurm writes them: times, sizes, resources, local times. */
#include "host/slurm/clock.h"
#include "host/slurm/value.h"
#include "suite.h"

#include <string.h>

static int64_t duration(const char *text)
{
    int64_t s = -99;
    return slurm_duration_s(text, &s) ? s : -77;
}

/* The forms that sbatch(1) lists under --time. */
START_TEST(durations_are_minutes_or_times)
{
    ck_assert_int_eq(duration("90"), 5400);
    ck_assert_int_eq(duration("90:30"), 5430);
    ck_assert_int_eq(duration("01:30:15"), 5415);
    ck_assert_int_eq(duration("2-12"), 216000);
    ck_assert_int_eq(duration("2-12:30"), 217800);
    ck_assert_int_eq(duration("1-02:03:04"), 93784);
    ck_assert_int_eq(duration("UNLIMITED"), AIF_UNLIMITED);
    ck_assert_int_eq(duration("infinite"), AIF_UNLIMITED);
    ck_assert_int_eq(duration("-1"), AIF_UNLIMITED);
    ck_assert_int_eq(duration("0"), 0);
}
END_TEST

START_TEST(other_durations_are_refused)
{
    static const char *const wrong[] = {"",
                                        "x",
                                        "1:2:3:4",
                                        "1-",
                                        "-",
                                        "1-2-3",
                                        "1:",
                                        ":1",
                                        "1 ",
                                        "1.5",
                                        "2-1:2:3:4",
                                        "0x10",
                                        "99999999999999999999",
                                        "-2"};
    for (size_t i = 0; i < AIF_COUNT(wrong); i++)
        ck_assert_msg(duration(wrong[i]) == -77, "accepted: %s", wrong[i]);
}
END_TEST

/* A limit of 1-02:03:04 is seen as 1-02:04:00 in squeue. */
START_TEST(seconds_round_up_where_minutes_are_kept)
{
    int64_t s;
    ck_assert(slurm_minutes_s("1-02:03:04", &s));
    ck_assert_int_eq(s, 93840);
    ck_assert(slurm_minutes_s("00:00:01", &s));
    ck_assert_int_eq(s, 60);
    ck_assert(slurm_minutes_s("5", &s));
    ck_assert_int_eq(s, 300);
}
END_TEST

static int64_t memory(const char *text, char *per)
{
    int64_t mib = -99;
    return slurm_memory_mib(text, &mib, per) ? mib : -77;
}

START_TEST(memory_comes_in_several_forms)
{
    char per;
    ck_assert_int_eq(memory("8000M", &per), 8000);
    ck_assert_int_eq(per, 0);
    ck_assert_int_eq(memory("4Gc", &per), 4096);
    ck_assert_int_eq(per, 'c');
    ck_assert_int_eq(memory("4000Mn", &per), 4000);
    ck_assert_int_eq(per, 'n');
    ck_assert_int_eq(memory("512", &per), 512);
    ck_assert_int_eq(memory("1.5T", &per), 1572864);
    ck_assert_int_eq(memory("100K", &per), 1);
    ck_assert_int_eq(memory("7.81G", &per), 7998); /* 7997.44 */
    ck_assert_int_eq(memory("4X", &per), -77);
    ck_assert_int_eq(memory("G", &per), -77);
    ck_assert_int_eq(memory("-4G", &per), -77);
    ck_assert_int_eq(memory("1e30", &per), -77);
}
END_TEST

START_TEST(resources_are_read_by_name)
{
    struct aif_tres_set set = {{-1, -1, -1, -1, -1}};
    const char *other;
    ck_assert(slurm_tres("billing=16,cpu=1,gres/gpu=2,mem=8000M,node=1", &set, &other));
    ck_assert_int_eq(set.of[AIF_TRES_CPU], 1);
    ck_assert_int_eq(set.of[AIF_TRES_MEM], 8000);
    ck_assert_int_eq(set.of[AIF_TRES_NODE], 1);
    ck_assert_int_eq(set.of[AIF_TRES_GPU], 2);
    ck_assert_int_eq(set.of[AIF_TRES_BILLING], 16);
    ck_assert_ptr_null(other);
}
END_TEST

START_TEST(models_of_gpus_count_only_where_gpus_do_not)
{
    struct aif_tres_set set = {{-1, -1, -1, -1, -1}};
    const char *other;
    ck_assert(slurm_tres("gres/gpu:h100=4,gres/gpu:a100=2", &set, &other));
    ck_assert_int_eq(set.of[AIF_TRES_GPU], 6);
    ck_assert(slurm_tres("gres/gpu:h100=4,gres/gpu=4", &set, &other));
    ck_assert_int_eq(set.of[AIF_TRES_GPU], 4);
    ck_assert_int_eq(set.of[AIF_TRES_CPU], -1);
}
END_TEST

START_TEST(other_resources_are_named)
{
    struct aif_tres_set set = {{-1, -1, -1, -1, -1}};
    const char *other;
    ck_assert(slurm_tres("cpu=4,license/matlab=2,energy=1.5K", &set, &other));
    ck_assert(strncmp(other, "license/matlab", 14) == 0);
    ck_assert(!slurm_tres("cpu", &set, &other));
    ck_assert(!slurm_tres("cpu=x", &set, &other));
    ck_assert(!slurm_tres("mem=4Gc", &set, &other));
}
END_TEST

/* Mem=0.25G means 0.25 for each GiB. */
START_TEST(weights_of_memory_are_per_mib)
{
    double w[AIF_TRES_COUNT] = {0};
    const char *other;
    ck_assert(slurm_weights("CPU=1.0,Mem=0.25G,GRES/gpu=2.0,License/x=3", w, &other));
    ck_assert_double_eq(w[AIF_TRES_CPU], 1.0);
    ck_assert_double_eq(w[AIF_TRES_MEM], 0.25 / 1024);
    ck_assert_double_eq(w[AIF_TRES_GPU], 2.0);
    ck_assert(strncmp(other, "License/x", 9) == 0);
    ck_assert(!slurm_weights("CPU=one", w, &other));
    ck_assert(!slurm_weights("CPU", w, &other));
}
END_TEST

static int64_t unix_time(const char *text, int64_t floor_s)
{
    int64_t s;
    enum slurm_time_oddity oddity;
    return slurm_time_read(text, floor_s, &s, &oddity) ? s : -77;
}

/* Of `date -u -d TEXT +%s`. */
START_TEST(times_without_offset_are_of_the_zone)
{
    ck_assert(slurm_zone_set(NULL, NULL));
    ck_assert_int_eq(unix_time("2026-11-21T10:29:38", 0), 1795256978);
    ck_assert_int_eq(unix_time("2024-02-29T23:59:59", 0), 1709251199);
    ck_assert_int_eq(unix_time("2000-01-01T00:00:00Z", 0), 946684800);
    ck_assert(slurm_zone_set("CET-1CEST,M3.5.0,M10.5.0/3", NULL));
    ck_assert_int_eq(unix_time("2026-11-21T11:29:38", 0), 1795256978);
    ck_assert_int_eq(unix_time("2026-07-01T12:00:00", 0), 1782900000); /* 10:00 UTC */
    ck_assert_int_eq(unix_time("2026-07-01T12:00:00+0000", 0), 1782907200);
    ck_assert_int_eq(unix_time("1782907200", 0), 1782907200);
}
END_TEST

/* 2026-10-25: 03:00 summer time becomes 02:00; 02:30 is 00:30 and again 01:30 UTC. */
START_TEST(an_hour_that_comes_twice_is_the_first_not_before_the_last_event)
{
    int64_t s;
    enum slurm_time_oddity oddity;
    ck_assert(slurm_zone_set("CET-1CEST,M3.5.0,M10.5.0/3", NULL));
    ck_assert(slurm_time_read("2026-10-25T02:30:00", 0, &s, &oddity));
    ck_assert_int_eq(s, 1792888200);
    ck_assert_int_eq(oddity, SLURM_TIME_TWICE);
    ck_assert(slurm_time_read("2026-10-25T02:30:00", 1792888201, &s, &oddity));
    ck_assert_int_eq(s, 1792891800);
    ck_assert(slurm_time_read("2026-10-25T03:30:00", 0, &s, &oddity));
    ck_assert_int_eq(oddity, SLURM_TIME_PLAIN);
}
END_TEST

START_TEST(an_hour_that_never_was_is_told)
{
    int64_t s;
    enum slurm_time_oddity oddity;
    ck_assert(slurm_zone_set("CET-1CEST,M3.5.0,M10.5.0/3", NULL));
    ck_assert(slurm_time_read("2026-03-29T02:30:00", 0, &s, &oddity));
    ck_assert_int_eq(oddity, SLURM_TIME_NEVER);
}
END_TEST

START_TEST(other_times_and_zones_are_refused)
{
    static const char *const wrong[] = {"",
                                        "Unknown",
                                        "2026-11-21",
                                        "2026-13-01T00:00:00",
                                        "2026-11-21T10:29:38x",
                                        "2026-11-21 10:29:38",
                                        "12345678901",
                                        "2026-11-21T25:00:00"};
    struct aif_err why;
    ck_assert(slurm_zone_set(NULL, NULL));
    for (size_t i = 0; i < AIF_COUNT(wrong); i++)
        ck_assert_msg(unix_time(wrong[i], 0) == -77, "accepted: %s", wrong[i]);
    ck_assert(!slurm_zone_set("Nowhere/Land", &why));
    ck_assert_ptr_nonnull(strstr(why.text, "unknown time zone 'Nowhere/Land'"));
    ck_assert(!slurm_zone_set("../../etc/passwd", &why));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("slurm_value");
    TCase *t = tcase_create("all");
    tcase_add_test(t, durations_are_minutes_or_times);
    tcase_add_test(t, other_durations_are_refused);
    tcase_add_test(t, seconds_round_up_where_minutes_are_kept);
    tcase_add_test(t, memory_comes_in_several_forms);
    tcase_add_test(t, resources_are_read_by_name);
    tcase_add_test(t, models_of_gpus_count_only_where_gpus_do_not);
    tcase_add_test(t, other_resources_are_named);
    tcase_add_test(t, weights_of_memory_are_per_mib);
    tcase_add_test(t, times_without_offset_are_of_the_zone);
    tcase_add_test(t, an_hour_that_comes_twice_is_the_first_not_before_the_last_event);
    tcase_add_test(t, an_hour_that_never_was_is_told);
    tcase_add_test(t, other_times_and_zones_are_refused);
    suite_add_tcase(s, t);
    return run_suite(s);
}
