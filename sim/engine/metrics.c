/* Metrics of a finished run: definitions in aif/metrics.h, sources in docs/metrics.md.  The rows
 * are read once or twice and boiled down to 12 bytes a job, ordered by community; each statistic is
 * then taken over its part of that array. */
#include "engine/charges.h"
#include "engine/figures.h"

#include "aif/view.h"

static const uint64_t NANO = 1000000000;

struct user {
    uint64_t jobs, unit_s;
    uint64_t bsld_whole, bsld_nano; /* sum of the jobs' bounded slowdowns */
};

struct tally {
    const struct metrics_input *in;
    struct aif_metrics *out;
    struct figure *figures;
    struct region *regions; /* by group; [0], of all, is not used */
    struct user *users;
    struct charges charges;
};

static uint32_t clamp_s(int64_t duration_s)
{
    AIF_CHECK(duration_s >= 0);
    return duration_s < UINT32_MAX ? (uint32_t)duration_s : UINT32_MAX;
}

static bool has_run(const struct aif_row *row)
{
    AIF_CHECK(row->outcome != AIF_OUTCOME_WAITING);
    return row->start_s != AIF_UNKNOWN_S;
}

/* The group of the community, or of what is asked for; jobs of none are in a last one that is not
 * reported. */
static uint32_t find_group(const struct tally *t, uint32_t job)
{
    const struct metrics_groups *groups = t->in->groups;
    uint32_t group = groups ? groups->of_job[job] : t->in->workload->jobs[job].community;
    uint32_t known = t->out->group_count - 1;
    return group < known ? group + 1 : known + 1;
}

static void count_outcome(struct aif_group *g, const struct aif_row *row)
{
    g->completed += row->outcome == AIF_OUTCOME_COMPLETED;
    g->failed += row->outcome == AIF_OUTCOME_FAILED;
    g->timed_out += row->outcome == AIF_OUTCOME_TIMED_OUT;
    g->rejected += row->outcome == AIF_OUTCOME_REJECTED;
    g->cancelled += row->outcome == AIF_OUTCOME_CANCELLED;
    g->preempted += row->outcome == AIF_OUTCOME_PREEMPTED;
    g->blocked += row->outcome == AIF_OUTCOME_BLOCKED;
    g->node_failed += row->outcome == AIF_OUTCOME_NODE_FAIL;
    if (!has_run(row))
        return;
    g->jobs++;
    g->without_units += row->counted_units == 0;
    g->unit_s += (int64_t)row->counted_units * (row->end_s - row->start_s);
}

static void count_user(struct tally *t, uint32_t job, const struct figure *f)
{
    uint32_t user = t->in->workload->jobs[job].user;
    if (user >= t->in->workload->users.count)
        return;
    uint64_t bsld = figure_bsld(f, 1, 10);
    struct user *u = &t->users[user];
    u->jobs++;
    u->unit_s += (uint64_t)t->in->rows[job].counted_units * f->run_s;
    u->bsld_whole += bsld / NANO;
    u->bsld_nano += bsld % NANO;
}

/* What of a run, or of a suspension (sign -1), fell between the first and the last submit. */
static void count_window(struct tally *t, uint32_t group, int64_t units, const int64_t from_to_s[2])
{
    int64_t last_s = t->out->last_submit_s;
    int64_t end_s = from_to_s[1] < last_s ? from_to_s[1] : last_s;
    if (end_s <= from_to_s[0])
        return;
    int64_t unit_s = units * (end_s - from_to_s[0]);
    t->out->groups[0].submit_unit_s += unit_s;
    if (group < t->out->group_count)
        t->out->groups[group].submit_unit_s += unit_s;
}

static void tally_job(struct tally *t, uint32_t job)
{
    const struct aif_row *row = &t->in->rows[job];
    struct aif_metrics *m = t->out;
    uint32_t group = find_group(t, job);
    count_outcome(&m->groups[0], row);
    if (group < m->group_count)
        count_outcome(&m->groups[group], row);
    if (!has_run(row))
        return;
    int64_t submit_s = t->in->workload->jobs[job].submit_s;
    struct figure f = {clamp_s(row->start_s - submit_s), clamp_s(row->end_s - row->start_s),
                       row->units};
    region_add(&t->regions[group], t->figures, &f);
    count_user(t, job, &f);
    m->last_end_s = row->end_s > m->last_end_s ? row->end_s : m->last_end_s;
    count_window(t, group, row->counted_units, (const int64_t[]){row->start_s, row->end_s});
    struct aif_holding holding = {{{0}}, 0};
    if (t->in->sim)
        holding = aif_view_holding(t->in->sim, job);
    charges_add(&t->charges,
                &(struct charge_run){job, group, row->start_s, row->end_s, &holding, false});
}

/* Runs that were cut short used the machine too; suspended jobs did not, though their rows say so.
 */
static void tally_episode(struct tally *t, const struct aif_episode *e)
{
    int64_t sign = e->is_suspension ? -1 : 1;
    int64_t unit_s = sign * (int64_t)e->units * (e->end_s - e->start_s);
    uint32_t group = find_group(t, e->job), user = t->in->workload->jobs[e->job].user;
    t->out->groups[0].unit_s += unit_s;
    if (group < t->out->group_count)
        t->out->groups[group].unit_s += unit_s;
    if (user < t->in->workload->users.count)
        t->users[user].unit_s += (uint64_t)unit_s;
    count_window(t, group, sign * (int64_t)e->units, (const int64_t[]){e->start_s, e->end_s});
    charges_add(&t->charges, &(struct charge_run){e->job, group, e->start_s, e->end_s, &e->holding,
                                                  e->is_suspension});
}

/* Jobs are in order of submit. */
static void find_submit_window(struct tally *t)
{
    const struct aif_job *jobs = t->in->workload->jobs;
    uint32_t first = 0, end = t->in->count;
    while (first < end && !has_run(&t->in->rows[first]))
        first++;
    while (end > first && !has_run(&t->in->rows[end - 1]))
        end--;
    if (first == end)
        return;
    t->out->first_submit_s = t->out->last_end_s = jobs[first].submit_s;
    t->out->last_submit_s = jobs[end - 1].submit_s;
}

/* Groups lie one after the other in the array of figures, those of no community last.  Returns how
 * many figures there may be. */
static size_t lay_out_groups(struct tally *t, struct aif_arena *scratch)
{
    uint32_t last = t->out->group_count;
    t->regions = AIF_NEW(scratch, struct region, last + 1);
    if (last == 1) {
        t->regions[1] = region_at(0, t->in->count);
        return t->in->count;
    }
    size_t *sizes = AIF_NEW(scratch, size_t, last + 1), total = 0;
    for (uint32_t i = 0; i < t->in->count; i++)
        if (has_run(&t->in->rows[i]))
            sizes[find_group(t, i)]++;
    for (uint32_t g = 1; g <= last; g++) {
        t->regions[g] = region_at(total, sizes[g]);
        total += sizes[g];
    }
    return total;
}

static int64_t share_nano(int64_t unit_s, int64_t capacity_units, int64_t window_s)
{
    if (capacity_units <= 0 || window_s <= 0)
        return 0;
    struct wide d = wide_product((uint64_t)capacity_units, (uint64_t)window_s);
    return wide_ratio_nano((struct wide){.lo = (uint64_t)unit_s}, d);
}

static void compute_shares(const struct tally *t)
{
    const struct aif_totals *totals = t->in->totals;
    struct aif_metrics *m = t->out;
    m->makespan_s = m->last_end_s - m->first_submit_s;
    int64_t units = totals->capacity_units, window_s = m->last_submit_s - m->first_submit_s;
    m->utilisation_nano = share_nano(m->groups[0].unit_s, units, m->makespan_s);
    m->utilisation_submit_nano = share_nano(m->groups[0].submit_unit_s, units, window_s);
    m->offered_load_nano = share_nano(m->groups[0].unit_s, units, window_s);
    m->lost_a_nano = share_nano(totals->lost_a_unit_s, units, m->makespan_s);
    m->lost_b_nano = share_nano(totals->lost_b_unit_s, units, m->makespan_s);
    m->lost_c_nano = share_nano(totals->lost_c_unit_s, units, m->makespan_s);
    for (uint32_t g = 0; g < m->group_count; g++) {
        m->groups[g].share_nano =
            share_nano(m->groups[g].submit_unit_s, m->groups[0].submit_unit_s, 1);
        m->groups[g].norm_shares_nano = -1;
    }
}

static uint64_t mean_bsld_nano(const struct user *u)
{
    uint64_t rest_nano = u->bsld_whole % u->jobs * NANO + u->bsld_nano;
    return u->bsld_whole / u->jobs * NANO + (rest_nano + u->jobs / 2) / u->jobs;
}

static void compute_fairness(const struct tally *t, struct aif_arena *arena)
{
    uint32_t known = t->in->workload->users.count;
    size_t count = 0;
    uint64_t *usage = AIF_NEW(arena, uint64_t, known), *bsld = AIF_NEW(arena, uint64_t, known);
    for (uint32_t i = 0; i < known; i++) {
        if (t->users[i].jobs == 0)
            continue;
        usage[count] = t->users[i].unit_s;
        bsld[count++] = mean_bsld_nano(&t->users[i]);
    }
    stat_dispersion(usage, count, &t->out->jain_nano, &t->out->gini_nano);
    stat_dispersion(bsld, count, &t->out->jain_bsld_nano, &t->out->gini_bsld_nano);
}

static void name_groups(const struct metrics_input *in, struct aif_arena *arena,
                        struct aif_metrics *out)
{
    const struct aif_names *communities = &in->workload->communities;
    uint32_t count = in->groups ? in->groups->count : communities->count;
    out->group_count = count + 1;
    out->groups = AIF_NEW(arena, struct aif_group, out->group_count);
    out->groups[0].name = "all";
    for (uint32_t i = 0; i < count; i++)
        out->groups[i + 1].name =
            in->groups ? in->groups->names[i] : aif_names_at(communities, i, "");
}

void metrics_from_rows(const struct metrics_input *in, struct aif_arena *arena,
                       struct aif_metrics *out)
{
    *out = (struct aif_metrics){0};
    name_groups(in, arena, out);
    struct aif_arena scratch = {0};
    struct tally t = {.in = in, .out = out};
    t.users = AIF_NEW(&scratch, struct user, in->workload->users.count);
    size_t most = lay_out_groups(&t, &scratch);
    t.figures = AIF_NEW(&scratch, struct figure, most);
    find_submit_window(&t);
    charges_open(&t.charges, in, out, &scratch);
    for (uint32_t i = 0; i < in->count; i++)
        tally_job(&t, i);
    for (uint32_t i = 0; i < in->episode_count; i++)
        tally_episode(&t, &in->episodes[i]);
    struct sample *sample = AIF_NEW(&scratch, struct sample, 1);
    sample->values = AIF_NEW(&scratch, uint64_t, most);
    figures_summarise(t.figures, t.regions + 1, out->group_count, sample, &out->groups[0]);
    for (uint32_t g = 1; g < out->group_count; g++)
        figures_summarise(t.figures, t.regions + g, 1, sample, &out->groups[g]);
    compute_shares(&t);
    charges_close(&t.charges, out);
    compute_fairness(&t, &scratch);
    if (in->access)
        metrics_of_grants(in, out);
    aif_arena_free(&scratch);
}

struct metrics_input metrics_input_of(const struct aif_scenario *scenario,
                                      const struct aif_sim *sim, struct aif_arena *arena)
{
    struct metrics_input in = {.workload = scenario->workload,
                               .rows = aif_sim_rows(sim),
                               .count = aif_sim_job_count(sim),
                               .totals = aif_sim_totals(sim),
                               .sim = sim,
                               .machine = scenario->machine,
                               .access = scenario->access,
                               .uses = aif_sim_grant_uses(sim)};
    uint32_t grants;
    in.results = aif_sim_grants(sim, arena, &grants);
    in.factors = charge_factors(scenario, in.count, arena);
    in.episodes = aif_sim_episodes(sim, &in.episode_count);
    return in;
}

void aif_metrics_compute(const struct aif_scenario *scenario, const struct aif_sim *sim,
                         struct aif_arena *arena, struct aif_metrics *out)
{
    struct aif_arena scratch = {0};
    const struct metrics_input in = metrics_input_of(scenario, sim, &scratch);
    metrics_from_rows(&in, arena, out);
    aif_arena_free(&scratch);
    out->stranger_count = aif_strangers_of(scenario).jobs;
}
