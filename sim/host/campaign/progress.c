/* Progress on standard error. */
#include "host/campaign/progress.h"

#include "host/files/clock.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const int64_t second_ns = 1000000000;

/* How often the state is shown: on a terminal, and in a file or pipe. */
enum { TERMINAL_MS = 200, PLAIN_MS = 15000 };

static int64_t interval_ns(const struct progress *p)
{
    return (p->is_terminal ? TERMINAL_MS : PLAIN_MS) * (second_ns / 1000);
}

void progress_open(struct progress *p, enum progress_level level, uint32_t total, uint32_t first)
{
    const char *terminal = getenv("TERM");
    *p = (struct progress){.level = level, .total = total, .done = first, .first = first};
    p->is_terminal = isatty(STDERR_FILENO) && !(terminal && strcmp(terminal, "dumb") == 0);
    p->start_ns = clock_ns();
    p->last_ns = p->start_ns;
    p->next_ns = p->start_ns + interval_ns(p);
}

void progress_begin(struct progress *p, const char *name)
{
    snprintf(p->running, sizeof p->running, "%s", name);
    p->running_ns = clock_ns();
}

void progress_clear(struct progress *p)
{
    if (p->has_line)
        fputs("\r\033[K", stderr);
    p->has_line = false;
}

void progress_say(struct progress *p, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    progress_clear(p);
    if (p->level != PROGRESS_QUIET)
        fprintf(stderr, "%s\n", text);
    if (p->log) {
        fprintf(p->log, "%s\n", text);
        fflush(p->log);
    }
}

void progress_duration(int64_t ns, char *to, size_t room)
{
    int64_t s = ns / second_ns;
    if (s < 60)
        snprintf(to, room, "%" PRId64 ".%" PRId64 " s", s, ns % second_ns / (second_ns / 10));
    else if (s < 86400)
        snprintf(to, room, "%02" PRId64 ":%02" PRId64 ":%02" PRId64, s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(to, room, "%" PRId64 " d %02" PRId64 ":%02" PRId64 ":%02" PRId64, s / 86400,
                 s / 3600 % 24, s / 60 % 60, s % 60);
}

/* An estimate that grew while nothing came in would promise what it cannot know. */
void progress_rest(const struct progress *p, int64_t now_ns, char *to, size_t room)
{
    uint32_t fresh = p->done - p->first;
    int64_t left_ns = 0;
    char text[32];
    if (fresh)
        left_ns = (int64_t)((double)(p->last_ns - p->start_ns) / fresh * (p->total - p->done)) -
                  (now_ns - p->last_ns);
    if (left_ns > 0) {
        progress_duration(left_ns, text, sizeof text);
        snprintf(to, room, "%s left", text);
    } else if (*p->running) {
        progress_duration(now_ns - p->running_ns, text, sizeof text);
        snprintf(to, room, "%s%s in %s", fresh ? "later than expected: " : "", text, p->running);
    } else {
        snprintf(to, room, "%s", fresh ? "later than expected" : "? left");
    }
}

/* A line that wraps cannot be rewritten. */
static int terminal_columns(void)
{
    struct winsize size = {0};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

static void show(struct progress *p)
{
    char rest[300], text[400];
    int64_t now = clock_ns(), spent_ns = now - p->start_ns;
    uint32_t fresh = p->done - p->first;
    double spent_s = (double)spent_ns / (double)second_ns;
    progress_rest(p, now, rest, sizeof rest);
    snprintf(text, sizeof text,
             "%" PRIu32 " of %" PRIu32 " cells (%.0f %%), %.1f cells/s, %.0f jobs/s, %s", p->done,
             p->total, 100.0 * p->done / p->total, fresh / spent_s, (double)p->jobs / spent_s,
             rest);
    if (p->is_terminal)
        fprintf(stderr, "\r\033[K%.*s", terminal_columns() - 1, text);
    else
        fprintf(stderr, "%s\n", text);
    fflush(stderr);
    p->has_line = p->is_terminal;
    p->next_ns = now + interval_ns(p);
}

void progress_beat(struct progress *p)
{
    if (p->level != PROGRESS_QUIET && p->total && clock_ns() >= p->next_ns)
        show(p);
}

void progress_cell(struct progress *p, const char *name, int64_t jobs)
{
    p->done++;
    p->jobs += jobs;
    p->last_ns = clock_ns();
    if (p->level == PROGRESS_VERBOSE) {
        progress_clear(p);
        fprintf(stderr, "%" PRIu32 " of %" PRIu32 ": %s\n", p->done, p->total, name);
    }
    progress_beat(p);
}
