#ifndef AIF_SINK_H
#define AIF_SINK_H

#include "aif/base.h"

/* Where the core writes text to, so that it needs no files: a buffer that the host drains.  put()
 * is called with whole buffers; it returns false when nothing more can be written, after which the
 * sink stays failed and drops the rest. */
struct aif_sink {
    bool (*put)(void *to, const char *text, size_t bytes);
    void *to;
    bool has_failed;
    size_t used;
    char buffer[1 << 16];
};

void aif_sink_text(struct aif_sink *s, const char *text);
void aif_sink_bytes(struct aif_sink *s, const char *text, size_t bytes);
void aif_sink_int(struct aif_sink *s, int64_t value);
void aif_sink_char(struct aif_sink *s, char c);

/* As printf() would write it; at most 511 bytes, the rest is cut off.  For messages and tables of
 * the host: results write numbers with the calls above, which give the same text everywhere. */
void aif_sink_format(struct aif_sink *s, const char *fmt, ...) AIF_PRINTF(2, 3);

/* n / d, rounded half away from zero to `digits` decimals (<= 9), by integer arithmetic: the same
 * text everywhere.  d > 0. */
void aif_sink_ratio(struct aif_sink *s, int64_t n, int64_t d, unsigned digits);

/* A text as one CSV field, quoted only where it must be (RFC 4180). */
void aif_sink_csv(struct aif_sink *s, const char *text);

/* A text as one JSON string, in its quotes (RFC 8259).  Bytes that are not UTF-8 become U+FFFD. */
void aif_sink_json(struct aif_sink *s, const char *text);

/* Hand over what is buffered.  False if this or anything before it failed. */
bool aif_sink_flush(struct aif_sink *s);

#endif
