/* One cell of a result directory. */
#include "host/command/explain_cell.h"

#include "aif/text.h"
#include "host/command/command.h"

#include <stdio.h>
#include <string.h>

static bool is_meant(const struct experiment *e, uint32_t number,
                     const struct explain_choice *choice)
{
    const struct experiment_cell *c = &e->cells[number];
    return (choice->cell < 0 || (uint64_t)choice->cell == number) &&
           (!choice->site || strcmp(choice->site, e->sites[c->site].name) == 0) &&
           (!choice->trace || strcmp(choice->trace, e->traces[c->trace].name) == 0) &&
           (!choice->policy || strcmp(choice->policy, e->policies[c->policy].name) == 0) &&
           (!choice->seed || choice->seed == c->seed);
}

/* Names with commas between them, as many as there is room for. */
static void add_name(char *to, size_t bytes, const char *name)
{
    size_t used = strlen(to);
    if (used + strlen(name) + 3 < bytes)
        snprintf(to + used, bytes - used, "%s%s", used ? ", " : "", name);
}

/* The policy that was meant, where there is none of that name; else NULL. */
static const char *nearest_policy(const struct experiment *e, const char *policy)
{
    const char *names[256];
    size_t count = 0;
    for (uint32_t i = 0; policy && i < e->policy_count && count < AIF_COUNT(names); i++) {
        if (strcmp(e->policies[i].name, policy) == 0)
            return NULL;
        names[count++] = e->policies[i].name;
    }
    return policy ? aif_text_nearest(policy, names, count) : NULL;
}

static int fail_to_find(const char *folder, const struct explain_choice *choice,
                        const struct experiment *e)
{
    const char *near = nearest_policy(e, choice->policy);
    char sites[300] = "", traces[300] = "", policies[600] = "", seeds[100] = "", text[24];
    for (uint32_t i = 0; i < e->site_count; i++)
        add_name(sites, sizeof sites, e->sites[i].name);
    for (uint32_t i = 0; i < e->trace_count; i++)
        add_name(traces, sizeof traces, e->traces[i].name);
    for (uint32_t i = 0; i < e->policy_count; i++)
        add_name(policies, sizeof policies, e->policies[i].name);
    for (uint32_t i = 0; i < e->seed_count; i++) {
        snprintf(text, sizeof text, "%llu", (unsigned long long)e->seeds[i]);
        add_name(seeds, sizeof seeds, text);
    }
    return command_fail(EXIT_STATUS_DATA,
                        "%s has no such run%s%s%s there are cells 0 to %u: --site %s; --trace %s; "
                        "--policy %s; --seed %s",
                        folder, near ? ": did you mean --policy '" : "", near ? near : "",
                        near ? "'?" : ";", e->cell_count - 1, sites, traces, policies, seeds);
}

static void note_choice(const struct experiment *e, uint32_t number, uint32_t count)
{
    struct result_cell c = cell_names(e, number);
    char seed[40] = "";
    if (c.seed)
        snprintf(seed, sizeof seed, " --seed %llu", (unsigned long long)c.seed);
    command_note(
        "the first of %u runs: --cell %u, which is --site %s --trace %s --policy %s%s; choose "
        "another with these",
        count, number, c.site, c.trace, c.policy, seed);
}

static int choose(const char *folder, const struct explain_choice *choice, struct explain_cell *out)
{
    const struct experiment *e = &out->experiment;
    uint32_t count = 0;
    for (uint32_t i = 0; i < e->cell_count; i++) {
        if (!is_meant(e, i, choice))
            continue;
        if (count++ == 0)
            out->number = i;
    }
    if (count == 0)
        return fail_to_find(folder, choice, e);
    if (count > 1)
        note_choice(e, out->number, count);
    return EXIT_STATUS_OK;
}

int explain_cell_open(const char *folder, const struct explain_choice *choice,
                      struct explain_cell *out)
{
    char path[4096];
    struct conf_errors errors = {0};
    struct aif_err err = {{0}};
    if (snprintf(path, sizeof path, "%s/experiment.resolved.yaml", folder) >= (int)sizeof path)
        return command_fail(EXIT_STATUS_USAGE, "%s: the path is too long", folder);
    int status = EXIT_STATUS_OK;
    if (!experiment_open(path, NULL, 0, &out->experiment, &errors))
        status = command_fail(
            errors.is_missing ? EXIT_STATUS_NO_INPUT : EXIT_STATUS_DATA, "%s%s", errors.text,
            errors.is_missing ? "; RUN is a result directory of `aifsim run` or a trace" : "");
    conf_errors_fini(&errors);
    if (status == EXIT_STATUS_OK)
        status = choose(folder, choice, out);
    if (status != EXIT_STATUS_OK)
        return status;
    out->runner = cell_runner_open(&out->experiment);
    if (!cell_scene_open(out->runner, out->number, &out->scene, &err))
        return command_fail(EXIT_STATUS_DATA, "%s", err.text);
    return EXIT_STATUS_OK;
}

void explain_cell_close(struct explain_cell *c)
{
    cell_scene_close(&c->scene);
    cell_runner_close(c->runner);
    experiment_close(&c->experiment);
}
