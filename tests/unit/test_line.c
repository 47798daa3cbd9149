/* A node's line against one value per second. */
#include "engine/line.h"

#include "aif/rng.h"
#include "suite.h"

enum { SPAN_S = 200 };

static const struct aif_shape capacity = {.cores = 16, .gpus = 4, .mem_mib = 64};

static struct aif_arena arena;
static struct line line;
static struct aif_shape naive[SPAN_S];

static void setup(void)
{
    line_open(&line, &arena, &capacity);
    for (int t = 0; t < SPAN_S; t++)
        naive[t] = capacity;
}

static void teardown(void)
{
    aif_arena_free(&arena);
}

static bool naive_fits(const struct aif_shape *need, int64_t from_s, int64_t until_s)
{
    for (int64_t t = from_s; t < until_s && t < SPAN_S; t++)
        if (!shape_fits(need, &naive[t]))
            return false;
    return true;
}

START_TEST(a_window_ends_where_the_job_would_run_into_another)
{
    struct aif_shape all = capacity, one = {.gpus = 1};
    line_take(&line, &arena, 50, 60, &all);

    struct line_window w;
    ck_assert(line_window(&line, &one, 10, 20, &w));
    ck_assert_int_eq(w.first_s, 20);
    ck_assert_int_eq(w.last_s, 40);
    ck_assert(line_window(&line, &one, 10, 41, &w));
    ck_assert_int_eq(w.first_s, 60);
}
END_TEST

static struct aif_shape random_shape(struct aif_rng *r)
{
    return (struct aif_shape){(uint32_t)aif_rng_below(r, 9), (uint32_t)aif_rng_below(r, 3),
                              (uint32_t)aif_rng_below(r, 33)};
}

struct taken {
    struct aif_shape shape;
    int64_t from_s, until_s;
};

static void change(const struct taken *k, bool is_taken)
{
    for (int64_t t = k->from_s; t < k->until_s; t++) {
        struct aif_shape *f = &naive[t], s = k->shape;
        *f = is_taken
                 ? (struct aif_shape){f->cores - s.cores, f->gpus - s.gpus, f->mem_mib - s.mem_mib}
                 : (struct aif_shape){f->cores + s.cores, f->gpus + s.gpus, f->mem_mib + s.mem_mib};
    }
}

static void compare_windows(const struct aif_shape *need, int64_t length_s, int64_t from_s)
{
    struct line_window w;
    bool found = line_window(&line, need, length_s, from_s, &w);
    int64_t first_s = from_s;
    while (first_s <= SPAN_S && !naive_fits(need, first_s, first_s + length_s))
        first_s++;
    ck_assert(found);
    ck_assert_int_eq(w.first_s, first_s);
    if (w.last_s < SPAN_S) {
        ck_assert(naive_fits(need, w.last_s, w.last_s + length_s));
        ck_assert(!naive_fits(need, w.last_s + 1, w.last_s + 1 + length_s));
    }
}

START_TEST(random_jobs_agree_with_one_value_per_second)
{
    struct aif_rng r = aif_rng_stream((uint64_t)_i, AIF_STREAM_TEST, 5);
    struct taken held[64];
    uint32_t count = 0;
    for (int step = 0; step < 400; step++) {
        struct taken k = {.shape = random_shape(&r),
                          .from_s = (int64_t)aif_rng_below(&r, SPAN_S - 1)};
        k.until_s = k.from_s + 1 + (int64_t)aif_rng_below(&r, (uint64_t)(SPAN_S - k.from_s));
        bool fits = naive_fits(&k.shape, k.from_s, k.until_s);
        ck_assert(line_fits(&line, &k.shape, k.from_s, k.until_s) == fits);
        compare_windows(&k.shape, k.until_s - k.from_s, k.from_s);
        if (fits && count < AIF_COUNT(held)) {
            line_take(&line, &arena, k.from_s, k.until_s, &k.shape);
            change(&k, true);
            held[count++] = k;
        } else if (count) {
            uint32_t i = (uint32_t)aif_rng_below(&r, count);
            line_give(&line, &arena, held[i].from_s, held[i].until_s, &held[i].shape);
            change(&held[i], false);
            held[i] = held[--count];
        }
    }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("line");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, a_window_ends_where_the_job_would_run_into_another);
    tcase_add_loop_test(c, random_jobs_agree_with_one_value_per_second, 0, 60);
    Suite *s = suite_create("engine/line");
    suite_add_tcase(s, c);
    return run_suite(s);
}
