/* The list of what an import did not take over as it is. */
#include "host/slurm/report.h"

#include <string.h>

enum { MOST_IRRELEVANT = 512 };

static const char *copied(struct slurm_report *r, const char *text)
{
    return aif_arena_text(r->arena, text, strlen(text));
}

void slurm_report_add(struct slurm_report *r, const struct slurm_note *note)
{
    uint64_t count = note->count ? note->count : 1;
    for (uint32_t i = 0; i < r->count; i++) {
        struct slurm_note *old = &r->notes[i];
        if (old->kind == note->kind && slurm_is_same(old->name, note->name) &&
            strcmp(old->value, note->value) == 0) {
            old->count += count;
            return;
        }
    }
    if (r->count == r->capacity) {
        r->capacity = r->capacity ? 2 * r->capacity : 32;
        struct slurm_note *notes = AIF_NEW(r->arena, struct slurm_note, r->capacity);
        if (r->count)
            memcpy(notes, r->notes, r->count * sizeof *notes);
        r->notes = notes;
    }
    struct slurm_note *new = &r->notes[r->count++];
    *new = *note;
    new->name = copied(r, note->name);
    new->value = copied(r, note->value);
    new->count = count;
}

void slurm_report_irrelevant(struct slurm_report *r, const char *name)
{
    r->irrelevant_count++;
    for (uint32_t i = 0; i < r->irrelevant_names; i++)
        if (slurm_is_same(r->irrelevant[i], name))
            return;
    if (!r->irrelevant)
        r->irrelevant = AIF_NEW(r->arena, const char *, MOST_IRRELEVANT);
    if (r->irrelevant_names < MOST_IRRELEVANT)
        r->irrelevant[r->irrelevant_names++] = copied(r, name);
}

uint32_t slurm_report_count(const struct slurm_report *r, enum slurm_note_kind kind)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->count; i++)
        n += r->notes[i].kind == kind;
    return n;
}

static void put_note(const struct slurm_note *n, struct aif_sink *out)
{
    aif_sink_text(out, "  ");
    aif_sink_text(out, n->name);
    if (n->value[0]) {
        aif_sink_char(out, '=');
        aif_sink_text(out, n->value);
    }
    if (n->count > 1) {
        aif_sink_text(out, " (");
        aif_sink_int(out, (int64_t)n->count);
        aif_sink_text(out, " times)");
    }
    if (n->at.path) {
        aif_sink_text(out, "  [");
        aif_sink_text(out, n->at.path);
        aif_sink_char(out, ':');
        aif_sink_int(out, n->at.line);
        aif_sink_char(out, ']');
    }
    if (n->meaning) {
        aif_sink_text(out, "\n      ");
        aif_sink_text(out, n->meaning);
    }
    aif_sink_char(out, '\n');
}

void slurm_report_put(const struct slurm_report *r, bool with_irrelevant, struct aif_sink *out)
{
    static const char *const titles[SLURM_NOTE_KINDS] = {
        [SLURM_NOTE_MISSING] = "Files that were not given",
        [SLURM_NOTE_NOT_MODELLED] = "Settings that are not modelled",
        [SLURM_NOTE_UNKNOWN] = "Settings and columns that are not known",
        [SLURM_NOTE_REPAIR] = "Taken over differently",
    };
    for (int kind = 0; kind < SLURM_NOTE_KINDS; kind++) {
        uint32_t count = slurm_report_count(r, (enum slurm_note_kind)kind);
        aif_sink_text(out, titles[kind]);
        aif_sink_text(out, ": ");
        aif_sink_int(out, count);
        aif_sink_char(out, '\n');
        for (uint32_t i = 0; i < r->count; i++)
            if ((int)r->notes[i].kind == kind)
                put_note(&r->notes[i], out);
        aif_sink_char(out, '\n');
    }
    aif_sink_text(out, "Settings on which no schedule depends (addresses, paths, logs): ");
    aif_sink_int(out, (int64_t)r->irrelevant_count);
    aif_sink_char(out, '\n');
    for (uint32_t i = 0; with_irrelevant && i < r->irrelevant_names; i++) {
        aif_sink_text(out, "  ");
        aif_sink_text(out, r->irrelevant[i]);
        aif_sink_char(out, '\n');
    }
}
