#ifndef SIM_HOST_SLURM_REPORT_H
#define SIM_HOST_SLURM_REPORT_H

#include "aif/arena.h"
#include "aif/sink.h"
#include "host/slurm/value.h"

/* What an import could not take over as it is, in the words of the files it came from. */

enum slurm_note_kind {
    SLURM_NOTE_MISSING,      /* a file that was not given */
    SLURM_NOTE_NOT_MODELLED, /* a setting that this program knows and does not follow */
    SLURM_NOTE_UNKNOWN,      /* a setting or column that it does not know */
    SLURM_NOTE_REPAIR,       /* something taken over differently */
    SLURM_NOTE_KINDS
};

struct slurm_note {
    enum slurm_note_kind kind;
    const char *name, *value; /* the setting; value may be "" */
    const char *meaning;      /* what it means for results, one sentence; borrowed */
    struct slurm_place at;    /* where it was seen first; path NULL: nowhere in particular */
    uint64_t count;           /* how often; 0 is taken as 1 */
};

struct slurm_report {
    struct aif_arena *arena; /* set by the caller */
    struct slurm_note *notes;
    uint32_t count, capacity;
    uint64_t irrelevant_count; /* settings that no schedule depends on */
    const char **irrelevant;   /* their names, each once */
    uint32_t irrelevant_names;
};

/* Note something; the same kind, name and value again only counts. */
void slurm_report_add(struct slurm_report *r, const struct slurm_note *note);

/* A setting on which no schedule depends. */
void slurm_report_irrelevant(struct slurm_report *r, const char *name);

uint32_t slurm_report_count(const struct slurm_report *r, enum slurm_note_kind kind);

/* All notes, by kind; with_irrelevant also names what no schedule depends on. */
void slurm_report_put(const struct slurm_report *r, bool with_irrelevant, struct aif_sink *out);

#endif
