#ifndef AIF_MACHINE_H
#define AIF_MACHINE_H

#include "aif/job.h"

/* A machine to replay on: either a plain pool of interchangeable processors, or nodes in classes
 * with partitions over them.  Plain data, never changed by a run; everything is borrowed from the
 * caller. */

/* Identical nodes with consecutive numbers. */
struct aif_class {
    const char *name;
    uint32_t first_node, node_count;
    struct aif_shape shape; /* of each node */
    const char *gpu_model;  /* "" where there are none */
    uint32_t idle_w, max_w; /* of each node */
};

/* What one processor of a classic trace becomes on this partition. */
enum aif_unit { AIF_UNIT_GPU, AIF_UNIT_CORE, AIF_UNIT_NODE };

enum { AIF_CLASS_MAX = 64 };

/* A queue of the site: which nodes its jobs may use and under which limits. */
struct aif_partition {
    const char *name;
    uint64_t class_mask;     /* bit i: nodes of class i; partitions may overlap */
    int64_t default_limit_s; /* for jobs that request no time; 0: none */
    int64_t max_limit_s;     /* 0: none */
    uint32_t max_nodes;      /* per job; 0: none */
    bool is_exclusive;       /* jobs get whole nodes */
    enum aif_unit unit;
};

/* A quality of service: limits that a job which names it must keep.  Zero: no such limit. */
struct aif_qos {
    const char *name;
    int64_t max_limit_s;
    uint32_t max_nodes, max_cores; /* per job */
};

struct aif_machine {
    const char *name;
    uint32_t procs; /* > 0: a plain pool of this many processors, and nothing below is set */
    const struct aif_class *classes;
    uint32_t class_count;
    const struct aif_partition *partitions; /* the first is the default */
    uint32_t partition_count;
    const struct aif_qos *qos;
    uint32_t qos_count;
    uint32_t node_count;
};

/* A plain pool, named "procs:N".  procs > 0. */
struct aif_machine aif_machine_pool(uint32_t procs);

/* Whether the description is consistent: node numbers contiguous from 0, masks within the classes,
 * names unique.  On failure err says what is wrong. */
bool aif_machine_check(const struct aif_machine *m, struct aif_err *err);

#endif
