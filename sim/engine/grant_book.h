#ifndef SIM_ENGINE_GRANT_BOOK_H
#define SIM_ENGINE_GRANT_BOOK_H

#include "aif/access.h"

/* The books of one grant: what its jobs have used, debited when the rule of enforcement says, and
 * what the rule makes of it.  Times are whole seconds and go forward. */
struct grant_book {
    struct aif_grant_book seen;        /* by the rule */
    struct aif_access_verdict verdict; /* of the last time that it was asked */
    int64_t at_s;                      /* counted up to here */
    int64_t month_s, turn_s; /* next turn of a month; of a month or a day.  AIF_NEVER_S: none */
    int64_t rate_milli;      /* of its running jobs */
    int64_t pending_unit_ms; /* counted, and debited at midnight */
    int64_t room_unit_ms;    /* usage from which on the verdict is another one */
    bool is_judged;          /* else the verdict is of another month or day */
};

void grant_book_open(struct grant_book *b, const struct aif_access *access,
                     const struct aif_grant *grant);

/* Count what runs up to now; days and months turn on the way. */
void grant_book_advance(struct grant_book *b, const struct aif_access *access, int64_t now_s);

/* The same, and have the rule say what it thinks of it. */
void grant_book_judge(struct grant_book *b, const struct aif_access *access, int64_t now_s);

/* When the verdict may next be another one, if nothing starts before: later than at_s, or
 * AIF_NEVER_S.  Judged at at_s. */
int64_t grant_book_next_s(const struct grant_book *b);

static inline bool grant_verdict_is(const struct aif_access_verdict *a,
                                    const struct aif_access_verdict *b)
{
    return a->stop == b->stop && a->band == b->band && a->max_limit_s == b->max_limit_s;
}

/* What was counted, debited or not. */
static inline int64_t grant_book_counted(const struct grant_book *b)
{
    return b->seen.used_unit_ms + b->pending_unit_ms;
}

#endif
