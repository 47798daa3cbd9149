/* Options of all commands that run one trace under one policy. */
#include "host/command/replay.h"

#include "aif/text.h"

enum {
    KEY_SITE_SET = 256,
    KEY_JOBS_SET,
    KEY_SHARE,
    KEY_GRANTS,
    KEY_ACCESS,
    KEY_TICKS,
    KEY_FROM,
    KEY_UNTIL,
    KEY_STRICT,
    KEY_CHECK
};

static const struct argp_option argp_options[] = {
    {"site", 's', "SITE", 0,
     "Machine: a site (`aifsim show`), a site file, or procs:N; default: what the trace states", 0},
    {"site-set", KEY_SITE_SET, "KEY=VALUE", 0,
     "Change a value of the site, such as scheduler.priority.weight_age=500; repeatable", 0},
    {"jobs-set", KEY_JOBS_SET, "WHERE:CHANGES", 0,
     "Give jobs another account, qos or partition: account=a:qos=fast (with the accounts below a); "
     "repeatable",
     0},
    {"order", 'o', "NAME", 0, "Order of the queue; default fcfs; multifactor with --backfill slurm",
     0},
    {"backfill", 'b', "NAME", 0, "Backfilling; default easy, of tables as Slurm's: slurm", 0},
    {"candidates", 'c', "NAME", 0,
     "Order in which jobs are tried for backfilling; default: as the queue", 0},
    {"place", 'p', "NAME", 0, "Choice of nodes; default first-fit", 0},
    {"share", KEY_SHARE, "NAME", 0,
     "Fair-share algorithm of orders by priority; default: the site's, else fair-tree", 0},
    {"grants", KEY_GRANTS, "FILE", 0,
     "What accounts may use, and when (CSV); without it all may use all they like", 0},
    {"access", KEY_ACCESS, "RULE", 0,
     "What happens once a grant is used; default hard-stop; needs --grants", 0},
    {"ticks", KEY_TICKS, "FILE", 0,
     "Act at the times at which a real controller did (CSV); needs --backfill slurm", 0},
    {"recorded", KEY_TICKS, "FILE", OPTION_ALIAS | OPTION_HIDDEN, NULL, 0},
    {"from", KEY_FROM, "TIME", 0,
     "Only jobs submitted then or later: seconds on the trace's clock, or a duration (30d)", 0},
    {"until", KEY_UNTIL, "TIME", 0, "Only jobs submitted before", 0},
    {"strict", KEY_STRICT, NULL, 0, "Every record that would need a repair is an error", 0},
    {"check", KEY_CHECK, NULL, 0, "Recompute the whole state after every pass (slow)", 0},
    {0},
};

static error_t add_set(const char *sets[64], size_t *count, const char *arg,
                       struct argp_state *state)
{
    if (*count == 64)
        argp_error(state, "%s: at most 64 changes; an experiment takes more", arg);
    sets[(*count)++] = arg;
    return 0;
}

static error_t parse_time(const char *name, const char *arg, int64_t *out, struct argp_state *state)
{
    if (!aif_text_duration(arg, out) || *out < 0)
        argp_error(state, "--%s wants seconds or a duration such as 30d, found '%s'", name, arg);
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct replay_options *o = state->input;
    switch (key) {
    case 's':
        o->site = arg;
        return 0;
    case KEY_SITE_SET:
        return add_set(o->site_sets, &o->site_set_count, arg, state);
    case KEY_JOBS_SET:
        return add_set(o->job_sets, &o->job_set_count, arg, state);
    case 'o':
        o->policy.order = arg;
        return 0;
    case 'b':
        o->policy.backfill = arg;
        return 0;
    case 'c':
        o->policy.candidates = arg;
        return 0;
    case 'p':
        o->policy.place = arg;
        return 0;
    case KEY_SHARE:
        o->policy.share = arg;
        return 0;
    case KEY_GRANTS:
        o->grants_path = arg;
        return 0;
    case KEY_ACCESS:
        o->access = arg;
        return 0;
    case KEY_TICKS:
        o->recording_path = arg;
        return 0;
    case KEY_FROM:
        return parse_time("from", arg, &o->from_s, state);
    case KEY_UNTIL:
        return parse_time("until", arg, &o->until_s, state);
    case KEY_STRICT:
        o->is_strict = true;
        return 0;
    case KEY_CHECK:
        o->is_checked = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->trace)
            argp_error(state, "one TRACE, found also '%s'", arg);
        o->trace = arg;
        return 0;
    case ARGP_KEY_END:
        if (!o->trace)
            argp_error(state, "no TRACE given");
        if (o->until_s && o->until_s <= o->from_s)
            argp_error(state, "--until must be after --from");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp replay_argp = {argp_options, parse, NULL, NULL, NULL, NULL, NULL};

struct replay_options replay_defaults(void)
{
    return (struct replay_options){
        .policy = {.backfill = "easy", .place = "first-fit"},
    };
}
