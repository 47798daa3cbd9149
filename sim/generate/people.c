/* Organisations, projects and users of a community.  Where users differ in what they do, each draws
 * shares of the kinds (a Dirichlet distribution); then the table of users and kinds is scaled, by
 * rows and columns in turn (iterative proportional fitting), until the community as a whole does
 * what its kinds' weights say and each user is as active as his rank says. */
#include "generate/people.h"

#include "generate/sample.h"

enum { FITTING_ROUNDS = 30 };
enum member { MEMBER_USER, MEMBER_ACCOUNT, MEMBER_COUNTRY, MEMBER_DATA };

struct source {
    uint64_t seed, key;
};

static struct aif_rng stream(const struct source *s, enum member of, uint32_t number)
{
    return aif_rng_stream(s->seed, AIF_STREAM_MEMBER, s->key | (uint64_t)of << 32 | number);
}

/* So many members of groups that are the larger the lower their number. */
struct grouping {
    enum member of;
    uint32_t members, groups;
    double skew;
};

/* The group of each member: the first ones fill all groups, the others draw theirs. */
static uint32_t *group(const struct source *s, const struct grouping *g, struct aif_arena *arena)
{
    uint32_t *group_of = AIF_NEW(arena, uint32_t, g->members);
    double *sums = AIF_NEW(arena, double, g->groups);
    sample_sum_ranks(g->skew, g->groups, sums);
    for (uint32_t i = 0; i < g->members; i++) {
        struct aif_rng r = stream(s, g->of, i);
        group_of[i] = i < g->groups ? i : sample_index(&r, sums, g->groups);
    }
    return group_of;
}

static uint16_t draw_name(struct aif_rng *r, const struct aif_named_weight *names, uint32_t count)
{
    double total = 0.0;
    for (uint32_t i = 0; i < count; i++)
        total += names[i].weight;
    double left = aif_rng_unit(r) * total;
    for (uint32_t i = 0; i < count; i++) {
        left -= names[i].weight;
        if (left < 0.0)
            return (uint16_t)i;
    }
    return count ? (uint16_t)(count - 1) : AIF_NONE16;
}

static void found_organisations(struct people *p, const struct source *s, struct aif_arena *arena)
{
    const struct aif_organisation_model *m = &p->community->organisations;
    const struct grouping accounts = {MEMBER_ACCOUNT, p->community->accounts, m->count, m->skew};
    const struct grouping users = {MEMBER_USER, p->community->users, p->community->accounts,
                                   m->skew};
    p->organisations = group(s, &accounts, arena);
    p->accounts = group(s, &users, arena);
    if (m->country_count == 0)
        return;
    p->countries = AIF_NEW(arena, uint16_t, m->count);
    for (uint32_t i = 0; i < m->count; i++) {
        struct aif_rng r = stream(s, MEMBER_COUNTRY, i);
        p->countries[i] = draw_name(&r, m->countries, m->country_count);
    }
}

static void collect_data(struct people *p, const struct source *s, struct aif_arena *arena)
{
    const struct aif_data_model *m = &p->community->data;
    p->data = AIF_NEW(arena, struct data_set, p->community->accounts);
    for (uint32_t i = 0; i < p->community->accounts; i++) {
        struct aif_rng r = stream(s, MEMBER_DATA, i);
        struct data_set *d = &p->data[i];
        double has_data = aif_rng_unit(&r), sensitive = aif_rng_unit(&r);
        d->home = draw_name(&r, m->homes, m->home_count);
        if (has_data >= m->share)
            continue;
        double gib = sample_dist(&r, &m->gib, 1) + 0.5;
        d->gib = gib < 1.0 ? 1 : gib < 1e9 ? (uint32_t)gib : 1000000000;
        d->is_sensitive = sensitive < m->sensitive_share;
    }
}

/* Mixes are given by jobs; a session of a kind stands for burst_mean of them. */
static double sessions_of(const struct aif_job_kind *k)
{
    return k->weight / k->burst_mean;
}

/* What this user does, as shares of his sessions. */
static void draw_mix(const struct people *p, const struct source *s, uint32_t user, double *mix)
{
    const struct aif_community *c = p->community;
    struct aif_rng r = aif_rng_stream(s->seed, AIF_STREAM_MIX, s->key | user);
    double all = p->kind_sums[c->kind_count - 1], total = 0.0;
    for (uint32_t k = 0; k < c->kind_count; k++) {
        double shape = c->user_mix * sessions_of(&c->kinds[k]) / all;
        total += mix[k] = shape > 1e-9 ? sample_gamma(&r, shape, 1.0) : 0.0;
    }
    for (uint32_t k = 0; k < c->kind_count; k++)
        mix[k] = total > 0.0 ? mix[k] / total : sessions_of(&c->kinds[k]) / all;
}

static double activity(const struct people *p, uint32_t user)
{
    return p->user_sums[user] - (user ? p->user_sums[user - 1] : 0.0);
}

/* table[user * kinds + kind]: scale the column of each kind to its part of all sessions.  A kind
 * that nobody took up becomes one that everybody does. */
static void fit_columns(const struct people *p, double *table)
{
    const struct aif_community *c = p->community;
    for (uint32_t k = 0; k < c->kind_count; k++) {
        double sum = 0.0, wanted = sessions_of(&c->kinds[k]);
        for (uint32_t u = 0; u < c->users; u++)
            sum += table[(size_t)u * c->kind_count + k];
        for (uint32_t u = 0; u < c->users; u++) {
            double *cell = &table[(size_t)u * c->kind_count + k];
            *cell = sum > 0.0 ? *cell * (wanted / sum) : wanted * activity(p, u);
        }
    }
}

static void fit_rows(const struct people *p, double *table)
{
    const struct aif_community *c = p->community;
    for (uint32_t u = 0; u < c->users; u++) {
        double *row = &table[(size_t)u * c->kind_count], sum = 0.0;
        for (uint32_t k = 0; k < c->kind_count; k++)
            sum += row[k];
        for (uint32_t k = 0; k < c->kind_count && sum > 0.0; k++)
            row[k] *= activity(p, u) / sum;
    }
}

static void tell_apart(struct people *p, const struct source *s, struct aif_arena *arena)
{
    const struct aif_community *c = p->community;
    size_t cells = (size_t)c->users * c->kind_count;
    double *table = AIF_NEW(arena, double, cells), *by_kind = AIF_NEW(arena, double, cells);
    for (uint32_t u = 0; u < c->users; u++)
        draw_mix(p, s, u, &table[(size_t)u * c->kind_count]);
    fit_rows(p, table);
    for (int i = 0; i < FITTING_ROUNDS; i++) {
        fit_columns(p, table);
        fit_rows(p, table);
    }
    for (uint32_t k = 0; k < c->kind_count; k++) {
        double sum = 0.0;
        for (uint32_t u = 0; u < c->users; u++)
            by_kind[(size_t)k * c->users + u] = sum += table[(size_t)u * c->kind_count + k];
    }
    for (uint32_t u = 0; u < c->users; u++)
        sample_sum_weights(&table[(size_t)u * c->kind_count], c->kind_count,
                           &table[(size_t)u * c->kind_count]);
    p->user_sums = by_kind;
    p->kinds_of_user = table;
}

void people_init(struct people *p, const struct aif_community *community, uint64_t seed,
                 uint64_t key, struct aif_arena *arena)
{
    const struct source s = {seed, key};
    double total = 0.0;
    *p = (struct people){.community = community};
    p->kind_sums = AIF_NEW(arena, double, community->kind_count);
    for (uint32_t k = 0; k < community->kind_count; k++)
        p->kind_sums[k] = total += sessions_of(&community->kinds[k]);
    p->user_sums = AIF_NEW(arena, double, community->users);
    if (community->user_stretch > 0.0)
        sample_sum_stretched(community->user_skew, community->user_stretch, community->users,
                             p->user_sums);
    else
        sample_sum_ranks(community->user_skew, community->users, p->user_sums);
    if (community->user_mix > 0.0)
        tell_apart(p, &s, arena);
    if (community->organisations.count) {
        found_organisations(p, &s, arena);
    } else {
        p->accounts = AIF_NEW(arena, uint32_t, community->users);
        for (uint32_t u = 0; u < community->users; u++)
            p->accounts[u] = u % community->accounts;
    }
    if (community->data.share > 0.0)
        collect_data(p, &s, arena);
}

uint32_t people_user(const struct people *p, uint32_t kind, struct aif_rng *r)
{
    const struct aif_community *c = p->community;
    const double *sums = p->user_sums;
    if (p->kinds_of_user)
        sums += (size_t)kind * c->users;
    return sample_index(r, sums, c->users);
}

uint32_t people_kind(const struct people *p, uint32_t user, struct aif_rng *r)
{
    const struct aif_community *c = p->community;
    const double *sums = p->kind_sums;
    if (p->kinds_of_user &&
        p->kinds_of_user[(size_t)user * c->kind_count + c->kind_count - 1] > 0.0)
        sums = p->kinds_of_user + (size_t)user * c->kind_count;
    return sample_index(r, sums, c->kind_count);
}
