#ifndef SIM_HOST_RANKS_COMM_H
#define SIM_HOST_RANKS_COMM_H

#include "host/files/bytes.h"

/* The other processes of this run.  Byte messages of any length between pairs of ranks; those from
 * one rank to another arrive in the order sent.  Two implementations: comm_mpi.c, the only file
 * that knows MPI, and comm_self.c for a build without it. */
struct comm;

struct comm_message {
    int from;
    int tag;
    struct bytes payload; /* the receiver frees it */
};

/* Join the run.  MPI is initialised only when a launcher (mpirun, mpiexec, srun) started this
 * process: a lone process needs no MPI, and initialising it would cost it a third of a second and
 * a helper process.  False, with a message, if a launcher started several processes but this build
 * has no MPI. */
bool comm_open(int *argc, char ***argv, struct comm **out, struct aif_err *err);

int comm_rank(const struct comm *c);
int comm_size(const struct comm *c);

/* Among the ranks on the same node. */
int comm_node_rank(const struct comm *c);
int comm_node_size(const struct comm *c);

/* Send a copy of the payload; returns at once.  tag >= 0; `to` is another rank. */
void comm_send(struct comm *c, int to, int tag, const struct bytes *payload);

/* Receive a message if one is there; also moves what is being sent.  Cheap enough to call every
 * millisecond. */
bool comm_poll(struct comm *c, struct comm_message *out);

/* Receive the next message, sleeping a little between looks so that ranks that share a core do not
 * take it from one that works. */
void comm_wait(struct comm *c, struct comm_message *out);

/* Everything sent has left; collective order does not matter. */
void comm_flush(struct comm *c);

void comm_barrier(struct comm *c);

/* End all ranks at once; the launcher returns this status. */
AIF_NORETURN void comm_abort(struct comm *c, int status);

void comm_close(struct comm *c); /* collective; NULL is allowed */

/* How many processes the launcher says it started; 0: this process was started directly.  Only
 * launchers that can connect their processes count: inside a batch script Slurm's own variables are
 * set for plain processes too. */
int comm_launched(void);

/* This process's rank, according to the launcher; known before comm_open().  0: started directly.
 */
int comm_launch_rank(void);

/* Whether MPI is built in. */
bool comm_has_mpi(void);

/* Name and version of the MPI library, "none" without one.  May be called at any time. */
void comm_library(char *to, size_t room);

#endif
