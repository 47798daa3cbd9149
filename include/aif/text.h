#ifndef AIF_TEXT_H
#define AIF_TEXT_H

#include "aif/base.h"

/* Number of single-character edits (insert, delete, replace, swap of neighbours) from a to b; texts
 * longer than 63 characters count as far apart. */
unsigned aif_text_distance(const char *a, const char *b);

/* The one of n candidates nearest to text, if near enough to be a likely slip of the keys; else the
 * first that text is the beginning of; else NULL. */
const char *aif_text_nearest(const char *text, const char *const *candidates, size_t n);

/* Whether a comma-separated list has this word of so many bytes.  NULL is an empty list. */
bool aif_text_lists(const char *list, const char *word, size_t bytes);

/* The range at *p, "4" or "4-7", of a list with blanks between them that ends before `end`; *p then
 * is at the next one, or at the end.  False where there is none of two numbers below UINT32_MAX
 * that ascend. */
bool aif_text_range(const char **p, const char *end, uint32_t *first, uint32_t *last);

/* A whole decimal number and nothing else, within [min, max].  No octal, no blanks, no exponent. */
bool aif_text_int(const char *text, int64_t min, int64_t max, int64_t *out);

/* "90", "15:00" (min:s), "2:00:00", "3-00:00:00", "30s", "15m", "24h", "7d": seconds.  */
bool aif_text_duration(const char *text, int64_t *out_s);

#endif
