#ifndef SIM_HOST_EXPLAIN_EXPLAIN_H
#define SIM_HOST_EXPLAIN_EXPLAIN_H

#include "aif/sink.h"
#include "aif/view.h"

/* One job of a run, explained: what it waited for, and what would have let it start earlier. */

/* A time through which it waited for one reason and one blocker; to_s AIF_NEVER_S: for good. */
struct explain_span {
    int64_t from_s, to_s;
    enum aif_wait reason;
    const char *text; /* as squeue names it */
    struct aif_blocker blocker;
};

/* The start that it was promised from at_s on; AIF_UNKNOWN_S: none any more. */
struct explain_plan {
    int64_t at_s, planned_s;
};

/* What was seen of the job by watching it to its end.  Memory is the arena's. */
struct explain_story {
    struct explain_span *spans;
    struct explain_plan *plans;
    uint32_t span_count, plan_count, span_capacity, plan_capacity;
    int64_t start_s; /* of its last run; AIF_NEVER_S: there was none */
    enum aif_start_kind how;
    const char *scheduler; /* which part of a controller started it; NULL: not known */
};

/* Jobs without which it would have started at start_s. */
struct explain_cause {
    uint32_t *jobs;
    uint32_t count;
    int64_t start_s;
    bool is_seen; /* one that it was seen to wait for */
};

/* Something else changed. */
struct explain_change {
    const char *kind;    /* "limit", "width", "partition", ...; static */
    char what[160];      /* "with half its limit, 2:00:00" */
    char note[120];      /* what else comes of it; "" nothing */
    int64_t start_s;     /* AIF_NEVER_S: no earlier than it did */
    const char *refused; /* why the job would be refused; NULL: it would not; static */
};

enum { EXPLAIN_CAUSES = 16, EXPLAIN_CHANGES = 48 };

struct explanation {
    struct aif_arena arena;
    struct aif_scenario scenario; /* the run; borrowed parts must outlive it */
    const struct aif_sim *sim;    /* the same, watched */
    uint32_t job;
    const char *site, *trace, *policy;
    uint64_t seed;            /* 0: a trace file */
    int64_t cell;             /* -1: no campaign */
    uint32_t most_runs, runs; /* that may be made to find causes, and that were made */
    struct explain_story story;
    struct explain_cause causes[EXPLAIN_CAUSES]; /* the first is the blocker */
    uint32_t cause_count;
    bool is_blocked_by_jobs; /* without all that were before it, it would have started earlier */
    struct explain_change changes[EXPLAIN_CHANGES];
    uint32_t change_count;
};

/* What the scenario must keep for a job to be watched. */
void explain_prepare(struct aif_scenario *scenario, uint32_t job);

/* Watch e->job in e->sim, which is before its first step. */
void explain_watch(struct explanation *e, struct aif_sim *sim);

/* Find who stood in its way, and what else would have helped: runs the scenario again and again, at
 * most e->most_runs times for the first. */
void explain_causes(struct explanation *e);
void explain_changes(struct explanation *e);

/* When the job would start (the last time, if it is preempted) in this scenario, if that is before
 * before_s; else AIF_NEVER_S.  refused (may be NULL) says why it would never run, NULL where it
 * would.  Counts the run. */
int64_t explain_rerun(struct explanation *e, const struct aif_scenario *scenario, uint32_t job,
                      const char **refused);

/* The same without the jobs marked. */
int64_t explain_without(struct explanation *e, const bool *is_out);

void explain_text(const struct explanation *e, struct aif_sink *out);
bool explain_json(const struct explanation *e, struct aif_sink *out); /* false: out of memory */

/* "2:05:00", "3-00:00:00": in a buffer of the caller. */
const char *explain_duration(int64_t s, char text[32]);

/* "job 17", "QOS normal", ... */
void explain_blocker(const struct explanation *e, const struct aif_blocker *b,
                     struct aif_sink *out);

/* The job's nodes or processors in its last run, as jobs.csv has nodes. */
void explain_nodes(const struct aif_row *row, struct aif_sink *out);

#endif
