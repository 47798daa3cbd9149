/* Which figures there are. */
#include "host/figure/figure.h"

#include "aif/text.h"

#include <string.h>

#define FIGURE(name) extern const struct figure figure_##name;
#include "host/figure/figures.h"
#undef FIGURE

static const struct figure *const figures[] = {
#define FIGURE(name) &figure_##name,
#include "host/figure/figures.h"
#undef FIGURE
};

const struct figure *figures_at(size_t i)
{
    return i < AIF_COUNT(figures) ? figures[i] : NULL;
}

const struct figure *figures_find(const char *name, struct aif_err *err)
{
    const char *names[AIF_COUNT(figures)];
    char list[256] = "";
    for (size_t i = 0; i < AIF_COUNT(figures); i++) {
        names[i] = figures[i]->name;
        if (strcmp(names[i], name) == 0)
            return figures[i];
        if (i)
            strncat(list, ", ", sizeof list - strlen(list) - 1);
        strncat(list, names[i], sizeof list - strlen(list) - 1);
    }
    const char *near = aif_text_nearest(name, names, AIF_COUNT(names));
    if (near)
        aif_err_set(err, "unknown figure '%s': did you mean '%s'? (known: %s)", name, near, list);
    else
        aif_err_set(err, "unknown figure '%s' (known: %s)", name, list);
    return NULL;
}
