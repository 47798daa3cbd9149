#ifndef SIM_BACKFILL_TEXTBOOK_H
#define SIM_BACKFILL_TEXTBOOK_H

#include "engine/pass.h"

/* EASY on interchangeable units, where the shadow time and the extra units say all there is to
 * know. */
void textbook_schedule(struct aif_pass *pass);
bool textbook_overtake(struct aif_pass *pass, uint32_t job);

#endif
