/* A run over time.  Each run of a job is added to the bins where it begins and ends; the bins
 * between get its units through a running sum of differences, so that a long job costs no more than
 * a short one.  Waiting jobs are counted the same way at the borders of the bins. */
#include "report/series.h"

#include "aif/view.h"

/* What is summed up for a group; room for one bin more than there are. */
struct track {
    int64_t *part_unit_s;  /* of bins that a run covers in part */
    int64_t *whole_units;  /* differences: units of runs that cover the bin */
    int64_t *jobs, *units; /* differences: waiting at the border */
};

struct tally {
    const struct series_input *in;
    struct series_groups groups;
    struct aif_series *out;
    struct track *communities; /* the last is of jobs without one */
    struct track *accounts;
    bool *is_counted; /* by partition: its nodes have the units of the capacity */
};

static const int64_t widths_s[] = {60,   120,   300,   600,   900,   1800,   3600,
                                   7200, 10800, 21600, 43200, 86400, 172800, 604800};

int64_t aif_series_width(int64_t span_s)
{
    const int64_t most = AIF_SERIES_MOST_BINS;
    for (size_t i = 0; i < AIF_COUNT(widths_s); i++)
        if (span_s <= widths_s[i] * most)
            return widths_s[i];
    int64_t width_s = widths_s[AIF_COUNT(widths_s) - 1];
    while (span_s > width_s * most)
        width_s *= 2;
    return width_s;
}

int64_t aif_series_bin(const struct aif_series *s, uint32_t bin)
{
    return bin < s->bin_count ? s->from_s + bin * s->width_s : s->to_s;
}

/* From the first submit to the last end of the jobs that ran at all.  Jobs are in order of submit:
 * that of the first is looked up, not those of all. */
static void find_span(const struct series_input *in, struct aif_series *s)
{
    const struct aif_job *jobs = in->workload->jobs;
    s->from_s = AIF_NEVER_S;
    s->to_s = -AIF_NEVER_S;
    for (uint32_t i = 0; i < in->count; i++) {
        if (in->rows[i].start_s == AIF_UNKNOWN_S)
            continue;
        if (s->from_s == AIF_NEVER_S)
            s->from_s = jobs[i].submit_s;
        if (in->rows[i].end_s > s->to_s)
            s->to_s = in->rows[i].end_s;
    }
    for (uint32_t i = 0; i < in->episode_count; i++) {
        const struct aif_episode *e = &in->episodes[i];
        if (jobs[e->job].submit_s < s->from_s)
            s->from_s = jobs[e->job].submit_s;
        if (e->end_s > s->to_s)
            s->to_s = e->end_s;
    }
    if (s->from_s > s->to_s)
        s->from_s = s->to_s = 0;
}

static void find_bins(const struct tally *t)
{
    struct aif_series *s = t->out;
    find_span(t->in, s);
    int64_t span_s = s->to_s - s->from_s;
    s->width_s = aif_series_width(span_s);
    s->bin_count = (uint32_t)((span_s + s->width_s - 1) / s->width_s);
}

static struct track *new_tracks(const struct tally *t, uint32_t count, struct aif_arena *arena)
{
    struct track *tracks = AIF_NEW(arena, struct track, count);
    size_t room = t->out->bin_count + (size_t)1;
    for (uint32_t i = 0; i < count; i++) {
        tracks[i].part_unit_s = AIF_NEW(arena, int64_t, room);
        tracks[i].whole_units = AIF_NEW(arena, int64_t, room);
        tracks[i].jobs = AIF_NEW(arena, int64_t, room);
        tracks[i].units = AIF_NEW(arena, int64_t, room);
    }
    return tracks;
}

/* An amount in the bins of a stretch of time: so much in the first, so much in the last, and units
 * in those between. */
struct stretch {
    uint32_t first, last;
    int64_t first_unit_s, last_unit_s, units;
};

static void add_stretch(const struct track *to, const struct stretch *s)
{
    to->part_unit_s[s->first] += s->first_unit_s;
    if (s->first == s->last)
        return;
    to->whole_units[s->first + 1] += s->units;
    to->whole_units[s->last] -= s->units;
    to->part_unit_s[s->last] += s->last_unit_s;
}

static void for_group(const struct tally *t, uint32_t job, const struct track *to[2])
{
    const uint32_t *accounts = t->groups.account_of_job;
    to[0] = &t->communities[series_community(t->in, job)];
    to[1] = accounts && accounts[job] != AIF_NONE ? &t->accounts[accounts[job]] : NULL;
}

/* units below 0: they were not used after all, since the job stood still. */
static void add_run(const struct tally *t, uint32_t job, int64_t units, int64_t from_s,
                    int64_t to_s)
{
    const struct aif_series *s = t->out;
    const struct track *to[2];
    if (units == 0 || from_s >= to_s)
        return;
    AIF_CHECK(from_s >= s->from_s && to_s <= s->to_s);
    int64_t first = (from_s - s->from_s) / s->width_s, last = (to_s - s->from_s) / s->width_s;
    int64_t border_s = s->from_s + (first + 1) * s->width_s;
    struct stretch stretch = {
        .first = (uint32_t)first,
        .last = (uint32_t)last,
        .first_unit_s = units * ((first == last ? to_s : border_s) - from_s),
        .last_unit_s = units * (to_s - (s->from_s + last * s->width_s)),
        .units = units,
    };
    for_group(t, job, to);
    add_stretch(to[0], &stretch);
    if (to[1])
        add_stretch(to[1], &stretch);
}

/* The first bin that begins at t_s or later; bin_count: none does. */
static uint32_t bin_from(const struct aif_series *s, int64_t t_s)
{
    if (t_s <= s->from_s)
        return 0;
    if (t_s >= s->to_s)
        return s->bin_count;
    int64_t bin = (t_s - s->from_s + s->width_s - 1) / s->width_s;
    AIF_CHECK(bin <= s->bin_count);
    return (uint32_t)bin;
}

static void add_wait(const struct tally *t, uint32_t job, int64_t from_s, int64_t to_s)
{
    const struct track *to[2];
    if (from_s >= to_s)
        return;
    uint32_t first = bin_from(t->out, from_s), end = bin_from(t->out, to_s);
    if (first == end)
        return;
    const struct aif_row *row = &t->in->rows[job];
    int64_t units = t->is_counted[row->partition] ? row->units : 0;
    for_group(t, job, to);
    for (int i = 0; i < 2 && to[i]; i++) {
        to[i]->jobs[first]++;
        to[i]->jobs[end]--;
        to[i]->units[first] += units;
        to[i]->units[end] -= units;
    }
}

/* Until when a job waited that did not run (again). */
static int64_t given_up_s(const struct series_input *in, uint32_t job)
{
    switch ((enum aif_outcome)in->rows[job].outcome) {
    case AIF_OUTCOME_BLOCKED:
        return AIF_NEVER_S;
    case AIF_OUTCOME_REJECTED: /* at once, or by a rule of grants */
        return in->uses ? in->uses[job].refused_s : AIF_UNKNOWN_S;
    case AIF_OUTCOME_CANCELLED:
        return in->sim ? aif_view_job(in->sim, job).over_s : AIF_UNKNOWN_S;
    case AIF_OUTCOME_WAITING:
    case AIF_OUTCOME_COMPLETED:
    case AIF_OUTCOME_FAILED:
    case AIF_OUTCOME_TIMED_OUT:
    case AIF_OUTCOME_PREEMPTED:
    case AIF_OUTCOME_NODE_FAIL:
    case AIF_OUTCOME_COUNT:
        break;
    }
    return AIF_UNKNOWN_S;
}

/* Runs that were cut short, in the order of their ends.  Returns since when each job waits for its
 * last one; NULL: since its submission. */
static const int64_t *add_episodes(const struct tally *t, struct aif_arena *scratch)
{
    const struct series_input *in = t->in;
    if (!in->episode_count)
        return NULL;
    int64_t *since_s = AIF_NEW(scratch, int64_t, in->count);
    for (uint32_t i = 0; i < in->count; i++)
        since_s[i] = in->workload->jobs[i].submit_s;
    for (uint32_t i = 0; i < in->episode_count; i++) {
        const struct aif_episode *e = &in->episodes[i];
        int64_t units = e->units;
        add_run(t, e->job, e->is_suspension ? -units : units, e->start_s, e->end_s);
        if (e->is_suspension)
            continue;
        add_wait(t, e->job, since_s[e->job], e->start_s);
        since_s[e->job] = e->end_s;
    }
    return since_s;
}

static void add_rows(const struct tally *t, const int64_t *since_s)
{
    const struct series_input *in = t->in;
    for (uint32_t i = 0; i < in->count; i++) {
        const struct aif_row *row = &in->rows[i];
        bool has_run = row->start_s != AIF_UNKNOWN_S;
        int64_t from_s = since_s ? since_s[i] : in->workload->jobs[i].submit_s;
        add_wait(t, i, from_s, has_run ? row->start_s : given_up_s(in, i));
        if (has_run)
            add_run(t, i, row->counted_units, row->start_s, row->end_s);
    }
}

/* Where the machine has GPUs, jobs on nodes without them ask for none of its units. */
static void find_counted(struct tally *t, struct aif_arena *scratch)
{
    const struct aif_machine *m = t->in->machine;
    bool has_gpus = false;
    t->is_counted = AIF_NEW(scratch, bool, m->partition_count + (size_t)1);
    for (uint32_t c = 0; c < m->class_count; c++)
        has_gpus |= m->classes[c].shape.gpus > 0;
    if (m->procs)
        t->is_counted[0] = true;
    for (uint32_t p = 0; p < m->partition_count; p++)
        for (uint32_t c = 0; c < m->class_count; c++)
            if (m->partitions[p].class_mask >> c & 1)
                t->is_counted[p] |= !has_gpus || m->classes[c].shape.gpus > 0;
}

/* Differences become sums, in place. */
static void sum_up(const struct aif_series *s, const struct track *t)
{
    int64_t whole = 0, jobs = 0, units = 0;
    for (uint32_t i = 0; i < s->bin_count; i++) {
        whole += t->whole_units[i];
        t->part_unit_s[i] += whole * (aif_series_bin(s, i + 1) - aif_series_bin(s, i));
        t->jobs[i] = jobs += t->jobs[i];
        t->units[i] = units += t->units[i];
    }
}

static void add_track(const struct aif_series *s, const struct track *to, const struct track *from)
{
    for (uint32_t i = 0; i < s->bin_count; i++) {
        to->part_unit_s[i] += from->part_unit_s[i];
        to->jobs[i] += from->jobs[i];
        to->units[i] += from->units[i];
    }
}

static void put_group(struct aif_series *s, enum aif_series_kind kind, const char *name,
                      const struct track *t)
{
    s->groups[s->group_count++] = (struct aif_series_group){.kind = kind,
                                                            .name = name,
                                                            .busy_unit_s = t->part_unit_s,
                                                            .waiting_jobs = t->jobs,
                                                            .waiting_units = t->units};
}

static void make_groups(const struct tally *t, const struct track *all, struct aif_arena *arena)
{
    const struct series_groups *g = &t->groups;
    struct aif_series *s = t->out;
    s->groups = AIF_NEW(arena, struct aif_series_group, 1 + (size_t)g->communities + g->accounts);
    for (uint32_t i = 0; i <= g->communities; i++) {
        sum_up(s, &t->communities[i]);
        add_track(s, all, &t->communities[i]);
    }
    put_group(s, AIF_SERIES_ALL, "all", all);
    for (uint32_t i = 0; i < g->communities; i++)
        put_group(s, AIF_SERIES_COMMUNITY, aif_names_at(&t->in->workload->communities, i, ""),
                  &t->communities[i]);
    for (uint32_t i = 0; i < g->accounts; i++) {
        sum_up(s, &t->accounts[i]);
        put_group(s, AIF_SERIES_ACCOUNT, g->account_names[i], &t->accounts[i]);
    }
}

void series_from_rows(const struct series_input *in, struct aif_arena *arena,
                      struct aif_series *out)
{
    struct aif_arena scratch = {0};
    struct tally t = {.in = in, .out = out};
    *out = (struct aif_series){.capacity_units = in->capacity_units};
    find_bins(&t);
    series_find_groups(in, arena, &t.groups);
    t.communities = new_tracks(&t, t.groups.communities + 1, arena);
    t.accounts = new_tracks(&t, t.groups.accounts, arena);
    find_counted(&t, &scratch);
    if (out->bin_count)
        add_rows(&t, add_episodes(&t, &scratch));
    make_groups(&t, new_tracks(&t, 1, arena), arena);
    series_entitle(in, &t.groups, arena, out);
    aif_arena_free(&scratch);
}

void aif_series_make(const struct aif_series_ask *ask, struct aif_arena *arena,
                     struct aif_series *out)
{
    const struct aif_scenario *scenario = ask->scenario;
    struct series_input in = {.workload = scenario->workload,
                              .machine = scenario->machine,
                              .rows = aif_sim_rows(ask->sim),
                              .count = aif_sim_job_count(ask->sim),
                              .capacity_units = aif_sim_totals(ask->sim)->capacity_units,
                              .access = scenario->access,
                              .uses = aif_sim_grant_uses(ask->sim),
                              .community_of_grant = ask->community_of_grant,
                              .sim = ask->sim};
    in.episodes = aif_sim_episodes(ask->sim, &in.episode_count);
    if (scenario->centre && scenario->centre->accounts.count)
        in.accounts = &scenario->centre->accounts;
    series_from_rows(&in, arena, out);
}
