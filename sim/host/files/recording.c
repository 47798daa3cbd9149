#include "host/files/recording.h"

#include "aif/text.h"

#include <string.h>

enum { KINDS = 4, LINE_BYTES = 64 };

static const char *const kind_names[KINDS] = {"tick", "pass", "backfill", "priority"};

struct reader {
    const char *path;
    struct input in;
    size_t at;
    uint32_t line;
    int64_t *times[KINDS];
    uint32_t counts[KINDS];
    struct aif_err *err;
};

/* The next line without its end; false when there is none. */
static bool next_line(struct reader *r, char line[LINE_BYTES])
{
    if (r->at >= r->in.bytes)
        return false;
    const char *start = r->in.text + r->at;
    const char *end = memchr(start, '\n', r->in.bytes - r->at);
    size_t bytes = end ? (size_t)(end - start) : r->in.bytes - r->at;
    r->at += bytes + 1;
    r->line++;
    if (bytes > 0 && start[bytes - 1] == '\r')
        bytes--;
    size_t kept = bytes < LINE_BYTES - 1 ? bytes : LINE_BYTES - 1;
    memcpy(line, start, kept);
    line[kept] = '\0';
    return true;
}

static bool fail(struct reader *r, const char *line)
{
    return aif_err_set(r->err,
                       "%s:%u: found '%s', expected tick, pass, backfill or priority, a comma "
                       "and milliseconds, ascending by kind",
                       r->path, r->line, line);
}

static bool read_row(struct reader *r, char *line)
{
    char *comma = strchr(line, ',');
    int64_t t_ms;
    if (!comma || !aif_text_int(comma + 1, -AIF_NEVER_S, AIF_NEVER_S, &t_ms))
        return fail(r, line);
    *comma = '\0';
    for (int k = 0; k < KINDS; k++) {
        if (strcmp(line, kind_names[k]) != 0)
            continue;
        *comma = ',';
        if (r->counts[k] && t_ms < r->times[k][r->counts[k] - 1])
            return fail(r, line);
        r->times[k][r->counts[k]++] = t_ms;
        return true;
    }
    *comma = ',';
    return fail(r, line);
}

static uint32_t count_lines(const struct input *in)
{
    uint32_t lines = 1;
    for (size_t i = 0; i < in->bytes; i++)
        lines += in->text[i] == '\n';
    return lines;
}

static bool read_rows(struct reader *r)
{
    char line[LINE_BYTES];
    if (!next_line(r, line))
        line[0] = '\0';
    if (strncmp(line, "job_id,slurm_id,", 16) == 0)
        return aif_err_set(
            r->err,
            "%s:1: this is what `aifsim import slurm` writes of each job, to compare "
            "with; --ticks wants the columns 'kind,t_ms'",
            r->path);
    if (strcmp(line, "kind,t_ms") != 0)
        return aif_err_set(r->err, "%s:1: expected the columns 'kind,t_ms'", r->path);
    while (next_line(r, line))
        if (line[0] != '\0' && line[0] != '#' && !read_row(r, line))
            return false;
    return true;
}

bool recording_read(const char *path, struct aif_arena *arena, struct aif_recording *out,
                    enum exit_status *status, struct aif_err *err)
{
    struct reader r = {.path = path, .err = err};
    bool is_open = input_open(path, &r.in, err);
    *status = r.in.status;
    if (!is_open)
        return false;
    uint32_t lines = count_lines(&r.in);
    for (int k = 0; k < KINDS; k++)
        r.times[k] = AIF_NEW(arena, int64_t, lines);
    bool is_read = read_rows(&r);
    *status = is_read ? EXIT_STATUS_OK : EXIT_STATUS_DATA;
    *out = (struct aif_recording){
        .tick_ms = r.times[0],
        .tick_count = r.counts[0],
        .pass_ms = r.times[1],
        .pass_count = r.counts[1],
        .backfill_ms = r.times[2],
        .backfill_count = r.counts[2],
        .priority_ms = r.times[3],
        .priority_count = r.counts[3],
    };
    input_close(&r.in);
    return is_read;
}
