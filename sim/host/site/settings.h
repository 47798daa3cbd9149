#ifndef SIM_HOST_SITE_SETTINGS_H
#define SIM_HOST_SITE_SETTINGS_H

#include "host/conf/conf.h"

#include <stddef.h>

/* Short forms for the tables of settings: each is a key, the range of its values and the member of
 * STRUCT, which the table's file defines, that keeps it. */

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
#define COUNT(name, member) SETTING(name, INT, U32, member, .max = 1000000000)
#define NUMBER(name, member) SETTING(name, INT, I64, member, .max = MOST)
#define WEIGHT(name, member) SETTING(name, INT, I64, member, .max = INT64_C(4294967295))
#define SECONDS(name, member) SETTING(name, DURATION, I64, member, .max = MOST_S)
#define TRUTH(name, member) SETTING(name, BOOL, BOOL, member, .max = 0)
#define REAL(name, member, most) SETTING(name, REAL, REAL, member, .real_max = most)

/* A table for a member that is a struct. */
#define PART(name, member, of)                                                                     \
    {                                                                                              \
        .key = name, .type = CONF_TABLE, .fields = of, .store = CONF_STORE_PART,                   \
        .at = offsetof(STRUCT, member)                                                             \
    }

/* A table whose settings are members of the struct around it. */
#define HERE(name, of)                                                                             \
    {                                                                                              \
        .key = name, .type = CONF_TABLE, .fields = of, .store = CONF_STORE_PART                    \
    }

#define END                                                                                        \
    {                                                                                              \
        .key = NULL                                                                                \
    }

#endif
