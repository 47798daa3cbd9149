/* Access files in YAML: what they become on a site, and what is said about mistakes.  Amounts are
 * worked out by hand. */
#include "host/access/internal.h"
#include "suite.h"

#include <string.h>

static struct conf_errors errors;
static struct access_spec spec;
static struct site site;

static void clear(void)
{
    access_spec_close(&spec);
    site_close(&site);
    conf_errors_fini(&errors);
}

static bool open_on(const char *site_name, const char *const *sets, size_t set_count)
{
    clear();
    return access_spec_read("eurohpc", sets, set_count, &spec, &errors) &&
           site_read(site_name, &site, &errors) && access_spec_bind(&spec, &site, &errors);
}

static const struct aif_access_mode *mode(const char *name)
{
    for (uint32_t i = 0; i < spec.admission.mode_count; i++)
        if (strcmp(spec.admission.modes[i].name, name) == 0)
            return &spec.admission.modes[i];
    ck_abort_msg("no mode %s", name);
    return NULL;
}

static const struct aif_pool *pool(const char *name)
{
    for (uint32_t i = 0; i < spec.admission.pool_count; i++)
        if (strcmp(spec.admission.pools[i].name, name) == 0)
            return &spec.admission.pools[i];
    ck_abort_msg("no pool %s", name);
    return NULL;
}

/* Half of 400 GPUs is the Union's: 30, 10, 25 and 20 per cent of that half. */
START_TEST(pools_are_shares_of_the_unions_share)
{
    ck_assert_msg(open_on("mimer", NULL, 0), "%s", errors.text);
    ck_assert_int_eq(spec.admission.machine_units, 400);
    ck_assert_uint_eq(pool("union")->share_ppm, 500000);
    ck_assert_uint_eq(pool("national")->share_ppm, 500000);
    ck_assert_uint_eq(pool("commercial")->share_ppm, 100000);
    ck_assert_uint_eq(pool("industrial-innovation")->share_ppm, 150000);
    ck_assert_uint_eq(pool("playground-and-fast-lane")->share_ppm, 50000);
    ck_assert_uint_eq(pool("ai-for-science")->share_ppm, 125000);
    uint64_t lane = mode("fast-lane")->pools;
    ck_assert_uint_eq(lane, 1u | 1u << 3 | 1u << 4); /* union and the first two of the file */
    clear();
}
END_TEST

/* 400 GPUs of 13,824: 3,500 node-hours of 4 GPUs become 14,000 x 400 / 13,824 = 405.1 GPU-hours;
 * 342,092 become 39,593.98. */
START_TEST(systems_without_a_row_are_scaled_by_their_gpus)
{
    ck_assert_msg(open_on("mimer", NULL, 0), "%s", errors.text);
    ck_assert_int_eq(mode("benchmark")->max_unit_hours, 405);
    ck_assert_int_eq(mode("benchmark")->min_unit_hours, 1);
    ck_assert_int_eq(pool("regular-call")->cutoff_unit_hours, 39593);
    ck_assert_int_eq(mode("playground")->menu[0], 5000);
    clear();
}
END_TEST

START_TEST(systems_with_a_row_have_it_in_gpu_hours)
{
    ck_assert_msg(open_on("marenostrum5", NULL, 0), "%s", errors.text);
    ck_assert_int_eq(mode("benchmark")->max_unit_hours, 8000);
    ck_assert_int_eq(mode("regular")->least_unit_hours, 80000);
    ck_assert_int_eq(mode("regular")->max_unit_hours, 400000);
    ck_assert_int_eq(pool("extreme-call")->cutoff_unit_hours, 2322432);
    clear();
}
END_TEST

/* Large Scale: 30 January 2026 is day 20,483; then the 15th and last of every month. */
START_TEST(a_mode_is_what_its_file_says)
{
    ck_assert_msg(open_on("mimer", NULL, 0), "%s", errors.text);
    const struct aif_access_mode *m = mode("large-scale");
    ck_assert_uint_eq(m->orgs, 1u << AIF_ORG_SME | 1u << AIF_ORG_INDUSTRY);
    ck_assert_uint_eq(m->horizon_orgs, 1u << AIF_ORG_INDUSTRY);
    ck_assert_uint_eq(m->cutoffs.day_count, 22);
    ck_assert_int_eq(m->cutoffs.days[0], 20483);
    ck_assert_uint_eq(m->cutoffs.rule[1].day, 31);
    ck_assert_uint_eq(m->cutoffs.rule[1].month, 0);
    ck_assert_int_eq(m->cutoffs.shift, AIF_SHIFT_BEFORE);
    ck_assert_int_eq(m->cutoffs.second, 36000);
    ck_assert(m->evaluation.unit == AIF_PERIOD_WORKING_DAYS && m->evaluation.count == 10);
    ck_assert_uint_eq(m->months[2], 12);
    ck_assert_uint_eq(m->threshold_ppm, 200000);
    ck_assert(!m->is_one_per_pi && mode("regular")->is_one_per_pi);
    ck_assert_int_eq(mode("extreme")->review, AIF_REVIEW_RANKED);
    ck_assert_int_eq(mode("national")->reach, AIF_REACH_HOST);
    ck_assert_uint_eq(mode("development")->renewals, 2);
    ck_assert_uint_eq(mode("ai-for-science")->extension_percent, 10);
    clear();
}
END_TEST

/* 20 June 2025 is day 20,259, 28 March 20,175; four dates and six, two and two. */
START_TEST(dates_of_the_year_before_are_listed_for_the_grants_of_2026)
{
    ck_assert_msg(open_on("mimer", NULL, 0), "%s", errors.text);
    const struct aif_cutoffs *science = &mode("ai-for-science")->cutoffs;
    const struct aif_cutoffs *regular = &mode("regular")->cutoffs;
    ck_assert_uint_eq(science->day_count, 10);
    ck_assert_int_eq(science->days[0], 20259);
    ck_assert_uint_eq(regular->day_count, 4);
    ck_assert_int_eq(regular->days[0], 20175);
    clear();
}
END_TEST

START_TEST(the_population_is_what_the_file_says)
{
    ck_assert_msg(open_on("mimer", NULL, 0), "%s", errors.text);
    const struct aif_population *p = &spec.population;
    const struct aif_applicants *c = &p->communities[0];
    ck_assert_str_eq(c->name, "startups");
    ck_assert_int_eq(c->org, AIF_ORG_SME);
    ck_assert_uint_eq(c->wish[1].ppm, 400000);
    ck_assert(c->wish[1].unit_hours == 5000.0 && c->duration_weights[2] == 5.0);
    ck_assert(c->mode_count == 4 && c->modes[3] == 9);
    ck_assert_str_eq(p->countries[0].name, "SE");
    ck_assert(p->countries[0].is_host && p->countries[0].is_participating);
    ck_assert(c->country_weights[0] == 60.0);
    ck_assert(!p->countries[7].is_participating); /* US */
    ck_assert_str_eq(spec.behaves_like[0], "startups");
    ck_assert_str_eq(p->communities[3].name, "home-research");
    ck_assert_str_eq(spec.behaves_like[3], "research");
    clear();
}
END_TEST

START_TEST(the_unions_share_is_the_sites_or_the_files_but_not_above_the_law)
{
    static const char *const lower[] = {"legal.union_percent.value=40",
                                        "legal.union_percent.assumed=x"};
    ck_assert_msg(open_on("mimer", lower, 2), "%s", errors.text);
    ck_assert_uint_eq(pool("union")->share_ppm, 400000);
    ck_assert_uint_eq(pool("national")->share_ppm, 600000);
    ck_assert_uint_eq(pool("commercial")->share_ppm, 80000);

    static const char *const mid_range[] = {"legal.machine.mimer.value=mid_range"};
    ck_assert_msg(open_on("mimer", mid_range, 1), "%s", errors.text);
    ck_assert_uint_eq(pool("union")->share_ppm, 350000);

    static const char *const above[] = {"legal.union_percent.value=60",
                                        "legal.union_percent.assumed=x"};
    ck_assert(!open_on("mimer", above, 2));
    ck_assert_msg(strstr(errors.text, "the law gives the Union at most 50 percent"), "%s",
                  errors.text);
    clear();
}
END_TEST

/* Pre-exascale is high-end, 50 per cent; Daedalus is mid-range, 35. */
START_TEST(the_law_depends_on_the_kind_of_the_sites_machine)
{
    ck_assert_msg(open_on("marenostrum5", NULL, 0), "%s", errors.text);
    ck_assert_int_eq(spec.union_most_percent, 50);
    ck_assert_msg(open_on("daedalus", NULL, 0), "%s", errors.text);
    ck_assert_int_eq(spec.union_most_percent, 35);
    ck_assert_uint_eq(pool("union")->share_ppm, 350000);
    static const char *const above[] = {"legal.union_percent.value=40",
                                        "legal.union_percent.assumed=x"};
    ck_assert(!open_on("daedalus", above, 2));
    ck_assert_msg(strstr(errors.text, "at most 35 percent of a machine of the kind mid_range"),
                  "%s", errors.text);
    clear();
}
END_TEST

START_TEST(commercial_use_is_the_files_but_not_above_the_law)
{
    static const char *const less[] = {"legal.commercial_percent.value=5",
                                       "legal.commercial_percent.assumed=x"};
    ck_assert_msg(open_on("mimer", less, 2), "%s", errors.text);
    ck_assert_uint_eq(pool("commercial")->share_ppm, 25000);
    ck_assert_int_eq(spec.commercial_most_percent, 20);
    ck_assert_int_eq(spec.commercial_percent, 5);

    static const char *const more[] = {"legal.commercial_percent.value=21",
                                       "legal.commercial_percent.assumed=x"};
    ck_assert(!open_on("mimer", more, 2));
    ck_assert_msg(strstr(errors.text, "the law gives commercial use at most 20 percent"), "%s",
                  errors.text);
    clear();
}
END_TEST

static const struct {
    const char *set, *message;
} wrong[] = {
    {"modes=playgrund", "unknown access file 'playgrund': did you mean 'playground'?"},
    {"calendar.holidays.easter.value=eastern", "expected a day such as \"05-01\""},
    {"calendar.holidays.easter.value=12-31..12-24", "expected a day such as \"05-01\""},
    {"hosts={}", "hosts: expected 1 to 300 entries"},
    {"hosts={lumi: {value: FI, assumed: x}}", "the country of mimer is missing"},
    {"legal.machine={lumi: {value: high_end, assumed: x}}",
     "the kind of machine of mimer is missing"},
    {"legal.machine.mimer.value=fast", "high_end"},
    {"population.communities.industry.modes.value=[nothing]", "there is no mode 'nothing'"},
    {"population.communities.industry.wishes.value={0: 5, 90: 7}", "must begin with 0 and end"},
    {"population.communities.industry.wishes.value={0: 5, 100: 3}", "must ascend"},
    {"population.communities.industry.months.value={13: 5}", "expected 1 to 12 months"},
    {"pools.ai-for-science.percent.value=110", "percent"},
    {"pools={}", "unknown pool 'industrial-innovation'"},
    {"population.months.value=[0,0,0,0,0,0,0,0,0,0,0,0]", "months, days and hours need weight"},
    {"calendar.holidays.easter.value=01-01..12-31", "only 0 working days are left"},
};

START_TEST(mistakes_are_shown_with_what_was_expected)
{
    ck_assert(!open_on("mimer", &wrong[_i].set, 1));
    ck_assert_msg(strstr(errors.text, wrong[_i].message), "'%s' lacks '%s'", errors.text,
                  wrong[_i].message);
    clear();
}
END_TEST

START_TEST(a_pool_of_processors_has_no_access)
{
    ck_assert(!open_on("procs:8", NULL, 0));
    ck_assert_msg(strstr(errors.text, "no GPUs that access could be granted to"), "%s",
                  errors.text);
    clear();
}
END_TEST

START_TEST(short_texts_are_read_whole_or_not_at_all)
{
    struct aif_period p;
    ck_assert(access_period_read("10 working days", &p) && p.count == 10 &&
              p.unit == AIF_PERIOD_WORKING_DAYS);
    ck_assert(access_period_read("1 month", &p) && p.unit == AIF_PERIOD_MONTHS);
    ck_assert(!access_period_read("10", &p) && !access_period_read("10 working days ", &p));
    ck_assert(!access_period_read("-1 days", &p) && !access_period_read("731 days", &p));

    struct aif_month_day d;
    ck_assert(access_month_day_read("03-30", &d) && d.month == 3 && d.day == 30);
    ck_assert(access_month_day_read("9", &d) && d.month == 0 && d.day == 9);
    ck_assert(!access_month_day_read("13-01", &d) && !access_month_day_read("3-1", &d));
    ck_assert(!access_month_day_read("32", &d) && !access_month_day_read("", &d));

    struct aif_holiday h;
    ck_assert(access_holiday_read("easter-3..easter-2", &h) && h.is_easter && h.from == -3 &&
              h.to == -2);
    ck_assert(access_holiday_read("12-24..12-31", &h) && !h.is_easter && h.from == 1224 &&
              h.to == 1231);
    ck_assert(access_holiday_read("easter", &h) && h.from == 0 && h.to == 0);
    ck_assert(!access_holiday_read("easter..12-31", &h) && !access_holiday_read("", &h));

    int32_t day;
    ck_assert(access_day_read("2027-01-01", &day) && day == 20819);
    ck_assert(!access_day_read("2027-01-01T00:00", &day) && !access_day_read("2027-13-01", &day));
    ck_assert(!access_day_read("2027-02-29", &day));
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("spec");
    tcase_add_test(t, pools_are_shares_of_the_unions_share);
    tcase_add_test(t, systems_without_a_row_are_scaled_by_their_gpus);
    tcase_add_test(t, systems_with_a_row_have_it_in_gpu_hours);
    tcase_add_test(t, a_mode_is_what_its_file_says);
    tcase_add_test(t, dates_of_the_year_before_are_listed_for_the_grants_of_2026);
    tcase_add_test(t, the_population_is_what_the_file_says);
    tcase_add_test(t, the_unions_share_is_the_sites_or_the_files_but_not_above_the_law);
    tcase_add_test(t, the_law_depends_on_the_kind_of_the_sites_machine);
    tcase_add_test(t, commercial_use_is_the_files_but_not_above_the_law);
    tcase_add_loop_test(t, mistakes_are_shown_with_what_was_expected, 0, (int)AIF_COUNT(wrong));
    tcase_add_test(t, a_pool_of_processors_has_no_access);
    tcase_add_test(t, short_texts_are_read_whole_or_not_at_all);
    Suite *s = suite_create("access_spec");
    suite_add_tcase(s, t);
    return run_suite(s);
}
