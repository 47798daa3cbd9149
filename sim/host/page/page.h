#ifndef SIM_HOST_PAGE_PAGE_H
#define SIM_HOST_PAGE_PAGE_H

#include "aif/sink.h"

/* report.html: what a result directory has, in one file that needs nothing else.  It is made from
 * the files of the directory alone - and, for the charts of nodes, from the sites' files if these
 * are still what they were -, so that it can be made again at any time with the same bytes. */
struct page;

/* Read a result directory.  A campaign that has not finished is read as far as it goes, and the
 * page says so.  NULL on failure: *status is the exit status that fits. */
struct page *page_open(const char *dir, int *status, struct aif_err *err);
void page_close(struct page *p); /* NULL is allowed */

/* What the page says is missing, one sentence after the other; NULL: past the end. */
const char *page_left_out(const struct page *p, uint32_t i);

/* Cells that are there, and that the experiment has. */
void page_progress(const struct page *p, uint32_t *done, uint32_t *planned);

/* The data as JSON with plain arrays, and a newline; docs/report.md says what is in it. */
void page_write_data(const struct page *p, struct aif_sink *s);

/* The whole page. */
void page_write_html(const struct page *p, struct aif_sink *s);

/* Write DIR/report.html, whole or not at all, in the place of one that is there. */
bool page_make(const char *dir, int *status, struct aif_err *err);

#endif
