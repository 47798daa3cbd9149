/* The last files of a result directory. */
#include "host/campaign/finish.h"

#include "host/command/command.h"
#include "host/files/input.h"
#include "host/page/page.h"
#include "host/provenance/contents.h"

#include <stdio.h>
#include <string.h>

static const char page_name[] = "report.html";

/* A file as it is now and as it was recorded; "" each where it is not. */
struct file_hashes {
    char now[INPUT_HASH_TEXT];
    const char *recorded;
};

static bool hash_file(const char *dir, const struct crate_record *record, const char *name,
                      struct file_hashes *out, struct aif_err *err)
{
    char path[4096];
    *out = (struct file_hashes){.recorded = ""};
    for (uint32_t i = 0; i < record->file_count; i++)
        if (strcmp(record->files[i].name, name) == 0)
            out->recorded = record->files[i].sha256;
    return !content_find(dir, name, path, sizeof path) || input_sha256(path, out->now, err);
}

/* The results are to be described anew: not if they are others than those of the run. */
static bool check_results(const char *dir, const struct crate_record *record, int *status,
                          struct aif_err *err)
{
    struct file_hashes h;
    *status = EXIT_STATUS_IO;
    for (size_t i = 0; i < content_count(); i++) {
        const struct content *c = content_at(i);
        if (c->kind != CONTENT_RESULT)
            continue;
        if (!hash_file(dir, record, c->name, &h, err))
            return false;
        if (*h.recorded && strcmp(h.now, h.recorded) != 0) {
            *status = EXIT_STATUS_DATA;
            return aif_err_set(err,
                               "%s/%s: is not the file whose SHA-256 %s recorded; put it back, or "
                               "start again with --force",
                               dir, c->name, content_crate);
        }
    }
    return true;
}

/* Whether the description is that of the page as it is.  A page of another version of the program,
 * or one that was not there before, makes it stale. */
static bool look_at_crate(const char *dir, bool *is_stale, int *status, struct aif_err *err)
{
    struct crate_record record = {.file_count = 0};
    struct file_hashes page;
    bool is_read = crate_read(dir, &record, status, err);
    if (is_read) {
        *status = EXIT_STATUS_IO;
        is_read = hash_file(dir, &record, page_name, &page, err);
    }
    if (is_read) {
        *is_stale = strcmp(page.now, page.recorded) != 0;
        is_read = !*is_stale || check_results(dir, &record, status, err);
    }
    crate_close(&record);
    return is_read;
}

bool campaign_finish(const struct crate_plan *plan, int *status, struct aif_err *err)
{
    char path[4096];
    bool is_described = content_find(plan->dir, content_crate, path, sizeof path);
    bool has_page = content_find(plan->dir, page_name, path, sizeof path);
    bool is_stale = true;
    *status = EXIT_STATUS_OK;
    if (plan->e->writes_report && !(is_described && has_page) && !page_make(plan->dir, status, err))
        return false;
    if (is_described && !look_at_crate(plan->dir, &is_stale, status, err))
        return false;
    *status = EXIT_STATUS_OK;
    if (!is_stale || crate_write(plan, err))
        return true;
    *status = EXIT_STATUS_IO;
    return false;
}
