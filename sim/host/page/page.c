/* From a result directory to what a page is made of. */
#include "host/page/internal.h"

#include "host/command/command.h"
#include "host/files/bytes.h"
#include "host/files/durable.h"
#include "host/page/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FIRST_ITEMS = 16 };

void *page_grow(struct aif_arena *a, void *items, uint32_t count, uint32_t *capacity,
                size_t item_bytes)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity ? 2 * *capacity : FIRST_ITEMS;
    char *grown = aif_arena_alloc(a, *capacity, item_bytes);
    if (count)
        memcpy(grown, items, count * item_bytes);
    return grown;
}

void page_leave_out(struct page *p, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    p->left_out = page_grow(&p->arena, p->left_out, p->left_out_count, &p->left_out_capacity,
                            sizeof *p->left_out);
    p->left_out[p->left_out_count++] = aif_arena_text(&p->arena, text, strlen(text));
}

const char *page_left_out(const struct page *p, uint32_t i)
{
    return i < p->left_out_count ? p->left_out[i] : NULL;
}

void page_progress(const struct page *p, uint32_t *done, uint32_t *planned)
{
    *done = p->results.done;
    *planned = p->results.planned;
}

static uint32_t intern(struct page *p, struct aif_names *names, const char *text)
{
    return aif_names_intern(names, &p->arena, text, strlen(text));
}

/* Rows of "all" are the first of their cells. */
static void number_cells(struct page *p)
{
    struct aif_names runs = {0};
    p->cells = AIF_NEW(&p->arena, struct page_cell, p->results.count + 1);
    for (uint32_t i = 0; i < p->results.count; i++) {
        const struct results_cell *c = &p->results.cells[i];
        intern(p, &p->community_names, c->community);
        if (strcmp(c->community, "all") != 0)
            continue;
        p->cells[p->cell_count++] = (struct page_cell){
            intern(p, &p->site_names, c->site), intern(p, &p->trace_names, c->trace),
            intern(p, &p->policy_names, c->policy), c->seed, false};
    }
    /* Cells of a site and trace stand together, seed by seed. */
    for (uint32_t i = 0; i < p->cell_count; i++) {
        char name[64];
        struct page_cell *c = &p->cells[i];
        int bytes = snprintf(name, sizeof name, "%u %u %u", c->site, c->trace, c->policy);
        uint32_t before = runs.count;
        c->is_drawn = intern(p, &runs, name) == before;
        AIF_CHECK(bytes > 0 && (size_t)bytes < sizeof name);
    }
}

static void take_sites(struct page *p)
{
    size_t column;
    struct aif_err err;
    AIF_CHECK(comparison_column("capacity_units", &column, &err));
    p->sites = AIF_NEW(&p->arena, struct page_site, p->site_names.count + 1);
    for (uint32_t i = 0; i < p->results.count; i++) {
        const struct results_cell *c = &p->results.cells[i];
        struct page_site *s = &p->sites[aif_names_find(&p->site_names, c->site)];
        if (!s->base && c->is_known[column])
            *s = (struct page_site){.base = c->base, .description = "", .units = c->values[column]};
    }
    for (uint32_t i = 0; i < p->site_names.count; i++)
        if (!p->sites[i].base)
            p->sites[i] = (struct page_site){.base = p->site_names.texts[i], .description = ""};
}

static void note_what_is_elsewhere(struct page *p)
{
    uint32_t drawn = 0;
    for (uint32_t i = 0; i < p->cell_count; i++)
        drawn += p->cells[i].is_drawn;
    if (drawn < p->cell_count)
        page_leave_out(p,
                       "charts over time, waits and what ran where show the first seed of each "
                       "site, trace and policy: %u of %u runs",
                       drawn, p->cell_count);
    const struct conf_node *outputs = conf_get(p->experiment.doc.root, "outputs");
    if (conf_get(outputs, "by")->count)
        page_leave_out(p, "figures by account, QOS or user are in summary.csv, and `aifsim compare "
                          "--by` compares them");
}

bool page_read_cell(const struct page *p, const struct page_table *t, unsigned column,
                    uint32_t *cell, struct aif_err *err)
{
    int64_t number;
    if (!page_table_index(t, column, UINT32_MAX - 1, &number, err))
        return false;
    *cell = (uint32_t)number;
    if (number < p->cell_count || p->is_partial)
        return true;
    char expected[64];
    snprintf(expected, sizeof expected, "one of the %u cells of results.db", p->cell_count);
    return page_table_fail(t, column, expected, err);
}

bool page_is_drawn(const struct page *p, uint32_t cell)
{
    return cell < p->cell_count && p->cells[cell].is_drawn;
}

static bool read_all(struct page *p, struct aif_err *err)
{
    p->is_partial = p->results.done < p->results.planned;
    if (p->is_partial)
        page_leave_out(p,
                       "the campaign has not finished: %u of %u runs are there; `aifsim run "
                       "--resume` computes the rest",
                       p->results.done, p->results.planned);
    number_cells(p);
    take_sites(p);
    page_choose_metrics(p);
    if (!page_read_experiment(p, err))
        return false;
    note_what_is_elsewhere(p);
    return page_read_series(p, err) && page_read_waits(p, err) && page_read_gantts(p, err) &&
           page_read_access(p, err);
}

static bool is_folder(const char *dir, struct aif_err *err)
{
    struct stat st;
    if (stat(dir, &st) != 0)
        return aif_err_set(err,
                           "%s: no such directory; give that of a campaign (`aifsim run "
                           "EXPERIMENT.yaml --out DIR`)",
                           dir);
    return S_ISDIR(st.st_mode) ||
           aif_err_set(err, "%s: is no directory; give that of a campaign", dir);
}

struct page *page_open(const char *dir, int *status, struct aif_err *err)
{
    struct page *p = calloc(1, sizeof *p);
    if (!p)
        aif_fatal("out of memory");
    *err = (struct aif_err){{0}};
    p->dir = dir;
    p->scratch = AIF_NEW(&p->arena, struct aif_sink, 1);
    *status = EXIT_STATUS_NO_INPUT;
    bool is_read = is_folder(dir, err) && results_open(dir, NULL, &p->results, status, err);
    if (is_read) {
        *status = EXIT_STATUS_DATA;
        is_read = read_all(p, err);
    }
    if (is_read) {
        *status = EXIT_STATUS_OK;
        return p;
    }
    page_close(p);
    return NULL;
}

void page_close(struct page *p)
{
    if (!p)
        return;
    for (uint32_t i = 0; i < p->gantt_count; i++)
        aif_arena_free(&p->gantts[i].arena);
    page_close_experiment(p);
    results_close(&p->results);
    aif_arena_free(&p->arena);
    free(p);
}

static bool keep(void *to, const char *text, size_t bytes)
{
    bytes_put(to, text, bytes);
    return true;
}

/* In a directory of results nothing may remain of a run that is killed but what the next one writes
 * over, so that the page while it is incomplete always has the same name. */
static bool write_into(const struct page *p, const char *path, struct aif_err *err)
{
    struct bytes text = {.data = NULL};
    struct aif_sink sink = {.put = keep, .to = &text};
    page_write_html(p, &sink);
    bool is_written = aif_sink_flush(&sink) && durable_write(path, text.data, text.count, err);
    bytes_free(&text);
    return is_written;
}

bool page_make(const char *dir, int *status, struct aif_err *err)
{
    char path[4096];
    struct page *p = page_open(dir, status, err);
    if (!p)
        return false;
    *status = EXIT_STATUS_IO;
    bool is_made = (snprintf(path, sizeof path, "%s/report.html", dir) < (int)sizeof path ||
                    aif_err_set(err, "%s: the path is too long", dir)) &&
                   write_into(p, path, err);
    page_close(p);
    if (is_made)
        *status = EXIT_STATUS_OK;
    return is_made;
}
