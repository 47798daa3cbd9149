/* Which association a job is charged to. */
#include "aif/share.h"

#include <string.h>

/* Each job's (account, user, partition) is looked up once: the answers are kept in a table with
 * open addressing, in the order of the jobs, so that nothing depends on the table's order. */
struct triple {
    uint32_t account, user, partition;
};

struct memo {
    struct triple *keys;
    uint32_t *values; /* AIF_NONE - 1: free */
    uint32_t mask, used;
    struct aif_arena arena;
};

#define FREE (AIF_NONE - 1)

static uint32_t slot_of(const struct memo *m, const struct triple *k)
{
    uint64_t h = k->account * UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ (h >> 29) ^ k->user) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ (h >> 32) ^ k->partition) * UINT64_C(0x94d049bb133111eb);
    uint32_t i = (uint32_t)(h >> 32) & m->mask;
    while (m->values[i] != FREE && memcmp(&m->keys[i], k, sizeof *k) != 0)
        i = (i + 1) & m->mask;
    return i;
}

static void grow(struct memo *m)
{
    struct memo old = *m;
    uint32_t size = old.used ? 2 * (old.mask + 1) : 64;
    m->mask = size - 1;
    m->keys = AIF_NEW(&m->arena, struct triple, size);
    m->values = AIF_NEW(&m->arena, uint32_t, size);
    for (uint32_t i = 0; i < size; i++)
        m->values[i] = FREE;
    for (uint32_t i = 0; old.used && i <= old.mask; i++) {
        if (old.values[i] == FREE)
            continue;
        uint32_t s = slot_of(m, &old.keys[i]);
        m->keys[s] = old.keys[i];
        m->values[s] = old.values[i];
    }
}

/* Where the answer for this key is, or is to be put. */
static uint32_t *value_at(struct memo *m, const struct triple *k)
{
    if (!m->values || 2 * m->used > m->mask)
        grow(m);
    uint32_t s = slot_of(m, k);
    if (m->values[s] == FREE) {
        m->keys[s] = *k;
        m->used++;
    }
    return &m->values[s];
}

static uint32_t add_account(struct aif_accounts_builder *b, struct memo *m,
                            const struct aif_names *names, uint32_t account)
{
    if (account == AIF_NONE)
        return 0;
    uint32_t *value = value_at(m, &(struct triple){account, AIF_NONE, 0});
    if (*value == FREE)
        *value = aif_accounts_add(b, aif_names_at(names, account, ""), 0, false, 1);
    return *value;
}

struct aif_accounts aif_accounts_of_workload(const struct aif_workload *w, struct aif_arena *arena,
                                             uint32_t *assoc_of_job)
{
    struct aif_accounts_builder b = {.arena = arena};
    struct memo m = {0};
    aif_accounts_add(&b, "root", AIF_NONE, false, 1);
    for (uint32_t j = 0; j < w->count; j++) {
        const struct aif_job *job = &w->jobs[j];
        uint32_t account = add_account(&b, &m, &w->accounts, job->account);
        uint32_t assoc = account > 0 ? account : AIF_NONE;
        if (job->user != AIF_NONE) {
            uint32_t *value = value_at(&m, &(struct triple){job->account, job->user, 0});
            if (*value == FREE)
                *value =
                    aif_accounts_add(&b, aif_names_at(&w->users, job->user, ""), account, true, 1);
            assoc = *value;
        }
        if (assoc_of_job)
            assoc_of_job[j] = assoc;
    }
    aif_arena_free(&m.arena);
    return b.tree;
}

static uint32_t look_up(const struct aif_accounts *t, const struct aif_workload *w,
                        const struct triple *k)
{
    const char *user = aif_names_at(&w->users, k->user, "");
    if (k->account != AIF_NONE)
        return aif_accounts_find_user(t, aif_names_at(&w->accounts, k->account, ""), user,
                                      k->partition);
    uint32_t general = AIF_NONE;
    for (uint32_t i = 0; i < t->count; i++) {
        const struct aif_assoc *a = &t->assocs[i];
        if (!a->is_user || strcmp(a->name, user) != 0)
            continue;
        if (a->partition == k->partition)
            return i;
        if (a->partition == AIF_NONE && general == AIF_NONE)
            general = i;
    }
    return general;
}

uint32_t aif_accounts_bind(const struct aif_accounts *t, const struct aif_workload *w,
                           const uint32_t *partition_of_job, uint32_t *assoc_of_job)
{
    struct memo m = {0};
    uint32_t lost = 0;
    for (uint32_t j = 0; j < w->count; j++) {
        struct triple k = {w->jobs[j].account, w->jobs[j].user,
                           partition_of_job ? partition_of_job[j] : AIF_NONE};
        uint32_t *value = value_at(&m, &k);
        if (*value == FREE)
            *value = look_up(t, w, &k);
        assoc_of_job[j] = *value;
        lost += *value == AIF_NONE;
    }
    aif_arena_free(&m.arena);
    return lost;
}

void aif_accounts_of_jobs(const struct aif_accounts *t, const struct aif_workload *w,
                          const uint32_t *assoc_of_job, uint32_t *account_of_job)
{
    struct aif_arena scratch = {0};
    uint32_t *known = AIF_NEW(&scratch, uint32_t, w->accounts.count + (size_t)1);
    for (uint32_t i = 0; i < w->accounts.count; i++)
        known[i] = aif_accounts_find(t, aif_names_at(&w->accounts, i, ""));
    for (uint32_t i = 0; i < w->count; i++) {
        uint32_t stated = w->jobs[i].account, assoc = assoc_of_job[i];
        bool is_user = assoc != AIF_NONE && t->assocs[assoc].is_user;
        account_of_job[i] = stated != AIF_NONE ? known[stated]
                            : is_user          ? t->assocs[assoc].parent
                                               : assoc;
    }
    aif_arena_free(&scratch);
}
