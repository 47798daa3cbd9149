/* A small centre for tests of limits: three QOS, and root > science > physics > ann, bob; ann is in
 * science, too. */
#ifndef TESTS_LIMIT_CASE_H
#define TESTS_LIMIT_CASE_H

#include "limit/limit.h"
#include "suite.h"

enum { ROOT, SCIENCE, PHYSICS, ANN, BOB, ANN_TOO };
enum { NORMAL, FAST, PART };

static struct aif_arena arena;
static struct aif_accounts_builder tree;
static struct aif_centre_qos qos[3];
static struct aif_centre centre;
static struct limit_book book;

static inline void set_up(void)
{
    tree = (struct aif_accounts_builder){.arena = &arena};
    aif_accounts_add(&tree, "root", AIF_NONE, false, 1);
    aif_accounts_add(&tree, "science", ROOT, false, 1);
    aif_accounts_add(&tree, "physics", SCIENCE, false, 1);
    aif_accounts_add(&tree, "ann", PHYSICS, true, 1);
    aif_accounts_add(&tree, "bob", PHYSICS, true, 1);
    aif_accounts_add(&tree, "ann", SCIENCE, true, 1);
    static const char *const names[] = {"normal", "fast", "part"};
    for (int q = 0; q < 3; q++)
        qos[q] = (struct aif_centre_qos){
            .name = names[q], .limits = aif_limits_none(), .usage_factor = 1};
    centre = aif_centre_default();
    centre.qos = qos;
    centre.qos_count = 3;
    centre.enforce = AIF_ENFORCE_ASSOCIATIONS | AIF_ENFORCE_LIMITS | AIF_ENFORCE_QOS;
}

static inline void tear_down(void)
{
    aif_arena_free(&arena);
}

static inline void open_book(uint32_t node_count)
{
    centre.accounts = tree.tree;
    limit_book_init(&book, &arena, &centre, node_count);
}

static inline struct aif_limits *of_assoc(uint32_t i)
{
    return &tree.tree.assocs[i].limits;
}

/* Nodes of 8 CPUs and 4 GPUs. */
static inline struct limit_job job(uint32_t assoc, uint32_t q, int64_t nodes, int64_t minutes)
{
    return (struct limit_job){.assoc = assoc,
                              .qos = q,
                              .partition_qos = AIF_NONE,
                              .limit_s = minutes * 60,
                              .amount = {{[AIF_TRES_CPU] = 8 * nodes,
                                          [AIF_TRES_MEM] = 1024 * nodes,
                                          [AIF_TRES_NODE] = nodes,
                                          [AIF_TRES_GPU] = 4 * nodes,
                                          [AIF_TRES_BILLING] = 8 * nodes}}};
}

static inline struct limit_hold run(const struct limit_job *j)
{
    struct limit_hold h;
    limit_note_submit(&book, j, 1);
    limit_note_start(&book, j, &h, NULL, 0);
    return h;
}

static inline void check_verdict(struct limit_verdict v, const char *reason, const char *entity)
{
    ck_assert_str_eq(limit_reason(&v), reason);
    ck_assert_str_eq(limit_entity_name(&centre, &v), entity);
}

static inline void check_start(const struct limit_job *j, const char *reason, const char *entity)
{
    check_verdict(limit_check_start(&book, j, NULL, 0), reason, entity);
}

static inline void check_submit(const struct limit_job *j, const char *reason, const char *entity)
{
    check_verdict(limit_check_submit(&book, j, 1), reason, entity);
}

#endif
