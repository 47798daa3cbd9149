/* Dynamic distribution of work over ranks (manager and workers, the manager working too). */
#include "host/campaign/deal.h"

#include <stdlib.h>
#include <string.h>

enum { TAG_PIECE = 1, TAG_RESULT, TAG_FAILED, TAG_STOP, TAG_LAST };

enum { RANGE_MOST = 8 };

/* Pieces set aside for a rank, and how many it has been given without a result yet. */
struct hand {
    uint32_t next, end;
    uint32_t held;
};

/* Rank 0's view of the run. */
struct dealer {
    struct comm *comm;
    const struct deal *deal;
    uint32_t next; /* first piece that no rank has set aside */
    uint32_t left; /* pieces not delivered */
    struct hand *hands;
    bool has_failed;
    struct aif_err *err;
};

static uint32_t ranks_of(const struct dealer *d)
{
    return (uint32_t)comm_size(d->comm);
}

/* Set the next pieces aside: of one group, and fewer towards the end. */
static void open_range(struct dealer *d, struct hand *hand)
{
    const struct deal *deal = d->deal;
    uint32_t most = (deal->end - d->next) / (2 * ranks_of(d));
    most = most > RANGE_MOST ? RANGE_MOST : most;
    *hand = (struct hand){d->next, d->next + 1, hand->held};
    uint32_t group = deal->group ? deal->group(deal->ctx, hand->next) : 0;
    while (deal->group && hand->end < deal->end && hand->end - hand->next < most &&
           deal->group(deal->ctx, hand->end) == group)
        hand->end++;
    d->next = hand->end;
}

/* The next piece for a rank.  False: everything has been given out. */
static bool pick(struct dealer *d, int rank, uint32_t *piece)
{
    struct hand *own = &d->hands[rank];
    if (own->next == own->end && d->next < d->deal->end)
        open_range(d, own);
    if (own->next < own->end) {
        *piece = own->next++;
        return true;
    }
    struct hand *most = own;
    for (uint32_t i = 0; i < ranks_of(d); i++)
        if (d->hands[i].end - d->hands[i].next > most->end - most->next)
            most = &d->hands[i];
    if (most->next == most->end)
        return false;
    *piece = --most->end;
    return true;
}

static void give(struct dealer *d, int rank, uint32_t piece)
{
    struct bytes b = {0};
    bytes_put_u32(&b, piece);
    comm_send(d->comm, rank, TAG_PIECE, &b);
    bytes_free(&b);
    d->hands[rank].held++;
}

/* Two pieces a rank while there are plenty; at the end one, so that no rank sits on a piece that an
 * idle one could do. */
static void refill(struct dealer *d, int rank)
{
    uint32_t piece, want = d->left > 6 * ranks_of(d) ? 2 : 1;
    while (!d->has_failed && d->hands[rank].held < want && pick(d, rank, &piece))
        give(d, rank, piece);
}

static void take_result(struct dealer *d, struct comm_message *m)
{
    struct bytes_reader r = bytes_read(&m->payload);
    uint32_t piece = bytes_u32(&r);
    struct bytes result = {0};
    bytes_put(&result, r.at, (size_t)(r.end - r.at));
    d->hands[m->from].held--;
    d->left--;
    refill(d, m->from); /* first, since delivering may take a while */
    if (!d->has_failed)
        d->has_failed = !d->deal->deliver(d->deal->ctx, piece, &result, d->err);
    else
        bytes_free(&result);
}

static void take_message(struct dealer *d, struct comm_message *m)
{
    if (m->tag == TAG_RESULT) {
        take_result(d, m);
    } else {
        AIF_CHECK(m->tag == TAG_FAILED);
        struct bytes_reader r = bytes_read(&m->payload);
        char text[sizeof d->err->text];
        bytes_text(&r, text, sizeof text);
        if (!d->has_failed)
            aif_err_set(d->err, "%s", text);
        d->has_failed = true;
    }
    bytes_free(&m->payload);
}

static bool serve(void *to)
{
    struct dealer *d = to;
    struct comm_message m;
    while (!d->has_failed && comm_poll(d->comm, &m))
        take_message(d, &m);
    return !d->has_failed;
}

static void work_at_dealer(struct dealer *d, uint32_t piece)
{
    struct bytes result = {0};
    struct deal_tick tick = {serve, d};
    struct aif_err err = {{0}};
    bool is_done = d->deal->compute(d->deal->ctx, piece, &tick, &result, &err);
    d->left--;
    if (d->has_failed || !is_done) {
        if (!d->has_failed)
            *d->err = err;
        d->has_failed = true;
        bytes_free(&result);
        return;
    }
    d->has_failed = !d->deal->deliver(d->deal->ctx, piece, &result, d->err);
}

static void stop_workers(struct dealer *d)
{
    struct bytes stop = {0};
    bytes_put_u32(&stop, d->has_failed);
    for (int rank = 1; rank < comm_size(d->comm); rank++)
        comm_send(d->comm, rank, TAG_STOP, &stop);
    bytes_free(&stop);
}

static bool lead(struct comm *comm, const struct deal *deal, struct aif_err *err)
{
    struct dealer d = {comm, deal, deal->next, deal->end - deal->next, NULL, false, err};
    struct comm_message m;
    uint32_t piece;
    d.hands = calloc((size_t)comm_size(comm), sizeof *d.hands);
    if (!d.hands)
        aif_fatal("out of memory");
    for (int rank = 1; rank < comm_size(comm); rank++)
        refill(&d, rank);
    while (serve(&d) && d.left) {
        if (pick(&d, 0, &piece)) {
            work_at_dealer(&d, piece);
        } else {
            comm_wait(comm, &m);
            take_message(&d, &m);
        }
    }
    stop_workers(&d);
    free(d.hands);
    return !d.has_failed;
}

/* A worker's view: the pieces it holds, and whether it has been told to stop. */
struct worker {
    struct comm *comm;
    uint32_t held[2];
    unsigned held_count;
    bool is_stopped, has_failed;
};

static void hear_message(struct worker *w, struct comm_message *m)
{
    struct bytes_reader r = bytes_read(&m->payload);
    if (m->tag == TAG_PIECE) {
        AIF_CHECK(w->held_count < AIF_COUNT(w->held));
        w->held[w->held_count++] = bytes_u32(&r);
    } else {
        AIF_CHECK(m->tag == TAG_STOP);
        w->is_stopped = true;
        w->has_failed = bytes_u32(&r);
    }
    bytes_free(&m->payload);
}

static bool hear(void *to)
{
    struct worker *w = to;
    struct comm_message m;
    while (!w->is_stopped && comm_poll(w->comm, &m))
        hear_message(w, &m);
    return !w->has_failed;
}

static void work(struct worker *w, const struct deal *deal)
{
    struct bytes result = {0}, reply = {0};
    struct deal_tick tick = {hear, w};
    struct aif_err err = {{0}};
    uint32_t piece = w->held[0];
    /* The slot stays taken while the piece is being done: rank 0 counts it as held too. */
    bool is_done = deal->compute(deal->ctx, piece, &tick, &result, &err);
    w->held[0] = w->held[1];
    w->held_count--;
    if (is_done) {
        bytes_put_u32(&reply, piece);
        bytes_put(&reply, result.data, result.count);
        comm_send(w->comm, 0, TAG_RESULT, &reply);
    } else if (!w->has_failed) {
        bytes_put_text(&reply, err.text);
        comm_send(w->comm, 0, TAG_FAILED, &reply);
        w->held_count = 0;
    }
    bytes_free(&reply);
    bytes_free(&result);
}

static bool follow(struct comm *comm, const struct deal *deal)
{
    struct worker w = {.comm = comm};
    struct comm_message m;
    while (!w.is_stopped) {
        if (w.held_count) {
            work(&w, deal);
            hear(&w);
        } else {
            comm_wait(comm, &m);
            hear_message(&w, &m);
        }
    }
    return !w.has_failed;
}

bool deal_run(struct comm *comm, const struct deal *d, struct aif_err *err)
{
    AIF_CHECK(d->next <= d->end);
    if (comm_rank(comm) == 0)
        return lead(comm, d, err);
    aif_err_set(err, "%s", "");
    return follow(comm, d);
}

void deal_gather(struct comm *comm, const struct bytes *own,
                 void (*take)(void *ctx, int from, const struct bytes *theirs), void *ctx)
{
    if (comm_rank(comm) != 0) {
        comm_send(comm, 0, TAG_LAST, own);
        return;
    }
    int ranks = comm_size(comm);
    struct comm_message *all = calloc((size_t)ranks, sizeof *all);
    if (!all)
        aif_fatal("out of memory");
    for (int got = 1; got < ranks;) {
        struct comm_message m;
        comm_wait(comm, &m);
        if (m.tag == TAG_LAST) {
            all[m.from] = m;
            got++;
        } else { /* left over from a failed run */
            bytes_free(&m.payload);
        }
    }
    for (int rank = 1; rank < ranks; rank++) {
        take(ctx, rank, &all[rank].payload);
        bytes_free(&all[rank].payload);
    }
    free(all);
}
