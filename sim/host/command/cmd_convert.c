/* aifsim convert IN OUT: a trace of any format that is read, in a format that is written. */
#include "host/command/command.h"
#include "host/command/trace_format.h"
#include "host/files/input.h"
#include "host/files/output.h"
#include "host/formats/formats.h"

#include "aif/text.h"
#include "trace/width.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_TO = 256, KEY_FORCE, KEY_GPUS };

struct options {
    const char *in, *out, *to;
    uint32_t gpus_per_node; /* 0: as the trace has them */
    bool may_replace, is_strict;
};

/* Everything the command holds, so that one function can give it all back. */
struct convert {
    struct options options;
    const struct format_writer *target;
    const char *from; /* the name of the format that was found */
    struct input input;
    struct aif_workload workload;
    struct output output;
};

static const struct argp_option argp_options[] = {
    {"to", KEY_TO, "FORMAT", 0, "csv, swf, batsim or batsim5; default: as OUT ends, csv for -", 0},
    {"force", KEY_FORCE, NULL, 0, "Replace an OUT that exists", 0},
    {"strict", 's', NULL, 0, "A value that would be repaired is an error", 0},
    {"gpus-per-node", KEY_GPUS, "N", 0,
     "Share jobs with more GPUs on a node out over nodes of at most N", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    int64_t value;
    switch (key) {
    case KEY_TO:
        o->to = arg;
        return 0;
    case KEY_FORCE:
        o->may_replace = true;
        return 0;
    case 's':
        o->is_strict = true;
        return 0;
    case KEY_GPUS:
        if (!aif_text_int(arg, 1, 1024, &value))
            argp_error(state, "--gpus-per-node: expected a whole number from 1 to 1024, found '%s'",
                       arg);
        o->gpus_per_node = (uint32_t)value;
        return 0;
    case ARGP_KEY_ARG:
        if (o->out)
            argp_error(state, "one IN and one OUT, found also '%s'", arg);
        if (o->in)
            o->out = arg;
        else
            o->in = arg;
        return 0;
    case ARGP_KEY_END:
        if (!o->out)
            argp_error(state, "expected IN and OUT");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "IN OUT",
    "Convert a job trace.  The format of IN is found by looking (`aifsim list trace`), plain or "
    "compressed.  What is repaired on the way, and what the format of OUT has no field for, is "
    "counted on standard error.  OUT may be - for standard output.\v"
    "OUT is written whole or not at all.  Only our own format (csv) keeps everything.",
    NULL,
    NULL,
    NULL};

static bool goes_to_stdout(const struct options *o)
{
    return strcmp(o->out, "-") == 0;
}

static int choose_target(struct convert *c)
{
    const struct options *o = &c->options;
    return trace_format_choose(
        &(struct trace_format_ask){.name = o->to, .path = o->out, .option = "--to"}, &c->target);
}

static int read_trace(struct convert *c)
{
    const struct options *o = &c->options;
    struct aif_err err = {0};
    if (!input_open(o->in, &c->input, &err))
        return command_fail(c->input.status, "%s", err.text);
    struct aif_trace_input in = {
        .text = c->input.text, .bytes = c->input.bytes, .path = o->in, .is_strict = o->is_strict};
    if (!formats_parse(&in, &c->workload, &err))
        return command_fail(EXIT_STATUS_DATA, "%s", err.text);
    if (!c->workload.count)
        return command_fail(EXIT_STATUS_DATA, "%s: none of its %llu records can be replayed", o->in,
                            (unsigned long long)c->workload.record_count);
    const struct aif_trace *format = formats_find(&in);
    c->from = format ? format->plugin.name : "";
    return EXIT_STATUS_OK;
}

static void note_repairs(const struct convert *c)
{
    for (int i = 0; i < AIF_REPAIR_COUNT; i++)
        if (c->workload.repairs[i])
            command_note("%s: %llu x %s", c->options.in, (unsigned long long)c->workload.repairs[i],
                         aif_repair_summary((enum aif_repair)i));
}

static void note_losses(const struct convert *c)
{
    const char *out = goes_to_stdout(&c->options) ? "standard output" : c->options.out;
    enum trace_unit unit = trace_unit_of(&c->workload);
    for (int i = 0; i < FORMAT_LOSS_COUNT; i++) {
        enum format_loss loss = (enum format_loss)i;
        uint32_t count = format_loss_count(&c->workload, c->target, loss);
        struct format_loss_text text = format_loss_text(loss);
        if (!count)
            continue;
        if (loss == FORMAT_LOSS_SHAPE)
            command_note("%s: %s has no field for %s: %u %s (1 = 1 %s)", out, c->target->name,
                         text.what, count, count == 1 ? text.one : text.many,
                         trace_unit_name(unit));
        else
            command_note("%s: %s has no field for %s: %s%u %s", out, c->target->name, text.what,
                         text.before, count, count == 1 ? text.one : text.many);
    }
}

static void put_trace(const struct convert *c, struct aif_sink *out)
{
    const char *slash = strrchr(c->options.in, '/');
    char from[512];
    snprintf(from, sizeof from, "from %.400s (%s)", slash ? slash + 1 : c->options.in, c->from);
    const char *lines[] = {from, "made by aifsim " AIF_VERSION};
    c->target->write(&c->workload, &(struct aif_trace_notes){lines, AIF_COUNT(lines)}, out);
}

static int write_trace(struct convert *c)
{
    const struct options *o = &c->options;
    struct aif_err err = {0};
    if (goes_to_stdout(o)) {
        int file = STDOUT_FILENO;
        c->output.sink = output_stream(&file);
        put_trace(c, &c->output.sink);
        if (aif_sink_flush(&c->output.sink))
            return EXIT_STATUS_OK;
        return command_fail(EXIT_STATUS_IO, "standard output: cannot be written: %s",
                            strerror(errno));
    }
    if (!output_open(&c->output, o->out, o->may_replace, &err))
        return command_fail(EXIT_STATUS_IO, "%s", err.text);
    put_trace(c, &c->output.sink);
    if (!output_commit(&c->output, &err))
        return command_fail(EXIT_STATUS_IO, "%s", err.text);
    printf("%s: %u job%s of %llu record%s (%s to %s)\n", o->out, c->workload.count,
           c->workload.count == 1 ? "" : "s", (unsigned long long)c->workload.record_count,
           c->workload.record_count == 1 ? "" : "s", c->from, c->target->name);
    if (fflush(stdout) != 0)
        return command_fail(EXIT_STATUS_IO, "standard output cannot be written");
    return EXIT_STATUS_OK;
}

static int run(struct convert *c)
{
    const struct options *o = &c->options;
    int status = choose_target(c);
    if (status == EXIT_STATUS_OK)
        status = read_trace(c);
    if (status != EXIT_STATUS_OK)
        return status;
    if (o->gpus_per_node) {
        uint32_t changed = format_share_out(&c->workload, o->gpus_per_node);
        command_note("%s: %u job%s shared out over nodes of %u GPUs", o->out, changed,
                     changed == 1 ? "" : "s", o->gpus_per_node);
    }
    status = write_trace(c);
    if (status == EXIT_STATUS_OK) {
        note_repairs(c);
        note_losses(c);
    }
    return status;
}

int command_convert(int argc, char **argv)
{
    struct convert *c = calloc(1, sizeof *c);
    if (!c)
        aif_fatal("out of memory");
    argp_parse(&argp, argc, argv, 0, NULL, &c->options);
    int status = run(c);
    output_discard(&c->output);
    aif_workload_close(&c->workload);
    input_close(&c->input);
    free(c);
    return status;
}
