/* From jobs, machine and centre to priorities and charges: the textbook engine's jobs take what
 * they take, so sizes and TRES are those of the whole nodes they get. */
#include "engine/standings_bind.h"

#include "engine/look.h"
#include "engine/state.h"

#include <string.h>

/* Who asks for priorities and states no weights does not want all jobs to be equal, which is what
 * Slurm's defaults come to: fair share counts ten times as much as a week of age. */
enum { USUAL_WEIGHT_FAIRSHARE = 10000, USUAL_WEIGHT_AGE = 1000 };

static bool has_weights(const struct aif_priority *p)
{
    bool has_any = p->weight_age || p->weight_assoc || p->weight_fairshare || p->weight_job_size ||
                   p->weight_partition || p->weight_qos;
    for (int t = 0; t < AIF_TRES_COUNT; t++)
        has_any = has_any || p->weight_tres[t] > 0;
    return has_any;
}

static void bind_centre(struct standings *s)
{
    const struct aif_centre *centre = s->sim->scenario.centre;
    s->centre = centre ? *centre : aif_centre_default();
    if (has_weights(&s->centre.priority))
        return;
    s->centre.priority.weight_fairshare = USUAL_WEIGHT_FAIRSHARE;
    s->centre.priority.weight_age = USUAL_WEIGHT_AGE;
}

static void bind_accounts(struct standings *s, struct aif_arena *arena)
{
    const struct aif_sim *sim = s->sim;
    const struct aif_workload *w = sim->scenario.workload;
    s->assoc_of_job = AIF_NEW(arena, uint32_t, w->count);
    s->accounts = s->centre.accounts;
    if (s->accounts.count == 0) {
        s->accounts = aif_accounts_of_workload(w, arena, s->assoc_of_job);
        return;
    }
    struct aif_arena scratch = {0};
    uint32_t *partition_of_job = NULL;
    if (sim->nodes) {
        partition_of_job = AIF_NEW(&scratch, uint32_t, w->count);
        for (uint32_t i = 0; i < sim->job_count; i++)
            partition_of_job[i] = sim->rows[i].partition;
    }
    aif_accounts_bind(&s->accounts, w, partition_of_job, s->assoc_of_job);
    aif_arena_free(&scratch);
}

static void bind_qos(struct standings *s, struct aif_arena *arena)
{
    const struct aif_workload *w = s->sim->scenario.workload;
    s->qos_of = AIF_NEW(arena, uint32_t, w->qos.count + 1);
    for (uint32_t i = 0; i < w->qos.count; i++) {
        s->qos_of[i] = AIF_NONE;
        for (uint32_t k = 0; k < s->centre.qos_count; k++)
            if (strcmp(s->centre.qos[k].name, w->qos.texts[i]) == 0)
                s->qos_of[i] = k;
    }
}

static void add_nodes(struct aif_tres_set *sum, const struct aif_shape *shape, int64_t count)
{
    sum->of[AIF_TRES_NODE] += count;
    sum->of[AIF_TRES_CPU] += count * shape->cores;
    sum->of[AIF_TRES_GPU] += count * shape->gpus;
    sum->of[AIF_TRES_MEM] += count * shape->mem_mib;
}

static void bind_machine(struct standings *s, struct aif_arena *arena)
{
    const struct aif_machine *m = s->sim->scenario.machine;
    struct aif_tres_set all = {{0}};
    if (m->procs) {
        s->capacity = AIF_NEW(arena, struct aif_tres_set, 1);
        s->capacity[0].of[AIF_TRES_CPU] = s->capacity[0].of[AIF_TRES_NODE] = m->procs;
        s->scale = aif_priority_scale_of(&s->centre, m->partition_count, m->procs, m->procs);
        return;
    }
    s->capacity = AIF_NEW(arena, struct aif_tres_set, m->partition_count);
    for (uint32_t c = 0; c < m->class_count; c++) {
        const struct aif_class *k = &m->classes[c];
        add_nodes(&all, &k->shape, k->node_count);
        for (uint32_t p = 0; p < m->partition_count; p++)
            if (m->partitions[p].class_mask >> c & 1)
                add_nodes(&s->capacity[p], &k->shape, k->node_count);
    }
    s->scale = aif_priority_scale_of(&s->centre, m->partition_count, m->node_count,
                                     (uint32_t)all.of[AIF_TRES_CPU]);
}

void standings_bind(struct standings *s, struct aif_arena *arena)
{
    bind_centre(s);
    bind_accounts(s, arena);
    bind_qos(s, arena);
    bind_machine(s, arena);
}

void standings_amount(const struct standings *s, uint32_t job, struct aif_tres_set *out)
{
    *out = look_amount(s->sim, job);
}

/* Of the centre; AIF_NONE where it has none. */
static uint32_t qos_of(const struct standings *s, uint32_t job)
{
    uint16_t name = s->sim->scenario.workload->jobs[job].qos;
    uint32_t assoc = s->assoc_of_job[job];
    if (name != AIF_NONE16 && s->qos_of[name] != AIF_NONE)
        return s->qos_of[name];
    if (assoc != AIF_NONE && s->accounts.assocs[assoc].default_qos < s->centre.qos_count)
        return s->accounts.assocs[assoc].default_qos;
    return s->centre.qos_count ? 0 : AIF_NONE;
}

double standings_billing(const struct standings *s, uint32_t job)
{
    static const struct aif_billing by_cpus = {0};
    const struct aif_centre_partition *partitions = s->centre.partitions;
    uint32_t qos = qos_of(s, job);
    struct aif_tres_set amount;
    standings_amount(s, job, &amount);
    double billing = aif_billing_of(
        partitions ? &partitions[s->sim->rows[job].partition].billing : &by_cpus, &amount);
    return qos == AIF_NONE ? billing : billing * s->centre.qos[qos].usage_factor;
}

void standings_describe(const struct standings *s, uint32_t job, struct aif_priority_job *out)
{
    const struct aif_sim *sim = s->sim;
    const struct aif_centre *c = &s->centre;
    const struct aif_extra *extras = sim->scenario.workload->extras;
    uint32_t qos = qos_of(s, job), assoc = s->assoc_of_job[job],
             partition = sim->rows[job].partition;
    *out = (struct aif_priority_job){
        .limit_s = sim->rows[job].limit_s,
        .capacity = &s->capacity[partition],
        .partition_factor = c->partitions ? c->partitions[partition].priority_job_factor : 1,
        .qos_priority = qos == AIF_NONE ? 0 : c->qos[qos].priority,
        .assoc_priority = assoc == AIF_NONE ? 0 : s->accounts.assocs[assoc].priority,
        .nice = extras ? extras[job].nice : 0,
        .site_factor = extras ? extras[job].site_factor : 0,
    };
    standings_amount(s, job, &out->tres);
    out->nodes = (uint32_t)out->tres.of[AIF_TRES_NODE];
    out->cpus = (uint32_t)out->tres.of[AIF_TRES_CPU];
    out->tres.of[AIF_TRES_BILLING] = (int64_t)standings_billing(s, job);
}
