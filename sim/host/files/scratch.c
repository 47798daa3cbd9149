/* A folder that does not outlive its process. */
#include "host/files/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* There are no folders in it. */
static void remove_folder(const char *path)
{
    DIR *d = opendir(path);
    for (const struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
    rmdir(path);
}

/* What ends the first process, such as Ctrl-C in a terminal, must not end the second too; and it
 * keeps nobody waiting who reads what the first one prints. */
AIF_NORETURN static void wait_and_remove(const char *path, int alive_fd)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    char byte;
    setpgid(0, 0);
    for (size_t i = 0; i < AIF_COUNT(signals); i++)
        signal(signals[i], SIG_IGN);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        close(fd);
    if (chdir("/") != 0 && *path != '/')
        _exit(1);
    ssize_t n;
    do
        n = read(alive_fd, &byte, 1);
    while (n > 0 || (n < 0 && errno == EINTR));
    remove_folder(path);
    _exit(0);
}

/* As seen from everywhere. */
static bool make_path(struct scratch *s)
{
    const char *above = getenv("TMPDIR");
    char here[sizeof s->path] = "";
    if (!above || !*above)
        above = "/tmp";
    if (*above != '/' && !getcwd(here, sizeof here))
        return false;
    int bytes = snprintf(s->path, sizeof s->path,
                         "%s%s%s/aifsim-verify-"
                         "XX"
                         "XX"
                         "XX",
                         here, *here ? "/" : "", above);
    if (bytes >= (int)sizeof s->path) {
        errno = ENAMETOOLONG;
        return false;
    }
    return mkdtemp(s->path) != NULL;
}

static bool start_remover(struct scratch *s)
{
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0)
        return false;
    s->remover = fork();
    if (s->remover == 0) {
        close(fds[1]);
        wait_and_remove(s->path, fds[0]);
    }
    close(fds[0]);
    if (s->remover < 0) {
        close(fds[1]);
        return false;
    }
    s->alive_fd = fds[1];
    return true;
}

bool scratch_open(struct scratch *s, struct aif_err *err)
{
    *s = (struct scratch){.alive_fd = -1};
    if (!make_path(s))
        return aif_err_set(err, "%s: cannot make a folder there for the time of the run: %s",
                           *s->path ? s->path : "TMPDIR", strerror(errno));
    if (start_remover(s))
        return true;
    int reason = errno;
    rmdir(s->path);
    s->remover = 0;
    return aif_err_set(err, "cannot start a process: %s", strerror(reason));
}

void scratch_close(struct scratch *s)
{
    if (s->remover <= 0)
        return;
    close(s->alive_fd);
    while (waitpid(s->remover, NULL, 0) < 0 && errno == EINTR) {
    }
    *s = (struct scratch){.alive_fd = -1};
}
