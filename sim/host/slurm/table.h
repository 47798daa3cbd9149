#ifndef SIM_HOST_SLURM_TABLE_H
#define SIM_HOST_SLURM_TABLE_H

#include "host/slurm/lines.h"
#include "host/slurm/report.h"

/* Tables as Slurm's commands print them with -P or -p: columns between '|', the first line names
 * them. */

enum { SLURM_TABLE_COLUMNS = 256 };

struct slurm_table {
    struct slurm_place at; /* of the row that was read last */
    uint32_t column_count;
    const char *columns[SLURM_TABLE_COLUMNS];
    bool is_used[SLURM_TABLE_COLUMNS];
    const char *cells[SLURM_TABLE_COLUMNS]; /* of that row, until the next one is read */
    const char *next, *end;
    char *row;
    size_t row_bytes;
};

/* Read the header.  The file's text is used until the last row.  Release with slurm_table_fini(),
 * also after a failure. */
bool slurm_table_init(struct slurm_table *t, struct aif_arena *a, const struct slurm_files *files,
                      const char *path, struct aif_err *err);
void slurm_table_fini(struct slurm_table *t);

/* The column of one of these names, between commas, blanks and case left out ("defaultqos,defqos");
 * AIF_NONE if there is none.  It counts as used. */
uint32_t slurm_table_column(struct slurm_table *t, const char *names);

/* The same where the column must be there. */
bool slurm_table_need(struct slurm_table *t, const char *names, uint32_t *column,
                      struct aif_err *err);

/* Read the next row; false at the end, and on a mistake, which is then in err->text. */
bool slurm_table_next(struct slurm_table *t, struct aif_err *err);

/* The cell of a column in this row; "" if the column is AIF_NONE. */
const char *slurm_table_cell(const struct slurm_table *t, uint32_t column);

/* Record "PATH:LINE: COLUMN: expected WHAT, found 'CELL'" and return false. */
bool slurm_table_fail(const struct slurm_table *t, uint32_t column, const char *expected,
                      struct aif_err *err);

/* Note each cell of this row that is not empty in a column that nobody uses. */
void slurm_table_note_unused(const struct slurm_table *t, const char *what,
                             struct slurm_report *report);

#endif
