/* argv -> subcommand -> exit status. */
#include "host/command/command.h"

#include "aif/text.h"

#include <stdio.h>
#include <string.h>

static const struct command commands[] = {
#define COMMAND(name, summary) {#name, summary, command_##name},
#include "commands.h"
#undef COMMAND
};

static void print_help(void)
{
    puts("Usage: aifsim COMMAND [ARGUMENT...]\n\n"
         "Replay job traces on models of Europe's AI factories and compare scheduling policies.\n");
    for (size_t i = 0; i < AIF_COUNT(commands); i++)
        printf("  %-10s %s\n", commands[i].name, commands[i].summary);
    puts("\n`aifsim COMMAND --help` explains one command; `aifsim --version` prints the version.");
}

static int unknown(const char *name)
{
    const char *names[AIF_COUNT(commands)];
    for (size_t i = 0; i < AIF_COUNT(commands); i++)
        names[i] = commands[i].name;
    const char *near = aif_text_nearest(name, names, AIF_COUNT(names));
    if (near)
        return command_fail(EXIT_STATUS_USAGE, "unknown command '%s': did you mean '%s'?", name,
                            near);
    return command_fail(EXIT_STATUS_USAGE, "unknown command '%s'; see `aifsim --help`", name);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-?") == 0) {
        print_help();
        return EXIT_STATUS_OK;
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        puts("aifsim " AIF_VERSION);
        return EXIT_STATUS_OK;
    }
    if (!*name) {
        print_help();
        return EXIT_STATUS_USAGE;
    }
    for (size_t i = 0; i < AIF_COUNT(commands); i++)
        if (strcmp(name, commands[i].name) == 0) {
            static char full_name[64];
            snprintf(full_name, sizeof full_name, "aifsim %s", name);
            argv[1] = full_name;
            return commands[i].run(argc - 1, argv + 1);
        }
    return unknown(name);
}
