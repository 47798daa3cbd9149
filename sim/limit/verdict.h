#ifndef AIF_LIMIT_VERDICT_H
#define AIF_LIMIT_VERDICT_H

#include "aif/centre.h"

/* Which limit stands in the way of a job.  The names are those of sacctmgr(1). */
enum limit_kind {
    LIMIT_NONE, /* nothing does */
    LIMIT_GRP_TRES,
    LIMIT_GRP_TRES_MINS,
    LIMIT_GRP_TRES_RUN_MINS,
    LIMIT_MAX_TRES_PER_JOB,
    LIMIT_MAX_TRES_PER_NODE,
    LIMIT_MAX_TRES_MINS_PER_JOB,
    LIMIT_MAX_TRES_PER_USER,
    LIMIT_MAX_TRES_PER_ACCOUNT,
    LIMIT_MAX_TRES_RUN_MINS_PER_USER,
    LIMIT_MAX_TRES_RUN_MINS_PER_ACCOUNT,
    LIMIT_MIN_TRES_PER_JOB,
    LIMIT_GRP_JOBS, /* the ones from here on are not of a resource */
    LIMIT_GRP_SUBMIT,
    LIMIT_GRP_WALL,
    LIMIT_MAX_JOBS,
    LIMIT_MAX_SUBMIT,
    LIMIT_MAX_JOBS_PER_USER,
    LIMIT_MAX_SUBMIT_PER_USER,
    LIMIT_MAX_JOBS_PER_ACCOUNT,
    LIMIT_MAX_SUBMIT_PER_ACCOUNT,
    LIMIT_MAX_WALL,
    LIMIT_USAGE_THRESHOLD,
    LIMIT_QOS_NOT_ALLOWED, /* to the association */
    LIMIT_NEEDS_RESERVATION,
    LIMIT_KIND_COUNT
};

/* An answer.  A zeroed one says that nothing stands in the way. */
struct limit_verdict {
    uint8_t kind;    /* enum limit_kind */
    uint8_t tres;    /* enum aif_tres, of kinds with a resource */
    bool is_of_qos;  /* the limit is set on a QOS; else on an association */
    uint32_t entity; /* index of the QOS or association that sets it */
    int64_t bound;   /* the limit, in its own unit (minutes for *_MINS and walls) */
    int64_t reached; /* what it would come to with the job */
};

/* The reason as squeue prints it: "QOSMaxGRESPerUser", "AssocGrpNodeLimit"; "None".  Static. */
const char *limit_reason(const struct limit_verdict *v);

/* The name of the QOS, account or user that sets the limit; "" if nothing stands in the way. */
const char *limit_entity_name(const struct aif_centre *c, const struct limit_verdict *v);

#endif
