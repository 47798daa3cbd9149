/* A site that is written is read as the same machine and centre. */
#include "host/site/write.h"

#include "host/site/internal.h"
#include "random_site.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

enum { MOST_TEXT = 1 << 20, TRIALS = 60 };

static struct aif_arena arena;
static struct site again;
static struct conf_errors errors;
static struct aif_err err;
static char text[MOST_TEXT];
static size_t used;

static void close_all(void)
{
    site_close(&again);
    conf_errors_fini(&errors);
    aif_arena_free(&arena);
}

static bool put(void *to, const char *bytes, size_t count)
{
    (void)to;
    ck_assert_uint_lt(used + count, sizeof text);
    memcpy(text + used, bytes, count);
    used += count;
    text[used] = '\0';
    return true;
}

static bool write(const struct aif_machine *m, const struct aif_centre *c)
{
    static struct aif_sink sink;
    struct site_text what = {m, c, "a title", "made by a test", NULL, false};
    sink = (struct aif_sink){.put = put};
    used = 0;
    text[0] = '\0';
    return site_write(&what, &sink, &err) && aif_sink_flush(&sink);
}

static void read_back(void)
{
    site_close(&again);
    conf_errors_fini(&errors);
    bool ok = conf_parse(&again.doc, "s.yaml", text, used, &errors) &&
              conf_check(&again.doc, site_fields, &errors) && site_bind(&again, &errors);
    ck_assert_msg(ok, "%s\n%s", errors.text, text);
}

/* Members that tables know are equal if nothing would be written of one with the other as what is
 * usual. */
static void equal_settings(const struct conf_field *fields, const void *a, const void *b)
{
    struct conf_doc doc = {0};
    struct conf_node *differing = conf_new(&doc, CONF_KIND_MAP);
    conf_unbind(&doc, differing, fields, a, b);
    ck_assert_msg(!differing->count, "%s differs\n%s", differing->first->key, text);
    conf_close(&doc);
}

static void equal_machines(const struct aif_machine *a, const struct aif_machine *b)
{
    ck_assert_str_eq(a->name, b->name);
    ck_assert_uint_eq(a->node_count, b->node_count);
    ck_assert_uint_eq(a->class_count, b->class_count);
    ck_assert_uint_eq(a->partition_count, b->partition_count);
    for (uint32_t i = 0; i < a->class_count; i++) {
        const struct aif_class *x = &a->classes[i], *y = &b->classes[i];
        ck_assert_str_eq(x->name, y->name);
        ck_assert_uint_eq(x->first_node, y->first_node);
        ck_assert_uint_eq(x->node_count, y->node_count);
        ck_assert_int_eq(memcmp(&x->shape, &y->shape, sizeof x->shape), 0);
        ck_assert_str_eq(x->gpu_model, y->gpu_model);
        ck_assert_uint_eq(x->idle_w, y->idle_w);
        ck_assert_uint_eq(x->max_w, y->max_w);
    }
    for (uint32_t i = 0; i < a->partition_count; i++) {
        const struct aif_partition *x = &a->partitions[i], *y = &b->partitions[i];
        ck_assert_str_eq(x->name, y->name);
        ck_assert_uint_eq(x->class_mask, y->class_mask);
        ck_assert_int_eq(x->default_limit_s, y->default_limit_s);
        ck_assert_int_eq(x->max_limit_s, y->max_limit_s);
        ck_assert_uint_eq(x->max_nodes, y->max_nodes);
        ck_assert_int_eq(x->is_exclusive, y->is_exclusive);
        ck_assert_int_eq(x->unit, y->unit);
    }
}

static void equal_trees(const struct aif_accounts *a, const struct aif_accounts *b)
{
    ck_assert_uint_eq(a->count, b->count);
    for (uint32_t i = 0; i < a->count; i++) {
        const struct aif_assoc *x = &a->assocs[i], *y = &b->assocs[i];
        ck_assert_str_eq(x->name, y->name);
        ck_assert_uint_eq(x->parent, y->parent);
        ck_assert_int_eq(x->is_user, y->is_user);
        ck_assert_int_eq(x->has_parent_share, y->has_parent_share);
        ck_assert_uint_eq(x->qos_mask, y->qos_mask);
        ck_assert_uint_eq(x->default_qos, y->default_qos);
        ck_assert_uint_eq(x->partition, y->partition);
        ck_assert_double_eq(x->target_percent, y->target_percent);
        ck_assert_int_eq(x->target_kind, y->target_kind);
        equal_settings(site_account_fields, x, y);
    }
}

/* What associations have: the file states each value once, as high in the tree as it holds. */
static const struct aif_accounts *inherited(const struct aif_accounts *t)
{
    struct aif_accounts *copy = AIF_NEW(&arena, struct aif_accounts, 1);
    copy->count = t->count;
    copy->assocs = AIF_NEW(&arena, struct aif_assoc, t->count + 1);
    if (t->count)
        memcpy(copy->assocs, t->assocs, t->count * sizeof *t->assocs);
    aif_accounts_inherit(copy);
    return copy;
}

static void equal_reservations(const struct aif_centre *a, const struct aif_centre *b)
{
    ck_assert_uint_eq(a->reservation_count, b->reservation_count);
    for (uint32_t i = 0; i < a->reservation_count; i++) {
        const struct aif_reservation *x = &a->reservations[i], *y = &b->reservations[i];
        ck_assert_str_eq(x->name, y->name);
        ck_assert_uint_eq(x->node_count, y->node_count);
        ck_assert_int_eq(memcmp(x->nodes, y->nodes, x->node_count * sizeof *x->nodes), 0);
        equal_settings(site_reservation_fields, x, y);
    }
}

static void equal_centres(const struct aif_machine *m, const struct aif_centre *a,
                          const struct aif_centre *b)
{
    equal_settings(site_scheduler_fields, a, b);
    ck_assert_uint_eq(a->qos_count, b->qos_count);
    for (uint32_t i = 0; i < a->qos_count; i++) {
        ck_assert_str_eq(a->qos[i].name, b->qos[i].name);
        ck_assert_uint_eq(a->qos[i].preempt_mask, b->qos[i].preempt_mask);
        equal_settings(site_qos_fields, &a->qos[i], &b->qos[i]);
    }
    for (uint32_t i = 0; i < m->class_count; i++)
        equal_settings(site_class_fields, &a->classes[i], &b->classes[i]);
    for (uint32_t i = 0; i < m->partition_count; i++) {
        const struct aif_centre_partition *x = &a->partitions[i], *y = &b->partitions[i];
        ck_assert_uint_eq(x->qos, y->qos);
        ck_assert_uint_eq(x->allowed_qos_mask, y->allowed_qos_mask);
        ck_assert_int_eq(x->takes_no_qos, y->takes_no_qos);
        ck_assert_int_eq(x->billing.is_set, y->billing.is_set);
        equal_settings(site_billing_fields, &x->billing, &y->billing);
        equal_settings(site_partition_fields, x, y);
    }
    equal_trees(inherited(&a->accounts), inherited(&b->accounts));
    equal_reservations(a, b);
}

START_TEST(any_centre_that_is_written_is_read_back_equal)
{
    for (uint64_t seed = 0; seed < TRIALS; seed++) {
        struct aif_centre c = some_centre(&arena, seed);

        ck_assert_msg(write(&random_machine, &c), "seed %u: %s", (unsigned)seed, err.text);
        read_back();

        equal_machines(&random_machine, &again.machine);
        equal_centres(&random_machine, &c, &again.centre);
    }
}
END_TEST

START_TEST(a_machine_alone_is_written_with_its_limits)
{
    const struct aif_qos qos[] = {{.name = "q", .max_limit_s = 60, .max_nodes = 2, .max_cores = 3}};
    struct aif_machine m = random_machine;
    struct aif_centre c = aif_centre_default();
    m.qos = qos;
    m.qos_count = 1;

    ck_assert_msg(write(&m, &c), "%s", err.text);
    read_back();

    equal_machines(&m, &again.machine);
    ck_assert_uint_eq(again.machine.qos_count, 1);
    ck_assert_int_eq(again.machine.qos[0].max_limit_s, 60);
    ck_assert_uint_eq(again.machine.qos[0].max_nodes, 2);
    ck_assert_uint_eq(again.machine.qos[0].max_cores, 3);
    ck_assert_uint_eq(again.centre.accounts.count, 0);
}
END_TEST

START_TEST(a_file_says_only_what_is_not_usual)
{
    struct aif_machine m = random_machine;
    struct aif_centre c = aif_centre_default();
    m.class_count = m.partition_count = 1;
    m.node_count = 4;
    struct aif_partition one = partitions[0];
    one.class_mask = 1;
    m.partitions = &one;
    c.slurm.bf_interval_s = 7200;

    ck_assert_msg(write(&m, &c), "%s", err.text);

    ck_assert_str_eq(text, "name: s\n"
                           "title: \"a title\"\n"
                           "classes:\n"
                           "  cpu:\n"
                           "    nodes:\n"
                           "      value: 4\n"
                           "      assumed: \"made by a test\"\n"
                           "    cores:\n"
                           "      value: 8\n"
                           "      assumed: \"made by a test\"\n"
                           "    mem_mib:\n"
                           "      value: 1000\n"
                           "      assumed: \"made by a test\"\n"
                           "    gpus:\n"
                           "      value: 0\n"
                           "      assumed: \"made by a test\"\n"
                           "partitions:\n"
                           "  main:\n"
                           "    classes:\n"
                           "      - cpu\n"
                           "    unit: gpu\n"
                           "scheduler:\n"
                           "  slurm:\n"
                           "    bf_interval: 2h\n");
}
END_TEST

/* sacctmgr prints with each user what it has of its account; said once, it can be changed there. */
START_TEST(what_a_user_has_of_its_account_is_not_repeated)
{
    struct aif_centre c = aif_centre_default();
    struct aif_centre_qos qos[] = {aif_centre_qos_default("normal"),
                                   aif_centre_qos_default("fast")};
    struct aif_accounts_builder b = {.arena = &arena};
    aif_accounts_add(&b, "root", AIF_NONE, false, 1);
    aif_accounts_add(&b, "phys", 0, false, 1);
    aif_accounts_add(&b, "ann", 1, true, 1);
    aif_accounts_add(&b, "ben", 1, true, 2);
    for (uint32_t i = 1; i < 4; i++) {
        struct aif_assoc *a = &b.tree.assocs[i];
        a->qos_mask = 3;
        a->default_qos = 1;
        a->limits.max_jobs = a->limits.grp_jobs = 5;
    }
    b.tree.assocs[3].default_qos = 0;
    b.tree.assocs[3].limits.max_jobs = 9;
    c.qos = qos;
    c.qos_count = 2;
    c.accounts = b.tree;

    ck_assert_msg(write(&random_machine, &c), "%s", err.text);

    const char *accounts = strstr(text, "accounts:");
    ck_assert_ptr_nonnull(accounts);
    ck_assert_msg(strstr(accounts, "    ann:\n"
                                   "        shares: 1\n"
                                   "        limits:\n"
                                   "          grp_jobs: 5\n"
                                   "      ben:\n"
                                   "        shares: 2\n"
                                   "        limits:\n"
                                   "          grp_jobs: 5\n"
                                   "          max_jobs: 9\n"
                                   "        default_qos: normal\n") != NULL,
                  "%s", accounts);
}
END_TEST

START_TEST(what_a_file_cannot_say_is_refused)
{
    struct aif_machine m = random_machine;
    struct aif_centre c = aif_centre_default();
    struct aif_accounts_builder b = {.arena = &arena};
    char name[8];

    m.name = "caf\xe9";
    ck_assert(!write(&m, &c));
    ck_assert_ptr_nonnull(strstr(err.text, "a name is not text in UTF-8"));

    c.slurm.bf_interval_s = -1;
    ck_assert(!write(&random_machine, &c));
    ck_assert_ptr_nonnull(strstr(err.text, "bf_interval: expected a duration"));

    c = aif_centre_default();
    aif_accounts_add(&b, "root", AIF_NONE, false, 1);
    for (uint32_t i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "a%u", i);
        aif_accounts_add(&b, name, i, false, 1);
    }
    c.accounts = b.tree;
    ck_assert(!write(&random_machine, &c));
    ck_assert_ptr_nonnull(strstr(err.text, "more than 12 levels below the root"));
    ck_assert_uint_eq(used, 0);
}
END_TEST

/* Every byte of these structs belongs to a member that files can state. */
static void mark(const struct conf_field *fields, unsigned char *bytes, size_t at)
{
    static const size_t sizes[] = {[CONF_STORE_I64] = 8,
                                   [CONF_STORE_U32] = 4,
                                   [CONF_STORE_BOOL] = 1,
                                   [CONF_STORE_REAL] = 8,
                                   [CONF_STORE_ENUM] = 4,
                                   [CONF_STORE_BITS] = 4,
                                   [CONF_STORE_TEXT] = sizeof(char *),
                                   [CONF_STORE_TEXTS] = sizeof(char *),
                                   [CONF_STORE_PART] = 0};
    for (const struct conf_field *f = fields; f->key; f++)
        if (f->store == CONF_STORE_PART)
            mark(f->fields, bytes, at + f->at);
        else if (f->store)
            memset(bytes + at + f->at, 1, sizes[f->store]);
}

static size_t unmarked(const struct conf_field *fields, size_t size)
{
    static unsigned char bytes[4096];
    size_t n = 0;
    ck_assert_uint_le(size, sizeof bytes);
    memset(bytes, 0, sizeof bytes);
    mark(fields, bytes, 0);
    for (size_t i = 0; i < size; i++)
        n += !bytes[i];
    return n;
}

/* What is left belongs to members that are bound by hand, and to padding where pointers have eight
 * bytes: counted from the declarations.  A new member without a key shows here. */
START_TEST(every_limit_and_setting_has_a_key)
{
    ck_assert_uint_eq(unmarked(site_limits_fields, sizeof(struct aif_limits)), 0);
    if (sizeof(void *) != 8)
        return;
    /* is_set, the weight of billing itself; 14 of padding */
    ck_assert_uint_eq(unmarked(site_billing_fields, sizeof(struct aif_billing)), 1 + 8 + 14);
    /* accounts, qos, partitions, classes, reservations and their counts; 57 of padding */
    ck_assert_uint_eq(unmarked(site_scheduler_fields, sizeof(struct aif_centre)), 64 + 57);
    /* name, preempt_mask; 8 of padding */
    ck_assert_uint_eq(unmarked(site_qos_fields, sizeof(struct aif_centre_qos)), 16 + 8);
    /* qos, billing, allowed_qos_mask, takes_no_qos; 4 of padding */
    ck_assert_uint_eq(unmarked(site_partition_fields, sizeof(struct aif_centre_partition)),
                      4 + 56 + 8 + 1 + 4);
    /* name, parent, is_user, has_parent_share, qos_mask, default_qos, partition, the target; 13 of
     * padding */
    ck_assert_uint_eq(unmarked(site_account_fields, sizeof(struct aif_assoc)),
                      8 + 4 + 2 + 8 + 4 + 4 + 9 + 13);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("site_write");
    tcase_add_checked_fixture(c, NULL, close_all);
    tcase_add_test(c, any_centre_that_is_written_is_read_back_equal);
    tcase_add_test(c, a_machine_alone_is_written_with_its_limits);
    tcase_add_test(c, a_file_says_only_what_is_not_usual);
    tcase_add_test(c, what_a_user_has_of_its_account_is_not_repeated);
    tcase_add_test(c, what_a_file_cannot_say_is_refused);
    tcase_add_test(c, every_limit_and_setting_has_a_key);
    Suite *s = suite_create("site_write");
    suite_add_tcase(s, c);
    return run_suite(s);
}
