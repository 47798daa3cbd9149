/* The availability profile against a plain array with one value per second. */
#include "engine/profile.h"

#include "aif/rng.h"
#include "suite.h"

enum { SPAN_S = 400, CAPACITY = 50 };

static struct aif_arena arena;
static struct profile profile;
static int32_t naive[SPAN_S];
static int64_t now_s;

static void setup(void)
{
    profile_open(&profile, &arena, CAPACITY);
    for (int t = 0; t < SPAN_S; t++)
        naive[t] = CAPACITY;
    now_s = 0;
}

static void teardown(void)
{
    aif_arena_free(&arena);
}

static void add(int64_t from_s, int64_t until_s, int32_t delta)
{
    profile_add(&profile, from_s, until_s, delta);
    for (int64_t t = from_s; t < until_s; t++)
        naive[t] += delta;
}

static int64_t earliest(int32_t units, int64_t length_s, int64_t from_s, int64_t before_s)
{
    struct profile_query q = {units, length_s, from_s, before_s, before_s};
    return profile_earliest(&profile, &q);
}

static int32_t naive_least(int64_t from_s, int64_t until_s)
{
    int32_t least = naive[from_s];
    for (int64_t t = from_s; t < until_s; t++)
        least = naive[t] < least ? naive[t] : least;
    return least;
}

static int32_t naive_most(int64_t from_s, int64_t until_s)
{
    int32_t most = naive[from_s];
    for (int64_t t = from_s; t < until_s; t++)
        most = naive[t] > most ? naive[t] : most;
    return most;
}

/* Beyond the span everything is free. */
static int64_t naive_earliest(int32_t units, int64_t length_s, int64_t from_s, int64_t before_s)
{
    for (int64_t start = from_s; start < before_s; start++) {
        int64_t end = start + length_s < before_s ? start + length_s : before_s;
        bool fits = units <= CAPACITY;
        for (int64_t t = start; t < end && t < SPAN_S && fits; t++)
            fits = naive[t] >= units;
        if (fits)
            return start;
    }
    return AIF_NEVER_S;
}

START_TEST(a_new_profile_is_free_for_ever)
{
    ck_assert_int_eq(profile_at(&profile, 0), CAPACITY);
    ck_assert_int_eq(profile_least(&profile, 0, AIF_NEVER_S), CAPACITY);
    ck_assert_int_eq(earliest(CAPACITY, 1000000, 7, AIF_NEVER_S), 7);
    ck_assert_int_eq(earliest(CAPACITY + 1, 1, 7, AIF_NEVER_S), AIF_NEVER_S);
}
END_TEST

START_TEST(a_job_that_ends_exactly_when_another_begins_does_not_collide)
{
    add(100, 200, -CAPACITY);

    ck_assert_int_eq(earliest(1, 50, 50, AIF_NEVER_S), 50);
    ck_assert_int_eq(earliest(1, 51, 50, AIF_NEVER_S), 200);
}
END_TEST

START_TEST(a_search_that_stops_at_the_own_reservation_ignores_what_follows)
{
    add(100, 200, -CAPACITY);

    ck_assert_int_eq(earliest(1, 500, 50, 100), 50);
    ck_assert_int_eq(earliest(1, 500, 100, 150), AIF_NEVER_S);
}
END_TEST

/* A start may be bounded while all times count for its length. */
static void compare_bounded(int32_t units, int64_t length_s, int64_t from_s, int64_t until_s)
{
    struct profile_query q = {units, length_s, from_s, until_s, AIF_NEVER_S};
    int64_t free_s = naive_earliest(units, length_s, from_s, SPAN_S + 1);
    ck_assert_int_eq(profile_earliest(&profile, &q), free_s < until_s ? free_s : AIF_NEVER_S);
}

static void compare(struct aif_rng *r)
{
    int64_t from = now_s + (int64_t)aif_rng_below(r, (uint64_t)(SPAN_S - now_s));
    int64_t until = from + 1 + (int64_t)aif_rng_below(r, (uint64_t)(SPAN_S - from));
    int32_t units = (int32_t)aif_rng_below(r, CAPACITY + 1);
    int64_t length = 1 + (int64_t)aif_rng_below(r, 60);
    ck_assert_int_eq(profile_at(&profile, from), naive[from]);
    ck_assert_int_eq(profile_least(&profile, from, until), naive_least(from, until));
    ck_assert_int_eq(profile_most(&profile, from, until), naive_most(from, until));
    ck_assert_int_eq(earliest(units, length, from, AIF_NEVER_S),
                     naive_earliest(units, length, from, SPAN_S + 1));
    ck_assert_int_eq(earliest(units, length, from, until),
                     naive_earliest(units, length, from, until));
    compare_bounded(units, length, from, until);
}

/* Model check: random takes and gives while time moves on; _i is the seed. */
START_TEST(random_changes_agree_with_one_value_per_second)
{
    struct aif_rng r = aif_rng_stream((uint64_t)_i, AIF_STREAM_TEST, 1);
    for (int step = 0; step < 600; step++) {
        int64_t from = now_s + (int64_t)aif_rng_below(&r, (uint64_t)(SPAN_S - now_s));
        int64_t until = from + 1 + (int64_t)aif_rng_below(&r, (uint64_t)(SPAN_S - from));
        int32_t room = naive_least(from, until), taken = CAPACITY - naive_most(from, until);
        if (aif_rng_below(&r, 5) < 3)
            add(from, until, -(int32_t)aif_rng_below(&r, (uint64_t)room + 1));
        else
            add(from, until, (int32_t)aif_rng_below(&r, (uint64_t)taken + 1));
        if (step % 20 == 19 && now_s < SPAN_S - 60)
            profile_advance(&profile, now_s += (int64_t)aif_rng_below(&r, 8));
        compare(&r);
    }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("profile");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, a_new_profile_is_free_for_ever);
    tcase_add_test(c, a_job_that_ends_exactly_when_another_begins_does_not_collide);
    tcase_add_test(c, a_search_that_stops_at_the_own_reservation_ignores_what_follows);
    tcase_add_loop_test(c, random_changes_agree_with_one_value_per_second, 0, 40);
    Suite *s = suite_create("engine/profile");
    suite_add_tcase(s, c);
    return run_suite(s);
}
