#ifndef SIM_HOST_FILES_DATES_H
#define SIM_HOST_FILES_DATES_H

#include "aif/base.h"

/* "2026-01-31", "2026-01-31T12:00" or "2026-01-31T12:00:00" in UTC, as Unix time; false if the text
 * is none of these. */
bool date_read(const char *text, int64_t *unix_s);

enum { DATE_ROOM = 32 };

/* The reverse, with seconds; for times from 1970 on. */
void date_write(int64_t unix_s, char text[DATE_ROOM]);

#endif
