/* Instants on the clock of a trace. */
#include "host/command/instant.h"

#include "aif/text.h"
#include "host/files/dates.h"

#include <string.h>

/* Seconds of the unit at the end of the text, which is then cut off; 0: there is none. */
static int64_t take_unit(char *text)
{
    static const char units[] = "smhd";
    static const int64_t seconds[] = {1, 60, 3600, 86400};
    size_t bytes = strlen(text);
    const char *unit = bytes ? strchr(units, text[bytes - 1]) : NULL;
    if (!unit || !*unit)
        return 0;
    text[bytes - 1] = '\0';
    return seconds[unit - units];
}

/* "12.345", "3.5h": up to three decimals. */
static bool read_decimals(const char *text, int64_t *ms)
{
    char whole[32];
    int64_t s, rest_ms = 0;
    if (strlen(text) >= sizeof whole || !strchr(text, '.'))
        return false;
    strcpy(whole, text);
    int64_t factor = take_unit(whole);
    char *dot = strchr(whole, '.');
    size_t decimals = dot ? strlen(dot + 1) : 0;
    if (decimals < 1 || decimals > 3)
        return false;
    *dot = '\0';
    for (int64_t i = 1, unit = 100; dot[i]; i++, unit /= 10) {
        if (dot[i] < '0' || dot[i] > '9')
            return false;
        rest_ms += (dot[i] - '0') * unit;
    }
    if (!aif_text_int(whole, 0, AIF_NEVER_S / 2000 / 86400, &s))
        return false;
    *ms = (s * 1000 + rest_ms) * (factor ? factor : 1);
    return true;
}

static bool read_clock(const char *text, int64_t *ms)
{
    int64_t s;
    if (read_decimals(text, ms))
        return true;
    if (!aif_text_int(text, 0, AIF_NEVER_S / 2000, &s) && !aif_text_duration(text, &s))
        return false;
    *ms = s * 1000;
    return true;
}

/* No trace lasts as long as it is since 1970. */
static bool is_unix_time(const char *text, const struct aif_workload *w, int64_t ms)
{
    int64_t last_s = w->count ? w->jobs[w->count - 1].submit_s : 0;
    return text[strspn(text, "0123456789.")] == '\0' && w->unix_start_s != AIF_UNKNOWN_S &&
           w->unix_start_s > last_s && ms / 1000 >= w->unix_start_s;
}

bool instant_read(const char *text, const struct aif_workload *w, int64_t *out_ms,
                  struct aif_err *err)
{
    int64_t unix_s;
    if (read_clock(text, out_ms)) {
        *out_ms -= is_unix_time(text, w, *out_ms) ? w->unix_start_s * 1000 : 0;
        return true;
    }
    if (!date_read(text, &unix_s))
        return aif_err_set(err,
                           "found '%.100s', expected seconds, a duration (2-00:00:00, 36h) or a "
                           "date (2026-01-31T12:00:00)",
                           text);
    if (w->unix_start_s == AIF_UNKNOWN_S)
        return aif_err_set(err,
                           "%.100s does not state when it starts, so that dates mean nothing; "
                           "give seconds",
                           w->name);
    if (unix_s < w->unix_start_s)
        return aif_err_set(err, "%.100s is before the start of the trace %.100s", text, w->name);
    *out_ms = (unix_s - w->unix_start_s) * 1000;
    return true;
}
