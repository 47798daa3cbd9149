/* Applying settings by their tables. */
#include "host/slurm/settings.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct slurm_setting *find(const struct slurm_setting *table, const char *key)
{
    const struct slurm_setting *by_prefix = NULL;
    for (const struct slurm_setting *s = table; s->key; s++) {
        size_t n = strlen(s->key);
        if (s->key[n - 1] == '*' && !by_prefix && strncasecmp(s->key, key, n - 1) == 0)
            by_prefix = s;
        if (slurm_is_same(s->key, key))
            return s;
    }
    return by_prefix;
}

static bool is_neutral(const struct slurm_setting *s, const char *value)
{
    char item[64];
    if (slurm_is_unset(value))
        return true;
    for (const char *next = s->neutral; slurm_item(&next, item, sizeof item);)
        if (slurm_is_same(item, value))
            return true;
    return false;
}

#define CENTURY_S (INT64_C(36500) * 86400)

static bool store_whole(enum slurm_kind kind, const char *value, void *to)
{
    int64_t n = 0;
    char per = '\0';
    bool ok = kind == SLURM_SECONDS                     ? slurm_seconds(value, &n)
              : kind == SLURM_TIME || kind == SLURM_AGE ? slurm_minutes_s(value, &n)
              : kind == SLURM_MINUTES && !strchr(value, ' ')
                  ? slurm_count(value, &n) && n < AIF_NEVER_S / 60
              : kind == SLURM_MINUTES ? slurm_seconds(value, &n)
              : kind == SLURM_MIB     ? slurm_count(value, &n) || slurm_memory_mib(value, &n, &per)
                                      : slurm_count(value, &n);
    if (!ok || per)
        return false;
    if (n == AIF_UNLIMITED)
        n = kind == SLURM_MINUTES || kind == SLURM_AGE ? CENTURY_S : 0;
    else if (kind == SLURM_MINUTES && !strchr(value, ' '))
        n *= 60;
    if (kind == SLURM_U32 && n >= UINT32_MAX)
        return false;
    if (kind == SLURM_U32)
        *(uint32_t *)to = (uint32_t)n;
    else
        *(int64_t *)to = n;
    return true;
}

static bool store_real(const char *value, double *to)
{
    char *end;
    size_t n = strspn(value, "0123456789.");
    if (n == 0 || value[n] != '\0' || n > 40)
        return false;
    *to = strtod(value, &end);
    return *end == '\0';
}

static bool store(const struct slurm_setting *s, const char *value, void *target)
{
    void *to = (char *)target + s->offset;
    switch (s->kind) {
    case SLURM_REAL:
        return store_real(value, to);
    case SLURM_BOOL:
        return slurm_bool(value, to);
    case SLURM_FLAG:
        *(bool *)to = true;
        return true;
    case SLURM_TEXT:
        *(const char **)to = value;
        return true;
    case SLURM_INT:
    case SLURM_U32:
    case SLURM_SECONDS:
    case SLURM_MINUTES:
    case SLURM_TIME:
    case SLURM_AGE:
    case SLURM_MIB:
        return store_whole(s->kind, value, to);
    case SLURM_SPECIAL:
    case SLURM_IRRELEVANT:
    case SLURM_NOT_MODELLED:
    case SLURM_UNKNOWN:
        return true;
    }
    return true;
}

bool slurm_setting_apply(const struct slurm_setting *table, const struct slurm_given *given,
                         void *target, struct slurm_report *report, enum slurm_kind *kind)
{
    const struct slurm_setting *s = find(table, given->key);
    struct slurm_note note = {.name = given->name, .value = given->value, .at = given->at};
    *kind = s ? s->kind : SLURM_UNKNOWN;
    if (!s) {
        note.kind = SLURM_NOTE_UNKNOWN;
        slurm_report_add(report, &note);
        return true;
    }
    if (s->kind == SLURM_IRRELEVANT)
        slurm_report_irrelevant(report, given->name);
    if (s->kind == SLURM_NOT_MODELLED && !is_neutral(s, given->value)) {
        note.kind = SLURM_NOTE_NOT_MODELLED;
        note.meaning = s->meaning;
        slurm_report_add(report, &note);
    }
    /* What is printed for a value that is not set leaves the default; an empty text is one. */
    bool is_unset = s->kind != SLURM_FLAG && s->kind != SLURM_TEXT && slurm_is_unset(given->value);
    return is_unset || store(s, given->value, target);
}

void slurm_setting_differ(const struct slurm_setting *table, const char *key, const void *target,
                          void *usual)
{
    const struct slurm_setting *s = find(table, key);
    if (!s)
        return;
    const char *from = (const char *)target + s->offset;
    char *to = (char *)usual + s->offset;
    switch (s->kind) {
    case SLURM_REAL:
        *(double *)(void *)to = *(const double *)(const void *)from + 1;
        break;
    case SLURM_BOOL:
    case SLURM_FLAG:
        *(bool *)to = !*(const bool *)from;
        break;
    case SLURM_U32:
        *(uint32_t *)(void *)to = ~*(const uint32_t *)(const void *)from;
        break;
    case SLURM_INT:
    case SLURM_SECONDS:
    case SLURM_MINUTES:
    case SLURM_TIME:
    case SLURM_AGE:
    case SLURM_MIB:
        *(int64_t *)(void *)to = ~*(const int64_t *)(const void *)from;
        break;
    case SLURM_TEXT:
    case SLURM_SPECIAL:
    case SLURM_IRRELEVANT:
    case SLURM_NOT_MODELLED:
    case SLURM_UNKNOWN:
        break;
    }
}

const char *slurm_kind_text(enum slurm_kind kind)
{
    switch (kind) {
    case SLURM_BOOL:
        return "YES or NO";
    case SLURM_REAL:
        return "a number";
    case SLURM_SECONDS:
        return "a number of seconds";
    case SLURM_MINUTES:
        return "a number of minutes";
    case SLURM_TIME:
    case SLURM_AGE:
        return "minutes, HH:MM:SS, D-HH or UNLIMITED";
    case SLURM_MIB:
        return "a size such as 4096, 4G or UNLIMITED";
    case SLURM_INT:
    case SLURM_U32:
        return "a whole number";
    case SLURM_FLAG:
    case SLURM_TEXT:
    case SLURM_SPECIAL:
    case SLURM_IRRELEVANT:
    case SLURM_NOT_MODELLED:
    case SLURM_UNKNOWN:
        break;
    }
    return "another value";
}

static void put_rows(const char *where, const struct slurm_setting *table, struct aif_sink *out)
{
    for (const struct slurm_setting *s = table; s->key; s++) {
        if (s->kind == SLURM_IRRELEVANT)
            continue;
        aif_sink_text(out, "| ");
        aif_sink_text(out, where);
        aif_sink_text(out, " | `");
        aif_sink_text(out, s->key);
        aif_sink_text(out, s->kind == SLURM_NOT_MODELLED ? "` | no | " : "` | yes | ");
        aif_sink_text(out, s->meaning ? s->meaning : "");
        aif_sink_text(out, " |\n");
    }
}

void slurm_settings_put(struct aif_sink *out)
{
    aif_sink_text(out, "| where | setting | followed | remark |\n|---|---|---|---|\n");
    put_rows("slurm.conf", slurm_conf_settings, out);
    put_rows("SchedulerParameters", slurm_scheduler_settings, out);
    put_rows("PreemptParameters", slurm_preempt_settings, out);
    put_rows("NodeName", slurm_node_settings, out);
    put_rows("PartitionName", slurm_partition_settings, out);
}
