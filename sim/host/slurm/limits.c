/* Limits as sacctmgr shows them. */
#include "host/slurm/limits.h"

#include <stdio.h>
#include <string.h>

enum kind { TRES, COUNT, WALL };

#define AT(member) offsetof(struct aif_limits, member)

static const struct {
    const char *names; /* of the column, in several versions */
    enum kind kind;
    size_t offset;
} limits[] = {
    {"GrpTRES", TRES, AT(grp_tres)},
    {"GrpTRESMins", TRES, AT(grp_tres_mins)},
    {"GrpTRESRunMins", TRES, AT(grp_tres_run_mins)},
    {"MaxTRES,MaxTRESPJ,MaxTRESPerJob", TRES, AT(max_tres_per_job)},
    {"MaxTRESPerNode,MaxTRESPN", TRES, AT(max_tres_per_node)},
    {"MaxTRESMins,MaxTRESMinsPJ,MaxTRESMinsPerJob", TRES, AT(max_tres_mins_per_job)},
    {"MaxTRESPU,MaxTRESPerUser", TRES, AT(max_tres_per_user)},
    {"MaxTRESPA,MaxTRESPerAccount", TRES, AT(max_tres_per_account)},
    {"MaxTRESRunMinsPU,MaxTRESRunMinsPerUser", TRES, AT(max_tres_run_mins_per_user)},
    {"MaxTRESRunMinsPA,MaxTRESRunMinsPerAccount", TRES, AT(max_tres_run_mins_per_account)},
    {"MinTRES,MinTRESPJ,MinTRESPerJob", TRES, AT(min_tres_per_job)},
    {"GrpJobs", COUNT, AT(grp_jobs)},
    {"GrpSubmit,GrpSubmitJobs", COUNT, AT(grp_submit)},
    {"GrpWall", WALL, AT(grp_wall_s)},
    {"MaxJobs", COUNT, AT(max_jobs)},
    {"MaxSubmit,MaxSubmitJobs", COUNT, AT(max_submit)},
    {"MaxJobsPU,MaxJobsPerUser", COUNT, AT(max_jobs_per_user)},
    {"MaxSubmitPU,MaxSubmitJobsPU,MaxSubmitJobsPerUser", COUNT, AT(max_submit_per_user)},
    {"MaxJobsPA,MaxJobsPerAccount", COUNT, AT(max_jobs_per_account)},
    {"MaxSubmitPA,MaxSubmitJobsPA,MaxSubmitJobsPerAccount", COUNT, AT(max_submit_per_account)},
    {"MaxJobsAccrue", COUNT, AT(max_accrue)},
    {"GrpJobsAccrue", COUNT, AT(grp_accrue)},
    {"MaxJobsAccruePU,MaxJobsAccruePerUser", COUNT, AT(max_accrue_per_user)},
    {"MaxJobsAccruePA,MaxJobsAccruePerAccount", COUNT, AT(max_accrue_per_account)},
    {"MaxWall,MaxWallDurationPerJob", WALL, AT(max_wall_s)},
};

struct slurm_limit_columns slurm_limit_columns(struct slurm_table *t)
{
    struct slurm_limit_columns c;
    _Static_assert(AIF_COUNT(limits) == SLURM_LIMIT_COLUMNS, "each limit has its column");
    for (size_t i = 0; i < AIF_COUNT(limits); i++)
        c.column[i] = slurm_table_column(t, limits[i].names);
    return c;
}

static void note(const struct slurm_table *t, uint32_t column, const char *other,
                 struct slurm_report *report)
{
    char item[128];
    slurm_item(&other, item, sizeof item);
    slurm_report_add(report, &(struct slurm_note){.kind = SLURM_NOTE_NOT_MODELLED,
                                                  .name = t->columns[column],
                                                  .value = item,
                                                  .meaning = "nothing limits this resource",
                                                  .at = t->at});
}

bool slurm_limits_read(const struct slurm_table *t, const struct slurm_limit_columns *columns,
                       struct aif_limits *out, struct slurm_report *report, struct aif_err *err)
{
    *out = aif_limits_none();
    for (size_t i = 0; i < AIF_COUNT(limits); i++) {
        uint32_t column = columns->column[i];
        const char *cell = slurm_table_cell(t, column), *other = NULL;
        void *to = (char *)out + limits[i].offset;
        if (*cell == '\0')
            continue;
        if (limits[i].kind == TRES && !slurm_tres(cell, to, &other))
            return slurm_table_fail(t, column, "resources such as cpu=4,gres/gpu=2", err);
        if (limits[i].kind == COUNT && !slurm_count(cell, to))
            return slurm_table_fail(t, column, "a whole number", err);
        if (limits[i].kind == WALL && !slurm_duration_s(cell, to))
            return slurm_table_fail(t, column, "minutes, HH:MM:SS or D-HH:MM:SS", err);
        if (other)
            note(t, column, other, report);
    }
    return true;
}
