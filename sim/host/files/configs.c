#include "host/files/configs.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FOLDERS = 3, LONGEST_PATH = 4096 };

static const char label_folder[] = "configs/";
static const char ending[] = ".yaml";

/* Where configuration files may lie. */
struct folders {
    const char *list[MOST_FOLDERS];
    uint32_t count;
    char built[LONGEST_PATH], installed[LONGEST_PATH];
};

/* A folder that is named from that of the program; without links and dots, since it is seen in
 * results.  False: there is no such folder. */
static bool beside_program(const char *name, char to[LONGEST_PATH])
{
    char path[LONGEST_PATH], *found;
    ssize_t bytes = readlink("/proc/self/exe", path, sizeof path - 1);
    if (bytes <= 0 || bytes == (ssize_t)sizeof path - 1)
        return false;
    path[bytes] = '\0';
    char *slash = strrchr(path, '/');
    size_t used = slash ? (size_t)(slash + 1 - path) : 0;
    if (snprintf(path + used, sizeof path - used, "%s", name) >= (int)(sizeof path - used) ||
        !(found = realpath(path, NULL)))
        return false;
    snprintf(to, LONGEST_PATH, "%s", found);
    free(found);
    return true;
}

static void find_folders(struct folders *f)
{
    const char *chosen = getenv("AIFSIM_CONFIGS");
    f->count = 0;
    if (chosen && *chosen) {
        f->list[f->count++] = chosen;
        return;
    }
    f->list[f->count++] = "configs";
    /* The build directory has a link of that name to the source tree. */
    if (beside_program("configs", f->built))
        f->list[f->count++] = f->built;
    f->list[f->count++] = beside_program(AIF_CONFIGS_FROM_BINDIR, f->installed)
                              ? f->installed
                              : AIF_INSTALLED_CONFIGS;
}

static bool join(char path[LONGEST_PATH], const char *folder, const char *kind, const char *file)
{
    int n = snprintf(path, LONGEST_PATH, "%s/%s/%s", folder, kind, file);
    return n > 0 && n < LONGEST_PATH;
}

bool configs_is_path(const char *text)
{
    size_t bytes = strlen(text);
    return strchr(text, '/') ||
           (bytes >= sizeof ending && strcmp(text + bytes - (sizeof ending - 1), ending) == 0);
}

const char *configs_find(struct aif_arena *a, const char *kind, const char *name)
{
    char path[LONGEST_PATH], file[300];
    int bytes = snprintf(file, sizeof file, "%s%s", name, ending);
    if (strchr(name, '/') || !*name || bytes >= (int)sizeof file)
        return NULL;
    struct folders f;
    find_folders(&f);
    for (uint32_t i = 0; i < f.count; i++)
        if (join(path, f.list[i], kind, file) && access(path, F_OK) == 0)
            return aif_arena_text(a, path, strlen(path));
    return NULL;
}

/* Insert by name unless there is one of that name. */
static uint32_t insert(struct config_file *files, uint32_t count, uint32_t most,
                       struct config_file added)
{
    uint32_t at = 0;
    while (at < count && strcmp(files[at].name, added.name) < 0)
        at++;
    if (count == most || (at < count && strcmp(files[at].name, added.name) == 0))
        return count;
    memmove(files + at + 1, files + at, (count - at) * sizeof *files);
    files[at] = added;
    return count + 1;
}

uint32_t configs_list(struct aif_arena *a, const char *kind, struct config_file *files,
                      uint32_t most)
{
    struct folders f;
    uint32_t count = 0;
    find_folders(&f);
    for (uint32_t i = 0; i < f.count; i++) {
        char path[LONGEST_PATH];
        DIR *d = join(path, f.list[i], kind, "") ? opendir(path) : NULL;
        for (struct dirent *entry; d && (entry = readdir(d));) {
            size_t bytes = strlen(entry->d_name);
            if (entry->d_name[0] == '.' || bytes < sizeof ending ||
                strcmp(entry->d_name + bytes - (sizeof ending - 1), ending) != 0 ||
                !join(path, f.list[i], kind, entry->d_name))
                continue;
            struct config_file found = {
                .name = aif_arena_text(a, entry->d_name, bytes - (sizeof ending - 1)),
                .path = aif_arena_text(a, path, strlen(path)),
            };
            count = insert(files, count, most, found);
        }
        if (d)
            closedir(d);
    }
    return count;
}

/* What stands behind the folder and its slash; NULL: the path lies elsewhere. */
static const char *inside(const char *path, const char *folder)
{
    size_t bytes = strlen(folder);
    return strncmp(path, folder, bytes) == 0 && path[bytes] == '/' ? path + bytes + 1 : NULL;
}

const char *configs_label(struct aif_arena *a, const char *path)
{
    char label[LONGEST_PATH];
    struct folders f;
    find_folders(&f);
    for (uint32_t i = 0; i < f.count; i++) {
        const char *rest = inside(path, f.list[i]);
        int bytes = rest ? snprintf(label, sizeof label, "%s%s", label_folder, rest) : 0;
        if (bytes > 0 && bytes < LONGEST_PATH)
            return aif_arena_text(a, label, (size_t)bytes);
    }
    return path;
}

const char *configs_place(struct aif_arena *a, const char *label)
{
    char path[LONGEST_PATH];
    struct folders f;
    size_t bytes = sizeof label_folder - 1;
    if (access(label, F_OK) == 0 || strncmp(label, label_folder, bytes) != 0)
        return label;
    find_folders(&f);
    for (uint32_t i = 0; i < f.count; i++) {
        int n = snprintf(path, sizeof path, "%s/%s", f.list[i], label + bytes);
        if (n > 0 && n < LONGEST_PATH && access(path, F_OK) == 0)
            return aif_arena_text(a, path, (size_t)n);
    }
    return label;
}
