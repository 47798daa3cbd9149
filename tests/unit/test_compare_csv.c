/* Tables of two runs held against each other, row by row. */
#include "host/provenance/compare.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
}

static enum compare_answer compare(const char *there, const char *anew, bool is_part,
                                   struct compare_text *out)
{
    char folder[] = "/tmp/aifsim-compare-......", a[64], b[64];
    memset(folder + strlen(folder) - 6, 'X', 6); /* as mkdtemp() wants it */
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(a, sizeof a, "%s/a.csv", folder);
    snprintf(b, sizeof b, "%s/b.csv", folder);
    write_text(a, there);
    write_text(b, anew);
    struct compare_pair pair = {
        .there = a, .anew = b, .is_part = is_part, .first = 2, .end = is_part ? 3 : 0};
    enum compare_answer answer = compare_csv(&pair, out);
    unlink(a);
    unlink(b);
    ck_assert_int_eq(rmdir(folder), 0);
    return answer;
}

START_TEST(a_row_with_line_breaks_in_quotes_is_one_row)
{
    static const char whole[] = "cell,name,n\n1,a,5\n2,\"q\n3,4\",6\n2,b,7\n",
                      part[] = "cell,name,n\n2,\"q\n3,4\",6\n2,b,7\n",
                      other[] = "cell,name,n\n2,\"q\n3,4\",6\n2,b,8\n",
                      renamed[] = "cell,name,n\n2,\"q\n5,4\",6\n2,b,7\n";
    struct compare_text out = {{0}};
    ck_assert_int_eq(compare(whole, whole, false, &out), COMPARE_SAME);
    ck_assert_int_eq(compare(whole, part, true, &out), COMPARE_SAME);
    ck_assert_int_eq(compare(whole, other, true, &out), COMPARE_DIFFERENT);
    ck_assert_str_eq(out.text, "line 5, cell 2, column n: '7' there, '8' computed anew");
    ck_assert_int_eq(compare(whole, renamed, true, &out), COMPARE_DIFFERENT);
    ck_assert_str_eq(out.text, "line 3, cell 2, column name: '\"q?3,4\"' there, '\"q?5,4\"' "
                               "computed anew");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("compare_csv");
    tcase_add_test(c, a_row_with_line_breaks_in_quotes_is_one_row);
    Suite *s = suite_create("unit/compare_csv");
    suite_add_tcase(s, c);
    return run_suite(s);
}
