/* Many workloads become one: the jobs of another are put behind those that are there, and all that
 * they refer to follows. */
#include "aif/workload.h"

#include <string.h>

enum table {
    USERS,
    ACCOUNTS,
    APPLICATIONS,
    COMMUNITIES,
    PARTITIONS,
    QOS,
    JOB_NAMES,
    RESERVATIONS,
    FEATURES,
    ORGANISATIONS,
    COUNTRIES,
    DATA_HOMES,
    TABLE_COUNT
};

struct joining {
    struct aif_workload *to;
    const struct aif_workload *from;
    const struct aif_append *how;
    const uint32_t *names[TABLE_COUNT];                /* of `from`, as numbers of `to` */
    uint32_t account, community, organisation;         /* that replace others, or AIF_NONE */
    uint32_t job, partition, array_job, depend, array; /* where those of `from` begin */
    struct aif_arena scratch;
};

static struct aif_names *table_of(struct aif_workload *w, enum table t)
{
    struct aif_names *const tables[TABLE_COUNT] = {
        [USERS] = &w->users,
        [ACCOUNTS] = &w->accounts,
        [APPLICATIONS] = &w->applications,
        [COMMUNITIES] = &w->communities,
        [PARTITIONS] = &w->partitions,
        [QOS] = &w->qos,
        [JOB_NAMES] = &w->job_names,
        [RESERVATIONS] = &w->reservations,
        [FEATURES] = &w->features,
        [ORGANISATIONS] = &w->organisations,
        [COUNTRIES] = &w->countries,
        [DATA_HOMES] = &w->data_homes,
    };
    return tables[t];
}

static bool has_16_bits(enum table t)
{
    return t == COMMUNITIES || t == PARTITIONS || t == QOS || t == COUNTRIES || t == DATA_HOMES;
}

static uint32_t name_in(struct aif_workload *to, enum table t, const char *text)
{
    struct aif_names *names = table_of(to, t);
    uint32_t i = aif_names_intern(names, &to->arena, text, strlen(text));
    AIF_CHECK(!has_16_bits(t) || names->count < AIF_NONE16);
    return i;
}

/* The name that takes the place of all others in a table, or NULL. */
static const char *replacement(const struct aif_append *how, enum table t)
{
    if (t == ACCOUNTS)
        return how->account;
    if (t == COMMUNITIES)
        return how->community;
    return t == ORGANISATIONS ? how->organisation : NULL;
}

static void join_names(struct joining *j)
{
    struct aif_workload from = *j->from;
    for (enum table t = USERS; t < TABLE_COUNT; t++) {
        const struct aif_names *names = table_of(&from, t);
        if (replacement(j->how, t))
            continue;
        uint32_t *numbers = AIF_NEW(&j->scratch, uint32_t, names->count + (size_t)1);
        for (uint32_t i = 0; i < names->count; i++)
            numbers[i] = name_in(j->to, t, names->texts[i]);
        j->names[t] = numbers;
    }
    j->account = j->community = j->organisation = AIF_NONE;
    if (j->how->account && from.count)
        j->account = name_in(j->to, ACCOUNTS, j->how->account);
    if (j->how->community && from.count)
        j->community = name_in(j->to, COMMUNITIES, j->how->community);
    if (j->how->organisation && from.organisations.count)
        j->organisation = name_in(j->to, ORGANISATIONS, j->how->organisation);
}

static uint32_t name32(const struct joining *j, enum table t, uint32_t i)
{
    return i == AIF_NONE ? AIF_NONE : j->names[t][i];
}

static uint16_t name16(const struct joining *j, enum table t, uint16_t i)
{
    return i == AIF_NONE16 ? AIF_NONE16 : (uint16_t)j->names[t][i];
}

/* Room for `more` behind `used`; doubles, so that many small workloads cost no more than they have.
 */
static void *roomy(struct aif_arena *a, const void *old, uint32_t used, uint32_t room, size_t size)
{
    char *larger = aif_arena_alloc(a, room, size);
    if (old && used)
        memcpy(larger, old, used * size);
    return larger;
}

/* True, with the new room, if there is not enough. */
static bool outgrows(uint32_t *room, uint32_t used, uint32_t more)
{
    AIF_CHECK(more < AIF_NONE - used);
    if (more == 0 || (*room >= used && *room - used >= more))
        return false;
    uint32_t twice = used < AIF_NONE / 2 ? 2 * used : AIF_NONE;
    *room = used + more > twice ? used + more : twice;
    return true;
}

static void add_extras(struct aif_workload *to)
{
    to->extras = AIF_NEW(&to->arena, struct aif_extra, to->room.jobs);
    for (uint32_t i = 0; i < to->count; i++)
        to->extras[i] = aif_extra_none();
}

static void add_traits(struct aif_workload *to)
{
    to->traits = AIF_NEW(&to->arena, struct aif_traits, to->room.jobs);
    for (uint32_t i = 0; i < to->count; i++)
        to->traits[i] = aif_traits_none();
}

static void make_room_for_jobs(struct aif_workload *to, const struct aif_workload *from)
{
    struct aif_arena *a = &to->arena;
    if (outgrows(&to->room.jobs, to->count, from->count)) {
        uint32_t room = to->room.jobs;
        to->jobs = roomy(a, to->jobs, to->count, room, sizeof *to->jobs);
        if (to->extras)
            to->extras = roomy(a, to->extras, to->count, room, sizeof *to->extras);
        if (to->traits)
            to->traits = roomy(a, to->traits, to->count, room, sizeof *to->traits);
    }
    if (from->extras && !to->extras && from->count)
        add_extras(to);
    if (from->traits && !to->traits && from->count)
        add_traits(to);
}

static void make_room(struct aif_workload *to, const struct aif_workload *from)
{
    struct aif_arena *a = &to->arena;
    struct aif_workload_room *room = &to->room;
    make_room_for_jobs(to, from);
    if (outgrows(&room->partition_lists, to->partition_list_count, from->partition_list_count))
        to->partition_lists = roomy(a, to->partition_lists, to->partition_list_count,
                                    room->partition_lists, sizeof *to->partition_lists);
    if (outgrows(&room->array_jobs, to->array_job_count, from->array_job_count))
        to->array_jobs =
            roomy(a, to->array_jobs, to->array_job_count, room->array_jobs, sizeof *to->array_jobs);
    if (outgrows(&room->depends, to->depend_count, from->depend_count))
        to->depends = roomy(a, to->depends, to->depend_count, room->depends, sizeof *to->depends);
    bool is_first = room->arrays == 0;
    if (outgrows(&room->arrays, to->array_count, from->array_count))
        to->arrays = roomy(a, to->arrays, to->array_count, room->arrays, sizeof *to->arrays);
    for (uint32_t i = 0; is_first && i < to->array_count; i++)
        if (to->arrays[i].id > room->array_id)
            room->array_id = to->arrays[i].id;
}

static uint32_t moved(uint32_t index, uint32_t by)
{
    return index == AIF_NONE ? AIF_NONE : index + by;
}

static int64_t shifted(const struct joining *j, int64_t t_s)
{
    return t_s == AIF_UNKNOWN_S ? t_s : t_s + j->how->shift_s;
}

static struct aif_job joined_job(const struct joining *j, struct aif_job x)
{
    x.submit_s += j->how->shift_s;
    x.user = name32(j, USERS, x.user);
    x.account = j->how->account ? j->account : name32(j, ACCOUNTS, x.account);
    x.application = name32(j, APPLICATIONS, x.application);
    x.community = j->how->community ? (uint16_t)j->community : name16(j, COMMUNITIES, x.community);
    x.partition = name16(j, PARTITIONS, x.partition);
    x.qos = name16(j, QOS, x.qos);
    x.after = moved(x.after, j->job);
    return x;
}

static struct aif_extra joined_extra(const struct joining *j, struct aif_extra x)
{
    x.first_partition += x.partition_count ? j->partition : 0;
    x.first_depend += x.depend_count ? j->depend : 0;
    x.array = moved(x.array, j->array);
    x.name = name32(j, JOB_NAMES, x.name);
    x.reservation = name32(j, RESERVATIONS, x.reservation);
    x.features = name32(j, FEATURES, x.features);
    x.begin_s = shifted(j, x.begin_s);
    return x;
}

static struct aif_traits joined_traits(const struct joining *j, struct aif_traits x)
{
    if (x.organisation != AIF_NONE)
        x.organisation =
            j->how->organisation ? j->organisation : name32(j, ORGANISATIONS, x.organisation);
    x.country = name16(j, COUNTRIES, x.country);
    x.data_home = name16(j, DATA_HOMES, x.data_home);
    x.deadline_s = shifted(j, x.deadline_s);
    return x;
}

static void join_jobs(const struct joining *j)
{
    struct aif_workload *to = j->to;
    const struct aif_workload *from = j->from;
    for (uint32_t i = 0; i < from->count; i++) {
        uint32_t at = to->count++;
        to->jobs[at] = joined_job(j, from->jobs[i]);
        if (to->extras)
            to->extras[at] = from->extras ? joined_extra(j, from->extras[i]) : aif_extra_none();
        if (to->traits)
            to->traits[at] = from->traits ? joined_traits(j, from->traits[i]) : aif_traits_none();
    }
}

/* The pools that jobs point into. */
static void join_pools(const struct joining *j)
{
    struct aif_workload *to = j->to;
    const struct aif_workload *from = j->from;
    for (uint32_t i = 0; i < from->partition_list_count; i++)
        to->partition_lists[to->partition_list_count++] =
            name32(j, PARTITIONS, from->partition_lists[i]);
    for (uint32_t i = 0; i < from->array_job_count; i++)
        to->array_jobs[to->array_job_count++] = moved(from->array_jobs[i], j->job);
    for (uint32_t i = 0; i < from->depend_count; i++) {
        struct aif_depend d = from->depends[i];
        d.job = moved(d.job, j->job);
        d.array = moved(d.array, j->array);
        to->depends[to->depend_count++] = d;
    }
    for (uint32_t i = 0; i < from->array_count; i++) {
        struct aif_array x = from->arrays[i];
        x.first_job += j->array_job;
        x.id = ++to->room.array_id;
        to->arrays[to->array_count++] = x;
    }
}

void aif_workload_append(struct aif_workload *to, const struct aif_workload *from,
                         const struct aif_append *how)
{
    AIF_CHECK(to != from && from->action_count == 0);
    struct joining j = {
        .to = to,
        .from = from,
        .how = how,
        .job = to->count,
        .partition = to->partition_list_count,
        .array_job = to->array_job_count,
        .depend = to->depend_count,
        .array = to->array_count,
    };
    join_names(&j);
    make_room(to, from);
    join_jobs(&j);
    join_pools(&j);
    to->record_count += from->record_count;
    for (int r = 0; r < AIF_REPAIR_COUNT; r++)
        to->repairs[r] += from->repairs[r];
    if (from->max_procs > to->max_procs)
        to->max_procs = from->max_procs;
    aif_arena_free(&j.scratch);
}

void aif_workload_number(struct aif_workload *w)
{
    for (uint32_t i = 0; i < w->count; i++)
        w->jobs[i].id = (int64_t)i + 1;
    w->room.array_id = 0;
    for (uint32_t i = 0; i < w->array_count; i++) {
        struct aif_array *x = &w->arrays[i];
        uint32_t first = AIF_NONE;
        for (uint32_t k = 0; k < x->job_count; k++)
            if (w->array_jobs[x->first_job + k] < first)
                first = w->array_jobs[x->first_job + k];
        x->id = first == AIF_NONE ? (int64_t)w->count + 1 + i : w->jobs[first].id;
        if (x->id > w->room.array_id)
            w->room.array_id = x->id;
    }
}
