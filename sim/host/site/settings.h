#ifndef SIM_HOST_SITE_SETTINGS_H
#define SIM_HOST_SITE_SETTINGS_H

#include "host/conf/conf.h"

#include <stddef.h>

/* Short forms for the tables of settings: each is a key, the range of its values, the member of
 * STRUCT, which the table's file defines, that keeps it, and what it means. */

#define MOST INT64_C(9000000000000000)
#define MOST_S INT64_C(3153600000)

/* Times from here on are Unix time, counted from here: where a date may stand for a time. */
#define SITE_DATES_S (2 * MOST_S)

/* A value, or a value with its source. */
#define SETTING(name, kind, as, member, ...)                                                       \
    {                                                                                              \
        .key = name, .type = CONF_##kind, .may_be_figure = true, .store = CONF_STORE_##as,         \
        .at = offsetof(STRUCT, member), __VA_ARGS__                                                \
    }
#define COUNT(name, member, text) SETTING(name, INT, U32, member, .max = 1000000000, .help = text)
#define NUMBER(name, member, text) SETTING(name, INT, I64, member, .max = MOST, .help = text)
#define WEIGHT(name, member, text)                                                                 \
    SETTING(name, INT, I64, member, .max = INT64_C(4294967295), .help = text)
#define SECONDS(name, member, text)                                                                \
    SETTING(name, DURATION, I64, member, .max = MOST_S, .help = text)
#define TRUTH(name, member, text) SETTING(name, BOOL, BOOL, member, .help = text)
#define REAL(name, member, most, text)                                                             \
    SETTING(name, REAL, REAL, member, .real_max = most, .help = text)

/* A table for a member that is a struct. */
#define PART(name, member, of, text)                                                               \
    {                                                                                              \
        .key = name, .type = CONF_TABLE, .fields = of, .store = CONF_STORE_PART,                   \
        .at = offsetof(STRUCT, member), .help = text                                               \
    }

/* A table whose settings are members of the struct around it. */
#define HERE(name, of, text)                                                                       \
    {                                                                                              \
        .key = name, .type = CONF_TABLE, .fields = of, .store = CONF_STORE_PART, .help = text      \
    }

#endif
