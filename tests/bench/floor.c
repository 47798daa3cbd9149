/* The floor: the least that any replay of a log must do.  It reads every field of every record of
 * a mapped SWF file and plays strict first-come first-served on one pool of processors, with the
 * ends of running jobs in a binary heap.  No policy to choose, nothing written but sums.  The
 * benches state the cost of a replay as a multiple of this, measured in the same run.
 *
 * usage: floor TRACE.swf PROCS */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIELD_COUNT = 18, SUBMIT = 1, RUN = 3, ALLOCATED = 4, REQUESTED = 7, LIMIT = 8 };

struct end {
    int64_t t_s;
    int64_t procs;
};

struct ends {
    struct end *heap;
    size_t count, capacity;
};

static void ends_push(struct ends *e, struct end new)
{
    if (e->count == e->capacity) {
        e->capacity = e->capacity ? 2 * e->capacity : 4096;
        e->heap = realloc(e->heap, e->capacity * sizeof *e->heap);
        if (!e->heap)
            abort();
    }
    size_t hole = e->count++;
    for (size_t up; hole > 0 && e->heap[up = (hole - 1) / 2].t_s > new.t_s; hole = up)
        e->heap[hole] = e->heap[up];
    e->heap[hole] = new;
}

static struct end ends_pop(struct ends *e)
{
    struct end first = e->heap[0], last = e->heap[--e->count];
    size_t hole = 0;
    for (size_t down = 1; down < e->count; down = 2 * hole + 1) {
        down += down + 1 < e->count && e->heap[down + 1].t_s < e->heap[down].t_s;
        if (last.t_s <= e->heap[down].t_s)
            break;
        e->heap[hole] = e->heap[down];
        hole = down;
    }
    e->heap[hole] = last;
    return first;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool is_digit(char c)
{
    return (unsigned)(c - '0') < 10;
}

/* Read the whole part of one number, pass its decimals, and go to the blank after it. */
static const char *read_number(const char *at, const char *end, int64_t *out)
{
    bool is_negative = *at == '-';
    at += is_negative;
    int64_t value = 0;
    while (at < end && is_digit(*at))
        value = 10 * value + (*at++ - '0');
    if (at < end && *at == '.')
        for (at++; at < end && is_digit(*at);)
            at++;
    while (at < end && !is_blank(*at) && *at != '\n')
        at++;
    *out = is_negative ? -value : value;
    return at;
}

/* Read the fields of the line at `at`; *count is how many there were.  Returns the next line. */
static const char *read_record(const char *at, const char *end, int64_t *fields, unsigned *count)
{
    *count = 0;
    while (at < end && is_blank(*at))
        at++;
    if (at < end && *at == ';')
        while (at < end && *at != '\n')
            at++;
    while (at < end && *at != '\n') {
        int64_t value;
        at = read_number(at, end, &value);
        if (*count < FIELD_COUNT)
            fields[(*count)++] = value;
        while (at < end && is_blank(*at))
            at++;
    }
    return at + (at < end);
}

struct pool {
    struct ends ends;
    int64_t now_s, free_procs, procs;
    int64_t jobs, left_out, wait_s;
};

static void play(struct pool *p, const int64_t *fields)
{
    int64_t procs = fields[ALLOCATED] > 0 ? fields[ALLOCATED] : fields[REQUESTED];
    int64_t run_s = fields[RUN];
    if (fields[LIMIT] > 0 && run_s > fields[LIMIT])
        run_s = fields[LIMIT];
    if (run_s < 0 || procs <= 0 || procs > p->procs) {
        p->left_out++;
        return;
    }
    if (p->now_s < fields[SUBMIT])
        p->now_s = fields[SUBMIT];
    while (p->ends.count && (p->ends.heap[0].t_s <= p->now_s || p->free_procs < procs)) {
        struct end e = ends_pop(&p->ends);
        p->free_procs += e.procs;
        if (e.t_s > p->now_s)
            p->now_s = e.t_s;
    }
    p->free_procs -= procs;
    ends_push(&p->ends, (struct end){p->now_s + run_s, procs});
    p->wait_s += p->now_s - fields[SUBMIT];
    p->jobs++;
}

int main(int argc, char **argv)
{
    if (argc != 3 || atoll(argv[2]) <= 0) {
        fputs("usage: floor TRACE.swf PROCS\n", stderr);
        return 64;
    }
    int file = open(argv[1], O_RDONLY);
    struct stat about;
    if (file < 0 || fstat(file, &about) != 0 || about.st_size == 0) {
        perror(argv[1]);
        return 66;
    }
    const char *text = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (text == MAP_FAILED) {
        perror(argv[1]);
        return 66;
    }

    struct pool pool = {.procs = atoll(argv[2])};
    pool.free_procs = pool.procs;
    for (const char *at = text, *end = text + about.st_size; at < end;) {
        int64_t fields[FIELD_COUNT] = {0};
        unsigned count;
        at = read_record(at, end, fields, &count);
        if (count)
            play(&pool, fields);
    }
    printf("jobs %" PRId64 " left_out %" PRId64 " wait_s %" PRId64 "\n", pool.jobs, pool.left_out,
           pool.wait_s);
    return 0;
}
