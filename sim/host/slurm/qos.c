/* `sacctmgr show qos -P`. */
#include "host/slurm/import.h"
#include "host/slurm/limits.h"

#include <string.h>

enum { MOST_QOS = 64 };

struct columns {
    uint32_t name, priority, grace, preempt, exempt, mode, flags, threshold, factor, limit_factor,
        min_priority;
    struct slurm_limit_columns limits;
};

static const struct {
    const char *name;
    uint32_t flag;
} flags[] = {
    {"DenyOnLimit", AIF_QOS_DENY_ON_LIMIT},
    {"NoDecay", AIF_QOS_NO_DECAY},
    {"NoReserve", AIF_QOS_NO_RESERVE},
    {"OverPartQOS", AIF_QOS_OVER_PART_QOS},
    {"PartitionMaxNodes", AIF_QOS_PART_MAX_NODE},
    {"PartitionMinNodes", AIF_QOS_PART_MIN_NODE},
    {"PartitionTimeLimit", AIF_QOS_PART_TIME_LIMIT},
    {"RequiresReservation", AIF_QOS_REQUIRES_RESERVATION},
    {"EnforceUsageThreshold", AIF_QOS_ENFORCE_USAGE_THRESHOLD},
    {"UsageFactorSafe", AIF_QOS_USAGE_FACTOR_SAFE},
};

static struct aif_centre_qos plain(const char *name)
{
    return (struct aif_centre_qos){
        .name = name,
        .limits = aif_limits_none(),
        .usage_factor = 1,
        .preempt_mode = AIF_PREEMPT_UNSET,
        .preempt_exempt_s = AIF_UNKNOWN_S,
    };
}

/* A QOS of this name, the next in number. */
static struct aif_centre_qos *add(struct slurm_import *im, const char *name)
{
    if (!im->qos)
        im->qos = AIF_NEW(&im->arena, struct aif_centre_qos, MOST_QOS);
    uint32_t i = aif_names_intern(&im->qos_names, &im->arena, name, strlen(name));
    im->qos[i] = plain(im->qos_names.texts[i]);
    im->centre.qos = im->qos;
    im->centre.qos_count = im->qos_names.count;
    return &im->qos[i];
}

uint32_t slurm_qos_of(struct slurm_import *im, const char *name)
{
    uint32_t i = aif_names_find(&im->qos_names, name);
    if (i != AIF_NONE || im->has_qos || im->qos_names.count == MOST_QOS)
        return i;
    add(im, name);
    slurm_note(im, &(struct slurm_note){.kind = SLURM_NOTE_REPAIR,
                                        .name = "QOS",
                                        .value = name,
                                        .meaning = "without --qos it limits nothing"});
    return aif_names_find(&im->qos_names, name);
}

static void read_flags(struct slurm_import *im, const struct slurm_table *t, const char *cell,
                       struct aif_centre_qos *q)
{
    char item[64];
    for (const char *next = cell; slurm_item(&next, item, sizeof item);) {
        bool is_known = slurm_is_unset(item);
        for (size_t i = 0; i < AIF_COUNT(flags); i++)
            if (slurm_is_same(item, flags[i].name)) {
                q->flags |= flags[i].flag;
                is_known = true;
            }
        if (!is_known)
            slurm_note(im, &(struct slurm_note){.kind = SLURM_NOTE_NOT_MODELLED,
                                                .name = "QOS flag",
                                                .value = item,
                                                .meaning = "this flag is not followed",
                                                .at = t->at});
    }
}

static bool read_real(const struct slurm_table *t, uint32_t column, double *out,
                      struct aif_err *err)
{
    double weights[AIF_TRES_COUNT] = {0.0};
    char text[96] = "cpu=";
    const char *cell = slurm_table_cell(t, column), *other;
    if (*cell == '\0')
        return true;
    strncat(text, cell, sizeof text - strlen(text) - 1);
    if (!slurm_weights(text, weights, &other) || other)
        return slurm_table_fail(t, column, "a number", err);
    *out = weights[AIF_TRES_CPU];
    return true;
}

static bool read_count(const struct slurm_table *t, uint32_t column, int64_t *out,
                       struct aif_err *err)
{
    const char *cell = slurm_table_cell(t, column);
    if (*cell == '\0')
        return true;
    if (!slurm_count(cell, out))
        return slurm_table_fail(t, column, "a whole number", err);
    if (*out == AIF_UNLIMITED)
        *out = 0;
    return true;
}

static bool read_mode(const struct slurm_table *t, uint32_t column, struct aif_centre_qos *q,
                      struct aif_err *err)
{
    char item[32];
    for (const char *next = slurm_table_cell(t, column); slurm_item(&next, item, sizeof item);) {
        if (slurm_is_same(item, "within"))
            q->flags |= AIF_QOS_PREEMPT_WITHIN;
        else if (slurm_is_same(item, "priority"))
            q->flags |= AIF_QOS_PREEMPT_PRIORITY;
        else if (!slurm_is_same(item, "gang") && !slurm_preempt_mode(item, &q->preempt_mode))
            return slurm_table_fail(t, column, "cluster, cancel, requeue, suspend or off", err);
    }
    return true;
}

static bool read_row(struct slurm_import *im, const struct slurm_table *t, const struct columns *c,
                     struct aif_err *err)
{
    const char *grace = slurm_table_cell(t, c->grace), *exempt = slurm_table_cell(t, c->exempt);
    struct aif_centre_qos *q = &im->qos[aif_names_find(&im->qos_names, t->cells[c->name])];
    read_flags(im, t, slurm_table_cell(t, c->flags), q);
    if (*grace && !slurm_duration_s(grace, &q->grace_s))
        return slurm_table_fail(t, c->grace, "a time such as 00:01:00", err);
    if (*exempt && !slurm_duration_s(exempt, &q->preempt_exempt_s))
        return slurm_table_fail(t, c->exempt, "a time such as 00:01:00", err);
    return read_count(t, c->priority, &q->priority, err) &&
           read_count(t, c->min_priority, &q->min_priority_threshold, err) &&
           read_real(t, c->factor, &q->usage_factor, err) &&
           read_real(t, c->limit_factor, &q->limit_factor, err) &&
           read_real(t, c->threshold, &q->usage_threshold, err) && read_mode(t, c->mode, q, err) &&
           slurm_limits_read(t, &c->limits, &q->limits, &im->report, err);
}

/* The other QOS that it may preempt; all names are known by now. */
static bool read_preempt(struct slurm_import *im, const struct slurm_table *t,
                         const struct columns *c, struct aif_err *err)
{
    char item[128];
    struct aif_centre_qos *q = &im->qos[aif_names_find(&im->qos_names, t->cells[c->name])];
    const char *cell = slurm_table_cell(t, c->preempt);
    for (const char *next = cell; slurm_item(&next, item, sizeof item);) {
        if (slurm_is_unset(item))
            continue;
        uint32_t other = aif_names_find(&im->qos_names, item);
        if (other == AIF_NONE)
            return slurm_table_fail(t, c->preempt, "names of QOS in this table", err);
        q->preempt_mask |= UINT64_C(1) << other;
    }
    return true;
}

static bool find_columns(struct slurm_table *t, struct columns *c, struct aif_err *err)
{
    if (!slurm_table_need(t, "Name", &c->name, err))
        return false;
    c->priority = slurm_table_column(t, "Priority");
    c->grace = slurm_table_column(t, "GraceTime");
    c->preempt = slurm_table_column(t, "Preempt");
    c->exempt = slurm_table_column(t, "PreemptExemptTime");
    c->mode = slurm_table_column(t, "PreemptMode");
    c->flags = slurm_table_column(t, "Flags");
    c->threshold = slurm_table_column(t, "UsageThres,UsageThreshold");
    c->factor = slurm_table_column(t, "UsageFactor");
    c->limit_factor = slurm_table_column(t, "LimitFactor");
    c->min_priority = slurm_table_column(t, "MinPrioThres,MinPrioThreshold");
    c->limits = slurm_limit_columns(t);
    slurm_table_column(t, "ID");
    slurm_table_column(t, "Description,Descr");
    return true;
}

/* Names first, "normal" before all others: it is the default of associations without one. */
static bool read_names(struct slurm_import *im, struct slurm_table *t, uint32_t column, int turn,
                       struct aif_err *err)
{
    while (slurm_table_next(t, err)) {
        const char *name = t->cells[column];
        bool is_first = strcmp(name, "normal") == 0;
        if (is_first != (turn == 0))
            continue;
        if (aif_names_find(&im->qos_names, name) != AIF_NONE)
            return slurm_table_fail(t, column, "each QOS once", err);
        if (im->qos_names.count == MOST_QOS)
            return slurm_fail(err, &t->at, "more than %d QOS", MOST_QOS);
        if (*name == '\0')
            return slurm_table_fail(t, column, "the name of a QOS", err);
        add(im, name);
    }
    return err->text[0] == '\0';
}

bool slurm_read_qos(struct slurm_import *im, const char *path, struct aif_err *err)
{
    struct slurm_table t;
    struct columns c;
    bool ok = true;
    im->has_qos = true;
    im->qos_path = aif_arena_text(&im->arena, path, strlen(path));
    for (int turn = 0; turn < 3 && ok; turn++) {
        ok = slurm_table_init(&t, &im->arena, &im->files, path, err) && find_columns(&t, &c, err);
        if (ok && turn < 2)
            ok = read_names(im, &t, c.name, turn, err);
        while (ok && turn == 2 && slurm_table_next(&t, err)) {
            ok = read_row(im, &t, &c, err) && read_preempt(im, &t, &c, err);
            slurm_table_note_unused(&t, "QOS", &im->report);
        }
        ok = ok && err->text[0] == '\0';
        slurm_table_fini(&t);
    }
    return ok;
}
