/* Ties the parts of a campaign together: cells are dealt out, computed, put in order and stored. */
#include "host/campaign/campaign.h"

#include "host/campaign/access_table.h"
#include "host/campaign/cell.h"
#include "host/campaign/park.h"
#include "host/campaign/report.h"
#include "host/command/command.h"
#include "host/files/clock.h"
#include "host/provenance/run_log.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TAG_ANNOUNCE = 100, TAG_CELLS };

/* Instead of the first cell: the campaign does not begin. */
static const uint32_t no_start = UINT32_MAX;

/* Results that may wait in memory for their turn. */
static const size_t park_bytes = (size_t)256 << 20;

struct campaign {
    struct comm *comm;
    const struct experiment *e;
    const struct campaign_options *options;
    struct cell_runner *runner;
    struct progress progress; /* rank 0 only, as all below */
    struct store *store;
    struct park *park;
    int64_t store_ns;
    bool has_store_failed;
};

static void send_to_all(struct comm *comm, int tag, const struct bytes *b)
{
    for (int rank = 1; rank < comm_size(comm); rank++)
        comm_send(comm, rank, tag, b);
}

void campaign_announce(struct comm *comm, const struct experiment *e,
                       char sha256[CAMPAIGN_HASH_TEXT])
{
    struct comm_message m;
    struct bytes b = {0};
    if (comm_rank(comm) == 0) {
        snprintf(sha256, CAMPAIGN_HASH_TEXT, "%s", e ? e->sha256 : "");
        bytes_put_text(&b, sha256);
        send_to_all(comm, TAG_ANNOUNCE, &b);
        bytes_free(&b);
        return;
    }
    comm_wait(comm, &m);
    AIF_CHECK(m.tag == TAG_ANNOUNCE);
    struct bytes_reader r = bytes_read(&m.payload);
    bytes_text(&r, sha256, CAMPAIGN_HASH_TEXT);
    bytes_free(&m.payload);
}

/* Work on a cell shows progress and serves the other ranks in between. */
struct busy {
    struct campaign *c;
    const struct deal_tick *inner;
};

static bool beat(void *to)
{
    struct busy *b = to;
    if (comm_rank(b->c->comm) == 0)
        progress_beat(&b->c->progress);
    return b->inner->call(b->inner->to);
}

static const char *name_cell(const struct campaign *c, uint32_t cell, char *to, size_t room)
{
    struct result_cell names = cell_names(c->e, cell);
    snprintf(to, room, "%s, %s, %s, seed %llu", names.site, names.trace, names.policy,
             (unsigned long long)names.seed);
    return to;
}

static bool compute(void *ctx, uint32_t cell, const struct deal_tick *tick, struct bytes *out,
                    struct aif_err *err)
{
    struct campaign *c = ctx;
    struct busy busy = {c, tick};
    struct deal_tick outer = {beat, &busy};
    char name[512];
    if (comm_rank(c->comm) == 0)
        progress_begin(&c->progress, name_cell(c, cell, name, sizeof name));
    bool is_done = cell_run(c->runner, cell, &outer, out, err);
    *c->progress.running = '\0';
    return is_done;
}

static uint32_t group(void *ctx, uint32_t cell)
{
    struct campaign *c = ctx;
    return c->e->cells[cell].workload;
}

static bool commit(struct campaign *c, const struct bytes *message, struct aif_err *err)
{
    struct aif_arena arena = {0};
    struct result result;
    struct result_cell names = cell_names(c->e, store_next(c->store));
    result_read(message, &arena, &result);
    bool is_done = store_commit(c->store, &names, &result, err);
    aif_arena_free(&arena);
    return is_done;
}

static bool deliver(void *ctx, uint32_t cell, struct bytes *message, struct aif_err *err)
{
    struct campaign *c = ctx;
    char text[512];
    name_cell(c, cell, text, sizeof text);
    progress_cell(&c->progress, text, result_job_count(message));
    int64_t start_ns = clock_ns();
    bool is_done = park_put(c->park, cell, message, err);
    while (is_done && park_has(c->park, store_next(c->store))) {
        struct bytes next;
        is_done = park_take(c->park, store_next(c->store), &next, err) && commit(c, &next, err);
        bytes_free(&next);
    }
    c->store_ns += clock_ns() - start_ns;
    c->has_store_failed = !is_done;
    return is_done;
}

/* An interrupt may come at any moment, because the store is always in a state to resume from; all
 * that is left to do is to say so. */
static void interrupted(int signal_number)
{
    static const char text[] =
        "\naifsim: interrupted; the same command with --resume computes the rest\n";
    ssize_t n = write(STDERR_FILENO, text, sizeof text - 1);
    (void)n;
    (void)signal_number;
    _exit(EXIT_STATUS_INTERRUPTED);
}

static void catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = interrupted};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* The cell behind the last one that is asked for. */
static uint32_t end_of(const struct experiment *e, const struct campaign_options *o)
{
    return o->end_cell ? o->end_cell : e->cell_count;
}

static struct store *open_store(const struct experiment *e, const struct campaign_options *o,
                                int *status, struct aif_err *err)
{
    struct bytes headers[RESULT_CSV_COUNT] = {{0}};
    struct store_plan plan = {.dir = o->dir,
                              .mode = o->mode,
                              .resolved = e->resolved,
                              .resolved_bytes = strlen(e->resolved),
                              .experiment = e->name,
                              .version = o->version,
                              .sha256 = e->sha256,
                              .first_cell = o->first_cell,
                              .cell_count = end_of(e, o)};
    bool has_access = e->access.is_on;
    const enum experiment_output outputs[RESULT_CSV_COUNT] = {
        [RESULT_SUMMARY] = OUTPUT_TRUE,
        [RESULT_JOBS] = e->jobs_output,
        [RESULT_ACCESS] = has_access ? OUTPUT_TRUE : OUTPUT_FALSE,
        [RESULT_SERIES] = e->series_output,
        [RESULT_DISTRIBUTIONS] = e->series_output};
    result_header(&headers[RESULT_SUMMARY], has_access);
    result_jobs_header(&headers[RESULT_JOBS], has_access);
    access_table_header(&headers[RESULT_ACCESS]);
    result_series_header(&headers[RESULT_SERIES]);
    result_distributions_header(&headers[RESULT_DISTRIBUTIONS]);
    for (size_t i = 0; i < RESULT_CSV_COUNT; i++) {
        bytes_put(&headers[i], "", 1);
        plan.headers[i] = outputs[i] == OUTPUT_FALSE ? NULL : (const char *)headers[i].data;
        plan.row_limits[i] = outputs[i] == OUTPUT_AUTO ? OUTPUT_AUTO_ROWS : 0;
    }
    struct store *store = store_open(&plan, status, err);
    for (size_t i = 0; i < RESULT_CSV_COUNT; i++)
        bytes_free(&headers[i]);
    return store;
}

/* Which cell to begin with is rank 0's to say. */
static uint32_t agree_on_start(struct comm *comm, uint32_t next)
{
    struct comm_message m;
    struct bytes b = {0};
    if (comm_rank(comm) == 0) {
        bytes_put_u32(&b, next);
        send_to_all(comm, TAG_CELLS, &b);
        bytes_free(&b);
        return next;
    }
    comm_wait(comm, &m);
    AIF_CHECK(m.tag == TAG_CELLS);
    struct bytes_reader r = bytes_read(&m.payload);
    next = bytes_u32(&r);
    bytes_free(&m.payload);
    return next;
}

/* The first problem of any rank. */
static void take_problem(void *ctx, int from, const struct bytes *theirs)
{
    struct aif_err *err = ctx;
    if (theirs->count && !*err->text)
        aif_err_set(err, "rank %d: %.*s", from, (int)theirs->count, (const char *)theirs->data);
}

static bool all_are_ready(struct comm *comm, const char *problem, struct aif_err *err)
{
    struct bytes own = {0};
    *err = (struct aif_err){{0}};
    if (problem)
        bytes_put(&own, problem, strlen(problem));
    deal_gather(comm, &own, take_problem, err);
    bytes_free(&own);
    return !*err->text;
}

static bool deal_cells(struct campaign *c, uint32_t next, int *status, struct aif_err *err)
{
    struct deal deal = {next, end_of(c->e, c->options), compute, deliver, group, c};
    c->runner = cell_runner_open(c->e);
    int64_t start_ns = clock_ns();
    bool is_done = deal_run(c->comm, &deal, err);
    struct campaign_times times = {c->store_ns, clock_ns() - start_ns};
    campaign_report_close(c->comm, cell_stats(c->runner), times, is_done ? &c->progress : NULL);
    cell_runner_close(c->runner);
    if (!is_done)
        *status = c->has_store_failed ? EXIT_STATUS_IO : EXIT_STATUS_DATA;
    return is_done;
}

/* From the open store to the end of the campaign. */
static bool lead_cells(struct campaign *c, uint32_t next, int *status, struct aif_err *err)
{
    uint32_t cells = end_of(c->e, c->options), first = c->options->first_cell;
    c->park = park_open(c->options->dir, cells, park_bytes);
    progress_open(&c->progress, c->options->level, cells - first, next - first);
    c->progress.log = campaign_log_open(c->options->dir);
    campaign_report_open(c->comm, c->e, c->options, &c->progress);
    bool is_done = deal_cells(c, next, status, err);
    if (is_done && !store_seal(c->store, err)) {
        *status = EXIT_STATUS_IO;
        is_done = false;
    }
    progress_clear(&c->progress);
    if (!is_done && !c->options->is_scratch)
        aif_err_add(
            err,
            "%u of %u cells are stored in %s; once that is put right, the same command with "
            "--resume computes the rest",
            store_next(c->store), cells, c->options->dir);
    if (c->progress.log) {
        if (is_done)
            run_log_finish(c->progress.log);
        fclose(c->progress.log);
    }
    park_close(c->park);
    return is_done;
}

/* What is made from the results is made while nobody else may write there. */
static bool complete(struct campaign *c, int *status, struct aif_err *err)
{
    const struct campaign_options *o = c->options;
    if (o->last && !o->last(o->last_to, status, err))
        return false;
    if (store_finish(c->store, err))
        return true;
    *status = EXIT_STATUS_IO;
    return false;
}

/* Rank 0's part; the others have none of the files. */
static bool lead(struct campaign *c, int *status, struct aif_err *err)
{
    *status = EXIT_STATUS_DATA;
    if (!c->options->is_scratch)
        catch_interrupts();
    if (all_are_ready(c->comm, c->options->problem, err))
        c->store = open_store(c->e, c->options, status, err);
    uint32_t next = agree_on_start(c->comm, c->store ? store_next(c->store) : no_start);
    if (next == no_start)
        return false;
    bool is_done = lead_cells(c, next, status, err) && complete(c, status, err);
    store_close(c->store);
    return is_done;
}

bool campaign_run(struct comm *comm, const struct experiment *e,
                  const struct campaign_options *options, int *status, struct aif_err *err)
{
    struct campaign c = {.comm = comm, .e = e, .options = options};
    if (comm_rank(comm) == 0)
        return lead(&c, status, err);
    *status = EXIT_STATUS_DATA;
    all_are_ready(comm, options->problem, err);
    uint32_t next = agree_on_start(comm, 0);
    if (next == no_start)
        return false;
    *status = EXIT_STATUS_OK;
    campaign_report_open(comm, e, options, NULL);
    return deal_cells(&c, next, status, err);
}
