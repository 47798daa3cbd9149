/* The list of releases against a sorted array. */
#include "engine/release.h"

#include "aif/rng.h"
#include "suite.h"

enum { MOST = 3000 };

static struct aif_arena arena;
static struct release_list list;
static struct release naive[MOST];
static uint32_t naive_count;

static void setup(void)
{
    list = (struct release_list){.arena = &arena};
    naive_count = 0;
}

static void teardown(void)
{
    aif_arena_free(&arena);
}

START_TEST(all_releases_of_the_shadow_time_count)
{
    release_add(&list, (struct release){10, 1, 4});
    release_add(&list, (struct release){20, 2, 4});
    release_add(&list, (struct release){20, 3, 5});
    release_add(&list, (struct release){30, 4, 1});

    int64_t then_units = 0;
    ck_assert_int_eq(release_shadow(&list, 1, 6, &then_units), 20);
    ck_assert_int_eq(then_units, 14);
    ck_assert_int_eq(release_shadow(&list, 1, 15, &then_units), 30);
    ck_assert_int_eq(release_shadow(&list, 1, 16, &then_units), AIF_NEVER_S);
}
END_TEST

static int64_t naive_shadow(int64_t free_units, int64_t needed, int64_t *then_units)
{
    int64_t best_s = AIF_NEVER_S;
    for (uint32_t i = 0; i < naive_count; i++) {
        int64_t units = free_units;
        for (uint32_t k = 0; k < naive_count; k++)
            if (naive[k].due_s <= naive[i].due_s)
                units += naive[k].units;
        if (units >= needed && naive[i].due_s < best_s) {
            best_s = naive[i].due_s;
            *then_units = units;
        }
    }
    return best_s;
}

START_TEST(random_releases_agree_with_a_plain_array)
{
    struct aif_rng r = aif_rng_stream((uint64_t)_i, AIF_STREAM_TEST, 6);
    uint64_t grow = _i % 2 ? 2 : 3;
    for (uint32_t job = 0; job < 900; job++) {
        if (naive_count && aif_rng_below(&r, 4) >= grow) {
            uint32_t i = (uint32_t)aif_rng_below(&r, naive_count);
            release_remove(&list, naive[i]);
            naive[i] = naive[--naive_count];
        } else {
            naive[naive_count] = (struct release){(int64_t)aif_rng_below(&r, 300), job,
                                                  1 + (uint32_t)aif_rng_below(&r, 20)};
            release_add(&list, naive[naive_count++]);
        }
        if (job % 9)
            continue;
        int64_t then = 0, naive_then = 0, needed = 1 + (int64_t)aif_rng_below(&r, 4000);
        ck_assert_int_eq(release_shadow(&list, 0, needed, &then),
                         naive_shadow(0, needed, &naive_then));
        ck_assert_int_eq(then, naive_then);
    }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("release");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, all_releases_of_the_shadow_time_count);
    tcase_add_loop_test(c, random_releases_agree_with_a_plain_array, 0, 20);
    Suite *s = suite_create("engine/release");
    suite_add_tcase(s, c);
    return run_suite(s);
}
