/* Nodes to node classes: nodes of a class have the same shape, weight, features and partitions.
 * Neighbours in the file stay neighbours where the number of classes allows it, because Slurm
 * prefers consecutive nodes. */
#include "base/hostlist.h"
#include "host/files/bytes.h"
#include "host/slurm/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What decides the class of a node. */
struct kind {
    struct aif_shape shape;
    uint32_t weight, sockets;
    const char *model, *features;
};

struct sorter {
    struct slurm_import *im;
    struct kind *kinds;   /* per node line */
    uint64_t *partitions; /* bits, per node; `words` of them */
    uint32_t words;
    uint32_t *class_of; /* per node; AIF_NONE: left out */
    uint32_t *first_of; /* a node of each class */
    uint32_t class_count;
};

static void mark(struct sorter *s, uint32_t node, uint32_t partition)
{
    s->partitions[(size_t)node * s->words + partition / 64] |= UINT64_C(1) << partition % 64;
}

static bool has_feature(const char *features, const char *wanted)
{
    char item[128];
    for (const char *next = features; slurm_item(&next, item, sizeof item);)
        if (strcmp(item, wanted) == 0)
            return true;
    return false;
}

static void mark_feature(struct sorter *s, uint32_t partition, const char *feature)
{
    for (uint32_t i = 0; i < s->im->nodes.names.count; i++)
        if (has_feature(s->im->nodes.lines[s->im->nodes.line_of[i]].features, feature))
            mark(s, i, partition);
}

/* Put nodes of a host list into a partition.  Names that are no nodes come back in *strange. */
static bool mark_list(struct sorter *s, uint32_t partition, const char *text, const char **strange,
                      struct aif_err *err)
{
    const struct slurm_partition *p = &s->im->partitions.items[partition];
    struct hostlist list;
    struct aif_err why;
    *strange = NULL;
    if (!hostlist_expand(text, &s->im->arena, &list, &why)) {
        struct slurm_place at = p->nodes_at;
        at.column += (uint32_t)list.error_at;
        return slurm_fail(err, &at, "Nodes: %s", why.text);
    }
    for (uint32_t i = 0; i < list.count; i++) {
        uint32_t node = aif_names_find(&s->im->nodes.names, list.names[i]);
        if (node != AIF_NONE)
            mark(s, node, partition);
        else
            *strange = *strange ? *strange : list.names[i];
    }
    return true;
}

static const struct slurm_pair *find_set(const struct slurm_nodes *nodes, const char *name)
{
    for (uint32_t i = 0; i < nodes->set_count; i++)
        if (slurm_is_same(nodes->sets[i].key, name))
            return &nodes->sets[i];
    return NULL;
}

/* The next term of a host list: commas within brackets belong to it. */
static bool next_term(const char **next, char *term, size_t room)
{
    const char *p = *next;
    size_t n = 0;
    int depth = 0;
    if (*p == '\0')
        return false;
    for (; *p && (*p != ',' || depth > 0); p++) {
        depth += (*p == '[') - (*p == ']');
        if (n + 1 < room)
            term[n++] = *p;
    }
    term[n] = '\0';
    *next = *p ? p + 1 : p;
    return true;
}

static bool mark_partition(struct sorter *s, uint32_t number, struct aif_err *err)
{
    const struct slurm_partition *p = &s->im->partitions.items[number];
    const char *nodes = p->nodes ? p->nodes : "", *strange = NULL;
    if (slurm_is_same(nodes, "ALL")) {
        for (uint32_t i = 0; i < s->im->nodes.names.count; i++)
            mark(s, i, number);
        return true;
    }
    if (slurm_is_unset(nodes))
        return true;
    /* The usual case: a host list; else node sets stand in it. */
    if (!mark_list(s, number, nodes, &strange, err))
        return false;
    if (!strange)
        return true;
    size_t room = strlen(nodes) + 1;
    char *term = AIF_NEW(&s->im->arena, char, room);
    for (const char *next = nodes; next_term(&next, term, room);) {
        const struct slurm_pair *set = find_set(&s->im->nodes, term);
        if (slurm_is_same(term, "ALL"))
            for (uint32_t i = 0; i < s->im->nodes.names.count; i++)
                mark(s, i, number);
        else if (set && set->value[0] == '&')
            mark_feature(s, number, set->value + 1);
        else if (!mark_list(s, number, set ? set->value : term, &strange, err))
            return false;
        else if (strange)
            return slurm_fail(err, &p->nodes_at, "partition %.80s: no node or node set '%.80s'",
                              p->base.name, strange);
    }
    return true;
}

static void note_line(struct slurm_import *im, const struct slurm_node_line *line, const char *name,
                      const char *value, const char *meaning)
{
    slurm_note(im, &(struct slurm_note){.kind = SLURM_NOTE_NOT_MODELLED,
                                        .name = name,
                                        .value = value,
                                        .meaning = meaning,
                                        .at = line->at});
}

/* What of a node line is taken over only in part. */
static void note_partly(struct slurm_import *im, const struct slurm_node_line *line)
{
    static const char *const states[] = {"DOWN", "DRAIN", "FAIL", "CLOUD", "MAINT", "POWER"};
    uint32_t cores = slurm_node_sockets(line) * line->cores_per_socket;
    if (line->threads > 1 && cores && slurm_node_cpus(line) > cores)
        note_line(im, line, "ThreadsPerCore", line->threads > 2 ? "more than 2" : "2",
                  "jobs get single threads, where Slurm gives whole cores");
    for (size_t i = 0; line->state && i < AIF_COUNT(states); i++)
        if (strncasecmp(line->state, states[i], strlen(states[i])) == 0)
            note_line(im, line, "State", line->state, "the nodes are taken to be up");
}

static void make_kinds(struct sorter *s)
{
    struct slurm_nodes *nodes = &s->im->nodes;
    s->kinds = AIF_NEW(&s->im->arena, struct kind, nodes->line_count);
    for (uint32_t i = 0; i < nodes->line_count; i++) {
        const struct slurm_node_line *line = &nodes->lines[i];
        struct kind *k = &s->kinds[i];
        note_partly(s->im, line);
        int64_t mem = line->mem_mib - line->reserved_mem_mib;
        k->shape.cores = slurm_node_cpus(line);
        k->shape.gpus = slurm_node_gpus(line, &k->model, s->im);
        k->shape.mem_mib = mem > 0 ? (uint32_t)mem : 1;
        if (mem <= 0)
            slurm_note(s->im,
                       &(struct slurm_note){.kind = SLURM_NOTE_REPAIR,
                                            .name = "nodes without RealMemory",
                                            .value = "",
                                            .meaning = "1 MiB is left for jobs, as Slurm takes it",
                                            .at = line->at});
        k->weight = line->weight;
        k->sockets = slurm_node_sockets(line);
        k->model = k->shape.gpus ? (k->model ? k->model : "gpu") : "";
        k->features = line->features && !slurm_is_unset(line->features) ? line->features : "";
    }
}

static bool is_twin(const struct sorter *s, uint32_t a, uint32_t b)
{
    const struct kind *x = &s->kinds[s->im->nodes.line_of[a]];
    const struct kind *y = &s->kinds[s->im->nodes.line_of[b]];
    return x->shape.cores == y->shape.cores && x->shape.gpus == y->shape.gpus &&
           x->shape.mem_mib == y->shape.mem_mib && x->weight == y->weight &&
           x->sockets == y->sockets && strcmp(x->model, y->model) == 0 &&
           strcmp(x->features, y->features) == 0 &&
           memcmp(&s->partitions[(size_t)a * s->words], &s->partitions[(size_t)b * s->words],
                  s->words * sizeof *s->partitions) == 0;
}

static bool is_left_out(struct sorter *s, uint32_t node)
{
    const struct slurm_node_line *line = &s->im->nodes.lines[s->im->nodes.line_of[node]];
    if (line->state && slurm_is_same(line->state, "FUTURE"))
        return true;
    bool is_used = false;
    for (uint32_t w = 0; w < s->words; w++)
        is_used |= s->partitions[(size_t)node * s->words + w] != 0;
    return !is_used;
}

/* Classes of consecutive nodes, or of nodes anywhere; false if there are more than can be. */
static bool classify(struct sorter *s, bool keeps_order)
{
    uint32_t last = AIF_NONE;
    s->class_count = 0;
    for (uint32_t i = 0; i < s->im->nodes.names.count; i++) {
        s->class_of[i] = AIF_NONE;
        if (is_left_out(s, i))
            continue;
        uint32_t c = keeps_order && last != AIF_NONE ? s->class_of[last] : 0;
        while (c < s->class_count && !is_twin(s, i, s->first_of[c]))
            c++;
        if (c == AIF_CLASS_MAX)
            return false;
        if (c == s->class_count)
            s->first_of[s->class_count++] = i;
        s->class_of[i] = c;
        last = i;
    }
    return true;
}

/* Text in memory that a sink writes to. */
static bool put(void *to, const char *text, size_t bytes)
{
    bytes_put(to, text, bytes);
    return true;
}

static const char *folded(struct aif_arena *a, const char *const *names, uint32_t count)
{
    struct aif_sink *sink = malloc(sizeof *sink);
    struct bytes text = {0};
    if (!sink)
        aif_fatal("out of memory");
    *sink = (struct aif_sink){.put = put, .to = &text};
    hostlist_put(names, count, sink);
    aif_sink_flush(sink);
    const char *copy = aif_arena_text(a, text.data ? (const char *)text.data : "", text.count);
    bytes_free(&text);
    free(sink);
    return copy;
}

static void fill_classes(struct sorter *s)
{
    struct slurm_import *im = s->im;
    uint32_t nodes = im->nodes.names.count, next = 0;
    struct aif_class *classes = AIF_NEW(&im->arena, struct aif_class, s->class_count);
    struct aif_centre_class *more = AIF_NEW(&im->arena, struct aif_centre_class, s->class_count);
    const char **names = AIF_NEW(&im->arena, const char *, nodes);
    im->node_number = AIF_NEW(&im->arena, uint32_t, nodes);
    for (uint32_t i = 0; i < nodes; i++)
        im->node_number[i] = AIF_NONE;
    for (uint32_t c = 0; c < s->class_count; c++) {
        const struct kind *k = &s->kinds[im->nodes.line_of[s->first_of[c]]];
        char name[24];
        uint32_t first = next;
        for (uint32_t i = 0; i < nodes; i++)
            if (s->class_of[i] == c) {
                names[next] = im->nodes.names.texts[i];
                im->node_number[i] = next++;
            }
        snprintf(name, sizeof name, "nodes%u", c + 1);
        classes[c] = (struct aif_class){
            .name = aif_arena_text(&im->arena, name, strlen(name)),
            .first_node = first,
            .node_count = next - first,
            .shape = k->shape,
            .gpu_model = k->model,
        };
        more[c] = (struct aif_centre_class){
            .weight = k->weight,
            .features = k->features,
            .sockets = k->sockets,
            .hosts = folded(&im->arena, names + first, next - first),
        };
    }
    im->machine.classes = classes;
    im->machine.class_count = s->class_count;
    im->machine.node_count = next;
    im->centre.classes = more;
}

static void fill_partitions(struct sorter *s)
{
    struct slurm_import *im = s->im;
    uint32_t count = im->partitions.count, kept = 0;
    struct aif_partition *base = AIF_NEW(&im->arena, struct aif_partition, count);
    struct aif_centre_partition *more = AIF_NEW(&im->arena, struct aif_centre_partition, count);
    for (uint32_t i = 0; i < count; i++) {
        struct slurm_partition *p = &im->partitions.items[i];
        bool has_gpus = false;
        for (uint32_t c = 0; c < s->class_count; c++) {
            size_t word = (size_t)s->first_of[c] * s->words + i / 64;
            if (s->partitions[word] >> i % 64 & 1) {
                p->base.class_mask |= UINT64_C(1) << c;
                has_gpus |= im->machine.classes[c].shape.gpus > 0;
            }
        }
        p->base.unit = has_gpus ? AIF_UNIT_GPU : AIF_UNIT_CORE;
        if (p->base.class_mask == 0) {
            slurm_note(im, &(struct slurm_note){.kind = SLURM_NOTE_REPAIR,
                                                .name = "PartitionName",
                                                .value = p->base.name,
                                                .meaning = "has no nodes: left out",
                                                .at = p->at});
            continue;
        }
        base[kept] = p->base;
        more[kept++] = p->more;
    }
    im->machine.partitions = base;
    im->machine.partition_count = kept;
    im->centre.partitions = more;
}

/* The default partition is the first of a machine. */
static void put_default_first(struct slurm_partitions *all)
{
    for (uint32_t i = all->count; i-- > 1;)
        if (all->items[i].more.is_default) {
            struct slurm_partition first = all->items[i];
            memmove(all->items + 1, all->items, i * sizeof *all->items);
            all->items[0] = first;
            return;
        }
}

static void note_left_out(struct sorter *s)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < s->im->nodes.names.count; i++)
        count += s->class_of[i] == AIF_NONE;
    if (count)
        slurm_note(s->im, &(struct slurm_note){.kind = SLURM_NOTE_REPAIR,
                                               .name = "nodes of no partition, or FUTURE",
                                               .value = "",
                                               .meaning = "left out",
                                               .count = count});
}

bool slurm_make_classes(struct slurm_import *im, struct aif_err *err)
{
    uint32_t nodes = im->nodes.names.count;
    put_default_first(&im->partitions);
    struct sorter s = {.im = im, .words = (im->partitions.count + 63) / 64};
    s.partitions = AIF_NEW(&im->arena, uint64_t, (size_t)nodes * s.words);
    s.class_of = AIF_NEW(&im->arena, uint32_t, nodes);
    s.first_of = AIF_NEW(&im->arena, uint32_t, AIF_CLASS_MAX);
    for (uint32_t i = 0; i < im->partitions.count; i++)
        if (!mark_partition(&s, i, err))
            return false;
    make_kinds(&s);
    if (!classify(&s, true)) {
        if (!classify(&s, false))
            return aif_err_set(
                err,
                "the nodes fall into more than %d classes of the same shape, weight, "
                "features and partitions, expected at most %d",
                AIF_CLASS_MAX, AIF_CLASS_MAX);
        slurm_note(im, &(struct slurm_note){
                           .kind = SLURM_NOTE_REPAIR,
                           .name = "order of nodes",
                           .value = "",
                           .meaning = "equal nodes that do not follow each other are numbered one "
                                      "after the other: jobs may get other nodes than in Slurm"});
    }
    if (s.class_count == 0)
        return aif_err_set(err, "no partition has a node");
    fill_classes(&s);
    fill_partitions(&s);
    note_left_out(&s);
    im->machine.name = im->cluster;
    return aif_machine_check(&im->machine, err);
}
