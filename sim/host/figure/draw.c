/* Running gnuplot. */
#include "host/figure/figure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_THERE = 127, NO_FOLDER = 126 };

static void run(const char *folder, const char *script)
{
    if (chdir(folder) != 0 || !freopen("/dev/null", "r", stdin))
        _exit(NO_FOLDER);
    /* Scripts are UTF-8, and in a locale that is not, gnuplot warns of letters they do not have. */
    setenv("LC_ALL", "C.UTF-8", 1);
    execlp("gnuplot", "gnuplot", script, (char *)NULL);
    _exit(errno == ENOENT ? NOT_THERE : NO_FOLDER);
}

bool figure_draw(const char *folder, const char *name, bool *is_there, struct aif_err *err)
{
    char script[256];
    int status = 0;
    snprintf(script, sizeof script, "%s.gp", name);
    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        return aif_err_set(err, "gnuplot: cannot be started: %s", strerror(errno));
    if (child == 0)
        run(folder, script);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    *is_there = !WIFEXITED(status) || WEXITSTATUS(status) != NOT_THERE;
    if (!*is_there || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
        return true;
    return aif_err_set(
        err,
        "%s/%s: gnuplot failed (see above); the files are kept: `cd %s && gnuplot %s` "
        "shows it again",
        folder, script, folder, script);
}
