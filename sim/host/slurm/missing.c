/* What an import cannot know for lack of a file, and how to get it. */
#include "host/slurm/import.h"

static void note(struct slurm_import *im, const char *option, const char *meaning)
{
    slurm_note(im,
               &(struct slurm_note){
                   .kind = SLURM_NOTE_MISSING, .name = option, .value = "", .meaning = meaning});
}

void slurm_note_missing(struct slurm_import *im, bool has_assoc)
{
    bool is_enforced = im->centre.enforce & AIF_ENFORCE_ASSOCIATIONS;
    if (!has_assoc && is_enforced)
        note(im, "--assoc",
             "accounts are made from the jobs, each with one share and no limit: priorities do not "
             "follow your shares, and though AccountingStorageEnforce is set no association holds "
             "or "
             "refuses a job; `sacctmgr show assoc tree -P >assoc.txt` makes the file");
    else if (!has_assoc)
        note(im, "--assoc",
             "accounts are made from the jobs, each with one share and no limit: priorities do not "
             "follow your shares; `sacctmgr show assoc tree -P >assoc.txt` makes the file");
    if (!im->has_qos)
        note(im, "--qos",
             "each QOS that is named has priority 0, no limit and preempts nothing: priorities, "
             "limits "
             "and preemption by QOS are not yours; `sacctmgr show qos -P >qos.txt` makes the file");
}
