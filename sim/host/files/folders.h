#ifndef SIM_HOST_FILES_FOLDERS_H
#define SIM_HOST_FILES_FOLDERS_H

#include "aif/base.h"

/* Make the folders that a path lies in, as far as they are missing; its last part is not looked at.
 * On failure err names the folder that cannot be made. */
bool folders_make_above(const char *path, struct aif_err *err);

#endif
