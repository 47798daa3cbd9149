/* Time slices and suspension as a real Slurm 22.05.8 did them on nodes of four cores: who ran when.
 * The times are those of slurmctld's log in tenths of a second, which here are seconds, moved so
 * that slices end at multiples of 50.  A job begins when Slurm began it; one that had to wait is
 * submitted when it was, and if it then ran at once the time until Slurm's next pass is taken out.
 * A job that asked for a node by name gets the same one here as the first that is free. */
#include "small_site.h"

#include <stdio.h>
#include <stdlib.h>

enum { CORES = 4, MOST_JOBS = 10, PARTITIONS = 3, TEXT = 4096 };
enum { LO, HI, MID };

enum kind { GANG, SUSPEND };

struct measured {
    const char *name;
    int submit_s, run_s, nodes, cores, partition;
    const char *stretches; /* in which it ran */
};

struct section {
    const char *name;
    enum kind kind;
    bool is_linear;
    uint32_t nodes, share; /* OverSubscribe=FORCE:share */
    struct measured jobs[MOST_JOBS];
};

/* clang-format off */
static const struct section sections[] = {
    {"two_whole", GANG, false, 2, 2, {
    {"a", 42, 201, 2, 4, LO, "42-150 200-250 300-343"},
    {"b", 73, 179, 2, 4, LO, "150-200 250-300 343-422"},
}},
    {"two_whole", GANG, true, 2, 2, {
    {"a", 43, 200, 2, 4, LO, "43-150 200-250 300-343"},
    {"b", 73, 199, 2, 4, LO, "150-200 250-300 343-442"},
}},
    {"three_force2", GANG, false, 2, 2, {
    {"a", 30, 199, 2, 4, LO, "30-100 150-200 250-300 350-379"},
    {"b", 30, 200, 2, 4, LO, "100-150 200-250 300-350 379-429"},
    {"c", 30, 121, 2, 4, LO, "429-550"},
}},
    {"three_force3", GANG, false, 2, 3, {
    {"a", 15, 220, 2, 4, LO, "15-150 250-300 400-435"},
    {"b", 85, 120, 2, 4, LO, "150-200 300-350 435-455"},
    {"c", 95, 170, 2, 4, LO, "200-250 350-400 455-525"},
    {"d", 104, 60, 2, 4, LO, "525-585"},
}},
    {"three_force3", GANG, true, 2, 3, {
    {"a", 15, 222, 2, 4, LO, "15-150 250-300 400-437"},
    {"b", 85, 100, 2, 4, LO, "150-200 300-350"},
    {"c", 95, 170, 2, 4, LO, "200-250 350-400 497-567"},
    {"d", 104, 60, 2, 4, LO, "437-497"},
}},
    {"half", GANG, false, 2, 3, {
    {"a", 48, 250, 2, 2, LO, "48-200 250-300 400-448"},
    {"b", 58, 249, 2, 2, LO, "58-200 250-300 350-400 450-457"},
    {"c", 118, 178, 2, 2, LO, "200-250 300-350 448-500 530-556"},
    {"d", 128, 193, 2, 2, LO, "200-250 300-350 400-450 457-500"},
    {"e", 258, 80, 2, 2, LO, "350-400 500-530"},
}},
    {"half", GANG, true, 2, 3, {
    {"a", 28, 250, 2, 2, LO, "28-100 200-250 350-400 500-550 630-658"},
    {"b", 38, 249, 2, 2, LO, "100-150 250-300 400-450 550-600 658-707"},
    {"c", 98, 180, 2, 2, LO, "150-200 300-350 450-500 600-630"},
    {"d", 104, 159, 2, 2, LO, "707-800 850-900 930-946"},
    {"e", 234, 80, 2, 2, LO, "800-850 900-930"},
}},
    {"mixed", GANG, false, 2, 3, {
    {"w1", 19, 200, 2, 4, LO, "19-100 200-250 350-400 469-488"},
    {"h1", 29, 100, 2, 2, LO, "100-150 250-300"},
    {"h2", 39, 119, 1, 4, LO, "150-200 300-350 450-469"},
    {"w2", 44, 100, 2, 4, LO, "400-450 488-538"},
}},
    {"mixed", GANG, true, 2, 3, {
    {"w1", 11, 200, 2, 4, LO, "11-100 200-250 350-400 450-461"},
    {"h1", 21, 100, 2, 2, LO, "100-150 250-300"},
    {"h2", 31, 100, 1, 4, LO, "150-200 300-350"},
    {"w2", 34, 89, 2, 4, LO, "400-450 461-500"},
}},
    {"one_core_jobs", GANG, false, 1, 3, {
    {"q0", 48, 91, 1, 2, LO, "48-100 200-239"},
    {"q1", 48, 90, 1, 2, LO, "48-100 200-238"},
    {"q2", 48, 70, 1, 2, LO, "100-150 239-259"},
    {"q3", 58, 80, 1, 2, LO, "100-150 238-268"},
    {"q4", 58, 80, 1, 2, LO, "150-200 259-289"},
    {"q5", 58, 70, 1, 2, LO, "150-200 268-288"},
    {"q6", 58, 90, 1, 2, LO, "288-378"},
    {"q7", 58, 90, 1, 2, LO, "289-350 400-429"},
    {"q8", 60, 90, 1, 2, LO, "350-400 429-469"},
}},
    {"one_core_jobs", GANG, true, 1, 3, {
    {"q0", 40, 91, 1, 2, LO, "40-100 200-231"},
    {"q1", 40, 79, 1, 2, LO, "100-150 231-260"},
    {"q2", 40, 91, 1, 2, LO, "150-200 260-301"},
    {"q3", 40, 89, 1, 2, LO, "301-390"},
    {"q4", 41, 70, 1, 2, LO, "390-450 550-560"},
    {"q5", 43, 70, 1, 2, LO, "450-500 560-580"},
    {"q6", 45, 90, 1, 2, LO, "500-550 580-620"},
    {"q7", 47, 90, 1, 2, LO, "620-700 750-760"},
    {"q8", 50, 100, 1, 2, LO, "700-750 760-810"},
}},
    {"lonely", GANG, false, 2, 2, {
    {"a", 30, 121, 2, 4, LO, "30-151"},
}},
    {"active_alone", GANG, false, 2, 2, {
    {"a", 43, 462, 2, 4, LO, "43-100 150-300 350-400 410-615"},
    {"b", 49, 50, 2, 4, LO, "100-150"},
    {"c", 244, 60, 2, 4, LO, "300-350 400-410"},
}},
    {"M3_late", GANG, false, 1, 3, {
    {"a", 50, 200, 1, 2, LO, "50-200 300-350"},
    {"b", 55, 201, 1, 2, LO, "55-200 250-306"},
    {"w", 135, 100, 1, 4, LO, "200-250 350-400"},
    {"c", 135, 100, 1, 2, LO, "250-300 400-450"},
}},
    {"M4_two_nodes", GANG, false, 2, 3, {
    {"a", 26, 200, 1, 4, LO, "26-150 200-250 300-326"},
    {"b", 26, 201, 1, 4, LO, "26-227"},
    {"c", 87, 120, 1, 4, LO, "150-200 250-300 326-346"},
}},
    {"yes: neither asks to share", GANG, false, 2, 2, {
    {"a", 50, 140, 2, 4, LO, "50-150 200-240"},
    {"b", 61, 140, 2, 4, LO, "150-200 240-330"},
}},
    {"tiers", GANG, false, 2, 2, {
    {"lo1", 24, 221, 2, 4, LO, "24-100 550-600 644-739"},
    {"lo2", 34, 157, 2, 4, LO, "100-114 451-550 600-644"},
    {"hi1", 114, 140, 2, 4, HI, "114-200 250-300 350-354"},
    {"hi2", 124, 156, 2, 4, HI, "200-250 300-350 354-410"},
    {"hi3", 134, 41, 1, 2, HI, "410-451"},
}},
    {"tier_one", GANG, false, 2, 2, {
    {"lo1", 8, 119, 2, 4, LO, "8-88 179-218"},
    {"hi1", 88, 91, 1, 4, HI, "88-179"},
    {"lo2", 98, 21, 1, 1, LO, "218-239"},
}},
    {"tier_one", GANG, true, 2, 2, {
    {"lo1", 19, 120, 2, 4, LO, "19-89 180-230"},
    {"hi1", 89, 91, 1, 4, HI, "89-180"},
    {"lo2", 109, 41, 1, 1, LO, "109-150"},
}},
    {"tiers_force2", SUSPEND, false, 2, 2, {
    {"lo1", 12, 200, 2, 4, LO, "12-100 400-450 500-550 591-603"},
    {"lo2", 22, 150, 2, 4, LO, "100-102 343-400 450-500 550-591"},
    {"hi1", 102, 121, 2, 4, HI, "102-200 250-273"},
    {"hi2", 112, 120, 1, 4, HI, "200-250 273-343"},
    {"lo3", 115, 19, 1, 4, LO, "603-622"},
}},
    {"tiers_force2b", SUSPEND, false, 2, 2, {
    {"lo1", 35, 152, 2, 4, LO, "35-102 223-308"},
    {"hi1", 102, 121, 1, 4, HI, "102-223"},
    {"lo3", 105, 31, 1, 4, LO, "105-136"},
}},
    {"L3_force2", SUSPEND, true, 2, 2, {
    {"lo1", 40, 199, 2, 4, LO, "40-135 390-450 500-544"},
    {"lo2", 55, 151, 2, 4, LO, "450-500 544-645"},
    {"hi1", 135, 120, 2, 4, HI, "135-200 250-300 350-355"},
    {"hi2", 140, 135, 1, 4, HI, "200-250 300-350 355-390"},
}},
    {"B1_basic", SUSPEND, false, 4, 1, {
    {"v1", 43, 400, 2, 4, LO, "43-120 263-586"},
    {"v2", 43, 400, 2, 4, LO, "43-163 263-543"},
    {"p1", 120, 101, 1, 4, HI, "120-221"},
    {"p2", 163, 100, 3, 4, HI, "163-263"},
}},
    {"B1_half", SUSPEND, false, 4, 1, {
    {"v1", 7, 251, 4, 2, LO, "7-57 159-360"},
    {"v2", 17, 252, 4, 2, LO, "17-269"},
    {"p1", 57, 102, 1, 2, HI, "57-159"},
}},
    {"B1_queue", SUSPEND, false, 4, 1, {
    {"v1", 50, 129, 4, 4, LO, "50-100 262-341"},
    {"p1", 100, 81, 4, 4, HI, "100-181"},
    {"p2", 106, 81, 2, 4, HI, "181-262"},
    {"v2", 116, 51, 2, 4, LO, "341-392"},
    {"v3", 126, 51, 1, 2, LO, "341-392"},
}},
    {"without the drain", SUSPEND, false, 4, 1, {
    {"v1", 41, 400, 2, 4, LO, "41-91 292-642"},
    {"v2", 41, 400, 2, 4, LO, "41-91 292-642"},
    {"p1", 91, 201, 4, 4, HI, "91-292"},
}},
    {"B6_choice", SUSPEND, false, 4, 1, {
    {"v0", 37, 501, 1, 4, LO, "37-158 259-639"},
    {"v1", 58, 500, 1, 4, LO, "58-158 259-659"},
    {"v2", 78, 501, 1, 4, LO, "78-198 399-780"},
    {"v3", 98, 501, 1, 4, LO, "98-599"},
    {"p1", 158, 101, 2, 4, HI, "158-259"},
    {"p2", 198, 201, 1, 4, HI, "198-399"},
}},
    {"X2_three_tiers", SUSPEND, false, 2, 1, {
    {"m", 10, 200, 2, 4, MID, "10-60 161-311"},
    {"l", 15, 101, 2, 4, LO, "352-453"},
    {"h", 60, 101, 2, 4, HI, "60-161"},
    {"m2", 75, 41, 2, 4, MID, "311-352"},
}},
    {"L1_basic", SUSPEND, true, 4, 1, {
    {"v1", 43, 300, 2, 4, LO, "43-93 234-484"},
    {"v2", 50, 300, 2, 4, LO, "50-133 234-451"},
    {"p1", 93, 100, 1, 4, HI, "93-193"},
    {"p2", 133, 101, 3, 4, HI, "133-234"},
    {"v3", 140, 31, 1, 4, LO, "451-482"},
}},
    {"L2_no", SUSPEND, true, 2, 1, {
    {"v1", 45, 201, 2, 4, LO, "45-95 175-326"},
    {"p1", 95, 80, 1, 4, HI, "95-175"},
}},
    {"Z1_beside", SUSPEND, false, 2, 1, {
    {"v1", 33, 250, 2, 4, LO, "33-73 194-404"},
    {"p1", 73, 121, 1, 4, HI, "73-194"},
    {"v3", 100, 40, 1, 4, LO, "404-444"},
}},
    {"Z2_twice", SUSPEND, false, 2, 1, {
    {"v1", 24, 149, 2, 4, LO, "24-64 125-144 205-295"},
    {"p1", 64, 61, 1, 4, HI, "64-125"},
    {"p2", 144, 61, 1, 4, HI, "144-205"},
}},
/* h is not of the recording: it has v1's nodes first, so that v2 has the later ones. */
    {"Z3_which", SUSPEND, false, 4, 1, {
    {"v1", 0, 400, 2, 4, LO, "0-20 60-94 155-501"},
    {"v2", 4, 400, 2, 4, LO, "4-44 245-605"},
    {"h", 20, 40, 2, 4, HI, "20-60"},
    {"p1", 44, 201, 1, 4, HI, "44-245"},
    {"p2", 74, 61, 1, 4, HI, "74-135"},
    {"p3", 94, 61, 1, 4, HI, "94-155"},
}},
};
/* clang-format on */

static struct aif_partition partitions[PARTITIONS];
static struct aif_centre_partition rules[PARTITIONS];

static void set_up(const struct section *s)
{
    static const char *const names[] = {"lo", "hi", "mid"};
    static const int tiers[] = {1, 10, 5};
    site_set_up(s->is_linear);
    site.class.shape.cores = CORES;
    site.class.node_count = site.machine.node_count = s->nodes;
    for (int i = 0; i < PARTITIONS; i++) {
        partitions[i] = site.partitions[0];
        partitions[i].name = names[i];
        rules[i] = aif_centre_partition_default();
        rules[i].is_default = !i;
        rules[i].oversubscribe = s->share;
        rules[i].priority_tier = tiers[i];
    }
    site.machine.partitions = partitions;
    site.machine.partition_count = PARTITIONS;
    site.centre.partitions = rules;
    site.centre.is_gang = true;
    site.centre.time_slice_s = 50;
    if (s->kind == GANG)
        return;
    site.centre.preempt_type = AIF_PREEMPT_PARTITION_PRIO;
    site.centre.preempt_mode = AIF_PREEMPT_SUSPEND;
}

static void write_trace(const struct section *s, char *to)
{
    to += sprintf(to, "#aifsim-trace 1\njob_id,submit_s,run_s,limit_s,nodes,cores_per_node,"
                      "mem_mib_per_node,gpus_per_node,partition\n");
    for (int i = 0; i < MOST_JOBS && s->jobs[i].name; i++) {
        const struct measured *j = &s->jobs[i];
        to += sprintf(to, "%d,%d,%d,6000,%d,%d,,,%s\n", i + 1, j->submit_s, j->run_s, j->nodes,
                      j->cores, partitions[j->partition].name);
    }
}

/* When the job ran, as in the table. */
static void list_stretches(int64_t id, char *to)
{
    const struct aif_row *row = site_row(id);
    uint32_t count;
    const struct aif_episode *e = aif_sim_episodes(site.sim, &count);
    int64_t from_s = row->start_s;
    *to = '\0';
    for (uint32_t i = 0; i <= count; i++) {
        if (i < count && (e[i].job != site_job(id) || !e[i].is_suspension))
            continue;
        int64_t until_s = i < count ? e[i].start_s : row->end_s;
        if (until_s > from_s)
            to += sprintf(to, "%lld-%lld ", (long long)from_s, (long long)until_s);
        from_s = i < count ? e[i].end_s : from_s;
    }
    if (row->end_s > row->start_s)
        to[-1] = '\0';
}

START_TEST(jobs_run_when_slurm_ran_them)
{
    const struct section *s = &sections[_i];
    char text[TEXT];
    set_up(s);
    write_trace(s, text);
    site_run(text);
    for (int i = 0; i < MOST_JOBS && s->jobs[i].name; i++) {
        list_stretches(i + 1, text);
        ck_assert_msg(strcmp(text, s->jobs[i].stretches) == 0, "%s%s: %s ran %s, measured: %s",
                      s->name, s->is_linear ? " (linear)" : "", s->jobs[i].name, text,
                      s->jobs[i].stretches);
    }
    site_close();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("gang_measured");
    TCase *c = tcase_create("gang_measured");
    tcase_add_loop_test(c, jobs_run_when_slurm_ran_them, 0, AIF_COUNT(sections));
    suite_add_tcase(s, c);
    return run_suite(s);
}
