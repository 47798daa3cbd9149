#ifndef AIF_ACCOUNTS_H
#define AIF_ACCOUNTS_H

#include "aif/arena.h"
#include "aif/limits.h"

/* The share tree: associations of accounts and users, with shares and limits.  Constant; what a run
 * uses of it is in aif/share.h. */

struct aif_assoc {
    const char *name;      /* of the account, or of the user in its parent account */
    uint32_t parent;       /* index; AIF_NONE for the root, which is index 0.  Parents come first */
    uint32_t shares;       /* raw shares among the siblings */
    bool is_user;          /* a leaf that jobs are charged to; else an account */
    bool has_parent_share; /* Fairshare=parent: transparent, see aif/share.h */
    int64_t priority;      /* of the association factor; 0: none */
    struct aif_limits limits;
    int64_t min_priority_threshold; /* as a QOS's; 0: none */
    uint64_t qos_mask;              /* allowed QOS by their index; 0: all */
    uint32_t default_qos;           /* index, or AIF_NONE */
    uint32_t partition; /* the association holds for this partition only; AIF_NONE: for all */
    /* Targets of the schedulers that give each entity of its own: percent; 0: none.  Maui and Moab.
     */
    double target_percent;
    char target_kind; /* '+' floor, '-' ceiling, '^' cap; 0: a target */
};

/* Owned by the arena it was made in. */
struct aif_accounts {
    struct aif_assoc *assocs; /* [0] is the root; children in order of their making */
    uint32_t count;
};

/* A tree to build.  A zeroed builder is an empty one; the arena owns everything. */
struct aif_accounts_builder {
    struct aif_arena *arena;
    struct aif_accounts tree;
    uint32_t capacity;
};

/* Add an association with no limits and return its index; the first is the root (parent AIF_NONE).
 * The name is copied. */
uint32_t aif_accounts_add(struct aif_accounts_builder *b, const char *name, uint32_t parent,
                          bool is_user, uint32_t shares);

/* The account of this name, or AIF_NONE.  O(count). */
uint32_t aif_accounts_find(const struct aif_accounts *t, const char *account);

/* The association of a user in an account, one for this partition before one for all; AIF_NONE
 * where there is none.  O(count): look names up once, when jobs are bound. */
uint32_t aif_accounts_find_user(const struct aif_accounts *t, const char *account, const char *user,
                                uint32_t partition);

/* Give every association what it does not state and those above it do, as Slurm does: the allowed
 * QOS, the default QOS where it is allowed, and all limits but those of groups.  A default QOS that
 * is not allowed is dropped.  Doing so twice changes nothing. */
void aif_accounts_inherit(struct aif_accounts *t);

/* The same of the QOS of one association whose parent has what it inherits. */
void aif_accounts_inherit_qos(struct aif_assoc *own, const struct aif_assoc *parent);

/* Whether parents come before children, the root is first, names are unique among siblings and
 * users have no children.  On failure err says what is wrong. */
bool aif_accounts_check(const struct aif_accounts *t, struct aif_err *err);

#endif
