/* Between EASY (depth 1) and conservative backfilling (all): the first k blocked jobs. */
#include "aif/sched.h"
#include "backfill/reserve.h"
#include "backfill/textbook.h"

const struct aif_backfill aif_backfill_depth = {
    .plugin = {AIF_BACKFILL, "depth", "depth:K, the first K blocked jobs have reservations"},
    .parameter = "K",
    .default_depth = 8,
    .schedule = reserve_schedule,
    .overtake = textbook_overtake,
};
