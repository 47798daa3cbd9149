/* What commands that run one trace under one policy have in common: from their options to a run. */
#include "host/command/replay.h"

#include "host/files/recording.h"
#include "host/formats/formats.h"
#include "host/site/job_rules.h"

#include "aif/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double replay_clock_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int read_trace(struct replay *r)
{
    struct aif_err err = {0};
    if (!input_open(r->options.trace, &r->input, &err))
        return command_fail(r->input.status, "%s", err.text);
    struct aif_trace_input in = {r->input.text, r->input.bytes, r->options.trace,
                                 r->options.is_strict};
    r->workload.from_s = r->options.from_s;
    r->workload.until_s = r->options.until_s;
    if (!formats_parse(&in, &r->workload, &err))
        return command_fail(EXIT_STATUS_DATA, "%s", err.text);
    return EXIT_STATUS_OK;
}

static int find_site(struct replay *r)
{
    const char *name = r->options.site;
    if (!name && !r->workload.max_procs)
        return command_fail(EXIT_STATUS_USAGE,
                            "%s does not state its machine's processors (MaxProcs); give --site "
                            "procs:N or the name of a site",
                            r->options.trace);
    if (!name) {
        snprintf(r->site_name, sizeof r->site_name, "procs:%u", r->workload.max_procs);
        name = r->options.site = r->site_name;
    }
    struct conf_errors errors = {0};
    int status = EXIT_STATUS_OK;
    struct site_changes changes = {.options = r->options.site_sets,
                                   .option_count = r->options.site_set_count};
    if (!site_read_changed(name, &changes, &r->site, &errors))
        status = command_fail(errors.is_missing ? EXIT_STATUS_NO_INPUT : EXIT_STATUS_DATA, "%s",
                              errors.text);
    conf_errors_fini(&errors);
    command_notes(&r->site.notes);
    return status;
}

/* --jobs-set: what jobs are given that the trace does not say. */
static int change_jobs(struct replay *r)
{
    struct conf_errors errors = {0};
    struct conf_doc doc = {0};
    char text[512];
    const struct replay_options *o = &r->options;
    const struct conf_node *rules = job_rules_of(&doc, o->job_sets, o->job_set_count, &errors);
    bool ok = rules && job_rules_check(&r->site, rules, &errors);
    for (const struct conf_node *n = ok ? rules->first : NULL; n; n = n->next) {
        uint32_t count = job_rule_apply(n, &r->site, &r->workload);
        job_rule_text(n, text, sizeof text);
        command_note("%u job%s of %s", count, count == 1 ? "" : "s", text);
    }
    int status = ok || !o->job_set_count ? EXIT_STATUS_OK
                                         : command_fail(EXIT_STATUS_DATA, "%s", errors.text);
    conf_errors_fini(&errors);
    conf_close(&doc);
    return status;
}

/* --partition: where all jobs go, whatever the trace says. */
static int move_jobs(struct replay *r)
{
    const char *name = r->options.partition;
    const struct aif_machine *m = &r->site.machine;
    struct aif_workload *w = &r->workload;
    const char *known[AIF_CLASS_MAX];
    size_t n = 0;
    if (!name)
        return EXIT_STATUS_OK;
    for (uint32_t i = 0; i < m->partition_count && n < AIF_COUNT(known); i++)
        known[n++] = m->partitions[i].name;
    size_t at = 0;
    while (at < n && strcmp(known[at], name) != 0)
        at++;
    if (at == n) {
        const char *near = aif_text_nearest(name, known, n);
        return command_fail(EXIT_STATUS_USAGE, "%s has no partition '%s'%s%s%s; see `aifsim show`",
                            r->options.site, name, near ? ": did you mean '" : "", near ? near : "",
                            near ? "'?" : "");
    }
    uint32_t index = aif_names_intern(&w->partitions, &w->arena, name, strlen(name));
    AIF_CHECK(index < AIF_NONE16);
    for (uint32_t i = 0; i < w->count; i++) {
        w->jobs[i].partition = (uint16_t)index;
        if (w->extras)
            w->extras[i].partition_count = 0;
    }
    return EXIT_STATUS_OK;
}

static int read_recording(struct replay *r)
{
    struct aif_err err = {0};
    enum exit_status status;
    if (!r->options.recording_path)
        return EXIT_STATUS_OK;
    if (!recording_read(r->options.recording_path, &r->arena, &r->recording, &status, &err))
        return command_fail(status, "%s", err.text);
    r->scenario.recording = &r->recording;
    return EXIT_STATUS_OK;
}

static int read_against(struct replay *r)
{
    struct aif_err err = {0};
    enum exit_status status;
    if (r->options.against_path &&
        !against_read(r->options.against_path, &r->against, &status, &err))
        return command_fail(status, "%s", err.text);
    return EXIT_STATUS_OK;
}

int replay_read(struct replay *r)
{
    const struct replay_options *o = &r->options;
    struct aif_err err = {0};
    if (!aif_policy_parse(&o->policy, &r->scenario.policy, &err))
        return command_fail(EXIT_STATUS_USAGE, "%s", err.text);
    if (o->recording_path && !r->scenario.policy.backfill->controls)
        return command_fail(EXIT_STATUS_USAGE,
                            "--ticks needs a start rule with a clock of its own: --backfill "
                            "slurm");
    double start_s = replay_clock_s();
    int status = read_trace(r);
    r->read_s = replay_clock_s() - start_s;
    if (status == EXIT_STATUS_OK)
        status = find_site(r);
    if (status == EXIT_STATUS_OK)
        status = change_jobs(r);
    if (status == EXIT_STATUS_OK)
        status = move_jobs(r);
    if (status == EXIT_STATUS_OK)
        status = read_recording(r);
    if (status == EXIT_STATUS_OK)
        status = replay_read_grants(r);
    if (status == EXIT_STATUS_OK)
        status = read_against(r);
    return status;
}

/* A site that lacks some of the trace's users says something else than people think. */
static void note_strangers(const struct replay *r)
{
    struct aif_strangers s = aif_strangers_of(&r->scenario);
    if (s.jobs)
        command_note("%s: %llu job%s of %u user%s are in no account of the site: %s; first: %s",
                     r->options.trace, (unsigned long long)s.jobs, s.jobs == 1 ? "" : "s", s.users,
                     s.users == 1 ? "" : "s",
                     s.is_refused ? "refused, since the site enforces associations"
                                  : "fair-share factor 0",
                     s.first);
}

int replay_open(struct replay *r)
{
    struct aif_err err = {0};
    double start_s = replay_clock_s();
    r->scenario.machine = &r->site.machine;
    if (!site_centre_at(&r->site, r->workload.unix_start_s, &r->arena, &r->centre, &err))
        return command_fail(EXIT_STATUS_DATA, "%s: %s", r->options.trace, err.text);
    r->scenario.centre = &r->centre;
    r->scenario.workload = &r->workload;
    r->scenario.is_strict = r->options.is_strict;
    r->scenario.is_checked = r->options.is_checked;
    r->sim = aif_sim_open(&r->scenario, &err);
    if (!r->sim) {
        /* The engine knows the trace by its name only; people want the path. */
        size_t n = strlen(r->workload.name);
        bool is_named = strncmp(err.text, r->workload.name, n) == 0 && err.text[n] == ':';
        return command_fail(EXIT_STATUS_DATA, "%s%s%s", r->options.trace, is_named ? "" : ": ",
                            err.text + (is_named ? n : 0));
    }
    r->bind_s = replay_clock_s() - start_s;
    note_strangers(r);
    return EXIT_STATUS_OK;
}

void replay_close(struct replay *r)
{
    output_discard(&r->jobs);
    output_discard(&r->swf);
    output_discard(&r->waits);
    output_discard(&r->summary);
    output_discard(&r->grants_out);
    aif_sim_close(r->sim);
    against_close(&r->against);
    site_close(&r->site);
    aif_arena_free(&r->arena);
    aif_workload_close(&r->workload);
    input_close(&r->input);
    free(r);
}
