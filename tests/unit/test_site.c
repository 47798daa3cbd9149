/* The sites that come with the program, against figures taken from the published sources. */
#include "host/site/site.h"
#include "suite.h"

#include <string.h>

static struct site site;
static struct aif_err err;

static void setup(void)
{
    site = (struct site){0};
    err.text[0] = '\0';
}

static void teardown(void)
{
    site_close(&site);
}

static void open_site(const char *name)
{
    ck_assert_msg(site_open(name, &site, &err), "%s", err.text);
    ck_assert(aif_machine_check(&site.machine, &err));
}

static const struct aif_partition *partition(const char *name)
{
    for (uint32_t i = 0; i < site.machine.partition_count; i++)
        if (strcmp(site.machine.partitions[i].name, name) == 0)
            return &site.machine.partitions[i];
    ck_abort_msg("no partition %s", name);
    return NULL;
}

static uint32_t nodes_of(const char *name)
{
    uint32_t nodes = 0;
    for (uint32_t i = 0; i < site.machine.class_count; i++)
        if (partition(name)->class_mask >> i & 1)
            nodes += site.machine.classes[i].node_count;
    return nodes;
}

static uint32_t gpus_of(const char *name)
{
    uint32_t gpus = 0;
    for (uint32_t i = 0; i < site.machine.class_count; i++)
        if (partition(name)->class_mask >> i & 1)
            gpus += site.machine.classes[i].node_count * site.machine.classes[i].shape.gpus;
    return gpus;
}

START_TEST(mimer_has_400_gpus)
{
    open_site("mimer");
    ck_assert_str_eq(site.machine.name, "mimer");
    ck_assert_uint_eq(gpus_of("gpu"), 400);
    ck_assert_uint_eq(site.machine.partition_count, 1);
    ck_assert_uint_eq(site.machine.classes[0].shape.mem_mib, 960 * 1024);
    ck_assert_int_eq(site.machine.partitions[0].unit, AIF_UNIT_GPU);
    ck_assert(!site.machine.partitions[0].is_exclusive);
}
END_TEST

START_TEST(marenostrum_has_4480_gpus_1920_in_its_upgrade_and_408_grace_nodes)
{
    open_site("marenostrum5");
    ck_assert_uint_eq(nodes_of("acc"), 1120);
    ck_assert_uint_eq(gpus_of("acc"), 4480);
    ck_assert_uint_eq(gpus_of("train") + gpus_of("infer"), 1920);
    ck_assert_uint_eq(gpus_of("train"), 15 * 72);
    ck_assert_uint_eq(nodes_of("ng-grace"), 408);
    ck_assert_uint_eq(gpus_of("ng-grace"), 0);
    ck_assert_str_eq(site.machine.partitions[0].name, "acc");
    ck_assert(partition("train")->is_exclusive);
    ck_assert_int_eq(partition("ng-grace")->unit, AIF_UNIT_CORE);
}
END_TEST

START_TEST(marenostrum_limits_its_queues_as_published)
{
    open_site("marenostrum5");
    const struct aif_qos *q = site.machine.qos;
    ck_assert_str_eq(q[0].name, "acc_debug");
    ck_assert_int_eq(q[0].max_limit_s, 7200);
    ck_assert_uint_eq(q[0].max_cores, 640);
    ck_assert_str_eq(q[1].name, "acc_ehpc");
    ck_assert_int_eq(q[1].max_limit_s, 259200);
    ck_assert_uint_eq(q[1].max_cores, 8000);
    ck_assert_uint_eq(q[1].max_nodes, 100);
    ck_assert_str_eq(q[2].name, "acc_interactive");
    ck_assert_int_eq(q[2].max_limit_s, 7200);
    ck_assert_uint_eq(q[2].max_cores, 40);
}
END_TEST

START_TEST(daedalus_has_2048_gpus_and_a_partition_without)
{
    open_site("daedalus");
    ck_assert_uint_eq(nodes_of("gpu"), 512);
    ck_assert_uint_eq(gpus_of("gpu"), 2048);
    ck_assert_uint_eq(gpus_of("cpu"), 0);
    ck_assert_int_eq(partition("gpu")->max_limit_s, 259200);
    ck_assert_int_eq(partition("gpu")->default_limit_s, 86400);
}
END_TEST

START_TEST(a_pool_has_as_many_processors_as_its_name_says)
{
    open_site("procs:1152");
    ck_assert_str_eq(site.machine.name, "procs:1152");
    ck_assert_uint_eq(site.machine.procs, 1152);
    ck_assert_str_eq(site.path, "");
}
END_TEST

START_TEST(a_pool_without_a_number_is_refused)
{
    static const char *const bad[] = {"procs:", "procs:0", "procs:1x", "procs:-4", "procs:08"};
    for (size_t i = 0; i < AIF_COUNT(bad); i++)
        ck_assert(!site_open(bad[i], &site, &err));
    ck_assert_str_eq(err.text,
                     "procs:08: expected a number of processors from 1 to 100000000 after "
                     "'procs:'");
}
END_TEST

START_TEST(an_unknown_site_is_answered_with_those_there_are)
{
    ck_assert(!site_open("mimmer", &site, &err));
    ck_assert_str_eq(err.text,
                     "unknown site 'mimmer': did you mean 'mimer'? (known: daedalus, "
                     "marenostrum5, mimer; also procs:N for a plain pool, or the path of a "
                     ".yaml file)");
}
END_TEST

static bool read_text(const char *text, struct conf_errors *errors)
{
    return conf_parse(&site.doc, "s.yaml", text, strlen(text), errors) &&
           conf_check(&site.doc, site_fields, errors) && site_bind(&site, errors);
}

/* clang-format off */
#define A(value) "{value: " value ", assumed: test}\n"
#define CLASS(gpus, gpu_model, max_w) \
    "classes:\n" \
    "  big:\n" \
    "    nodes: " A("3") \
    "    sockets: " A("1") \
    "    cores: " A("8") \
    "    mem_gib: " A("16") \
    "    gpus: " gpus gpu_model \
    "    idle_w: " A("10") \
    "    max_w: " max_w
#define SITE(class, of) \
    "name: s\n" \
    "title: t\n" \
    "place: p\n" \
    "operator: o\n" class \
    "partitions:\n" \
    "  all:\n" \
    "    summary: x\n" \
    "    classes: [" of "]\n" \
    "    unit: " A("node") \
    "    default_limit: " A("1h") \
    "    max_limit: " A("2h") \
    "    exclusive: " A("true") \
    "network:\n" \
    "  technology: " A("t") \
    "  topology: " A("t") \
    "scheduler: " A("s") \
    "power:\n" \
    "  it_kw: " A("1") \
    "  pue: " A("1.1")
/* clang-format on */

START_TEST(a_small_site_is_read_whole)
{
    struct conf_errors errors = {0};
    bool ok = read_text(SITE(CLASS(A("2"), "    gpu_model: " A("X1"), A("90")), "big"), &errors);
    ck_assert_msg(ok, "%s", errors.text);
    ck_assert_uint_eq(site.machine.node_count, 3);
    ck_assert_uint_eq(site.machine.classes[0].shape.gpus, 2);
    ck_assert_str_eq(site.machine.classes[0].gpu_model, "X1");
    ck_assert_uint_eq(site.machine.classes[0].max_w, 90);
    ck_assert_uint_eq(site.machine.partitions[0].class_mask, 1);
    ck_assert_int_eq(site.machine.partitions[0].unit, AIF_UNIT_NODE);
}
END_TEST

START_TEST(a_figure_of_a_site_without_a_flag_is_refused)
{
    struct conf_errors errors = {0};
    ck_assert(!read_text(SITE(CLASS(A("0"), "", "{value: 90}\n"), "big"), &errors));
    ck_assert_ptr_nonnull(strstr(errors.text, "s.yaml:13:5: max_w: a figure is either published or "
                                              "assumed"));
    ck_assert_uint_eq(errors.count, 1);
    site_close(&site);
    conf_errors_fini(&errors);
    ck_assert(!read_text(SITE(CLASS("2\n", "", A("90")), "big"), &errors));
    conf_errors_fini(&errors);
}
END_TEST

START_TEST(a_site_that_contradicts_itself_is_refused)
{
    static const struct {
        const char *text, *message;
    } bad[] = {
        {SITE(CLASS(A("2"), "", A("90")), "big"), "class big: has GPUs but no gpu_model"},
        {SITE(CLASS(A("0"), "", A("9")), "big"), "class big: max_w is below idle_w"},
        {SITE(CLASS(A("0"), "", A("90")), "bigg"), "no node class 'bigg': did you mean 'big'?"},
        {SITE(CLASS(A("0"), "", A("90")) "funding:\n  a: " A("40"), "big"),
         "the shares add up to 40 percent, expected 100"},
    };
    for (size_t i = 0; i < AIF_COUNT(bad); i++) {
        struct conf_errors errors = {0};
        ck_assert(!read_text(bad[i].text, &errors));
        ck_assert_msg(strstr(errors.text, bad[i].message), "%s", errors.text);
        ck_assert_uint_eq(errors.count, 1);
        conf_errors_fini(&errors);
        site_close(&site);
    }
}
END_TEST

START_TEST(a_default_limit_above_the_longest_is_refused)
{
    char text[] = SITE(CLASS(A("0"), "", A("90")), "big");
    struct conf_errors errors = {0};
    *strstr(text, "1h") = '3';

    ck_assert(!read_text(text, &errors));

    ck_assert_ptr_nonnull(strstr(errors.text, "partition all: default_limit is above max_limit"));
    ck_assert_uint_eq(errors.count, 1);
    conf_errors_fini(&errors);
}
END_TEST

/* Counts the figures below a node; each must say published or assumed, and why in some words. */
static uint32_t count_figures(const struct conf_node *n)
{
    uint32_t count = 0;
    if (n->kind == CONF_KIND_MAP && conf_get(n, "value")) {
        const struct conf_node *published = conf_get(n, "published"),
                               *assumed = conf_get(n, "assumed");
        ck_assert_msg((published != NULL) != (assumed != NULL), "line %u", n->line);
        ck_assert_msg(strlen((published ? published : assumed)->text) > 10, "line %u", n->line);
        if (published)
            ck_assert_msg(strstr(published->text, "20"), "line %u: a source without a year",
                          n->line);
        return 1;
    }
    /* A number outside a figure would have no source. */
    if (n->kind == CONF_KIND_SCALAR)
        ck_assert_msg(strspn(n->text, "0123456789.") != strlen(n->text), "line %u", n->line);
    for (const struct conf_node *item = n->first; item; item = item->next)
        count += count_figures(item);
    return count;
}

START_TEST(every_figure_of_the_sites_is_flagged)
{
    static const char *const names[] = {"mimer", "marenostrum5", "daedalus"};
    for (size_t i = 0; i < AIF_COUNT(names); i++) {
        open_site(names[i]);
        ck_assert_uint_ge(count_figures(site.doc.root), 25);
        site_close(&site);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("site");
    TCase *c = tcase_create("site");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, mimer_has_400_gpus);
    tcase_add_test(c, marenostrum_has_4480_gpus_1920_in_its_upgrade_and_408_grace_nodes);
    tcase_add_test(c, marenostrum_limits_its_queues_as_published);
    tcase_add_test(c, daedalus_has_2048_gpus_and_a_partition_without);
    tcase_add_test(c, a_pool_has_as_many_processors_as_its_name_says);
    tcase_add_test(c, a_pool_without_a_number_is_refused);
    tcase_add_test(c, an_unknown_site_is_answered_with_those_there_are);
    tcase_add_test(c, a_small_site_is_read_whole);
    tcase_add_test(c, a_figure_of_a_site_without_a_flag_is_refused);
    tcase_add_test(c, a_site_that_contradicts_itself_is_refused);
    tcase_add_test(c, a_default_limit_above_the_longest_is_refused);
    tcase_add_test(c, every_figure_of_the_sites_is_flagged);
    suite_add_tcase(s, c);
    return run_suite(s);
}
