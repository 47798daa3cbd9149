#ifndef AIF_TRAITS_H
#define AIF_TRAITS_H

#include "aif/base.h"

/* Who a job is for, what data it needs and how it may be treated: what decides about access, routes
 * and checkpoints.  Kept beside the jobs, and only for workloads in which some job states any of
 * it.  Zero members state nothing, except where said. */
struct aif_traits {
    uint32_t organisation; /* of the job's account, in workload->organisations, or AIF_NONE */
    uint16_t country;      /* of the organisation, in workload->countries, or AIF_NONE16 */
    uint16_t data_home;    /* site where the data set lies, in data_homes, or AIF_NONE16 */
    uint32_t data_gib;     /* to be there before the job can run */
    uint32_t min_nodes;    /* fewest nodes it could run on; at most those it asks for */
    int64_t deadline_s;    /* worthless after that, on the clock of submit_s; AIF_UNKNOWN_S: none */
    int64_t checkpoint_s;  /* between checkpoints from which it can go on; 0: it writes none */
    bool is_sensitive;     /* personal or secret data: not to leave the organisation's country */
    bool is_preemptible;   /* its owner agrees to being preempted */
};

/* States nothing. */
struct aif_traits aif_traits_none(void);

#endif
