#ifndef AIF_LIMIT_RULES_H
#define AIF_LIMIT_RULES_H

#include "limit/limit.h"

/* What the checks of submitting, starting and running jobs have in common. */

/* Which limits the QOS of a job have set so far: those no association decides any more. */
struct limit_seen {
    uint32_t tres[LIMIT_GRP_JOBS]; /* by kind: mask of resources */
    uint32_t kinds;                /* mask of the other kinds */
};

/* One limit on each resource. */
struct limit_rule {
    enum limit_kind kind;
    const struct aif_tres_set *limit;
    const struct aif_tres_set *asked;   /* by the job */
    const struct aif_tres_set *running; /* what comes on top of it; NULL: nothing */
    const struct aif_tres_set *used;    /* and what of the limit is gone for good; NULL: nothing */
    bool is_minimum;                    /* asked must not be less */
    bool is_used_only;                  /* only what is gone for good may not reach the limit */
};

/* The kinds of limit that are set: a mask of 1 << kind. */
uint32_t limit_kinds_of(const struct aif_limits *l);
#define LIMIT_GROUP_KINDS                                                                          \
    (1u << LIMIT_GRP_TRES | 1u << LIMIT_GRP_TRES_MINS | 1u << LIMIT_GRP_TRES_RUN_MINS |            \
     1u << LIMIT_GRP_JOBS | 1u << LIMIT_GRP_SUBMIT | 1u << LIMIT_GRP_WALL)

/* Who sets the limit. */
struct limit_entity {
    bool is_of_qos;
    uint32_t index;
};

/* Whether the job breaks the rule; then v says so.  Limits in `seen` are passed over; those of a
 * QOS are noted there. */
bool limit_rule_breaks(const struct limit_rule *r, struct limit_entity e, struct limit_seen *seen,
                       struct limit_verdict *v);

/* Whether a limit that is not of a resource decides here: it is set, and no QOS has set it before.
 * One of a QOS is noted in `seen`. */
bool limit_decides(int64_t limit, enum limit_kind kind, struct limit_entity e,
                   struct limit_seen *seen);

bool limit_is_seen(const struct limit_seen *seen, enum limit_kind kind);

/* Set v and return true. */
bool limit_breaks(struct limit_verdict *v, enum limit_kind kind, struct limit_entity e,
                  int64_t bound, int64_t reached);

/* The two QOS of a job in the order in which they decide; AIF_NONE where there is none. */
struct limit_order {
    uint32_t first, second;
};
struct limit_order limit_qos_order(const struct aif_centre *c, const struct limit_job *j);

/* What is used so far; never NULL. */
const struct limit_use *limit_use_of_user(const struct limit_book *b, uint32_t qos, uint32_t assoc);
const struct limit_use *limit_use_of_account(const struct limit_book *b, uint32_t qos,
                                             uint32_t assoc);

/* The factor on associations' limits: the first of its QOS that has one; 0: none. */
double limit_factor_of(const struct aif_centre *c, struct limit_order o);
struct aif_tres_set limit_scaled(const struct aif_tres_set *limit, double factor);

/* Minutes of a time limit, rounded up as sbatch does. */
int64_t limit_minutes(int64_t limit_s);

/* Each amount times so many minutes. */
struct aif_tres_set limit_times(const struct aif_tres_set *amount, int64_t minutes);

#endif
