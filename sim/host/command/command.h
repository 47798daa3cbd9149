#ifndef SIM_HOST_COMMAND_COMMAND_H
#define SIM_HOST_COMMAND_COMMAND_H

#include "aif/base.h"

/* Exit statuses: those of sysexits.h that apply, and 130 after an interrupt. */
enum exit_status {
    EXIT_STATUS_OK = 0,
    EXIT_STATUS_ABOVE = 1,     /* calibrate: a figure lies above its bar */
    EXIT_STATUS_DIFFERS = 1,   /* verify: a file is not what a run of the experiment gives */
    EXIT_STATUS_USAGE = 64,    /* unknown option, missing argument */
    EXIT_STATUS_DATA = 65,     /* an input file or a value in it is wrong */
    EXIT_STATUS_NO_INPUT = 66, /* an input file is missing or cannot be read */
    EXIT_STATUS_INTERNAL = 70, /* a bug of ours, or out of memory */
    EXIT_STATUS_IO = 74,       /* a result cannot be written */
    EXIT_STATUS_INTERRUPTED = 130,
};

/* A subcommand.  run() gets its own argc and argv (argv[0] is "aifsim NAME"), prints its results to
 * standard output and errors to standard error, and returns an exit_status. */
struct command {
    const char *name;
    const char *summary; /* one line for `aifsim --help` */
    int (*run)(int argc, char **argv);
};

/* The run() of each, named command_NAME. */
#define COMMAND(name, summary) int command_##name(int argc, char **argv);
#include "commands.h"
#undef COMMAND

/* Print "aifsim: TEXT" to standard error, each line of it, and return status. */
int command_fail(enum exit_status status, const char *fmt, ...) AIF_PRINTF(2, 3);

/* Print "aifsim: note: TEXT" to standard error: something that is no mistake, but should be known.
 */
void command_note(const char *fmt, ...) AIF_PRINTF(1, 2);

struct conf_errors;

/* The same of all that was collected there, with its place. */
void command_notes(const struct conf_errors *notes);

/* Print all mistakes found in documents; the status says whether a file is missing or wrong. */
int command_complain(const struct conf_errors *errors);

#endif
