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
    uint64_t *all;              /* by node: cores that some row has ... */
    uint32_t *used;             /* ... and how many they are */
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
    bool counts_jobs;
    struct row_set *sets;
    uint32_t set_count;
    const bool *are_apart; /* by two partitions; see rows_open() */
    struct hold *holds;    /* by job */
    uint64_t *scratch;     /* words of one node */

    /* Of the future that is looked at. */
    uint32_t partition, future_rows, future_capacity;
    uint32_t *others; /* by node: cores of jobs of the partitions that it keeps off, at most */
    uint32_t *wanted; /* by node: the sum of what these jobs have, shared cores counted again */
    uint32_t *counts; /* by row and node */
};

static inline uint64_t *row_cores(const struct rows *r, const struct row *row, uint32_t node)
{
    return row->cores + (size_t)node * r->words;
}

static inline uint64_t *set_cores(const struct rows *r, const struct row_set *set, uint32_t node)
{
    return set->all + (size_t)node * r->words;
}

static inline bool rows_is_off(const struct rows *r, uint32_t partition, uint32_t other)
{
    return partition != other && r->are_apart[(size_t)partition * r->set_count + other];
}

/* The cores of a node that jobs of the partition must keep off, into r->scratch. */
void rows_find_off(struct rows *r, uint32_t partition, uint32_t node);

uint32_t rows_count_bits(const uint64_t *words, uint32_t count);

#endif
