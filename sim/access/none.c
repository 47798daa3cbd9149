/* No enforcement: what a grant has used is counted, and nothing comes of it. */
#include "aif/access.h"

static void judge(const struct aif_access_settings *settings, const struct aif_grant_book *book,
                  struct aif_access_verdict *out)
{
    (void)settings;
    (void)book;
    *out = (struct aif_access_verdict){.stop = AIF_STOP_NONE};
}

const struct aif_access_rule aif_access_rule_none = {
    .plugin = {AIF_ACCESS, "none", "no enforcement: grants are charged, jobs go on"},
    .judge = judge,
};
