/* A site as tables, lines or JSON. */
#include "host/command/show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_KEY = 300, LONGEST_VALUE = 2000, WIDEST_VALUE = 40 };

struct show_totals show_totals_of(const struct aif_machine *m, uint64_t class_mask)
{
    struct show_totals t = {.cores = m->procs};
    for (uint32_t i = 0; i < m->class_count; i++) {
        const struct aif_class *c = &m->classes[i];
        if (!(class_mask >> i & 1))
            continue;
        t.nodes += c->node_count;
        t.gpus += (uint64_t)c->node_count * c->shape.gpus;
        t.cores += (uint64_t)c->node_count * c->shape.cores;
    }
    return t;
}

/* One line for each figure, in the order of the file. */
struct figure_line {
    FILE *to;
    int key_width, value_width;
    bool is_measured; /* only find the widths */
    bool is_plain;
};

static int characters(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static void put_padded(FILE *to, const char *text, int width)
{
    fprintf(to, "%s%*s  ", text, width > characters(text) ? width - characters(text) : 0, "");
}

/* Scalars of a list, joined by commas; false if there is none. */
static bool join(const struct conf_node *n, char *to, size_t bytes)
{
    size_t used = 0;
    if (n->kind == CONF_KIND_SCALAR)
        used = (size_t)snprintf(to, bytes, "%s", n->text);
    for (const struct conf_node *item = n->first; item && used < bytes; item = item->next)
        used += (size_t)snprintf(to + used, bytes - used, "%s%s", used ? "," : "", item->text);
    return used > 0;
}

static void put_line(struct figure_line *line, const char *key, const struct conf_node *n)
{
    char value[LONGEST_VALUE];
    const struct conf_node *published = n->is_figure ? conf_get(n, "published") : NULL;
    const struct conf_node *note = published      ? published
                                   : n->is_figure ? conf_get(n, "assumed")
                                                  : NULL;
    const char *flag = published ? "published" : note ? "assumed" : "stated";
    if (!join(conf_value(n), value, sizeof value))
        return;
    if (line->is_measured) {
        int width = characters(value);
        line->key_width = characters(key) > line->key_width ? characters(key) : line->key_width;
        if (width > line->value_width && width <= WIDEST_VALUE)
            line->value_width = width;
    } else if (line->is_plain) {
        fprintf(line->to, "%s|%s|%s|%s\n", key, value, flag, note ? note->text : "");
    } else {
        put_padded(line->to, key, line->key_width);
        put_padded(line->to, value, line->value_width);
        fprintf(line->to, "%-9s  %s\n", flag, note ? note->text : "");
    }
}

/* Figures, and what else a centre chose: all that has or may have a source. */
static void put_figures(struct figure_line *line, const char *prefix, const struct conf_node *map)
{
    for (const struct conf_node *n = map->first; n; n = n->next) {
        char key[LONGEST_KEY];
        snprintf(key, sizeof key, "%s%s%s", prefix, *prefix ? "." : "", n->key ? n->key : "");
        if (n->is_figure || (n->field->may_be_figure && !n->is_default))
            put_line(line, key, n);
        else if (n->kind == CONF_KIND_MAP)
            put_figures(line, key, n);
        /* The associations of a user: mostly one. */
        else if (n->kind == CONF_KIND_LIST)
            for (const struct conf_node *item = n->first; item; item = item->next)
                if (item->kind == CONF_KIND_MAP)
                    put_figures(line, key, item);
    }
}

static void put_duration(FILE *to, int64_t s)
{
    if (!s)
        fprintf(to, "  %10s", "-");
    else if (s % 3600 == 0)
        fprintf(to, "  %9" PRId64 "h", s / 3600);
    else
        fprintf(to, "  %9" PRId64 "s", s);
}

static void put_classes(FILE *to, const struct aif_machine *m)
{
    fprintf(to, "\n%-14s %7s %6s %-10s %6s %9s %7s %7s   (of a node)\n", "CLASS", "NODES", "GPUS",
            "MODEL", "CORES", "MEM_GIB", "IDLE_W", "MAX_W");
    for (uint32_t i = 0; i < m->class_count; i++) {
        const struct aif_class *c = &m->classes[i];
        fprintf(to, "%-14s %7u %6u %-10s %6u %9u %7u %7u\n", c->name, c->node_count, c->shape.gpus,
                *c->gpu_model ? c->gpu_model : "-", c->shape.cores, c->shape.mem_mib / 1024,
                c->idle_w, c->max_w);
    }
}

static void put_partitions(FILE *to, const struct site *s)
{
    static const char *const units[] = {
        [AIF_UNIT_GPU] = "gpu", [AIF_UNIT_CORE] = "core", [AIF_UNIT_NODE] = "node"};
    const struct aif_machine *m = &s->machine;
    const struct conf_node *table = conf_get(s->doc.root, "partitions");
    fprintf(to, "\n%-14s %7s %7s %9s %-5s %10s %10s %-6s  %s\n", "PARTITION", "NODES", "GPUS",
            "CORES", "UNIT", "DEFAULT", "LONGEST", "NODES", "SUMMARY");
    for (uint32_t i = 0; i < m->partition_count; i++) {
        const struct aif_partition *p = &m->partitions[i];
        struct show_totals t = show_totals_of(m, p->class_mask);
        fprintf(to, "%-14s %7" PRIu64 " %7" PRIu64 " %9" PRIu64 " %-5s", p->name, t.nodes, t.gpus,
                t.cores, units[p->unit]);
        put_duration(to, p->default_limit_s);
        put_duration(to, p->max_limit_s);
        fprintf(to, " %-6s  %s\n", p->is_exclusive ? "whole" : "shared",
                conf_text(conf_get(table, p->name), "summary"));
    }
}

static void put_amount(FILE *to, int64_t amount)
{
    if (amount == AIF_UNLIMITED)
        fprintf(to, "  %10s", "-");
    else
        fprintf(to, "  %10" PRId64, amount);
}

static void put_qos(FILE *to, const struct aif_centre *c)
{
    if (!c->qos_count)
        return;
    fprintf(to, "\n%-18s  %10s  %10s  %10s  %10s  %10s  %10s\n", "QOS", "PRIORITY", "MAX_TIME",
            "MAX_NODES", "MAX_CORES", "USER_JOBS", "GRP_NODES");
    for (uint32_t i = 0; i < c->qos_count; i++) {
        const struct aif_limits *l = &c->qos[i].limits;
        fprintf(to, "%-18s  %10" PRId64, c->qos[i].name, c->qos[i].priority);
        put_duration(to, l->max_wall_s > 0 ? l->max_wall_s : 0);
        put_amount(to, l->max_tres_per_job.of[AIF_TRES_NODE]);
        put_amount(to, l->max_tres_per_job.of[AIF_TRES_CPU]);
        put_amount(to, l->max_jobs_per_user);
        put_amount(to, l->grp_tres.of[AIF_TRES_NODE]);
        putc('\n', to);
    }
}

/* Users in parentheses, each level two blanks further in. */
static void put_accounts(FILE *to, const struct site *s)
{
    const struct aif_accounts *t = &s->centre.accounts;
    struct aif_arena scratch = {0};
    int *depth = AIF_NEW(&scratch, int, (size_t)t->count + 1);
    if (t->count)
        fprintf(to, "\n%-32s %10s  %-12s\n", "ACCOUNT (USER)", "SHARES", "PARTITION");
    for (uint32_t i = 0; i < t->count; i++) {
        const struct aif_assoc *a = &t->assocs[i];
        char name[120], shares[16] = "parent";
        depth[i] = i ? depth[a->parent] + 1 : 0;
        snprintf(name, sizeof name, "%*s%s%.80s%s", 2 * depth[i], "", a->is_user ? "(" : "",
                 a->name, a->is_user ? ")" : "");
        if (!a->has_parent_share)
            snprintf(shares, sizeof shares, "%u", a->shares);
        put_padded(to, name, 30);
        fprintf(to, " %10s  %s\n", shares,
                a->partition == AIF_NONE ? "-" : s->machine.partitions[a->partition].name);
    }
    aif_arena_free(&scratch);
}

static void put_reservations(FILE *to, const struct aif_centre *c)
{
    char start[32], end[32];
    if (c->reservation_count)
        fprintf(to, "\n%-18s  %12s  %12s  %8s  %-20s  %s\n", "RESERVATION", "START_S", "END_S",
                "NODES", "USERS", "ACCOUNTS");
    for (uint32_t i = 0; i < c->reservation_count; i++) {
        const struct aif_reservation *r = &c->reservations[i];
        site_time_text(r->start_s, start);
        site_time_text(r->end_s, end);
        fprintf(to, "%-18s  %12s  %12s  %8u  %-20s  %s\n", r->name, start, end, r->node_count,
                *r->users ? r->users : "-", *r->accounts ? r->accounts : "-");
    }
}

/* "TITLE, PLACE; operated by OPERATOR", as far as they are stated. */
static void put_title(FILE *to, const struct site *s)
{
    const struct conf_node *root = s->doc.root;
    const char *title = conf_text(root, "title"), *place = conf_text(root, "place");
    const char *by = conf_text(root, "operator");
    fprintf(to, "%s%s%s%s%s%s%s\n", s->machine.name, *title ? ": " : "", title, *place ? ", " : "",
            place, *by ? "; operated by " : "", by);
}

void show_tables(const struct site *s, FILE *to)
{
    const struct aif_machine *m = &s->machine;
    struct show_totals t = show_totals_of(m, UINT64_MAX);
    if (!s->doc.root) {
        fprintf(to, "%s: a plain pool of %u processors\n", m->name, m->procs);
        return;
    }
    put_title(to, s);
    fprintf(to, "%" PRIu64 " nodes, %" PRIu64 " GPUs, %" PRIu64 " cores; from %s\n", t.nodes,
            t.gpus, t.cores, s->path);
    put_classes(to, m);
    put_partitions(to, s);
    put_qos(to, &s->centre);
    put_accounts(to, s);
    put_reservations(to, &s->centre);
    struct figure_line line = {.to = to, .key_width = 6, .value_width = 5, .is_measured = true};
    put_figures(&line, "", s->doc.root);
    line.is_measured = false;
    putc('\n', to);
    put_padded(to, "FIGURE", line.key_width);
    put_padded(to, "VALUE", line.value_width);
    fprintf(to, "%-9s  %s\n", "FLAG", "SOURCE OR REASON");
    put_figures(&line, "", s->doc.root);
}

void show_lines(const struct site *s, bool has_no_header, FILE *to)
{
    struct show_totals t = show_totals_of(&s->machine, UINT64_MAX);
    if (!has_no_header)
        fprintf(to, "FIGURE|VALUE|FLAG|SOURCE\n");
    fprintf(to, "total.nodes|%" PRIu64 "|derived|sum over the node classes\n", t.nodes);
    fprintf(to, "total.gpus|%" PRIu64 "|derived|sum over the node classes\n", t.gpus);
    fprintf(to, "total.cores|%" PRIu64 "|derived|sum over the node classes\n", t.cores);
    struct figure_line line = {.to = to, .is_plain = true};
    if (s->doc.root)
        put_figures(&line, "", s->doc.root);
}

static bool put_file(void *to, const char *text, size_t bytes)
{
    return fwrite(text, 1, bytes, to) == bytes;
}

void show_json(const struct site *s, FILE *to)
{
    struct show_totals t = show_totals_of(&s->machine, UINT64_MAX);
    fprintf(to,
            "{\"totals\": {\"nodes\": %" PRIu64 ", \"gpus\": %" PRIu64 ", \"cores\": %" PRIu64
            "},\n\"site\": ",
            t.nodes, t.gpus, t.cores);
    struct aif_sink sink;
    sink.put = put_file;
    sink.to = to;
    sink.has_failed = false;
    sink.used = 0;
    if (s->doc.root)
        conf_write_json(&sink, s->doc.root);
    else
        aif_sink_text(&sink, "null\n");
    aif_sink_flush(&sink);
    fprintf(to, "}\n");
}
