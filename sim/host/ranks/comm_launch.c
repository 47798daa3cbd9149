/* Whether a process was started by an MPI launcher: by the variables that the launchers set for the
 * processes they can connect (Open MPI; MPICH, Intel MPI and srun --mpi=pmi2; anything with PMIx).
 */
#include "host/ranks/comm.h"

#include <stdlib.h>

int comm_launched(void)
{
    static const char *const sizes[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"};
    for (size_t i = 0; i < AIF_COUNT(sizes); i++) {
        const char *size = getenv(sizes[i]);
        if (size && atoi(size) > 0)
            return atoi(size);
    }
    if (!getenv("PMIX_RANK"))
        return 0;
    const char *tasks = getenv("SLURM_STEP_NUM_TASKS");
    return tasks && atoi(tasks) > 0 ? atoi(tasks) : 1;
}

int comm_launch_rank(void)
{
    static const char *const ranks[] = {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"};
    for (size_t i = 0; i < AIF_COUNT(ranks); i++) {
        const char *rank = getenv(ranks[i]);
        if (rank)
            return atoi(rank);
    }
    return 0;
}
