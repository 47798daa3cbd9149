#ifndef SIM_HOST_PAGE_JSON_H
#define SIM_HOST_PAGE_JSON_H

#include "aif/sink.h"

/* JSON member by member, with the commas put where they belong.  Every `<` becomes \u003c, so that
 * the text may stand in a script element of HTML: nothing in it can end that. */
struct page_json {
    struct aif_sink sink; /* of the text before `<` is replaced */
    struct aif_sink *to;
    bool is_packed; /* columns of numbers: see page_json_column_open() */
    bool needs_comma;
};

/* Not to be moved until page_json_fini(). */
void page_json_init(struct page_json *j, struct aif_sink *to, bool is_packed);
void page_json_fini(
    struct page_json *j); /* hand over what is buffered; the sink stays the caller's */

/* key NULL: an item of an array. */
void page_json_open(struct page_json *j, const char *key, char bracket); /* '{' or '[' */
void page_json_close(struct page_json *j, char bracket);                 /* '}' or ']' */
void page_json_text(struct page_json *j, const char *key, const char *text);
void page_json_int(struct page_json *j, const char *key, int64_t value);
void page_json_word(struct page_json *j, const char *key,
                    const char *word); /* null, true, a number */

/* n / d with so many decimals; d > 0. */
void page_json_ratio(struct page_json *j, const char *key, int64_t n, int64_t d, unsigned digits);

/* A column of a large table.  Plain: an array of numbers.  Packed: {"n": COUNT, "v": "BASE64"}; the
 * bytes are, for each number, its difference to the one before (the first: to 0), zigzag-coded, as
 * a varint (LEB128: seven bits a byte, the lowest first, 0x80 where more follow).  Differences are
 * of 64 bits and wrap. */
struct page_json_column {
    struct page_json *j;
    uint64_t last;
    unsigned char held[3]; /* bytes that are not yet four characters of base64 */
    unsigned held_count;
};

void page_json_column_open(struct page_json_column *c, struct page_json *j, const char *key,
                           size_t count);
void page_json_column_put(struct page_json_column *c, int64_t value);
void page_json_column_close(struct page_json_column *c);

#endif
