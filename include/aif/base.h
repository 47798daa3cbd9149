#ifndef AIF_BASE_H
#define AIF_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define AIF_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define AIF_NORETURN __attribute__((noreturn))
#else
#define AIF_PRINTF(fmt, args)
#define AIF_NORETURN
#endif

#define AIF_COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* "No such job, node, name": the one index that nothing has. */
#define AIF_NONE UINT32_MAX

/* A time or duration that the input does not state. */
#define AIF_UNKNOWN_S INT64_C(-1)

/* Later than anything that happens; adding a duration of a valid job to it does not overflow. */
#define AIF_NEVER_S (INT64_MAX / 4)

/* A condition that only a bug of ours can break.  Stays on in release builds; use assert() where
 * checking costs more than the work itself. */
#define AIF_CHECK(x) ((x) ? (void)0 : aif_check_failed(#x, __FILE__, __LINE__))

AIF_NORETURN void aif_check_failed(const char *what, const char *file, int line);

/* Out of memory and the like: one line to standard error, then exit status 70.  No caller writes a
 * branch for it. */
AIF_NORETURN void aif_fatal(const char *fmt, ...) AIF_PRINTF(1, 2);

/* Why an operation on outside data failed, in words for the user.  Several messages are separated
 * by newlines; text that does not fit is cut. */
struct aif_err {
    char text[2048];
};

/* Record a message and return false, so that callers can write `return aif_err_set(err, ...)`.
 * A NULL err discards the message. */
bool aif_err_set(struct aif_err *err, const char *fmt, ...) AIF_PRINTF(2, 3);

/* Like aif_err_set(), but keeps what is there and adds a line. */
bool aif_err_add(struct aif_err *err, const char *fmt, ...) AIF_PRINTF(2, 3);

#endif
