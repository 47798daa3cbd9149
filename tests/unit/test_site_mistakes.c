/* Mistakes of site files about how the machine is run: each is named, with its place. */
#include "site_texts.h"

#include <stdio.h>

START_TEST(every_mistake_is_named_with_its_place)
{
    static const struct {
        const char *text, *message;
    } bad[] = {
        {"qos: {high: {preempt: [hihg]}}\n", "1:24: no QOS 'hihg': did you mean 'high'?"},
        {"qos: {high: {flags: [deny]}}\n",
         "1:22: unknown value 'deny': did you mean 'deny_on_limit'? (known: deny_on_limit, "},
        {"qos: {high: {limits: {grp_trse: {cpu: 1}}}}\n",
         "1:23: unknown key 'grp_trse': did you mean 'grp_tres'?"},
        {"qos: {high: {limits: {grp_tres: {cpu: -1}}}}\n", "cpu: expected a whole number from 0"},
        {"qos: {high: {limits: {grp_tres: {mem_gib: 1, mem_mib: 1}}}}\n",
         "mem_gib and mem_mib are one amount"},
        {"qos: {high: {max_limit: 1h, limits: {max_wall: 2h}}}\n",
         "high: max_limit: the same limit is stated below limits"},
        {"accounts: {a: {users: {ann: 1, ann: 2}}}\n", "1:32: key 'ann' twice"},
        {"accounts: {a: {users: {ann: [1, {shares: 2}]}}}\n",
         "1:33: user 'ann' is twice in this account for the same partition"},
        {"accounts: {a: {accounts: {b: 1}}, b: 2}\n",
         "1:35: account 'b' twice; the first is in line 1"},
        {"accounts: {a: {users: {ann: {partition: debgu}}}}\n",
         "no partition 'debgu': did you mean 'debug'?"},
        {"accounts: {a: {users: {ann: {default_qos: x}}}}\n", "1:43: no QOS 'x'"},
        {"qos: {high: {}}\naccounts: {a: {qos: [high], default_qos: normal}}\n",
         "2:42: default_qos 'normal' is not one of those allowed"},
        {"accounts: {a: many}\n", "shares: expected a whole number from 0 to 2147483647"},
        {"accounts: {a: {target: 120}}\n", "1:24: target: expected a percentage"},
        {"accounts: {a: {target: 25~}}\n", "1:24: target: expected a percentage"},
        {"reservations: {r: {start: 0, duration: 1h, nodes: \"4-6\"}}\n",
         "1:51: nodes: expected numbers from 0 to 5 such as 4 or 4-7, found '4-6'"},
        {"reservations: {r: {start: 0, duration: 1h, nodes: \"n[04-05]\"}}\n",
         "nodes: no node 'n05', and no node class of that name"},
        {"reservations: {r: {start: 0, duration: 1h, nodes: \"n[04\"}}\n", "1:51: nodes: "},
        {"reservations: {r: {start: 2h, end: 1h, nodes: all}}\n",
         "reservation r: ends before it starts"},
        {"reservations: {r: {start: 2h, nodes: all}}\n",
         "reservation r: expected one of end and duration"},
        {"reservations: {r: {start: 2h, duration: 1h, made: 3h, nodes: all}}\n",
         "reservation r: made after it has started"},
        {"scheduler: {slurm: {bf_intervall: 30}}\n",
         "1:21: unknown key 'bf_intervall': did you mean 'bf_interval'?"},
        {"scheduler: {slurm: {bf_window: 1440}}\n",
         "bf_window: a duration needs its unit: write 1440m for minutes or 1440s for seconds"},
        {"scheduler: {slurm: {bf_interval: 0}}\n", "bf_interval: expected 1 to"},
        {"scheduler: {priority: {share: fair-tee}}\n", "1:31: unknown share 'fair-tee': did you"},
        {"scheduler: {enforce: [limit]}\n", "did you mean 'limits'?"},
    };
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        char text[2000];
        snprintf(text, sizeof text, "%s" MACHINE PARTITIONS, bad[i].text);
        ck_assert_msg(!read_text(text), "%s", bad[i].text);
        ck_assert_msg(strstr(errors.text, bad[i].message), "%s", errors.text);
        ck_assert_msg(errors.count == 1, "%s", errors.text);
    }
}
END_TEST

START_TEST(two_default_partitions_are_refused)
{
    ck_assert(!read_text(MACHINE "partitions:\n"
                                 "  a: {classes: [cpu], unit: core, default: true}\n"
                                 "  b: {classes: [cpu], unit: core, default: true}\n"));
    ck_assert_ptr_nonnull(strstr(errors.text, "two default partitions: a and b"));
}
END_TEST

START_TEST(a_class_names_each_of_its_nodes)
{
    char text[] = MACHINE PARTITIONS;
    strstr(text, "01-04")[4] = '5';

    ck_assert(!read_text(text));

    ck_assert_ptr_nonnull(strstr(errors.text, "hosts: 5 names, expected 4 as there are nodes"));
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("site_mistakes");
    tcase_add_checked_fixture(c, NULL, close_all);
    tcase_add_test(c, every_mistake_is_named_with_its_place);
    tcase_add_test(c, two_default_partitions_are_refused);
    tcase_add_test(c, a_class_names_each_of_its_nodes);
    Suite *s = suite_create("site_mistakes");
    suite_add_tcase(s, c);
    return run_suite(s);
}
