/* A campaign as ranks above 0 see it. */
#include "host/campaign/follow.h"

#include <string.h>

/* Read the experiment that rank 0 has read. */
static bool read_the_same(const char *path, const char *const *sets, size_t set_count,
                          struct experiment *e, struct aif_err *err)
{
    struct conf_errors errors = {0};
    bool is_read =
        experiment_open(path, sets, set_count, e, &errors) || conf_errors_to(&errors, err);
    conf_errors_fini(&errors);
    return is_read;
}

void campaign_follow(struct comm *comm, const char *path, const char *const *sets, size_t set_count,
                     const struct campaign_options *options)
{
    struct experiment e = {0};
    struct aif_err problem = {{0}}, err;
    char sha256[CAMPAIGN_HASH_TEXT];
    int status;
    campaign_announce(comm, NULL, sha256);
    if (!*sha256)
        return;
    struct campaign_options own = *options;
    if (!read_the_same(path, sets, set_count, &e, &problem))
        own.problem = problem.text;
    else if (strcmp(sha256, e.sha256) != 0) {
        aif_err_set(&problem, "%s: the experiment or an input is another one on this rank", path);
        own.problem = problem.text;
    }
    campaign_run(comm, &e, &own, &status, &err);
    experiment_close(&e);
}
