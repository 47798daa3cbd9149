#ifndef AIF_ACCESS_H
#define AIF_ACCESS_H

#include "aif/plugin.h"
#include "aif/tres.h"

/* What projects may use of a machine, and what happens when they have used it.
 *
 * A grant gives a project (the account of its jobs) an amount for a time.  Jobs are charged to a
 * grant by the rule of their partition; a named rule of enforcement says what the jobs of a grant
 * may still do.
 *
 * Amounts are unit-milliseconds: a unit (GPU, or core where the rate says so) for a thousandth of a
 * second, so that half a unit for a second is a whole number.  64 bits hold 290 million units for a
 * year. */
#define AIF_UNIT_MS_PER_UNIT_HOUR INT64_C(3600000)

/* Queue bands: jobs of a lower band come before all of a higher one, whatever the order says. */
enum { AIF_BAND_COUNT = 14, AIF_BAND_LAST = AIF_BAND_COUNT - 1 };

/* What a second of a job costs.  Either whole nodes at a price, or the largest of its parts, each
 * rounded up to whole parts: max(ceil(cores / cores_per_part), ceil(memory / mem_mib_per_part),
 * GPUs / gpus_per_part rounded up) x milli_per_part.  A zero divisor leaves its resource out.
 * LUMI's rules are of this form (user guide, "Billing policy"). */
struct aif_charge_rate {
    bool is_by_node;
    int64_t milli_per_node; /* thousandths of a unit */
    uint32_t cores_per_part, gpus_per_part;
    int64_t mem_mib_per_part;
    int64_t milli_per_part;
};

/* Thousandths of a unit that a job with this amount (in all, on all of its nodes) is charged each
 * second. */
int64_t aif_charge_milli(const struct aif_charge_rate *rate, const struct aif_tres_set *amount);

struct aif_grant {
    uint32_t account;       /* of the workload: the project */
    uint32_t mode;          /* a number of the caller's, for reports: the access mode */
    int64_t start_s, end_s; /* jobs may be submitted in [start, end), on the trace's clock */
    int64_t amount_unit_ms; /* >= 0 */
};

/* The state of one grant, as a rule sees it.  Months are civil months of the site's local time; a
 * grant of 12 whole months has a twelfth of its amount in each, a month that it covers in part has
 * that part of it, and the quotas add up to the amount. */
struct aif_grant_book {
    const struct aif_grant *grant;
    int64_t used_unit_ms;        /* debited so far */
    uint32_t month, month_count; /* now, from 0; of the grant */
    int64_t month_quota_unit_ms;
    int64_t next_quota_unit_ms; /* of the month after; 0 in the last */
    int64_t month_used_unit_ms; /* debited in this month */
    int64_t carried_unit_ms;    /* into this month; below 0: overdrawn */
    int64_t forfeited_unit_ms;  /* quota of past months that can not be used any more */
};

enum aif_access_stop {
    AIF_STOP_NONE,
    AIF_STOP_SUBMIT, /* new jobs are refused, those that wait may still start */
    AIF_STOP_START,  /* no job starts; those that wait are refused, running ones go on */
};

/* What jobs of a grant may do. */
struct aif_access_verdict {
    enum aif_access_stop stop;
    uint8_t band;        /* 0: normal */
    int64_t max_limit_s; /* jobs that ask for longer are refused; 0: none */
};

struct aif_access_settings {
    int32_t free_share_percent; /* free queue: usable beyond the amount, in percent of it */
    int64_t free_limit_s;       /* and the longest job there */
    int32_t floor_percent;      /* overdraft: balances below minus so much of a month's quota ... */
    bool is_floor_before_quota; /* ... are reset to it, before the new month's quota is added */
};

/* A rule of enforcement, as a site has it.  Pure functions. */
struct aif_access_rule {
    struct aif_plugin plugin;
    bool is_monthly; /* looks at months; else month members say nothing */
    bool is_daily;   /* jobs are debited at local midnight and judged then; else at every end of
                        theirs, and while they run whenever the rule is asked */

    /* A month is over: book is of the old one, with everything debited; set carried and forfeited
     * for the next.  NULL where is_monthly is false. */
    void (*turn_month)(const struct aif_access_settings *settings, int64_t next_quota_unit_ms,
                       struct aif_grant_book *book);

    /* As more is used a verdict changes step by step and never comes back: a run finds the next
     * change by bisection.  It says nothing of the time but for the month. */
    void (*judge)(const struct aif_access_settings *settings, const struct aif_grant_book *book,
                  struct aif_access_verdict *out);
};

/* All that a run is told.  Borrowed; constant. */
struct aif_access {
    const struct aif_access_rule *rule;
    struct aif_access_settings settings;
    const struct aif_grant *grants; /* by account, then start */
    uint32_t grant_count;
    const struct aif_charge_rate *rates; /* by partition of the machine; a pool has one */
    uint32_t rate_count;
    int64_t unix_start_s; /* of the trace's clock */
    int32_t utc_offset_s; /* local time - UTC */
};

/* The defaults: 50 % more and 18 h in the free queue, a floor of 101 % after the quota is added. */
struct aif_access_settings aif_access_settings_default(void);

/* First second of the local civil month after the one that t_s lies in, on the trace's clock. */
int64_t aif_access_next_month(const struct aif_access *access, int64_t t_s);

/* Months that a grant touches, and the quota of one of them (0 <= month < count).  O(months). */
uint32_t aif_grant_months(const struct aif_access *access, const struct aif_grant *grant);
int64_t aif_grant_quota(const struct aif_access *access, const struct aif_grant *grant,
                        uint32_t month);

#endif
