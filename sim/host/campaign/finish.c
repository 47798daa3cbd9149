/* The last files of a result directory. */
#include "host/campaign/finish.h"

#include "host/command/command.h"
#include "host/page/page.h"
#include "host/provenance/contents.h"

bool campaign_finish(const struct crate_plan *plan, int *status, struct aif_err *err)
{
    char path[4096];
    bool is_described = content_find(plan->dir, content_crate, path, sizeof path);
    bool has_page = content_find(plan->dir, "report.html", path, sizeof path);
    *status = EXIT_STATUS_OK;
    if (plan->e->writes_report && !(is_described && has_page) && !page_make(plan->dir, status, err))
        return false;
    if (is_described || crate_write(plan, err))
        return true;
    *status = EXIT_STATUS_IO;
    return false;
}
