#ifndef SIM_ENGINE_STANDINGS_BIND_H
#define SIM_ENGINE_STANDINGS_BIND_H

#include "engine/standings.h"

/* Fill the constant part: the centre's settings, the share tree and who is charged for what. */
void standings_bind(struct standings *s, struct aif_arena *arena);

/* What a job takes of each resource. */
void standings_amount(const struct standings *s, uint32_t job, struct aif_tres_set *out);

/* What a second of it is charged, with the usage factor of its QOS. */
double standings_billing(const struct standings *s, uint32_t job);

/* The variables of formulae for a job of this standing. */
void standings_values(const struct standings *s, uint32_t job, const struct aif_standing *standing,
                      double *values);

/* What its priority comes from, but for age and fair share. */
void standings_describe(const struct standings *s, uint32_t job, struct aif_priority_job *out);

#endif
