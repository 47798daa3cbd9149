/* Which association a job is charged to. */
#include "aif/share.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

#define JOBS 500

static struct aif_workload workload;
static struct aif_job jobs[JOBS];
static uint32_t assoc_of_job[JOBS];

static uint32_t name(struct aif_names *names, const char *text)
{
    return text ? aif_names_intern(names, &workload.arena, text, strlen(text)) : AIF_NONE;
}

static void submit(const char *account, const char *user)
{
    jobs[workload.count++] = (struct aif_job){.user = name(&workload.users, user),
                                              .account = name(&workload.accounts, account)};
}

static void setup(void)
{
    workload = (struct aif_workload){.jobs = jobs};
}

static void teardown(void)
{
    aif_workload_close(&workload);
}

START_TEST(a_tree_is_made_of_the_users_and_accounts_of_a_trace)
{
    struct aif_arena arena = {0};
    submit("phys", "ann");
    submit(NULL, "bob");
    submit("chem", "ann");
    submit("phys", "ann");
    submit("idle", NULL);
    submit(NULL, NULL);

    struct aif_accounts t = aif_accounts_of_workload(&workload, &arena, assoc_of_job);

    static const struct {
        const char *name;
        uint32_t parent;
        bool is_user;
    } e[] = {{"root", AIF_NONE, false}, {"phys", 0, false}, {"ann", 1, true},  {"bob", 0, true},
             {"chem", 0, false},        {"ann", 4, true},   {"idle", 0, false}};
    static const uint32_t expected[] = {2, 3, 5, 2, 6, AIF_NONE};
    ck_assert(aif_accounts_check(&t, NULL));
    ck_assert_uint_eq(t.count, AIF_COUNT(e));
    for (uint32_t i = 0; i < t.count; i++) {
        ck_assert_str_eq(t.assocs[i].name, e[i].name);
        ck_assert_uint_eq(t.assocs[i].parent, e[i].parent);
        ck_assert_uint_eq(t.assocs[i].is_user, e[i].is_user);
        ck_assert_uint_eq(t.assocs[i].shares, 1);
    }
    ck_assert_mem_eq(assoc_of_job, expected, sizeof expected);
    aif_arena_free(&arena);
}
END_TEST

START_TEST(a_stated_tree_is_searched_by_account_user_and_partition)
{
    struct aif_arena arena = {0};
    struct aif_accounts_builder b = {.arena = &arena};
    aif_accounts_add(&b, "root", AIF_NONE, false, 1);
    uint32_t phys = aif_accounts_add(&b, "phys", 0, false, 1);
    uint32_t chem = aif_accounts_add(&b, "chem", 0, false, 1);
    uint32_t ann_chem = aif_accounts_add(&b, "ann", chem, true, 1);
    uint32_t ann_phys = aif_accounts_add(&b, "ann", phys, true, 1);
    uint32_t ann_gpu = aif_accounts_add(&b, "ann", phys, true, 1);
    b.tree.assocs[ann_gpu].partition = 7;
    submit("phys", "ann");
    submit("phys", "ann");
    submit(NULL, "ann");
    submit("phys", "bob");
    submit("bio", "ann");
    static const uint32_t partitions[] = {0, 7, 0, 0, 0};

    uint32_t lost = aif_accounts_bind(&b.tree, &workload, partitions, assoc_of_job);

    ck_assert_uint_eq(lost, 2);
    ck_assert_uint_eq(assoc_of_job[0], ann_phys);
    ck_assert_uint_eq(assoc_of_job[1], ann_gpu);
    ck_assert_uint_eq(assoc_of_job[2], ann_chem);
    ck_assert_uint_eq(assoc_of_job[3], AIF_NONE);
    ck_assert_uint_eq(assoc_of_job[4], AIF_NONE);
    ck_assert_uint_eq(aif_accounts_bind(&b.tree, &workload, NULL, assoc_of_job), 2);
    ck_assert_uint_eq(assoc_of_job[1], ann_phys);
    aif_arena_free(&arena);
}
END_TEST

/* More names than the first table of answers holds. */
START_TEST(many_users_keep_their_own_associations)
{
    struct aif_arena arena = {0};
    for (unsigned i = 0; i < JOBS; i++) {
        char account[16], user[16];
        snprintf(account, sizeof account, "a%u", i % 7);
        snprintf(user, sizeof user, "u%u", i % 250);
        submit(account, user);
    }

    uint32_t bound[JOBS];
    struct aif_accounts t = aif_accounts_of_workload(&workload, &arena, assoc_of_job);
    ck_assert_uint_eq(aif_accounts_bind(&t, &workload, NULL, bound), 0);

    ck_assert_mem_eq(bound, assoc_of_job, sizeof bound);
    ck_assert_uint_eq(t.count, 1 + 7 + JOBS); /* 250 and 7 have no common factor */
    for (unsigned i = 0; i < JOBS; i++) {
        const struct aif_assoc *a = &t.assocs[assoc_of_job[i]];
        ck_assert_str_eq(a->name, aif_names_at(&workload.users, jobs[i].user, ""));
        ck_assert_str_eq(t.assocs[a->parent].name,
                         aif_names_at(&workload.accounts, jobs[i].account, ""));
    }
    aif_arena_free(&arena);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("accounts_bind");
    TCase *tc = tcase_create("accounts_bind");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_tree_is_made_of_the_users_and_accounts_of_a_trace);
    tcase_add_test(tc, a_stated_tree_is_searched_by_account_user_and_partition);
    tcase_add_test(tc, many_users_keep_their_own_associations);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
