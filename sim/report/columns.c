/* The columns of a summary: where each number comes from, one line each. */
#include "aif/summary.h"

#include <stddef.h>
#include <string.h>

enum source { OF_GROUP, OF_METRICS, OF_TOTALS, OF_REPAIRS };

struct known_column {
    struct aif_column column;
    enum source source;
    bool is_32_bit;
    bool needs_jobs; /* means nothing where no job ran */
    bool may_miss;   /* -1: not known */
    size_t offset;   /* in the struct of the source; of OF_REPAIRS: the kind of repair */
};

/* clang-format off */
#define AT(type, member) offsetof(struct aif_##type, member)
#define COUNT(id, member, text) \
    {{id, text, 0, false, false, false}, OF_GROUP, false, false, false, AT(group, member)}
#define FIGURE(id, digits, member, text) \
    {{id, text, digits, false, false, false}, OF_GROUP, false, true, false, AT(group, member)}
#define STAT(id, unit, digits, member, text) \
    FIGURE(id "_mean" unit, digits, member.mean_nano, "mean " text), \
    FIGURE(id "_median" unit, digits, member.median_nano, "median " text), \
    FIGURE(id "_p95" unit, digits, member.p95_nano, "95th percentile of " text), \
    FIGURE(id "_p99" unit, digits, member.p99_nano, "99th percentile of " text), \
    FIGURE(id "_max" unit, digits, member.max_nano, "greatest " text)
#define PART(id, member, text, may_miss) \
    {{id, text, 6, false, false, false}, OF_GROUP, false, false, may_miss, AT(group, member)}
#define TIME(id, member, text) \
    {{id, text, 0, true, false, false}, OF_METRICS, false, true, false, AT(metrics, member)}
#define SHARE(id, member, text) \
    {{id, text, 6, true, false, false}, OF_METRICS, false, true, false, AT(metrics, member)}
#define BUSY(id, member, text) \
    {{id, text, 6, true, false, false}, OF_METRICS, false, true, true, AT(metrics, member)}
#define TOTAL(id, member, text) \
    {{id, text, 0, true, false, false}, OF_TOTALS, false, false, false, AT(totals, member)}
#define PEAK(id, member, text) \
    {{id, text, 0, true, false, false}, OF_TOTALS, true, false, false, AT(totals, member)}
#define REJECT(id, kind, text) \
    {{"rejected_" id, text, 0, true, true, false}, OF_TOTALS, false, false, false, AT(totals, rejects[kind])}
#define REPAIR(id, kind) \
    {{"repaired_" id, "records repaired: " id, 0, true, true, false}, OF_REPAIRS, false, false, false, kind}
#define GRANTED(id, digits, member, text) \
    {{id, text, digits, false, false, true}, OF_GROUP, false, false, true, AT(group, member)}
#define REFUSAL(id, kind, text) \
    {{"rejected_" id, text, 0, true, true, true}, OF_TOTALS, false, false, false, AT(totals, rejects[kind])}
/* clang-format on */

static const struct known_column columns[] = {
    COUNT("jobs", jobs, "jobs that ran"),
    COUNT("completed", completed, "jobs that ended by themselves"),
    COUNT("failed", failed, "jobs that ran and that the log calls failed or cancelled"),
    COUNT("timed_out", timed_out, "jobs ended at their limit"),
    COUNT("rejected", rejected, "jobs that can never run here"),
    COUNT("cancelled", cancelled, "jobs cancelled by the trace, waiting or running"),
    COUNT("preempted", preempted, "jobs ended for another and not requeued"),
    COUNT("blocked", blocked, "jobs that still waited when nothing could change any more"),
    COUNT("node_failed", node_failed, "jobs ended with a node of theirs and not requeued"),
    COUNT("consumed_unit_s", unit_s, "units (processors, GPUs) x seconds used"),
    STAT("wait", "_s", 3, wait_s, "wait: start - submit"),
    STAT("turnaround", "_s", 3, turnaround_s, "turnaround: end - submit"),
    STAT("slowdown", "", 6, slowdown, "slowdown: turnaround / run time (at least 1 s)"),
    STAT("bsld10", "", 6, bsld_10, "bounded slowdown, tau 10 s"),
    STAT("bsld600", "", 6, bsld_600, "bounded slowdown, tau 600 s"),
    STAT("ppbsld10", "", 6, ppbsld_10, "per-processor bounded slowdown, tau 10 s"),
    TIME("first_submit_s", first_submit_s, "first submit of a job that ran"),
    TIME("last_submit_s", last_submit_s, "last submit of a job that ran"),
    TIME("last_end_s", last_end_s, "last end"),
    TIME("makespan_s", makespan_s, "last end - first submit"),
    SHARE("utilisation", utilisation_nano, "share of the units busy from first submit to last end"),
    SHARE("utilisation_submit", utilisation_submit_nano,
          "share of the units busy from first to last submit"),
    SHARE("offered_load", offered_load_nano,
          "unit-seconds of work / units in the machine x (last - first submit)"),
    SHARE("lost_a", lost_a_nano, "loss of capacity a: units idle while a job waits"),
    SHARE("lost_b", lost_b_nano, "loss of capacity b: units idle while a job waits that they fit"),
    SHARE("lost_c", lost_c_nano,
          "loss of capacity c: the lesser of units idle and units waited for"),
    SHARE("jain_usage", jain_nano, "Jain's index of the users' unit-seconds"),
    SHARE("gini_usage", gini_nano, "Gini coefficient of the users' unit-seconds"),
    SHARE("jain_bsld10", jain_bsld_nano, "Jain's index of the users' mean bounded slowdowns"),
    SHARE("gini_bsld10", gini_bsld_nano, "Gini coefficient of the users' mean bounded slowdowns"),
    TOTAL("capacity_units", capacity_units, "units (processors, GPUs) in the machine"),
    TOTAL("events", event_count, "events processed"),
    TOTAL("passes", pass_count, "scheduling passes"),
    TOTAL("starts", start_count, "jobs started"),
    TOTAL("backfilled", backfill_count, "jobs started before one ahead of them in the queue"),
    TOTAL("cycles", cycle_count, "cycles of periodic backfill"),
    TOTAL("preemptions", preempt_count, "runs cut short or suspended for another job"),
    TOTAL("node_failures", node_fail_count, "runs cut short because a node went down"),
    TOTAL("lost_work_unit_s", lost_work_unit_s, "units x seconds of work done again"),
    PEAK("max_waiting", max_waiting, "most jobs waiting at once"),
    PEAK("max_running", max_running, "most jobs running at once"),
    REJECT("too_wide", AIF_REJECT_TOO_WIDE, "rejected: more than the machine or partition has"),
    REJECT("node_too_small", AIF_REJECT_NODE_TOO_SMALL, "rejected: more than a node has"),
    REJECT("unknown_partition", AIF_REJECT_UNKNOWN_PARTITION, "rejected: no such partition"),
    REJECT("limit_too_long", AIF_REJECT_LIMIT_TOO_LONG, "rejected: more time than allowed"),
    REJECT("too_many_nodes", AIF_REJECT_TOO_MANY_NODES, "rejected: more nodes than allowed"),
    REJECT("too_few_nodes", AIF_REJECT_TOO_FEW_NODES, "rejected: fewer nodes than needed"),
    REJECT("unknown_user", AIF_REJECT_UNKNOWN_USER, "rejected: no association"),
    REJECT("qos", AIF_REJECT_QOS, "rejected: a QOS that is not allowed"),
    REJECT("reservation", AIF_REJECT_RESERVATION, "rejected: a reservation that is not for it"),
    REJECT("account", AIF_REJECT_ACCOUNT, "rejected: an account that is not allowed"),
    REJECT("limit", AIF_REJECT_LIMIT, "rejected: refused at submit by a limit"),
    REPAIR("run_unknown", AIF_REPAIR_RUN_UNKNOWN),
    REPAIR("procs_unknown", AIF_REPAIR_PROCS_UNKNOWN),
    REPAIR("procs_requested", AIF_REPAIR_PROCS_REQUESTED),
    REPAIR("limit_unknown", AIF_REPAIR_LIMIT_UNKNOWN),
    REPAIR("run_over_limit", AIF_REPAIR_RUN_OVER_LIMIT),
    REPAIR("run_zero", AIF_REPAIR_RUN_ZERO),
    REPAIR("submit_unsorted", AIF_REPAIR_SUBMIT_UNSORTED),
    REPAIR("submit_unknown", AIF_REPAIR_SUBMIT_UNKNOWN),
    REPAIR("fraction", AIF_REPAIR_FRACTION),
    REPAIR("extra_fields", AIF_REPAIR_EXTRA_FIELDS),
    REPAIR("dependency", AIF_REPAIR_DEPENDENCY),
    REPAIR("rounded_to_nodes", AIF_REPAIR_ROUNDED_TO_NODES),
    REPAIR("target_unknown", AIF_REPAIR_TARGET_UNKNOWN),
    REPAIR("not_followed", AIF_REPAIR_NOT_FOLLOWED),
    REPAIR("gpu_part", AIF_REPAIR_GPU_PART),
    REPAIR("core_part", AIF_REPAIR_CORE_PART),
    REPAIR("uneven_nodes", AIF_REPAIR_UNEVEN),
    REPAIR("run_cut", AIF_REPAIR_RUN_CUT),
    REPAIR("runs_merged", AIF_REPAIR_RUNS_MERGED),
    REPAIR("status_unknown", AIF_REPAIR_STATUS_UNKNOWN),
    {{"without_account", "jobs of users in no account of the site: fair-share factor 0", 0, true,
      true, false},
     OF_METRICS,
     false,
     false,
     false,
     AT(metrics, stranger_count)},
    COUNT("submit_unit_s", submit_unit_s, "units x seconds used between first and last submit"),
    PART("submit_share", share_nano, "share of all that was used between first and last submit",
         false),
    PART("norm_shares", norm_shares_nano, "share that the accounts' shares promise", true),
    COUNT("jobs_without_units", without_units,
          "jobs that ran and used no GPU where GPUs are counted"),
    COUNT("billing_s", billing_s, "billing units x seconds charged, without decay"),
    COUNT("submit_billing_s", submit_billing_s, "billing_s between first and last submit"),
    PART("billing_share", billing_share_nano,
         "share of all that was charged between first and last submit", false),
    BUSY("cpu_utilisation", cpu_utilisation_nano,
         "share of the CPUs busy from first submit to last end"),
    BUSY("cpu_utilisation_submit", cpu_utilisation_submit_nano,
         "share of the CPUs busy from first to last submit"),
    BUSY("gpu_utilisation", gpu_utilisation_nano,
         "share of the GPUs busy from first submit to last end"),
    BUSY("gpu_utilisation_submit", gpu_utilisation_submit_nano,
         "share of the GPUs busy from first to last submit"),
    GRANTED("granted_unit_h", 3, granted_h_nano, "unit-hours granted"),
    GRANTED("charged_unit_h", 3, charged_h_nano, "unit-hours charged to grants"),
    GRANTED("expired_unit_h", 3, expired_h_nano, "unit-hours granted and left at the end"),
    GRANTED("forfeited_unit_h", 3, forfeited_h_nano, "unit-hours of monthly quotas lost"),
    GRANTED("overrun_unit_h", 3, overrun_h_nano, "unit-hours charged beyond what was granted"),
    GRANTED("refused_unit_h", 3, refused_h_nano, "unit-hours that refused jobs would have used"),
    GRANTED("refused_jobs", 0, refused, "jobs refused for want of a grant"),
    GRANTED("lowered_share", 6, lowered_share_nano,
            "share of what was charged for jobs started in a lowered band"),
    REFUSAL("no_grant", AIF_REJECT_NO_GRANT, "rejected: no grant at that time"),
    REFUSAL("grant_used", AIF_REJECT_GRANT_USED, "rejected: the grant is used up"),
    REFUSAL("free_limit", AIF_REJECT_FREE_LIMIT, "rejected: too long once the grant is used up"),
};

size_t aif_column_count(void)
{
    return AIF_COUNT(columns);
}

const struct aif_column *aif_column_at(size_t i)
{
    return i < AIF_COUNT(columns) ? &columns[i].column : NULL;
}

bool aif_summary_has(bool has_access, size_t column)
{
    AIF_CHECK(column < AIF_COUNT(columns));
    return has_access || !columns[column].column.is_of_access;
}

static int64_t read_number(const void *base, const struct known_column *c)
{
    const unsigned char *at = (const unsigned char *)base + c->offset;
    if (c->is_32_bit) {
        uint32_t narrow;
        memcpy(&narrow, at, sizeof narrow);
        return narrow;
    }
    int64_t wide; /* or a count in 64 bits without sign, which never gets this far */
    memcpy(&wide, at, sizeof wide);
    return wide;
}

bool aif_summary_value(const struct aif_summary *s, uint32_t group, size_t column, int64_t *out)
{
    AIF_CHECK(group < s->metrics->group_count && column < AIF_COUNT(columns));
    const struct known_column *c = &columns[column];
    if ((c->column.is_of_run && group != 0) || !aif_summary_has(s->metrics->has_access, column) ||
        (c->needs_jobs && s->metrics->groups[group].jobs == 0))
        return false;
    switch (c->source) {
    case OF_GROUP:
        *out = read_number(&s->metrics->groups[group], c);
        break;
    case OF_METRICS:
        *out = read_number(s->metrics, c);
        break;
    case OF_TOTALS:
        *out = read_number(s->totals, c);
        break;
    case OF_REPAIRS:
        *out = (int64_t)(s->workload->repairs[c->offset] + s->totals->repairs[c->offset]);
        break;
    }
    return !c->may_miss || *out >= 0;
}
