#ifndef AIF_ADMISSION_H
#define AIF_ADMISSION_H

#include "aif/access.h"
#include "aif/arena.h"

/* Who is given how much of a machine, when, and why others are not: proposals of a population go
 * through the access modes of a machine and become grants.
 *
 * Modes are data.  A mode says who may ask, for how much and how long, when proposals are taken and
 * how long their evaluation lasts, and which pools its grants come out of.  A population says how
 * many proposals each community writes and what they ask for.
 *
 * Amounts are whole unit-hours (GPU-hours); times are Unix time in seconds.  Days, hours and months
 * are those of Brussels, summer time included.  All of it is plain data, borrowed from the caller.
 * Everything drawn is addressed by (seed, purpose, community name, proposal number): removing a
 * community leaves the proposals of the others as they are, but what they are granted can change,
 * since pools are shared. */

/* The calendar. */

/* Days without work, besides weekends, from .. to: month x 100 + day of every year, or days from
 * Easter Sunday. */
struct aif_holiday {
    bool is_easter;
    int32_t from, to; /* 1224 and 1231, or -2 and -2 */
};

enum aif_period_unit {
    AIF_PERIOD_DAYS,
    AIF_PERIOD_WORKING_DAYS,
    AIF_PERIOD_WEEKS,
    AIF_PERIOD_MONTHS
};

/* The day that a period counts from is not one of its own.  Days, weeks and months that end on a
 * day without work end on the next day with work; a count of 0 ends at once. */
struct aif_period {
    enum aif_period_unit unit;
    uint32_t count;
};

/* A date of every year, or of every month; a day beyond the month's last is its last. */
struct aif_month_day {
    uint32_t month; /* 1 .. 12; 0: every month */
    uint32_t day;   /* 1 .. 31 */
};

enum aif_shift { AIF_SHIFT_NONE, AIF_SHIFT_BEFORE, AIF_SHIFT_AFTER }; /* of days without work */

/* Cut-offs: the days stated, from the first to the last of them, and those of a rule before and
 * after.  A proposal of the very second of a cut-off is in time. */
struct aif_cutoffs {
    const int32_t *days; /* from 1970-01-01, ascending */
    uint32_t day_count;
    const struct aif_month_day *rule; /* in any order */
    uint32_t rule_count;
    enum aif_shift shift; /* of the rule's days */
    int32_t second;       /* of the day, local time: 36000 is 10:00 */
};

struct aif_brussels {
    const struct aif_holiday *holidays;
    uint32_t holiday_count;
};

int64_t aif_brussels_offset_s(int64_t unix_s); /* local time - UTC: 3600, in summer 7200 */

/* Unix time of a second of a local day (days from 1970-01-01).  A time that the change to summer
 * time skips is an hour later; of one that comes twice the first is meant. */
int64_t aif_brussels_time(int64_t day, int32_t second);
int64_t aif_brussels_day(int64_t unix_s); /* the local day of a time */

/* Days from 1970-01-01 to Easter Sunday (Gregorian). */
int64_t aif_easter_day(int64_t year);
bool aif_is_working_day(const struct aif_brussels *b, int64_t day);

/* The day on which a period that counts from a day ends. */
int64_t aif_period_end(const struct aif_brussels *b, int64_t day, struct aif_period period);

/* The first cut-off that is not before unix_s; AIF_NEVER_S if there is none. */
int64_t aif_next_cutoff(const struct aif_brussels *b, const struct aif_cutoffs *c, int64_t unix_s);

/* Access modes. */

enum aif_org { AIF_ORG_SME, AIF_ORG_INDUSTRY, AIF_ORG_ACADEMIA, AIF_ORG_PUBLIC, AIF_ORG_COUNT };

enum { AIF_POOL_MAX = 32, AIF_MODE_MAX = 64 };

/* Time that grants of some modes have in common.  Caps hold for every calendar year, of which
 * a grant uses its part of the amount by time, and for each cut-off. */
struct aif_pool {
    const char *name;
    bool has_share;            /* a cap of the year */
    uint32_t share_ppm;        /* of the machine's time; parts per million */
    int64_t cutoff_unit_hours; /* what one cut-off gives at most; 0: no such cap */
};

enum aif_reach { AIF_REACH_PARTICIPATING, AIF_REACH_HOST }; /* countries that may apply */
enum aif_review { AIF_REVIEW_IN_ORDER, AIF_REVIEW_RANKED }; /* by submission, or best first */

struct aif_access_mode {
    const char *name;
    uint32_t orgs;         /* bit i: organisations of kind i may apply ... */
    uint32_t horizon_orgs; /* ... these only within a project of Horizon or Digital Europe */
    enum aif_reach reach;

    /* What can be asked for: a wish within [min, max] as it is, but no less than the least, or
     * rounded up to one of the menu's amounts. */
    int64_t min_unit_hours, max_unit_hours;
    int64_t least_unit_hours; /* 0: no such */
    const int64_t *menu;      /* ascending; a fixed amount is a menu of one */
    uint32_t menu_count;
    const uint32_t *months; /* durations, ascending: the first that is long enough, else the last */
    uint32_t month_count;

    bool has_cutoffs; /* else first come, first served */
    struct aif_cutoffs cutoffs;
    struct aif_period evaluation; /* from the submission or cut-off to the decision */
    struct aif_period setup;      /* from the decision to access */

    enum aif_review review;
    uint32_t technical_reject_ppm; /* of proposals */
    uint32_t threshold_ppm;        /* scores are drawn evenly from [0, 10^6); below this: refused */
    bool is_one_per_pi;            /* a principal investigator has one active grant of this mode */

    uint32_t renewals;    /* how often a grant may be renewed for another term */
    uint32_t renewal_ppm; /* of grants that may be renewed ask for it, ... */
    uint32_t lead_days;   /* ... so many days before their end; also for extensions */
    /* Of grants ask for more: half of them time, which moves what is left at the decision to later
     * years of the pools, half of them amount. */
    uint32_t extension_ppm;
    uint32_t extension_months, extension_percent;
    struct aif_period extension_evaluation; /* without cut-offs */

    uint64_t pools; /* bit i: grants come out of pool i, too */
};

/* A machine's modes, in the order in which applicants look at them. */
struct aif_admission {
    const struct aif_access_mode *modes;
    uint32_t mode_count;
    const struct aif_pool *pools;
    uint32_t pool_count;
    struct aif_brussels calendar;
    int64_t machine_units; /* GPUs that the pools' shares are of */
    int32_t opens_second;  /* of the day, local time, at which decisions come and access begins */
};

/* The population. */

/* A table of percentiles; between them the logarithm is evenly distributed. */
struct aif_wish_point {
    uint32_t ppm; /* of all wishes are at most ...; ascending from 0 to 10^6 */
    double unit_hours;
};

struct aif_country {
    const char *name;
    bool is_participating; /* EU, EuroHPC participating, or associated */
    bool is_host;
};

struct aif_applicants {
    const char *name; /* of the community */
    enum aif_org org;
    double per_year;               /* proposals written, on average */
    uint32_t organisations;        /* > 0 */
    uint32_t pis;                  /* principal investigators of each; > 0 */
    const double *country_weights; /* one per country of the population */
    const uint32_t *modes;         /* in which order they are looked at; NULL: as they are */
    uint32_t mode_count;
    uint32_t horizon_ppm; /* of proposals are part of such a project */
    const struct aif_wish_point *wish;
    uint32_t wish_count;            /* 2 or more */
    const double *duration_weights; /* of 1 .. 12 months */
    uint32_t late_ppm;              /* of proposals to modes with cut-offs wait for the next ... */
    double late_days;               /* ... and come so many days before it, on average */
};

struct aif_population {
    const struct aif_country *countries;
    uint32_t country_count;
    const struct aif_applicants *communities;
    uint32_t community_count;
    double month[12], day[7], hour[24]; /* weights of when proposals are written; Monday first */
};

/* What comes of it. */

enum aif_proposal_kind { AIF_PROPOSAL_NEW, AIF_PROPOSAL_RENEWAL, AIF_PROPOSAL_EXTENSION };

enum aif_decision {
    AIF_DECISION_GRANTED,
    AIF_DECISION_NOT_ELIGIBLE, /* no mode is open to the applicant */
    AIF_DECISION_NO_MODE_FITS, /* none that is open takes such an amount */
    AIF_DECISION_NO_CUTOFF,    /* no cut-off comes any more */
    AIF_DECISION_TECHNICAL,
    AIF_DECISION_BELOW_THRESHOLD,
    AIF_DECISION_PI_IS_ACTIVE,
    AIF_DECISION_POOL_EXHAUSTED,
    AIF_DECISION_COUNT
};
const char *aif_decision_name(enum aif_decision d); /* "granted", "not eligible", ... */

struct aif_proposal {
    uint32_t id;     /* position among the result's proposals */
    uint32_t number; /* of its community's new proposals, from 0 */
    uint32_t community, organisation, pi, country;
    uint32_t mode;      /* AIF_NONE: no mode takes it */
    uint32_t parent;    /* proposal that is renewed or extended; else AIF_NONE */
    uint32_t pool;      /* the exhausted one, else AIF_NONE */
    uint32_t score_ppm; /* in [0, 10^6) */
    uint32_t months;    /* asked for */
    uint32_t renewed;   /* times so far */
    enum aif_proposal_kind kind;
    enum aif_decision decision;
    bool has_horizon;
    int64_t wish_unit_hours, asked_unit_hours, granted_unit_hours;
    int64_t extended_unit_hours; /* granted by later extensions, which are proposals of their own */
    int64_t submitted_s, cutoff_s, decided_s; /* cutoff_s AIF_UNKNOWN_S: first come */
    int64_t access_s, end_s;                  /* of grants; else AIF_UNKNOWN_S */
};

/* Of one pool in one calendar year. */
struct aif_pool_year {
    int64_t cap_unit_hours; /* AIF_UNLIMITED: no cap of the year */
    int64_t used_unit_hours;
};

struct aif_admission_ask {
    int64_t from_s, span_s; /* proposals are submitted in [from, from + span); decided when due */
    uint64_t seed;
};

struct aif_admission_result {
    struct aif_arena arena;         /* owns what is below */
    struct aif_proposal *proposals; /* by submission, then number; renewals and extensions too */
    uint32_t count;
    int64_t first_year;
    uint32_t year_count;
    struct aif_pool_year *pool_years; /* [pool x year_count + year - first_year] */
};

/* Whether modes and population make sense.  All faults are listed. */
bool aif_admission_check(const struct aif_admission *a, const struct aif_population *p,
                         struct aif_err *err);

/* Draw the proposals and decide them.  Both pass aif_admission_check(); *out is zeroed by the
 * caller, who closes it.  O(n log n). */
void aif_admission_run(const struct aif_admission *a, const struct aif_population *p,
                       const struct aif_admission_ask *ask, struct aif_admission_result *out);
void aif_admission_close(struct aif_admission_result *r);

/* Proposals to one mode, or to none; renewals and extensions are counted with the rest. */
struct aif_mode_total {
    uint32_t decisions[AIF_DECISION_COUNT];
    uint32_t proposed, renewals, extensions;
    int64_t asked_unit_hours, granted_unit_hours;

    /* From submission to access, of new proposals that were granted. */
    uint32_t waited;
    int64_t sum_s, median_s, most_s; /* median: of two in the middle their mean, rounded down */
};

/* Totals by mode, of which the last is for proposals without one; mode_count + 1 of them, in the
 * arena. */
struct aif_mode_total *aif_admission_totals(const struct aif_admission *a,
                                            const struct aif_admission_result *r,
                                            struct aif_arena *arena);

/* A granted proposal that is no extension, as a run sees it: for this account, on a trace's clock
 * that starts at unix_start_s.  Amount and end have later extensions in them from the beginning. */
struct aif_grant aif_proposal_grant(const struct aif_proposal *p, uint32_t account,
                                    int64_t unix_start_s);

#endif
