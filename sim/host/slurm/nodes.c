/* NodeName lines, with their defaults, and node sets. */
#include "base/hostlist.h"
#include "host/slurm/import.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CPUS = 65536 };

static uint32_t or_one(uint32_t n)
{
    return n ? n : 1;
}

uint32_t slurm_node_sockets(const struct slurm_node_line *line)
{
    if (line->sockets)
        return line->sockets;
    if (line->sockets_per_board)
        return line->sockets_per_board * or_one(line->boards);
    /* CPUs alone: each is a socket of one core, unless more is said. */
    if (line->cpus && !line->cores_per_socket && !line->threads)
        return 1;
    uint32_t rest = or_one(line->cores_per_socket) * or_one(line->threads);
    return line->cpus ? or_one(line->cpus / rest) : 1;
}

/* What jobs may have.  A node that is said to have as many CPUs as cores gives cores. */
uint32_t slurm_node_cpus(const struct slurm_node_line *line)
{
    uint32_t cores = slurm_node_sockets(line) * or_one(line->cores_per_socket);
    uint32_t cpus = line->cpus ? line->cpus : cores * or_one(line->threads);
    uint32_t per_core = cpus > cores ? or_one(line->threads) : 1;
    uint32_t reserved = line->reserved_cores * per_core;
    return cpus > reserved ? cpus - reserved : 0;
}

/* "4", "4(S:0-1)", "4(IDX:0-3)". */
static bool gpu_count(const char *text, uint32_t *out)
{
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    unsigned long n = strtoul(text, &end, 10);
    *out = n > 1024 ? 1024 : (uint32_t)n;
    return *end == '\0' || *end == '(';
}

static void note_gres(struct slurm_import *im, const struct slurm_node_line *line, const char *item)
{
    if (im)
        slurm_note(im, &(struct slurm_note){.kind = SLURM_NOTE_NOT_MODELLED,
                                            .name = "Gres",
                                            .value = item,
                                            .meaning = "only GPUs are resources of a node",
                                            .at = line->at});
}

/* One of "gpu:4", "gpu:h100:4", "gpu", "nic:2". */
static uint32_t gres_item(const struct slurm_node_line *line, char *item, const char **model,
                          struct slurm_import *im)
{
    uint32_t count = 0;
    char *type = strchr(item, ':');
    if (strncmp(item, "gpu", 3) != 0 || (item[3] != ':' && item[3] != '\0')) {
        note_gres(im, line, item);
        return 0;
    }
    if (!type)
        return 1;
    char *number = strchr(type + 1, ':');
    /* The colon of "(S:0-1)" is not the one before a number. */
    char *remark = strchr(item, '(');
    if (number && remark && number > remark)
        number = NULL;
    if (!number)
        return gpu_count(type + 1, &count) ? count : 1;
    *number = '\0';
    if (im && !*model)
        *model = aif_arena_text(&im->arena, type + 1, strlen(type + 1));
    else if (im && strcmp(*model, type + 1) != 0)
        note_gres(im, line, type + 1);
    return gpu_count(number + 1, &count) ? count : 0;
}

uint32_t slurm_node_gpus(const struct slurm_node_line *line, const char **model,
                         struct slurm_import *im)
{
    char item[128];
    uint32_t sum = 0;
    *model = NULL;
    if (!line->gres || slurm_is_unset(line->gres))
        return 0;
    /* "gpu:4(S:0,2)": commas in brackets do not separate. */
    size_t used = 0;
    int depth = 0;
    for (const char *p = line->gres;; p++) {
        if (*p == '\0' || (*p == ',' && depth == 0)) {
            item[used] = '\0';
            if (used)
                sum += gres_item(line, item, model, im);
            used = 0;
            if (*p == '\0')
                break;
            continue;
        }
        depth += (*p == '(') - (*p == ')');
        if (used + 1 < sizeof item)
            item[used++] = *p;
    }
    return sum > 1024 ? 1024 : sum;
}

static bool read_keys(struct slurm_import *im, const struct slurm_line *from,
                      struct slurm_node_line *to, struct aif_err *err)
{
    for (uint32_t i = 0; i < from->count; i++) {
        const struct slurm_pair *pair = &from->pairs[i];
        enum slurm_kind kind;
        /* GresUsed and the like of scontrol are not Gres. */
        const struct slurm_given given = {pair->key, pair->key, pair->value, pair->at};
        if (!slurm_setting_apply(slurm_node_settings, &given, to, &im->report, &kind))
            return slurm_fail(err, &pair->value_at, "%s: expected %s, found '%.80s'", pair->key,
                              slurm_kind_text(kind), pair->value);
    }
    return true;
}

static bool check_line(const struct slurm_node_line *line, const char *name, struct aif_err *err)
{
    const uint32_t parts[] = {
        line->cpus,   line->boards, line->sockets, line->sockets_per_board, line->cores_per_socket,
        line->threads};
    uint64_t product = 1;
    for (size_t i = 0; i < AIF_COUNT(parts); i++) {
        if (parts[i] > MOST_CPUS)
            return slurm_fail(err, &line->at, "%.80s: expected at most %d CPUs, found %u", name,
                              MOST_CPUS, parts[i]);
        product *= i > 0 ? or_one(parts[i]) : 1;
        if (product > MOST_CPUS)
            return slurm_fail(err, &line->at, "%.80s: expected at most %d CPUs", name, MOST_CPUS);
    }
    if (slurm_node_cpus(line) == 0)
        return slurm_fail(err, &line->at, "%.80s: no CPUs are left for jobs", name);
    if (line->mem_mib >= UINT32_MAX)
        return slurm_fail(err, &line->at, "%.80s: RealMemory is too large", name);
    return true;
}

static uint32_t add_line(struct slurm_nodes *n, struct aif_arena *a,
                         const struct slurm_node_line *line)
{
    if (n->line_count == n->line_capacity) {
        n->line_capacity = n->line_capacity ? 2 * n->line_capacity : 16;
        struct slurm_node_line *lines = AIF_NEW(a, struct slurm_node_line, n->line_capacity);
        if (n->line_count)
            memcpy(lines, n->lines, n->line_count * sizeof *lines);
        n->lines = lines;
    }
    n->lines[n->line_count] = *line;
    return n->line_count++;
}

static void add_node(struct slurm_nodes *n, struct aif_arena *a, const char *name, uint32_t line)
{
    uint32_t node = aif_names_intern(&n->names, a, name, strlen(name));
    if (node == n->capacity) {
        n->capacity = n->capacity ? 2 * n->capacity : 64;
        uint32_t *line_of = AIF_NEW(a, uint32_t, n->capacity);
        if (node)
            memcpy(line_of, n->line_of, node * sizeof *line_of);
        n->line_of = line_of;
    }
    n->line_of[node] = line;
}

static bool add_nodes(struct slurm_import *im, const struct slurm_pair *name,
                      const struct slurm_node_line *line, struct aif_err *err)
{
    struct hostlist list;
    struct aif_err why;
    if (!hostlist_expand(name->value, &im->arena, &list, &why)) {
        struct slurm_place at = name->value_at;
        at.column += (uint32_t)list.error_at;
        return slurm_fail(err, &at, "NodeName: %s", why.text);
    }
    if (list.count == 0)
        return slurm_fail(err, &name->value_at, "NodeName: expected names of nodes, found none");
    uint32_t number = add_line(&im->nodes, &im->arena, line);
    for (uint32_t i = 0; i < list.count; i++) {
        if (aif_names_find(&im->nodes.names, list.names[i]) != AIF_NONE)
            return slurm_fail(err, &name->value_at, "NodeName: node %.80s is defined twice",
                              list.names[i]);
        if (im->nodes.names.count == HOSTLIST_MOST)
            return slurm_fail(err, &name->value_at, "more than %d nodes", HOSTLIST_MOST);
        add_node(&im->nodes, &im->arena, list.names[i], number);
    }
    return true;
}

static void add_set(struct slurm_import *im, const struct slurm_line *line)
{
    struct slurm_nodes *n = &im->nodes;
    const struct slurm_pair *nodes = slurm_line_find(line, "Nodes");
    const struct slurm_pair *feature = slurm_line_find(line, "Feature");
    if (!nodes && !feature)
        return;
    if (n->set_count == n->set_capacity) {
        n->set_capacity = n->set_capacity ? 2 * n->set_capacity : 8;
        struct slurm_pair *sets = AIF_NEW(&im->arena, struct slurm_pair, n->set_capacity);
        if (n->set_count)
            memcpy(sets, n->sets, n->set_count * sizeof *sets);
        n->sets = sets;
    }
    struct slurm_pair set = nodes ? *nodes : *feature;
    set.key = line->pairs[0].value;
    /* A set of a feature is told by a mark that no host list has. */
    if (!nodes) {
        char *marked = AIF_NEW(&im->arena, char, strlen(set.value) + 2);
        marked[0] = '&';
        memcpy(marked + 1, set.value, strlen(set.value));
        set.value = marked;
    }
    n->sets[n->set_count++] = set;
}

bool slurm_read_nodes(struct slurm_import *im, const struct slurm_lines *lines, struct aif_err *err)
{
    struct slurm_node_line defaults = {.weight = 1};
    for (uint32_t i = 0; i < lines->count; i++) {
        const struct slurm_line *from = &lines->lines[i];
        const struct slurm_pair *name = &from->pairs[0];
        if (slurm_is_same(name->key, "NodeSet"))
            add_set(im, from);
        if (!slurm_is_same(name->key, "NodeName"))
            continue;
        struct slurm_node_line line = defaults;
        line.at = name->at;
        if (!read_keys(im, from, &line, err))
            return false;
        if (slurm_is_same(name->value, "DEFAULT")) {
            defaults = line;
            continue;
        }
        if (!check_line(&line, name->value, err) || !add_nodes(im, name, &line, err))
            return false;
    }
    return true;
}
