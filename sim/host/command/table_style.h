#ifndef SIM_HOST_COMMAND_TABLE_STYLE_H
#define SIM_HOST_COMMAND_TABLE_STYLE_H

#include <argp.h>
#include <stdbool.h>

/* How commands print tables: options -P and -h. */
struct table_style {
    bool is_parsable, has_no_header;
};

/* A child of a command's parser; its input is the struct. */
extern const struct argp table_style_argp;

#endif
