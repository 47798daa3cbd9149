/* Dates as Slurm writes them. */
#include "host/files/dates.h"

#include <time.h>

bool date_read(const char *text, int64_t *unix_s)
{
    static const char *const forms[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"};
    for (size_t i = 0; i < AIF_COUNT(forms); i++) {
        struct tm tm = {0};
        const char *end = strptime(text, forms[i], &tm);
        if (end && *end == '\0') {
            *unix_s = timegm(&tm);
            return true;
        }
    }
    return false;
}

void date_write(int64_t unix_s, char text[DATE_ROOM])
{
    struct tm tm;
    time_t t = unix_s;
    gmtime_r(&t, &tm);
    strftime(text, DATE_ROOM, "%Y-%m-%dT%H:%M:%S", &tm);
}
