/* From what an applicant wants to a proposal to one mode, with its dates. */
#ifndef ACCESS_INTAKE_H
#define ACCESS_INTAKE_H

#include "access/applicants.h"

/* The first mode that is open to the applicant and takes his amount; a wish beyond all of them
 * becomes the most that one gives.  Without a mode the decision says why. */
struct aif_proposal intake_new(const struct aif_admission *a, const struct aif_population *p,
                               uint32_t community, const struct applicant *who);

/* A grant's next term, and its extension by time (a wish of 0) or amount; mode, applicant and
 * number are the grant's. */
struct aif_proposal intake_renewal(const struct aif_admission *a, const struct aif_proposal *grant);
struct aif_proposal intake_extension(const struct aif_admission *a,
                                     const struct aif_proposal *grant, bool is_time);

#endif
