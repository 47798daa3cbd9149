/* Junk as a dump of sacct without the configuration of its cluster.  Bit 1 of the first byte says
 * whether a row of names stands before the rest. */
#include "trace_text.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes);

static const char header[] =
    "JobID|JobIDRaw|User|Account|Partition|QOS|Submit|Eligible|Start|End|ElapsedRaw|TimelimitRaw|"
    "State|ExitCode|ReqNodes|NNodes|ReqCPUS|NCPUS|ReqMem|ReqTRES|AllocTRES|NodeList|JobName|"
    "Reservation|Constraints\n";

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes)
{
    if (bytes < 2)
        return 0;
    struct aif_workload w = {.name = NULL};
    w.from_s = data[0] & 4 ? 60 : 0;
    bool is_ok = read_junk(data[0] & 2 ? header : "", data, bytes, &w);
    if (is_ok && w.count && has_plain_names(&w))
        AIF_CHECK(!written_difference(&w, aif_trace_csv_write));
    aif_workload_close(&w);
    return 0;
}
