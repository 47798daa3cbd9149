/* Local times to Unix time by the system's zone files. */
#include "host/slurm/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Whether the C library finds this zone; of one it does not find it silently makes UTC. */
static bool is_known(const char *zone)
{
    char path[512];
    const char *folder = getenv("TZDIR");
    if (strstr(zone, "..") || *zone == '/' || strlen(zone) > 200)
        return false;
    snprintf(path, sizeof path, "%.200s/%s", folder && *folder ? folder : "/usr/share/zoneinfo",
             zone);
    if (access(path, R_OK) == 0)
        return true;
    /* POSIX: letters, then an offset. */
    size_t letters = strspn(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    return *zone == '<' || (letters >= 3 && zone[letters] && strchr("+-0123456789", zone[letters]));
}

bool slurm_zone_set(const char *zone, struct aif_err *err)
{
    if (!zone || !*zone)
        zone = "UTC0";
    else if (*zone == ':')
        zone++;
    if (strcmp(zone, "UTC") == 0)
        zone = "UTC0";
    if (!is_known(zone))
        return aif_err_set(err,
                           "unknown time zone '%.80s': expected a name such as Europe/Madrid (is "
                           "tzdata installed?) or a rule such as CET-1CEST,M3.5.0,M10.5.0/3",
                           zone);
    if (setenv("TZ", zone, 1) != 0)
        aif_fatal("out of memory");
    tzset();
    return true;
}

static bool number(const char **text, int digits, int *out)
{
    *out = 0;
    for (int i = 0; i < digits; i++, (*text)++) {
        if (**text < '0' || **text > '9')
            return false;
        *out = *out * 10 + (**text - '0');
    }
    return true;
}

static bool skip(const char **text, char c)
{
    if (**text != c)
        return false;
    (*text)++;
    return true;
}

static bool read_fields(const char **text, struct tm *t)
{
    int *to[] = {&t->tm_year, &t->tm_mon, &t->tm_mday, &t->tm_hour, &t->tm_min, &t->tm_sec};
    static const char behind[] = "--T::";
    for (int i = 0; i < 6; i++)
        if (!number(text, i == 0 ? 4 : 2, to[i]) || (i < 5 && !skip(text, behind[i])))
            return false;
    return t->tm_year >= 1970 && t->tm_mon >= 1 && t->tm_mon <= 12 && t->tm_mday >= 1 &&
           t->tm_mday <= 31 && t->tm_hour <= 23 && t->tm_min <= 59 && t->tm_sec <= 60;
}

/* Days from 1970-01-01 in the Gregorian calendar: years begin in March, so that the leap day is
 * the last one. */
static int64_t days(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t m = month > 2 ? month - 3 : month + 9;
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int64_t as_utc(const struct tm *t)
{
    return days(t->tm_year, t->tm_mon, t->tm_mday) * 86400 + t->tm_hour * 3600 + t->tm_min * 60 +
           t->tm_sec;
}

/* "Z", "+0100", "+01:00"; false if the text goes on otherwise. */
static bool read_offset(const char *text, int64_t *offset_s)
{
    int hours = 0, minutes = 0;
    *offset_s = 0;
    if (strcmp(text, "Z") == 0)
        return true;
    int sign = *text == '-' ? -1 : 1;
    if (*text != '+' && *text != '-')
        return false;
    text++;
    if (!number(&text, 2, &hours))
        return false;
    skip(&text, ':');
    if (!number(&text, 2, &minutes) || *text != '\0' || hours > 15 || minutes > 59)
        return false;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return true;
}

static bool shows(int64_t at_s, const struct tm *fields)
{
    struct tm back;
    time_t at = (time_t)at_s;
    return localtime_r(&at, &back) && back.tm_year == fields->tm_year &&
           back.tm_mon == fields->tm_mon && back.tm_mday == fields->tm_mday &&
           back.tm_hour == fields->tm_hour && back.tm_min == fields->tm_min &&
           back.tm_sec == fields->tm_sec;
}

/* The instant at which the zone's clock shows these fields.  Clocks are changed by an hour; half
 * an hour and two are the exceptions. */
static int64_t as_local(const struct tm *t, int64_t floor_s, enum slurm_time_oddity *oddity)
{
    static const int changes_s[] = {-7200, -3600, -1800, 1800, 3600, 7200};
    struct tm fields = *t;
    fields.tm_year -= 1900;
    fields.tm_mon -= 1;
    fields.tm_isdst = -1;
    struct tm normal = fields;
    int64_t first = mktime(&normal), last = first;
    if (!shows(first, &fields)) {
        *oddity = SLURM_TIME_NEVER;
        return first;
    }
    for (size_t i = 0; i < AIF_COUNT(changes_s); i++)
        if (shows(first + changes_s[i], &fields)) {
            *oddity = SLURM_TIME_TWICE;
            last = changes_s[i] > 0 ? first + changes_s[i] : first;
            first = changes_s[i] > 0 ? first : first + changes_s[i];
            break;
        }
    return first >= floor_s ? first : last;
}

bool slurm_time_read(const char *text, int64_t floor_s, int64_t *out_s,
                     enum slurm_time_oddity *oddity)
{
    struct tm t = {0};
    const char *p = text;
    int64_t offset_s;
    *oddity = SLURM_TIME_PLAIN;
    if (*text && strspn(text, "0123456789") == strlen(text) && strlen(text) <= 10) {
        *out_s = strtoll(text, NULL, 10);
        return true;
    }
    if (!read_fields(&p, &t))
        return false;
    if (*p == '\0') {
        *out_s = as_local(&t, floor_s, oddity);
        return true;
    }
    if (!read_offset(p, &offset_s))
        return false;
    *out_s = as_utc(&t) - offset_s;
    return true;
}
