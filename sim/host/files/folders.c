/* Folders for results. */
#include "host/files/folders.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What stands in the way of a folder that is a file is said by whoever writes below it. */
static bool make(const char *path, struct aif_err *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    if (errno == ENOTDIR)
        return true;
    int why = errno;
    struct stat st;
    /* A file system that takes no folders may say so before it says that this one is there. */
    return stat(path, &st) == 0 ||
           aif_err_set(err, "%s: the folder cannot be made: %s", path, strerror(why));
}

bool folders_make_above(const char *path, struct aif_err *err)
{
    char *part = strdup(path);
    if (!part)
        aif_fatal("out of memory");
    bool ok = true;
    for (char *p = *part == '/' ? part + 1 : part; ok && (p = strchr(p, '/')); p++) {
        *p = '\0';
        ok = !*part || make(part, err);
        *p = '/';
        while (p[1] == '/')
            p++;
    }
    free(part);
    return ok;
}
