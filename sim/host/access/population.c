/* From the population of a checked spec to the structs of granting. */
#include "host/access/internal.h"

#include <string.h>

static void bind_weights(const struct conf_node *figure, double *to)
{
    for (const struct conf_node *n = conf_value(figure)->first; n; n = n->next)
        *to++ = n->real;
}

static bool lists(const struct conf_node *figure, const char *name)
{
    for (const struct conf_node *n = conf_value(figure)->first; n; n = n->next)
        if (strcmp(n->text, name) == 0)
            return true;
    return false;
}

static uint32_t country_index(const struct aif_population *p, const char *name)
{
    for (uint32_t i = 0; i < p->country_count; i++)
        if (strcmp(p->countries[i].name, name) == 0)
            return i;
    return p->country_count;
}

/* Spec files say "host" for the country of whatever site they are bound to. */
static const char *country_name(const char *key, const char *host)
{
    return strcmp(key, "host") == 0 ? host : key;
}

/* All countries that a community names, in the order in which they are named first. */
static void bind_countries(struct access_spec *s, const char *host)
{
    const struct conf_node *population = conf_get(s->doc.root, "population");
    const struct conf_node *communities = conf_get(population, "communities");
    uint32_t most = 0;
    for (const struct conf_node *c = communities->first; c; c = c->next)
        most += conf_value(conf_get(c, "countries"))->count;
    struct aif_country *list = AIF_NEW(&s->doc.arena, struct aif_country, most);
    s->population.countries = list;
    for (const struct conf_node *c = communities->first; c; c = c->next)
        for (const struct conf_node *n = conf_value(conf_get(c, "countries"))->first; n;
             n = n->next) {
            const char *name = country_name(n->key, host);
            uint32_t i = country_index(&s->population, name);
            bool is_host = strcmp(name, host) == 0;
            s->population.country_count += i == s->population.country_count;
            list[i] = (struct aif_country){
                name, is_host || lists(conf_get(population, "participating"), name), is_host};
        }
}

static const double *bind_country_weights(struct access_spec *s, const struct conf_node *figure,
                                          const char *host)
{
    double *weights = AIF_NEW(&s->doc.arena, double, s->population.country_count);
    for (const struct conf_node *n = conf_value(figure)->first; n; n = n->next)
        weights[country_index(&s->population, country_name(n->key, host))] += n->real;
    return weights;
}

static const struct aif_wish_point *bind_wishes(struct aif_arena *a, const struct conf_node *figure,
                                                uint32_t *count)
{
    struct aif_wish_point *points = AIF_NEW(a, struct aif_wish_point, conf_value(figure)->count);
    for (const struct conf_node *n = conf_value(figure)->first; n; n = n->next) {
        double percent = 0.0;
        access_key_number(n->key, 0.0, 100.0, &percent);
        points[(*count)++] = (struct aif_wish_point){access_ppm(percent / 100.0), n->real};
    }
    return points;
}

static const double *bind_durations(struct aif_arena *a, const struct conf_node *figure)
{
    double *weights = AIF_NEW(a, double, 12);
    for (const struct conf_node *n = conf_value(figure)->first; n; n = n->next) {
        double months = 1.0;
        access_key_number(n->key, 1.0, 12.0, &months);
        weights[(size_t)months - 1] = n->real;
    }
    return weights;
}

static bool bind_modes(struct access_spec *s, const struct conf_node *figure,
                       struct aif_applicants *to, struct conf_errors *errors)
{
    uint32_t *list = AIF_NEW(&s->doc.arena, uint32_t, conf_value(figure)->count);
    const struct aif_admission *a = &s->admission;
    bool ok = true;
    for (const struct conf_node *n = conf_value(figure)->first; n; n = n->next) {
        uint32_t i = 0;
        while (i < a->mode_count && strcmp(a->modes[i].name, n->text) != 0)
            i++;
        if (i == a->mode_count)
            ok = conf_error(errors, n, "there is no mode '%.60s' among this file's modes", n->text);
        else
            list[to->mode_count++] = i;
    }
    to->modes = list;
    return ok;
}

static struct aif_applicants bind_community(struct access_spec *s, const struct conf_node *n,
                                            const char *host)
{
    const struct conf_node *late = conf_get(n, "late");
    struct aif_applicants c = {
        .name = n->key,
        .org = (enum aif_org)conf_choice(n, "organisation"),
        .per_year = conf_real(n, "per_year"),
        .organisations = (uint32_t)conf_int(n, "organisations"),
        .pis = (uint32_t)conf_int(n, "pis"),
        .country_weights = bind_country_weights(s, conf_get(n, "countries"), host),
        .horizon_ppm = access_ppm(conf_real(n, "horizon")),
        .duration_weights = bind_durations(&s->doc.arena, conf_get(n, "months")),
        .late_ppm = late ? access_ppm(conf_real(late, "share")) : 0,
        .late_days = late ? conf_real(late, "days") : 0.0,
    };
    c.wish = bind_wishes(&s->doc.arena, conf_get(n, "wishes"), &c.wish_count);
    return c;
}

bool access_population_bind(struct access_spec *s, const char *host_country,
                            struct conf_errors *errors)
{
    const struct conf_node *population = conf_get(s->doc.root, "population");
    const struct conf_node *communities = conf_get(population, "communities");
    struct aif_population *to = &s->population;
    struct aif_applicants *list = AIF_NEW(&s->doc.arena, struct aif_applicants, communities->count);
    const char **like = AIF_NEW(&s->doc.arena, const char *, communities->count);
    bool ok = true;
    bind_weights(conf_get(population, "months"), to->month);
    bind_weights(conf_get(population, "days"), to->day);
    bind_weights(conf_get(population, "hours"), to->hour);
    bind_countries(s, host_country);
    for (const struct conf_node *c = communities->first; c; c = c->next) {
        like[to->community_count] =
            conf_get(c, "behaves_like") ? conf_text(c, "behaves_like") : c->key;
        struct aif_applicants *who = &list[to->community_count++];
        *who = bind_community(s, c, host_country);
        if (conf_get(c, "modes"))
            ok &= bind_modes(s, conf_get(c, "modes"), who, errors);
    }
    to->communities = list;
    s->behaves_like = like;
    return ok;
}
