/* Changes of accounts that reach nobody, because everybody below has a value of its own. */
#include "host/site/internal.h"

#include <string.h>

static const char *const inherited[] = {"qos",
                                        "default_qos",
                                        "limits.max_jobs",
                                        "limits.max_submit",
                                        "limits.max_accrue",
                                        "limits.max_wall"};

/* The value that an association states; the key may be of its limits. */
static const struct conf_node *stated(const struct conf_node *association, const char *key)
{
    static const char limits[] = "limits.";
    if (strncmp(key, limits, sizeof limits - 1) != 0)
        return conf_get(association, key);
    const struct conf_node *map = conf_get(association, "limits");
    return map ? conf_get(map, key + sizeof limits - 1) : NULL;
}

/* How many users' associations below an account there are, and how many take the key from it. */
struct heirs {
    uint32_t users, heirs;
};

static void count_heirs(const struct conf_node *account, const char *key, bool is_cut_off,
                        struct heirs *out)
{
    const struct conf_node *users = conf_get(account, "users");
    const struct conf_node *accounts = conf_get(account, "accounts");
    for (const struct conf_node *user = users ? users->first : NULL; user; user = user->next)
        for (const struct conf_node *n = user->first; n; n = n->next) {
            out->users++;
            out->heirs += !is_cut_off && !stated(n, key);
        }
    for (const struct conf_node *n = accounts ? accounts->first : NULL; n; n = n->next)
        count_heirs(n, key, is_cut_off || stated(n, key), out);
}

static void look_at(struct site *s, const struct conf_node *account)
{
    const struct conf_node *accounts = conf_get(account, "accounts");
    for (size_t i = 0; i < AIF_COUNT(inherited); i++) {
        const struct conf_node *n = stated(account, inherited[i]);
        struct heirs h = {0};
        if (!n || n->source == s->doc.source)
            continue;
        count_heirs(account, inherited[i], false, &h);
        if (h.users && !h.heirs)
            conf_error(&s->notes, n,
                       "%s of account '%.60s' changes nothing: all %u users below have their own",
                       inherited[i], account->key, h.users);
    }
    for (const struct conf_node *n = accounts ? accounts->first : NULL; n; n = n->next)
        look_at(s, n);
}

void site_note_idle(struct site *s)
{
    for (const struct conf_node *n = conf_get(s->doc.root, "accounts")->first; n; n = n->next)
        look_at(s, n);
}
