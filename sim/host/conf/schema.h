#ifndef SIM_HOST_CONF_SCHEMA_H
#define SIM_HOST_CONF_SCHEMA_H

#include "host/conf/conf.h"

/* The tables that files are checked against, key by key, for people. */

struct conf_schema_row {
    const char *key;    /* a path: "traces[].load" in each item of a list, "classes.NAME.gpus" in
                         * each entry of a map whose keys are names */
    const char *type;   /* "whole number", "list of durations" */
    const char *values; /* "0 to 64", "gpu, core, node"; a table that another row has shown before:
                         * "keys as classes.NAME"; empty: any */
    const char *fallback; /* as YAML; "(required)"; empty: the key stays absent */
    const char *source;   /* "needed", "may" be stated, or empty */
    const char *help;     /* may be empty */
};

struct conf_schema {
    struct conf_schema_row *rows;
    uint32_t count, capacity;
};

/* All keys of a file whose top is a table with these fields, in their order, each table of fields
 * once.  Everything comes from the arena or is static. */
struct conf_schema conf_schema(struct aif_arena *a, const struct conf_field *fields);

#endif
