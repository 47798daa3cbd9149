/* Files in of an import. */
#include "host/slurm/files.h"

#include <stdlib.h>
#include <string.h>

static bool open_file(void *of, const char *path, const char **text, size_t *bytes,
                      struct aif_err *err)
{
    struct slurm_opened *o = of;
    uint32_t i = 0;
    while (i < o->count && strcmp(o->paths[i], path) != 0)
        i++;
    if (i == o->count) {
        struct input in;
        if (!input_open(path, &in, err)) {
            o->status = in.status;
            return false;
        }
        if (o->count == o->capacity) {
            o->capacity = o->capacity ? 2 * o->capacity : 8;
            o->paths = realloc(o->paths, o->capacity * sizeof *o->paths);
            o->inputs = realloc(o->inputs, o->capacity * sizeof *o->inputs);
            if (!o->paths || !o->inputs)
                aif_fatal("out of memory");
        }
        char *name = strdup(path);
        if (!name)
            aif_fatal("out of memory");
        o->paths[i] = name;
        o->inputs[i] = in;
        o->count++;
    }
    *text = o->inputs[i].text;
    *bytes = o->inputs[i].bytes;
    return true;
}

struct slurm_files slurm_files_of(struct slurm_opened *o)
{
    return (struct slurm_files){.open = open_file, .of = o};
}

void slurm_files_close(struct slurm_opened *o)
{
    for (uint32_t i = 0; i < o->count; i++) {
        input_close(&o->inputs[i]);
        free((void *)(uintptr_t)o->paths[i]);
    }
    free(o->paths);
    free(o->inputs);
    *o = (struct slurm_opened){0};
}
