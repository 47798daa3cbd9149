/* What a site file says about how its machine is run. */
#include "site_texts.h"

static const struct aif_assoc *association(uint32_t i, const char *name, uint32_t parent)
{
    ck_assert_uint_lt(i, site.centre.accounts.count);
    const struct aif_assoc *a = &site.centre.accounts.assocs[i];
    ck_assert_str_eq(a->name, name);
    ck_assert_uint_eq(a->parent, parent);
    return a;
}

START_TEST(what_is_not_stated_is_slurms_default)
{
    accept(MACHINE PARTITIONS);

    const struct aif_centre *c = &site.centre;
    ck_assert_uint_eq(c->accounts.count, 0);
    ck_assert_uint_eq(c->qos_count, 0);
    ck_assert_uint_eq(c->reservation_count, 0);
    ck_assert_int_eq(c->slurm.bf_interval_s, 30);
    ck_assert_int_eq(c->priority.decay_half_life_s, 604800);
    ck_assert(c->requeues && c->selects_memory);
    ck_assert_int_eq(c->partitions[0].priority_job_factor, 1);
    ck_assert_uint_eq(c->partitions[0].qos, AIF_NONE);
    ck_assert_int_eq(c->partitions[0].preempt_mode, AIF_PREEMPT_UNSET);
    ck_assert_uint_eq(c->classes[1].weight, 1);
    ck_assert_str_eq(c->classes[1].hosts, "");
    ck_assert_str_eq(c->classes[1].features, "");
    ck_assert_uint_eq(c->classes[1].sockets, 0);
}
END_TEST

START_TEST(nodes_have_names_weights_and_features)
{
    accept(MACHINE PARTITIONS);

    const struct aif_centre_class *c = &site.centre.classes[0];
    ck_assert_uint_eq(c->weight, 10);
    ck_assert_uint_eq(c->sockets, 2);
    ck_assert_str_eq(c->features, "fast,old");
    ck_assert_str_eq(c->hosts, "n[01-04]");
    ck_assert_uint_eq(site.machine.classes[1].shape.mem_mib, 64000);
    ck_assert_uint_eq(site.machine.classes[1].max_w, 0);
}
END_TEST

START_TEST(the_default_partition_comes_first)
{
    accept(MACHINE PARTITIONS);

    ck_assert_str_eq(site.machine.partitions[0].name, "main");
    ck_assert_uint_eq(site.machine.partitions[0].class_mask, 3);
    ck_assert(site.centre.partitions[0].is_default);
    ck_assert(!site.centre.partitions[1].is_default);
    ck_assert_str_eq(site.machine.partitions[1].name, "debug");
    ck_assert_int_eq(site.machine.partitions[1].max_limit_s, 1800);
    ck_assert_int_eq(site.centre.partitions[1].priority_tier, 10);
    ck_assert_int_eq(site.centre.partitions[1].preempt_mode, AIF_PREEMPT_OFF);
}
END_TEST

START_TEST(partitions_have_rules)
{
    accept(MACHINE "partitions:\n"
                   "  all:\n"
                   "    classes: [cpu]\n"
                   "    unit: core\n"
                   "    max_nodes: 3\n"
                   "    min_nodes: 2\n"
                   "    priority_job_factor: {value: 5, published: somewhere}\n"
                   "    qos: part\n"
                   "    allowed_qos: [normal, part]\n"
                   "    billing: {cpu: 1, mem_gib: 0.25, gpu: 8.5, node: 2, max: true}\n"
                   "    least_loaded: true\n"
                   "    oversubscribe: 4\n"
                   "    state: down\n"
                   "    grace_time: 30s\n"
                   "qos: {high: {}, part: {}}\n");

    const struct aif_centre_partition *p = &site.centre.partitions[0];
    ck_assert_uint_eq(site.machine.partitions[0].max_nodes, 3);
    ck_assert_uint_eq(p->min_nodes, 2);
    ck_assert_int_eq(p->priority_job_factor, 5);
    ck_assert_uint_eq(p->qos, 2);
    ck_assert_uint_eq(p->allowed_qos_mask, 5);
    ck_assert(!p->takes_no_qos);
    ck_assert(p->billing.is_set && p->billing.is_max);
    ck_assert_double_eq(p->billing.weights[AIF_TRES_CPU], 1);
    ck_assert_double_eq(p->billing.weights[AIF_TRES_MEM], 0.25 / 1024);
    ck_assert_double_eq(p->billing.weights[AIF_TRES_GPU], 8.5);
    ck_assert_double_eq(p->billing.weights[AIF_TRES_NODE], 2);
    ck_assert(p->is_least_loaded && p->is_down);
    ck_assert_uint_eq(p->oversubscribe, 4);
    ck_assert_int_eq(p->grace_s, 30);
}
END_TEST

START_TEST(normal_is_the_first_qos_listed_or_not)
{
    accept(MACHINE PARTITIONS "qos: {high: {}, low: {}}\n");
    ck_assert_uint_eq(site.centre.qos_count, 3);
    ck_assert_str_eq(site.centre.qos[0].name, "normal");
    ck_assert_str_eq(site.centre.qos[1].name, "high");
    ck_assert_uint_eq(site.machine.qos_count, 2);
    ck_assert_str_eq(site.machine.qos[0].name, "high");

    accept(MACHINE PARTITIONS "qos: {high: {}, normal: {priority: 7}}\n");
    ck_assert_uint_eq(site.centre.qos_count, 2);
    ck_assert_str_eq(site.centre.qos[0].name, "normal");
    ck_assert_int_eq(site.centre.qos[0].priority, 7);
    ck_assert_uint_eq(site.machine.qos_count, 2);
}
END_TEST

START_TEST(a_qos_has_limits_flags_and_victims)
{
    accept(MACHINE PARTITIONS "qos:\n"
                              "  normal: {}\n"
                              "  high:\n"
                              "    priority: 100\n"
                              "    usage_factor: 2.5\n"
                              "    usage_threshold: 0.1\n"
                              "    flags: [deny_on_limit, over_part_qos, preempt_within]\n"
                              "    preempt: [normal, low]\n"
                              "    preempt_mode: cancel\n"
                              "    grace_time: 60s\n"
                              "    preempt_exempt_time: 5m\n"
                              "    limits:\n"
                              "      grp_tres: {gpu: 80, mem_gib: 3, cpu: 0}\n"
                              "      max_jobs_per_user: 4\n"
                              "      max_wall: {value: 2h, published: somewhere}\n"
                              "  low: {max_nodes: 2, max_cores: 64, max_limit: 1d}\n");

    const struct aif_centre_qos *q = &site.centre.qos[1];
    ck_assert_int_eq(q->priority, 100);
    ck_assert_double_eq(q->usage_factor, 2.5);
    ck_assert_double_eq(q->usage_threshold, 0.1);
    ck_assert_uint_eq(q->flags,
                      AIF_QOS_DENY_ON_LIMIT | AIF_QOS_OVER_PART_QOS | AIF_QOS_PREEMPT_WITHIN);
    ck_assert_uint_eq(q->preempt_mask, 5);
    ck_assert_int_eq(q->preempt_mode, AIF_PREEMPT_CANCEL);
    ck_assert_int_eq(q->grace_s, 60);
    ck_assert_int_eq(q->preempt_exempt_s, 300);
    ck_assert_int_eq(q->limits.grp_tres.of[AIF_TRES_GPU], 80);
    ck_assert_int_eq(q->limits.grp_tres.of[AIF_TRES_MEM], 3072);
    ck_assert_int_eq(q->limits.grp_tres.of[AIF_TRES_CPU], 0);
    ck_assert_int_eq(q->limits.grp_tres.of[AIF_TRES_NODE], AIF_UNLIMITED);
    ck_assert_int_eq(q->limits.max_jobs_per_user, 4);
    ck_assert_int_eq(q->limits.max_jobs, AIF_UNLIMITED);
    ck_assert_int_eq(q->limits.max_wall_s, 7200);
    ck_assert_int_eq(site.centre.qos[0].preempt_exempt_s, AIF_UNKNOWN_S);
    ck_assert_double_eq(site.centre.qos[0].usage_factor, 1);
}
END_TEST

START_TEST(limits_of_a_qos_bind_on_the_machine_too)
{
    accept(MACHINE PARTITIONS "qos:\n"
                              "  low: {max_nodes: 2, max_cores: 64, max_limit: 1d}\n"
                              "  high: {limits: {max_wall: 2h, max_tres_per_job: {node: 3}}}\n");

    const struct aif_limits *low = &site.centre.qos[1].limits;
    ck_assert_int_eq(low->max_tres_per_job.of[AIF_TRES_NODE], 2);
    ck_assert_int_eq(low->max_tres_per_job.of[AIF_TRES_CPU], 64);
    ck_assert_int_eq(low->max_wall_s, 86400);
    ck_assert_uint_eq(site.machine.qos[0].max_nodes, 2);
    ck_assert_uint_eq(site.machine.qos[0].max_cores, 64);
    ck_assert_int_eq(site.machine.qos[0].max_limit_s, 86400);
    ck_assert_uint_eq(site.machine.qos[1].max_nodes, 3);
    ck_assert_uint_eq(site.machine.qos[1].max_cores, 0);
    ck_assert_int_eq(site.machine.qos[1].max_limit_s, 7200);
}
END_TEST

START_TEST(accounts_are_a_tree_of_shares)
{
    accept(MACHINE PARTITIONS "qos: {high: {}}\n"
                              "accounts:\n"
                              "  startup:\n"
                              "    shares: 30\n"
                              "    priority: 3\n"
                              "    limits: {max_jobs: 50}\n"
                              "    accounts:\n"
                              "      su_alpha: {qos: [normal, high], users: {dan: parent}}\n"
                              "    users:\n"
                              "      ann: 2\n"
                              "      ben: {default_qos: high, target: 25+, min_prio_threshold: 9}\n"
                              "      cat: [{shares: 4}, {partition: debug, shares: 3}]\n"
                              "  public: {value: 20, published: somewhere}\n"
                              "  root: {users: {root: 1}}\n");

    ck_assert_uint_eq(site.centre.accounts.count, 10);
    ck_assert(!association(0, "root", AIF_NONE)->is_user);
    ck_assert(association(1, "root", 0)->is_user);
    const struct aif_assoc *startup = association(2, "startup", 0);
    ck_assert(!startup->is_user);
    ck_assert_uint_eq(startup->shares, 30);
    ck_assert_int_eq(startup->priority, 3);
    ck_assert_int_eq(startup->limits.max_jobs, 50);
    ck_assert_int_eq(startup->limits.max_submit, AIF_UNLIMITED);
    ck_assert_uint_eq(association(3, "ann", 2)->shares, 2);
    const struct aif_assoc *ben = association(4, "ben", 2);
    ck_assert_uint_eq(ben->shares, 1);
    ck_assert_uint_eq(ben->default_qos, 1);
    ck_assert_double_eq(ben->target_percent, 25);
    ck_assert_int_eq(ben->target_kind, '+');
    ck_assert_int_eq(ben->min_priority_threshold, 9);
    ck_assert_uint_eq(association(5, "cat", 2)->partition, AIF_NONE);
    ck_assert_uint_eq(association(6, "cat", 2)->partition, 1);
    ck_assert_uint_eq(association(6, "cat", 2)->shares, 3);
    ck_assert_uint_eq(association(7, "su_alpha", 2)->qos_mask, 3);
    ck_assert(association(8, "dan", 7)->has_parent_share);
    ck_assert_uint_eq(association(9, "public", 0)->shares, 20);
}
END_TEST

START_TEST(qos_of_an_account_are_those_of_all_below_it_that_state_none)
{
    accept(MACHINE PARTITIONS "qos: {low: {}, high: {}}\n"
                              "accounts:\n"
                              "  startup:\n"
                              "    qos: [normal, high]\n"
                              "    default_qos: high\n"
                              "    users:\n"
                              "      ann: 2\n"
                              "      ben: {default_qos: normal}\n"
                              "      cat: {qos: [low]}\n"
                              "    accounts:\n"
                              "      alpha: {users: {dan: 1}}\n");

    ck_assert_uint_eq(association(2, "ann", 1)->qos_mask, 5);
    ck_assert_uint_eq(association(2, "ann", 1)->default_qos, 2);
    ck_assert_uint_eq(association(3, "ben", 1)->qos_mask, 5);
    ck_assert_uint_eq(association(3, "ben", 1)->default_qos, 0);
    /* The account's default is not one of those that cat may use. */
    ck_assert_uint_eq(association(4, "cat", 1)->qos_mask, 2);
    ck_assert_uint_eq(association(4, "cat", 1)->default_qos, AIF_NONE);
    ck_assert_uint_eq(association(6, "dan", 5)->qos_mask, 5);
    ck_assert_uint_eq(association(6, "dan", 5)->default_qos, 2);
}
END_TEST

START_TEST(reservations_may_start_at_a_date)
{
    static const char text[] = MACHINE PARTITIONS
        "reservations:\n"
        "  a: {start: 2026-01-20T08:00, duration: 8h, nodes: ALL, flags: [MAINT]}\n"
        "  b: {start: 2026-01-21, end: 2026-01-22, nodes: all}\n"
        "  c: {start: 1h, duration: 2h, nodes: all}\n"
        "  d: {start: 2026-01-18, duration: 2h, nodes: all}\n";
    struct aif_centre c;
    struct aif_err err;
    struct aif_arena a = {0};
    accept(text);

    /* 2026-01-19 00:00 UTC */
    ck_assert_msg(site_centre_at(&site, 1768780800, &a, &c, &err), "%s", err.text);
    ck_assert_uint_eq(c.reservation_count, 3);
    ck_assert_int_eq(c.reservations[0].start_s, 32 * 3600);
    ck_assert_int_eq(c.reservations[0].end_s, 40 * 3600);
    ck_assert_uint_eq(c.reservations[0].flags, AIF_RESERVATION_MAINT);
    ck_assert_int_eq(c.reservations[1].start_s, 48 * 3600);
    ck_assert_int_eq(c.reservations[1].end_s, 72 * 3600);
    ck_assert_int_eq(c.reservations[2].start_s, 3600);
    ck_assert(!site_centre_at(&site, AIF_UNKNOWN_S, &a, &c, &err));
    ck_assert_str_eq(err.text, "reservation a starts at a date, and the trace does not state when "
                               "it starts");
    aif_arena_free(&a);
}
END_TEST

START_TEST(reservations_name_nodes_by_class_number_and_host)
{
    accept(MACHINE PARTITIONS
           "reservations:\n"
           "  maint: {start: 7d, duration: 8h, nodes: all, flags: [maint, ignore_jobs]}\n"
           "  course: {start: 1h, end: 3h, made: 10m, nodes: [gpu, \"0-1\", \"n[04,04]\"],\n"
           "           users: [ann, ben], accounts: [startup]}\n");

    const struct aif_reservation *r = site.centre.reservations;
    ck_assert_uint_eq(site.centre.reservation_count, 2);
    ck_assert_str_eq(r[0].name, "maint");
    ck_assert_int_eq(r[0].start_s, 604800);
    ck_assert_int_eq(r[0].end_s, 604800 + 28800);
    ck_assert_int_eq(r[0].made_s, AIF_UNKNOWN_S);
    ck_assert_uint_eq(r[0].node_count, 6);
    ck_assert_uint_eq(r[0].flags, AIF_RESERVATION_MAINT | AIF_RESERVATION_IGNORE_JOBS);
    ck_assert_str_eq(r[0].users, "");
    static const uint32_t nodes[] = {0, 1, 3, 4, 5};
    ck_assert_uint_eq(r[1].node_count, 5);
    ck_assert_int_eq(memcmp(r[1].nodes, nodes, sizeof nodes), 0);
    ck_assert_int_eq(r[1].end_s, 10800);
    ck_assert_int_eq(r[1].made_s, 600);
    ck_assert_str_eq(r[1].users, "ann,ben");
    ck_assert_str_eq(r[1].accounts, "startup");
}
END_TEST

START_TEST(the_batch_system_has_settings)
{
    accept(MACHINE PARTITIONS
           "scheduler:\n"
           "  summary: {value: Slurm, assumed: test}\n"
           "  priority: {type: basic, weight_age: 1000, weight_tres: {gpu: 10.5}, max_age: 14d,\n"
           "             favor_small: true, usage_reset_period: weekly, no_normal_qos: true}\n"
           "  slurm: {bf_interval: 60s, bf_window: 2d, bf_max_job_test: 1000, defer: true}\n"
           "  preempt: {type: qos, mode: requeue, exempt_time: 60s, gang: true}\n"
           "  select: {unit: socket, memory: false, least_loaded: true}\n"
           "  enforce: [limits, safe]\n"
           "  requeue: false\n"
           "  kill_wait: 10s\n"
           "  requeue_delay: 2m\n"
           "  def_mem_per_cpu_mib: 2000\n"
           "  max_array_size: 5000\n");

    const struct aif_centre *c = &site.centre;
    ck_assert(c->priority.is_basic && c->priority.favors_small && c->priority.has_plain_qos);
    ck_assert_int_eq(c->priority.weight_age, 1000);
    ck_assert_int_eq(c->priority.weight_qos, 0);
    ck_assert_double_eq(c->priority.weight_tres[AIF_TRES_GPU], 10.5);
    ck_assert_int_eq(c->priority.max_age_s, 14 * 86400);
    ck_assert_int_eq(c->priority.usage_reset, AIF_USAGE_RESET_WEEKLY);
    ck_assert_int_eq(c->slurm.bf_interval_s, 60);
    ck_assert_int_eq(c->slurm.bf_window_s, 172800);
    ck_assert_uint_eq(c->slurm.bf_max_job_test, 1000);
    ck_assert_uint_eq(c->slurm.default_queue_depth, 100);
    ck_assert(c->slurm.is_deferred);
    ck_assert_int_eq(c->preempt_type, AIF_PREEMPT_QOS);
    ck_assert_int_eq(c->preempt_mode, AIF_PREEMPT_REQUEUE);
    ck_assert_int_eq(c->preempt_exempt_s, 60);
    ck_assert(c->is_gang && c->is_least_loaded && !c->selects_memory && !c->requeues);
    ck_assert_int_eq(c->select_unit, AIF_SELECT_SOCKET);
    ck_assert_uint_eq(c->enforce, AIF_ENFORCE_LIMITS | AIF_ENFORCE_SAFE);
    ck_assert_int_eq(c->kill_wait_s, 10);
    ck_assert_int_eq(c->requeue_delay_s, 120);
    ck_assert_int_eq(c->def_mem_per_cpu_mib, 2000);
    ck_assert_uint_eq(c->max_array_size, 5000);
}
END_TEST

START_TEST(a_scheduler_may_be_no_more_than_a_summary)
{
    accept(MACHINE PARTITIONS "scheduler: {value: Slurm, assumed: test}\n");

    const struct conf_node *scheduler = conf_get(site.doc.root, "scheduler");
    ck_assert_str_eq(conf_text(scheduler, "summary"), "Slurm");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("site_centre");
    tcase_add_checked_fixture(c, NULL, close_all);
    tcase_add_test(c, what_is_not_stated_is_slurms_default);
    tcase_add_test(c, nodes_have_names_weights_and_features);
    tcase_add_test(c, the_default_partition_comes_first);
    tcase_add_test(c, partitions_have_rules);
    tcase_add_test(c, normal_is_the_first_qos_listed_or_not);
    tcase_add_test(c, a_qos_has_limits_flags_and_victims);
    tcase_add_test(c, limits_of_a_qos_bind_on_the_machine_too);
    tcase_add_test(c, accounts_are_a_tree_of_shares);
    tcase_add_test(c, reservations_may_start_at_a_date);
    tcase_add_test(c, qos_of_an_account_are_those_of_all_below_it_that_state_none);
    tcase_add_test(c, reservations_name_nodes_by_class_number_and_host);
    tcase_add_test(c, the_batch_system_has_settings);
    tcase_add_test(c, a_scheduler_may_be_no_more_than_a_summary);
    Suite *s = suite_create("site_centre");
    suite_add_tcase(s, c);
    return run_suite(s);
}
