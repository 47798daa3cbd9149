#include "host/command/table_style.h"

#include <stddef.h>

static const struct argp_option argp_options[] = {
    {"parsable", 'P', NULL, 0, "Separate columns by |, without padding", 0},
    {"parsable2", 'P', NULL, OPTION_ALIAS | OPTION_HIDDEN, NULL, 0},
    {"noheader", 'h', NULL, 0, "Leave out the column names", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct table_style *style = state->input;
    (void)arg;
    switch (key) {
    case 'P':
        style->is_parsable = true;
        return 0;
    case 'h':
        style->has_no_header = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp table_style_argp = {argp_options, parse, NULL, NULL, NULL, NULL, NULL};
