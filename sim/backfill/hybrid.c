/* As the queue policy of that name of Fluxion, Flux's scheduler: each pass drops all reservations
 * and then, in queue order, gives each job nodes now or reserves them for the earliest time, up to
 * k reservations a partition; jobs after the k-th may still start where they delay none of these.
 */
#include "aif/sched.h"
#include "controller/pass.h"
#include "controller/rule.h"

enum { QUEUE_DEPTH = 32, RESERVATIONS = 64 };

/* The planner is the one of Slurm's backfill, without its grids: it looks at each end of a running
 * job, whole seconds, and as far ahead as it takes. */
static void open(struct controller *c)
{
    struct aif_slurm *s = &c->centre.slurm;
    *s = (struct aif_slurm){
        .bf_window_s = INT64_C(1) << 40,
        .bf_resolution_s = 1,
        .bf_max_job_test = UINT32_MAX,
        .bf_node_space_size = UINT32_MAX,
        .bf_max_job_array_resv = UINT32_MAX,
        .bf_max_job_part = QUEUE_DEPTH,
        .bf_job_part_count_reserve = c->sim.scenario.policy.depth,
        .plans_exactly = true,
        .packs_serial_at_end = s->packs_serial_at_end,
        .preempts_youngest_first = s->preempts_youngest_first,
        .preempt_reorder_count = s->preempt_reorder_count,
        .is_preempt_strict_order = s->is_preempt_strict_order,
    };
}

static int64_t pass(struct controller *c)
{
    backfill_once(c);
    return AIF_NEVER_S;
}

static const struct start_rule rule = {.open = open, .pass = pass};

const struct aif_backfill aif_backfill_hybrid = {
    .plugin = {AIF_BACKFILL, "hybrid", "hybrid:K, Fluxion-like: start or reserve in queue order"},
    .parameter = "reservations in each partition, 1 or more; default 64",
    .default_depth = RESERVATIONS,
    .controls = true,
    .rule = &rule,
};
