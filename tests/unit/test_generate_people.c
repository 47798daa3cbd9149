/* Who submits: organisations, projects, users that differ, data sets, what jobs state of them, and
 * kinds of jobs that ask for cores. */
#include "specs.h"

#include <math.h>
#include <string.h>

static const struct aif_dist_part ten_minutes = {.kind = AIF_DIST_CONSTANT, .a = 600};
static const struct aif_dist_part hour = {.kind = AIF_DIST_CONSTANT, .a = 3600};
static const struct aif_dist_part hundred = {.kind = AIF_DIST_CONSTANT, .a = 100};
static const struct aif_size_weight one[] = {{1, 1}}, forty_gpus[] = {{40, 1}};
static const struct aif_named_weight countries[] = {{"SE", 3}, {"FI", 1}};
static const struct aif_named_weight homes[] = {{"mimer", 1}};

static struct aif_job_kind plain(const char *name)
{
    return (struct aif_job_kind){
        .name = name,
        .weight = 1,
        .size = {.weights = one, .weight_count = 1},
        .runtime_s = {.parts = &ten_minutes, .part_count = 1},
        .limit = {.popular_s = popular_s, .popular_count = AIF_COUNT(popular_s)},
        .burst_mean = 1,
    };
}

static struct aif_workload made(const struct aif_community *c, const struct aif_machine *m,
                                uint32_t jobs, struct aif_generate_report *report)
{
    struct aif_generate_spec spec = {.name = "one", .communities = c, .community_count = 1};
    struct aif_workload w = {.count = 0};
    struct aif_err err = {{0}};
    struct aif_generate_ask ask = {m, {.jobs = jobs}, 1};
    ck_assert_msg(aif_generate(&spec, &ask, &w, report, &err), "%s", err.text);
    return w;
}

/* 400 organisations, of which three in four are Swedish: five standard errors are 0.11. */
START_TEST(organisations_have_projects_and_projects_have_users)
{
    enum { ORGANISATIONS = 400, ACCOUNTS = 600, USERS = 2000 };
    struct aif_job_kind kind = plain("k");
    struct aif_community c = community("c", 0.5, &kind);
    struct aif_machine site = small_site();
    c.users = USERS;
    c.accounts = ACCOUNTS;
    c.user_skew = 0.0;
    c.organisations = (struct aif_organisation_model){
        .count = ORGANISATIONS, .skew = 0.8, .countries = countries, .country_count = 2};
    struct aif_workload w = made(&c, &site, 60000, NULL);
    static uint32_t of_account[ACCOUNTS], of_user[USERS], projects[ORGANISATIONS], users[ACCOUNTS];
    static uint16_t country[ORGANISATIONS];
    memset(of_account, 0xff, sizeof of_account);
    memset(of_user, 0xff, sizeof of_user);
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_job *j = &w.jobs[i];
        uint32_t organisation = w.traits[i].organisation;
        projects[organisation] += of_account[j->account] == UINT32_MAX;
        users[j->account] += of_user[j->user] == UINT32_MAX;
        ck_assert(of_account[j->account] == UINT32_MAX || of_account[j->account] == organisation);
        ck_assert(of_user[j->user] == UINT32_MAX || of_user[j->user] == j->account);
        of_account[j->account] = organisation;
        of_user[j->user] = j->account;
        country[organisation] = w.traits[i].country;
    }
    uint32_t swedish = 0, largest = 0;
    for (uint32_t i = 0; i < ORGANISATIONS; i++) {
        ck_assert_uint_ge(projects[i], 1);
        largest = projects[i] > largest ? projects[i] : largest;
        swedish += strcmp(aif_names_at(&w.countries, country[i], ""), "SE") == 0;
    }
    for (uint32_t i = 0; i < ACCOUNTS; i++)
        ck_assert_uint_ge(users[i], 1);
    /* The first of 400 has 200 / (1 + 2^-0.8 + ... + 400^-0.8) = 17 of those that are left. */
    ck_assert_uint_gt(largest, 8);
    ck_assert_uint_lt(largest, 35);
    ck_assert_double_le(fabs(swedish / 400.0 - 0.75), 0.11);
    ck_assert_str_eq(aif_names_at(&w.organisations, 0, ""), "c-o001");
    aif_workload_close(&w);
}
END_TEST

enum { KINDS = 4, PEOPLE = 50, JOBS = 40000 };

/* Jobs of each user by kind. */
static void count_mix(double user_mix, double counts[PEOPLE][KINDS])
{
    struct aif_job_kind kinds[KINDS] = {plain("a"), plain("b"), plain("c"), plain("d")};
    kinds[0].weight = 4;
    kinds[1].weight = 3;
    kinds[2].weight = 2;
    struct aif_community c = community("c", 0.5, kinds);
    struct aif_machine site = small_site();
    c.kind_count = KINDS;
    c.users = PEOPLE;
    c.user_mix = user_mix;
    struct aif_workload w = made(&c, &site, JOBS, NULL);
    memset(counts, 0, PEOPLE * sizeof *counts);
    for (uint32_t i = 0; i < w.count; i++)
        counts[w.jobs[i].user][w.jobs[i].application] += 1.0;
    aif_workload_close(&w);
}

/* What every user does most often, as a share, in the mean over users by their jobs. */
static double favourite(double counts[PEOPLE][KINDS])
{
    double sum = 0.0;
    for (int u = 0; u < PEOPLE; u++) {
        double most = 0.0;
        for (int k = 0; k < KINDS; k++)
            most = counts[u][k] > most ? counts[u][k] : most;
        sum += most / JOBS;
    }
    return sum;
}

START_TEST(users_differ_in_what_they_do_and_the_community_does_not)
{
    static double counts[PEOPLE][KINDS];
    static const double mixes[] = {0.0, 1.0, 1000.0};
    double favourites[3];
    for (int m = 0; m < 3; m++) {
        count_mix(mixes[m], counts);
        favourites[m] = favourite(counts);
        for (int k = 0; k < KINDS; k++) {
            double share = 0.0;
            for (int u = 0; u < PEOPLE; u++)
                share += counts[u][k] / JOBS;
            ck_assert_double_le(fabs(share - (4 - k) / 10.0), 0.0125); /* 5 sqrt(0.25 / 40000) */
        }
        double first = 0.0;
        for (int k = 0; k < KINDS; k++)
            first += counts[0][k] / JOBS;
        /* 1 / (1 + 1/2 + ... + 1/50) = 0.22226; the fit leaves users less exact than kinds. */
        ck_assert_double_le(fabs(first - 0.22226), 0.02);
    }
    /* All alike: 0.4, and what chance adds.  A Dirichlet distribution of concentration 1 has most
     * of its mass near the corners: its largest of four shares is 0.77 in the mean. */
    ck_assert_double_le(favourites[0], 0.44);
    ck_assert_double_le(favourites[2], 0.46);
    ck_assert_double_ge(favourites[1], 0.60);
}
END_TEST

START_TEST(jobs_of_a_project_read_its_data_set)
{
    struct aif_job_kind kind = plain("k");
    struct aif_community c = community("c", 0.5, &kind);
    struct aif_machine site = small_site();
    kind.data_share = 0.5;
    c.accounts = 200;
    c.users = 400;
    c.user_skew = 0.0;
    c.data = (struct aif_data_model){.share = 0.6,
                                     .gib = {.parts = &hundred, .part_count = 1},
                                     .sensitive_share = 0.3,
                                     .homes = homes,
                                     .home_count = 1};
    struct aif_workload w = made(&c, &site, 20000, NULL);
    static int state[200]; /* 0: not seen, 1: open, 2: sensitive */
    uint32_t reading = 0, with_data = 0, sensitive = 0;
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_traits *x = &w.traits[i];
        int *s = &state[w.jobs[i].account];
        ck_assert_uint_eq(x->organisation, AIF_NONE);
        if (!x->data_gib) {
            ck_assert(!x->is_sensitive && x->data_home == AIF_NONE16);
            continue;
        }
        reading++;
        ck_assert_uint_eq(x->data_gib, 100);
        ck_assert_str_eq(aif_names_at(&w.data_homes, x->data_home, ""), "mimer");
        ck_assert(!*s || *s == 1 + x->is_sensitive);
        *s = 1 + x->is_sensitive;
    }
    for (int i = 0; i < 200; i++) {
        with_data += state[i] > 0;
        sensitive += state[i] == 2;
    }
    /* Five standard errors: sqrt(0.24 / 200) = 0.035 of projects, sqrt(0.21 / 120) = 0.042. */
    ck_assert_double_le(fabs(with_data / 200.0 - 0.6), 0.173);
    ck_assert_double_le(fabs((double)sensitive / with_data - 0.3), 0.21);
    ck_assert_double_le(fabs(reading / 20000.0 - 0.5 * with_data / 200.0), 0.05);
    aif_workload_close(&w);
}
END_TEST

START_TEST(deadlines_checkpoints_and_nodes_are_stated)
{
    struct aif_job_kind kind = plain("k");
    struct aif_community c = community("c", 0.5, &kind);
    struct aif_machine site = small_site();
    kind.size.weights = forty_gpus; /* 10 nodes */
    kind.deadline = (struct aif_shared_time){0.25, {.parts = &hour, .part_count = 1}};
    kind.checkpoint = (struct aif_shared_time){1.0, {.parts = &ten_minutes, .part_count = 1}};
    kind.preemptible_share = 0.75;
    kind.least_nodes = 0.41;
    kind.most_nodes = 2.55;
    struct aif_workload w = made(&c, &site, 10000, NULL);
    double deadlines = 0.0, preemptible = 0.0;
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_traits *x = &w.traits[i];
        bool has_deadline = x->deadline_s != AIF_UNKNOWN_S;
        deadlines += has_deadline;
        preemptible += x->is_preemptible;
        if (has_deadline)
            ck_assert_int_eq(x->deadline_s, w.jobs[i].submit_s + w.jobs[i].limit_s + 3600);
        ck_assert_int_eq(x->checkpoint_s, 600);
        ck_assert_uint_eq(x->min_nodes, 5);           /* 4.1, rounded up */
        ck_assert_uint_eq(w.extras[i].max_nodes, 25); /* 25.5, rounded down */
    }
    ck_assert_double_le(fabs(deadlines / w.count - 0.25), 0.022); /* 5 sqrt(0.1875 / 10000) */
    ck_assert_double_le(fabs(preemptible / w.count - 0.75), 0.022);
    aif_workload_close(&w);
}
END_TEST

static const char *const cpu[] = {"cpu"};

/* Partition cpu of the odd site has 30 nodes of 128 cores. */
START_TEST(a_kind_may_ask_for_cores_which_are_no_part_of_the_load)
{
    static const struct aif_size_weight cores[] = {{16, 1}, {200, 1}};
    struct aif_job_kind kinds[] = {plain("gpus"), plain("cores")};
    kinds[1].needs_cores = true;
    kinds[1].size = (struct aif_size_model){.weights = cores, .weight_count = 2};
    kinds[1].mem_mib_per_core = 2;
    kinds[1].partitions = cpu;
    kinds[1].partition_count = 1;
    struct aif_community c = community("c", 0.5, kinds);
    c.kind_count = 2;
    struct aif_generate_report report;
    struct aif_workload w = made(&c, &odd_site, 2000, &report);
    int64_t gpu_s = 0;
    uint32_t narrow = 0, wide = 0;
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_request *q = &w.jobs[i].request;
        gpu_s += (int64_t)q->nodes * q->per_node.gpus * 600;
        if (q->per_node.gpus)
            continue;
        ck_assert_str_eq(aif_names_at(&w.partitions, w.jobs[i].partition, ""), "cpu");
        ck_assert_uint_eq(q->nodes, q->is_exclusive ? 2 : 1);
        ck_assert_uint_eq(q->per_node.cores, q->is_exclusive ? 128 : 16);
        ck_assert_uint_eq(q->per_node.mem_mib, q->is_exclusive ? 256 : 32);
        narrow += !q->is_exclusive;
        wide += q->is_exclusive;
    }
    ck_assert_uint_gt(narrow, 400);
    ck_assert_uint_gt(wide, 400);
    ck_assert_int_eq(report.unit_s, gpu_s);
    ck_assert_uint_eq(report.capacity_units, 2 * 8 + 7 * 4);
    aif_workload_close(&w);
}
END_TEST

/* "tiny" has 16 GPUs, "mixed" has 44; only the first is used by jobs that count. */
START_TEST(nodes_that_only_jobs_on_cores_reach_are_no_part_of_the_load)
{
    static const char *const tiny[] = {"tiny"};
    struct aif_job_kind kinds[] = {plain("gpus"), plain("cores")};
    kinds[0].partitions = tiny;
    kinds[0].partition_count = 1;
    kinds[1].needs_cores = true;
    struct aif_community c = community("c", 0.5, kinds);
    c.kind_count = 2;
    struct aif_generate_report report;
    struct aif_workload w = made(&c, &odd_site, 100, &report);
    ck_assert_uint_eq(report.capacity_units, 16);
    aif_workload_close(&w);
}
END_TEST

START_TEST(each_community_has_countries_and_homes_of_its_own)
{
    static const struct aif_named_weight german[] = {{"DE", 1}}, there[] = {{"there", 1}};
    struct aif_job_kind kind = plain("k");
    kind.data_share = 1.0;
    struct aif_community both[] = {community("a", 0.5, &kind), community("b", 0.5, &kind)};
    for (int i = 0; i < 2; i++) {
        both[i].organisations.count = 3;
        both[i].organisations.countries = i ? german : countries;
        both[i].organisations.country_count = i ? 1 : 2;
        both[i].data = (struct aif_data_model){.share = 1.0,
                                               .gib = {.parts = &hundred, .part_count = 1},
                                               .homes = i ? there : homes,
                                               .home_count = 1};
    }
    struct aif_generate_spec spec = {.name = "two", .communities = both, .community_count = 2};
    struct aif_generate_size size = {.jobs = 200};
    struct aif_workload w = make(&spec, &size, 1, NULL);
    for (uint32_t i = 0; i < w.count; i++) {
        const struct aif_traits *x = &w.traits[i];
        bool is_b = w.jobs[i].community == aif_names_find(&w.communities, "b");
        const char *name = aif_names_at(&w.organisations, x->organisation, "");
        ck_assert_int_eq(strncmp(name, is_b ? "b-o" : "a-o", 3), 0);
        name = aif_names_at(&w.countries, x->country, "");
        ck_assert_int_eq(strcmp(name, "DE") == 0, is_b);
        name = aif_names_at(&w.data_homes, x->data_home, "");
        ck_assert_str_eq(name, is_b ? "there" : "mimer");
    }
    aif_workload_close(&w);
}
END_TEST

START_TEST(where_no_kind_asks_for_gpus_the_load_is_of_cores)
{
    struct aif_job_kind kind = plain("cores");
    kind.needs_cores = true;
    kind.partitions = cpu;
    kind.partition_count = 1;
    struct aif_community c = community("c", 0.5, &kind);
    struct aif_generate_report report;
    struct aif_workload w = made(&c, &odd_site, 100, &report);
    ck_assert_uint_eq(report.capacity_units, 30 * 128);
    ck_assert_int_eq(report.unit_s, 100 * 600);
    aif_workload_close(&w);
}
END_TEST

START_TEST(a_community_whose_load_nothing_can_meet_is_an_error)
{
    struct aif_job_kind gpus = plain("gpus"), cores = plain("cores");
    cores.needs_cores = true;
    struct aif_community both[] = {community("a", 0.5, &gpus), community("b", 0.5, &cores)};
    struct aif_generate_spec spec = {.name = "two", .communities = both, .community_count = 2};
    struct aif_machine site = small_site();
    struct aif_workload w = {.count = 0};
    struct aif_err err = {{0}};
    struct aif_generate_ask ask = {&site, week, 1};
    ck_assert(!aif_generate(&spec, &ask, &w, NULL, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "community b: its load is of GPUs"));
    aif_workload_close(&w);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("people");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, organisations_have_projects_and_projects_have_users);
    tcase_add_test(t, users_differ_in_what_they_do_and_the_community_does_not);
    tcase_add_test(t, jobs_of_a_project_read_its_data_set);
    tcase_add_test(t, deadlines_checkpoints_and_nodes_are_stated);
    tcase_add_test(t, a_kind_may_ask_for_cores_which_are_no_part_of_the_load);
    tcase_add_test(t, nodes_that_only_jobs_on_cores_reach_are_no_part_of_the_load);
    tcase_add_test(t, each_community_has_countries_and_homes_of_its_own);
    tcase_add_test(t, where_no_kind_asks_for_gpus_the_load_is_of_cores);
    tcase_add_test(t, a_community_whose_load_nothing_can_meet_is_an_error);
    Suite *s = suite_create("generate_people");
    suite_add_tcase(s, t);
    return run_suite(s);
}
