/* Sessions of a campaign in run.log. */
#include "host/provenance/run_log.h"

#include "host/ranks/comm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__clang__)
static const char compiler[] = "clang " __clang_version__;
#elif defined(__GNUC__)
static const char compiler[] = "gcc " __VERSION__;
#else
static const char compiler[] = "not known";
#endif

static void write_time(FILE *log, const char *what)
{
    char when[32];
    time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) && strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc))
        fprintf(log, "%s %s\n", what, when);
}

void run_log_begin(FILE *log)
{
    char mpi[RUN_TEXT];
    comm_library(mpi, sizeof mpi);
    write_time(log, "started");
    fprintf(log, "compiler: %s\nMPI: %s\n", compiler, mpi);
    fflush(log);
}

void run_log_finish(FILE *log)
{
    write_time(log, "finished");
    fflush(log);
}

/* What follows a prefix; NULL: the line does not begin so. */
static const char *after(const char *line, const char *prefix)
{
    size_t bytes = strlen(prefix);
    return strncmp(line, prefix, bytes) == 0 ? line + bytes : NULL;
}

static void keep(char *to, size_t room, const char *text)
{
    snprintf(to, room, "%.*s", (int)strcspn(text, "\n"), text);
}

/* A time that is not written as ours is none. */
static void keep_time(char to[RUN_TIME_TEXT], const char *text)
{
    static const char pattern[] = "0000-00-00T00:00:00Z";
    for (size_t i = 0; i < sizeof pattern - 1; i++) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (pattern[i] == '0' ? !is_digit : text[i] != pattern[i])
            return;
    }
    snprintf(to, RUN_TIME_TEXT, "%.*s", RUN_TIME_TEXT - 1, text);
}

/* The number at the beginning; 0: there is none that makes sense. */
static uint32_t count_at(const char *text)
{
    errno = 0;
    unsigned long n = strtoul(text, NULL, 10);
    return errno || n > UINT32_MAX || *text < '0' || *text > '9' ? 0 : (uint32_t)n;
}

/* "2 ranks on 1 node" */
static void read_ranks(const char *line, struct run_session *s)
{
    const char *digits = "0123456789";
    const char *rest = line + strspn(line, digits), *nodes = NULL;
    if (rest > line && (nodes = after(rest, " rank on ")) == NULL)
        nodes = after(rest, " ranks on ");
    if (!nodes)
        return;
    s->ranks = count_at(line);
    s->nodes = count_at(nodes);
}

static void read_line(const char *line, struct run_session *s)
{
    const char *rest;
    if ((rest = after(line, "aifsim ")))
        snprintf(s->version, sizeof s->version, "%.*s", (int)strcspn(rest, ": \n"), rest);
    else if ((rest = after(line, "compiler: ")))
        keep(s->compiler, sizeof s->compiler, rest);
    else if ((rest = after(line, "MPI: ")))
        keep(s->mpi, sizeof s->mpi, rest);
    else if ((rest = after(line, "finished ")))
        keep_time(s->finished, rest);
    else if ((rest = after(line, "resumed: ")))
        s->first = count_at(rest);
    else
        read_ranks(line, s);
}

uint32_t run_log_read(const char *path, struct run_session *to, uint32_t room)
{
    char line[1024];
    uint32_t count = 0;
    FILE *log = fopen(path, "re");
    while (log && fgets(line, sizeof line, log)) {
        const char *when = after(line, "started ");
        if (when && count && *to[count - 1].finished)
            break;
        if (when && count == room) {
            memmove(to, to + 1, (room - 1) * sizeof *to);
            count--;
        }
        if (when) {
            to[count] = (struct run_session){.ranks = 0};
            keep_time(to[count++].started, when);
        } else if (count) {
            read_line(line, &to[count - 1]);
        }
    }
    if (log)
        fclose(log);
    return count;
}
