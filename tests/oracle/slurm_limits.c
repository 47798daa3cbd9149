/* Puts a book of limits under the control of a script: commands on standard input, one a line, and
 * one line of answer for each that asks.  Numbers are indices or amounts; "-" is none.
 *
 *   enforce BITS             half-life SECONDS
 *   assoc NAME PARENT IS_USER           alimit ASSOC FIELD TRES VALUE
 *   qos NAME FACTOR FLAGS LIMIT_FACTOR               qlimit QOS FIELD TRES VALUE
 *   ready JOBS               the centre is complete
 *   job ID ASSOC QOS PARTITION_QOS LIMIT_S CPU MEM NODE GPU BILLING
 *   submit ID   start ID   end ID   cancel ID   check ID   running ID RAN_S      (time: "at
 * SECONDS") pass                     decay usage, charge running jobs, let run minutes fall show
 * ASSOC               its GPU run seconds, usage, jobs and GPUs in use */
#include "aif/usage.h"
#include "limit/limit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ASSOCS = 256, MAX_QOS = 32 };

struct item {
    struct limit_job job;
    struct limit_hold hold;
    int64_t charged_until_s;
    bool is_running;
};

struct driver {
    struct aif_arena arena;
    struct aif_accounts_builder accounts;
    struct aif_centre_qos qos[MAX_QOS];
    struct aif_centre centre;
    struct limit_book book;
    struct aif_usage usage;
    struct item *items;
    uint32_t item_count;
    int64_t now_s, last_pass_s;
};

static uint32_t index_of(const char *word)
{
    return strcmp(word, "-") == 0 ? AIF_NONE : (uint32_t)strtoul(word, NULL, 10);
}

/* The limits a script may set, under sacctmgr's names. */
static int64_t *find_limit(struct aif_limits *l, const char *field, const char *tres)
{
    struct {
        const char *name;
        struct aif_tres_set *set;
    } sets[] = {{"GrpTRES", &l->grp_tres},
                {"GrpTRESMins", &l->grp_tres_mins},
                {"GrpTRESRunMins", &l->grp_tres_run_mins},
                {"MaxTRES", &l->max_tres_per_job},
                {"MaxTRESPerNode", &l->max_tres_per_node},
                {"MaxTRESMins", &l->max_tres_mins_per_job},
                {"MaxTRESPU", &l->max_tres_per_user},
                {"MaxTRESPA", &l->max_tres_per_account},
                {"MinTRES", &l->min_tres_per_job}};
    struct {
        const char *name;
        int64_t *value;
    } counts[] = {{"GrpJobs", &l->grp_jobs},
                  {"GrpSubmit", &l->grp_submit},
                  {"GrpWall", &l->grp_wall_s},
                  {"MaxJobs", &l->max_jobs},
                  {"MaxSubmit", &l->max_submit},
                  {"MaxWall", &l->max_wall_s},
                  {"MaxJobsPU", &l->max_jobs_per_user},
                  {"MaxSubmitPU", &l->max_submit_per_user},
                  {"MaxJobsPA", &l->max_jobs_per_account},
                  {"MaxSubmitPA", &l->max_submit_per_account}};
    for (size_t i = 0; i < AIF_COUNT(counts); i++)
        if (strcmp(counts[i].name, field) == 0)
            return counts[i].value;
    for (size_t i = 0; i < AIF_COUNT(sets); i++)
        for (int t = 0; strcmp(sets[i].name, field) == 0 && t < AIF_TRES_COUNT; t++)
            if (strcmp(aif_tres_name((enum aif_tres)t), tres) == 0)
                return &sets[i].set->of[t];
    fprintf(stderr, "unknown limit %s %s\n", field, tres);
    exit(2);
}

static void make_ready(struct driver *d, uint32_t count)
{
    d->centre.accounts = d->accounts.tree;
    d->centre.qos = d->qos;
    limit_book_init(&d->book, &d->arena, &d->centre, 0);
    aif_usage_init(&d->usage, &d->arena, &d->centre.accounts, &d->centre);
    d->book.usage = (struct limit_usage){d->usage.assocs, d->usage.of_qos};
    d->items = AIF_NEW(&d->arena, struct item, count);
    d->item_count = count;
    d->last_pass_s = d->now_s;
}

static bool set_up(struct driver *d, char (*w)[64], int words)
{
    if (strcmp(w[0], "enforce") == 0)
        d->centre.enforce = index_of(w[1]);
    else if (strcmp(w[0], "half-life") == 0)
        d->centre.priority.decay_half_life_s = strtoll(w[1], NULL, 10);
    else if (strcmp(w[0], "assoc") == 0)
        aif_accounts_add(&d->accounts, w[1], index_of(w[2]), w[3][0] == '1', 1);
    else if (strcmp(w[0], "qos") == 0)
        d->qos[d->centre.qos_count++] =
            (struct aif_centre_qos){.name = aif_arena_text(&d->arena, w[1], strlen(w[1])),
                                    .limits = aif_limits_none(),
                                    .usage_factor = strtod(w[2], NULL),
                                    .limit_factor = strtod(w[4], NULL),
                                    .flags = index_of(w[3])};
    else if (strcmp(w[0], "alimit") == 0)
        *find_limit(&d->accounts.tree.assocs[index_of(w[1])].limits, w[2], w[3]) =
            strtoll(w[4], NULL, 10);
    else if (strcmp(w[0], "qlimit") == 0)
        *find_limit(&d->qos[index_of(w[1])].limits, w[2], w[3]) = strtoll(w[4], NULL, 10);
    else if (strcmp(w[0], "ready") == 0)
        make_ready(d, index_of(w[1]));
    else
        return false;
    (void)words;
    return true;
}

static void charge(struct driver *d, struct item *i)
{
    int64_t run_s = d->now_s - i->charged_until_s;
    struct aif_charge c = {.assoc = i->job.assoc,
                           .qos = i->job.qos,
                           .partition_qos = i->job.partition_qos,
                           .amount = i->hold.amount,
                           .billing = (double)i->hold.amount.of[AIF_TRES_BILLING],
                           .run_s = run_s};
    aif_usage_charge(&d->usage, &c);
    limit_note_ran(&d->book, &i->job, &i->hold, run_s);
    i->charged_until_s = d->now_s;
}

static void pass(struct driver *d)
{
    aif_usage_decay(&d->usage, d->now_s - d->last_pass_s);
    d->last_pass_s = d->now_s;
    for (uint32_t i = 0; i < d->item_count; i++)
        if (d->items[i].is_running)
            charge(d, &d->items[i]);
}

static void answer(const struct driver *d, struct limit_verdict v)
{
    printf("%s %s %" PRId64 " %" PRId64 "\n", limit_reason(&v),
           v.kind == LIMIT_NONE ? "-" : limit_entity_name(&d->centre, &v), v.bound, v.reached);
}

static void show(const struct driver *d, uint32_t assoc)
{
    const struct limit_use *u = &d->book.assocs[assoc];
    printf("%" PRId64 " %.6f %u %" PRId64 "\n", u->run_tres_s.of[AIF_TRES_GPU],
           (double)d->usage.assocs[assoc].raw, u->jobs, u->in_use.of[AIF_TRES_GPU]);
}

static void define(struct item *i, char (*w)[64])
{
    i->job = (struct limit_job){.assoc = index_of(w[2]),
                                .qos = index_of(w[3]),
                                .partition_qos = index_of(w[4]),
                                .limit_s = strtoll(w[5], NULL, 10)};
    static const enum aif_tres order[] = {AIF_TRES_CPU, AIF_TRES_MEM, AIF_TRES_NODE, AIF_TRES_GPU,
                                          AIF_TRES_BILLING};
    for (size_t t = 0; t < AIF_COUNT(order); t++)
        i->job.amount.of[order[t]] = strtoll(w[6 + t], NULL, 10);
}

static void of_job(struct driver *d, char (*w)[64])
{
    uint32_t id = index_of(w[1]);
    AIF_CHECK(id < d->item_count);
    struct item *i = &d->items[id];
    if (strcmp(w[0], "job") == 0)
        define(i, w);
    else if (strcmp(w[0], "submit") == 0) {
        struct limit_verdict v = limit_check_submit(&d->book, &i->job, 1);
        if (v.kind == LIMIT_NONE)
            limit_note_submit(&d->book, &i->job, 1);
        answer(d, v);
    } else if (strcmp(w[0], "resubmit") == 0)
        limit_note_submit(&d->book, &i->job, 1);
    else if (strcmp(w[0], "cancel") == 0)
        limit_note_cancel(&d->book, &i->job, 1);
    else if (strcmp(w[0], "check") == 0)
        answer(d, limit_check_start(&d->book, &i->job, NULL, 0));
    else if (strcmp(w[0], "running") == 0)
        answer(d, limit_check_running(&d->book, &i->job, strtoll(w[2], NULL, 10)));
    else if (strcmp(w[0], "start") == 0) {
        limit_note_start(&d->book, &i->job, &i->hold, NULL, 0);
        i->charged_until_s = d->now_s;
        i->is_running = true;
    } else if (strcmp(w[0], "end") == 0) {
        charge(d, i);
        limit_note_end(&d->book, &i->job, &i->hold, NULL, 0);
        i->is_running = false;
    } else {
        fprintf(stderr, "unknown command %s\n", w[0]);
        exit(2);
    }
}

int main(void)
{
    struct driver d = {.centre = aif_centre_default()};
    d.accounts.arena = &d.arena;
    char line[512], w[12][64] = {{0}};
    while (fgets(line, sizeof line, stdin)) {
        int words = sscanf(line, "%63s %63s %63s %63s %63s %63s %63s %63s %63s %63s %63s", w[0],
                           w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10]);
        if (words <= 0 || set_up(&d, w, words))
            continue;
        if (strcmp(w[0], "at") == 0)
            d.now_s = strtoll(w[1], NULL, 10);
        else if (strcmp(w[0], "pass") == 0)
            pass(&d);
        else if (strcmp(w[0], "show") == 0)
            show(&d, index_of(w[1]));
        else
            of_job(&d, w);
        fflush(stdout);
    }
    aif_arena_free(&d.arena);
    return 0;
}
