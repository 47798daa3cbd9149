#ifndef SIM_CONTROLLER_ROWS_H
#define SIM_CONTROLLER_ROWS_H

#include "controller/cluster.h"

/* Which cores of which nodes jobs have, where jobs of one partition may have the same ones to use
 * in turns.  A partition has rows, as many as jobs may share a core; within a row no core is given
 * twice.  A partition keeps off the cores that jobs of some others have, and not off those of
 * others: tiers that one may run on top of the other.  Memory and GPUs are not shared: the cluster
 * counts them.
 *
 * The cluster's free cores of a node are those that no job has, in whatever row; they are kept
 * here. */

struct rows;

/* What partitions may do.  Borrowed. */
struct rows_rules {
    const uint32_t *most;  /* by partition: rows that it may have; at least 1 */
    const bool *are_apart; /* by partition and other partition: it keeps off the other's cores */
    uint32_t partition_count;
    bool counts_jobs; /* whole nodes: of the jobs of all partitions, no more than it has rows */
};

/* All jobs that the cluster has from now on must be placed here as well.  Made once a run in the
 * cluster's arena, after the nodes are known. */
struct rows *rows_open(struct cluster *c, const struct rows_rules *rules, uint32_t job_count);

/* A job that the cluster has just taken gets particular cores of its nodes: idle ones if there are
 * enough on each, else those left by the first row of its partition in which it fits.  There must
 * be some. */
void rows_place(struct rows *r, uint32_t job, uint32_t partition);

/* It gives them back, before the cluster gives it.  Those that stay move to the first rows in which
 * they fit. */
void rows_remove(struct rows *r, uint32_t job, uint32_t partition);

/* Whether a partition keeps off the cores of another. */
bool rows_keeps_off(const struct rows *r, uint32_t partition, uint32_t other);

/* Whether a node with so many jobs can have no more that want all of it. */
bool rows_is_full(const struct rows *r, uint32_t partition, uint32_t job_count);

/* Whether there is a row of that number or may be one more. */
bool rows_has(const struct rows *r, uint32_t partition, uint32_t row);

/* The cores of a node that this row leaves to jobs of its partition. */
uint32_t rows_left(struct rows *r, uint32_t partition, uint32_t row, uint32_t node);

/* The cores of a node that the partition need not keep off. */
uint32_t rows_room(struct rows *r, uint32_t partition, uint32_t node);

/* The same as rows_left() in the future: begin with what is, and end one job after the other.  row
 * ROWS_IDLE: cores that nobody has then, or fewer. */
#define ROWS_IDLE AIF_NONE
void rows_begin_future(struct rows *r, uint32_t partition);
void rows_end_in_future(struct rows *r, uint32_t job);
uint32_t rows_left_in_future(const struct rows *r, uint32_t row, uint32_t node);

/* The cores that a placed job has of its i-th node: bits, in rows_words() words. */
uint32_t rows_words(const struct rows *r);
const uint64_t *rows_cores(const struct rows *r, uint32_t job, uint32_t i);

/* Everything that is kept up to date, computed anew. */
void rows_check(struct rows *r);

#endif
