/* Files in memory for tests of the import from Slurm. */
#ifndef TESTS_SLURM_TEXTS_H
#define TESTS_SLURM_TEXTS_H

#include "host/slurm/import.h"
#include "suite.h"

#include <string.h>

struct text_file {
    const char *path, *text;
};

static struct text_file slurm_texts[8];
static uint32_t slurm_text_count;
static struct slurm_import im;
static struct aif_err err;

static bool open_text(void *of, const char *path, const char **text, size_t *bytes,
                      struct aif_err *why)
{
    (void)of;
    for (uint32_t i = 0; i < slurm_text_count; i++)
        if (strcmp(slurm_texts[i].path, path) == 0) {
            *text = slurm_texts[i].text;
            *bytes = strlen(*text);
            return true;
        }
    return aif_err_set(why, "%s: no such file", path);
}

static inline void has_file(const char *path, const char *text)
{
    slurm_texts[slurm_text_count++] = (struct text_file){path, text};
}

static inline struct slurm_files text_files(void)
{
    return (struct slurm_files){.open = open_text, .of = NULL};
}

static inline void begin(void)
{
    struct slurm_files files = text_files();
    slurm_text_count = 0;
    slurm_import_init(&im, &files);
}

static inline void end(void)
{
    slurm_import_fini(&im);
}

/* How often a note of this kind and name, and value if not NULL, was made. */
static inline uint64_t notes(enum slurm_note_kind kind, const char *name, const char *value)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < im.report.count; i++) {
        const struct slurm_note *n = &im.report.notes[i];
        if (n->kind == kind && strcmp(n->name, name) == 0 &&
            (!value || strcmp(n->value, value) == 0))
            sum += n->count;
    }
    return sum;
}

static inline bool reads_conf(void)
{
    const struct slurm_conf_paths paths = {"etc/slurm.conf", NULL, NULL};
    return slurm_read_conf(&im, &paths, &err);
}

#endif
