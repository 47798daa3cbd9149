/* Slurm's letters for the columns of squeue. */
#include "host/command/squeue_format.h"

#include <stdio.h>
#include <string.h>

static const struct {
    char letter;
    const char *name;
} letters[] = {
    {'i', "JOBID"},    {'P', "PARTITION"},  {'j', "NAME"},        {'u', "USER"},
    {'a', "ACCOUNT"},  {'q', "QOS"},        {'t', "ST"},          {'T', "STATE"},
    {'M', "TIME"},     {'l', "TIME_LIMIT"}, {'L', "TIME_LEFT"},   {'D', "NODES"},
    {'C', "CPUS"},     {'Q', "PRIORITY"},   {'V', "SUBMIT_TIME"}, {'S', "START_TIME"},
    {'e', "END_TIME"}, {'r', "REASON"},     {'N', "NODELIST"},    {'R', "NODELIST(REASON)"},
};

static const char *name_of(char letter)
{
    for (size_t i = 0; i < AIF_COUNT(letters); i++)
        if (letters[i].letter == letter)
            return letters[i].name;
    return NULL;
}

/* What stands between two columns: blanks, or one | everywhere. */
static const char *skip_between(const char *p, bool *has_bars, bool *has_blanks)
{
    for (; *p && *p != '%' && strchr(" |", *p); p++) {
        *has_bars |= *p == '|';
        *has_blanks |= *p == ' ';
    }
    return p;
}

const char *squeue_format(const char *format, struct aif_arena *a, bool *is_parsable,
                          struct aif_err *err)
{
    size_t room = 32 * strlen(format) + 1, used = 0;
    char *list = AIF_NEW(a, char, room);
    bool has_bars = false, has_blanks = false;
    const char *p = skip_between(format, &has_bars, &has_blanks);
    while (*p == '%') {
        size_t width = strspn(p + 1, ".0123456789");
        const char *name = p[1 + width] ? name_of(p[1 + width]) : NULL;
        if (!name) {
            aif_err_set(err, "-o '%.100s': no column '%%%c'; choose by name with -f", format,
                        p[1 + width] ? p[1 + width] : ' ');
            return NULL;
        }
        used += (size_t)snprintf(list + used, room - used, "%s%s:%.*s", used ? "," : "", name,
                                 width ? (int)width : 1, width ? p + 1 : "0");
        p = skip_between(p + 2 + width, &has_bars, &has_blanks);
    }
    if (*p || !used || (has_bars && has_blanks)) {
        aif_err_set(err,
                    "-o '%.100s': expected columns such as %%i and %%.10u with blanks or | between "
                    "them; choose by name with -f",
                    format);
        return NULL;
    }
    *is_parsable |= has_bars;
    return list;
}
