/* What `aifsim replay` prints: for people, as JSON, or with bars. */
#include "host/command/replay.h"

#include "aif/summary.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static long peak_kib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static double jobs_per_s(const struct replay *r)
{
    double wall_s = r->read_s + r->bind_s + r->run_s;
    return wall_s > 0 ? aif_sim_job_count(r->sim) / wall_s : 0;
}

/* The order as it was asked for, with its expression if it has one. */
static const char *order_of(const struct replay *r)
{
    const char *asked = r->options.policy.order;
    return asked ? asked : r->scenario.policy.order->plugin.name;
}

/* The share algorithm, if it matters. */
static const char *share_of(const struct replay *r)
{
    const struct aif_policy *p = &r->scenario.policy;
    bool matters = p->order->score_standing || (p->candidates && p->candidates->score_standing);
    const char *of_site = r->site.centre.priority.share;
    if (!matters || p->share)
        return matters ? p->share->plugin.name : NULL;
    return of_site ? of_site : "fair-tree";
}

/* What the capacity counts. */
static const char *unit_of(const struct aif_machine *m)
{
    for (uint32_t i = 0; i < m->class_count; i++)
        if (m->classes[i].shape.gpus)
            return "GPUs";
    return m->procs ? "processors" : "cores";
}

static void print_human(const struct replay *r, const struct aif_summary *summary,
                        struct aif_sink *s)
{
    const struct replay_options *o = &r->options;
    const struct aif_workload *w = &r->workload;
    aif_sink_format(s, "aifsim %s replay\n", AIF_VERSION);
    aif_sink_format(s, "trace    %s: %llu records, %u jobs\n", o->trace,
                    (unsigned long long)w->record_count, w->count);
    aif_sink_format(s, "machine  %s: capacity %lld %s%s%s\n", o->site,
                    (long long)aif_sim_totals(r->sim)->capacity_units, unit_of(&r->site.machine),
                    o->partition ? "; all jobs on partition " : "",
                    o->partition ? o->partition : "");
    aif_sink_format(s, "policy   order %s%s%s, backfill %s, candidates %s, place %s%s\n\n",
                    order_of(r), share_of(r) ? ", share " : "", share_of(r) ? share_of(r) : "",
                    o->policy.backfill,
                    o->policy.candidates ? o->policy.candidates : "as the order", o->policy.place,
                    o->is_checked ? "; state checked at every pass" : "");
    aif_summary_table(s, summary);
    if (summary->totals->rejects[AIF_REJECT_UNKNOWN_PARTITION])
        aif_sink_text(s, "  (--partition NAME puts all jobs on one partition of the site)\n");
    if (r->options.against_path)
        against_write_text(&r->against, &r->scenario, r->sim, s);
    aif_sink_format(
        s,
        "\ntime     read %.3f s, bind %.3f s, schedule %.3f s, metrics %.3f s: %.0f jobs/s; "
        "peak memory %.1f MiB\n",
        r->read_s, r->bind_s, r->run_s, r->metrics_s, jobs_per_s(r), (double)peak_kib() / 1024);
}

enum { KEY_COUNT = 10 };

/* How many there are: the share algorithm comes last, if it matters. */
static size_t summary_keys(const struct replay *r, struct aif_summary_key keys[KEY_COUNT])
{
    const struct replay_options *o = &r->options;
    const struct aif_summary_key filled[KEY_COUNT] = {
        {"version", AIF_VERSION},
        {"trace", r->workload.name},
        {"site", o->site},
        {"order", order_of(r)},
        {"backfill", o->policy.backfill},
        {"candidates", o->policy.candidates ? o->policy.candidates : order_of(r)},
        {"place", o->policy.place},
        {"checked", o->is_checked ? "yes" : "no"},
        {"partition", o->partition ? o->partition : "as in the trace"},
        {"share", share_of(r)},
    };
    memcpy(keys, filled, sizeof filled);
    return share_of(r) ? KEY_COUNT : KEY_COUNT - 1;
}

/* The run's figures, which are the same every time, apart from those of this process. */
static void print_json(const struct replay *r, const struct aif_summary *summary,
                       struct aif_sink *s)
{
    struct aif_summary_key keys[KEY_COUNT];
    size_t count = summary_keys(r, keys);
    aif_sink_text(s, "{\"run\": ");
    aif_summary_json(s, keys, count, summary);
    if (r->options.against_path) {
        aif_sink_text(s, ",\"recorded\": ");
        against_write_json(&r->against, &r->scenario, r->sim, s);
    }
    aif_sink_format(s,
                    ",\"performance\": {\"read_s\": %.6f, \"bind_s\": %.6f, \"schedule_s\": %.6f, "
                    "\"metrics_s\": %.6f, \"jobs_per_s\": %.0f, \"peak_kib\": %ld}}\n",
                    r->read_s, r->bind_s, r->run_s, r->metrics_s, jobs_per_s(r), peak_kib());
}

/* One line per group; the first names the columns. */
static void print_parsable(const struct aif_summary *summary, struct aif_sink *s)
{
    bool has_access = summary->metrics->has_access;
    aif_sink_text(s, "community");
    for (size_t c = 0; c < aif_column_count(); c++)
        if (aif_summary_has(has_access, c))
            aif_sink_format(s, "|%s", aif_column_at(c)->name);
    for (uint32_t g = 0; g < summary->metrics->group_count; g++) {
        aif_sink_format(s, "\n%s", summary->metrics->groups[g].name);
        for (size_t c = 0; c < aif_column_count(); c++) {
            int64_t value;
            if (!aif_summary_has(has_access, c))
                continue;
            aif_sink_char(s, '|');
            if (!aif_summary_value(summary, g, c, &value))
                continue;
            unsigned digits = aif_column_at(c)->digits;
            aif_sink_ratio(s, value, digits ? INT64_C(1000000000) : 1, digits);
        }
    }
    aif_sink_char(s, '\n');
}

void replay_summary_csv(const struct replay *r, struct aif_sink *s)
{
    struct aif_summary summary = {&r->workload, &r->metrics, aif_sim_totals(r->sim)};
    struct aif_summary_key keys[KEY_COUNT];
    size_t count = summary_keys(r, keys);
    aif_summary_csv_header(s, keys, count, r->metrics.has_access);
    aif_summary_csv_rows(s, keys, count, &summary);
}

bool replay_print(const struct replay *r)
{
    struct aif_summary summary = {&r->workload, &r->metrics, aif_sim_totals(r->sim)};
    int file = STDOUT_FILENO;
    struct aif_sink s = output_stream(&file);
    if (r->options.is_json)
        print_json(r, &summary, &s);
    else if (r->options.is_parsable)
        print_parsable(&summary, &s);
    else
        print_human(r, &summary, &s);
    return aif_sink_flush(&s);
}
