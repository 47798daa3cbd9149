/* Results that wait for their turn, in memory and in a file. */
#include "host/campaign/park.h"
#include "suite.h"

#include <string.h>

START_TEST(results_wait_in_a_file_when_memory_is_short)
{
    struct park *p = park_open(".", 5, 100);
    struct aif_err err;
    for (uint32_t piece = 5; piece-- > 0;) {
        struct bytes b = {0};
        memset(bytes_grow(&b, 60), (int)piece, 60);
        ck_assert(park_put(p, piece, &b, &err));
        ck_assert_uint_eq(b.count, 0);
    }

    for (uint32_t piece = 0; piece < 5; piece++) {
        struct bytes b;
        ck_assert(park_has(p, piece));
        ck_assert(park_take(p, piece, &b, &err));
        ck_assert(!park_has(p, piece));
        ck_assert_uint_eq(b.count, 60);
        ck_assert_uint_eq(b.data[0], piece);
        ck_assert_uint_eq(b.data[59], piece);
        bytes_free(&b);
    }
    park_close(p);
}
END_TEST

START_TEST(memory_is_free_again_when_a_result_has_had_its_turn)
{
    struct park *p = park_open("/there is no such folder", 2, 100);
    struct aif_err err;
    for (uint32_t piece = 0; piece < 2; piece++) {
        struct bytes b = {0};
        memset(bytes_grow(&b, 60), 1, 60);
        ck_assert(park_put(p, piece, &b, &err));
        ck_assert(park_take(p, piece, &b, &err));
        bytes_free(&b);
    }
    park_close(p);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("park");
    tcase_add_test(c, results_wait_in_a_file_when_memory_is_short);
    tcase_add_test(c, memory_is_free_again_when_a_result_has_had_its_turn);
    Suite *s = suite_create("unit/park");
    suite_add_tcase(s, c);
    return run_suite(s);
}
