/* Messages between ranks and the dealing out of work, on any number of ranks. */
#include "host/campaign/deal.h"
#include "suite.h"

#include <string.h>
#include <time.h>

enum { PIECES = 60, BIG_BYTES = 40000000 };

static struct comm *comm;

/* What rank 0 has seen of the pieces. */
struct seen {
    uint32_t count[PIECES];
    uint64_t sum[PIECES];
    uint32_t failing; /* piece that fails */
    size_t bytes;     /* of each result */
    bool has_groups;
};

static uint32_t group_of(void *ctx, uint32_t piece)
{
    (void)ctx;
    return piece / 20;
}

static bool fill(void *ctx, uint32_t piece, const struct deal_tick *tick, struct bytes *out,
                 struct aif_err *err)
{
    struct seen *seen = ctx;
    struct timespec nap = {.tv_nsec = 200000 * (piece % 7)};
    nanosleep(&nap, NULL);
    if (!tick->call(tick->to))
        return aif_err_set(err, "told to stop");
    if (piece == seen->failing)
        return aif_err_set(err, "piece %u is bad", piece);
    memset(bytes_grow(out, seen->bytes), (int)(piece + 1), seen->bytes);
    return true;
}

static bool add(void *ctx, uint32_t piece, struct bytes *result, struct aif_err *err)
{
    (void)err;
    struct seen *seen = ctx;
    seen->count[piece]++;
    for (size_t i = 0; i < result->count; i++)
        seen->sum[piece] += result->data[i];
    bytes_free(result);
    return true;
}

static void take(void *ctx, int from, const struct bytes *theirs)
{
    (void)ctx;
    (void)from;
    ck_assert_uint_eq(theirs->count, 0);
}

static bool deal(struct seen *seen, uint32_t first, uint32_t end, struct aif_err *err)
{
    struct deal d = {first, end, fill, add, seen->has_groups ? group_of : NULL, seen};
    bool is_done = deal_run(comm, &d, err);
    struct bytes nothing = {0};
    deal_gather(comm, &nothing, take, NULL);
    comm_barrier(comm);
    return is_done;
}

START_TEST(every_piece_is_done_exactly_once)
{
    struct seen seen = {.failing = PIECES, .bytes = 10};
    struct aif_err err;

    ck_assert(deal(&seen, 0, PIECES, &err));

    for (uint32_t i = 0; comm_rank(comm) == 0 && i < PIECES; i++) {
        ck_assert_uint_eq(seen.count[i], 1);
        ck_assert_uint_eq(seen.sum[i], 10 * (i + 1));
    }
}
END_TEST

START_TEST(every_piece_of_every_group_is_done_exactly_once)
{
    struct seen seen = {.failing = PIECES, .bytes = 1, .has_groups = true};
    struct aif_err err;

    ck_assert(deal(&seen, 3, PIECES, &err));

    for (uint32_t i = 0; comm_rank(comm) == 0 && i < PIECES; i++)
        ck_assert_uint_eq(seen.count[i], i >= 3);
}
END_TEST

START_TEST(a_resumed_deal_leaves_out_what_is_done)
{
    struct seen seen = {.failing = PIECES, .bytes = 1};
    struct aif_err err;

    ck_assert(deal(&seen, 57, PIECES, &err));

    for (uint32_t i = 0; comm_rank(comm) == 0 && i < PIECES; i++)
        ck_assert_uint_eq(seen.count[i], i >= 57);
}
END_TEST

START_TEST(nothing_to_do_ends_at_once)
{
    struct seen seen = {.failing = PIECES};
    struct aif_err err;

    ck_assert(deal(&seen, PIECES, PIECES, &err));
}
END_TEST

START_TEST(results_larger_than_one_frame_arrive_whole)
{
    struct seen seen = {.failing = PIECES, .bytes = BIG_BYTES};
    struct aif_err err;

    ck_assert(deal(&seen, 0, 3, &err));

    for (uint32_t i = 0; comm_rank(comm) == 0 && i < 3; i++)
        ck_assert_uint_eq(seen.sum[i], (uint64_t)BIG_BYTES * (i + 1));
}
END_TEST

START_TEST(a_failure_anywhere_ends_the_run_with_its_message_on_rank_0)
{
    struct seen seen = {.failing = 31, .bytes = 5000};
    struct aif_err err = {{0}};

    ck_assert(!deal(&seen, 0, PIECES, &err));

    ck_assert_str_eq(err.text, comm_rank(comm) == 0 ? "piece 31 is bad" : "");
}
END_TEST

int main(int argc, char **argv)
{
    struct aif_err err;
    if (!comm_open(&argc, &argv, &comm, &err))
        aif_fatal("%s", err.text);
    TCase *c = tcase_create("deal");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, every_piece_is_done_exactly_once);
    tcase_add_test(c, every_piece_of_every_group_is_done_exactly_once);
    tcase_add_test(c, a_resumed_deal_leaves_out_what_is_done);
    tcase_add_test(c, nothing_to_do_ends_at_once);
    tcase_add_test(c, results_larger_than_one_frame_arrive_whole);
    tcase_add_test(c, a_failure_anywhere_ends_the_run_with_its_message_on_rank_0);
    Suite *s = suite_create("mpi/deal");
    suite_add_tcase(s, c);
    int rc = run_suite(s);
    comm_close(comm);
    return rc;
}
