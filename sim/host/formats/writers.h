#ifndef SIM_HOST_FORMATS_WRITERS_H
#define SIM_HOST_FORMATS_WRITERS_H

#include "aif/trace_write.h"

/* The formats that traces are written in.  The others that are read record what a scheduler did
 * (start times, hosts), which a trace does not know. */

/* What a format may have no field for. */
enum format_loss {
    FORMAT_LOSS_SHAPE,
    FORMAT_LOSS_SIZE,
    FORMAT_LOSS_WHOLE_NODES,
    FORMAT_LOSS_MEMORY,
    FORMAT_LOSS_NAMES,
    FORMAT_LOSS_COMMUNITY,
    FORMAT_LOSS_NUMBERS,
    FORMAT_LOSS_DOUBLE_NUMBERS,
    FORMAT_LOSS_STATUS,
    FORMAT_LOSS_ORDER,
    FORMAT_LOSS_PARTITIONS,
    FORMAT_LOSS_ARRAY,
    FORMAT_LOSS_DEPENDS,
    FORMAT_LOSS_BEGIN,
    FORMAT_LOSS_PRIORITY,
    FORMAT_LOSS_LABELS,
    FORMAT_LOSS_TASKS,
    FORMAT_LOSS_MILLISECONDS,
    FORMAT_LOSS_TRAITS,
    FORMAT_LOSS_ACTIONS,
    FORMAT_LOSS_COUNT
};

struct format_writer {
    const char *name, *ending;
    uint32_t losses; /* bits: 1 << enum format_loss */
    void (*write)(const struct aif_workload *w, const struct aif_trace_notes *notes,
                  struct aif_sink *out);

    /* The same piece by piece (aif/trace_write.h); NULL: only as a whole. */
    void (*begin)(struct aif_trace_pen *pen, const struct aif_workload *sample, uint32_t count,
                  const struct aif_trace_notes *notes, struct aif_sink *out);
    void (*rows)(struct aif_trace_pen *pen, const struct aif_workload *piece, struct aif_sink *out);
};

/* All of them; NULL past the end. */
const struct format_writer *format_writer_at(size_t i);

/* By name, or by the ending of a path; NULL: none. */
const struct format_writer *format_writer_find(const char *name);
const struct format_writer *format_writer_for(const char *path);

/* In how many jobs (or actions) the workload has what the format has no field for. */
uint32_t format_loss_count(const struct aif_workload *w, const struct format_writer *format,
                           enum format_loss loss);

/* Parts of the sentence "FORMAT has no field for WHAT: BEFORE 3 MANY", or "... 1 ONE". */
struct format_loss_text {
    const char *what, *before, *one, *many;
};

struct format_loss_text format_loss_text(enum format_loss loss);

/* Share the GPUs of jobs that ask for more than `most` on a node out over the fewest nodes that are
 * alike and have at most so many; cores and memory follow, rounded up.  Returns how many jobs. */
uint32_t format_share_out(struct aif_workload *w, uint32_t most);

#endif
