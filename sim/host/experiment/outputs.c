/* `outputs:` of an experiment: which tables there are beside the summary, and of which cells. */
#include "host/experiment/outputs.h"

#include "host/experiment/experiment.h"

/* In the order of enum experiment_output. */
static const char *const which_choices[] = {"auto", "true", "false", NULL};

/* In the order of enum aif_by. */
static const char *const by_choices[] = {"account", "qos", "user", NULL};
static const struct conf_field by_item = {.type = CONF_CHOICE, .choices = by_choices};

const struct conf_field experiment_output_fields[] = {
    {.key = "jobs",
     .type = CONF_CHOICE,
     .fallback = "auto",
     .choices = which_choices,
     .help = "jobs.csv; auto: of the first seed, up to 200,000 rows"},
    {.key = "series",
     .type = CONF_CHOICE,
     .fallback = "auto",
     .choices = which_choices,
     .help = "series.csv and distributions.csv; auto: of the first seed"},
    {.key = "by",
     .type = CONF_LIST,
     .fallback = "[]",
     .item = &by_item,
     .help = "figures of each of these, too"},
    {.key = "report",
     .type = CONF_BOOL,
     .fallback = "true",
     .help = "report.html, the page that shows the results"},
    {.key = NULL},
};

void experiment_bind_outputs(struct experiment *e)
{
    const struct conf_node *outputs = conf_get(e->doc.root, "outputs");
    e->jobs_output = (enum experiment_output)conf_choice(outputs, "jobs");
    e->series_output = (enum experiment_output)conf_choice(outputs, "series");
    e->writes_report = conf_bool(outputs, "report");
    for (const struct conf_node *n = conf_get(outputs, "by")->first; n; n = n->next)
        e->is_by[n->whole] = true;
    e->writes_report = conf_bool(outputs, "report");
}

/* Seeds change nothing about a trace file, so that its only run is its first. */
static bool is_of_first_seed(const struct experiment *e, const struct experiment_cell *cell)
{
    return cell->seed == 0 || cell->seed == e->seeds[0];
}

/* Cells before this one that differ in the policy alone have as many jobs: if they fill the file,
 * the rows need not be made. */
bool experiment_writes_jobs(const struct experiment *e, const struct experiment_cell *cell,
                            uint32_t job_count)
{
    if (e->jobs_output != OUTPUT_AUTO)
        return e->jobs_output == OUTPUT_TRUE;
    return is_of_first_seed(e, cell) && job_count <= OUTPUT_AUTO_ROWS &&
           (uint64_t)cell->policy * job_count < OUTPUT_AUTO_ROWS;
}

bool experiment_writes_series(const struct experiment *e, const struct experiment_cell *cell)
{
    if (e->series_output != OUTPUT_AUTO)
        return e->series_output == OUTPUT_TRUE;
    return is_of_first_seed(e, cell);
}
