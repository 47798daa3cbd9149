#!/bin/bash
# An experiment as a job of Slurm, on several nodes.
#
#   sbatch slurm-job.sh EXPERIMENT.yaml DIR
#
# Results are in DIR, the same bytes on any number of nodes and ranks. If the job ends before all
# cells are in - at its time limit, say - submit the same command again: it goes on where the first
# stopped, because --resume starts from the beginning only if DIR is empty or not there. A second
# job can be submitted at once; it runs only if the first did not finish:
#
#   first=$(sbatch --parsable slurm-job.sh EXPERIMENT.yaml DIR)
#   sbatch --dependency=afternotok:$first slurm-job.sh EXPERIMENT.yaml DIR
#
# DIR must be on a file system that the first node of either job sees; only rank 0 writes.
#SBATCH --job-name=aifsim
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=2
#SBATCH --time=01:00:00
#SBATCH --output=aifsim-%j.log

# `srun --mpi=list` names what a cluster has: pmix, or pmi2 for an MPI that was built for it. Where
# srun has neither, mpirun starts the ranks itself: sbatch --export=ALL,LAUNCHER=mpirun slurm-job.sh ...
LAUNCHER=${LAUNCHER:-srun --mpi=pmix}
exec $LAUNCHER aifsim run "$1" --out "$2" --resume
