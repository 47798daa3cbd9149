#ifndef SIM_TRACE_CSV_CELLS_H
#define SIM_TRACE_CSV_CELLS_H

#include "aif/arena.h"

enum { CSV_CELLS_MAX = 64 };

/* One cell of a row, without its quotes; borrowed from the row or the scratch arena. */
struct csv_cell {
    const char *text;
    size_t bytes;
};

struct csv_row {
    struct csv_cell cells[CSV_CELLS_MAX];
    unsigned count;
};

/* Split one line (without its newline) at commas, after RFC 4180: a cell may stand in quotes, which
 * are doubled inside.  False, with the reason in *why, where the quotes are wrong or there are too
 * many cells.  A cell with doubled quotes is copied to the scratch arena. */
bool csv_split(const char *line, size_t bytes, struct aif_arena *scratch, struct csv_row *row,
               const char **why);

/* The end of the record at p: its line break, or `end`.  A line break between quotes is part of a
 * cell; *lines grows by the line breaks up to and with the one found. */
const char *csv_record_end(const char *p, const char *end, size_t *lines);

bool csv_cell_is(struct csv_cell cell, const char *text);

#endif
