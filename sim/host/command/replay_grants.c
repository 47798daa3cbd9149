/* Grants of `aifsim replay`: from a table and the name of a rule to an access layer, and back to a
 * table of what became of each. */
#include "host/command/replay.h"

#include "host/access/rates.h"

#include <string.h>

int replay_read_grants(struct replay *r)
{
    const struct replay_options *o = &r->options;
    const char *name = o->access ? o->access : "hard-stop";
    struct aif_err err = {0};
    if (!o->grants_path && !o->access)
        return EXIT_STATUS_OK;
    if (!o->grants_path)
        return command_fail(EXIT_STATUS_USAGE,
                            "--access %s enforces grants; give them with --grants FILE", name);
    const void *rule = aif_plugin_find(AIF_ACCESS, name);
    if (!rule) {
        aif_plugin_unknown(AIF_ACCESS, name, &err);
        return command_fail(EXIT_STATUS_USAGE, "%s", err.text);
    }
    if (!grants_file_read(o->grants_path, &r->workload, &r->arena, &r->grants, &err))
        return command_fail(r->grants.status, "%s", err.text);
    if (r->grants.idle_count)
        command_note("%s: %u grant%s of accounts that no job names", o->grants_path,
                     r->grants.idle_count, r->grants.idle_count == 1 ? "" : "s");
    int64_t unix_start_s = r->workload.unix_start_s;
    r->access = (struct aif_access){
        .rule = rule,
        .settings = aif_access_settings_default(),
        .grants = r->grants.grants,
        .grant_count = r->grants.count,
        .unix_start_s = unix_start_s == AIF_UNKNOWN_S ? 0 : unix_start_s,
    };
    r->access.rates = access_rates(&r->site.machine, &r->arena, &r->access.rate_count);
    r->scenario.access = &r->access;
    return EXIT_STATUS_OK;
}

static void put_hours(struct aif_sink *s, int64_t unit_ms)
{
    aif_sink_char(s, ',');
    aif_sink_ratio(s, unit_ms, AIF_UNIT_MS_PER_UNIT_HOUR, 6);
}

static void put_result(struct aif_sink *s, const struct aif_grant_result *r, int64_t amount_unit_ms)
{
    put_hours(s, amount_unit_ms);
    put_hours(s, r->charged_unit_ms);
    put_hours(s, r->lowered_unit_ms);
    put_hours(s, r->unused_unit_ms);
    put_hours(s, r->overrun_unit_ms);
    put_hours(s, r->forfeited_unit_ms);
    put_hours(s, r->refused_unit_ms);
    aif_sink_format(s, ",%u,%u\n", r->job_count, r->refused_count);
}

void replay_grants_csv(const struct replay *r, struct aif_sink *s)
{
    struct aif_arena arena = {0};
    const struct grants_file *file = &r->grants;
    uint32_t count;
    const struct aif_grant_result *results = aif_sim_grants(r->sim, &arena, &count);
    aif_sink_text(s, "account,mode,start_s,end_s,granted_unit_h,charged_unit_h,lowered_unit_h,"
                     "unused_unit_h,overrun_unit_h,forfeited_unit_h,refused_unit_h,jobs,"
                     "refused_jobs\n");
    for (uint32_t i = 0; i < file->count; i++) {
        const struct aif_grant *g = &file->grants[file->by_line[i]];
        aif_sink_csv(s, file->accounts[file->by_line[i]]);
        aif_sink_char(s, ',');
        aif_sink_csv(s, aif_names_at(&file->modes, g->mode, ""));
        aif_sink_char(s, ',');
        aif_sink_int(s, g->start_s);
        aif_sink_char(s, ',');
        aif_sink_int(s, g->end_s);
        put_result(s, &results[file->by_line[i]], g->amount_unit_ms);
    }
    aif_sink_text(s, "(none),,,");
    put_result(s, &results[file->count], 0);
    aif_arena_free(&arena);
}
