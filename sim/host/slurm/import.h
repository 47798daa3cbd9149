#ifndef SIM_HOST_SLURM_IMPORT_H
#define SIM_HOST_SLURM_IMPORT_H

#include "aif/centre.h"
#include "aif/machine.h"
#include "aif/workload.h"
#include "host/slurm/settings.h"

/* From the files of a Slurm cluster to a site, its accounts and a trace.  The steps, in this order:
 *
 *     struct slurm_import im;
 *     slurm_import_init(&im, &files);
 *     slurm_read_qos(&im, path, &err)          optional: names of QOS must be known before
 *     slurm_read_conf(&im, &paths, &err)       settings, nodes, partitions: machine and centre
 *     slurm_read_assocs(&im, path, &err)       optional
 *     slurm_read_jobs(&im, path, &how, &err)   optional: workload
 *     slurm_read_reservations(&im, path, &err) optional, needs the jobs: times count from the first
 *     slurm_import_fini(&im);
 *
 * What is not taken over is in im.report. */

/* What a NodeName line says of each of its nodes; zero is "not stated". */
struct slurm_node_line {
    uint32_t cpus, boards, sockets, sockets_per_board, cores_per_socket, threads, weight;
    uint32_t reserved_cores;
    int64_t mem_mib, reserved_mem_mib;
    const char *gres, *features, *state;
    struct slurm_place at;
};

/* Nodes in the order of the file. */
struct slurm_nodes {
    struct slurm_node_line *lines;
    uint32_t line_count, line_capacity;
    struct aif_names names; /* the number of a node is its place in here */
    uint32_t *line_of;      /* per node */
    uint32_t capacity;
    struct slurm_pair *sets; /* NodeSet: key is the name, value its nodes */
    uint32_t set_count, set_capacity;
};

/* A partition while it is read. */
struct slurm_partition {
    struct aif_partition base;
    struct aif_centre_partition more;
    const char *nodes, *allow_qos, *deny_qos;
    struct slurm_place at, nodes_at;
};

struct slurm_partitions {
    struct slurm_partition *items;
    uint32_t count, capacity;
};

/* What was recorded of a job, beside what is in the trace. */
struct slurm_record {
    const char *slurm_id, *state, *exit_code, *hosts, *reason, *priority;
    int64_t eligible_s, start_s, end_s; /* relative to the trace's origin; AIF_UNKNOWN_S: never */
    int64_t total_run_s;                /* of all its runs */
    uint32_t run_count;
    char started_by; /* 'm' main scheduler, 'b' backfill, 0 not recorded */
};

/* How jobs are read. */
struct slurm_jobs_how {
    const char *zone;   /* of times without offset; NULL: UTC */
    bool sums_all_runs; /* a requeued job runs for the sum of its runs, not for its last one */
};

struct slurm_import {
    struct aif_arena arena;
    struct slurm_files files;
    struct slurm_report report;
    struct aif_machine machine;
    struct aif_centre centre;
    struct aif_centre usual; /* Slurm's defaults, but another value where one is stated */
    bool shows_all;          /* scontrol's list: nothing in it counts as stated */
    struct slurm_nodes nodes;
    struct slurm_partitions partitions;
    uint32_t *node_number; /* of the machine, by number in `nodes`; AIF_NONE: left out */
    struct aif_names qos_names;
    struct aif_centre_qos *qos;
    bool has_qos;         /* a list of QOS was read; else they are made as they are met */
    bool is_linear;       /* select/linear: jobs get whole nodes */
    bool has_max_tres;    /* PriorityFlags=MAX_TRES */
    const char *cluster;  /* its name; "slurm" if not stated */
    const char *qos_path; /* for messages */
    struct aif_workload workload;
    struct slurm_record *records; /* parallel to the workload's jobs */
    uint64_t row_count, step_count, pending_count, never_started_count, requeued_count,
        running_count, reused_count, cut_count;
    uint32_t first_repair_line; /* of the jobs' repairs, which the workload counts; 0: none */
    enum aif_repair first_repair;
};

/* conf is required; nodes and partitions are what scontrol shows, or NULL. */
struct slurm_conf_paths {
    const char *conf, *nodes, *partitions;
};

void slurm_import_init(struct slurm_import *im, const struct slurm_files *files);
void slurm_import_fini(struct slurm_import *im);

bool slurm_read_qos(struct slurm_import *im, const char *path, struct aif_err *err);
bool slurm_read_conf(struct slurm_import *im, const struct slurm_conf_paths *paths,
                     struct aif_err *err);
bool slurm_read_assocs(struct slurm_import *im, const char *path, struct aif_err *err);
bool slurm_read_jobs(struct slurm_import *im, const char *path, const struct slurm_jobs_how *how,
                     struct aif_err *err);

bool slurm_read_reservations(struct slurm_import *im, const char *path, struct aif_err *err);

/* Steps of slurm_read_conf(). */
bool slurm_read_nodes(struct slurm_import *im, const struct slurm_lines *lines,
                      struct aif_err *err);
bool slurm_read_partitions(struct slurm_import *im, const struct slurm_lines *lines,
                           struct aif_err *err);
bool slurm_make_classes(struct slurm_import *im, struct aif_err *err);

/* Settings that have code of their own, of slurm.conf and of lists in it. */
bool slurm_read_setting(struct slurm_import *im, const struct slurm_pair *pair,
                        struct aif_err *err);

/* The index of a QOS; where no list of them was read it is made if new, else AIF_NONE. */
uint32_t slurm_qos_of(struct slurm_import *im, const char *name);

/* Preemption mode by name; false if there is no such. */
bool slurm_preempt_mode(const char *text, enum aif_preempt_mode *out);

/* Sockets, and cores or CPUs of a node. */
uint32_t slurm_node_sockets(const struct slurm_node_line *line);
uint32_t slurm_node_cpus(const struct slurm_node_line *line);
uint32_t slurm_node_gpus(const struct slurm_node_line *line, const char **model,
                         struct slurm_import *im);

/* Note that a value is not modelled, or that something was repaired. */
void slurm_note(struct slurm_import *im, const struct slurm_note *note);

/* Count what was done to the job of this row. */
void slurm_repair(struct slurm_import *im, enum aif_repair what, uint32_t line);

/* Note the files that were not given, and what that means; after all have been read. */
void slurm_note_missing(struct slurm_import *im, bool has_assoc);

/* Note that this value of a setting, or part of it, is not modelled, and what that means. */
void slurm_not_modelled(struct slurm_import *im, const struct slurm_pair *pair, const char *value,
                        const char *meaning);

/* Say what was expected in place of a setting's value; returns false. */
bool slurm_bad_value(const struct slurm_pair *pair, const char *expected, struct aif_err *err);

#endif
