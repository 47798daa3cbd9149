/* Names that communities of an experiment cannot have. */
#include "host/experiment/communities.h"

#include <string.h>

static bool is_taken(const char *name)
{
    static const char *const beginnings[] = {"account:", "qos:", "user:"};
    bool is_it = strcmp(name, "all") == 0;
    for (size_t i = 0; i < AIF_COUNT(beginnings); i++)
        is_it |= strncmp(name, beginnings[i], strlen(beginnings[i])) == 0;
    return is_it;
}

bool experiment_check_community(const char *where, const char *name, struct aif_err *err)
{
    return !is_taken(name) ||
           aif_err_set(err,
                       "%s: found a community called '%.100s', but in results 'all', 'account:', "
                       "'qos:' and 'user:' stand for other groups; give it another name",
                       where, name);
}

bool experiment_check_communities(const char *where, const struct aif_workload *w,
                                  struct aif_err *err)
{
    for (uint32_t i = 0; i < w->communities.count; i++)
        if (!experiment_check_community(where, w->communities.texts[i], err))
            return false;
    return true;
}
