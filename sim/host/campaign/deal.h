#ifndef SIM_HOST_CAMPAIGN_DEAL_H
#define SIM_HOST_CAMPAIGN_DEAL_H

#include "host/ranks/comm.h"

/* Deals numbered pieces of work out to the ranks as they get free, and brings the results to rank
 * 0.  Rank 0 works too and serves the others between, and in slices of, its own work; every rank
 * holds one piece in reserve while many are left, so that nobody waits for an answer.  A rank keeps
 * to neighbouring pieces of one group (which need the same data), but never so many that finished
 * results would wait long for their turn; who has nothing left takes over from who has most. */

/* Called by compute() about every millisecond.  False: stop now, the run has failed. */
struct deal_tick {
    bool (*call)(void *to);
    void *to;
};

struct deal {
    uint32_t next, end; /* pieces next .. end - 1 are to be done; the same on every rank */

    /* Do a piece; the result goes into the empty *out.  On every rank. */
    bool (*compute)(void *ctx, uint32_t piece, const struct deal_tick *tick, struct bytes *out,
                    struct aif_err *err);

    /* A result has come; takes over (and frees) it.  On rank 0, in any order of pieces. */
    bool (*deliver)(void *ctx, uint32_t piece, struct bytes *result, struct aif_err *err);

    /* Neighbouring pieces of one group are best done by one rank.  NULL: no groups. */
    uint32_t (*group)(void *ctx, uint32_t piece);

    void *ctx;
};

/* Do them all; collective.  When it fails on any rank, rank 0 gets the message and returns false;
 * the other ranks then return false with an empty one. */
bool deal_run(struct comm *comm, const struct deal *d, struct aif_err *err);

/* Collect one last message of every other rank (statistics of its work) on rank 0: there `take` is
 * called for each in the order of ranks, elsewhere `own` is sent.  Collective. */
void deal_gather(struct comm *comm, const struct bytes *own,
                 void (*take)(void *ctx, int from, const struct bytes *theirs), void *ctx);

#endif
