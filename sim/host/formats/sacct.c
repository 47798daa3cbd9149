/* Reader of `sacct -P` alone, without the configuration of its cluster: the importer reads the rows
 * (sim/host/slurm), here they become a trace.  `aifsim import slurm` knows more: which jobs had
 * whole nodes, the limit of the partition where a job has none, the cluster's time zone.
 *
 * Times without an offset are taken as UTC.  Memory counts as asked for.  Jobs that never started
 * or were waiting are left out. */
#include "host/formats/formats.h"
#include "host/slurm/jobs.h"
#include "trace/csv_write.h"

#include <string.h>

static bool open_text(void *of, const char *path, const char **text, size_t *bytes,
                      struct aif_err *err)
{
    const struct aif_trace_input *in = of;
    (void)path;
    (void)err;
    *text = in->text;
    *bytes = in->bytes;
    return true;
}

static bool parse(const struct aif_trace_input *in, struct aif_workload *out, struct aif_err *err)
{
    struct slurm_files files = {open_text, (void *)(uintptr_t)in};
    const struct slurm_jobs_how how = {.zone = NULL};
    struct slurm_import im;
    slurm_import_init(&im, &files);
    im.centre.selects_memory = true;
    im.workload.from_s = out->from_s;
    im.workload.until_s = out->until_s;
    bool is_ok = slurm_read_jobs(&im, in->path, &how, err);
    if (is_ok && in->is_strict && im.first_repair_line)
        is_ok = aif_err_set(err, "%s:%u: %s, which --strict does not allow", in->path,
                            im.first_repair_line, aif_repair_summary(im.first_repair));
    if (is_ok) {
        *out = im.workload;
        im.workload = (struct aif_workload){0};
        if (!csv_used_extras(out))
            out->extras = NULL;
    }
    slurm_import_fini(&im);
    return is_ok;
}

/* Whether a column between p and end is called so, whatever its case. */
static bool is_called(const char *p, const char *end, const char *name)
{
    char text[12];
    size_t bytes = (size_t)(end - p);
    if (bytes >= sizeof text)
        return false;
    memcpy(text, p, bytes);
    text[bytes] = '\0';
    return slurm_is_same(text, name);
}

/* A row of names with JobID among them.  Without -P they are columns of text, which are no table;
 * then the message names the option. */
static bool matches(const struct aif_trace_input *in)
{
    const char *p = in->text, *end = p + in->bytes;
    while (p < end && memchr(" \t\r\n", *p, 4))
        p++;
    const char *newline = memchr(p, '\n', (size_t)(end - p));
    end = newline ? newline : end;
    if (end - p > 6 && is_called(p, p + 5, "JobID") && p[5] == ' ')
        return true;
    bool has_bar = memchr(p, '|', (size_t)(end - p)) != NULL;
    while (has_bar && p < end) {
        const char *bar = memchr(p, '|', (size_t)(end - p));
        bar = bar ? bar : end;
        if (is_called(p, bar, "JobID") || is_called(p, bar, "JobIDRaw"))
            return true;
        p = bar + 1;
    }
    return false;
}

const struct aif_trace formats_sacct = {
    .plugin = {AIF_TRACE, "sacct", "`sacct -P` of Slurm: columns by name, | between them"},
    .matches = matches,
    .parse = parse,
};
