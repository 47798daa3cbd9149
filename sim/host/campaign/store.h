#ifndef SIM_HOST_CAMPAIGN_STORE_H
#define SIM_HOST_CAMPAIGN_STORE_H

#include "host/campaign/result.h"

/* The result directory of a campaign; only rank 0 has one.  It holds results.db, summary.csv, the
 * further tables of enum result_csv (where asked for) and experiment.resolved.yaml, and until the
 * last act the file INCOMPLETE, which is also the lock against a second writer.  Who resumes a
 * campaign that is complete takes it too, for as long as files are made from the results.
 *
 * Cells are committed in the order of their numbers.  For each, the rows of the CSV files are
 * appended and made permanent first; then one transaction stores the cell in results.db together
 * with the lengths that the CSV files have now.  Whatever a crash leaves behind these lengths is
 * cut off on resumption, so a campaign that was interrupted ends with the same bytes as one that
 * was not.  Nothing about the time, the machine or the ranks is stored. */
struct store;

enum store_mode { STORE_NEW, STORE_FORCE, STORE_RESUME };

struct store_plan {
    const char *dir;
    enum store_mode mode;
    const char *resolved; /* text of experiment.resolved.yaml */
    size_t resolved_bytes;
    const char *experiment, *version;
    const char *sha256;                    /* of the experiment and its inputs */
    uint32_t first_cell;                   /* 0, unless a part is computed to be looked at */
    uint32_t cell_count;                   /* the cells first_cell .. cell_count - 1 */
    const char *headers[RESULT_CSV_COUNT]; /* first lines; NULL: no such file; read by store_open()
                                            */
    /* A file takes no further cells once it has so many rows, and none that alone has more; 0: it
     * takes all.  A cell's rows are in a file all together or not at all. */
    uint64_t row_limits[RESULT_CSV_COUNT];
};

/* Open the directory, creating it where needed.  On failure *status says what kind it is (enum
 * exit_status) and nothing has been changed in a directory that was refused. */
struct store *store_open(const struct store_plan *plan, int *status, struct aif_err *err);

/* The first cell that is not committed yet. */
uint32_t store_next(const struct store *s);

/* Store cell number store_next(). */
bool store_commit(struct store *s, const struct result_cell *cell, const struct result *result,
                  struct aif_err *err);

/* All cells are in: nothing is written to the results any more.  Others may read them; the lock
 * stays. */
bool store_seal(struct store *s, struct aif_err *err);

/* Seal, then take INCOMPLETE away, and with it the lock. */
bool store_finish(struct store *s, struct aif_err *err);

void store_close(struct store *s); /* NULL is allowed */

#endif
