#ifndef SIM_HOST_CAMPAIGN_PROGRESS_H
#define SIM_HOST_CAMPAIGN_PROGRESS_H

#include "aif/base.h"

#include <stdio.h>

/* What a person sees of a long run, on standard error: header lines, how far it is, closing lines.
 * On a terminal the state is one line that rewrites itself; elsewhere a plain line now and then.
 * Header and closing lines also go into a log file.  Only rank 0 has one. */
enum progress_level { PROGRESS_QUIET, PROGRESS_NORMAL, PROGRESS_VERBOSE };

struct progress {
    enum progress_level level;
    bool is_terminal, has_line;  /* a line that must be cleared before anything else is printed */
    FILE *log;                   /* NULL: none */
    uint32_t total, done, first; /* cells; first: done before this run */
    int64_t jobs;                /* simulated by this run */
    int64_t start_ns, next_ns;
    int64_t last_ns;    /* when a cell was last in; as start_ns before the first */
    char running[200];  /* the cell that this rank computes; "": none */
    int64_t running_ns; /* since when */
};

void progress_open(struct progress *p, enum progress_level level, uint32_t total, uint32_t first);

/* A line of the header or of the close. */
void progress_say(struct progress *p, const char *fmt, ...) AIF_PRINTF(2, 3);

/* This rank begins with a cell. */
void progress_begin(struct progress *p, const char *name);

/* What is known at that time of how long the rest takes: "00:12:00 left" by the mean of the cells
 * that are in, counted down from the last of them; when that time is over, how long which cell has
 * run. */
void progress_rest(const struct progress *p, int64_t now_ns, char *to, size_t room);

/* A cell is in; name for -v. */
void progress_cell(struct progress *p, const char *name, int64_t jobs);

/* Show the state if it is time; cheap. */
void progress_beat(struct progress *p);

/* Take the rewritten line away. */
void progress_clear(struct progress *p);

/* "1 d 02:03:04", "02:03:04", "3.4 s" */
void progress_duration(int64_t ns, char *to, size_t room);

#endif
