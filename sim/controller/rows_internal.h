#ifndef SIM_CONTROLLER_ROWS_INTERNAL_H
#define SIM_CONTROLLER_ROWS_INTERNAL_H

#include "controller/rows.h"

/* Shared by the files of rows. */

struct row {
    uint64_t *cores; /* by node */
    uint32_t *count; /* by node: of these */
};

/* The rows of a partition. */
struct row_set {
    struct row *rows;
    uint32_t count, made, most; /* made: memory is there */
    uint32_t *used;             /* by node: cores that some row has */
    uint32_t *jobs;             /* in the order in which they came */
    uint32_t job_count, capacity;
};

/* What a job has. */
struct hold {
    uint64_t *cores; /* by part */
    uint32_t room;   /* parts that fit in there */
    uint32_t row, partition;
    bool is_placed;
};

struct rows {
    struct cluster *cluster;
    struct aif_arena *arena;
    uint32_t words; /* of a node's cores */
    struct row_set *sets;
    uint32_t set_count;
    struct hold *holds; /* by job */
    uint64_t *scratch;  /* words of one node */

    /* Of the future that is looked at. */
    uint32_t partition, future_rows, future_capacity;
    uint32_t *others; /* by node: cores of jobs of other partitions, at most */
    uint32_t *wanted; /* by node: the sum of what these jobs have, shared cores counted again */
    uint32_t *counts; /* by row and node */
};

static inline uint64_t *row_cores(const struct rows *r, const struct row *row, uint32_t node)
{
    return row->cores + (size_t)node * r->words;
}

uint32_t rows_count_bits(const uint64_t *words, uint32_t count);

#endif
