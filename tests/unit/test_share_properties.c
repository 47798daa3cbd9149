/* What holds for any share tree and any usage; random trees, the seed is the loop's number. */
#include "shares.h"

#include "aif/rng.h"

#include <stdio.h>

#define TREES 100

static struct shares_case c;
static struct aif_centre_qos qos[2];
static struct aif_rng rng;

static uint32_t draw(uint32_t below)
{
    return (uint32_t)(aif_rng_next(&rng) >> 33) % below;
}

/* A random tree of up to 60 associations; few different shares, so that there are ties. */
static void grow_tree(uint64_t seed, int64_t half_life_s)
{
    c = (struct shares_case){0};
    rng = aif_rng_stream(seed, AIF_STREAM_TEST, 0);
    struct aif_accounts_builder b = {.arena = &c.arena};
    uint32_t accounts[61] = {0}, account_count = 1, count = 2 + draw(59);
    aif_accounts_add(&b, "Root", AIF_NONE, false, 1);
    for (uint32_t i = 1; i <= count; i++) {
        char name[16];
        bool is_user = draw(3) > 0;
        snprintf(name, sizeof name, "%c%u", is_user ? 'u' : 'A', (unsigned)i);
        uint32_t a = aif_accounts_add(&b, name, accounts[draw(account_count)], is_user, draw(4));
        b.tree.assocs[a].has_parent_share = draw(10) == 0;
        if (!is_user)
            accounts[account_count++] = a;
    }
    c.accounts = b.tree;
    qos[0] = (struct aif_centre_qos){.name = "normal", .usage_factor = 1};
    qos[1] = (struct aif_centre_qos){.name = "cheap", .usage_factor = 0.25};
    struct aif_centre centre = aif_centre_default();
    centre.qos = qos;
    centre.qos_count = 2;
    centre.priority.decay_half_life_s = half_life_s;
    c.options = aif_share_options_default(&centre.priority);
    c.options.capacity = (struct aif_tres_set){{[AIF_TRES_CPU] = 100, [AIF_TRES_GPU] = 8}};
    aif_usage_init(&c.usage, &c.arena, &c.accounts, &centre);
}

static void use_at_random(double scale)
{
    for (uint32_t i = 0; i < c.accounts.count; i++) {
        struct aif_charge charge = {.assoc = i,
                                    .qos = draw(2),
                                    .partition_qos = AIF_NONE,
                                    .billing = draw(4) * scale,
                                    .run_s = draw(3) * 100};
        if (c.accounts.assocs[i].is_user)
            aif_usage_charge(&c.usage, &charge);
    }
}

static uint32_t users(void)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < c.accounts.count; i++)
        n += c.accounts.assocs[i].is_user;
    return n;
}

static uint32_t any_user(void)
{
    uint32_t i = draw(c.accounts.count);
    while (!c.accounts.assocs[i].is_user)
        i = (i + 1) % c.accounts.count;
    return i;
}

static void check_sums(uint64_t seed)
{
    for (uint32_t a = 0; a < c.accounts.count; a++) {
        long double sum = 0;
        for (uint32_t i = 1; i < c.accounts.count; i++)
            sum += c.accounts.assocs[i].parent == a ? c.usage.assocs[i].raw : 0;
        ck_assert_msg(c.accounts.assocs[a].is_user || c.usage.assocs[a].raw == sum,
                      "seed %u, association %u", (unsigned)seed, (unsigned)a);
    }
}

/* Without decay usage is the integral of billing x usage factor; at each account the sum of its
 * children's.  All numbers are small multiples of a quarter: sums are exact. */
START_TEST(usage_is_conserved)
{
    for (uint64_t seed = 0; seed < TREES; seed++) {
        grow_tree(seed, 0);
        double charged = 0;
        for (int i = 0; i < 100 && users() > 0; i++) {
            struct aif_charge charge = {.assoc = any_user(),
                                        .qos = draw(2),
                                        .partition_qos = AIF_NONE,
                                        .billing = draw(64),
                                        .run_s = draw(1000)};
            aif_usage_charge(&c.usage, &charge);
            aif_usage_decay(&c.usage, 60);
            charged += charge.billing * (double)charge.run_s * qos[charge.qos].usage_factor;
        }
        ck_assert_msg(c.usage.assocs[0].raw == charged, "seed %u", (unsigned)seed);
        ck_assert_msg(c.usage.of_qos[0].raw + c.usage.of_qos[1].raw == charged, "seed %u",
                      (unsigned)seed);
        check_sums(seed);
        aif_arena_free(&c.arena);
    }
}
END_TEST

/* Places are a permutation of all but the root and transparent accounts; of the users the i-th has
 * the factor (n - i) / n or, tied, that of the user before. */
static void check_ranks(uint64_t seed)
{
    uint32_t n = users(), rank = n, place = 0, found = 0;
    double last = 1;
    for (;; place++) {
        uint32_t i = 1;
        while (i < c.accounts.count &&
               (c.view.rows[i].place != place ||
                (c.accounts.assocs[i].has_parent_share && !c.accounts.assocs[i].is_user)))
            i++;
        if (i == c.accounts.count)
            break;
        if (!c.accounts.assocs[i].is_user)
            continue;
        double f = c.view.factors[i];
        bool is_tied = c.view.rows[i].is_tied;
        ck_assert_msg(is_tied ? f == last : f == (double)rank / (double)n, "seed %u, place %u",
                      (unsigned)seed, (unsigned)place);
        last = f;
        rank--;
        found++;
    }
    ck_assert_msg(found == n, "seed %u: %u of %u users", (unsigned)seed, (unsigned)found,
                  (unsigned)n);
}

START_TEST(fair_tree_ranks_are_a_permutation_with_ties)
{
    for (uint64_t seed = 0; seed < 2 * TREES; seed++) {
        grow_tree(seed, 0);
        c.options.merges_tied_accounts = seed % 2;
        shares_open(&c, "fair-tree");
        use_at_random(1);
        aif_share_update(&c.view, 0);

        check_ranks(seed);
        aif_arena_free(&c.arena);
    }
}
END_TEST

/* By a power of two, so that no rounding changes. */
START_TEST(scaling_all_usage_leaves_fair_tree_as_it_is)
{
    for (uint64_t seed = 0; seed < TREES; seed++) {
        double factors[61];
        grow_tree(seed, 0);
        shares_open(&c, "fair-tree");
        use_at_random(1);
        aif_share_update(&c.view, 0);
        memcpy(factors, c.view.factors, c.accounts.count * sizeof *factors);
        aif_arena_free(&c.arena);

        grow_tree(seed, 0);
        shares_open(&c, "fair-tree");
        use_at_random(1024);
        aif_share_update(&c.view, 0);
        for (uint32_t i = 0; i < c.accounts.count; i++)
            ck_assert_msg(c.view.factors[i] == factors[i], "seed %u", (unsigned)seed);
        aif_arena_free(&c.arena);
    }
}
END_TEST

/* And the same whichever association is asked about twice. */
START_TEST(all_algorithms_give_finite_factors_that_do_not_depend_on_when_they_are_asked)
{
    const struct aif_plugin *p;
    for (size_t k = 0; (p = aif_plugin_at(AIF_SHARE, k)); k++)
        for (uint64_t seed = 0; seed < TREES; seed++) {
            double factors[61];
            grow_tree(seed, 600);
            shares_open(&c, p->name);
            aif_share_update(&c.view, 0);
            aif_usage_decay(&c.usage, 300);
            use_at_random(1);
            aif_share_update(&c.view, 300);
            memcpy(factors, c.view.factors, c.accounts.count * sizeof *factors);
            aif_share_update(&c.view, 300);
            for (uint32_t i = 0; i < c.accounts.count; i++) {
                ck_assert_double_finite(factors[i]);
                ck_assert_msg(c.view.factors[i] == factors[i], "%s, seed %u", p->name,
                              (unsigned)seed);
            }
            aif_arena_free(&c.arena);
        }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("share_properties");
    TCase *tc = tcase_create("share_properties");
    tcase_add_test(tc, usage_is_conserved);
    tcase_add_test(tc, fair_tree_ranks_are_a_permutation_with_ties);
    tcase_add_test(tc, scaling_all_usage_leaves_fair_tree_as_it_is);
    tcase_add_test(tc,
                   all_algorithms_give_finite_factors_that_do_not_depend_on_when_they_are_asked);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
