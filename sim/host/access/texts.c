/* Dates, periods and holidays as the files of configs/access write them. */
#include "aif/text.h"
#include "host/access/internal.h"
#include "host/files/dates.h"

#include <stdio.h>
#include <string.h>

enum { DAY_S = 86400, LONGEST_PART = 40 };

uint32_t access_ppm(double share)
{
    return (uint32_t)(share * ACCESS_MILLION + 0.5);
}

bool access_day_read(const char *text, int32_t *day)
{
    int64_t unix_s;
    char again[DATE_ROOM];
    if (strlen(text) != 10 || !date_read(text, &unix_s) || unix_s < 0)
        return false;
    date_write(unix_s, again); /* 30 February is read as a day in March */
    if (strncmp(again, text, 10) != 0)
        return false;
    *day = (int32_t)(unix_s / DAY_S);
    return true;
}

static bool two_digits(const char *text, int64_t min, int64_t max, uint32_t *out)
{
    int64_t value;
    if (text[0] == '0')
        text++;
    if (!aif_text_int(text, min, max, &value))
        return false;
    *out = (uint32_t)value;
    return true;
}

static bool month_and_day(const char *text, uint32_t *month, uint32_t *day)
{
    char first[3] = {text[0], text[0] ? text[1] : '\0', '\0'};
    return strlen(text) == 5 && text[2] == '-' && two_digits(first, 1, 12, month) &&
           two_digits(text + 3, 1, 31, day);
}

bool access_month_day_read(const char *text, struct aif_month_day *to)
{
    *to = (struct aif_month_day){0, 0};
    return strchr(text, '-') ? month_and_day(text, &to->month, &to->day)
                             : two_digits(text, 1, 31, &to->day);
}

bool access_period_read(const char *text, struct aif_period *to)
{
    static const struct {
        const char *name;
        enum aif_period_unit unit;
    } units[] = {{" working days", AIF_PERIOD_WORKING_DAYS},
                 {" working day", AIF_PERIOD_WORKING_DAYS},
                 {" days", AIF_PERIOD_DAYS},
                 {" day", AIF_PERIOD_DAYS},
                 {" weeks", AIF_PERIOD_WEEKS},
                 {" week", AIF_PERIOD_WEEKS},
                 {" months", AIF_PERIOD_MONTHS},
                 {" month", AIF_PERIOD_MONTHS}};
    char number[LONGEST_PART];
    size_t digits = strspn(text, "0123456789");
    int64_t count;
    if (digits == 0 || digits >= sizeof number)
        return false;
    memcpy(number, text, digits);
    number[digits] = '\0';
    for (size_t i = 0; i < AIF_COUNT(units); i++)
        if (strcmp(text + digits, units[i].name) == 0 && aif_text_int(number, 0, 730, &count)) {
            *to = (struct aif_period){units[i].unit, (uint32_t)count};
            return true;
        }
    return false;
}

static bool holiday_end(const char *text, bool *is_easter, int32_t *at)
{
    static const char easter[] = "easter";
    uint32_t month, day;
    int64_t offset = 0;
    *is_easter = strncmp(text, easter, sizeof easter - 1) == 0;
    if (*is_easter) {
        text += sizeof easter - 1;
        if (*text && !(*text == '+' || *text == '-'))
            return false;
        if (*text && !aif_text_int(text + (*text == '+'), -80, 80, &offset))
            return false;
        *at = (int32_t)offset;
        return true;
    }
    if (!month_and_day(text, &month, &day))
        return false;
    *at = (int32_t)(month * 100 + day);
    return true;
}

bool access_holiday_read(const char *text, struct aif_holiday *to)
{
    char first[LONGEST_PART];
    bool is_easter;
    const char *dots = strstr(text, "..");
    size_t bytes = dots ? (size_t)(dots - text) : strlen(text);
    if (bytes >= sizeof first)
        return false;
    memcpy(first, text, bytes);
    first[bytes] = '\0';
    if (!holiday_end(first, &to->is_easter, &to->from))
        return false;
    to->to = to->from;
    if (!dots)
        return true;
    return holiday_end(dots + 2, &is_easter, &to->to) && is_easter == to->is_easter &&
           to->from <= to->to;
}
