/* Which job ran where: jobs.csv, cell by cell. */
#include "host/page/internal.h"

#include "aif/text.h"
#include "host/page/table.h"

#include <stdio.h>
#include <string.h>

enum column {
    CELL,
    ID,
    SUBMIT,
    START,
    FINISH,
    UNITS,
    USER,
    ACCOUNT,
    COMMUNITY,
    KIND,
    OUTCOME,
    ALLOCATED,
    PARTITION,
    NODES,
    GPUS,
    EXCLUSIVE,
    RESTARTS,
    REASON, /* from here on: of newer files only */
    BLOCKER,
    REQUESTED,
    CORES,
    REJECTED,
    COLUMN_COUNT
};

static const char *const column_names[COLUMN_COUNT] = {"cell",
                                                       "job_id",
                                                       "submission_time",
                                                       "starting_time",
                                                       "finish_time",
                                                       "units",
                                                       "user",
                                                       "account",
                                                       "community",
                                                       "application",
                                                       "outcome",
                                                       "allocated_resources",
                                                       "partition",
                                                       "nodes",
                                                       "gpus_per_node",
                                                       "exclusive",
                                                       "restarts",
                                                       "wait_reason",
                                                       "wait_blocker",
                                                       "requested_number_of_resources",
                                                       "cores_per_node",
                                                       "reject_reason"};

/* The list that a job's number of a name counts in, and the table's column. */
static const struct {
    enum page_job_column to;
    enum page_list list;
    enum column from;
} name_columns[] = {
    {JOB_USER, LIST_USERS, USER},
    {JOB_ACCOUNT, LIST_ACCOUNTS, ACCOUNT},
    {JOB_COMMUNITY, LIST_COMMUNITIES, COMMUNITY},
    {JOB_KIND, LIST_KINDS, KIND},
    {JOB_OUTCOME, LIST_OUTCOMES, OUTCOME},
    {JOB_REASON, LIST_REASONS, REASON},
};

struct reader {
    struct page *page;
    struct page_table *table;
    struct page_gantt *gantt;
    struct aif_err *err;
};

/* Ranges ascend and lie within the machine. */
static bool take_ranges(struct reader *r, struct page_job *job)
{
    struct page_gantt *g = r->gantt;
    const struct aif_machine *m = &g->site->site.machine;
    struct csv_cell cell = page_table_cell(r->table, ALLOCATED);
    const char *p = cell.text, *end = p + cell.bytes;
    uint32_t least = 0, most = m->procs ? m->procs : m->node_count;
    job->first_range = g->range_count;
    while (p < end) {
        struct page_range range;
        if (!aif_text_range(&p, end, &range.first, &range.last) || range.first < least ||
            range.last >= most)
            return page_table_fail(r->table, ALLOCATED,
                                   "ascending numbers of the site's nodes or processors, such as "
                                   "0-3 7",
                                   r->err);
        least = range.last + 1;
        g->ranges =
            page_grow(&g->arena, g->ranges, g->range_count, &g->range_capacity, sizeof *g->ranges);
        g->ranges[g->range_count++] = range;
    }
    job->range_count = g->range_count - job->first_range;
    return true;
}

static bool take_numbers(struct reader *r, struct page_job *job)
{
    const struct page_table *t = r->table;
    int64_t is_exclusive;
    const struct {
        enum column from;
        int64_t *to;
    } all[] = {{ID, &job->of[JOB_ID]},           {SUBMIT, &job->of[JOB_SUBMIT]},
               {START, &job->of[JOB_START]},     {FINISH, &job->of[JOB_END]},
               {UNITS, &job->of[JOB_UNITS]},     {NODES, &job->nodes},
               {REQUESTED, &job->of[JOB_ASKED]}, {GPUS, &job->of[JOB_GPUS]},
               {CORES, &job->of[JOB_CORES]},     {RESTARTS, &job->restarts},
               {EXCLUSIVE, &is_exclusive}};
    for (size_t i = 0; i < AIF_COUNT(all); i++)
        if (!page_table_int(t, all[i].from, -1, all[i].to, r->err))
            return false;
    job->is_exclusive = is_exclusive > 0;
    if (job->of[JOB_START] < 0 && job->range_count)
        return page_table_fail(t, START, "a time, since it had resources", r->err);
    return job->of[JOB_END] >= job->of[JOB_START] ||
           page_table_fail(t, FINISH, "a time that is not before starting_time", r->err);
}

static bool starts_with(struct csv_cell cell, const char *text)
{
    size_t bytes = strlen(text);
    return cell.bytes >= bytes && memcmp(cell.text, text, bytes) == 0;
}

/* Whether what stood in the way has a name, and no number of a job. */
static bool is_of_limit(struct csv_cell reason)
{
    static const char *const limits[] = {"QOS", "Assoc", "Partition", "Reservation", "Max"};
    bool is_it = false;
    for (size_t i = 0; i < AIF_COUNT(limits); i++)
        is_it |= starts_with(reason, limits[i]);
    return is_it;
}

/* The job, or the name of what else the table says was in the way: "QOSGrpNodeLimit (normal)". */
static void take_blocker(struct reader *r, struct page_job *job)
{
    struct page_gantt *g = r->gantt;
    struct aif_err err;
    struct csv_cell reason = page_table_cell(r->table, REASON);
    struct csv_cell blocker = page_table_cell(r->table, BLOCKER);
    char text[512];
    job->blocker_id = -1;
    if (!reason.bytes || !blocker.bytes ||
        (!is_of_limit(reason) && page_table_int(r->table, BLOCKER, -1, &job->blocker_id, &err)))
        return;
    snprintf(text, sizeof text, "%.*s (%.*s)", (int)(reason.bytes < 200 ? reason.bytes : 200),
             reason.text, (int)(blocker.bytes < 200 ? blocker.bytes : 200), blocker.text);
    job->of[JOB_REASON] = aif_names_intern(&g->lists[LIST_REASONS], &g->arena, text, strlen(text));
}

/* What the table says of a job that never ran stands where others have why they waited. */
static void take_rejection(struct reader *r, struct page_job *job)
{
    struct page_gantt *g = r->gantt;
    struct csv_cell why = page_table_cell(r->table, REJECTED);
    if (job->of[JOB_START] < 0 && why.bytes)
        job->of[JOB_REASON] =
            aif_names_intern(&g->lists[LIST_REASONS], &g->arena, why.text, why.bytes);
}

static void take_names(struct reader *r, struct page_job *job)
{
    struct page_gantt *g = r->gantt;
    for (size_t i = 0; i < AIF_COUNT(name_columns); i++) {
        struct csv_cell cell = page_table_cell(r->table, name_columns[i].from);
        struct aif_names *list = &g->lists[name_columns[i].list];
        bool is_stated = cell.bytes || name_columns[i].list == LIST_KINDS;
        job->of[name_columns[i].to] =
            is_stated ? (int64_t)aif_names_intern(list, &g->arena, cell.text, cell.bytes) : -1;
    }
    g->has_reasons |= job->of[JOB_REASON] >= 0;
}

/* The site's partition that the job names; the first one if it names none. */
static uint32_t find_partition(const struct reader *r)
{
    const struct aif_machine *m = &r->gantt->site->site.machine;
    struct csv_cell cell = page_table_cell(r->table, PARTITION);
    for (uint32_t i = 0; cell.bytes && i < m->partition_count; i++)
        if (csv_cell_is(cell, m->partitions[i].name))
            return i;
    return 0;
}

static bool take_row(struct reader *r)
{
    struct page_gantt *g = r->gantt;
    g->jobs = page_grow(&g->arena, g->jobs, g->job_count, &g->job_capacity, sizeof *g->jobs);
    struct page_job *job = &g->jobs[g->job_count];
    *job = (struct page_job){.partition = find_partition(r)};
    if (!take_ranges(r, job) || !take_numbers(r, job))
        return false;
    take_names(r, job);
    job->of[JOB_BLOCKER] = -1;
    take_blocker(r, job);
    take_rejection(r, job);
    g->restarts += job->restarts > 0;
    g->job_count++;
    return true;
}

/* Whether rows of the cell are looked at; a cell of which there are some is under way. */
static bool begin_cell(struct reader *r, uint32_t cell)
{
    struct page *p = r->page;
    const struct page_site *site = &p->sites[p->cells[cell].site];
    if (r->gantt && r->gantt->cell == cell)
        return true;
    if (!site->is_known || p->gantt_jobs >= PAGE_GANTT_JOBS_MAX)
        return false;
    r->gantt = &p->gantts[p->gantt_count++];
    *r->gantt = (struct page_gantt){.cell = cell, .site = site};
    return true;
}

/* The jobs of all charts together are as many as a browser can draw: a cell with which there would
 * be more is left out as a whole. */
static void drop_cell(struct reader *r)
{
    struct page *p = r->page;
    aif_arena_free(&r->gantt->arena);
    p->gantt_count--;
    r->gantt = NULL;
}

struct tally {
    uint32_t last; /* cell whose rows are there; AIF_NONE: none yet */
    uint32_t cells, dropped;
    bool is_dropped; /* the last one is */
};

static bool read_rows(struct reader *r, struct tally *n)
{
    uint32_t cell;
    while (page_table_next(r->table, r->err)) {
        if (!page_read_cell(r->page, r->table, CELL, &cell, r->err))
            return false;
        if (!page_is_drawn(r->page, cell))
            continue;
        if (cell != n->last) {
            if (r->gantt)
                r->page->gantt_jobs += r->gantt->job_count;
            r->gantt = NULL;
            n->is_dropped = !begin_cell(r, cell);
            n->dropped += n->is_dropped && r->page->sites[r->page->cells[cell].site].is_known;
            n->cells++;
            n->last = cell;
        }
        if (n->is_dropped)
            continue;
        if (!take_row(r))
            return false;
        if (r->page->gantt_jobs + r->gantt->job_count <= PAGE_GANTT_JOBS_MAX)
            continue;
        drop_cell(r);
        n->is_dropped = true;
        n->dropped++;
    }
    if (r->gantt)
        r->page->gantt_jobs += r->gantt->job_count;
    return !*r->err->text;
}

static void say_what_is_missing(struct page *p, const struct page_table *t, const struct tally *n)
{
    uint32_t drawn = 0;
    for (uint32_t i = 0; i < p->cell_count; i++)
        drawn += p->cells[i].is_drawn;
    if (!t->is_there)
        page_leave_out(p, "what ran where is not drawn: the directory has no jobs.csv");
    else if (n->cells < drawn)
        page_leave_out(p,
                       "the jobs of %u of %u runs are not in jobs.csv (outputs.jobs: true "
                       "keeps those of all)",
                       drawn - n->cells, drawn);
    if (n->dropped)
        page_leave_out(p,
                       "what ran where is not drawn for %u of %u runs: a page has at most %d "
                       "jobs",
                       n->dropped, n->cells, PAGE_GANTT_JOBS_MAX);
    uint64_t restarts = 0, undrawn = 0, without = 0;
    for (uint32_t i = 0; i < p->gantt_count; i++) {
        restarts += p->gantts[i].restarts;
        undrawn += p->gantts[i].undrawn_jobs;
        without += p->gantts[i].without_gpus;
    }
    if (restarts)
        page_leave_out(p,
                       "of %llu jobs that were cut short and begun again only the last run is "
                       "drawn",
                       (unsigned long long)restarts);
    if (without)
        page_leave_out(p, "%llu jobs that used no GPU of nodes with GPUs are not drawn",
                       (unsigned long long)without);
    if (undrawn)
        page_leave_out(p,
                       "of %llu jobs that shared a node or a GPU with others that are drawn "
                       "there, not every place is drawn",
                       (unsigned long long)undrawn);
}

bool page_read_gantts(struct page *p, struct aif_err *err)
{
    const struct page_table_plan plan = {.dir = p->dir,
                                         .name = "jobs.csv",
                                         .columns = column_names,
                                         .count = COLUMN_COUNT,
                                         .required = REASON,
                                         .is_partial = p->is_partial};
    struct tally n = {.last = AIF_NONE};
    struct reader r = {.page = p, .err = err};
    r.table = AIF_NEW(&p->arena, struct page_table, 1);
    p->gantts = AIF_NEW(&p->arena, struct page_gantt, p->cell_count + 1);
    bool is_read =
        page_table_open(r.table, &plan, err) && (!r.table->is_there || read_rows(&r, &n));
    for (uint32_t i = 0; is_read && i < p->gantt_count; i++) {
        page_assign_lanes(&p->gantts[i]);
        page_find_reasons(&p->gantts[i]);
    }
    if (is_read)
        say_what_is_missing(p, r.table, &n);
    page_table_close(r.table);
    return is_read;
}
