/* Every subcommand, in the order of `aifsim --help`.  Included more than once: no guard. */
COMMAND(replay, "replay a trace on a machine under a policy")
COMMAND(run, "run an experiment: sites x traces x policies x seeds")
COMMAND(compare, "compare the policies of an experiment's results")
COMMAND(generate, "make a synthetic workload of start-ups, research and industry")
COMMAND(import, "make a site and a trace from the files of a Slurm cluster")
COMMAND(list, "show the policies and formats there are")
COMMAND(check, "find every mistake in experiments, sites, workloads and traces")
COMMAND(show, "show a site's machine and where its figures come from")
