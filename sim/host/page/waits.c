/* How long jobs waited: distributions.csv, as steps. */
#include "host/page/internal.h"

#include "host/page/table.h"

enum column { CELL, COMMUNITY, WAIT, JOBS, COLUMN_COUNT };

static const char *const column_names[COLUMN_COUNT] = {"cell", "community", "wait_s", "jobs"};

static struct page_wait *wait_of(struct page *p, uint32_t cell, struct csv_cell community)
{
    struct page_wait *last = p->wait_count ? &p->waits[p->wait_count - 1] : NULL;
    if (last && last->cell == cell && csv_cell_is(community, last->community))
        return last;
    p->waits = page_grow(&p->arena, p->waits, p->wait_count, &p->wait_capacity, sizeof *p->waits);
    last = &p->waits[p->wait_count++];
    *last = (struct page_wait){
        .cell = cell, .community = aif_arena_text(&p->arena, community.text, community.bytes)};
    return last;
}

static bool take_row(struct page *p, uint32_t cell, const struct page_table *t, struct aif_err *err)
{
    struct page_wait *w = wait_of(p, cell, page_table_cell(t, COMMUNITY));
    w->steps = page_grow(&p->arena, w->steps, w->count, &w->capacity, sizeof *w->steps);
    struct page_step *step = &w->steps[w->count];
    if (!page_table_index(t, WAIT, AIF_NEVER_S, &step->wait_s, err) ||
        !page_table_index(t, JOBS, AIF_NEVER_S, &step->jobs, err))
        return false;
    if (w->count && (step->wait_s <= step[-1].wait_s || step->jobs < step[-1].jobs))
        return page_table_fail(t, step->wait_s <= step[-1].wait_s ? WAIT : JOBS,
                               "steps that ascend, as aifsim run writes them", err);
    w->count++;
    return true;
}

static bool read_rows(struct page *p, struct page_table *t, struct aif_err *err)
{
    uint32_t cell;
    while (page_table_next(t, err)) {
        if (!page_read_cell(p, t, CELL, &cell, err))
            return false;
        if (page_is_drawn(p, cell) && !take_row(p, cell, t, err))
            return false;
    }
    return !*err->text;
}

bool page_read_waits(struct page *p, struct aif_err *err)
{
    const struct page_table_plan plan = {p->dir,       "distributions.csv", column_names,
                                         COLUMN_COUNT, COLUMN_COUNT,        p->is_partial};
    struct page_table *t = AIF_NEW(&p->arena, struct page_table, 1);
    bool is_read = page_table_open(t, &plan, err) && read_rows(p, t, err);
    if (is_read && !t->is_there)
        page_leave_out(p, "there are no distributions of waits: the directory has no "
                          "distributions.csv");
    page_table_close(t);
    return is_read;
}

void page_write_waits(const struct page *p, struct page_json *j)
{
    page_json_open(j, "waits", '[');
    for (uint32_t i = 0; i < p->wait_count; i++) {
        const struct page_wait *w = &p->waits[i];
        page_json_open(j, NULL, '{');
        page_json_int(j, "cell", w->cell);
        page_json_text(j, "community", w->community);
        page_json_open(j, "wait_s", '[');
        for (uint32_t k = 0; k < w->count; k++)
            page_json_int(j, NULL, w->steps[k].wait_s);
        page_json_close(j, ']');
        page_json_open(j, "jobs", '[');
        for (uint32_t k = 0; k < w->count; k++)
            page_json_int(j, NULL, w->steps[k].jobs);
        page_json_close(j, ']');
        page_json_close(j, '}');
    }
    page_json_close(j, ']');
}
