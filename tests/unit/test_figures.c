/* Bounded slowdowns and where jobs lie in the array of figures. */
#include "aif/rng.h"
#include "engine/figures.h"
#include "suite.h"

/* The same by integer division. */
static uint64_t divide_plainly(const struct figure *f, uint32_t units, uint32_t tau_s)
{
    uint64_t turnaround_s = (uint64_t)f->wait_s + f->run_s;
    uint64_t divisor_s = (uint64_t)(f->run_s > tau_s ? f->run_s : tau_s) * units;
    if (turnaround_s <= divisor_s)
        return 1000000000;
    return (turnaround_s * 1000000000 + divisor_s / 2) / divisor_s;
}

static uint32_t draw(struct aif_rng *rng)
{
    uint64_t n = aif_rng_next(rng);
    return (uint32_t)(n >> (32 + n % 32));
}

START_TEST(slowdowns_are_those_of_integer_division)
{
    static const uint32_t taus_s[] = {1, 10, 600};
    struct aif_rng rng = aif_rng_stream(7, AIF_STREAM_ARRIVAL, 0);
    for (unsigned i = 0; i < 300000; i++) {
        struct figure f = {draw(&rng), draw(&rng), 0};
        uint32_t units = 1 + draw(&rng) % 5000, tau_s = taus_s[i % 3];
        ck_assert_uint_eq(figure_bsld(&f, units, tau_s), divide_plainly(&f, units, tau_s));
    }
}
END_TEST

/* Quotients a hair below a whole number, where a division of doubles rounds up to it. */
START_TEST(slowdowns_just_below_a_whole_nano_are_not_rounded_away)
{
    for (uint32_t k = 1; k < 100000; k++) {
        struct figure f = {UINT32_MAX - k, 1000003 + k, 0};
        ck_assert_uint_eq(figure_bsld(&f, 1, 1), divide_plainly(&f, 1, 1));
        f = (struct figure){UINT32_MAX - k, k % 7 + 1, 0};
        ck_assert_uint_eq(figure_bsld(&f, 1, 1), divide_plainly(&f, 1, 1));
    }
}
END_TEST

START_TEST(jobs_that_waited_lie_before_those_that_did_not)
{
    struct figure figures[5] = {0};
    struct region r = region_at(1, 3);

    region_add(&r, figures, &(struct figure){0, 9, 1});
    region_add(&r, figures, &(struct figure){5, 9, 2});
    region_add(&r, figures, &(struct figure){0, 0, 3});

    ck_assert_uint_eq(figures[1].units, 2);
    ck_assert_uint_eq(figures[2].units, 3);
    ck_assert_uint_eq(figures[3].units, 1);
    ck_assert_uint_eq(r.waited_until, 2);
    ck_assert_uint_eq(r.prompt_from, 2);
    ck_assert_uint_eq(r.empty_count, 1);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("figures");
    tcase_add_test(t, slowdowns_are_those_of_integer_division);
    tcase_add_test(t, slowdowns_just_below_a_whole_nano_are_not_rounded_away);
    tcase_add_test(t, jobs_that_waited_lie_before_those_that_did_not);
    Suite *s = suite_create("figures");
    suite_add_tcase(s, t);
    return run_suite(s);
}
