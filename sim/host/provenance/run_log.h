#ifndef SIM_HOST_PROVENANCE_RUN_LOG_H
#define SIM_HOST_PROVENANCE_RUN_LOG_H

#include "aif/base.h"

#include <stdio.h>

/* The lines of run.log that say when, with what and on how many ranks a campaign ran.  A campaign
 * that was interrupted and resumed has several sessions. */

enum { RUN_TIME_TEXT = 21, RUN_TEXT = 120 };

struct run_session {
    char started[RUN_TIME_TEXT];  /* UTC, as 2026-01-02T03:04:05Z */
    char finished[RUN_TIME_TEXT]; /* "": it was killed or failed */
    char version[RUN_TEXT];       /* of aifsim; "": it did not get so far */
    char compiler[RUN_TEXT], mpi[RUN_TEXT];
    uint32_t first;        /* cells that were stored before */
    uint32_t ranks, nodes; /* 0: not known */
};

/* Write the first lines of a session, and its last one. */
void run_log_begin(FILE *log);
void run_log_finish(FILE *log);

/* Read the sessions up to the one that finished the campaign, or all if none did; those after it
 * had nothing to do.  Returns how many there are and the last of them, at most `room`, in
 * to[].  A file that cannot be read has none, and lines that are none of ours are passed over. */
uint32_t run_log_read(const char *path, struct run_session *to, uint32_t room);

#endif
