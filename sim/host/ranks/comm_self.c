/* One process without MPI. */
#include "host/ranks/comm.h"

#include <stdio.h>
#include <stdlib.h>

struct comm {
    char unused;
};

bool comm_has_mpi(void)
{
    return false;
}

void comm_library(char *to, size_t room)
{
    snprintf(to, room, "none");
}

bool comm_open(int *argc, char ***argv, struct comm **out, struct aif_err *err)
{
    (void)argc;
    (void)argv;
    int launched = comm_launched();
    if (launched > 1)
        return aif_err_set(err,
                           "a launcher started %d processes, but this build has no MPI and they "
                           "could not share the work; build with -Dmpi=enabled or start one",
                           launched);
    *out = calloc(1, sizeof **out);
    if (!*out)
        aif_fatal("out of memory");
    return true;
}

int comm_rank(const struct comm *c)
{
    (void)c;
    return 0;
}

int comm_size(const struct comm *c)
{
    (void)c;
    return 1;
}

int comm_node_rank(const struct comm *c)
{
    (void)c;
    return 0;
}

int comm_node_size(const struct comm *c)
{
    (void)c;
    return 1;
}

void comm_send(struct comm *c, int to, int tag, const struct bytes *payload)
{
    (void)c;
    (void)tag;
    (void)payload;
    (void)to;
    aif_check_failed("a lone process has nobody to send to", __FILE__, __LINE__);
}

bool comm_poll(struct comm *c, struct comm_message *out)
{
    (void)c;
    (void)out;
    return false;
}

void comm_wait(struct comm *c, struct comm_message *out)
{
    (void)c;
    (void)out;
    aif_check_failed("a lone process has nobody to hear from", __FILE__, __LINE__);
}

void comm_flush(struct comm *c)
{
    (void)c;
}

void comm_barrier(struct comm *c)
{
    (void)c;
}

void comm_abort(struct comm *c, int status)
{
    (void)c;
    exit(status);
}

void comm_close(struct comm *c)
{
    free(c);
}
