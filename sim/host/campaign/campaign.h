#ifndef SIM_HOST_CAMPAIGN_CAMPAIGN_H
#define SIM_HOST_CAMPAIGN_CAMPAIGN_H

#include "host/campaign/progress.h"
#include "host/campaign/store.h"
#include "host/experiment/experiment.h"
#include "host/ranks/comm.h"
#include "host/ranks/placement.h"

/* Rank 0 tells the others which experiment it has read (NULL: none, there is nothing to do). sha256
 * receives its hash on every rank, "" for none.  Collective. */
enum { CAMPAIGN_HASH_TEXT = 65 };
void campaign_announce(struct comm *comm, const struct experiment *e,
                       char sha256[CAMPAIGN_HASH_TEXT]);

/* All cells of an experiment on all ranks, into a result directory. */
struct campaign_options {
    const char *dir;
    enum store_mode mode;
    enum progress_level level;
    enum placement_wish binding;
    const char *version;
    uint32_t first_cell, end_cell; /* only these, end_cell not among them; 0: all */
    bool is_scratch;     /* the results are looked at and thrown away: nobody can resume them */
    const char *problem; /* this rank cannot take part, and why (not in err); NULL: it can */
    /* Called on rank 0 when all results are in and can be read, before the directory counts as
     * complete and others may write there; on failure it sets *status.  NULL: nothing to do. */
    bool (*last)(void *to, int *status, struct aif_err *err);
    void *last_to;
};

/* Collective.  e: the experiment, read by every rank by itself; may be NULL where there is a
 * problem.  On failure rank 0 gets the message, and *status says on every rank what kind it is; the
 * directory then holds all cells that were committed and can be resumed. */
bool campaign_run(struct comm *comm, const struct experiment *e,
                  const struct campaign_options *options, int *status, struct aif_err *err);

#endif
