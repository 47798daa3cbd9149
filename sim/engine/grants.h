#ifndef SIM_ENGINE_GRANTS_H
#define SIM_ENGINE_GRANTS_H

#include "aif/sim.h"
#include "engine/grant_book.h"

/* The books of the grants of a run: which grant pays for a job, what has been debited, what the
 * rule of enforcement says of it now, and when it will say something else.  Times are whole
 * seconds.
 *
 * A grant counts what its running jobs use as it goes.  While jobs of it wait, its verdict is kept
 * true: an event is due at the second in which it changes, be it that the running jobs reach the
 * usage at which it does, a midnight, a month or the end of the grant.  With nobody waiting nothing
 * is due, and the books are brought up to date when somebody asks. */

struct grant_state {
    struct grant_book book;
    struct aif_access_verdict applied; /* what those that wait have been told */
    int64_t event_s;      /* the earliest event pushed and not yet seen; AIF_NEVER_S: none */
    uint32_t first, last; /* jobs that wait, in the order in which they came; AIF_NONE */
    uint32_t waiting_count;
    bool is_noted; /* on the list of grants whose next event is to be found */
    bool has_new_band;
};

struct grant_job {
    int64_t rate_milli, since_s; /* while it runs: from when on it has not been charged */
    uint32_t next, previous;     /* while it waits */
    bool waits, runs, has_run;
};

struct grants {
    const struct aif_access *access;
    const struct aif_job *traced;
    const struct aif_row *rows;
    uint32_t account_count;
    uint32_t *first_of_account; /* grants of account a are first[a] .. first[a + 1] - 1 */
    struct grant_state *states;
    struct grant_job *jobs;
    struct aif_grant_use *uses;       /* by job */
    struct aif_grant_result *results; /* by grant, then of none */
    uint32_t *noted, noted_count;
    uint32_t *refused, refused_count; /* jobs that the event just seen lets wait no longer ... */
    enum aif_reject *reasons;         /* ... and why, by place in that list */
    uint32_t refused_capacity;
    struct aif_arena *arena;
    int64_t last_s; /* when anything last happened to a job */
    bool has_new_bands;
};

/* The rows must be there, with the limits of the jobs. */
struct grants *grants_open(struct aif_sim *sim);

/* A job comes to wait, for the first time or again after a run that was cut short: a current grant
 * of its account that takes it pays, of several the one that ends first.  Else why it is refused;
 * then call grants_refuse(). */
enum aif_reject grants_admit(struct grants *g, uint32_t job, int64_t now_s);

/* A job is refused: at submit, or one that waited.  It would have used so much. */
void grants_refuse(struct grants *g, uint32_t job, int64_t now_s, int64_t unit_ms);

/* A job that waits leaves for good without having been refused. */
void grants_leave(struct grants *g, uint32_t job);

/* A job that waits starts; a running one ends or stands still; it goes on. */
void grants_start(struct grants *g, uint32_t job, int64_t rate_milli, int64_t now_s);
void grants_stop(struct grants *g, uint32_t job, int64_t now_s);
void grants_go_on(struct grants *g, uint32_t job, int64_t now_s);

/* Something has happened to this grant: when its next event is due is to be found again. */
void grants_note(struct grants *g, uint32_t grant);

/* The next event of a grant noted, to be pushed; false: there is none left.  Ask at the end of each
 * instant. */
bool grants_next_event(struct grants *g, int64_t now_s, uint32_t *grant, int64_t *t_s);

/* An event is due.  Jobs that may wait no longer are in `refused`, and are for the caller to
 * refuse; has_new_bands says that the bands of some that go on waiting are to change. */
void grants_event(struct grants *g, uint32_t grant, int64_t now_s);

/* Let the jobs that wait have the bands of their grants.  Those that come to a worse one are told
 * of, unless `worsened` is NULL. */
void grants_renew_bands(struct grants *g, void (*worsened)(void *context, uint32_t job),
                        void *context);

/* What became of each grant. */
void grants_close(const struct grants *g, struct aif_grant_result *out);

/* --check: the books against the rows and episodes of the run; and the lists of those that wait. */
void grants_check(const struct aif_sim *sim);

static inline uint8_t grants_band(const struct grants *g, uint32_t job)
{
    return g->uses[job].band;
}

#endif
