/* aifsim squeue, sprio, sshare, sacct: a replay up to an instant, and the state there as a table.
 */
#include "host/command.h"
#include "host/replay.h"

#include "aif/slurm_table.h"
#include "aif/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KEY_AT = 512 };

struct tables {
    struct replay_options *replay;
    struct aif_slurm_request request;
    const char *at;
};

static const struct argp_option argp_options[] = {
    {"at", KEY_AT, "TIME", 0,
     "Instant: seconds on the trace's clock (decimals allowed), 2-00:00:00, 36h, or "
     "2026-01-31T12:00:00 (UTC) if the trace states its start; default: the end",
     0},
    {"parsable", 'P', NULL, 0, "Columns separated by |, not padded", 0},
    {"long", 'l', NULL, 0, "More columns", 0},
    {"norm", 'n', NULL, 0, "sprio: factors from 0 to 1, not times their weights", 0},
    {"format", 'f', "NAMES", 0, "Columns by name, separated by commas", 0},
    {"noheader", 'h', NULL, 0, "No line of names", 0},
    {"user", 'u', "NAME", 0, "Only this user's", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct tables *t = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = t->replay;
        return 0;
    case KEY_AT:
        t->at = arg;
        return 0;
    case 'P':
        t->request.is_parsable = true;
        return 0;
    case 'l':
        t->request.is_long = true;
        return 0;
    case 'n':
        t->request.is_normalised = true;
        return 0;
    case 'f':
        t->request.columns = arg;
        return 0;
    case 'h':
        t->request.has_no_header = true;
        return 0;
    case 'u':
        t->request.user = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&replay_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {
    argp_options,
    parse,
    "TRACE",
    "Replay a job trace up to an instant and print what Slurm's command of this name would.\v"
    "docs/slurm.md says what differs.  Shares and priorities need --backfill slurm.",
    children,
    NULL,
    NULL};

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

static int run(struct replay *r, struct tables *t)
{
    struct aif_err err = {0};
    int64_t ms;
    int status = replay_read(r);
    if (status == EXIT_STATUS_OK)
        status = read_at(t, r, &ms);
    r->scenario.keeps_plan = t->request.table == AIF_SLURM_SQUEUE;
    if (status == EXIT_STATUS_OK)
        status = replay_open(r);
    if (status != EXIT_STATUS_OK)
        return status;
    step_to(r, &t->request, ms);
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
    argp_parse(&argp, argc, argv, 0, NULL, &t);
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
