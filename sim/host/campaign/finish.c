/* The last files of a result directory. */
#include "host/campaign/finish.h"

#include "host/provenance/contents.h"

bool campaign_finish(const struct crate_plan *plan, struct aif_err *err)
{
    char path[4096];
    if (content_find(plan->dir, content_crate, path, sizeof path))
        return true;
    return crate_write(plan, err);
}
