#include "engine/earliest.h"

#include "engine/pick.h"

/* A node with promises and the window in which the job's part may start there: the next one, or the
 * one that t_s lies in. */
struct window {
    int64_t turn_s; /* when it opens or, if it is open, when it is over */
    int64_t last_s;
    uint32_t node;
    bool is_open;
};

struct search {
    struct aif_sim *sim;
    const struct domain *d;
    const struct kind *kind;
    uint32_t job, wanted;
    uint32_t fitting;      /* nodes without promises that fit at t_s */
    uint32_t window_count; /* of sim->windows, a heap by turn_s */
    uint32_t open_count;   /* windows that are open */
    uint32_t block, i;     /* the next release */
    int64_t t_s;
};

void earliest_open_scratch(struct aif_sim *sim)
{
    sim->windows = AIF_NEW(&sim->arena, struct window, sim->scenario.machine->node_count);
}

static void look(const struct search *s, struct window *w)
{
    const struct node *n = &s->sim->nodes[w->node];
    struct line_window span = {AIF_NEVER_S, AIF_NEVER_S};
    line_window(&n->line, state_taken(s->sim, s->job, w->node), s->sim->rows[s->job].limit_s,
                s->t_s, &span);
    *w = (struct window){.turn_s = span.first_s, .last_s = span.last_s, .node = w->node};
}

static void sift_down(struct search *s, uint32_t i)
{
    struct window *w = s->sim->windows, moved = w[i];
    for (uint32_t child; (child = 2 * i + 1) < s->window_count; i = child) {
        if (child + 1 < s->window_count && w[child + 1].turn_s < w[child].turn_s)
            child++;
        if (w[child].turn_s >= moved.turn_s)
            break;
        w[i] = w[child];
    }
    w[i] = moved;
}

static void open_windows(struct search *s)
{
    for (uint32_t i = 0; i < s->d->held.count; i++) {
        uint32_t node = s->d->held.nodes[i];
        if (!(s->kind->class_mask >> s->sim->nodes[node].class & 1))
            continue;
        struct window *w = &s->sim->windows[s->window_count++];
        w->node = node;
        look(s, w);
        s->fitting -= kind_fits_now(s->kind, node);
    }
    for (uint32_t i = s->window_count / 2; i-- > 0;)
        sift_down(s, i);
}

/* Open and shut windows up to t_s. */
static void turn_windows(struct search *s)
{
    struct window *w = s->sim->windows;
    while (s->window_count && w->turn_s <= s->t_s) {
        if (w->is_open) {
            s->open_count--;
            look(s, w);
        } else {
            s->open_count++;
            w->is_open = true;
            w->turn_s = w->last_s < AIF_NEVER_S / 2 ? w->last_s + 1 : AIF_NEVER_S;
        }
        sift_down(s, 0);
    }
}

static const struct release *next_release(const struct search *s)
{
    return s->block < s->d->releases.count ? &s->d->releases.blocks[s->block]->items[s->i] : NULL;
}

/* The next time at which the number of nodes that fit may change. */
static int64_t next_time(const struct search *s)
{
    const struct release *r = next_release(s);
    int64_t t_s = r ? r->due_s : AIF_NEVER_S;
    return s->window_count && s->sim->windows->turn_s < t_s ? s->sim->windows->turn_s : t_s;
}

/* A node gets back what a job holds on it. */
static void give_back(struct search *s, uint32_t job, uint32_t node)
{
    struct node *n = &s->sim->nodes[node];
    if (n->hold_count)
        return;
    if (n->then_stamp != s->sim->stamp) {
        n->then_stamp = s->sim->stamp;
        n->then = n->free;
    }
    bool is_able = s->kind->class_mask >> n->class & 1;
    bool did_fit = is_able && kind_fits(s->kind, &n->capacity, &n->then);
    const struct aif_shape *held = state_taken(s->sim, job, node);
    n->then = (struct aif_shape){n->then.cores + held->cores, n->then.gpus + held->gpus,
                                 n->then.mem_mib + held->mem_mib};
    s->fitting += is_able && !did_fit && kind_fits(s->kind, &n->capacity, &n->then);
}

/* All that is due by t_s. */
static void apply_releases(struct search *s)
{
    const struct release *r;
    while ((r = next_release(s)) && r->due_s <= s->t_s) {
        const struct aif_row *row = &s->sim->rows[r->job];
        for (uint32_t k = 0; k < row->node_count; k++)
            give_back(s, r->job, row->nodes[k]);
        if (++s->i == s->d->releases.blocks[s->block]->count) {
            s->block++;
            s->i = 0;
        }
    }
}

const struct aif_shape *earliest_free(const struct aif_sim *sim, uint32_t node)
{
    const struct node *n = &sim->nodes[node];
    return n->then_stamp == sim->stamp ? &n->then : &n->free;
}

/* What the node has free at the time found, if the job's part fits there then; else NULL. */
static const struct aif_shape *offer_of(const struct search *s, uint32_t node)
{
    const struct node *n = &s->sim->nodes[node];
    if (n->hold_count) {
        int64_t end_s = s->t_s + s->sim->rows[s->job].limit_s;
        const struct aif_shape *need = state_taken(s->sim, s->job, node);
        return line_fits(&n->line, need, s->t_s, end_s) ? line_at(&n->line, s->t_s) : NULL;
    }
    if (n->then_stamp != s->sim->stamp)
        return kind_fits_now(s->kind, node) ? &n->free : NULL;
    return kind_fits(s->kind, &n->capacity, &n->then) ? &n->then : NULL;
}

static void take(struct search *s, uint32_t *nodes)
{
    const struct aif_machine *m = s->sim->scenario.machine;
    pick_open(s->sim);
    for (uint32_t c = 0; c < m->class_count; c++)
        for (uint32_t i = 0; (s->kind->class_mask >> c & 1) && i < m->classes[c].node_count; i++) {
            uint32_t node = m->classes[c].first_node + i;
            if (!pick_wants_more(s->sim, s->job))
                break;
            const struct aif_shape *free = offer_of(s, node);
            if (free)
                pick_offer(s->sim, s->job, node, free);
        }
    bool has_enough = pick_take(s->sim, s->job, nodes);
    AIF_CHECK(has_enough);
}

int64_t earliest_on_nodes(struct aif_sim *sim, uint32_t job, int64_t before_s, uint32_t *nodes)
{
    const struct kind *k = &sim->kinds.kinds[sim->needs[job].kind];
    struct search s = {
        .sim = sim,
        .d = &sim->domains[k->domain],
        .kind = k,
        .job = job,
        .wanted = sim->needs[job].nodes,
        .fitting = k->fitting,
        .t_s = sim->now_s,
    };
    sim->stamp++;
    open_windows(&s);
    turn_windows(&s);
    while (s.fitting + s.open_count < s.wanted) {
        s.t_s = next_time(&s);
        if (s.t_s >= before_s)
            return AIF_NEVER_S;
        apply_releases(&s);
        turn_windows(&s);
    }
    if (s.t_s >= before_s)
        return AIF_NEVER_S;
    take(&s, nodes);
    return s.t_s;
}
