#ifndef SIM_BASE_HOSTLIST_H
#define SIM_BASE_HOSTLIST_H

#include "aif/arena.h"
#include "aif/sink.h"

/* Host lists as batch systems write them: "login,n[001-064],as[1,3-9,11],rack[1-2]n[01-04]".  A
 * number in brackets keeps the width of the lower end of its range; several brackets in one name
 * give all combinations, the last one counting fastest. */

/* Names in the order written, duplicates included; they live in the arena given. */
struct hostlist {
    const char **names;
    uint32_t count;
    size_t error_at; /* after a failure: offset in the text of what is wrong */
};

enum { HOSTLIST_MOST = 1 << 20, HOSTLIST_LONGEST_NAME = 255 };

/* Expand a list, which may be empty.  At most HOSTLIST_MOST names; false with what was found and
 * expected in err.  O(bytes of the result). */
bool hostlist_expand(const char *text, struct aif_arena *a, struct hostlist *out,
                     struct aif_err *err);

/* Write names in short form: neighbours that share all but the number at their end become one
 * range; nothing is sorted.  Expanding gives the same names in the same order, if none of them has
 * blanks, commas or brackets. */
void hostlist_put(const char *const *names, uint32_t count, struct aif_sink *out);

#endif
