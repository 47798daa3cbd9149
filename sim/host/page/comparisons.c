/* Policies side by side, and what is said about them. */
#include "host/page/internal.h"

#include <stdio.h>
#include <string.h>

/* Rows of results that are compared with each other: of one site, trace and community; or, of
 * variants of a site, of one policy too. */
struct case_list {
    struct aif_arena arena;
    struct aif_names names;
    uint32_t *firsts, *counts, *nexts; /* by case, by case, by row */
};

/* One comparison under way. */
struct writer {
    const struct page *page;
    struct page_json *j;
    struct comparison made;
    struct comparison_plan plan;
    uint32_t lines;                    /* of the comparison */
    const struct comparison_row *said; /* whose difference in the first metric has been said */
};

static void name_case(const struct results_cell *c, bool is_by_site, char *to, size_t room)
{
    snprintf(to, room, "%s\n%s\n%s\n%s", is_by_site ? c->base : c->site, c->trace,
             is_by_site ? c->policy : "", c->community);
}

static void list_cases(const struct results *r, bool is_by_site, struct case_list *list)
{
    char name[1200];
    *list = (struct case_list){.firsts = NULL};
    list->firsts = AIF_NEW(&list->arena, uint32_t, r->count + 1);
    list->counts = AIF_NEW(&list->arena, uint32_t, r->count + 1);
    list->nexts = AIF_NEW(&list->arena, uint32_t, r->count + 1);
    uint32_t *lasts = AIF_NEW(&list->arena, uint32_t, r->count + 1);
    for (uint32_t i = 0; i < r->count; i++) {
        name_case(&r->cells[i], is_by_site, name, sizeof name);
        uint32_t k = aif_names_intern(&list->names, &list->arena, name, strlen(name));
        if (list->counts[k]++)
            list->nexts[lasts[k]] = i;
        else
            list->firsts[k] = i;
        lasts[k] = i;
    }
}

static void write_mean(struct page_json *j, const char *key, const struct comparison_row *row,
                       int64_t sum, uint32_t n)
{
    unsigned digits = aif_column_at(row->column)->digits;
    const int64_t nano = 1000000000;
    if (n)
        page_json_ratio(j, key, sum, (digits ? nano : 1) * n, digits ? digits : 3);
    else
        page_json_word(j, key, "null");
}

static void open_bootstrap(struct page_json *j, const char *key, const struct comparison_row *row,
                           const struct bootstrap *b)
{
    page_json_open(j, key, '{');
    write_mean(j, "mean", row, b->sum, b->n);
    write_mean(j, "low", row, b->low_sum, b->n < 2 ? 0 : b->n);
    write_mean(j, "high", row, b->high_sum, b->n < 2 ? 0 : b->n);
    page_json_int(j, "n", b->n);
}

static void write_value(struct page_json *j, const struct comparison_row *row)
{
    if (!row->mean.n) {
        page_json_word(j, NULL, "null");
        return;
    }
    open_bootstrap(j, NULL, row, &row->mean);
    if (row->difference.n) {
        open_bootstrap(j, "diff", row, &row->difference);
        page_json_close(j, '}');
    } else {
        page_json_word(j, "diff", "null");
    }
    page_json_close(j, '}');
}

static void write_rows(struct writer *w)
{
    const struct page *p = w->page;
    const struct comparison *c = &w->made;
    page_json_open(w->j, "rows", '[');
    for (uint32_t i = 0; i < c->count; i += (uint32_t)c->column_count) {
        page_json_open(w->j, NULL, '{');
        page_json_int(w->j, "policy", aif_names_find(&p->policy_names, c->rows[i].policy));
        page_json_int(w->j, "site", aif_names_find(&p->site_names, c->rows[i].site));
        page_json_open(w->j, "values", '[');
        for (size_t m = 0; m < c->column_count; m++)
            write_value(w->j, &c->rows[i + m]);
        page_json_close(w->j, ']');
        page_json_close(w->j, '}');
    }
    page_json_close(w->j, ']');
}

/* A sentence under way. */
struct sentence {
    char text[1024];
    size_t used;
};

static bool put_in_sentence(void *to, const char *text, size_t bytes)
{
    struct sentence *s = to;
    if (s->used + bytes >= sizeof s->text)
        bytes = sizeof s->text - 1 - s->used;
    memcpy(s->text + s->used, text, bytes);
    s->used += bytes;
    s->text[s->used] = '\0';
    return true;
}

static struct aif_sink *begin_sentence(const struct writer *w, struct sentence *s)
{
    struct aif_sink *sink = w->page->scratch;
    s->used = 0;
    s->text[0] = '\0';
    sink->put = put_in_sentence;
    sink->to = s;
    return sink;
}

static void end_sentence(struct writer *w, const struct sentence *s)
{
    aif_sink_flush(w->page->scratch);
    page_json_text(w->j, NULL, s->text);
}

static const char *contender_of(const struct writer *w, const struct comparison_row *row)
{
    return w->plan.is_by_site ? row->site : row->policy;
}

/* A mean as whole part and rest, of n. */
static int64_t whole_part(const struct bootstrap *b, uint64_t *rest)
{
    int64_t n = b->n, whole = b->sum / n, left = b->sum % n;
    *rest = (uint64_t)(left < 0 ? left + n : left);
    return whole - (left < 0);
}

/* Whether a's mean is less than b's, or greater; exact, though they may be of unlike numbers of
 * seeds. */
static bool is_better(const struct comparison_row *a, const struct comparison_row *b, bool is_more)
{
    uint64_t rest_a, rest_b;
    int64_t whole_a = whole_part(&a->mean, &rest_a), whole_b = whole_part(&b->mean, &rest_b);
    rest_a *= b->mean.n;
    rest_b *= a->mean.n;
    bool is_less = whole_a < whole_b || (whole_a == whole_b && rest_a < rest_b);
    bool is_same = whole_a == whole_b && rest_a == rest_b;
    return !is_same && is_less != is_more;
}

/* The best mean of a metric, and how many have it; NULL: nobody has any. */
static const struct comparison_row *find_best(const struct comparison *c, size_t m, uint32_t *ties)
{
    const struct comparison_row *best = NULL;
    bool is_more = comparison_more_is_better(aif_column_at(c->rows[m].column));
    for (uint32_t i = (uint32_t)m; i < c->count; i += (uint32_t)c->column_count) {
        const struct comparison_row *row = &c->rows[i];
        if (!row->mean.n)
            continue;
        if (best && !is_better(row, best, is_more)) {
            *ties += !is_better(best, row, is_more);
            continue;
        }
        best = row;
        *ties = 1;
    }
    return best;
}

/* Which is best, and whether that is more than chance. */
static void say_best(struct writer *w, size_t m)
{
    uint32_t ties = 0;
    struct sentence text;
    const struct comparison_row *best = find_best(&w->made, m, &ties);
    if (!best || w->lines < 2)
        return;
    size_t column = best->column;
    bool is_more = comparison_more_is_better(aif_column_at(column));
    struct aif_sink *s = begin_sentence(w, &text);
    aif_sink_format(s, "%s %s: ", is_more ? "Highest" : "Lowest", page_metric_label(column));
    comparison_write_mean(s, column, best->mean.sum, best->mean.n);
    const char *unit = page_metric_unit(column);
    aif_sink_format(s, "%s%s", *unit ? " " : "", unit);
    if (ties == w->lines)
        aif_sink_text(s, ", the same for all.");
    else if (ties > 1)
        aif_sink_format(s, ", of %s and %u more.", contender_of(w, best), ties - 1);
    else
        aif_sink_format(s, ", of %s%s.", contender_of(w, best),
                        best->is_baseline ? ", with which the others are compared" : "");
    end_sentence(w, &text);
    if (ties == w->lines || !best->difference.n)
        return;
    if (m == 0)
        w->said = best;
    comparison_write_sentence(&w->made, best, begin_sentence(w, &text));
    end_sentence(w, &text);
}

/* All differences of a metric, but the one that has been said. */
static void say_differences(struct writer *w, size_t m)
{
    struct sentence text;
    const struct comparison *c = &w->made;
    for (uint32_t i = (uint32_t)m; i < c->count; i += (uint32_t)c->column_count) {
        if (!c->rows[i].difference.n || &c->rows[i] == w->said)
            continue;
        comparison_write_sentence(c, &c->rows[i], begin_sentence(w, &text));
        end_sentence(w, &text);
    }
}

static void write_sentences(struct writer *w)
{
    char caution[512], text[600];
    page_json_open(w->j, "sentences", '[');
    for (size_t m = 0; m < w->page->metrics.leading; m++)
        say_best(w, m);
    say_differences(w, 0);
    if (w->lines > 1 && comparison_caution(&w->made, caution, sizeof caution)) {
        snprintf(text, sizeof text, "Note: %s.", caution);
        page_json_text(w->j, NULL, text);
    }
    page_json_close(w->j, ']');
}

static void write_comparison(struct writer *w)
{
    const struct comparison_row *first = &w->made.rows[0];
    uint32_t baseline = 0;
    for (uint32_t i = 0; i < w->lines; i++)
        if (w->made.rows[i * w->made.column_count].is_baseline)
            baseline = i;
    const struct page *p = w->page;
    uint32_t site = aif_names_find(&p->site_names, first->site);
    if (w->plan.is_by_site)
        site = aif_names_find(&p->site_names, p->sites[site].base);
    page_json_open(w->j, NULL, '{');
    page_json_text(w->j, "by", w->plan.is_by_site ? "site" : "policy");
    page_json_int(w->j, "site", site);
    page_json_int(w->j, "trace", aif_names_find(&p->trace_names, first->trace));
    page_json_text(w->j, "community", first->community);
    page_json_int(w->j, "baseline", baseline);
    write_rows(w);
    write_sentences(w);
    page_json_close(w->j, '}');
}

/* Rows of one case. */
static void write_case(const struct page *p, const struct case_list *list, uint32_t k,
                       bool is_by_site, struct page_json *j)
{
    struct aif_arena arena = {0};
    struct results some = {.cells = AIF_NEW(&arena, struct results_cell, list->counts[k])};
    for (uint32_t i = list->firsts[k]; some.count < list->counts[k]; i = list->nexts[i])
        some.cells[some.count++] = p->results.cells[i];
    const char *baseline = is_by_site ? NULL : p->policy_names.texts[0];
    struct writer w = {.page = p,
                       .j = j,
                       .plan = {.columns = p->metrics.columns,
                                .column_count = p->metrics.count,
                                .baseline = baseline,
                                .is_by_site = is_by_site,
                                .seed = 1}};
    comparison_make(&some, &w.plan, &w.made);
    w.lines = w.made.count / (uint32_t)w.made.column_count;
    write_comparison(&w);
    aif_arena_free(&w.made.arena);
    aif_arena_free(&arena);
}

static void write_cases(const struct page *p, bool is_by_site, struct page_json *j)
{
    struct case_list list;
    list_cases(&p->results, is_by_site, &list);
    for (uint32_t k = 0; k < list.names.count; k++)
        write_case(p, &list, k, is_by_site, j);
    aif_arena_free(&list.arena);
}

void page_write_comparisons(const struct page *p, struct page_json *j)
{
    bool has_variants = false;
    for (uint32_t i = 0; i < p->site_names.count; i++)
        has_variants |= strcmp(p->sites[i].base, p->site_names.texts[i]) != 0;
    page_json_open(j, "comparisons", '[');
    if (p->metrics.count) {
        write_cases(p, false, j);
        if (has_variants)
            write_cases(p, true, j);
    }
    page_json_close(j, ']');
}
