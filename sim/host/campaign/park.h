#ifndef SIM_HOST_CAMPAIGN_PARK_H
#define SIM_HOST_CAMPAIGN_PARK_H

#include "host/files/bytes.h"

/* Results that came before their turn.  Up to a limit they wait in memory, beyond it in an unnamed
 * file in the folder given, which vanishes with the process. */
struct park;

struct park *park_open(const char *folder, uint32_t count, size_t memory_bytes);

/* Takes over the result and leaves it empty. */
bool park_put(struct park *p, uint32_t piece, struct bytes *result, struct aif_err *err);

bool park_has(const struct park *p, uint32_t piece);

/* Take out one that is there; the caller frees it. */
bool park_take(struct park *p, uint32_t piece, struct bytes *out, struct aif_err *err);

void park_close(struct park *p); /* NULL is allowed */

#endif
