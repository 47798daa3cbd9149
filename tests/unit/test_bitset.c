/* Sets of node numbers, against arrays of bools. */
#include "controller/bitset.h"

#include "aif/rng.h"
#include "suite.h"

enum { LENGTH = 200 };

static struct aif_arena arena;

static void teardown(void)
{
    aif_arena_free(&arena);
}

START_TEST(a_full_set_has_no_number_beyond_its_length)
{
    struct bitset s = bitset_new(&arena, 70);

    bitset_fill(&s);

    ck_assert_uint_eq(bitset_count(&s), 70);
    ck_assert_uint_eq(bitset_next_gap(&s, 0), 70);
    ck_assert_uint_eq(bitset_next(&s, 69), 69);
    ck_assert_uint_eq(bitset_next(&s, 70), AIF_NONE);
}
END_TEST

START_TEST(runs_are_found_across_words)
{
    struct bitset s = bitset_new(&arena, LENGTH);
    for (uint32_t i = 60; i < 130; i++)
        bitset_add(&s, i);

    ck_assert_uint_eq(bitset_next(&s, 0), 60);
    ck_assert_uint_eq(bitset_next_gap(&s, 60), 130);
    ck_assert_uint_eq(bitset_next(&s, 130), AIF_NONE);
    ck_assert_uint_eq(bitset_next_gap(&s, 131), 131);
}
END_TEST

START_TEST(large_sets_are_counted_in_blocks)
{
    struct bitset s = bitset_new(&arena, 10000);

    bitset_fill(&s);

    ck_assert_uint_eq(bitset_count(&s), 10000);
}
END_TEST

static void draw(struct aif_rng *r, struct bitset *s, bool *has)
{
    bitset_clear(s);
    for (uint32_t i = 0; i < LENGTH; i++) {
        has[i] = aif_rng_below(r, 3) == 0;
        if (has[i])
            bitset_add(s, i);
    }
}

static void check(const struct bitset *s, const bool *has)
{
    uint32_t count = 0, next = bitset_next(s, 0);
    for (uint32_t i = 0; i < LENGTH; i++) {
        ck_assert_int_eq(bitset_has(s, i), has[i]);
        count += has[i];
        if (!has[i])
            continue;
        ck_assert_uint_eq(next, i);
        next = bitset_next(s, i + 1);
    }
    ck_assert_uint_eq(next, AIF_NONE);
    ck_assert_uint_eq(bitset_count(s), count);
    ck_assert_int_eq(bitset_is_empty(s), count == 0);
}

START_TEST(operations_agree_with_arrays)
{
    struct aif_rng r = aif_rng_stream((uint64_t)_i, AIF_STREAM_TEST, 40);
    struct bitset a = bitset_new(&arena, LENGTH), b = bitset_new(&arena, LENGTH);
    struct bitset c = bitset_new(&arena, LENGTH);
    bool in_a[LENGTH], in_b[LENGTH], both[LENGTH], any[LENGTH], only[LENGTH];
    draw(&r, &a, in_a);
    draw(&r, &b, in_b);
    uint32_t both_count = 0, only_count = 0;
    for (uint32_t i = 0; i < LENGTH; i++) {
        both[i] = in_a[i] && in_b[i];
        any[i] = in_a[i] || in_b[i];
        only[i] = in_a[i] && !in_b[i];
        both_count += both[i];
        only_count += only[i];
    }

    ck_assert_uint_eq(bitset_count_and(&a, &b), both_count);
    ck_assert_int_eq(bitset_meets(&a, &b), both_count > 0);
    ck_assert_int_eq(bitset_covers(&b, &a), only_count == 0);
    bitset_set_and(&c, &a, &b);
    check(&c, both);
    ck_assert(bitset_covers(&a, &c));
    bitset_copy(&c, &a);
    ck_assert(bitset_equal(&c, &a));
    bitset_subtract(&c, &b);
    check(&c, only);
    bitset_or(&c, &b);
    check(&c, any);
    bitset_and(&c, &a);
    check(&c, in_a);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("bitset");
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_full_set_has_no_number_beyond_its_length);
    tcase_add_test(t, runs_are_found_across_words);
    tcase_add_test(t, large_sets_are_counted_in_blocks);
    tcase_add_loop_test(t, operations_agree_with_arrays, 0, 50);
    Suite *s = suite_create("controller/bitset");
    suite_add_tcase(s, t);
    return run_suite(s);
}
