/* Host list expressions: reading, writing, and both in turn. */
#include "base/hostlist.h"
#include "suite.h"

#include "aif/rng.h"

#include <stdio.h>
#include <string.h>

static struct aif_arena arena;
static struct hostlist list;
static struct aif_err err;

struct text {
    char bytes[1 << 16];
    size_t used;
};

static bool put(void *to, const char *bytes, size_t count)
{
    struct text *t = to;
    ck_assert_uint_le(t->used + count, sizeof t->bytes - 1);
    memcpy(t->bytes + t->used, bytes, count);
    t->used += count;
    t->bytes[t->used] = '\0';
    return true;
}

/* All names, with blanks between them. */
static const char *expanded(const char *text)
{
    static struct text joined;
    ck_assert_msg(hostlist_expand(text, &arena, &list, &err), "%s: %s", text, err.text);
    joined.used = 0;
    joined.bytes[0] = '\0';
    for (uint32_t i = 0; i < list.count; i++) {
        if (i > 0)
            put(&joined, " ", 1);
        put(&joined, list.names[i], strlen(list.names[i]));
    }
    return joined.bytes;
}

static const char *folded(const char *const *names, uint32_t count)
{
    static struct text t;
    static struct aif_sink sink;
    t.used = 0;
    t.bytes[0] = '\0';
    sink = (struct aif_sink){.put = put, .to = &t};
    hostlist_put(names, count, &sink);
    ck_assert(aif_sink_flush(&sink));
    return t.bytes;
}

static void is_refused(const char *text, size_t at, const char *message)
{
    ck_assert_msg(!hostlist_expand(text, &arena, &list, &err), "accepted: %s", text);
    ck_assert_msg(strstr(err.text, message), "%s: %s", text, err.text);
    ck_assert_msg(list.error_at == at, "%s: at %zu", text, list.error_at);
    ck_assert_uint_eq(list.count, 0);
}

START_TEST(ranges_become_names)
{
    ck_assert_str_eq(expanded("n[1-3]"), "n1 n2 n3");
    ck_assert_str_eq(expanded("as[1,3-5,11]"), "as1 as3 as4 as5 as11");
    ck_assert_str_eq(expanded("login,gpu7"), "login gpu7");
    ck_assert_str_eq(expanded("a[1-2]-ib"), "a1-ib a2-ib");
    ck_assert_str_eq(expanded("[8-10]"), "8 9 10");
    ck_assert_str_eq(expanded(""), "");
}
END_TEST

START_TEST(a_width_is_kept_and_grows_when_it_must)
{
    ck_assert_str_eq(expanded("n[008-011]"), "n008 n009 n010 n011");
    ck_assert_str_eq(expanded("n[98-101]"), "n98 n99 n100 n101");
    ck_assert_str_eq(expanded("n[099-100,5]"), "n099 n100 n5");
    ck_assert_str_eq(expanded("n[0-1]"), "n0 n1");
}
END_TEST

START_TEST(several_brackets_give_all_combinations)
{
    ck_assert_str_eq(expanded("rack[1-2]n[01-03]"),
                     "rack1n01 rack1n02 rack1n03 rack2n01 rack2n02 rack2n03");
    ck_assert_str_eq(expanded("a[1,3]b[2]c[7-8]x,z"), "a1b2c7x a1b2c8x a3b2c7x a3b2c8x z");
}
END_TEST

START_TEST(mistakes_are_named_with_their_place)
{
    is_refused("n[1-", 4, "expected a number, found the end");
    is_refused("n[1,x]", 4, "expected a number, found 'x'");
    is_refused("n[]", 2, "expected a number, found ']'");
    is_refused("n[1-2", 5, "expected ',', '-' or ']', found the end");
    is_refused("n[1-2]]", 6, "found ']'");
    is_refused("n[[1]]", 2, "expected a number, found '['");
    is_refused("a,,b", 2, "expected a name, found ','");
    is_refused("a,", 2, "expected a name, found the end");
    is_refused("a b", 1, "found ' '");
    is_refused("n[5-3]", 4, "ends below its start");
    is_refused("n[9-010]", 4, "padded differently");
    is_refused("n[1-1234567890123456789]", 4, "at most 18 digits");
    is_refused("n[-3]", 2, "found '-'");
    is_refused("a\tb", 1, "byte 0x09");
}
END_TEST

START_TEST(a_list_is_bounded)
{
    ck_assert(hostlist_expand("n[1-1048576]", &arena, &list, &err));
    ck_assert_uint_eq(list.count, HOSTLIST_MOST);
    ck_assert_str_eq(list.names[HOSTLIST_MOST - 1], "n1048576");
    is_refused("n[1-1048577]", 11, "more than 1048576 names");
    is_refused("x,n[1-1048576]", 2, "more than 1048576 names");
    is_refused("a[1-1000]b[1-1000]c[1-1000]", 0, "more than 1048576 names");
    is_refused("n[1-999999999999999999]", 22, "more than 1048576 names");
    is_refused("a[1]a[1]a[1]a[1]a[1]a[1]a[1]a[1]a[1]", 33, "more than 8 brackets");
}
END_TEST

START_TEST(neighbours_are_written_as_ranges)
{
    const char *padded[] = {"n008", "n009", "n010", "n012"};
    const char *mixed[] = {"n9", "n10", "login", "n11", "m11", "m12", "m7"};
    const char *widths[] = {"n9", "n010", "n99", "n100", "n0101"};
    const char *grows[] = {"n098", "n099", "n100", "n999", "n1000"};

    ck_assert_str_eq(folded(padded, 4), "n[008-010,012]");
    ck_assert_str_eq(folded(mixed, 7), "n[9-10],login,n11,m[11-12,7]");
    ck_assert_str_eq(folded(widths, 5), "n[9,010,99-100,0101]");
    ck_assert_str_eq(folded(grows, 5), "n[098-100,999-1000]");
    ck_assert_str_eq(folded(padded, 0), "");
}
END_TEST

START_TEST(what_is_written_expands_to_the_same_names)
{
    static const char *const texts[] = {"n", "gpu-", "r1c", "", "x.y", "0"};
    for (uint64_t seed = 0; seed < 400; seed++) {
        struct aif_arena a = {0};
        struct aif_rng rng = aif_rng_stream(seed, AIF_STREAM_TEST, 0);
        const char *names[64];
        char one[64];
        uint32_t count = (uint32_t)(aif_rng_next(&rng) % 64);
        uint64_t number = aif_rng_next(&rng) % 120;
        for (uint32_t i = 0; i < count; i++) {
            uint64_t dice = aif_rng_next(&rng);
            number = dice % 8 < 5 ? number + 1 : dice / 8 % 2000;
            int width = dice / 64 % 16 < 13 ? 3 : (int)(dice / 1024 % 5);
            snprintf(one, sizeof one, "%s%0*d", texts[dice / 4096 % 40 / 34 + seed % 5], width,
                     (int)number);
            names[i] = aif_arena_text(&a, one, strlen(one));
        }

        const char *text = folded(names, count);

        ck_assert_msg(hostlist_expand(text, &a, &list, &err), "seed %u: %s: %s", (unsigned)seed,
                      text, err.text);
        ck_assert_msg(list.count == count, "seed %u: %s", (unsigned)seed, text);
        for (uint32_t i = 0; i < count; i++)
            ck_assert_msg(strcmp(list.names[i], names[i]) == 0, "seed %u: %s", (unsigned)seed,
                          text);
        aif_arena_free(&a);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("hostlist");
    TCase *t = tcase_create("all");
    tcase_add_test(t, ranges_become_names);
    tcase_add_test(t, a_width_is_kept_and_grows_when_it_must);
    tcase_add_test(t, several_brackets_give_all_combinations);
    tcase_add_test(t, mistakes_are_named_with_their_place);
    tcase_add_test(t, a_list_is_bounded);
    tcase_add_test(t, neighbours_are_written_as_ranges);
    tcase_add_test(t, what_is_written_expands_to_the_same_names);
    suite_add_tcase(s, t);
    return run_suite(s);
}
