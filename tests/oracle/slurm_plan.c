/* Backfill cycles of the controller on a stated machine state, for slurm_decisions.py.
 *
 * Lines in:  set NAME VALUE | nodes FIRST COUNT CORES GPUS MEM_MIB WEIGHT | open JOBS UNIX_START
 *            job ID key=value...   allowed=LIST for nodes other than all (0-3,7)
 *            take ID START DUE LIST   the whole nodes
 *            grant ID START DUE LIST  what it asks for, on these nodes
 *            give ID
 *            window START END LIST | nowindows
 *            cycle NOW ID...          pending jobs in queue order
 *            now ID                   which nodes the job would get now
 * Lines out: plan ID START SLOT_END LIST | start ID LIST | nodes ID LIST or - | misfit ID | end
 * COUNT */
#include "controller/backfill.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 1 << 20, WINDOW_MOST = 64 };

/* What QOS a job has and which QOS it may take nodes from, one bit each. */
struct job_qos {
    uint32_t index, preempts;
};

struct program {
    struct aif_arena arena;
    struct cluster cluster;
    struct aif_centre centre;
    struct select *select;
    struct backfill *backfill;
    struct ask *asks;
    struct job_qos *qos;
    struct bitset *allowed, all;
    struct backfill_window windows[WINDOW_MOST];
    struct bitset window_nodes[WINDOW_MOST];
    uint32_t window_count, job_count;
    uint32_t *started; /* in this cycle */
    uint32_t started_count;
    struct grant_part *parts;
    const struct ask **queue;
};

static void fail(const char *what, const char *text)
{
    fprintf(stderr, "slurm_plan: %s: %s\n", what, text);
    exit(1);
}

/* "0-3,7" */
static void read_list(const char *text, struct bitset *set)
{
    bitset_clear(set);
    while (*text) {
        char *end;
        uint32_t first = (uint32_t)strtoul(text, &end, 10), last = first;
        if (end == text)
            fail("node list", text);
        if (*end == '-')
            last = (uint32_t)strtoul(end + 1, &end, 10);
        for (uint32_t i = first; i <= last; i++)
            bitset_add(set, i);
        text = *end == ',' ? end + 1 : end;
    }
}

static void print_list(const struct bitset *set)
{
    const char *comma = "";
    for (uint32_t i = bitset_next(set, 0); i != AIF_NONE;) {
        uint32_t end = bitset_next_gap(set, i);
        printf(end > i + 1 ? "%s%u-%u" : "%s%u", comma, i, end - 1);
        comma = ",";
        i = bitset_next(set, end);
    }
    putchar('\n');
}

static bool may_take(void *context, const struct ask *a, uint32_t running_job)
{
    const struct program *p = context;
    return p->qos[a->job].preempts >> p->qos[running_job].index & 1;
}

static bool may_run(void *context, const struct ask *a)
{
    (void)context;
    (void)a;
    return true;
}

static bool start(void *context, const struct ask *a, const struct choice *c, int64_t limit_s)
{
    struct program *p = context;
    (void)limit_s;
    printf("start %u ", a->job);
    print_list(c->nodes);
    cluster_take(&p->cluster, &(struct grant){.job = a->job,
                                              .is_whole = a->is_whole,
                                              .start_s = c->start_s,
                                              .due_s = c->start_s + limit_s,
                                              .parts = c->parts,
                                              .part_count = c->node_count});
    p->started[p->started_count++] = a->job;
    return true;
}

static void planned(void *context, const struct ask *a, const struct choice *c,
                    int64_t slot_start_s, int64_t slot_end_s)
{
    (void)context;
    (void)slot_start_s;
    printf("plan %u %" PRId64 " %" PRId64 " ", a->job, c->start_s, slot_end_s);
    print_list(c->nodes);
}

struct setting {
    const char *name;
    size_t offset;
    char kind; /* 'u' uint32_t, 'i' int64_t, 'b' bool */
};

static const struct setting settings[] = {
    {"bf_window_s", offsetof(struct aif_centre, slurm.bf_window_s), 'i'},
    {"bf_resolution_s", offsetof(struct aif_centre, slurm.bf_resolution_s), 'i'},
    {"bf_max_job_test", offsetof(struct aif_centre, slurm.bf_max_job_test), 'u'},
    {"bf_job_part_count_reserve", offsetof(struct aif_centre, slurm.bf_job_part_count_reserve),
     'u'},
    {"kill_wait_s", offsetof(struct aif_centre, kill_wait_s), 'i'},
    {"selects_memory", offsetof(struct aif_centre, selects_memory), 'b'},
};

static const struct setting keys[] = {
    {"min_nodes", offsetof(struct ask, min_nodes), 'u'},
    {"max_nodes", offsetof(struct ask, max_nodes), 'u'},
    {"wanted_nodes", offsetof(struct ask, wanted_nodes), 'u'},
    {"cores", offsetof(struct ask, per_node.cores), 'u'},
    {"gpus", offsetof(struct ask, per_node.gpus), 'u'},
    {"mem", offsetof(struct ask, per_node.mem_mib), 'u'},
    {"tasks", offsetof(struct ask, tasks), 'u'},
    {"tasks_per_node", offsetof(struct ask, tasks_per_node), 'u'},
    {"cores_per_task", offsetof(struct ask, cores_per_task), 'u'},
    {"whole", offsetof(struct ask, is_whole), 'b'},
    {"lln", offsetof(struct ask, is_least_loaded), 'b'},
    {"limit", offsetof(struct ask, limit_s), 'i'},
    {"no_reserve", offsetof(struct ask, has_no_reserve), 'b'},
    {"partition", offsetof(struct ask, partition), 'u'},
};

static void store(void *base, const struct setting *table, size_t count, const char *name,
                  const char *value)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(table[i].name, name) != 0)
            continue;
        char *at = (char *)base + table[i].offset;
        int64_t number = strtoll(value, NULL, 10);
        if (table[i].kind == 'i')
            memcpy(at, &number, sizeof number);
        else if (table[i].kind == 'u')
            memcpy(at, &(uint32_t){(uint32_t)number}, sizeof(uint32_t));
        else
            memcpy(at, &(bool){number != 0}, sizeof(bool));
        return;
    }
    fail("unknown name", name);
}

static uint32_t next_number(char **rest)
{
    char *word = strtok_r(NULL, " \n", rest);
    if (!word)
        fail("a number is missing", "");
    return (uint32_t)strtoul(word, NULL, 10);
}

static int64_t next_time(char **rest)
{
    char *word = strtok_r(NULL, " \n", rest);
    if (!word)
        fail("a time is missing", "");
    return strtoll(word, NULL, 10);
}

static void do_open(struct program *p, char **rest)
{
    p->job_count = next_number(rest) + 1;
    int64_t unix_start_s = next_time(rest);
    p->asks = AIF_NEW(&p->arena, struct ask, p->job_count);
    p->qos = AIF_NEW(&p->arena, struct job_qos, p->job_count);
    p->allowed = AIF_NEW(&p->arena, struct bitset, p->job_count);
    p->started = AIF_NEW(&p->arena, uint32_t, p->job_count);
    p->queue = AIF_NEW(&p->arena, const struct ask *, p->job_count);
    p->parts = AIF_NEW(&p->arena, struct grant_part, p->cluster.node_count);
    p->cluster.grants = AIF_NEW(&p->arena, struct grant, p->job_count);
    p->all = bitset_new(&p->arena, p->cluster.node_count);
    bitset_fill(&p->all);
    for (uint32_t i = 0; i < WINDOW_MOST; i++)
        p->window_nodes[i] = bitset_new(&p->arena, p->cluster.node_count);
    p->select = select_open(&p->cluster, &p->centre, unix_start_s);
    select_set_victims(p->select, (struct victims){.may_take = may_take, .context = p});
    p->backfill = backfill_open(p->select, &p->cluster, &p->centre, unix_start_s);
}

static void do_nodes(struct program *p, char **rest)
{
    uint32_t first = next_number(rest), count = next_number(rest);
    struct aif_shape shape = {.cores = next_number(rest)};
    shape.gpus = next_number(rest);
    shape.mem_mib = next_number(rest);
    cluster_set_nodes(&p->cluster, first, count, shape, next_number(rest));
}

static void do_job(struct program *p, char **rest)
{
    uint32_t id = next_number(rest);
    struct ask *a = &p->asks[id];
    p->allowed[id] = bitset_new(&p->arena, p->cluster.node_count);
    bitset_copy(&p->allowed[id], &p->all);
    *a = (struct ask){
        .job = id, .allowed = &p->allowed[id], .max_nodes = UINT32_MAX, .array = AIF_NONE};
    for (char *word; (word = strtok_r(NULL, " \n", rest));) {
        char *value = strchr(word, '=');
        if (!value)
            fail("key without value", word);
        *value++ = 0;
        if (strcmp(word, "allowed") == 0)
            read_list(value, &p->allowed[id]);
        else if (strcmp(word, "qos") == 0)
            p->qos[id].index = (uint32_t)strtoul(value, NULL, 10);
        else if (strcmp(word, "preempts") == 0)
            p->qos[id].preempts = (uint32_t)strtoul(value, NULL, 10);
        else
            store(a, keys, AIF_COUNT(keys), word, value);
    }
    a->may_preempt = p->qos[id].preempts != 0;
    select_drop_small(&p->cluster, a, &p->allowed[id]);
}

static void do_take(struct program *p, char **rest)
{
    struct grant g = {.job = next_number(rest), .parts = p->parts};
    g.start_s = next_time(rest);
    g.due_s = next_time(rest);
    char *list = strtok_r(NULL, " \n", rest);
    g.is_whole = true;
    struct bitset set = p->window_nodes[WINDOW_MOST - 1];
    read_list(list, &set);
    for (uint32_t i = bitset_next(&set, 0); i != AIF_NONE; i = bitset_next(&set, i + 1))
        p->parts[g.part_count++] = (struct grant_part){i, p->cluster.nodes[i].capacity};
    cluster_take(&p->cluster, &g);
}

static void do_give(struct program *p, char **rest)
{
    uint32_t job = next_number(rest);
    if (cluster_find(&p->cluster, job))
        cluster_give(&p->cluster, job);
}

static void do_window(struct program *p, char **rest)
{
    struct backfill_window *w = &p->windows[p->window_count];
    *w = (struct backfill_window){.start_s = next_time(rest), .id = p->window_count};
    w->end_s = next_time(rest);
    w->nodes = &p->window_nodes[p->window_count];
    read_list(strtok_r(NULL, " \n", rest), &p->window_nodes[p->window_count++]);
}

static void do_cycle(struct program *p, char **rest)
{
    struct backfill_input in = {.now_s = next_time(rest), .queue = p->queue};
    for (char *word; (word = strtok_r(NULL, " \n", rest));)
        p->queue[in.count++] = &p->asks[strtoul(word, NULL, 10)];
    in.windows = p->windows;
    in.window_count = p->window_count;
    struct backfill_calls calls = {
        .context = p, .may_run = may_run, .start = start, .planned = planned};
    p->started_count = 0;
    struct backfill_counts counts = backfill_run(p->backfill, &in, &calls);
    printf("end %u\n", counts.tested);
    while (p->started_count)
        cluster_give(&p->cluster, p->started[--p->started_count]);
}

/* On any node, or on those listed. */
static bool choose_now(struct program *p, uint32_t id, char **rest, struct choice *c)
{
    const char *list = strtok_r(NULL, " \n", rest);
    struct bitset set = p->window_nodes[WINDOW_MOST - 1];
    bitset_fill(&set);
    if (list)
        read_list(list, &set);
    return select_now(p->select, &p->asks[id], &set, c);
}

static void do_now(struct program *p, char **rest)
{
    struct choice c;
    uint32_t id = next_number(rest);
    printf("nodes %u ", id);
    if (choose_now(p, id, rest, &c))
        print_list(c.nodes);
    else
        puts("-");
}

static void do_grant(struct program *p, char **rest)
{
    struct choice c;
    struct grant g = {.job = next_number(rest), .start_s = next_time(rest)};
    g.due_s = next_time(rest);
    if (!choose_now(p, g.job, rest, &c)) {
        printf("misfit %u\n", g.job);
        return;
    }
    g.is_whole = p->asks[g.job].is_whole;
    g.parts = c.parts;
    g.part_count = c.node_count;
    cluster_take(&p->cluster, &g);
}

static void obey(struct program *p, char *line)
{
    char *rest, *verb = strtok_r(line, " \n", &rest);
    if (!verb || *verb == '#')
        return;
    if (strcmp(verb, "set") == 0) {
        char *name = strtok_r(NULL, " \n", &rest);
        store(&p->centre, settings, AIF_COUNT(settings), name, strtok_r(NULL, " \n", &rest));
    } else if (strcmp(verb, "cluster") == 0) {
        cluster_open(&p->cluster, next_number(&rest), 0);
    } else if (strcmp(verb, "nodes") == 0) {
        do_nodes(p, &rest);
    } else if (strcmp(verb, "open") == 0) {
        do_open(p, &rest);
    } else if (strcmp(verb, "job") == 0) {
        do_job(p, &rest);
    } else if (strcmp(verb, "take") == 0) {
        do_take(p, &rest);
    } else if (strcmp(verb, "give") == 0) {
        do_give(p, &rest);
    } else if (strcmp(verb, "grant") == 0) {
        do_grant(p, &rest);
    } else if (strcmp(verb, "window") == 0) {
        do_window(p, &rest);
    } else if (strcmp(verb, "nowindows") == 0) {
        p->window_count = 0;
    } else if (strcmp(verb, "cycle") == 0) {
        do_cycle(p, &rest);
    } else if (strcmp(verb, "now") == 0) {
        do_now(p, &rest);
    } else {
        fail("unknown verb", verb);
    }
}

int main(void)
{
    static char line[LINE_BYTES];
    struct program p = {.centre = aif_centre_default()};
    p.cluster.arena = &p.arena;
    while (fgets(line, sizeof line, stdin))
        obey(&p, line);
    aif_arena_free(&p.arena);
    return 0;
}
