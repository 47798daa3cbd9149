/* aifsim squeue, sprio, sshare, sacct: a replay up to an instant, and the state there as a table.
 */
#include "host/command/command.h"
#include "host/command/replay.h"
#include "host/command/table_style.h"

#include "aif/slurm_table.h"
#include "aif/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KEY_AT = 512, KEY_ALL_ON, KEY_START };

struct tables {
    struct replay_options *replay;
    struct aif_slurm_request request;
    struct table_style style;
    const char *at;
};

/* Options of all four; -h is ours where Slurm's command has -n. */
/* clang-format off */
#define COMMON \
    {"at", KEY_AT, "TIME", 0, \
     "Instant: seconds on the trace's clock (decimals allowed), 2-00:00:00, 36h, or " \
     "2026-01-31T12:00:00 (UTC) if the trace states its start; default: the end", 0}, \
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
    {0},
};

static const struct argp_option sshare_options[] = {
    COMMON,
    ACCOUNT("accounts"),
    {NULL, 'n', NULL, 0, "As --noheader", 0},
    {NULL, 'o', "NAMES", 0, "As --format", 0},
    NOTHING("all", 'a', "All users, as always"),
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
    case 'f':
    case 'o':
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
        if (key == 'r' && t->request.table == AIF_SLURM_SQUEUE)
            return 0;
        return parse_rows(key, arg, t);
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

/* "2026-01-31", "2026-01-31T12:00", "2026-01-31T12:00:00", UTC. */
static bool read_date(const char *text, int64_t *unix_s)
{
    static const char *const forms[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"};
    for (size_t i = 0; i < AIF_COUNT(forms); i++) {
        struct tm tm = {0};
        const char *end = strptime(text, forms[i], &tm);
        if (end && *end == '\0') {
            *unix_s = timegm(&tm);
            return true;
        }
    }
    return false;
}

/* "12.345": the decimals cut off and given as milliseconds. */
static bool read_seconds(const char *text, int64_t *ms)
{
    char whole[32];
    int64_t s, rest_ms = 0;
    size_t bytes = strcspn(text, ".");
    if (bytes == 0 || bytes >= sizeof whole)
        return false;
    memcpy(whole, text, bytes);
    whole[bytes] = '\0';
    for (int64_t i = 1, unit = 100; text[bytes] && text[bytes + (size_t)i]; i++, unit /= 10) {
        char c = text[bytes + (size_t)i];
        if (c < '0' || c > '9' || i > 3)
            return false;
        rest_ms += (c - '0') * unit;
    }
    if (!aif_text_int(whole, 0, AIF_NEVER_S / 2000, &s) && !aif_text_duration(whole, &s))
        return false;
    *ms = s * 1000 + rest_ms;
    return true;
}

static int read_at(const struct tables *t, const struct replay *r, int64_t *ms)
{
    int64_t unix_s, zero_s = r->workload.unix_start_s;
    *ms = AIF_NEVER_S;
    if (!t->at || read_seconds(t->at, ms))
        return EXIT_STATUS_OK;
    if (!read_date(t->at, &unix_s))
        return command_fail(EXIT_STATUS_USAGE,
                            "--at: found '%s', expected seconds, a duration (2-00:00:00, 36h) or a "
                            "date (2026-01-31T12:00:00)",
                            t->at);
    if (zero_s == AIF_UNKNOWN_S)
        return command_fail(EXIT_STATUS_USAGE,
                            "--at: %s does not state when it starts, so that dates mean nothing; "
                            "give seconds",
                            r->options.trace);
    if (unix_s < zero_s)
        return command_fail(EXIT_STATUS_USAGE, "--at: %s is before the start of %s", t->at,
                            r->options.trace);
    *ms = (unix_s - zero_s) * 1000;
    return EXIT_STATUS_OK;
}

/* Process all that happens up to the instant; without one, to the end. */
static void step_to(struct replay *r, struct aif_slurm_request *request, int64_t ms)
{
    for (int64_t t_ms; (t_ms = aif_sim_next_ms(r->sim)) != AIF_NEVER_S && t_ms <= ms;) {
        request->now_s = t_ms >= 0 ? t_ms / 1000 : 0;
        aif_sim_step(r->sim);
    }
    if (ms != AIF_NEVER_S)
        request->now_s = ms / 1000;
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
        status = read_at(t, r, &ms);
    if (status == EXIT_STATUS_OK)
        status = stand_at(r, &t->request, ms);
    if (status != EXIT_STATUS_OK)
        return status;
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
