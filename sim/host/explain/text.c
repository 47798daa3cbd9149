/* An explanation for people to read. */
#include "host/explain/explain.h"

#include <string.h>

enum { NAMED_BLOCKERS = 3, SHOWN_PLANS = 8, SHOWN_SPANS = 12, SHOWN_CAUSES = 6 };

struct page {
    const struct explanation *e;
    struct aif_sink *out;
    const struct aif_job *job;
    const struct aif_row *row;
};

/* "90061 s  (1-01:00:01 after it was submitted)" */
static void put_time(const struct page *p, int64_t t_s)
{
    char text[32];
    int64_t after_s = t_s - p->job->submit_s;
    aif_sink_format(p->out, "%lld s", (long long)t_s);
    if (after_s > 0)
        aif_sink_format(p->out, "  (+%s)", explain_duration(after_s, text));
}

static void put_who(const struct page *p, uint32_t job)
{
    const struct aif_workload *w = p->e->scenario.workload;
    const struct aif_job *j = &w->jobs[job];
    const char *user = aif_names_at(&w->users, j->user, NULL);
    const char *account = aif_names_at(&w->accounts, j->account, NULL);
    aif_sink_format(p->out, "job %lld", (long long)j->id);
    if (user || account)
        aif_sink_format(p->out, " (%s%s%s%s%s)", user ? "user " : "", user ? user : "",
                        user && account ? ", " : "", account ? "account " : "",
                        account ? account : "");
}

static void put_ask(const struct page *p)
{
    const struct aif_request *ask = &p->job->request;
    if (ask->nodes && ask->is_exclusive)
        aif_sink_format(p->out, "%u whole node%s", ask->nodes, ask->nodes == 1 ? "" : "s");
    else if (ask->nodes)
        aif_sink_format(p->out, "%u node%s", ask->nodes, ask->nodes == 1 ? "" : "s");
    else
        aif_sink_format(p->out, "%u processor%s", ask->procs, ask->procs == 1 ? "" : "s");
    const struct aif_shape *s = &ask->per_node;
    const char *before = " with ";
    if (s->gpus)
        aif_sink_format(p->out, "%s%u GPU%s", before, s->gpus, s->gpus == 1 ? "" : "s");
    before = s->gpus ? ", " : before;
    if (s->cores)
        aif_sink_format(p->out, "%s%u core%s", before, s->cores, s->cores == 1 ? "" : "s");
    before = s->cores ? ", " : before;
    if (s->mem_mib)
        aif_sink_format(p->out, "%s%u MiB", before, s->mem_mib);
    aif_sink_text(p->out, s->gpus || s->cores || s->mem_mib ? " on each" : "");
}

static void put_head(const struct page *p)
{
    const struct explanation *e = p->e;
    const struct aif_workload *w = e->scenario.workload;
    char text[32];
    aif_sink_format(p->out, "Job %lld of %s on %s under %s", (long long)p->job->id, e->trace,
                    e->site, e->policy);
    if (e->seed)
        aif_sink_format(p->out, ", seed %llu", (unsigned long long)e->seed);
    aif_sink_text(p->out, "\n\n  asks for   ");
    put_ask(p);
    if (p->row->limit_s != AIF_UNKNOWN_S)
        aif_sink_format(p->out, ", for at most %s", explain_duration(p->row->limit_s, text));
    static const char *const labels[] = {"user", "account", "community", "partition", "QOS"};
    const char *names[] = {aif_names_at(&w->users, p->job->user, NULL),
                           aif_names_at(&w->accounts, p->job->account, NULL),
                           aif_names_at(&w->communities, p->job->community, NULL),
                           aif_names_at(&w->partitions, p->job->partition, NULL),
                           aif_names_at(&w->qos, p->job->qos, NULL)};
    const char *before = "\n  of         ";
    for (size_t i = 0; i < AIF_COUNT(names); i++) {
        if (!names[i])
            continue;
        aif_sink_format(p->out, "%s%s %s", before, labels[i], names[i]);
        before = ", ";
    }
    aif_sink_format(p->out, "\n  submitted  %lld s\n", (long long)p->job->submit_s);
}

/* Until when somebody runs, and may run. */
static void put_fate(const struct page *p, uint32_t job, int64_t from_s)
{
    const struct aif_row *row = &aif_sim_rows(p->e->sim)[job];
    if (row->start_s == AIF_UNKNOWN_S || row->start_s > from_s)
        aif_sink_text(p->out, ", which waits before it");
    else if (row->end_s != AIF_UNKNOWN_S && row->end_s > from_s)
        aif_sink_format(p->out, ", which runs until %lld s, %lld s at the latest",
                        (long long)row->end_s, (long long)(row->start_s + row->limit_s));
}

static void put_blocker(const struct page *p, const struct explain_span *s)
{
    if (s->blocker.kind == AIF_BLOCKER_NONE)
        return;
    aif_sink_text(p->out, s->reason == AIF_WAIT_PRIORITY ? "behind " : "for ");
    if (s->blocker.kind == AIF_BLOCKER_JOB) {
        put_who(p, s->blocker.index);
        put_fate(p, s->blocker.index, s->from_s);
        return;
    }
    aif_sink_format(p->out, "%s ", aif_blocker_name((enum aif_blocker_kind)s->blocker.kind));
    explain_blocker(p->e, &s->blocker, p->out);
}

/* The end of the spans from i on that have one reason and no gap between them. */
static uint32_t end_of_reason(const struct explain_story *s, uint32_t i)
{
    uint32_t end = i + 1;
    while (end < s->span_count && strcmp(s->spans[end].text, s->spans[i].text) == 0 &&
           s->spans[end].from_s == s->spans[end - 1].to_s)
        end++;
    return end;
}

/* One reason; the blockers that stood there longest. */
static void put_reason(const struct page *p, uint32_t first, uint32_t end)
{
    const struct explain_span *s = p->e->story.spans;
    uint32_t named = 0, longest = first;
    char text[32];
    aif_sink_format(p->out, "  %10lld s  ", (long long)s[first].from_s);
    if (s[end - 1].to_s == AIF_NEVER_S)
        aif_sink_format(p->out, "%-12s  %s", "for good", s[first].text);
    else
        aif_sink_format(p->out, "%-12s  %s",
                        explain_duration(s[end - 1].to_s - s[first].from_s, text), s[first].text);
    for (uint32_t i = first; i < end; i++)
        if (s[i].to_s - s[i].from_s > s[longest].to_s - s[longest].from_s)
            longest = i;
    for (uint32_t i = first; i < end; i++) {
        bool is_shown = end - first <= NAMED_BLOCKERS || i == first || i == longest || i == end - 1;
        if (!is_shown || s[i].blocker.kind == AIF_BLOCKER_NONE)
            continue;
        aif_sink_text(p->out, named++ ? "\n                               then " : ": ");
        put_blocker(p, &s[i]);
    }
    if (end - first > NAMED_BLOCKERS)
        aif_sink_format(p->out, "\n                               (%u changes in all: --json)",
                        end - first);
    aif_sink_char(p->out, '\n');
}

/* How long it waited for each reason in all; spans for good have no length. */
static void put_sums(const struct page *p)
{
    const struct explain_story *s = &p->e->story;
    const char *texts[AIF_WAIT_COUNT + 4];
    int64_t sums_s[AIF_COUNT(texts)];
    size_t count = 0;
    char text[32];
    for (uint32_t i = 0; i < s->span_count; i++) {
        size_t k = 0;
        while (k < count && strcmp(texts[k], s->spans[i].text) != 0)
            k++;
        if (s->spans[i].to_s == AIF_NEVER_S || k == AIF_COUNT(texts))
            continue;
        if (k == count) {
            texts[count] = s->spans[i].text;
            sums_s[count++] = 0;
        }
        sums_s[k] += s->spans[i].to_s - s->spans[i].from_s;
    }
    aif_sink_text(p->out, "\nIt waited");
    for (size_t k = 0; k < count; k++)
        aif_sink_format(p->out, "%s %s for %s", k ? "," : "", explain_duration(sums_s[k], text),
                        texts[k]);
    aif_sink_char(p->out, '\n');
}

static void put_spans(const struct page *p)
{
    const struct explain_story *s = &p->e->story;
    uint32_t shown = 0;
    if (!s->span_count) {
        if (s->start_s != AIF_NEVER_S)
            aif_sink_text(p->out, "\nIt did not wait.\n");
        return;
    }
    put_sums(p);
    for (uint32_t i = 0, end; i < s->span_count; i = end, shown++) {
        end = end_of_reason(s, i);
        if (shown < SHOWN_SPANS)
            put_reason(p, i, end);
    }
    if (shown > SHOWN_SPANS)
        aif_sink_format(p->out, "  ... and %u spans more: --json\n", shown - SHOWN_SPANS);
}

static void put_plans(const struct page *p)
{
    const struct explain_story *s = &p->e->story;
    if (!s->plan_count)
        return;
    aif_sink_text(p->out, "\nIt was promised\n");
    for (uint32_t i = 0; i < s->plan_count; i++) {
        bool is_middle = s->plan_count > SHOWN_PLANS && i >= SHOWN_PLANS / 2 &&
                         i < s->plan_count - SHOWN_PLANS / 2;
        if (is_middle) {
            if (i == SHOWN_PLANS / 2)
                aif_sink_format(p->out, "  ... %u changes more: --json\n",
                                s->plan_count - SHOWN_PLANS);
            continue;
        }
        aif_sink_format(p->out, "  %10lld s  ", (long long)s->plans[i].at_s);
        if (s->plans[i].planned_s == AIF_UNKNOWN_S)
            aif_sink_text(p->out, "no start any more");
        else
            aif_sink_format(p->out, "a start at %lld s", (long long)s->plans[i].planned_s);
        aif_sink_char(p->out, '\n');
    }
}

static const char *how(const struct explain_story *s)
{
    if (s->how == AIF_START_AHEAD)
        return ", backfilled: ahead of jobs before it in the queue";
    if (s->how == AIF_START_TURN)
        return ", in its turn: nobody was before it in the queue";
    if (!s->scheduler)
        return "";
    return strcmp(s->scheduler, "backfill") == 0 ? ", by a cycle of backfill"
                                                 : ", by the main scheduler";
}

static void put_place(const struct page *p)
{
    const struct aif_policy *policy = &p->e->scenario.policy;
    if (p->row->node_count == 0) {
        aif_sink_format(p->out, "  on         %u processors of the pool\n", p->row->units);
        return;
    }
    aif_sink_format(p->out, "  on         node%s ", p->row->node_count == 1 ? "" : "s");
    explain_nodes(p->row, p->out);
    if (!policy->backfill->controls)
        aif_sink_format(p->out, ", chosen by %s: %s", policy->place->plugin.name,
                        policy->place->plugin.summary);
    aif_sink_char(p->out, '\n');
}

static void put_runs(const struct page *p)
{
    uint32_t count;
    const struct aif_episode *episodes = aif_sim_episodes(p->e->sim, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (episodes[i].job != p->e->job)
            continue;
        aif_sink_format(p->out, "  %-10s %lld to %lld s\n",
                        episodes[i].is_suspension ? "suspended" : "cut short",
                        (long long)episodes[i].start_s, (long long)episodes[i].end_s);
    }
}

static void put_start(const struct page *p)
{
    const struct aif_row *row = p->row;
    char text[32];
    aif_sink_char(p->out, '\n');
    if (row->start_s == AIF_UNKNOWN_S) {
        put_runs(p);
        aif_sink_format(p->out, "It never %s: %s",
                        p->e->story.start_s == AIF_NEVER_S ? "started" : "ran again",
                        aif_outcome_name((enum aif_outcome)row->outcome));
        if (row->reason)
            aif_sink_format(p->out, ", %s", aif_reject_summary((enum aif_reject)row->reason));
        aif_sink_char(p->out, '\n');
        return;
    }
    put_runs(p);
    aif_sink_text(p->out, "  started    ");
    put_time(p, row->start_s);
    aif_sink_text(p->out, row->start_s == p->e->story.start_s ? how(&p->e->story) : "");
    aif_sink_char(p->out, '\n');
    put_place(p);
    aif_sink_text(p->out, "  ended      ");
    put_time(p, row->end_s);
    aif_sink_format(p->out, ", %s after %s\n", aif_outcome_name((enum aif_outcome)row->outcome),
                    explain_duration(row->end_s - row->start_s, text));
}

/* How much earlier. */
static void put_gain(const struct page *p, int64_t start_s)
{
    char text[32];
    aif_sink_format(p->out, "start at %lld s", (long long)start_s);
    if (p->e->story.start_s != AIF_NEVER_S)
        aif_sink_format(p->out, ", %s earlier",
                        explain_duration(p->e->story.start_s - start_s, text));
}

static void put_cause(const struct page *p, const struct explain_cause *c)
{
    enum { NAMED = 4 };
    aif_sink_text(p->out, "  without ");
    for (uint32_t i = 0; i < c->count && i < NAMED; i++) {
        aif_sink_text(p->out, i == 0 ? "" : i + 1 == c->count ? " and " : ", ");
        put_who(p, c->jobs[i]);
    }
    if (c->count > NAMED)
        aif_sink_format(p->out, " and %u more together", c->count - NAMED);
    aif_sink_text(p->out, ": ");
    put_gain(p, c->start_s);
    aif_sink_char(p->out, '\n');
}

/* Those without whom it would have started earliest first; of equals the longer waited for. */
static void sort_causes(const struct explanation *e, const struct explain_cause **out)
{
    for (uint32_t i = 0; i < e->cause_count; i++) {
        uint32_t at = i;
        for (; at > 0 && out[at - 1]->start_s > e->causes[i].start_s; at--)
            out[at] = out[at - 1];
        out[at] = &e->causes[i];
    }
}

static void put_causes(const struct page *p)
{
    const struct explanation *e = p->e;
    const struct explain_cause *causes[EXPLAIN_CAUSES];
    if (e->story.start_s == p->job->submit_s || !e->story.span_count || !e->most_runs)
        return;
    aif_sink_text(p->out, "\nWho stood in its way (each run again without)\n");
    sort_causes(e, causes);
    for (uint32_t i = 0; i < e->cause_count && i < SHOWN_CAUSES; i++)
        put_cause(p, causes[i]);
    uint32_t more = e->cause_count > SHOWN_CAUSES ? e->cause_count - SHOWN_CAUSES : 0;
    if (more)
        aif_sink_format(p->out, "  ... and %u other%s, each alone: --json\n", more,
                        more == 1 ? "" : "s");
    if (e->cause_count == 0)
        aif_sink_text(p->out,
                      "  no job: also without all that were there it would not have started "
                      "earlier; a rule or the\n  scheduler's own times kept it\n");
}

/* A job that is refused as before. */
static bool is_refused_alike(const struct page *p, const struct explain_change *c)
{
    return p->row->outcome == AIF_OUTCOME_REJECTED && c->refused &&
           strcmp(c->refused, aif_reject_summary((enum aif_reject)p->row->reason)) == 0;
}

static void put_changes(const struct page *p)
{
    const struct explanation *e = p->e;
    uint32_t alike = 0;
    for (uint32_t i = 0; i < e->change_count; i++)
        alike += is_refused_alike(p, &e->changes[i]);
    if (!e->change_count)
        return;
    aif_sink_text(p->out, "\nWhat else would have been (each run again with)\n");
    if (alike == e->change_count)
        aif_sink_format(p->out, "  none of the %u changes tried would have let it in: --json\n",
                        alike);
    for (uint32_t i = 0; i < e->change_count; i++) {
        const struct explain_change *c = &e->changes[i];
        if (is_refused_alike(p, c))
            continue;
        aif_sink_format(p->out, "  %s: ", c->what);
        if (c->refused)
            aif_sink_format(p->out, "refused, %s", c->refused);
        else if (c->start_s == AIF_NEVER_S)
            aif_sink_text(p->out, "no earlier");
        else
            put_gain(p, c->start_s);
        if (*c->note && !c->refused)
            aif_sink_format(p->out, " (%s)", c->note);
        aif_sink_char(p->out, '\n');
    }
}

void explain_text(const struct explanation *e, struct aif_sink *out)
{
    struct page p = {.e = e,
                     .out = out,
                     .job = &e->scenario.workload->jobs[e->job],
                     .row = &aif_sim_rows(e->sim)[e->job]};
    put_head(&p);
    put_spans(&p);
    put_plans(&p);
    put_start(&p);
    put_causes(&p);
    put_changes(&p);
}
