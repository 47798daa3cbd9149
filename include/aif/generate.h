#ifndef AIF_GENERATE_H
#define AIF_GENERATE_H

#include "aif/machine.h"
#include "aif/workload.h"

/* Synthetic workloads: a spec says how communities of users behave, a request says how much of it
 * is wanted on which machine, and a seed picks one of the workloads that may come of it.
 *
 * A community consists of organisations with projects (accounts) with users.  It works in sessions:
 * a user takes up a kind of job (fine-tuning, evaluation, ...) and submits a burst of one or more
 * similar jobs; some time after these have ended more may follow, of the same visit.  Visits follow
 * the daily and weekly cycle.  Every random value is addressed by (seed, purpose, community name,
 * number of the session, job or user), and a community stops when it has asked for its own share of
 * the machine.  So the same seed gives the same bytes everywhere, and changing one community leaves
 * the jobs of the others as they are.
 *
 * All plain data, borrowed from the caller.  `units` are GPUs on sites, processors on pools. */

/* A distribution of positive values: a mixture of parts, cut to [min, max]. */
enum aif_dist_kind {
    AIF_DIST_CONSTANT,     /* a */
    AIF_DIST_EXPONENTIAL,  /* mean a */
    AIF_DIST_UNIFORM,      /* a to b */
    AIF_DIST_LOG_UNIFORM,  /* a to b, uniform in the logarithm */
    AIF_DIST_LOG_NORMAL,   /* median a; b: standard deviation of the natural logarithm */
    AIF_DIST_GAMMA,        /* shape a, scale b */
    AIF_DIST_EXP_OF_GAMMA, /* e to the power of a gamma(a, b) value: Lublin's run times */
    AIF_DIST_TABLE,        /* measured percentiles, straight lines in the logarithm between them */
};

struct aif_dist_point {
    double share; /* of all values that are at most `value`; ascending from 0 to 1 */
    double value; /* > 0, not descending */
};

struct aif_dist_part {
    enum aif_dist_kind kind;
    double a, b;
    const struct aif_dist_point *points; /* of a table: 2 or more */
    uint32_t point_count;
    double weight;       /* within the mixture */
    double weight_slope; /* added to the weight for every unit that the job asks for */
};

struct aif_dist {
    const struct aif_dist_part *parts;
    uint32_t part_count; /* 0: no such thing in this spec */
    double min, max;     /* values outside become the nearest inside; max 0: no upper bound */
};

/* How many units a job asks for: given sizes by weight (those that a machine cannot run have none
 * there; if no size fits, the largest that does is asked for), or (where there are none) a size
 * that is uniform in its logarithm over two stages, with more ones and powers of two than chance
 * gives (Lublin and Feitelson, JPDC 63(11), 2003, section 3.1). */
struct aif_size_weight {
    uint32_t units;
    double weight;
};

struct aif_size_model {
    const struct aif_size_weight *weights;
    uint32_t weight_count;
    double serial_share, power_of_two_share; /* of all jobs */
    double log2_low, log2_mid, log2_high;    /* log2_high 0: as large as max_share allows */
    double low_share;                        /* of the non-serial jobs, between low and mid */
    double max_share; /* largest job, as a share of the partition; 0: all of it */
};

/* What users write down as time limit: their guess times an excess, rounded up to a popular value;
 * or, with `distinct`, one of so many values that are not below the guess, each as popular as the
 * model of Tsafrir, Etsion and Feitelson (JSSPP 2005) says.  Never above the partition's own limit.
 */
struct aif_limit_model {
    uint32_t distinct;        /* 0: popular_s is used */
    const int64_t *popular_s; /* ascending; beyond the last one users ask for the longest allowed */
    uint32_t popular_count;
    struct aif_dist excess; /* factor; values below 1 count as 1 */
    double longest_share; /* of jobs that ask for the longest limit there is, whatever they need */
    double too_short_share; /* of jobs that ask for less than they need and run into the limit */
    int64_t longest_s;      /* 0: the partition's, else the last popular value */
};

/* How jobs of at least from_units units end, as shares; the rest completes. */
struct aif_outcome_share {
    uint32_t from_units;
    double failed, cancelled;
};

/* How long jobs of at least from_units units run, against those of the kind's table: their
 * distribution function is the table's to this power.  With 2 a job is as long as the longer of
 * two, with 1/2 it is shorter in that sense. */
struct aif_size_power {
    uint32_t from_units;
    double power; /* > 0 */
};

/* What jobs of a kind set off when they end: a burst of jobs of another kind, by the same user. */
struct aif_trigger {
    uint32_t kind;           /* index in the community's kinds, above that of the kind itself */
    double share;            /* of its jobs */
    double jobs_mean;        /* of the burst, geometric */
    struct aif_dist think_s; /* from the end to the submission */
    bool needs_success;      /* only jobs that complete set it off: afterok; else afterany */
};

/* Some jobs state a time. */
struct aif_shared_time {
    double share; /* of the jobs of the kind */
    struct aif_dist time_s;
};

struct aif_cycle;

struct aif_job_kind {
    const char *name; /* becomes the application of its jobs */
    bool needs_cores; /* its jobs ask for cores and no GPUs, and its sizes count cores */
    double weight;    /* share of the community's jobs */
    struct aif_size_model size;
    struct aif_dist runtime_s;                   /* of jobs that are left to finish */
    const struct aif_size_power *runtime_powers; /* ascending; only where runtime_s is one table */
    uint32_t runtime_power_count;
    struct aif_limit_model limit;
    const struct aif_outcome_share *outcomes; /* ascending in from_units; may be none */
    uint32_t outcome_count;
    const struct aif_outcome_share *long_outcomes; /* the same of jobs of at least long_s */
    uint32_t long_outcome_count;
    int64_t long_s;
    double early_share;    /* of failed and cancelled jobs: stop at a random part of their time */
    double burst_mean;     /* jobs a session, geometric; at least 1 */
    struct aif_dist gap_s; /* between the submits of one session */
    uint32_t cores_per_gpu, mem_mib_per_gpu; /* 0: the GPU's part of the node; never more */
    const char *const *partitions; /* the first that the site has is used; none: the default */
    uint32_t partition_count;
    uint32_t mem_mib_per_core; /* where cores are asked for; 0: the core's part of the node */

    const struct aif_cycle *cycle; /* NULL: that of the community */
    bool is_array;                 /* a burst is submitted as one array, with tasks for jobs */
    uint32_t array_limit;          /* tasks that may run at a time; 0: all */
    uint32_t most_pieces; /* a job longer than the longest limit becomes a chain; 0, 1: it is cut */
    const struct aif_trigger *triggers;
    uint32_t trigger_count;
    double data_share;                 /* of its jobs that read the project's data set */
    struct aif_shared_time deadline;   /* from submission and limit to the deadline */
    struct aif_shared_time checkpoint; /* between checkpoints */
    double preemptible_share;
    double least_nodes, most_nodes; /* times the nodes asked for; 0: not stated */
};

/* Weights of the hours and days at which sessions begin, in local time; Monday is day 0. */
struct aif_cycle {
    double hour[24], day[7];
};

struct aif_named_weight {
    const char *name;
    double weight;
};

/* Organisations have projects, which are the accounts of jobs; projects have users. */
struct aif_organisation_model {
    uint32_t count; /* 0: not stated, and users belong to accounts in turn */
    double skew;    /* each has a project, each project a user; what is left goes to the k-th in
                       proportion to k to the power -skew */
    const struct aif_named_weight *countries;
    uint32_t country_count;
};

/* The data sets of projects: one for a share of them. */
struct aif_data_model {
    double share;
    struct aif_dist gib;
    double sensitive_share;               /* of the data sets */
    const struct aif_named_weight *homes; /* sites */
    uint32_t home_count;
};

/* A level that changes after each period and multiplies the rate at which visits begin: gamma with
 * mean 1. */
struct aif_swing {
    int64_t period_s; /* a number of times 600 s */
    double cv;        /* standard deviation */
};

struct aif_community {
    const char *name;
    double load; /* asked for, as a share of the machine; see aif_generate_size */
    uint32_t users, accounts;
    double user_skew;    /* user k starts sessions in proportion to k to the power -skew */
    double user_stretch; /* > 0: times ln(users / (k - 1/2)) to this power, so that the least
                            active do next to nothing (a stretched exponential) */
    struct aif_cycle cycle;
    const struct aif_job_kind *kinds;
    uint32_t kind_count;

    struct aif_organisation_model organisations;
    struct aif_data_model data;
    double
        user_mix; /* how alike users are in what they do: Dirichlet's concentration; 0: all are */
    double visit_mean;       /* sessions a visit, geometric; 0: 1 */
    struct aif_dist think_s; /* from the end of a session's jobs to the next session */
    const struct aif_swing *swings;
    uint32_t swing_count;
};

struct aif_generate_spec {
    const char *name;
    const struct aif_community *communities;
    uint32_t community_count;
    int64_t unix_start_s; /* wall-clock time of submit_s == 0 */
    int32_t utc_offset_s; /* local time - UTC; summer time is not modelled */

    /* Loads are of GPUs, and jobs on cores come on top of them; with this those on nodes with GPUs
     * count, too, as they are charged: for the GPUs whose part of the node's cores they take,
     * rounded up. */
    bool counts_cores;
};

/* How much: two of the three, and the third follows.
 *   span and load: each community fills its share of the capacity over the span;
 *   jobs and load: the span is what these jobs take at this load;
 *   jobs and span: the communities' loads count only in proportion. */
struct aif_generate_size {
    uint32_t jobs;  /* 0: not given */
    int64_t span_s; /* submits lie in [0, span_s); 0: not given */
    double load;    /* of all communities; 0: the sum of theirs */
};

/* One workload out of those that a spec describes. */
struct aif_generate_ask {
    const struct aif_machine *machine; /* every job can run on it */
    struct aif_generate_size size;
    uint64_t seed;
};

struct aif_community_total {
    uint32_t jobs, sessions, users; /* users that have a job */
    int64_t unit_s;                 /* asked for: units x min(run time, limit) */
};

struct aif_generate_report {
    uint32_t jobs;
    int64_t span_s;
    uint64_t capacity_units; /* GPUs in the partitions that the spec's kinds use; cores if none of
                                them asks for GPUs */
    int64_t unit_s;
    int64_t load_nano;                             /* achieved: unit_s / (capacity x span), x 1e9 */
    const struct aif_community_total *communities; /* in the spec's order */
};

/* Whether the values make sense (weights not negative, names unique, percentiles ascending, ...).
 * On failure err names the community, the kind and the value; all faults are listed. */
bool aif_generate_check(const struct aif_generate_spec *spec, struct aif_err *err);

/* Make the workload asked for, in *out (zeroed by the caller, who closes it, also on failure);
 * report may be NULL; its communities are in the workload's arena.  Fails if the spec does not pass
 * aif_generate_check(), if a kind finds no partition with GPUs, or if the size is not two of three.
 * Memory is what the workload keeps and what a generator needs. */
bool aif_generate(const struct aif_generate_spec *spec, const struct aif_generate_ask *ask,
                  struct aif_workload *out, struct aif_generate_report *report,
                  struct aif_err *err);

/* What loads of a spec refer to on a machine (capacity_units of the report), without a job drawn.
 * Fails as aif_generate() does. */
bool aif_generate_capacity(const struct aif_generate_spec *spec, const struct aif_machine *machine,
                           uint64_t *units, struct aif_err *err);

/* The same workload piece by piece, for those that do not fit into memory.  Memory is for the
 * users, and for the jobs of the visits that have begun and not ended, whatever the number of jobs;
 * each job is drawn twice, thrice where visits last. */
struct aif_generator;

/* As aif_generate(); NULL on failure.  The spec and the machine must stay. */
struct aif_generator *aif_generator_open(const struct aif_generate_spec *spec,
                                         const struct aif_generate_ask *ask, struct aif_err *err);
void aif_generator_close(struct aif_generator *g); /* may be NULL */

/* Hand out a workload that is there already, as one piece; it is the generator's from then on and
 * *made zero.  What the report points at lies in the workload's arena. */
struct aif_generator *aif_generator_hold(struct aif_workload *made,
                                         const struct aif_generate_report *report);

/* Known before the first job. */
const struct aif_generate_report *aif_generator_report(const struct aif_generator *g);

/* What a trace's header tells of the jobs: all names, and a job for each account that has one.
 * What some job of the workload states, some job of this one states as well. */
const struct aif_workload *aif_generator_sample(const struct aif_generator *g);

/* The next jobs, or NULL: there are none left.  Valid until the next call. */
const struct aif_workload *aif_generator_next(struct aif_generator *g);

#endif
