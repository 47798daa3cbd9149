/* The bottom layer: numbers, texts, errors. */
#include "aif/arena.h"
#include "aif/exactmath.h"
#include "aif/rng.h"
#include "aif/sink.h"
#include "aif/text.h"
#include "suite.h"

#include <math.h>
#include <stdalign.h>
#include <string.h>

START_TEST(memory_is_zeroed_and_aligned_across_blocks)
{
    struct aif_arena a = {.block_bytes = 64};
    for (size_t n = 1; n < 200; n++) {
        unsigned char *p = AIF_NEW(&a, unsigned char, n);
        ck_assert_uint_eq((uintptr_t)p % alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            ck_assert_uint_eq(p[i], 0);
        p[n - 1] = 0xff;
    }
    aif_arena_free(&a);
    ck_assert_ptr_null(a.last);
}
END_TEST

START_TEST(logarithms_agree_with_the_c_library)
{
    for (double x = 1e-9; x < 1e12; x *= 1.37) {
        ck_assert_double_le(fabs(aif_log2(x) - log2(x)), 1e-13 * (1 + fabs(log2(x))));
        ck_assert_double_le(fabs(aif_log10(x) - log10(x)), 1e-13 * (1 + fabs(log10(x))));
        ck_assert_double_le(fabs(aif_ln(x) - log(x)), 1e-13 * (1 + fabs(log(x))));
    }
    ck_assert_double_eq(aif_log2(1.0), 0.0);
    ck_assert_double_eq(aif_log2(1024.0), 10.0);
}
END_TEST

START_TEST(exponentials_agree_with_the_c_library)
{
    for (double x = -600.0; x < 600.0; x += 0.731) {
        ck_assert_double_le(fabs(aif_exp(x) / exp(x) - 1.0), 2e-13);
        ck_assert_double_le(fabs(aif_exp2(x) / exp2(x) - 1.0), 1e-14);
    }
    ck_assert_double_eq(aif_exp2(10.0), 1024.0);
}
END_TEST

/* Worked out with 80 decimal digits: 1 - 0.693 / half-life to so many seconds, as Slurm decays. */
START_TEST(powers_are_correctly_rounded)
{
    ck_assert_double_eq(aif_power(1 - 0.693 / 14400, 257), 0x1.f9b4d4993804cp-1);
    ck_assert_double_eq(aif_power(1 - 0.693 / 14400, 221), 0x1.fa955237b43dep-1);
    ck_assert_double_eq(aif_power(1 - 0.693 / 604800, 604800), 0x1.00099eccbdc2ep-1);
    ck_assert_double_eq(aif_power(1 - 0.693 / 604800, 300), 0x1.ffd2f3a3bedb2p-1);
    ck_assert_double_eq(aif_power(1 - 0.693 / 600, 601), 0x1.ff4773000d8b9p-2);
    ck_assert_double_eq(aif_power(1 - 0.693 / 1209600, 10000000), 0x1.a9f47c691ba44p-9);
    ck_assert_double_eq(aif_power(0.5, 100), 0x1p-100);
    ck_assert_double_eq(aif_power(0.3, 0), 1);
    ck_assert_double_eq(aif_power(1, 1000000000), 1);
    ck_assert_double_le(aif_power(0.1, 100000), 1e-290);
}
END_TEST

/* Known answer of philox4x32-10 for counter 0, key 0 (Random123's kat_vectors): 6627e8d5 e169c58d.
 */
START_TEST(a_stream_gives_the_published_philox_values)
{
    struct aif_rng r = {0};
    ck_assert_uint_eq(aif_rng_next(&r), UINT64_C(0xe169c58d6627e8d5));
}
END_TEST

START_TEST(streams_are_independent_of_each_other)
{
    struct aif_rng a = aif_rng_stream(42, AIF_STREAM_ARRIVAL, 7);
    struct aif_rng b = aif_rng_stream(42, AIF_STREAM_RUNTIME, 7);
    uint64_t first = aif_rng_next(&a);
    for (int i = 0; i < 100; i++)
        aif_rng_next(&b);
    struct aif_rng again = aif_rng_stream(42, AIF_STREAM_ARRIVAL, 7);
    ck_assert_uint_eq(aif_rng_next(&again), first);
    ck_assert_uint_ne(aif_rng_next(&b), first);
}
END_TEST

START_TEST(a_bounded_draw_stays_below_its_bound_and_reaches_every_value)
{
    struct aif_rng r = aif_rng_stream(1, AIF_STREAM_TEST, 0);
    bool seen[7] = {0};
    for (int i = 0; i < 500; i++) {
        uint64_t x = aif_rng_below(&r, 7);
        ck_assert_uint_lt(x, 7);
        seen[x] = true;
    }
    for (int i = 0; i < 7; i++)
        ck_assert(seen[i]);
}
END_TEST

START_TEST(edits_are_counted)
{
    ck_assert_uint_eq(aif_text_distance("easy", "easy"), 0);
    ck_assert_uint_eq(aif_text_distance("easy", "eays"), 1);
    ck_assert_uint_eq(aif_text_distance("greedy", "gredy"), 1);
    ck_assert_uint_eq(aif_text_distance("kitten", "sitting"), 3);
}
END_TEST

START_TEST(the_nearest_name_is_found_and_a_far_one_is_not)
{
    static const char *const names[] = {"conservative", "easy", "greedy"};
    ck_assert_str_eq(aif_text_nearest("consrvative", names, 3), "conservative");
    ck_assert_str_eq(aif_text_nearest("eassy", names, 3), "easy");
    ck_assert_ptr_null(aif_text_nearest("backfill", names, 3));
    ck_assert_str_eq(aif_text_nearest("cons", names, 3), "conservative");
    ck_assert_ptr_null(aif_text_nearest("co", names, 3));
}
END_TEST

START_TEST(whole_numbers_are_read_strictly)
{
    int64_t x;
    ck_assert(aif_text_int("1120", 1, 5000, &x) && x == 1120);
    ck_assert(aif_text_int("-3", -5, 5, &x) && x == -3);
    ck_assert(aif_text_int("0", 0, 5, &x) && x == 0);
    static const char *const bad[] = {
        "", "1120x", "1e3", "010", " 1", "1 ", "6", "+1", "99999999999999999999"};
    for (size_t i = 0; i < AIF_COUNT(bad); i++)
        ck_assert_msg(!aif_text_int(bad[i], 0, 5, &x), "%s", bad[i]);
}
END_TEST

START_TEST(durations_are_read_in_their_usual_forms)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } good[] = {{"90", 90},         {"30s", 30},    {"15m", 900},      {"24h", 86400},
                {"7d", 604800},     {"15:00", 900}, {"2:00:00", 7200}, {"3-00:00:00", 259200},
                {"1-02:03", 93780}, {"0", 0}};
    int64_t s;
    for (size_t i = 0; i < AIF_COUNT(good); i++)
        ck_assert_msg(aif_text_duration(good[i].text, &s) && s == good[i].seconds, "%s",
                      good[i].text);
    static const char *const bad[] = {"",        "h",  "1:99:00", "5x",  "-5",
                                      "1:2:3:4", "1-", "1:",      "2h30"};
    for (size_t i = 0; i < AIF_COUNT(bad); i++)
        ck_assert_msg(!aif_text_duration(bad[i], &s), "%s", bad[i]);
}
END_TEST

START_TEST(ranges_are_read_one_by_one)
{
    static const char text[] = "0-3 7 4294967294";
    const uint32_t expected[][2] = {{0, 3}, {7, 7}, {4294967294, 4294967294}};
    const char *p = text, *end = text + strlen(text);
    uint32_t first, last;
    for (size_t i = 0; i < AIF_COUNT(expected); i++) {
        ck_assert(aif_text_range(&p, end, &first, &last));
        ck_assert_uint_eq(first, expected[i][0]);
        ck_assert_uint_eq(last, expected[i][1]);
    }
    ck_assert_ptr_eq(p, end);
    p = text; /* what stands behind the end is not looked at */
    ck_assert(aif_text_range(&p, text + 1, &first, &last));
    ck_assert_uint_eq(last, 0);

    static const char *const wrong[] = {
        "", " 1", "3-2", "1-", "-1", "1,2", "1x", "1-2-3", "4294967295", "0-99999999999999999999"};
    for (size_t i = 0; i < AIF_COUNT(wrong); i++) {
        p = wrong[i];
        ck_assert_msg(!aif_text_range(&p, p + strlen(p), &first, &last), "%s", wrong[i]);
    }
}
END_TEST

START_TEST(a_message_too_long_is_cut_not_overrun)
{
    char big[5000];
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = 0;
    struct aif_err err = {0};
    ck_assert(!aif_err_add(&err, "first"));
    ck_assert(!aif_err_add(&err, "%s", big));
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
    ck_assert_int_eq(strncmp(err.text, "first\nxxx", 9), 0);
    ck_assert(!aif_err_set(NULL, "nobody listens"));
}
END_TEST

static char written[256];
static size_t used;

static bool put(void *to, const char *bytes, size_t count)
{
    (void)to;
    ck_assert_uint_lt(used + count, sizeof written);
    memcpy(written + used, bytes, count);
    used += count;
    written[used] = '\0';
    return true;
}

static void json_is(const char *text, const char *expected)
{
    static struct aif_sink sink;
    sink = (struct aif_sink){.put = put};
    used = 0;
    aif_sink_json(&sink, text);
    ck_assert(aif_sink_flush(&sink));
    ck_assert_str_eq(written, expected);
}

/* RFC 3629, sections 3 and 10: what is cut off, too long or a surrogate is not UTF-8. */
START_TEST(a_json_text_is_utf8_whatever_it_is_made_from)
{
    json_is("a \"b\" \\ \n\x1f", "\"a \\\"b\\\" \\\\ \\u000a\\u001f\"");
    json_is("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x9a\x80",
            "\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x9a\x80\"");
    json_is("caf\xe9!", "\"caf\\ufffd!\"");
    json_is("\xc3", "\"\\ufffd\"");
    json_is("\xc0\x80", "\"\\ufffd\\ufffd\"");
    json_is("\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"");
    json_is("\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\"");
    json_is("\xe2\x82", "\"\\ufffd\\ufffd\"");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("base");
    tcase_add_test(c, memory_is_zeroed_and_aligned_across_blocks);
    tcase_add_test(c, logarithms_agree_with_the_c_library);
    tcase_add_test(c, exponentials_agree_with_the_c_library);
    tcase_add_test(c, powers_are_correctly_rounded);
    tcase_add_test(c, a_stream_gives_the_published_philox_values);
    tcase_add_test(c, streams_are_independent_of_each_other);
    tcase_add_test(c, a_bounded_draw_stays_below_its_bound_and_reaches_every_value);
    tcase_add_test(c, edits_are_counted);
    tcase_add_test(c, the_nearest_name_is_found_and_a_far_one_is_not);
    tcase_add_test(c, whole_numbers_are_read_strictly);
    tcase_add_test(c, durations_are_read_in_their_usual_forms);
    tcase_add_test(c, ranges_are_read_one_by_one);
    tcase_add_test(c, a_message_too_long_is_cut_not_overrun);
    tcase_add_test(c, a_json_text_is_utf8_whatever_it_is_made_from);
    Suite *s = suite_create("base");
    suite_add_tcase(s, c);
    return run_suite(s);
}
