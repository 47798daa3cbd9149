/* Dates and times to Unix time. */
#include "trace/dates.h"

struct span {
    const char *p, *end;
};

/* Cut off a number of exactly so many digits that is at most max. */
static bool cut_number(struct span *s, int digits, int64_t max, int64_t *out)
{
    *out = 0;
    for (int i = 0; i < digits; i++, s->p++) {
        if (s->p == s->end || *s->p < '0' || *s->p > '9')
            return false;
        *out = *out * 10 + (*s->p - '0');
    }
    return *out <= max;
}

static bool cut(struct span *s, char c)
{
    if (s->p == s->end || *s->p != c)
        return false;
    s->p++;
    return true;
}

static int64_t leap_days_before(int64_t year)
{
    int64_t y = year - 1;
    return y / 4 - y / 100 + y / 400;
}

static bool is_leap(int64_t year)
{
    return leap_days_before(year + 1) > leap_days_before(year);
}

static int64_t days_of(int64_t year, int64_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

static bool cut_day(struct span *s, int64_t *unix_s)
{
    int64_t year, month, day;
    if (!cut_number(s, 4, 9999, &year) || !cut(s, '-') || !cut_number(s, 2, 12, &month) ||
        !cut(s, '-') || year < 1970 || month < 1 || !cut_number(s, 2, days_of(year, month), &day) ||
        day < 1)
        return false;
    int64_t days = (year - 1970) * 365 + leap_days_before(year) - leap_days_before(1970) + day - 1;
    for (int64_t m = 1; m < month; m++)
        days += days_of(year, m);
    *unix_s = days * 86400;
    return true;
}

/* ":00", ":00.25" or nothing. */
static bool cut_seconds(struct span *s, int64_t *seconds, bool *has_decimals)
{
    *seconds = 0;
    if (!cut(s, ':'))
        return true;
    if (!cut_number(s, 2, 60, seconds))
        return false;
    if (!cut(s, '.'))
        return true;
    for (; s->p < s->end && *s->p >= '0' && *s->p <= '9'; s->p++)
        *has_decimals |= *s->p != '0';
    return true;
}

static bool cut_offset(struct span *s, int64_t *offset_s)
{
    int64_t hours, minutes = 0;
    *offset_s = 0;
    cut(s, ' ');
    if (s->p == s->end || cut(s, 'Z'))
        return true;
    int64_t sign = *s->p == '-' ? -1 : 1;
    if ((!cut(s, '+') && !cut(s, '-')) || !cut_number(s, 2, 15, &hours))
        return false;
    if ((cut(s, ':') || s->p < s->end) && !cut_number(s, 2, 59, &minutes))
        return false;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return true;
}

bool dates_read(const char *text, size_t bytes, int64_t *unix_s, bool *has_decimals)
{
    struct span s = {text, text + bytes};
    int64_t hours, minutes, seconds, offset_s;
    *has_decimals = false;
    if (!cut_day(&s, unix_s))
        return false;
    if (s.p == s.end)
        return true;
    if ((!cut(&s, ' ') && !cut(&s, 'T')) || !cut_number(&s, 2, 23, &hours) || !cut(&s, ':') ||
        !cut_number(&s, 2, 59, &minutes) || !cut_seconds(&s, &seconds, has_decimals) ||
        !cut_offset(&s, &offset_s))
        return false;
    *unix_s += hours * 3600 + minutes * 60 + seconds - offset_s;
    return s.p == s.end && *unix_s >= 0;
}

bool dates_matches(const char *text, size_t bytes)
{
    return bytes > 4 && text[4] == '-';
}
