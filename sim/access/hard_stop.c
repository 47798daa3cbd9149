/* LUMI: no job of a project starts once its allocation is used (user guide, "Billing policy"). */
#include "aif/access.h"

static void judge(const struct aif_access_settings *settings, const struct aif_grant_book *book,
                  struct aif_access_verdict *out)
{
    (void)settings;
    bool is_used = book->used_unit_ms >= book->grant->amount_unit_ms;
    *out = (struct aif_access_verdict){.stop = is_used ? AIF_STOP_START : AIF_STOP_NONE};
}

const struct aif_access_rule aif_access_rule_hard_stop = {
    .plugin = {AIF_ACCESS, "hard-stop", "LUMI: no job starts once the amount is used"},
    .judge = judge,
};
