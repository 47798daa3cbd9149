#ifndef SIM_HOST_CAMPAIGN_STORE_DB_H
#define SIM_HOST_CAMPAIGN_STORE_DB_H

#include "host/campaign/store.h"

/* results.db.  Tables run, cells and metrics; the view summary has the figures as decimals. */
struct store_db;

enum { STORE_DB_VERSION = 6 };

/* Lengths of the CSV files with all committed cells in them; rows without the header. */
struct store_lengths {
    uint64_t bytes[RESULT_CSV_COUNT], rows[RESULT_CSV_COUNT];
};

/* Open, and lay out an empty one.  If it has cells, *next and *lengths say how far it goes; else
 * they are left alone. */
struct store_db *store_db_open(const char *path, const struct store_plan *plan, uint32_t *next,
                               struct store_lengths *lengths, struct aif_err *err);

/* One transaction. */
bool store_db_commit(struct store_db *db, const struct result_cell *cell,
                     const struct result *result, const struct store_lengths *lengths,
                     struct aif_err *err);

void store_db_close(struct store_db *db); /* NULL is allowed */

#endif
