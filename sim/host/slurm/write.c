/* Files out of an import. */
#include "host/slurm/files.h"

#include "aif/trace_write.h"
#include "host/files/folders.h"
#include "host/files/output.h"
#include "host/site/write.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum file { SITE, TRACE, RECORDED, REPORT, FILE_COUNT };

static const char *const names[FILE_COUNT] = {
    [SITE] = "site.yaml",
    [TRACE] = "trace.csv",
    [RECORDED] = "recorded.csv",
    [REPORT] = "import-report.txt",
};

struct writer {
    const struct slurm_import *im;
    const struct slurm_target *target;
    struct output files[FILE_COUNT];
    bool is_open[FILE_COUNT];
    bool has_made_folder;
    int *status;
    struct aif_err *err;
};

/* A folder of our own, or an empty one, or one whose files may be replaced. */
static bool make_folder(struct writer *w)
{
    const char *path = w->target->folder;
    if (!folders_make_above(path, w->err))
        return false;
    if (mkdir(path, 0777) == 0) {
        w->has_made_folder = true;
        return true;
    }
    DIR *folder = errno == EEXIST ? opendir(path) : NULL;
    if (!folder)
        return aif_err_set(w->err, "%s: %s", path, strerror(errno));
    uint32_t entries = 0;
    while (readdir(folder))
        entries++;
    closedir(folder);
    if (entries > 2 && !w->target->may_replace) /* . and .. */
        return aif_err_set(w->err, "%s: is not empty; give --force to replace files in it", path);
    return true;
}

static bool is_wanted(const struct writer *w, enum file f)
{
    return w->im->workload.count > 0 || (f != TRACE && f != RECORDED);
}

static bool open_files(struct writer *w)
{
    for (int f = 0; f < FILE_COUNT; f++) {
        if (!is_wanted(w, (enum file)f))
            continue;
        size_t bytes = strlen(w->target->folder) + 32;
        char *path = malloc(bytes);
        if (!path)
            aif_fatal("out of memory");
        snprintf(path, bytes, "%s/%s", w->target->folder, names[f]);
        w->is_open[f] = output_open(&w->files[f], path, w->target->may_replace, w->err);
        free(path);
        if (!w->is_open[f])
            return false;
    }
    return true;
}

static bool write_site(struct writer *w)
{
    char source[200];
    snprintf(source, sizeof source, "the configuration of the Slurm cluster %.60s", w->im->cluster);
    const struct site_text text = {
        .machine = &w->im->machine,
        .centre = &w->im->centre,
        .usual = &w->im->usual,
        .title = w->im->cluster,
        .source = source,
        .is_published = true,
    };
    *w->status = EXIT_STATUS_DATA;
    return site_write(&text, &w->files[SITE].sink, w->err);
}

static void put_known(struct aif_sink *out, int64_t value, bool is_known)
{
    if (is_known)
        aif_sink_int(out, value);
    aif_sink_char(out, ',');
}

static void put_text(struct aif_sink *out, const char *text, char behind)
{
    aif_sink_csv(out, text);
    aif_sink_char(out, behind);
}

static void put_record(const struct slurm_import *im, uint32_t i, struct aif_sink *out)
{
    const struct slurm_record *r = &im->records[i];
    const struct aif_job *job = &im->workload.jobs[i];
    put_known(out, job->id, true);
    put_text(out, r->slurm_id, ',');
    put_known(out, job->submit_s, true);
    put_known(out, r->eligible_s, r->eligible_s != AIF_UNKNOWN_S);
    put_known(out, r->start_s, true);
    put_known(out, r->end_s, r->end_s != AIF_UNKNOWN_S);
    put_known(out, r->start_s - job->submit_s, true);
    put_known(out, r->total_run_s, true);
    put_known(out, r->run_count, true);
    put_text(out,
             r->started_by == 'm'   ? "main"
             : r->started_by == 'b' ? "backfill"
             : r->started_by == 's' ? "submit"
                                    : "",
             ',');
    put_text(out, r->state, ',');
    put_text(out, r->exit_code, ',');
    put_text(out, r->hosts, ',');
    put_text(out, r->priority, ',');
    put_text(out, r->reason, '\n');
}

static void write_recorded(const struct slurm_import *im, struct aif_sink *out)
{
    aif_sink_text(out, "job_id,slurm_id,submit_s,eligible_s,start_s,end_s,wait_s,total_run_s,runs,"
                       "started_by,state,exit_code,nodelist,priority,reason\n");
    for (uint32_t i = 0; i < im->workload.count; i++)
        put_record(im, i, out);
}

static bool write_files(struct writer *w)
{
    if (!write_site(w))
        return false;
    *w->status = EXIT_STATUS_IO;
    if (w->is_open[TRACE]) {
        const char *lines[] = {w->target->command, "made by aifsim " AIF_VERSION,
                               "job dependencies are not in what sacct records"};
        aif_trace_csv_write(&w->im->workload, &(struct aif_trace_notes){lines, AIF_COUNT(lines)},
                            &w->files[TRACE].sink);
        write_recorded(w->im, &w->files[RECORDED].sink);
    }
    slurm_report_whole(w->im, true, &w->files[REPORT].sink);
    /* All that may fail for lack of room comes before the first name is given. */
    for (int f = 0; f < FILE_COUNT; f++)
        if (w->is_open[f] && !aif_sink_flush(&w->files[f].sink))
            return aif_err_set(w->err, "%s/%s: cannot be written", w->target->folder, names[f]);
    for (int f = 0; f < FILE_COUNT; f++)
        if (w->is_open[f] && !output_commit(&w->files[f], w->err))
            return false;
    return true;
}

bool slurm_write(const struct slurm_import *im, const struct slurm_target *target, int *status,
                 struct aif_err *err)
{
    struct writer *w = calloc(1, sizeof *w);
    if (!w)
        aif_fatal("out of memory");
    w->im = im;
    w->target = target;
    w->status = status;
    w->err = err;
    *status = EXIT_STATUS_IO;
    bool ok = make_folder(w) && open_files(w) && write_files(w);
    for (int f = 0; f < FILE_COUNT; f++)
        if (w->is_open[f])
            output_discard(&w->files[f]);
    if (!ok && w->has_made_folder)
        rmdir(target->folder);
    free(w);
    return ok;
}

static void put_line(struct aif_sink *out, const char *name, uint64_t value)
{
    char text[120];
    snprintf(text, sizeof text, "  %-34s %llu\n", name, (unsigned long long)value);
    aif_sink_text(out, text);
}

static void put_counts(const struct slurm_import *im, struct aif_sink *out)
{
    uint64_t cpus = 0, gpus = 0, users = 0;
    for (uint32_t i = 0; i < im->machine.class_count; i++) {
        const struct aif_class *c = &im->machine.classes[i];
        cpus += (uint64_t)c->node_count * c->shape.cores;
        gpus += (uint64_t)c->node_count * c->shape.gpus;
    }
    for (uint32_t i = 0; i < im->centre.accounts.count; i++)
        users += im->centre.accounts.assocs[i].is_user;
    put_line(out, "nodes", im->machine.node_count);
    put_line(out, "node classes", im->machine.class_count);
    put_line(out, "CPUs", cpus);
    put_line(out, "GPUs", gpus);
    put_line(out, "partitions", im->machine.partition_count);
    put_line(out, "QOS", im->centre.qos_count);
    put_line(out, "accounts", im->centre.accounts.count - users);
    put_line(out, "users in accounts", users);
    if (!im->row_count)
        return;
    put_line(out, "rows of sacct", im->row_count);
    put_line(out, "  of job steps, not read", im->step_count);
    put_line(out, "jobs", im->workload.count);
    put_line(out, "job arrays", im->workload.array_count);
    put_line(out, "reservations", im->centre.reservation_count);
}

void slurm_report_whole(const struct slurm_import *im, bool is_verbose, struct aif_sink *out)
{
    aif_sink_text(out, "Slurm cluster ");
    aif_sink_text(out, im->cluster);
    aif_sink_text(out, "\n");
    put_counts(im, out);
    aif_sink_char(out, '\n');
    slurm_report_put(&im->report, is_verbose, out);
}
