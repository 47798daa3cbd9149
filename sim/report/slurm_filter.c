/* Which rows of Slurm's tables are asked for. */
#include "report/slurm_table.h"

#include <stdio.h>
#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_equal(const char *text, const char *name, size_t bytes)
{
    size_t i = 0;
    while (i < bytes && text[i] && lower(text[i]) == lower(name[i]))
        i++;
    return i == bytes && text[i] == '\0';
}

bool slurm_is_listed(const char *list, const char *text)
{
    if (!list)
        return true;
    for (const char *at = list; *at;) {
        size_t bytes = strcspn(at, ",");
        if (bytes == strlen(text) && memcmp(at, text, bytes) == 0)
            return true;
        at += bytes + (at[bytes] == ',');
    }
    return false;
}

/* By its number, or as a task of an array by that of the array. */
static bool is_job_listed(const struct slurm_table *t, const char *list, uint32_t job)
{
    const struct aif_workload *w = t->scenario->workload;
    const struct aif_extra *x = w->extras ? &w->extras[job] : NULL;
    char id[32], task[64];
    int64_t number = x && x->array != AIF_NONE ? w->arrays[x->array].id : w->jobs[job].id;
    snprintf(id, sizeof id, "%lld", (long long)number);
    if (slurm_is_listed(list, id) || !x || x->array == AIF_NONE)
        return slurm_is_listed(list, id);
    snprintf(task, sizeof task, "%s_%u", id, x->array_task);
    return slurm_is_listed(list, task);
}

static bool is_in_partition(struct slurm_table *t, uint32_t job, const struct aif_job_view *view)
{
    const struct aif_workload *w = t->scenario->workload;
    const struct aif_extra *x = w->extras ? &w->extras[job] : NULL;
    const char *list = t->request->partitions;
    if (!list || slurm_is_listed(list, slurm_partition(t, view->partition)))
        return true;
    /* A pending job may wait in several. */
    for (uint32_t i = 0; x && view->state == AIF_JOB_PENDING && i < x->partition_count; i++)
        if (slurm_is_listed(
                list, aif_names_at(&w->partitions, w->partition_lists[x->first_partition + i], "")))
            return true;
    return false;
}

/* States by the names that squeue and sacct have for them. */
static const struct {
    const char *name, *short_name;
    bool is_of_queue; /* squeue shows such jobs */
} states[] = {
    {"PENDING", "PD", true},    {"RUNNING", "R", true},     {"SUSPENDED", "S", true},
    {"COMPLETED", "CD", false}, {"FAILED", "F", false},     {"TIMEOUT", "TO", false},
    {"CANCELLED", "CA", false}, {"PREEMPTED", "PR", false}, {"NODE_FAIL", "NF", false},
};

/* Number of the state that a list begins with; AIF_COUNT(states): none. */
static size_t state_at(const char *at, size_t bytes)
{
    size_t i = 0;
    while (i < AIF_COUNT(states) && !is_equal(states[i].name, at, bytes) &&
           !is_equal(states[i].short_name, at, bytes))
        i++;
    return i;
}

bool slurm_check_request(const struct aif_slurm_request *request, struct aif_err *err)
{
    for (const char *at = request->states; at && *at;) {
        size_t bytes = strcspn(at, ","), i = state_at(at, bytes);
        bool is_queue = request->table == AIF_SLURM_SQUEUE;
        if (i == AIF_COUNT(states) && !is_equal("all", at, bytes))
            return aif_err_set(err,
                               "no state '%.*s'; there are PENDING (PD), RUNNING (R), SUSPENDED "
                               "(S), and of jobs that ended COMPLETED (CD), FAILED (F), TIMEOUT "
                               "(TO), CANCELLED (CA), PREEMPTED (PR)",
                               (int)bytes, at);
        if (is_queue && i < AIF_COUNT(states) && !states[i].is_of_queue)
            return aif_err_set(err,
                               "state '%.*s': squeue shows jobs that wait or run; for those that "
                               "ended see sacct",
                               (int)bytes, at);
        at += bytes + (at[bytes] == ',');
    }
    for (const char *p = request->jobs; p && *p; p++)
        if (!strchr("0123456789_,", *p))
            return aif_err_set(err,
                               "jobs '%.60s': expected numbers such as 7, or 7_2 of an array, "
                               "separated by commas",
                               request->jobs);
    return true;
}

static bool is_state_listed(const char *list, const char *state)
{
    size_t own = state_at(state, strlen(state));
    for (const char *at = list; at && *at;) {
        size_t bytes = strcspn(at, ",");
        if (is_equal("all", at, bytes) || state_at(at, bytes) == own)
            return true;
        at += bytes + (at[bytes] == ',');
    }
    return !list;
}

bool slurm_is_job_wanted(struct slurm_table *t, uint32_t job, const struct aif_job_view *view)
{
    const struct aif_slurm_request *r = t->request;
    const struct aif_workload *w = t->scenario->workload;
    struct slurm_row row = {.index = job};
    t->row = &row;
    t->job = *view;
    bool is_wanted =
        slurm_is_listed(r->users, slurm_user(t)) &&
        slurm_is_listed(r->accounts, aif_names_at(&w->accounts, w->jobs[job].account, "")) &&
        slurm_is_listed(r->qos, slurm_qos(t)) && is_job_listed(t, r->jobs, job) &&
        is_in_partition(t, job, view) && is_state_listed(r->states, slurm_state(t));
    t->row = NULL;
    return is_wanted;
}
