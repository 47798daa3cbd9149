/* Processor numbers for schedules that only counted them. */
#include "aif/rng.h"
#include "report/intervals.h"
#include "suite.h"

#include <string.h>

static char text[4096];
static size_t used;

static bool put(void *to, const char *bytes, size_t count)
{
    (void)to;
    ck_assert_uint_lt(used + count, sizeof text);
    memcpy(text + used, bytes, count);
    used += count;
    text[used] = '\0';
    return true;
}

static const char *written(struct intervals set)
{
    static struct aif_sink sink;
    used = 0;
    text[0] = '\0';
    sink = (struct aif_sink){.put = put};
    intervals_write(set, &sink);
    aif_sink_flush(&sink);
    return text;
}

static struct aif_row row(int64_t start_s, int64_t end_s, uint32_t units)
{
    return (struct aif_row){.start_s = start_s, .end_s = end_s, .units = units};
}

START_TEST(the_lowest_free_processors_are_taken)
{
    /* 0-3 [0, 10), 4-5 [0, 5), 6 [0, 20); at 5: 4-5 and 7-8; at 10: 0-2 */
    const struct aif_row rows[] = {row(0, 10, 4), row(0, 5, 2),   row(0, 20, 1),
                                   row(5, 30, 4), row(10, 11, 3), row(AIF_UNKNOWN_S, -1, 99)};
    struct aif_arena arena = {0};
    struct intervals *sets = intervals_assign(rows, AIF_COUNT(rows), 10, &arena);

    ck_assert_str_eq(written(sets[0]), "0-3");
    ck_assert_str_eq(written(sets[1]), "4-5");
    ck_assert_str_eq(written(sets[2]), "6");
    ck_assert_str_eq(written(sets[3]), "4-5 7-8");
    ck_assert_str_eq(written(sets[4]), "0-2");
    ck_assert_str_eq(written(sets[5]), "");
    aif_arena_free(&arena);
}
END_TEST

START_TEST(jobs_of_zero_length_fit_between_others_of_the_same_instant)
{
    const struct aif_row rows[] = {row(0, 7, 10), row(7, 9, 10), row(7, 7, 10), row(7, 7, 4)};
    struct aif_arena arena = {0};
    struct intervals *sets = intervals_assign(rows, AIF_COUNT(rows), 10, &arena);

    for (int i = 0; i < 3; i++)
        ck_assert_str_eq(written(sets[i]), "0-9");
    ck_assert_str_eq(written(sets[3]), "0-3");
    aif_arena_free(&arena);
}
END_TEST

START_TEST(numbers_are_written_as_intervals)
{
    static const uint32_t numbers[] = {0, 1, 2, 5, 7, 8};
    struct aif_sink sink = {.put = put};
    used = 0;
    intervals_write_numbers(numbers, AIF_COUNT(numbers), &sink);
    aif_sink_flush(&sink);
    ck_assert_str_eq(text, "0-2 5 7-8");
}
END_TEST

enum { PROCS = 40, JOBS = 300, SPAN_S = 200 };

/* A schedule that never uses more than PROCS at a time: each job at the first time that fits.  The
 * last tenth has no length: what is free at their instant stays free. */
static void random_schedule(uint64_t seed, struct aif_row rows[JOBS])
{
    static uint32_t busy[SPAN_S * JOBS];
    struct aif_rng r = aif_rng_stream(seed, AIF_STREAM_TEST, 0);
    memset(busy, 0, sizeof busy);
    for (int i = 0; i < JOBS; i++) {
        uint32_t units = 1 + (uint32_t)aif_rng_below(&r, PROCS);
        int64_t run_s = i < JOBS - JOBS / 10 ? 1 + (int64_t)aif_rng_below(&r, 20) : 0;
        int64_t start_s = (int64_t)aif_rng_below(&r, SPAN_S);
        int64_t held_s = run_s ? run_s : 1;
        for (int64_t t = start_s; t < start_s + held_s;)
            t = busy[t] + units > PROCS ? (start_s = t + 1) : t + 1;
        for (int64_t t = start_s; t < start_s + run_s; t++)
            busy[t] += units;
        rows[i] = row(start_s, start_s + run_s, units);
    }
}

static uint32_t width(struct intervals set)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < set.count; i++) {
        ck_assert_uint_le(set.items[i].first, set.items[i].last);
        ck_assert_uint_lt(set.items[i].last, PROCS);
        if (i)
            ck_assert_uint_gt(set.items[i].first, set.items[i - 1].last + 1);
        n += set.items[i].last - set.items[i].first + 1;
    }
    return n;
}

static bool share(struct intervals a, struct intervals b)
{
    for (uint32_t i = 0; i < a.count; i++)
        for (uint32_t j = 0; j < b.count; j++)
            if (a.items[i].first <= b.items[j].last && b.items[j].first <= a.items[i].last)
                return true;
    return false;
}

START_TEST(no_processor_has_two_jobs_at_a_time)
{
    static struct aif_row rows[JOBS];
    for (uint64_t seed = 0; seed < 50; seed++) {
        struct aif_arena arena = {0};
        random_schedule(seed, rows);
        struct intervals *sets = intervals_assign(rows, JOBS, PROCS, &arena);
        for (int i = 0; i < JOBS; i++) {
            ck_assert_uint_eq(width(sets[i]), rows[i].units);
            for (int j = 0; j < i; j++)
                if (rows[i].start_s < rows[j].end_s && rows[j].start_s < rows[i].end_s)
                    ck_assert_msg(!share(sets[i], sets[j]), "seed %d, jobs %d and %d", (int)seed, i,
                                  j);
        }
        aif_arena_free(&arena);
    }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("intervals");
    tcase_add_test(c, the_lowest_free_processors_are_taken);
    tcase_add_test(c, jobs_of_zero_length_fit_between_others_of_the_same_instant);
    tcase_add_test(c, numbers_are_written_as_intervals);
    tcase_add_test(c, no_processor_has_two_jobs_at_a_time);
    Suite *s = suite_create("intervals");
    suite_add_tcase(s, c);
    return run_suite(s);
}
