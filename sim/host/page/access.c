/* What became of proposals and grants: access.csv as it is, without the lines of single grants. */
#include "host/page/internal.h"

#include "host/page/table.h"

#include <string.h>

enum column { CELL, BY, COLUMN_COUNT };

static const char *const column_names[COLUMN_COUNT] = {"cell", "by"};

static void take_row(struct page *p, const struct csv_row *row)
{
    for (unsigned i = 0; i < row->count; i++) {
        p->access = page_grow(&p->arena, p->access, p->access_count, &p->access_capacity,
                              sizeof *p->access);
        p->access[p->access_count++] =
            aif_arena_text(&p->arena, row->cells[i].text, row->cells[i].bytes);
    }
}

static bool read_rows(struct page *p, struct page_table *t, struct aif_err *err)
{
    uint32_t cell;
    uint64_t grants = 0;
    p->access_width = t->width;
    take_row(p, &t->header);
    while (page_table_next(t, err)) {
        if (!page_read_cell(p, t, CELL, &cell, err))
            return false;
        bool is_grant = csv_cell_is(page_table_cell(t, BY), "project");
        grants += is_grant;
        if (!is_grant && cell < p->cell_count)
            take_row(p, &t->row);
    }
    if (!*err->text && grants)
        page_leave_out(p, "single grants are in access.csv only: %llu lines by project",
                       (unsigned long long)grants);
    return !*err->text;
}

bool page_read_access(struct page *p, struct aif_err *err)
{
    const struct page_table_plan plan = {p->dir,       "access.csv", column_names,
                                         COLUMN_COUNT, COLUMN_COUNT, p->is_partial};
    struct page_table *t = AIF_NEW(&p->arena, struct page_table, 1);
    bool is_read = page_table_open(t, &plan, err) && (!t->is_there || read_rows(p, t, err));
    page_table_close(t);
    return is_read;
}

/* Whether JSON takes the text as a number, and would give it back as it is. */
static bool is_number(const char *text)
{
    size_t sign = *text == '-', whole = strspn(text + sign, "0123456789");
    const char *rest = text + sign + whole;
    if (!whole || whole > 15 || (whole > 1 && text[sign] == '0'))
        return false;
    return !*rest || (*rest == '.' && rest[1] && !rest[1 + strspn(rest + 1, "0123456789")]);
}

static bool is_name(const char *column)
{
    static const char *const names[] = {"site", "trace",     "policy", "by",
                                        "name", "community", "mode",   "country"};
    for (size_t i = 0; i < AIF_COUNT(names); i++)
        if (strcmp(column, names[i]) == 0)
            return true;
    return false;
}

static void write_row(const struct page *p, uint32_t first, struct page_json *j)
{
    page_json_open(j, NULL, '[');
    for (uint32_t i = 0; i < p->access_width; i++) {
        const char *text = p->access[first + i];
        if (first && !is_name(p->access[i]) && is_number(text))
            page_json_word(j, NULL, text);
        else
            page_json_text(j, NULL, text);
    }
    page_json_close(j, ']');
}

void page_write_access(const struct page *p, struct page_json *j)
{
    if (!p->access) {
        page_json_word(j, "access", "null");
        return;
    }
    page_json_open(j, "access", '{');
    page_json_open(j, "columns", '[');
    for (uint32_t i = 0; i < p->access_width; i++)
        page_json_text(j, NULL, p->access[i]);
    page_json_close(j, ']');
    page_json_open(j, "rows", '[');
    for (uint32_t i = p->access_width; i < p->access_count; i += p->access_width)
        write_row(p, i, j);
    page_json_close(j, ']');
    page_json_close(j, '}');
}
