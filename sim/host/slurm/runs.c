/* Runs of one job are put together: `sacct -D` has a row for each time it was started again. */
#include "host/slurm/jobs.h"

#include <stdlib.h>
#include <string.h>

void slurm_repair(struct slurm_import *im, enum aif_repair what, uint32_t line)
{
    im->workload.repairs[what]++;
    if (im->first_repair_line && im->first_repair_line <= line)
        return;
    im->first_repair = what;
    im->first_repair_line = line;
}

/* By job, and its runs in order. */
static int by_job(const void *a, const void *b)
{
    const struct slurm_row *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    if (x->submit_s != y->submit_s)
        return x->submit_s < y->submit_s ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

static int by_submit(const void *a, const void *b)
{
    const struct slurm_row *x = a, *y = b;
    if (x->submit_s != y->submit_s)
        return x->submit_s < y->submit_s ? -1 : 1;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* A job that failed while it was submitted has a start, but no nodes. */
static bool has_run(const struct slurm_row *row)
{
    return row->kind != SLURM_ROW_PENDING && row->start_s != AIF_UNKNOWN_S &&
           !slurm_is_same(row->hosts, "None assigned");
}

/* Whether a run ended because somebody else needed its nodes, or they broke. */
static bool is_cut(const struct slurm_row *row)
{
    static const char *const states[] = {"PREEMPTED", "NODE_FAIL", "REQUEUED", "BOOT_FAIL"};
    for (size_t i = 0; i < AIF_COUNT(states); i++)
        if (strncmp(row->state, states[i], strlen(states[i])) == 0)
            return true;
    return false;
}

/* Put the runs of a job into one row; false if it never started. */
static bool merge(struct slurm_import *im, const struct slurm_row *runs, uint32_t count,
                  struct slurm_merged *to)
{
    struct slurm_record *record = &to->record;
    const struct slurm_row *last = NULL;
    *record = (struct slurm_record){.start_s = AIF_UNKNOWN_S};
    for (uint32_t i = 0; i < count; i++) {
        if (!has_run(&runs[i]))
            continue;
        last = &runs[i];
        record->total_run_s += last->elapsed_s;
        record->run_count++;
        if (record->start_s == AIF_UNKNOWN_S) {
            record->start_s = last->start_s;
            record->started_by = last->started_by;
        }
    }
    if (!last) {
        bool is_pending = runs[count - 1].kind == SLURM_ROW_PENDING;
        slurm_repair(im, AIF_REPAIR_RUN_UNKNOWN, runs[count - 1].line);
        im->pending_count += is_pending;
        im->never_started_count += !is_pending;
        return false;
    }
    struct slurm_row one = *last;
    one.submit_s = runs[0].submit_s;
    one.eligible_s = runs[0].eligible_s;
    im->requeued_count += record->run_count > 1;
    im->running_count += last->kind == SLURM_ROW_RUNNING;
    im->cut_count += is_cut(last);
    if (record->run_count > 1)
        slurm_repair(im, AIF_REPAIR_RUNS_MERGED, last->line);
    if (last->kind == SLURM_ROW_RUNNING || is_cut(last))
        slurm_repair(im, AIF_REPAIR_RUN_CUT, last->line);
    record->end_s = last->end_s;
    record->eligible_s = one.eligible_s;
    to->row = one;
    return true;
}

/* Rows of the same job, one after the other in the sorted rows; another user's job of the same
 * number is another job: numbers begin again some day. */
static uint32_t run_of(struct slurm_import *im, const struct slurm_rows *all, uint32_t first)
{
    const struct slurm_row *rows = all->rows;
    uint32_t i = first + 1;
    while (i < all->count && rows[i].id == rows[first].id && rows[i].user == rows[first].user)
        i++;
    im->reused_count += i < all->count && rows[i].id == rows[first].id;
    return i - first;
}

uint32_t slurm_runs_merge(struct slurm_import *im, struct slurm_rows *rows, bool sums_all_runs,
                          struct slurm_merged *out)
{
    uint32_t kept = 0;
    if (rows->count > 1)
        qsort(rows->rows, rows->count, sizeof *rows->rows, by_job);
    for (uint32_t i = 0; i < rows->count;) {
        uint32_t runs = run_of(im, rows, i);
        if (merge(im, &rows->rows[i], runs, &out[kept])) {
            if (sums_all_runs)
                out[kept].row.elapsed_s = out[kept].record.total_run_s;
            kept++;
        }
        i += runs;
    }
    /* The row is the first member. */
    qsort(out, kept, sizeof *out, by_submit);
    return kept;
}
