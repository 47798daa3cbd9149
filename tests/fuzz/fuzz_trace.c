/* Junk as a job trace.  Bit 1 of the first byte says whether the rest is the body of our own
 * format. */
#include "trace_text.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes)
{
    if (bytes < 2)
        return 0;
    struct aif_workload w = {.name = NULL};
    bool is_ok = read_junk(data[0] & 2 ? "#aifsim-trace 1\n" : "", data, bytes, &w);
    if (is_ok && w.count && has_plain_names(&w))
        AIF_CHECK(!written_difference(&w, aif_trace_csv_write));
    aif_workload_close(&w);
    return 0;
}
