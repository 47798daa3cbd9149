/* Reservations as `scontrol show reservation` prints them. */
#include "base/hostlist.h"
#include "host/slurm/clock.h"
#include "host/slurm/import.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    uint32_t flag;
} flags[] = {
    {"MAINT", AIF_RESERVATION_MAINT},
    {"IGNORE_JOBS", AIF_RESERVATION_IGNORE_JOBS},
    {"FLEX", AIF_RESERVATION_FLEX},
    {"MAGNETIC", AIF_RESERVATION_MAGNETIC},
    {"DAILY", AIF_RESERVATION_DAILY},
    {"WEEKLY", AIF_RESERVATION_WEEKLY},
    {"SPEC_NODES", 0}, /* the nodes are named, as all are here */
    {"ALL_NODES", 0},
};

static uint32_t read_flags(struct slurm_import *im, const struct slurm_pair *pair)
{
    char item[64];
    uint32_t sum = 0;
    for (const char *next = pair->value; slurm_item(&next, item, sizeof item);) {
        bool is_known = slurm_is_unset(item);
        for (size_t i = 0; i < AIF_COUNT(flags); i++)
            if (slurm_is_same(item, flags[i].name)) {
                sum |= flags[i].flag;
                is_known = true;
            }
        if (!is_known)
            slurm_not_modelled(im, pair, item, "this flag of a reservation is not followed");
    }
    return sum;
}

static bool read_time(const struct slurm_import *im, const struct slurm_line *line, const char *key,
                      int64_t *out_s, struct aif_err *err)
{
    const struct slurm_pair *pair = slurm_line_find(line, key);
    enum slurm_time_oddity oddity;
    int64_t s;
    if (!pair)
        return slurm_fail(err, &line->pairs[0].at, "reservation %.80s: expected %s, found none",
                          line->pairs[0].value, key);
    if (!slurm_time_read(pair->value, 0, &s, &oddity))
        return slurm_fail(err, &pair->value_at,
                          "%s: expected a time such as 2026-01-31T13:45:00, found '%.80s'", key,
                          pair->value);
    *out_s = s - im->workload.unix_start_s;
    return true;
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool take_all(struct slurm_import *im, struct aif_reservation *r)
{
    uint32_t *nodes = AIF_NEW(&im->arena, uint32_t, im->machine.node_count);
    for (uint32_t i = 0; i < im->machine.node_count; i++)
        nodes[i] = i;
    r->nodes = nodes;
    r->node_count = im->machine.node_count;
    return true;
}

static bool read_nodes(struct slurm_import *im, const struct slurm_line *line,
                       struct aif_reservation *r, struct aif_err *err)
{
    const struct slurm_pair *pair = slurm_line_find(line, "Nodes");
    struct hostlist list = {.count = 0};
    struct aif_err why;
    if (pair && slurm_is_same(pair->value, "ALL"))
        return take_all(im, r);
    if (pair && !slurm_is_unset(pair->value) &&
        !hostlist_expand(pair->value, &im->arena, &list, &why)) {
        struct slurm_place at = pair->value_at;
        at.column += (uint32_t)list.error_at;
        return slurm_fail(err, &at, "Nodes: %s", why.text);
    }
    uint32_t *nodes = AIF_NEW(&im->arena, uint32_t, list.count ? list.count : 1);
    for (uint32_t i = 0; i < list.count; i++) {
        uint32_t node = aif_names_find(&im->nodes.names, list.names[i]);
        if (node == AIF_NONE)
            return slurm_fail(err, &pair->value_at, "reservation %.80s: no node '%.80s'", r->name,
                              list.names[i]);
        if (im->node_number[node] != AIF_NONE)
            nodes[r->node_count++] = im->node_number[node];
    }
    qsort(nodes, r->node_count, sizeof *nodes, ascending);
    r->nodes = nodes;
    return true;
}

static const char *list_of(const struct slurm_line *line, const char *key)
{
    const struct slurm_pair *pair = slurm_line_find(line, key);
    return pair && !slurm_is_unset(pair->value) ? pair->value : "";
}

/* What restricts a reservation in ways that are not followed. */
static void note_others(struct slurm_import *im, const struct slurm_line *line)
{
    static const char *const keys[] = {"Groups",      "Licenses",      "Features",
                                       "BurstBuffer", "MaxStartDelay", "TRESPerNode"};
    for (size_t i = 0; i < AIF_COUNT(keys); i++) {
        const struct slurm_pair *pair = slurm_line_find(line, keys[i]);
        if (pair && !slurm_is_unset(pair->value))
            slurm_not_modelled(im, pair, pair->value, "not looked at in a reservation");
    }
}

static bool read_one(struct slurm_import *im, const struct slurm_line *line,
                     struct aif_reservation *r, struct aif_err *err)
{
    const struct slurm_pair *flag_pair = slurm_line_find(line, "Flags");
    *r = (struct aif_reservation){
        .name = line->pairs[0].value,
        .made_s = AIF_UNKNOWN_S,
        .users = list_of(line, "Users"),
        .accounts = list_of(line, "Accounts"),
    };
    if (flag_pair)
        r->flags = read_flags(im, flag_pair);
    note_others(im, line);
    return read_time(im, line, "StartTime", &r->start_s, err) &&
           read_time(im, line, "EndTime", &r->end_s, err) && read_nodes(im, line, r, err);
}

bool slurm_read_reservations(struct slurm_import *im, const char *path, struct aif_err *err)
{
    static const char none[] = "No reservations";
    struct slurm_lines lines = {.arena = &im->arena};
    const char *text;
    size_t bytes;
    if (!im->files.open(im->files.of, path, &text, &bytes, err))
        return false;
    im->centre.reservation_count = 0;
    if (bytes >= sizeof none - 1 && memcmp(text, none, sizeof none - 1) == 0)
        return true;
    if (!slurm_lines_records(&lines, &im->files, path, "ReservationName", err))
        return false;
    struct aif_reservation *all = AIF_NEW(&im->arena, struct aif_reservation, lines.count);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < lines.count; i++) {
        struct aif_reservation *r = &all[kept];
        if (!read_one(im, &lines.lines[i], r, err))
            return false;
        const char *why = r->node_count == 0       ? "has no nodes of this machine: left out"
                          : r->end_s <= 0          ? "was over before the first job: left out"
                          : r->end_s <= r->start_s ? "has no length: left out"
                                                   : NULL;
        kept += why == NULL;
        if (why)
            slurm_note(im, &(struct slurm_note){.kind = SLURM_NOTE_REPAIR,
                                                .name = "ReservationName",
                                                .value = r->name,
                                                .meaning = why,
                                                .at = lines.lines[i].pairs[0].at});
    }
    im->centre.reservations = all;
    im->centre.reservation_count = kept;
    return true;
}
