#ifndef SIM_HOST_COMMAND_SHOW_H
#define SIM_HOST_COMMAND_SHOW_H

#include "host/site/site.h"

#include <stdio.h>

/* What a site or one of its parts has in all. */
struct show_totals {
    uint64_t nodes, gpus, cores;
};

struct show_totals show_totals_of(const struct aif_machine *m, uint64_t class_mask);

/* The site for people: what it is, classes, partitions, QOS, then every figure with its flag. */
void show_tables(const struct site *s, FILE *to);

/* The same for programs: lines of KEY|VALUE|FLAG|SOURCE (without the first if has_no_header), or
 * one JSON object. */
void show_lines(const struct site *s, bool has_no_header, FILE *to);
void show_json(const struct site *s, FILE *to);

#endif
