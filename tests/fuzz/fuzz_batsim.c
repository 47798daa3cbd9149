/* Junk as a workload of Batsim: what is read is the same when it is written for Batsim 4 or 5 and
 * read again. */
#include "trace_text.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes)
{
    if (bytes < 2)
        return 0;
    struct aif_workload w = {.name = NULL};
    w.from_s = data[0] & 4 ? 60 : 0;
    bool is_ok = read_junk(data[0] & 2 ? "{\"nb_res\": 8, \"jobs\": [{\"id\": \"1\", " : "", data,
                           bytes, &w);
    bool is_json =
        formats_find(&(struct aif_trace_input){
            .text = (const char *)data + 1, .bytes = bytes - 1, .path = "fuzz"}) == &formats_batsim;
    if (is_ok && w.count && (is_json || data[0] & 2)) {
        if (!w.max_procs) /* else the widest job is taken for the machine */
            w.max_procs = 8;
        if (!aif_trace_has_unique_ids(&w))
            for (uint32_t i = 0; i < w.count; i++)
                w.jobs[i].id = i + 1;
        AIF_CHECK(!written_difference(&w, aif_trace_batsim_write));
        AIF_CHECK(!written_difference(&w, aif_trace_batsim5_write));
        if (has_plain_names(&w))
            AIF_CHECK(!written_difference(&w, aif_trace_csv_write));
    }
    aif_workload_close(&w);
    return 0;
}
