#include "engine/earliest.h"

#include "engine/pick.h"

/* A node of the job's kind and the next window in which its part may start there. */
struct window {
    uint32_t node;
    int64_t first_s, last_s;
};

void earliest_open_scratch(struct aif_sim *sim)
{
    sim->windows = AIF_NEW(&sim->arena, struct window, sim->scenario.machine->node_count);
    sim->times_s = AIF_NEW(&sim->arena, int64_t, sim->scenario.machine->node_count);
}

/* The next window of the node at or after from_s; AIF_NEVER_S if it has none. */
static void look(const struct aif_sim *sim, uint32_t job, int64_t from_s, struct window *w)
{
    struct line_window found = {AIF_NEVER_S, AIF_NEVER_S};
    line_window(&sim->nodes[w->node].line, state_taken(sim, job, w->node), sim->rows[job].limit_s,
                from_s, &found);
    w->first_s = found.first_s;
    w->last_s = found.last_s;
}

static uint32_t look_at_all(struct aif_sim *sim, uint32_t job)
{
    const struct aif_machine *m = sim->scenario.machine;
    uint64_t mask = sim->kinds.kinds[sim->needs[job].kind].class_mask;
    uint32_t count = 0;
    for (uint32_t c = 0; c < m->class_count; c++)
        for (uint32_t i = 0; (mask >> c & 1) && i < m->classes[c].node_count; i++) {
            sim->windows[count].node = m->classes[c].first_node + i;
            look(sim, job, sim->now_s, &sim->windows[count++]);
        }
    return count;
}

static void swap(int64_t *a, int64_t *b)
{
    int64_t t = *a;
    *a = *b;
    *b = t;
}

/* The k-th smallest of n times, k from 0 (Hoare's quickselect, median of three). */
static int64_t select_time(int64_t *t, uint32_t n, uint32_t k)
{
    uint32_t low = 0, high = n - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (t[middle] < t[low])
            swap(&t[middle], &t[low]);
        if (t[high] < t[low])
            swap(&t[high], &t[low]);
        if (t[high] < t[middle])
            swap(&t[high], &t[middle]);
        int64_t pivot = t[middle];
        uint32_t i = low, j = high;
        while (i <= j) {
            while (t[i] < pivot)
                i++;
            while (t[j] > pivot)
                j--;
            if (i <= j) {
                swap(&t[i++], &t[j]);
                if (j == 0)
                    break;
                j--;
            }
        }
        if (k <= j)
            high = j;
        else if (k >= i)
            low = i;
        else
            return t[k];
    }
    return t[low];
}

/* When enough nodes have begun a window: no start is possible before. */
static int64_t least_start(const struct aif_sim *sim, uint32_t count, uint32_t wanted)
{
    if (wanted == 1) {
        int64_t least_s = AIF_NEVER_S;
        for (uint32_t i = 0; i < count; i++)
            least_s = sim->windows[i].first_s < least_s ? sim->windows[i].first_s : least_s;
        return least_s;
    }
    for (uint32_t i = 0; i < count; i++)
        sim->times_s[i] = sim->windows[i].first_s;
    return select_time(sim->times_s, count, wanted - 1);
}

/* Whether enough nodes have a window around t_s, after those whose window has passed have gone on
 * to their next one. */
static bool suffices_at(struct aif_sim *sim, uint32_t job, uint32_t count, int64_t t_s)
{
    uint32_t open = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct window *w = &sim->windows[i];
        if (w->last_s < t_s)
            look(sim, job, t_s, w);
        open += w->first_s <= t_s && t_s <= w->last_s;
    }
    return open >= sim->needs[job].nodes;
}

static void take_at(struct aif_sim *sim, uint32_t job, uint32_t count, int64_t t_s, uint32_t *nodes)
{
    pick_open(sim);
    for (uint32_t i = 0; i < count && pick_wants_more(sim, job); i++) {
        const struct window *w = &sim->windows[i];
        if (w->first_s <= t_s && t_s <= w->last_s)
            pick_offer(sim, job, w->node, line_at(&sim->nodes[w->node].line, t_s));
    }
    bool suffices = pick_take(sim, job, nodes);
    AIF_CHECK(suffices);
}

int64_t earliest_on_lines(struct aif_sim *sim, uint32_t job, int64_t before_s, uint32_t *nodes)
{
    uint32_t wanted = sim->needs[job].nodes;
    uint32_t count = look_at_all(sim, job);
    AIF_CHECK(wanted > 0 && count >= wanted);
    for (;;) {
        int64_t t_s = least_start(sim, count, wanted);
        if (t_s >= before_s)
            return AIF_NEVER_S;
        if (suffices_at(sim, job, count, t_s)) {
            take_at(sim, job, count, t_s, nodes);
            return t_s;
        }
    }
}
