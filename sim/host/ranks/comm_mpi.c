/* Byte messages over MPI, on a communicator of our own; the only file with <mpi.h>.  A message is a
 * first frame (its whole length, then as much as fits in what MPI sends eagerly) and further frames
 * of at most CHUNK_BYTES, because counts in MPI are ints. */
#include "host/ranks/comm.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIRST_BYTES = 2048, CHUNK_BYTES = 1 << 24, SLEEP_MIN_NS = 20000, SLEEP_MAX_NS = 500000 };

struct outgoing {
    struct outgoing *next;
    MPI_Request request;
    unsigned char data[];
};

struct comm {
    bool is_alone; /* started without a launcher: MPI is not initialised */
    MPI_Comm world;
    int rank, size, node_rank, node_size;
    struct outgoing *first, **last;
};

bool comm_has_mpi(void)
{
    return true;
}

/* Libraries write a name with the version, and behind a comma or on more lines how they were built.
 */
void comm_library(char *to, size_t room)
{
    char text[MPI_MAX_LIBRARY_VERSION_STRING];
    int bytes;
    MPI_Get_library_version(text, &bytes);
    snprintf(to, room, "%.*s", (int)strcspn(text, ",\n"), text);
    for (; *to; to++)
        if (*to == '\t')
            *to = ' ';
}

static void join(struct comm *c, int *argc, char ***argv)
{
    MPI_Comm node;
    MPI_Init(argc, argv);
    MPI_Comm_dup(MPI_COMM_WORLD, &c->world);
    MPI_Comm_set_errhandler(c->world, MPI_ERRORS_ARE_FATAL);
    MPI_Comm_rank(c->world, &c->rank);
    MPI_Comm_size(c->world, &c->size);
    MPI_Comm_split_type(c->world, MPI_COMM_TYPE_SHARED, c->rank, MPI_INFO_NULL, &node);
    MPI_Comm_rank(node, &c->node_rank);
    MPI_Comm_size(node, &c->node_size);
    MPI_Comm_free(&node);
}

bool comm_open(int *argc, char ***argv, struct comm **out, struct aif_err *err)
{
    (void)err;
    struct comm *c = calloc(1, sizeof *c);
    if (!c)
        aif_fatal("out of memory");
    c->is_alone = comm_launched() == 0;
    c->size = c->node_size = 1;
    c->last = &c->first;
    if (!c->is_alone)
        join(c, argc, argv);
    *out = c;
    return true;
}

int comm_rank(const struct comm *c)
{
    return c->rank;
}

int comm_size(const struct comm *c)
{
    return c->size;
}

int comm_node_rank(const struct comm *c)
{
    return c->node_rank;
}

int comm_node_size(const struct comm *c)
{
    return c->node_size;
}

/* Release what has been sent.  Looks at every request, since MPI moves data only inside its calls.
 */
static void progress(struct comm *c)
{
    struct outgoing **link = &c->first;
    while (*link) {
        struct outgoing *o = *link;
        int is_sent = 0;
        MPI_Test(&o->request, &is_sent, MPI_STATUS_IGNORE);
        if (is_sent) {
            *link = o->next;
            free(o);
        } else {
            link = &o->next;
        }
    }
    c->last = link;
}

static unsigned char *enqueue(struct comm *c, size_t count, struct outgoing **out)
{
    struct outgoing *o = malloc(sizeof *o + count);
    if (!o)
        aif_fatal("out of memory: %zu bytes to send", count);
    o->next = NULL;
    *c->last = o;
    c->last = &o->next;
    *out = o;
    return o->data;
}

void comm_send(struct comm *c, int to, int tag, const struct bytes *payload)
{
    AIF_CHECK(to >= 0 && to < c->size && to != c->rank && tag >= 0);
    struct outgoing *o;
    uint64_t total = payload->count;
    size_t room = FIRST_BYTES - sizeof total;
    size_t used = payload->count < room ? payload->count : room;
    unsigned char *frame = enqueue(c, sizeof total + used, &o);
    memcpy(frame, &total, sizeof total);
    if (used)
        memcpy(frame + sizeof total, payload->data, used);
    MPI_Isend(frame, (int)(sizeof total + used), MPI_BYTE, to, tag, c->world, &o->request);
    while (used < payload->count) {
        size_t rest = payload->count - used;
        size_t n = rest < CHUNK_BYTES ? rest : CHUNK_BYTES;
        frame = enqueue(c, n, &o);
        memcpy(frame, payload->data + used, n);
        MPI_Isend(frame, (int)n, MPI_BYTE, to, tag, c->world, &o->request);
        used += n;
    }
}

static void receive(struct comm *c, const MPI_Status *probed, struct comm_message *out)
{
    unsigned char frame[FIRST_BYTES];
    uint64_t total;
    int count;
    *out = (struct comm_message){.from = probed->MPI_SOURCE, .tag = probed->MPI_TAG};
    MPI_Get_count(probed, MPI_BYTE, &count);
    AIF_CHECK(count >= (int)sizeof total && count <= FIRST_BYTES);
    MPI_Recv(frame, count, MPI_BYTE, out->from, out->tag, c->world, MPI_STATUS_IGNORE);
    memcpy(&total, frame, sizeof total);
    bytes_put(&out->payload, frame + sizeof total, (size_t)count - sizeof total);
    while (out->payload.count < total) {
        uint64_t rest = total - out->payload.count;
        int n = rest < CHUNK_BYTES ? (int)rest : CHUNK_BYTES;
        unsigned char *place = bytes_grow(&out->payload, (size_t)n);
        MPI_Recv(place, n, MPI_BYTE, out->from, out->tag, c->world, MPI_STATUS_IGNORE);
    }
}

bool comm_poll(struct comm *c, struct comm_message *out)
{
    if (c->is_alone || c->size == 1)
        return false;
    MPI_Status status;
    int is_there = 0;
    progress(c);
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, c->world, &is_there, &status);
    if (is_there)
        receive(c, &status, out);
    return is_there;
}

static long doze(long sleep_ns)
{
    struct timespec t = {.tv_nsec = sleep_ns};
    nanosleep(&t, NULL);
    return sleep_ns * 2 < SLEEP_MAX_NS ? sleep_ns * 2 : SLEEP_MAX_NS;
}

void comm_wait(struct comm *c, struct comm_message *out)
{
    AIF_CHECK(c->size > 1);
    for (long sleep_ns = SLEEP_MIN_NS; !comm_poll(c, out);)
        sleep_ns = doze(sleep_ns);
}

void comm_flush(struct comm *c)
{
    long sleep_ns = SLEEP_MIN_NS;
    for (progress(c); c->first; progress(c))
        sleep_ns = doze(sleep_ns);
}

void comm_barrier(struct comm *c)
{
    if (c->is_alone)
        return;
    MPI_Request request;
    int is_done = 0;
    MPI_Ibarrier(c->world, &request);
    for (long sleep_ns = SLEEP_MIN_NS; !is_done;) {
        MPI_Test(&request, &is_done, MPI_STATUS_IGNORE);
        if (!is_done)
            sleep_ns = doze(sleep_ns);
    }
}

void comm_abort(struct comm *c, int status)
{
    if (!c->is_alone)
        MPI_Abort(c->world, status);
    exit(status);
}

void comm_close(struct comm *c)
{
    if (!c)
        return;
    if (!c->is_alone) {
        comm_flush(c);
        comm_barrier(c);
        MPI_Comm_free(&c->world);
        MPI_Finalize();
    }
    free(c);
}
