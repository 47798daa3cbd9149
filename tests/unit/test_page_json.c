/* What a page's data is written as; expected texts by hand. */
#include "host/page/json.h"
#include "suite.h"

#include <string.h>

static char text[4096];
static size_t used;

static bool put(void *to, const char *bytes, size_t count)
{
    (void)to;
    ck_assert(used + count < sizeof text);
    memcpy(text + used, bytes, count);
    used += count;
    text[used] = '\0';
    return true;
}

static struct aif_sink sink;
static struct page_json json;

static void begin(bool is_packed)
{
    memset(&sink, 0, sizeof sink);
    sink.put = put;
    used = 0;
    text[0] = '\0';
    page_json_init(&json, &sink, is_packed);
}

static const char *end(void)
{
    page_json_fini(&json);
    aif_sink_flush(&sink);
    return text;
}

static const char *column(bool is_packed, const int64_t *values, size_t count)
{
    struct page_json_column c;
    begin(is_packed);
    page_json_column_open(&c, &json, NULL, count);
    for (size_t i = 0; i < count; i++)
        page_json_column_put(&c, values[i]);
    page_json_column_close(&c);
    return end();
}

START_TEST(commas_stand_between_members_and_items)
{
    begin(false);

    page_json_open(&json, NULL, '{');
    page_json_open(&json, "a", '[');
    page_json_close(&json, ']');
    page_json_open(&json, "b", '[');
    page_json_int(&json, NULL, -1);
    page_json_word(&json, NULL, "null");
    page_json_close(&json, ']');
    page_json_ratio(&json, "c", 5, 2, 3);
    page_json_text(&json, "d", "");
    page_json_close(&json, '}');

    ck_assert_str_eq(end(), "{\"a\":[],\"b\":[-1,null],\"c\":2.500,\"d\":\"\"}");
}
END_TEST

START_TEST(no_text_can_end_the_element_that_it_stands_in)
{
    begin(true);

    page_json_open(&json, NULL, '{');
    page_json_text(&json, "<", "</script><!--<SCRIPT");
    page_json_close(&json, '}');

    ck_assert_str_eq(end(), "{\"\\u003c\":\"\\u003c/script>\\u003c!--\\u003cSCRIPT\"}");
}
END_TEST

START_TEST(names_of_any_bytes_become_text)
{
    begin(true);

    page_json_text(&json, NULL, "\x01\n\"\\ Link\xc3\xb6ping \xff\xc3 \xed\xa0\x80");

    ck_assert_str_eq(end(), "\"\\u0001\\u000a\\\"\\\\ Link\xc3\xb6ping \\ufffd\\ufffd "
                            "\\ufffd\\ufffd\\ufffd\"");
}
END_TEST

START_TEST(a_plain_column_is_an_array)
{
    static const int64_t values[] = {3, -1};

    ck_assert_str_eq(column(false, values, 2), "[3,-1]");
    ck_assert_str_eq(column(false, values, 0), "[]");
}
END_TEST

/* Differences 0, 1, 0, -2, 65, -128; zigzag 0, 2, 0, 3, 130, 255; bytes 00 02 00 03 82 01 ff 01. */
START_TEST(a_packed_column_has_differences_of_few_bytes)
{
    static const int64_t values[] = {0, 1, 1, -1, 64, -64};

    ck_assert_str_eq(column(true, values, 6), "{\"n\":6,\"v\":\"AAIAA4IB/wE=\"}");
}
END_TEST

START_TEST(the_end_is_padded_as_base64_wants_it)
{
    static const int64_t values[] = {1, 2, 3}; /* differences of 1: bytes 02 */

    ck_assert_str_eq(column(true, values, 0), "{\"n\":0,\"v\":\"\"}");
    ck_assert_str_eq(column(true, values, 1), "{\"n\":1,\"v\":\"Ag==\"}");
    ck_assert_str_eq(column(true, values, 2), "{\"n\":2,\"v\":\"AgI=\"}");
    ck_assert_str_eq(column(true, values, 3), "{\"n\":3,\"v\":\"AgIC\"}");
}
END_TEST

/* -2^63 is 2^64 - 1 in zigzag, ten bytes; from there to 2^63 - 1 it is -1, since sums wrap. */
START_TEST(the_greatest_numbers_survive)
{
    static const int64_t values[] = {INT64_MIN, INT64_MAX};

    ck_assert_str_eq(column(true, values, 2), "{\"n\":2,\"v\":\"////////////AQE=\"}");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("page_json");
    TCase *t = tcase_create("json");
    suite_add_tcase(s, t);
    tcase_add_test(t, commas_stand_between_members_and_items);
    tcase_add_test(t, no_text_can_end_the_element_that_it_stands_in);
    tcase_add_test(t, names_of_any_bytes_become_text);
    tcase_add_test(t, a_plain_column_is_an_array);
    tcase_add_test(t, a_packed_column_has_differences_of_few_bytes);
    tcase_add_test(t, the_end_is_padded_as_base64_wants_it);
    tcase_add_test(t, the_greatest_numbers_survive);
    return run_suite(s);
}
