#ifndef SIM_HOST_FILES_CONFIGS_H
#define SIM_HOST_FILES_CONFIGS_H

#include "aif/arena.h"

/* The configuration files that come with the program: folders sites, workloads, experiments,
 * access and calibration of $AIFSIM_CONFIGS if that is set, else of configs below the current
 * folder and of those that belong to the program that runs: of the source tree if it lies where it
 * was built, else of its installed data, which are found from where it lies, so that a whole
 * installation can be moved.  In this order. */

/* The path of KIND/NAME.yaml in the first folder that has it, or NULL.  A name with a slash in it
 * is never found. */
const char *configs_find(struct aif_arena *a, const char *kind, const char *name);

struct config_file {
    const char *name, *path;
};

/* All files of a kind, by name; of several with the same name the one that configs_find() takes. */
uint32_t configs_list(struct aif_arena *a, const char *kind, struct config_file *files,
                      uint32_t most);

/* What a file is called in results: one in any of these folders is configs/KIND/NAME.yaml, wherever
 * they lie, so that the same experiment gives the same bytes in another folder or installation;
 * others keep their path. */
const char *configs_label(struct aif_arena *a, const char *path);

/* The file that such a name means here: itself if there is one, else the first of the folders that
 * has it, else the name again. */
const char *configs_place(struct aif_arena *a, const char *label);

/* Whether the text is a path of a file rather than a name: it has a slash or ends in .yaml. */
bool configs_is_path(const char *text);

#endif
