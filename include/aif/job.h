#ifndef AIF_JOB_H
#define AIF_JOB_H

#include "aif/base.h"

/* What a node has, or what a job needs on one node.  A zero member asks for nothing. */
struct aif_shape {
    uint32_t cores, gpus, mem_mib;
};

/* Either `procs` interchangeable processors (then nodes is 0), or `nodes` nodes with `per_node` on
 * each of them (then procs is 0). */
struct aif_request {
    uint32_t procs;
    uint32_t nodes;
    struct aif_shape per_node;
    bool is_exclusive; /* the whole of each node, whatever per_node says */
};

/* How the job ended in the log: field 11 of the Standard Workload Format. */
enum aif_status {
    AIF_STATUS_FAILED = 0,
    AIF_STATUS_COMPLETED = 1,
    AIF_STATUS_CANCELLED = 5,
    AIF_STATUS_UNKNOWN = -1,
};

/* A job as its trace states it.  Never changes after the trace has been read; user, account and the
 * like are indices into the tables of the workload, AIF_NONE (or AIF_NONE16) where not stated. */
struct aif_job {
    int64_t id;        /* the trace's own number, for people; jobs are addressed by index */
    int64_t submit_s;  /* relative to the trace's origin */
    int64_t limit_s;   /* requested time; AIF_UNKNOWN_S: not stated */
    int64_t runtime_s; /* what it would run without a limit; >= 0 */
    struct aif_request request;
    uint32_t user, account, application;
    uint32_t after;  /* index of the preceding job (SWF field 17), or AIF_NONE */
    int32_t think_s; /* SWF field 18; -1: not stated */
    uint32_t line;   /* line of the trace file it came from */
    uint16_t community, partition, qos;
    int8_t status; /* enum aif_status */
};

#define AIF_NONE16 UINT16_MAX

#endif
