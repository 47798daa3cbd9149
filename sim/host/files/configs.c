#include "host/files/configs.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FOLDERS = 3, LONGEST_PATH = 4096 };

static const char ending[] = ".yaml";

static uint32_t folders(const char *list[MOST_FOLDERS])
{
    const char *chosen = getenv("AIFSIM_CONFIGS");
    if (chosen && *chosen) {
        list[0] = chosen;
        return 1;
    }
    list[0] = "configs";
    list[1] = AIF_SOURCE_CONFIGS;
    list[2] = AIF_INSTALLED_CONFIGS;
    return MOST_FOLDERS;
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
    const char *list[MOST_FOLDERS];
    uint32_t n = folders(list);
    for (uint32_t i = 0; i < n; i++)
        if (join(path, list[i], kind, file) && access(path, F_OK) == 0)
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
    const char *list[MOST_FOLDERS];
    uint32_t folder_count = folders(list), count = 0;
    for (uint32_t i = 0; i < folder_count; i++) {
        char path[LONGEST_PATH];
        DIR *d = join(path, list[i], kind, "") ? opendir(path) : NULL;
        for (struct dirent *entry; d && (entry = readdir(d));) {
            size_t bytes = strlen(entry->d_name);
            if (entry->d_name[0] == '.' || bytes < sizeof ending ||
                strcmp(entry->d_name + bytes - (sizeof ending - 1), ending) != 0 ||
                !join(path, list[i], kind, entry->d_name))
                continue;
            struct config_file f = {
                .name = aif_arena_text(a, entry->d_name, bytes - (sizeof ending - 1)),
                .path = aif_arena_text(a, path, strlen(path)),
            };
            count = insert(files, count, most, f);
        }
        if (d)
            closedir(d);
    }
    return count;
}
