/* Every subcommand, in the order of `aifsim --help`.  Included more than once: no guard. */
COMMAND(list, "show the policies and formats there are")
COMMAND(show, "show a site's machine and where its figures come from")
