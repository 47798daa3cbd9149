/* EASY: one reservation, for the first blocked job. */
#include "aif/sched.h"
#include "backfill/reserve.h"
#include "backfill/textbook.h"

const struct aif_backfill aif_backfill_easy = {
    .plugin = {AIF_BACKFILL, "easy", "EASY: only the first blocked job has a reservation"},
    .default_depth = 1,
    .schedule = reserve_schedule,
    .overtake = textbook_overtake,
};
