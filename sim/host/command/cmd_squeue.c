/* aifsim squeue, sprio, sshare, sacct: a replay up to an instant, and the state there as a table.
 */
#include "host/command/command.h"
#include "host/command/instant.h"
#include "host/command/replay.h"
#include "host/command/squeue_format.h"
#include "host/command/table_style.h"

#include "aif/slurm_table.h"
#include "aif/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_AT = 512, KEY_ALL_ON, KEY_START };

struct tables {
    struct replay_options *replay;
    struct aif_slurm_request request;
    struct table_style style;
    const char *at, *letters; /* letters: of squeue -o */
};

/* Options of all four; -h is ours where Slurm's command has -n. */
/* clang-format off */
#define COMMON \
    {"at", KEY_AT, "TIME", 0, \
     "Instant: seconds on the trace's clock (decimals allowed), 2-00:00:00, 36h, or, if the trace " \
     "states its start, 2026-01-31T12:00:00 (UTC) or Unix time; default: the end", 0}, \
    {"long", 'l', NULL, 0, "More columns", 0}, \
    {"format", 'f', "NAMES", 0, "Columns by name, separated by commas", 0}, \
    {"user", 'u', "NAMES", 0, "Only these users'", 0}, \
    {"all-on", KEY_ALL_ON, "NAME", 0, \
     "Put all jobs on this partition of the site, whatever the trace says", 0}
#define JOBS {"jobs", 'j', "IDS", 0, "Only these jobs: 7, or 7_2 of an array", 0}
#define PARTITION(key) {"partition", key, "NAMES", 0, "Only jobs of these partitions", 0}
#define ACCOUNT(name) {name, 'A', "NAMES", 0, "Only these accounts'", 0}
#define QOS {"qos", 'q', "NAMES", 0, "Only jobs of these QOS", 0}
#define NOTHING(name, key, text) {name, key, NULL, 0, text, 0}
/* clang-format on */

static const struct argp_option squeue_options[] = {
    COMMON,
    JOBS,
    PARTITION('p'),
    ACCOUNT("account"),
    QOS,
    {"states", 't', "STATES", 0, "Only jobs in these states: PD, R, S or their long names", 0},
    {"Format", 'O', "NAMES", 0, "As --format", 0},
    {NULL, 'o', "LETTERS", 0, "Columns by Slurm's letters: \"%.10i %u %T\"", 0},
    {NULL, 's', "STEPS", OPTION_HIDDEN, NULL, 0},
    {"start", KEY_START, NULL, 0, "When waiting jobs are planned to start, soonest first", 0},
    NOTHING("all", 'a', "All partitions, as always"),
    NOTHING("array", 'r', "Arrays task by task, as always"),
    {0},
};

static const struct argp_option sprio_options[] = {
    COMMON,
    JOBS,
    PARTITION('p'),
    {"norm", 'n', NULL, 0, "Factors from 0 to 1, not times their weights", 0},
    {"weights", 'w', NULL, 0, "The weights of the terms", 0},
    {NULL, 'o', "LETTERS", OPTION_HIDDEN, NULL, 0},
    {0},
};

static const struct argp_option sshare_options[] = {
    COMMON,
    ACCOUNT("accounts"),
    {NULL, 'n', NULL, 0, "As --noheader", 0},
    {NULL, 'o', "NAMES", 0, "As --format", 0},
    NOTHING("all", 'a', "All users, as always"),
    {NULL, 'p', NULL, OPTION_HIDDEN, NULL, 0},
    {0},
};

static const struct argp_option sacct_options[] = {
    COMMON,
    JOBS,
    PARTITION('r'),
    ACCOUNT("accounts"),
    QOS,
    {"state", 's', "STATES", 0, "Only jobs in these states: PD, R, S, CD, F, TO, CA, PR", 0},
    {NULL, 'n', NULL, 0, "As --noheader", 0},
    {NULL, 'o', "NAMES", 0, "As --format", 0},
    NOTHING("allusers", 'a', "All users, as always"),
    {NULL, 'p', NULL, OPTION_HIDDEN, NULL, 0},
    NOTHING("allocations", 'X', "Without steps, as always"),
    {0},
};

/* Options that choose rows. */
static error_t parse_rows(int key, char *arg, struct tables *t)
{
    struct aif_slurm_request *r = &t->request;
    switch (key) {
    case 'u':
        r->users = arg;
        return 0;
    case 'A':
        r->accounts = arg;
        return 0;
    case 'p':
    case 'r':
        r->partitions = arg;
        return 0;
    case 'q':
        r->qos = arg;
        return 0;
    case 't':
    case 's':
        r->states = arg;
        return 0;
    case 'j':
        r->jobs = arg;
        return 0;
    case KEY_ALL_ON:
        t->replay->partition = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Options whose letters mean something else in Slurm's command than in replay. */
static error_t parse_letter(int key, char *arg, struct tables *t, struct argp_state *state)
{
    if (key == 's' && t->request.table == AIF_SLURM_SQUEUE)
        argp_error(state, "-s: there are no job steps; the site is --site");
    if (key == 'o' && t->request.table == AIF_SLURM_SPRIO)
        argp_error(state, "-o: choose columns by name with -f; the order of the queue is --order");
    if (key == 'p' && !arg)
        argp_error(state,
                   "-p: columns are separated by | with -P, without one at the end; nodes are "
                   "chosen by --place");
    if (key == 'r' && t->request.table == AIF_SLURM_SQUEUE)
        return 0;
    if (key == 'o' && t->request.table == AIF_SLURM_SQUEUE) {
        t->letters = arg;
        return 0;
    }
    if (key == 'o') {
        t->request.columns = arg;
        return 0;
    }
    return parse_rows(key, arg, t);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct tables *t = state->input;
    bool is_sprio = t->request.table == AIF_SLURM_SPRIO;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = t->replay;
        state->child_inputs[1] = &t->style;
        return 0;
    case KEY_AT:
        t->at = arg;
        return 0;
    case KEY_START:
        t->request.is_start = true;
        return 0;
    case 'l':
        t->request.is_long = true;
        return 0;
    case 'w':
        t->request.is_weights = true;
        return 0;
    case 'f':
    case 'O':
        t->request.columns = arg;
        return 0;
    case 'n':
        *(is_sprio ? &t->request.is_normalised : &t->style.has_no_header) = true;
        return 0;
    case 'a':
    case 'X':
        return 0;
    default:
        return parse_letter(key, arg, t, state);
    }
}

static const struct argp_child children[] = {
    {&replay_argp, 0, NULL, 0}, {&table_style_argp, 0, NULL, 0}, {0}};

static const struct argp_option *const options_of[] = {
    [AIF_SLURM_SSHARE] = sshare_options,
    [AIF_SLURM_SPRIO] = sprio_options,
    [AIF_SLURM_SQUEUE] = squeue_options,
    [AIF_SLURM_SACCT] = sacct_options,
};

static struct argp argp_of(enum aif_slurm_table table)
{
    return (struct argp){
        options_of[table],
        parse,
        "TRACE",
        "Replay a job trace up to an instant and print what Slurm's command of this name would.\v"
        "docs/slurm.md says what differs.  Shares and priorities need --backfill slurm, the "
        "default.",
        children,
        NULL,
        NULL};
}

static int read_options(struct replay *r, struct tables *t, int64_t *ms)
{
    struct aif_err err = {0};
    *ms = AIF_NEVER_S;
    if (t->at && !instant_read(t->at, &r->workload, ms, &err))
        return command_fail(EXIT_STATUS_USAGE, "--at: %s", err.text);
    if (!t->letters)
        return EXIT_STATUS_OK;
    t->request.columns = squeue_format(t->letters, &r->arena, &t->request.is_parsable, &err);
    return t->request.columns ? EXIT_STATUS_OK : command_fail(EXIT_STATUS_USAGE, "%s", err.text);
}

/* Process all that happens up to the instant; without one, to the end. */
static void step_to(struct replay *r, struct aif_slurm_request *request, int64_t ms)
{
    for (int64_t t_ms; (t_ms = aif_sim_next_ms(r->sim)) != AIF_NEVER_S && t_ms <= ms;) {
        request->now_s = t_ms >= 0 ? t_ms / 1000 : 0;
        aif_sim_step(r->sim);
    }
}

/* The instant is shown as it was asked for, also after the last event. */
static void stand_there(const struct replay *r, struct aif_slurm_request *request, int64_t ms)
{
    if (ms == AIF_NEVER_S)
        return;
    if (aif_sim_next_ms(r->sim) == AIF_NEVER_S && ms / 1000 > request->now_s)
        command_note("--at: the last event of the run is at %lld s; nothing changes after it",
                     (long long)request->now_s);
    request->now_s = ms / 1000;
}

static bool has_job(const struct aif_workload *w, int64_t id)
{
    for (uint32_t i = 0; i < w->array_count; i++)
        if (w->arrays[i].id == id)
            return true;
    for (uint32_t i = 0; i < w->count; i++)
        if (w->jobs[i].id == id)
            return true;
    return false;
}

static bool has_user(const struct replay *r, const char *name)
{
    const struct aif_accounts *t = &r->site.centre.accounts;
    if (aif_names_find(&r->workload.users, name) != AIF_NONE)
        return true;
    for (uint32_t i = 0; i < t->count; i++)
        if (t->assocs[i].is_user && strcmp(t->assocs[i].name, name) == 0)
            return true;
    return false;
}

/* A user or job that is misspelt leaves an empty table. */
static void note_unknown(const struct replay *r, const char *list, bool is_jobs)
{
    for (const char *at = list; at && *at;) {
        char name[128];
        int64_t id = 0;
        size_t bytes = strcspn(at, ","), digits = strspn(at, "0123456789");
        size_t kept = is_jobs ? digits : bytes;
        kept = kept < sizeof name ? kept : sizeof name - 1;
        memcpy(name, at, kept);
        name[kept] = '\0';
        if (is_jobs ? !aif_text_int(name, 0, INT64_MAX, &id) || !has_job(&r->workload, id)
                    : !has_user(r, name))
            command_note("%s has no %s %s", r->options.trace, is_jobs ? "job" : "user", name);
        at += bytes + (at[bytes] == ',');
    }
}

/* sprio's table is empty then. */
static void note_no_priorities(const struct aif_priority *p)
{
    bool has_weight = p->weight_age || p->weight_assoc || p->weight_fairshare ||
                      p->weight_job_size || p->weight_partition || p->weight_qos;
    for (int i = 0; i < AIF_TRES_COUNT; i++)
        has_weight |= p->weight_tres[i] > 0;
    if (p->is_basic)
        command_note("the site has priority/basic, first come first served: no priorities");
    else if (!has_weight)
        command_note("all weights of priorities of the site are 0: no priorities");
}

static bool has_waiting(const struct aif_sim *sim)
{
    for (uint32_t job = 0; job < aif_sim_job_count(sim); job++)
        if (aif_view_job(sim, job).state == AIF_JOB_PENDING)
            return true;
    return false;
}

/* Plans are wanted of the last cycle alone.  Where it came unusually long before the instant, since
 * nothing happened in between, the run is made again. */
enum { LAST_CYCLES = 10 };

static int stand_at(struct replay *r, struct aif_slurm_request *request, int64_t ms)
{
    struct aif_scenario *s = &r->scenario;
    struct aif_err err = {0};
    s->keeps_plan = aif_slurm_table_shows_plan(request);
    s->plan_from_ms = AIF_NEVER_S;
    if (ms != AIF_NEVER_S)
        s->plan_from_ms = ms - LAST_CYCLES * r->site.centre.slurm.bf_interval_s * 1000;
    int status = replay_open(r);
    if (status != EXIT_STATUS_OK)
        return status;
    step_to(r, request, ms);
    int64_t cycle_ms = aif_view_cycle_ms(r->sim);
    if (!s->keeps_plan || cycle_ms == AIF_UNKNOWN_S || cycle_ms >= s->plan_from_ms ||
        !has_waiting(r->sim))
        return status;
    s->plan_from_ms = cycle_ms;
    aif_sim_close(r->sim);
    r->sim = aif_sim_open(s, &err);
    AIF_CHECK(r->sim);
    step_to(r, request, ms);
    return status;
}

static int run(struct replay *r, struct tables *t)
{
    struct aif_err err = {0};
    int64_t ms;
    int status = replay_read(r);
    if (status == EXIT_STATUS_OK)
        status = read_options(r, t, &ms);
    if (status == EXIT_STATUS_OK)
        status = stand_at(r, &t->request, ms);
    if (status != EXIT_STATUS_OK)
        return status;
    stand_there(r, &t->request, ms);
    if (t->request.table == AIF_SLURM_SPRIO)
        note_no_priorities(&r->centre.priority);
    note_unknown(r, t->request.users, false);
    note_unknown(r, t->request.jobs, true);
    int file = 1;
    struct aif_sink *out = AIF_NEW(&r->arena, struct aif_sink, 1);
    *out = output_stream(&file);
    if (!aif_slurm_table_write(r->sim, &r->scenario, &t->request, out, &err))
        return command_fail(EXIT_STATUS_USAGE, "%s", err.text);
    if (!aif_sink_flush(out))
        return command_fail(EXIT_STATUS_IO, "standard output: cannot be written: %s",
                            strerror(errno));
    return EXIT_STATUS_OK;
}

static int show(enum aif_slurm_table table, int argc, char **argv)
{
    struct replay *r = calloc(1, sizeof *r);
    if (!r)
        aif_fatal("out of memory");
    struct tables t = {.replay = &r->options, .request = {.table = table}};
    r->options = replay_defaults();
    r->options.policy.backfill = "slurm";
    struct argp argp = argp_of(table);
    argp_parse(&argp, argc, argv, 0, NULL, &t);
    t.request.is_parsable = t.style.is_parsable;
    t.request.has_no_header = t.style.has_no_header;
    int status = run(r, &t);
    replay_close(r);
    return status;
}

int command_squeue(int argc, char **argv)
{
    return show(AIF_SLURM_SQUEUE, argc, argv);
}

int command_sprio(int argc, char **argv)
{
    return show(AIF_SLURM_SPRIO, argc, argv);
}

int command_sshare(int argc, char **argv)
{
    return show(AIF_SLURM_SSHARE, argc, argv);
}

int command_sacct(int argc, char **argv)
{
    return show(AIF_SLURM_SACCT, argc, argv);
}
